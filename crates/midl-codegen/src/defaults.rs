//! `[defaultvalue(..)]` in Rust: as a literal, and as the documentation names it.

use midl_frontend::model::Value;
use proc_macro2::Literal;

/// A number of a type of Rust, if it is one.
pub(crate) fn number(ty: &str, default: &Value) -> Option<Literal> {
    let is_float = matches!(ty, "f32" | "f64");
    match default {
        Value::Float(float) if is_float => Some(Literal::f64_unsuffixed(*float)),
        Value::Integer { value, .. } if is_float => Some(Literal::f64_unsuffixed(*value as f64)),
        Value::Integer { value, .. } => integer(ty, *value),
        _ => None,
    }
}

/// A whole number of a type such as `i32`. One of 32 bits may be written without its sign: 0x80000000.
fn integer(ty: &str, value: i128) -> Option<Literal> {
    let value = match u32::try_from(value) {
        Ok(bits) if ty == "i32" => i128::from(bits.cast_signed()),
        _ => value,
    };
    let bits: u32 = ty[1..].parse().ok()?;
    let range = match ty.starts_with('i') {
        true => -(1_i128 << (bits - 1))..1 << (bits - 1),
        false => 0..1_i128 << bits,
    };
    range.contains(&value).then(|| Literal::i128_unsuffixed(value))
}

/// A default as the documentation names it.
pub(crate) fn shown(default: &Value) -> String {
    match default {
        Value::Integer { value, .. } => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::String { text, .. } => format!("`{text:?}`"),
    }
}
