//! Types for names that have none of their own.
//!
//! A dispinterface or a coclass behind a star means its interface; the name stays, as an [`Alias`] that is no item. So does an
//! unknown name, which stands for a pointer to nothing: it fits nearly everywhere, so that one mistake is reported once.

use super::{
    Resolver, blank,
    error::ResolveError,
    scope::{Named, Space},
};
use crate::{
    ast::Ident,
    model::{Alias, InterfaceId, ItemId, Scalar, Type},
    symbol::kw,
};

/// How many unknown names a near one is looked for.
const MAX_SUGGESTIONS: usize = 100;

impl Resolver<'_> {
    /// The type of a dispinterface's or a coclass's name.
    pub(super) fn stand_in_for(&mut self, name: Ident, named: Named) -> Type {
        // It is made once for all files.
        self.scope.missed();
        let interface = match named {
            Named::Coclass(id) => self.default_interface(id),
            _ => None,
        };
        let dispatch = || match self.scope.get(Space::Types, kw::IDISPATCH)?.named {
            Named::Interface(id) => Some(id),
            _ => None,
        };
        let ty = match interface.or_else(dispatch) {
            Some(id) => Type::InterfaceName(id),
            None => Type::Void,
        };
        self.stand_in(name, ty)
    }

    fn default_interface(&self, coclass: crate::model::CoclassId) -> Option<InterfaceId> {
        let members = || self.module[coclass].members.iter().filter(|member| !member.source);
        let member = members().find(|member| member.default).or_else(|| members().next())?;
        match member.item {
            ItemId::Interface(id) => Some(id),
            _ => None,
        }
    }

    /// The type of a name that nothing declares; reported unless the declaration may have been lost.
    pub(super) fn unknown(&mut self, name: Ident) -> Type {
        if basic_type(self.program.symbols.text(name.symbol)).is_some() {
            // Whether that counts depends on who reads the file.
            self.scope.missed();
        }
        // Files of the system itself rely on the order in which they are imported.
        if self.is_library()
            && let Some(scalar) = basic_type(self.program.symbols.text(name.symbol))
        {
            return self.stand_in(name, Type::Scalar(scalar));
        }
        if !self.may_be_lost(name.symbol) {
            let similar =
                if self.errors.len() < MAX_SUGGESTIONS { self.similar_type(name) } else { None };
            let home = self.home_of(name);
            let name = crate::source::Spanned { node: self.name(name), span: name.span };
            self.errors.push(ResolveError::UnknownType { name, similar, home });
        }
        self.stand_in(name, Type::Pointer { to: Box::new(Type::Void), constant: false })
    }

    fn stand_in(&mut self, name: Ident, ty: Type) -> Type {
        if let Some(id) = self.stand_ins.get(name.symbol) {
            return Type::Alias(*id);
        }
        let origin = self.bare_origin(name);
        let id = self.module.add_alias(Alias { ty, ..blank::alias(self.name(name), origin) });
        self.stand_ins.insert(name.symbol, id);
        Type::Alias(id)
    }
}

/// The number behind a name that every file of the system takes for granted.
fn basic_type(name: &str) -> Option<Scalar> {
    Some(match name {
        "UINT" | "UINT32" => Scalar::UInt,
        "INT" | "INT32" => Scalar::Int,
        "DWORD" | "ULONG" | "COLORREF" | "LCID" => Scalar::ULong,
        "LONG" | "HRESULT" | "BOOL" => Scalar::Long,
        "WORD" | "USHORT" | "UINT16" => Scalar::UShort,
        "SHORT" | "INT16" | "VARIANT_BOOL" => Scalar::Short,
        "BYTE" | "UCHAR" | "UINT8" => Scalar::Byte,
        "CHAR" | "INT8" => Scalar::Char,
        "WCHAR" | "OLECHAR" => Scalar::WChar,
        "UINT64" | "ULONGLONG" | "DWORDLONG" => Scalar::UHyper,
        "INT64" | "LONGLONG" => Scalar::Hyper,
        "SIZE_T" | "ULONG_PTR" | "UINT_PTR" | "DWORD_PTR" => Scalar::UInt3264,
        "LONG_PTR" | "INT_PTR" => Scalar::Int3264,
        "FLOAT" => Scalar::Float,
        "DOUBLE" | "DATE" => Scalar::Double,
        _ => return None,
    })
}
