//! Types and methods as a C header declares them.

use midl_frontend::model::{
    Bound, Checked, Convention, InterfaceId, Method, Name, Param, Scalar, Type,
};

/// The member of the C vtable for a method, called through `interface`.
pub(super) fn slot(checked: &Checked, interface: InterfaceId, method: &Method) -> String {
    let this = format!("{} *This", checked[interface].name);
    let params = std::iter::once(this)
        .chain(method.params.iter().map(|param| self::param(checked, param)))
        .chain(method.variadic.then(|| "...".to_owned()));
    let params: Vec<String> = params.collect();
    let pointer =
        format!("({} *{})({})", convention(method.convention), method.name, params.join(", "));
    declare(checked, &method.returns, pointer, false)
}

fn convention(convention: Convention) -> &'static str {
    match convention {
        Convention::Stdcall => "STDMETHODCALLTYPE",
        Convention::Cdecl => "__cdecl",
        Convention::Fastcall => "__fastcall",
    }
}

fn param(checked: &Checked, param: &Param) -> String {
    declare(checked, &param.ty, param.name.to_string(), param.by_tag)
}

/// A declaration of `declarator`, which grows from the inside out, as C's do.
fn declare(checked: &Checked, ty: &Type, declarator: String, by_tag: bool) -> String {
    match ty {
        Type::Pointer { to, constant } => {
            let inner = &**to;
            if let Type::Function(id) = inner {
                let function = &checked[*id];
                let params: Vec<String> = function
                    .params
                    .iter()
                    .map(|param| self::param(checked, param))
                    .chain(function.variadic.then(|| "...".to_owned()))
                    .collect();
                let list = if params.is_empty() { "void".to_owned() } else { params.join(", ") };
                let pointer =
                    format!("({} *{declarator})({list})", convention(function.convention));
                return declare(checked, &function.returns, pointer, false);
            }
            let star = match inner {
                Type::Array { .. } => format!("(*{declarator})"),
                _ => format!("*{declarator}"),
            };
            match (constant, inner) {
                // `const` of a pointer stands behind its star; of anything else, before its name.
                (true, Type::Pointer { .. } | Type::Interface(_)) => {
                    declare(checked, to, format!("const {star}"), by_tag)
                }
                (true, _) => format!("const {}", declare(checked, to, star, by_tag)),
                (false, _) => declare(checked, to, star, by_tag),
            }
        }
        Type::Array { of, bound } => {
            let bound = match bound {
                Bound::Fixed(count) => format!("[{count}]"),
                Bound::Conformant => "[]".to_owned(),
            };
            declare(checked, of, format!("{declarator}{bound}"), by_tag)
        }
        Type::Interface(id) => join(&checked[*id].name, &format!("*{declarator}")),
        Type::SafeArray(_) => join("SAFEARRAY", &format!("*{declarator}")),
        _ => join(&word(checked, ty, by_tag), &declarator),
    }
}

fn join(word: &str, declarator: &str) -> String {
    if declarator.is_empty() { word.to_owned() } else { format!("{word} {declarator}") }
}

fn word(checked: &Checked, ty: &Type, by_tag: bool) -> String {
    let named = |name: &Option<Name>, tag: &Option<Name>, kind: &str| match (name, tag) {
        (_, Some(tag)) if by_tag => format!("{kind} {tag}"),
        (Some(name), _) => name.to_string(),
        (None, Some(tag)) => format!("{kind} {tag}"),
        (None, None) => kind.to_owned(),
    };
    match ty {
        Type::Scalar(scalar) => self::scalar(*scalar).to_owned(),
        Type::InterfaceName(id) => checked[*id].name.to_string(),
        Type::Record(id) => named(&checked[*id].name, &checked[*id].tag, checked[*id].kind.word()),
        Type::Enum(id) => named(&checked[*id].name, &checked[*id].tag, "enum"),
        Type::Alias(id) => checked[*id].name.to_string(),
        _ => "void".to_owned(),
    }
}

/// The C word for a scalar of IDL.
fn scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Boolean => "boolean",
        Scalar::Byte => "byte",
        Scalar::Char => "char",
        Scalar::SignedChar | Scalar::Small => "signed char",
        Scalar::UnsignedChar | Scalar::USmall => "unsigned char",
        Scalar::WChar => "wchar_t",
        Scalar::Short => "short",
        Scalar::UShort => "unsigned short",
        Scalar::Int => "int",
        Scalar::UInt => "unsigned int",
        Scalar::Long => "long",
        Scalar::ULong => "unsigned long",
        Scalar::Hyper => "__int64",
        Scalar::UHyper => "unsigned __int64",
        Scalar::Int3264 => "INT_PTR",
        Scalar::UInt3264 => "UINT_PTR",
        Scalar::Int128 => "__int128",
        Scalar::Float => "float",
        Scalar::Double => "double",
        Scalar::Handle => "handle_t",
        Scalar::ErrorStatus => "error_status_t",
    }
}
