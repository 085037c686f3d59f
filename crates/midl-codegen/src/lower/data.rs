//! What a type holds, seen from a parameter: the words of Windows that mean more than their typedef says, and whether data
//! is safe to copy.

use midl_frontend::model::{Bound, Field, InterfaceId, Module, RecordId, RecordKind, Scalar, Type};

use crate::winmd::words;

/// What a type is to a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Data {
    /// Nothing.
    Void,
    /// `HRESULT`
    Hresult,
    /// `BOOL`
    Bool,
    /// `VARIANT_BOOL`
    VariantBool,
    /// Bytes of which every pattern is a value: numbers, enums, structs of them.
    Plain,
    /// A struct or union that holds pointers.
    Holding,
    /// A union whose arms are chosen by a discriminant beside it.
    Union(RecordId),
    /// `BSTR`
    Bstr,
    /// `VARIANT`
    Variant,
    /// `IFoo *`
    Interface(InterfaceId),
    /// `[string] WCHAR *`
    Wide,
    /// `[string] CHAR *`
    Narrow,
    /// A pointer to something else.
    Pointer(Type),
    /// An array.
    Array(Type, Bound),
    /// `SAFEARRAY(T)`
    SafeArray,
    /// A function.
    Function,
}

/// What `ty` is. `string` says that `[string]` was written for it, beside what its typedefs say.
pub(crate) fn data(module: &Module, ty: &Type, string: bool) -> Data {
    match ty {
        Type::Void => Data::Void,
        Type::Scalar(Scalar::Handle) => Data::Pointer(Type::Void),
        Type::Scalar(_) | Type::Enum(_) => Data::Plain,
        Type::Interface(id) => Data::Interface(*id),
        Type::InterfaceName(_) => Data::Void,
        Type::Function(_) => Data::Function,
        Type::SafeArray(_) => Data::SafeArray,
        Type::Array { of, bound } => Data::Array((**of).clone(), *bound),
        Type::Record(id) => record(module, *id),
        Type::Alias(id) => {
            let alias = &module[*id];
            match &*alias.name {
                "HRESULT" => Data::Hresult,
                "BOOL" => Data::Bool,
                "VARIANT_BOOL" => Data::VariantBool,
                "BSTR" => Data::Bstr,
                // The handle of a memory block may be its address.
                "HGLOBAL" | "HLOCAL" => Data::Pointer(Type::Void),
                // Other handles mean something to the system alone; there is nothing behind them to reach.
                _ if words::is_handle(alias) => Data::Plain,
                _ => data(module, &alias.ty, string || alias.string),
            }
        }
        Type::Pointer { to, .. } => match module.resolved(ty) {
            Type::Interface(id) => Data::Interface(id),
            _ if string => match module.resolved(to) {
                Type::Scalar(Scalar::WChar) => Data::Wide,
                Type::Scalar(
                    Scalar::Char | Scalar::SignedChar | Scalar::UnsignedChar | Scalar::Byte,
                ) => Data::Narrow,
                _ => Data::Pointer((**to).clone()),
            },
            _ => match module.resolved(to) {
                Type::Record(id) if module[id].name.as_deref() == Some("SAFEARRAY") => {
                    Data::SafeArray
                }
                Type::Function(_) => Data::Function,
                _ => Data::Pointer((**to).clone()),
            },
        },
    }
}

/// A whole number, under whatever name.
pub(crate) fn is_integer(module: &Module, ty: &Type) -> bool {
    matches!(
        module.resolved(ty),
        Type::Scalar(
            Scalar::Byte
                | Scalar::UnsignedChar
                | Scalar::Small
                | Scalar::USmall
                | Scalar::Short
                | Scalar::UShort
                | Scalar::Int
                | Scalar::UInt
                | Scalar::Long
                | Scalar::ULong
                | Scalar::Hyper
                | Scalar::UHyper
                | Scalar::Int3264
                | Scalar::UInt3264
        )
    )
}

fn record(module: &Module, id: RecordId) -> Data {
    let record = &module[id];
    match record.name.as_deref() {
        Some("VARIANT") => Data::Variant,
        _ if record.kind == RecordKind::Union && has_arms(module, id) => Data::Union(id),
        _ if holds_pointers(module, &Type::Record(id), 0) => Data::Holding,
        _ => Data::Plain,
    }
}

/// A union that says which discriminant means which field, each of which has a name and a safe form.
fn has_arms(module: &Module, id: RecordId) -> bool {
    let record = &module[id];
    record.name.is_some()
        && !record.fields.is_empty()
        && record.fields.iter().all(|field| {
            let selected = field.arm.default || !field.arm.cases.is_empty();
            selected
                && field.name.is_some()
                && field.bits.is_none()
                && payload(module, field).is_some()
        })
}

/// What an arm of a union holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payload {
    /// Data without pointers.
    Plain,
    /// `BOOL`
    Bool,
    /// `LPWSTR`
    Wide,
    /// `BSTR`
    Bstr,
    /// An interface.
    Interface(InterfaceId),
}

/// What the arm holds; none for what has no safe form.
pub(crate) fn payload(module: &Module, field: &Field) -> Option<Payload> {
    match data(module, &field.ty, field.string) {
        Data::Bool => Some(Payload::Bool),
        Data::Wide => Some(Payload::Wide),
        Data::Bstr => Some(Payload::Bstr),
        Data::Interface(id) => Some(Payload::Interface(id)),
        Data::Plain | Data::VariantBool | Data::Hresult => Some(Payload::Plain),
        _ => None,
    }
}

/// A handle with nothing behind it to reach.
fn is_opaque(module: &Module, ty: &Type) -> bool {
    matches!(ty, Type::Alias(id) if words::is_handle(&module[*id]))
        && data(module, ty, false) == Data::Plain
}

/// Whether data of this type has a pointer, an interface, a string or an open end in it.
fn holds_pointers(module: &Module, ty: &Type, depth: usize) -> bool {
    if is_opaque(module, ty) {
        return false;
    }
    // A record that holds itself is refused by the checker; the limit keeps this function total.
    if depth > 64 {
        return true;
    }
    match module.resolved(ty) {
        Type::Scalar(Scalar::Handle) | Type::Void => true,
        Type::Scalar(_) | Type::Enum(_) => false,
        Type::Array { of, bound } => {
            bound == Bound::Conformant || holds_pointers(module, &of, depth + 1)
        }
        Type::Record(id) => {
            let record = &module[id];
            !record.defined
                || record.fields.iter().any(|field| holds_pointers(module, &field.ty, depth + 1))
        }
        _ => true,
    }
}

/// Whether data of this type can be copied bit by bit and every pattern of bits is a value of it.
pub(crate) fn is_plain(module: &Module, ty: &Type) -> bool {
    let data_of = data(module, ty, false);
    matches!(data_of, Data::Plain | Data::Bool | Data::VariantBool | Data::Hresult)
        || (matches!(data_of, Data::Union(_) | Data::Array(..)) && !holds_pointers(module, ty, 0))
}
