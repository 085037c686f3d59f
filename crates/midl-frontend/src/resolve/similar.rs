//! What to suggest for a name that nothing declares: a near one, and the file that usually declares a well-known one.

use super::{Resolver, scope::Named};
use crate::{
    ast::Ident,
    model::Name,
    similar::nearest,
    source::Span,
    symbol::{Symbol, Symbols},
};

/// A declared name that is near to an unknown one.
#[derive(Clone, Debug, PartialEq)]
pub struct Similar {
    /// The name.
    pub name: Name,
    /// What it names, with its article: `an interface`.
    pub kind: &'static str,
    /// Where it is declared.
    pub place: Span,
}

/// Where a name that nothing declares may be declared.
#[derive(Clone, Debug, PartialEq)]
pub enum Home {
    /// Nobody knows.
    Unknown,
    /// In a file of the system that is not imported.
    Import(&'static str),
    /// In a type library that the file names, of which there is no IDL of this name.
    Library(String),
}

impl Resolver<'_> {
    pub(super) fn home_of(&self, name: Ident) -> Home {
        if let Some(file) = import_for(self.program.symbols.text(name.symbol)) {
            return Home::Import(file);
        }
        let library = self.unit().unread_libraries.first();
        library.map_or(Home::Unknown, |idl| Home::Library(idl.clone()))
    }

    /// The nearest of all types.
    pub(super) fn similar_type(&self, name: Ident) -> Option<Similar> {
        self.similar_named(name, |named| !matches!(named, Named::Coclass(_)))
    }

    /// The nearest of all interfaces.
    pub(super) fn similar_interface(&self, name: Ident) -> Option<Similar> {
        self.similar_named(name, |named| matches!(named, Named::Interface(_)))
    }

    fn similar_named(&self, name: Ident, fits: impl Fn(Named) -> bool) -> Option<Similar> {
        let symbols = &self.program.symbols;
        let fitting = self.scope.types_and_tags().filter(|(_, entry)| fits(entry.named));
        let candidates = fitting.map(|(symbol, entry)| (symbols.text(symbol), (symbol, entry)));
        let (near, entry) = nearest(symbols.text(name.symbol), candidates)?;
        Some(Similar { name: symbols.name(near), kind: entry.named.word(), place: entry.site.span })
    }

    /// The nearest of all constants.
    pub(super) fn similar_value(&self, name: &str) -> Option<Similar> {
        let entries = self.scope.values().iter().map(|(symbol, entry)| (symbol, entry.site.span));
        similar_of(&self.program.symbols, name, entries, "a constant")
    }
}

/// The nearest of some names, all of one kind.
pub(super) fn similar_of(
    symbols: &Symbols,
    wanted: &str,
    candidates: impl Iterator<Item = (Symbol, Span)>,
    kind: &'static str,
) -> Option<Similar> {
    let (near, place) =
        nearest(wanted, candidates.map(|(symbol, place)| (symbols.text(symbol), (symbol, place))))?;
    Some(Similar { name: symbols.name(near), kind, place })
}

/// The file to import for a name that files of the system declare.
fn import_for(name: &str) -> Option<&'static str> {
    match name {
        "IUnknown" | "IClassFactory" => Some("unknwn.idl"),
        "HRESULT" | "DWORD" | "WORD" | "BYTE" | "BOOL" | "UINT" | "INT" | "LONG" | "ULONG"
        | "SHORT" | "USHORT" | "UINT32" | "UINT64" | "INT64" | "GUID" | "IID" | "CLSID"
        | "REFIID" | "REFGUID" | "REFCLSID" | "LPWSTR" | "LPCWSTR" | "LPSTR" | "LPCSTR"
        | "FILETIME" | "HWND" | "HANDLE" | "BSTR" | "VARIANT_BOOL" | "WCHAR" | "LPOLESTR"
        | "LPCOLESTR" | "OLECHAR" | "SIZE_T" | "ULONG_PTR" | "LARGE_INTEGER" | "ULARGE_INTEGER" => {
            Some("wtypes.idl")
        }
        "IDispatch" | "VARIANT" | "SAFEARRAY" | "DISPPARAMS" | "EXCEPINFO" | "ITypeInfo"
        | "ITypeLib" | "DISPID" => Some("oaidl.idl"),
        "IStream" | "IStorage" | "IMoniker" | "IBindCtx" | "IPersist" | "IEnumString"
        | "IEnumUnknown" => Some("objidl.idl"),
        _ => None,
    }
}
