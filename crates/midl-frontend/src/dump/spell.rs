//! Types and expressions as text. Two spellings: the model's own (`*const BG_FILE_INFO`, `&IFoo`), which shows what was
//! understood, and a name with a count of stars, as C declares it.

use std::fmt::{self, Display, Write};

use crate::model::{Bound, Convention, Expr, Links, Module, Scalar, Type, Value};

/// The IDL word for a scalar.
pub(super) fn scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Boolean => "boolean",
        Scalar::Byte => "byte",
        Scalar::Char => "char",
        Scalar::SignedChar => "signed char",
        Scalar::UnsignedChar => "unsigned char",
        Scalar::WChar => "wchar_t",
        Scalar::Small => "small",
        Scalar::USmall => "unsigned small",
        Scalar::Short => "short",
        Scalar::UShort => "unsigned short",
        Scalar::Int => "int",
        Scalar::UInt => "unsigned int",
        Scalar::Long => "long",
        Scalar::ULong => "unsigned long",
        Scalar::Hyper => "hyper",
        Scalar::UHyper => "unsigned hyper",
        Scalar::Int3264 => "__int3264",
        Scalar::UInt3264 => "unsigned __int3264",
        Scalar::Int128 => "__int128",
        Scalar::Float => "float",
        Scalar::Double => "double",
        Scalar::Handle => "handle_t",
        Scalar::ErrorStatus => "error_status_t",
    }
}

/// A type as C declares it: its innermost name and how many stars (or array brackets) stand around it. `by_tag` asks for a
/// record's or an enum's tag in place of its typedef name.
pub(super) fn base_and_pointers<'m>(
    module: &'m Module,
    ty: &'m Type,
    by_tag: bool,
) -> (&'m str, usize) {
    let mut pointers = 0;
    let mut ty = ty;
    loop {
        let tagged = |name: &'m Option<_>, tag: &'m Option<_>, kind| {
            let (first, second) = if by_tag { (tag, name) } else { (name, tag) };
            first.as_ref().or(second.as_ref()).map_or(kind, |name: &crate::model::Name| &**name)
        };
        let base = match ty {
            Type::Pointer { to, .. } => {
                (ty, pointers) = (to, pointers + 1);
                continue;
            }
            Type::Array { of, .. } => {
                (ty, pointers) = (of, pointers + 1);
                continue;
            }
            Type::Void => "void",
            Type::Scalar(word) => scalar(*word),
            Type::Interface(id) => return (&module[*id].name, pointers + 1),
            Type::InterfaceName(id) => &module[*id].name,
            Type::Record(id) => {
                tagged(&module[*id].name, &module[*id].tag, module[*id].kind.word())
            }
            Type::Enum(id) => tagged(&module[*id].name, &module[*id].tag, "enum"),
            Type::Alias(id) => &module[*id].name,
            Type::Function(_) => "function",
            Type::SafeArray(_) => return ("SAFEARRAY", pointers + 1),
        };
        return (base, pointers);
    }
}

/// A type in the model's own spelling.
pub(super) struct Spelled<'m>(pub(super) &'m Module, pub(super) &'m Type);

impl Display for Spelled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Spelled(module, ty) = *self;
        match ty {
            Type::Interface(id) => write!(f, "&{}", module[*id].name),
            Type::Pointer { to, constant } => {
                write!(f, "*{}{}", if *constant { "const " } else { "" }, Spelled(module, to))
            }
            Type::Array { of, bound: Bound::Fixed(count) } => {
                write!(f, "[{}; {count}]", Spelled(module, of))
            }
            Type::Array { of, bound: Bound::Conformant } => write!(f, "[{}]", Spelled(module, of)),
            Type::SafeArray(of) => write!(f, "SAFEARRAY({})", Spelled(module, of)),
            Type::Function(id) => {
                f.write_str(match module[*id].convention {
                    Convention::Stdcall => "fn(",
                    Convention::Cdecl => "cdecl fn(",
                    Convention::Fastcall => "fastcall fn(",
                })?;
                for (index, param) in module[*id].params.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{}", Spelled(module, &param.ty))?;
                }
                let dots = if module[*id].variadic { ", ..." } else { "" };
                write!(f, "{dots}) -> {}", Spelled(module, &module[*id].returns))
            }
            _ => f.write_str(base_and_pointers(module, ty, false).0),
        }
    }
}

/// An expression over the members called `names`.
pub(super) struct Formula<'m> {
    pub(super) module: &'m Module,
    pub(super) expr: &'m Expr,
    pub(super) names: &'m [&'m str],
}

impl Formula<'_> {
    fn inner<'e>(&'e self, expr: &'e Expr) -> Formula<'e> {
        Formula { module: self.module, expr, names: self.names }
    }
}

impl Display for Formula<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.expr {
            Expr::Constant(value) => write!(f, "{value}"),
            Expr::Member(index) => f.write_str(self.names.get(*index).copied().unwrap_or("?")),
            Expr::Deref(inner) => write!(f, "*{}", self.inner(inner)),
            Expr::Unary(operator, inner) => write!(f, "{operator}{}", self.inner(inner)),
            Expr::Binary(operator, left, right) => {
                write!(f, "({} {operator} {})", self.inner(left), self.inner(right))
            }
            Expr::Conditional(condition, then, otherwise) => {
                write!(
                    f,
                    "({} ? {} : {})",
                    self.inner(condition),
                    self.inner(then),
                    self.inner(otherwise)
                )
            }
            Expr::Cast(ty, inner) => {
                write!(f, "({}) {}", Spelled(self.module, ty), self.inner(inner))
            }
        }
    }
}

/// The links of a parameter or a field, each with a space before it: ` size_is(, *n) iid_is(riid)`.
pub(super) fn links(out: &mut String, module: &Module, links: &Links, names: &[&str]) {
    let dimensions = [
        ("size_is", &links.size_is),
        ("first_is", &links.first_is),
        ("length_is", &links.length_is),
    ];
    for (name, list) in dimensions.into_iter().filter(|(_, list)| !list.is_empty()) {
        let _ = write!(out, " {name}(");
        for (index, expr) in list.iter().enumerate() {
            out.push_str(if index == 0 { "" } else { ", " });
            if let Some(expr) = expr {
                let _ = write!(out, "{}", Formula { module, expr, names });
            }
        }
        out.push(')');
    }
    for (name, expr) in [("iid_is", &links.iid_is), ("switch_is", &links.switch_is)] {
        if let Some(expr) = expr {
            let _ = write!(out, " {name}({})", Formula { module, expr, names });
        }
    }
}

/// A constant's value as IDL writes it.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Integer { value, unsigned, wide } => {
            let suffix = match (unsigned, wide) {
                (false, false) => "",
                (true, false) => "u",
                (false, true) => "ll",
                (true, true) => "ull",
            };
            format!("{value}{suffix}")
        }
        Value::Float(value) => format!("{value:?}"),
        Value::String { text, wide } => format!("{}{text:?}", if *wide { "L" } else { "" }),
    }
}
