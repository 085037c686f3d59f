//! Arguments: VARIANTs that own nothing.

use std::ffi::c_void;
use std::fmt;
use std::marker::PhantomData;

use windows_core::{HRESULT, IUnknown, Interface};

use super::Automation;
use crate::bstr::Bstr;
use crate::codes::DISP_E_PARAMNOTFOUND;
use crate::variant::{VARIANT, VarType, Variant};

/// An argument of a member, lent for the call.
///
/// Numbers, truth values, strings and [`Variant`]s become one by `From`. What the callee changes is lent by
/// [`by_reference`](Self::by_reference) and its kin.
#[repr(transparent)]
pub struct Argument<'a>(VARIANT, PhantomData<&'a mut c_void>);

impl<'a> Argument<'a> {
    const fn new(raw: VARIANT) -> Self {
        Self(raw, PhantomData)
    }

    /// An `[optional]` argument that is left out.
    pub fn missing() -> Self {
        Self::from(DISP_E_PARAMNOTFOUND)
    }

    /// The argument, or [`missing`](Self::missing).
    pub fn optional<T: Into<Self>>(value: Option<T>) -> Self {
        value.map_or_else(Self::missing, Into::into)
    }

    /// A `DATE`: days since 30 December 1899.
    pub fn date(days: f64) -> Self {
        Self::new(Variant::date(days).into_raw())
    }

    /// A `CURRENCY` in ten-thousandths.
    pub fn currency(amount: i64) -> Self {
        Self::new(Variant::currency(amount).into_raw())
    }

    /// An object that is called through `IDispatch`; NULL for `None`.
    pub fn dispatch<I: Automation>(object: Option<&'a I>) -> Self {
        Self::pointer(VarType::DISPATCH, object.map_or(std::ptr::null_mut(), Interface::as_raw))
    }

    /// Any other object; NULL for `None`.
    pub fn unknown<I: Interface>(object: Option<&'a I>) -> Self {
        const { assert!(I::UNKNOWN, "only an interface derived from `IUnknown` is counted") };
        Self::pointer(VarType::UNKNOWN, object.map_or(std::ptr::null_mut(), Interface::as_raw))
    }

    /// A value that the callee may change.
    pub fn by_reference<T: ByReference>(value: &'a mut T) -> Self {
        Self::pointer(T::TYPE.by_reference(), std::ptr::from_mut(value).cast())
    }

    /// A `DATE` that the callee may change.
    pub fn date_by_reference(days: &'a mut f64) -> Self {
        Self::pointer(VarType::DATE.by_reference(), std::ptr::from_mut(days).cast())
    }

    /// A `CURRENCY` that the callee may change.
    pub fn currency_by_reference(amount: &'a mut i64) -> Self {
        Self::pointer(VarType::CY.by_reference(), std::ptr::from_mut(amount).cast())
    }

    /// A place for an object that is called through `IDispatch`. What the callee puts there need not be of the interface that is
    /// declared: it is to be asked for.
    pub fn dispatch_by_reference(object: &'a mut Option<IUnknown>) -> Self {
        Self::pointer(VarType::DISPATCH.by_reference(), std::ptr::from_mut(object).cast())
    }

    /// A place for any other object.
    pub fn unknown_by_reference(object: &'a mut Option<IUnknown>) -> Self {
        Self::pointer(VarType::UNKNOWN.by_reference(), std::ptr::from_mut(object).cast())
    }

    /// A pointer that a VARIANT of this type holds. Whoever calls this vouches for the two being of a kind.
    fn pointer(vt: VarType, pointer: *mut c_void) -> Self {
        Self::new(VARIANT::of_pointer(vt, pointer))
    }
}

impl fmt::Debug for Argument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Argument").field(&self.0.vt()).finish()
    }
}

macro_rules! plain {
    ($($plain:ty)*) => {$(
        impl From<$plain> for Argument<'_> {
            fn from(value: $plain) -> Self {
                // The VARIANT of a plain value owns nothing.
                Self::new(Variant::from(value).into_raw())
            }
        }
    )*};
}

plain! { i8 u8 i16 u16 i32 u32 i64 u64 f32 f64 bool HRESULT }

impl<'a> From<&'a Bstr> for Argument<'a> {
    fn from(text: &'a Bstr) -> Self {
        Self::pointer(VarType::BSTR, text.as_raw().0.cast())
    }
}

impl<'a> From<&'a Variant> for Argument<'a> {
    fn from(value: &'a Variant) -> Self {
        Self::new(*value.as_raw())
    }
}

/// What a VARIANT can point at.
///
/// # Safety
///
/// A VARIANT of the type with `BYREF` points at a `Self`, and every value that its owner may write there is one.
pub unsafe trait ByReference {
    /// The type, without `BYREF`.
    const TYPE: VarType;
}

macro_rules! by_reference {
    ($($ty:ty => $vt:ident;)*) => {$(
        // SAFETY: the table of VARIANT's types; every pattern of bits is a number, M1 and C3 for the others.
        unsafe impl ByReference for $ty {
            const TYPE: VarType = VarType::$vt;
        }
    )*};
}

by_reference! {
    i8 => I1;
    u8 => UI1;
    i16 => I2;
    u16 => UI2;
    i32 => I4;
    u32 => UI4;
    i64 => I8;
    u64 => UI8;
    f32 => R4;
    f64 => R8;
    HRESULT => ERROR;
    Bstr => BSTR;
    Variant => VARIANT;
    Flag => BOOL;
}

/// A truth value that the callee may change: 0 or -1 in 16 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct Flag(i16);

impl Flag {
    /// What it says.
    pub const fn get(self) -> bool {
        self.0 != 0
    }
}

impl From<bool> for Flag {
    fn from(value: bool) -> Self {
        Self(-i16::from(value))
    }
}
