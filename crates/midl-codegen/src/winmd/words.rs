//! Types that are not declared in the metadata because somebody else has them: windows-core or the runtime.
//!
//! A word of windows-core is known by its Windows name *and* its shape, so that a file of the user's that gives such a name to
//! something else keeps its meaning.

use midl_frontend::model::{Alias, Bound, Interface, InterfaceId, Module, Record, Scalar, Type};

use super::names;

/// The namespace in which windows-bindgen looks for the words of windows-core.
pub(super) const CORE: &str = "Windows.Win32";

/// The word of windows-core that a type is, if it is one. Strings are found where their pointer is: [`string`].
pub(crate) fn core(module: &Module, ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Alias(id) => {
            let long = matches!(module.resolved(ty), Type::Scalar(Scalar::Long | Scalar::Int));
            match &*module[*id].name {
                "HRESULT" if long => Some("HRESULT"),
                "BOOL" if long => Some("BOOL"),
                _ => None,
            }
        }
        Type::Record(id) => is_guid(&module[*id]).then_some("GUID"),
        Type::Interface(id) | Type::InterfaceName(id) => {
            is_unknown(&module[*id]).then_some("IUnknown")
        }
        _ => None,
    }
}

/// The pointer to characters that `[string]` makes of a pointer to such a type.
pub(super) fn string(character: &Type, constant: bool) -> Option<&'static str> {
    match (character, constant) {
        (Type::Scalar(Scalar::WChar), false) => Some("PWSTR"),
        (Type::Scalar(Scalar::WChar), true) => Some("PCWSTR"),
        (Type::Scalar(Scalar::Char), false) => Some("PSTR"),
        (Type::Scalar(Scalar::Char), true) => Some("PCSTR"),
        _ => None,
    }
}

/// The type of the runtime that stands for a type of Automation.
pub(crate) fn runtime(module: &Module, ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Record(id) => (names::of_record(&module[*id])
            .is_some_and(|name| &**name == "VARIANT"))
        .then_some("VARIANT"),
        Type::Alias(id) => is_bstr(module, &module[*id]).then_some("BSTR"),
        _ => None,
    }
}

/// True for the root of all interfaces.
pub(crate) fn is_root(module: &Module, id: InterfaceId) -> bool {
    is_unknown(&module[id])
}

/// True for the typedef of Automation strings: it says who allocates and who frees.
fn is_bstr(module: &Module, alias: &Alias) -> bool {
    &*alias.name == "BSTR"
        && matches!(&alias.ty, Type::Pointer { to, .. } if matches!(module.resolved(to), Type::Scalar(Scalar::WChar)))
}

/// True for `HWND` and its kin: `typedef void *` with a name that begins with `H`, as the SDK spells handles.
pub(crate) fn is_handle(alias: &Alias) -> bool {
    alias.name.starts_with('H')
        && matches!(&alias.ty, Type::Pointer { to, .. } if **to == Type::Void)
}

fn is_unknown(interface: &Interface) -> bool {
    &*interface.name == "IUnknown" && interface.base.is_none()
}

fn is_guid(record: &Record) -> bool {
    let named = record.name.as_deref() == Some("GUID") || record.tag.as_deref() == Some("_GUID");
    named
        && matches!(
            record.fields.last().map(|field| &field.ty),
            Some(Type::Array { bound: Bound::Fixed(8), .. })
        )
        && record.fields.len() == 4
}
