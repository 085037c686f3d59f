//! Constant expressions, computed as C computes them: 32-bit and 64-bit numbers, signed and unsigned, wrapping.
//!
//! This module knows numbers and operators. What a name, a cast's type or a `sizeof` means is asked of a `Names`.

use crate::{
    ast::{BinaryOp, Expr, ExprKind, IntegerForm, TypeName, UnaryOp},
    layout::LayoutError,
    model::{Module, Name, Scalar, Type, Value},
    source::Span,
    symbol::{Symbol, kw},
};

/// What an expression's names mean.
pub(crate) trait Names<'p> {
    /// The value of a constant or an enumerator.
    fn value(&mut self, name: Symbol, place: Span) -> Result<Computed, ConstError>;
    /// The type in a cast.
    fn cast_type(&mut self, name: &'p TypeName) -> Result<Type, ConstError>;
    /// A name in parentheses: the type of that name, where it names one.
    fn type_called(&mut self, name: Symbol) -> Option<Type>;
    /// `sizeof`
    fn size_of(&mut self, name: &'p TypeName) -> Result<u64, ConstError>;
    /// What stands in a string.
    fn text(&self, string: Symbol) -> &str;
    /// For a look through typedefs.
    fn module(&self) -> &Module;
}

/// A value and the type that a cast (or a `const` declaration) gave it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Computed {
    pub(crate) value: Value,
    pub(crate) ty: Option<Type>,
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq)]
pub enum ConstError {
    /// A name that is no constant.
    UnknownName {
        /// The name.
        name: Name,
        /// Its place.
        place: Span,
    },
    /// Something that has no value before a program runs.
    NotConstant {
        /// Its place.
        place: Span,
        /// What it is.
        what: &'static str,
    },
    /// A string or a fraction where only a whole number has a meaning.
    NotWhole {
        /// Its place.
        place: Span,
    },
    /// Division by zero, also by `%`.
    DivisionByZero {
        /// The division.
        place: Span,
    },
    /// A shift by as many bits as the number has, or more, or less than none.
    ShiftTooFar {
        /// The shift.
        place: Span,
        /// By how many bits.
        by: i128,
        /// How many the number has.
        bits: u32,
    },
    /// A constant whose value depends on itself.
    Circular {
        /// The constant.
        name: Name,
        /// Where it is asked for.
        place: Span,
    },
    /// Constants that depend on each other in a row that is too long to follow.
    TooDeep {
        /// Where the next one is asked for.
        place: Span,
    },
    /// `sizeof` of what has none.
    NoSize {
        /// The type.
        place: Span,
        /// Why it has none.
        error: LayoutError,
    },
    /// A mistake that was reported where it was made.
    Reported,
}

impl ConstError {
    /// Where the mistake is.
    #[must_use]
    pub fn place(&self) -> Option<Span> {
        match self {
            ConstError::UnknownName { place, .. }
            | ConstError::NotConstant { place, .. }
            | ConstError::NotWhole { place }
            | ConstError::DivisionByZero { place }
            | ConstError::ShiftTooFar { place, .. }
            | ConstError::Circular { place, .. }
            | ConstError::TooDeep { place }
            | ConstError::NoSize { place, .. } => Some(*place),
            ConstError::Reported => None,
        }
    }
}

/// Computes an expression.
pub(crate) fn evaluate<'p>(
    expr: &'p Expr,
    names: &mut impl Names<'p>,
) -> Result<Computed, ConstError> {
    match sum(expr) {
        Some(number) => Ok(Computed { value: number.into(), ty: None }),
        None => compute(expr, names),
    }
}

/// The short way for what macros make of most numbers, `((-2147418111)+1000)+4`: nothing has to be asked.
fn sum(expr: &Expr) -> Option<Number> {
    match &expr.kind {
        ExprKind::Integer(value, form) => Some(Number::literal(*value, *form)),
        ExprKind::Unary(UnaryOp::Minus, inner) => match inner.kind {
            ExprKind::Integer(value, form) => Number::negative_literal(value, form),
            _ => None,
        },
        ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), sides) => {
            sum(&sides.0)?.combine(*op, sum(&sides.1)?, expr.span).ok()
        }
        _ => None,
    }
}

fn compute<'p>(expr: &'p Expr, names: &mut impl Names<'p>) -> Result<Computed, ConstError> {
    let bare = |number: Number| Ok(Computed { value: number.into(), ty: None });
    match &expr.kind {
        ExprKind::Integer(value, form) => bare(Number::literal(*value, *form)),
        ExprKind::Float(value) => Ok(Computed { value: Value::Float(*value), ty: None }),
        ExprKind::Char { value, .. } => bare(Number::int(i128::from(*value))),
        ExprKind::String { text, wide } => Ok(Computed {
            value: Value::String { text: names.text(*text).to_owned(), wide: *wide },
            ty: None,
        }),
        ExprKind::Name(name) => names.value(*name, expr.span),
        ExprKind::Group(inner) => compute(inner, names),
        ExprKind::Unary(op, inner) => unary(*op, inner, expr.span, names),
        ExprKind::Binary(op, sides) => match cast_in_disguise(*op, &sides.0, names) {
            Some((ty, op)) => {
                let operand = unary(op, &sides.1, expr.span, names)?;
                cast(operand.value, ty, expr.span, names.module())
            }
            None => binary(*op, &sides.0, &sides.1, expr.span, names),
        },
        ExprKind::Conditional(parts) => {
            let condition = whole_of(&parts.0, names)?;
            compute(if condition.value != 0 { &parts.1 } else { &parts.2 }, names)
        }
        ExprKind::Cast(parts) => {
            let ty = names.cast_type(&parts.0)?;
            let operand = compute(&parts.1, names)?;
            cast(operand.value, ty, expr.span, names.module())
        }
        ExprKind::SizeOf(name) => {
            bare(Number { value: i128::from(names.size_of(name)?), unsigned: true, wide: false })
        }
        ExprKind::Call(call) => match call.arguments.as_slice() {
            [argument] if call.name == kw::HRESULT_TYPEDEF => {
                let operand = whole_of(argument, names)?;
                let code = Number { value: operand.value, unsigned: false, wide: false }.wrapped();
                Ok(Computed { value: code.into(), ty: names.type_called(kw::HRESULT) })
            }
            _ => Err(ConstError::NotConstant {
                place: expr.span,
                what: "a macro that is not known here",
            }),
        },
        ExprKind::Member(_) | ExprKind::Index(_) => Err(ConstError::NotConstant {
            place: expr.span,
            what: "known only when the program runs",
        }),
        ExprKind::Error => Err(ConstError::Reported),
    }
}

/// Computes an expression that must be a whole number.
pub(crate) fn number<'p>(expr: &'p Expr, names: &mut impl Names<'p>) -> Result<Number, ConstError> {
    whole(&evaluate(expr, names)?.value, expr)
}

/// Gives a value the type that a declaration or a cast names.
pub(crate) fn cast(
    value: Value,
    ty: Type,
    place: Span,
    module: &Module,
) -> Result<Computed, ConstError> {
    let value = match (value, target(module, &ty)) {
        (Value::Integer { value, .. }, Target::Whole { bits, unsigned }) => {
            let narrow = Number { value, unsigned, wide: bits == 64 }.wrapped_to(bits);
            Value::from(narrow)
        }
        (Value::Integer { value, .. }, Target::Fraction) => Value::Float(value as f64),
        (Value::Float(value), Target::Whole { bits, unsigned }) => {
            Number { value: value as i128, unsigned, wide: bits == 64 }.wrapped_to(bits).into()
        }
        (value @ Value::Float(_), Target::Fraction) => value,
        (value @ Value::String { .. }, Target::Pointer) if is_text(module, &ty) => value,
        (Value::String { .. }, Target::Whole { .. } | Target::Fraction) => {
            return Err(ConstError::NotWhole { place });
        }
        // `(HANDLE) -1`: an address as far as C is concerned.
        (Value::Integer { value, .. }, Target::Pointer) => {
            Number { value, unsigned: true, wide: true }.wrapped().into()
        }
        (value, Target::Unread) => value,
        _ => return Err(ConstError::NotConstant { place, what: "this type has no constants" }),
    };
    Ok(Computed { value, ty: Some(ty) })
}

/// True where a value keeps its meaning in a type: its bits fit, be the type signed or not.
pub(crate) fn fits(value: &Value, ty: &Type, module: &Module) -> bool {
    match (value, target(module, ty)) {
        (Value::Integer { value, .. }, Target::Whole { bits, .. }) => {
            (-(1 << (bits - 1))..1_i128 << bits).contains(value)
        }
        _ => true,
    }
}

/// True for a number that was cast to a pointer.
pub(crate) fn is_address(computed: &Computed, module: &Module) -> bool {
    let is_pointer = |ty: &Type| matches!(target(module, ty), Target::Pointer);
    matches!(computed.value, Value::Integer { .. }) && computed.ty.as_ref().is_some_and(is_pointer)
}

/// True for a pointer to characters, or an array of them.
fn is_text(module: &Module, ty: &Type) -> bool {
    let element = match module.unaliased(ty) {
        Type::Pointer { to, .. } | Type::Array { of: to, .. } => module.unaliased(to),
        other => other,
    };
    matches!(
        element,
        Type::Scalar(
            Scalar::Char
                | Scalar::SignedChar
                | Scalar::UnsignedChar
                | Scalar::Byte
                | Scalar::WChar
                | Scalar::UShort
        )
    )
}

/// What becomes of a value of a type.
enum Target {
    Whole {
        bits: u32,
        unsigned: bool,
    },
    Fraction,
    Pointer,
    Nothing,
    /// A typedef that is read later than what needs it.
    Unread,
}

fn target(module: &Module, ty: &Type) -> Target {
    let whole = |bits, unsigned| Target::Whole { bits, unsigned };
    match module.unaliased(ty) {
        Type::Enum(_) => whole(32, false),
        Type::Pointer { .. } | Type::Array { .. } => Target::Pointer,
        Type::Scalar(scalar) => match scalar {
            Scalar::Boolean | Scalar::Byte | Scalar::UnsignedChar | Scalar::USmall => {
                whole(8, true)
            }
            Scalar::Char | Scalar::SignedChar | Scalar::Small => whole(8, false),
            Scalar::WChar | Scalar::UShort => whole(16, true),
            Scalar::Short => whole(16, false),
            Scalar::Int | Scalar::Long => whole(32, false),
            Scalar::UInt | Scalar::ULong | Scalar::ErrorStatus => whole(32, true),
            Scalar::Hyper | Scalar::Int3264 => whole(64, false),
            Scalar::UHyper | Scalar::UInt3264 => whole(64, true),
            Scalar::Float | Scalar::Double => Target::Fraction,
            Scalar::Int128 | Scalar::Handle => Target::Nothing,
        },
        Type::Void if matches!(ty, Type::Alias(_)) => Target::Unread,
        _ => Target::Nothing,
    }
}

/// `(T) - 1` reads as a subtraction until it is known that `T` is a type.
pub(crate) fn cast_in_disguise<'p>(
    op: BinaryOp,
    left: &Expr,
    names: &mut impl Names<'p>,
) -> Option<(Type, UnaryOp)> {
    let op = match op {
        BinaryOp::Add => UnaryOp::Plus,
        BinaryOp::Sub => UnaryOp::Minus,
        BinaryOp::Mul => UnaryOp::Deref,
        BinaryOp::BitAnd => UnaryOp::AddressOf,
        _ => return None,
    };
    match &left.kind {
        ExprKind::Group(inner) => match inner.kind {
            ExprKind::Name(name) => names.type_called(name).map(|ty| (ty, op)),
            _ => None,
        },
        _ => None,
    }
}

fn unary<'p>(
    op: UnaryOp,
    operand: &'p Expr,
    place: Span,
    names: &mut impl Names<'p>,
) -> Result<Computed, ConstError> {
    if let (UnaryOp::Minus, ExprKind::Integer(value, form)) = (op, &operand.kind)
        && let Some(number) = Number::negative_literal(*value, *form)
    {
        return Ok(Computed { value: number.into(), ty: None });
    }
    let operand = compute(operand, names)?;
    let value = match (op, operand.value) {
        (UnaryOp::Minus, Value::Float(value)) => Value::Float(-value),
        (UnaryOp::Plus, value @ Value::Float(_)) => value,
        (UnaryOp::Not, Value::Integer { value, .. }) => Number::int(i128::from(value == 0)).into(),
        (UnaryOp::Plus, value @ Value::Integer { .. }) => value,
        (UnaryOp::Minus, Value::Integer { value, unsigned, wide }) => {
            Number { value: -value, unsigned, wide }.wrapped().into()
        }
        (UnaryOp::BitNot, Value::Integer { value, unsigned, wide }) => {
            Number { value: !value, unsigned, wide }.wrapped().into()
        }
        (UnaryOp::Deref | UnaryOp::AddressOf, _) => {
            return Err(ConstError::NotConstant {
                place,
                what: "known only when the program runs",
            });
        }
        _ => return Err(ConstError::NotWhole { place }),
    };
    Ok(Computed { value, ty: None })
}

fn binary<'p>(
    op: BinaryOp,
    left: &'p Expr,
    right: &'p Expr,
    place: Span,
    names: &mut impl Names<'p>,
) -> Result<Computed, ConstError> {
    let truth =
        |value: bool| Ok(Computed { value: Number::int(i128::from(value)).into(), ty: None });
    match op {
        BinaryOp::And => {
            truth(whole_of(left, names)?.value != 0 && whole_of(right, names)?.value != 0)
        }
        BinaryOp::Or => {
            truth(whole_of(left, names)?.value != 0 || whole_of(right, names)?.value != 0)
        }
        _ => {
            let sides = (compute(left, names)?.value, compute(right, names)?.value);
            let value = match sides {
                (Value::Integer { .. }, Value::Integer { .. }) => {
                    whole(&sides.0, left)?.combine(op, whole(&sides.1, right)?, place)?.into()
                }
                _ => fractions(op, fraction(&sides.0, left)?, fraction(&sides.1, right)?, place)?,
            };
            Ok(Computed { value, ty: None })
        }
    }
}

fn whole_of<'p>(expr: &'p Expr, names: &mut impl Names<'p>) -> Result<Number, ConstError> {
    whole(&compute(expr, names)?.value, expr)
}

fn whole(value: &Value, expr: &Expr) -> Result<Number, ConstError> {
    match *value {
        Value::Integer { value, unsigned, wide } => Ok(Number { value, unsigned, wide }),
        Value::Float(_) | Value::String { .. } => Err(ConstError::NotWhole { place: expr.span }),
    }
}

fn fraction(value: &Value, expr: &Expr) -> Result<f64, ConstError> {
    match value {
        Value::Integer { value, .. } => Ok(*value as f64),
        Value::Float(value) => Ok(*value),
        Value::String { .. } => Err(ConstError::NotWhole { place: expr.span }),
    }
}

fn fractions(op: BinaryOp, left: f64, right: f64, place: Span) -> Result<Value, ConstError> {
    Ok(Value::Float(match op {
        BinaryOp::Add => left + right,
        BinaryOp::Sub => left - right,
        BinaryOp::Mul => left * right,
        BinaryOp::Div if right == 0.0 => return Err(ConstError::DivisionByZero { place }),
        BinaryOp::Div => left / right,
        _ => return Err(ConstError::NotWhole { place }),
    }))
}

/// A whole number with its C type. `value` is always one that the type can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) value: i128,
    pub(crate) unsigned: bool,
    pub(crate) wide: bool,
}

impl From<Number> for Value {
    fn from(Number { value, unsigned, wide }: Number) -> Value {
        Value::Integer { value, unsigned, wide }
    }
}

impl Number {
    fn int(value: i128) -> Number {
        Number { value, unsigned: false, wide: false }
    }

    fn literal(value: u64, form: IntegerForm) -> Number {
        let wide = form.wide || value > u64::from(u32::MAX);
        let signed_limit = if wide { i64::MAX as u64 } else { i32::MAX as u64 };
        Number { value: i128::from(value), unsigned: form.unsigned || value > signed_limit, wide }
    }

    /// A number with a minus before it, where the two are one: otherwise -2147483648 would be a positive number.
    fn negative_literal(value: u64, form: IntegerForm) -> Option<Number> {
        let number = -i128::from(value);
        let wide = form.wide || number < i128::from(i32::MIN);
        (form.decimal && !form.unsigned && value <= 1 << 63).then_some(Number {
            value: number,
            unsigned: false,
            wide,
        })
    }

    fn bits(self) -> u32 {
        if self.wide { 64 } else { 32 }
    }

    fn wrapped(self) -> Number {
        self.wrapped_to(self.bits())
    }

    /// Keeps the lowest `bits`, at most 64, and reads them as the type says.
    fn wrapped_to(self, bits: u32) -> Number {
        let low = self.value & ((1 << bits) - 1);
        let negative = !self.unsigned && low >> (bits - 1) != 0;
        Number { value: if negative { low - (1 << bits) } else { low }, ..self }
    }

    /// Both numbers in the type that C gives to an operation on them.
    fn balance(self, other: Number) -> (Number, Number) {
        let wide = self.wide || other.wide;
        let makes_unsigned = |number: Number| number.unsigned && number.wide == wide;
        let unsigned = makes_unsigned(self) || makes_unsigned(other);
        let convert = |number: Number| Number { value: number.value, unsigned, wide }.wrapped();
        (convert(self), convert(other))
    }

    fn combine(self, op: BinaryOp, other: Number, place: Span) -> Result<Number, ConstError> {
        if let BinaryOp::Shl | BinaryOp::Shr = op {
            return self.shift(op, other, place);
        }
        let (left, right) = self.balance(other);
        let (a, b) = (left.value, right.value);
        let value = match op {
            BinaryOp::Less => return Ok(Number::int(i128::from(a < b))),
            BinaryOp::LessEqual => return Ok(Number::int(i128::from(a <= b))),
            BinaryOp::Greater => return Ok(Number::int(i128::from(a > b))),
            BinaryOp::GreaterEqual => return Ok(Number::int(i128::from(a >= b))),
            BinaryOp::Equal => return Ok(Number::int(i128::from(a == b))),
            BinaryOp::NotEqual => return Ok(Number::int(i128::from(a != b))),
            BinaryOp::Div | BinaryOp::Rem if b == 0 => {
                return Err(ConstError::DivisionByZero { place });
            }
            BinaryOp::Mul => a.wrapping_mul(b),
            BinaryOp::Div => a / b,
            BinaryOp::Rem => a % b,
            BinaryOp::Add => a + b,
            BinaryOp::Sub => a - b,
            BinaryOp::BitAnd | BinaryOp::And => a & b,
            BinaryOp::BitXor => a ^ b,
            BinaryOp::BitOr | BinaryOp::Or => a | b,
            BinaryOp::Shl | BinaryOp::Shr => a,
        };
        Ok(Number { value, ..left }.wrapped())
    }

    /// A shift has the type of its left side.
    fn shift(self, op: BinaryOp, by: Number, place: Span) -> Result<Number, ConstError> {
        let bits = self.bits();
        let Some(count) = u32::try_from(by.value).ok().filter(|count| *count < bits) else {
            return Err(ConstError::ShiftTooFar { place, by: by.value, bits });
        };
        let value = if op == BinaryOp::Shl { self.value << count } else { self.value >> count };
        Ok(Number { value, ..self }.wrapped())
    }
}

#[cfg(test)]
mod tests;
