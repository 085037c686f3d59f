//! From a result to what the member declares. Servers are free in their choice of numbers: what loses nothing is taken.

use windows_core::{Error, HRESULT, Interface, Result};

use crate::bstr::Bstr;
use crate::codes::{DISP_E_OVERFLOW, DISP_E_TYPEMISMATCH, E_POINTER, refuse};
use crate::variant::{Value, VarType, Variant};

/// The interface that a result is said to be. It is asked for, since a result is an `IDispatch` or an `IUnknown` only.
///
/// # Errors
///
/// `E_POINTER` for none, `DISP_E_TYPEMISMATCH` for what is no object, the object's own where it lacks the interface.
pub fn interface<I: Interface>(result: Variant) -> Result<I> {
    interface_opt(result)?.ok_or_else(|| refuse(E_POINTER))
}

/// The same; none for NULL and for a result that is empty.
///
/// # Errors
///
/// `DISP_E_TYPEMISMATCH` for what is no object, the object's own where it lacks the interface.
pub fn interface_opt<I: Interface>(result: Variant) -> Result<Option<I>> {
    match result.value() {
        Value::Unknown(object) => object.map(Interface::cast).transpose(),
        Value::Empty | Value::Null => Ok(None),
        _ => Err(refuse(DISP_E_TYPEMISMATCH)),
    }
}

/// A whole number, whatever its width; a float without a fraction is one.
fn integer(variant: &Variant) -> Result<i128> {
    let whole = |float: f64| {
        // Beyond 2⁵³ a float no longer says which number is meant.
        let is_whole = float.trunc() == float && float.abs() <= 9_007_199_254_740_992.0;
        if is_whole { Ok(float as i128) } else { Err(refuse(DISP_E_TYPEMISMATCH)) }
    };
    match variant.value() {
        Value::I1(value) => Ok(value.into()),
        Value::UI1(value) => Ok(value.into()),
        Value::I2(value) => Ok(value.into()),
        Value::UI2(value) => Ok(value.into()),
        Value::I4(value) => Ok(value.into()),
        Value::UI4(value) => Ok(value.into()),
        Value::I8(value) => Ok(value.into()),
        Value::UI8(value) => Ok(value.into()),
        Value::R4(value) => whole(value.into()),
        Value::R8(value) => whole(value),
        Value::Bool(value) => Ok(-i128::from(value)),
        _ => Err(refuse(DISP_E_TYPEMISMATCH)),
    }
}

/// A whole number that a float with so many digits of two says exactly.
fn exact(value: i128, digits: u32) -> Result<i128> {
    if value.unsigned_abs() <= 1 << digits { Ok(value) } else { Err(refuse(DISP_E_OVERFLOW)) }
}

/// A `CURRENCY` in ten-thousandths; a whole number is one of its units.
///
/// # Errors
///
/// `DISP_E_TYPEMISMATCH` for what is neither, `DISP_E_OVERFLOW` for more than a `CURRENCY` holds.
pub fn currency(result: Variant) -> Result<i64> {
    match result.value() {
        Value::Currency(amount) => Ok(amount),
        _ => (integer(&result)? * 10_000).try_into().map_err(|_| refuse(DISP_E_OVERFLOW)),
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl TryFrom<Variant> for $integer {
            type Error = Error;
            fn try_from(variant: Variant) -> Result<Self> {
                integer(&variant)?.try_into().map_err(|_| refuse(DISP_E_OVERFLOW))
            }
        }
    )*};
}

integers! { i8 u8 i16 u16 i32 u32 i64 u64 }

impl TryFrom<Variant> for f64 {
    type Error = Error;
    fn try_from(variant: Variant) -> Result<Self> {
        match variant.value() {
            Value::R8(value) | Value::Date(value) => Ok(value),
            Value::R4(value) => Ok(value.into()),
            _ => exact(integer(&variant)?, Self::MANTISSA_DIGITS).map(|value| value as Self),
        }
    }
}

impl TryFrom<Variant> for f32 {
    type Error = Error;
    fn try_from(variant: Variant) -> Result<Self> {
        match variant.value() {
            Value::R4(value) => Ok(value),
            // A literal of a script is an R8; the member is declared with less.
            Value::R8(value) => Ok(value as Self),
            _ => exact(integer(&variant)?, Self::MANTISSA_DIGITS).map(|value| value as Self),
        }
    }
}

impl TryFrom<Variant> for bool {
    type Error = Error;
    fn try_from(variant: Variant) -> Result<Self> {
        match variant.value() {
            Value::Bool(value) => Ok(value),
            _ => integer(&variant).map(|value| value != 0),
        }
    }
}

impl TryFrom<Variant> for HRESULT {
    type Error = Error;
    fn try_from(variant: Variant) -> Result<Self> {
        match variant.value() {
            Value::Error(code) => Ok(code),
            _ => i32::try_from(variant).map(HRESULT),
        }
    }
}

impl TryFrom<Variant> for Bstr {
    type Error = Error;
    fn try_from(variant: Variant) -> Result<Self> {
        match variant.vt() {
            VarType::BSTR => Ok(variant.into_bstr()),
            _ => Err(refuse(DISP_E_TYPEMISMATCH)),
        }
    }
}
