//! VARIANT: a value that carries its type.

use std::ffi::c_void;
use std::fmt;
use std::mem::ManuallyDrop;

use windows_core::{HRESULT, IUnknown, Interface, Result};

use crate::bstr::{BSTR, Bstr};
use crate::codes::{DISP_E_BADVARTYPE, DISP_E_PARAMNOTFOUND, refuse};

/// Which type a VARIANT holds, with the flags `ARRAY` and `BYREF`. Every number is possible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct VarType(pub u16);

impl VarType {
    /// Nothing, the state of a new VARIANT.
    pub const EMPTY: Self = Self(0);
    /// SQL's null.
    pub const NULL: Self = Self(1);
    /// A 16-bit signed integer.
    pub const I2: Self = Self(2);
    /// A 32-bit signed integer.
    pub const I4: Self = Self(3);
    /// A 32-bit float.
    pub const R4: Self = Self(4);
    /// A 64-bit float.
    pub const R8: Self = Self(5);
    /// An amount of money in ten-thousandths, in 64 bits.
    pub const CY: Self = Self(6);
    /// A date in days since 30 December 1899, in a 64-bit float.
    pub const DATE: Self = Self(7);
    /// A BSTR.
    pub const BSTR: Self = Self(8);
    /// An interface pointer derived from `IDispatch`.
    pub const DISPATCH: Self = Self(9);
    /// An HRESULT.
    pub const ERROR: Self = Self(10);
    /// 0 or -1 in 16 bits.
    pub const BOOL: Self = Self(11);
    /// A VARIANT; only behind a pointer.
    pub const VARIANT: Self = Self(12);
    /// An interface pointer.
    pub const UNKNOWN: Self = Self(13);
    /// An 8-bit signed integer.
    pub const I1: Self = Self(16);
    /// An 8-bit unsigned integer.
    pub const UI1: Self = Self(17);
    /// A 16-bit unsigned integer.
    pub const UI2: Self = Self(18);
    /// A 32-bit unsigned integer.
    pub const UI4: Self = Self(19);
    /// A 64-bit signed integer.
    pub const I8: Self = Self(20);
    /// A 64-bit unsigned integer.
    pub const UI8: Self = Self(21);
    /// A signed integer of the machine's own width, which is 32 bits.
    pub const INT: Self = Self(22);
    /// An unsigned integer of the machine's own width, which is 32 bits.
    pub const UINT: Self = Self(23);
    /// The flag of a SAFEARRAY of the type in the lower bits.
    pub const ARRAY: Self = Self(0x2000);
    /// The flag of a pointer to a value that somebody else owns.
    pub const BYREF: Self = Self(0x4000);

    /// A pointer to such a value.
    pub(crate) const fn by_reference(self) -> Self {
        Self(self.0 | Self::BYREF.0)
    }

    /// Whether the value belongs to somebody else.
    pub(crate) const fn is_by_reference(self) -> bool {
        self.0 & Self::BYREF.0 != 0
    }
}

/// A VARIANT as it crosses the boundary: plain data that owns nothing by itself. The default is empty.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct VARIANT {
    vt: VarType,
    reserved: [u16; 3],
    data: Data,
}

/// What a VARIANT holds beside its type. Pointers are kept as pointers, so that they keep their provenance.
#[derive(Clone, Copy)]
#[repr(C)]
union Data {
    i1: i8,
    ui1: u8,
    i2: i16,
    ui2: u16,
    i4: i32,
    ui4: u32,
    i8: i64,
    ui8: u64,
    r4: f32,
    r8: f64,
    bstr: BSTR,
    unknown: *mut c_void,
    record: [*mut c_void; 2],
}

const _: () = assert!(size_of::<VARIANT>() == 8 + 2 * size_of::<usize>());
const _: () = assert!(align_of::<VARIANT>() == align_of::<u64>());
const _: () = assert!(std::mem::offset_of!(VARIANT, data) == 8);

impl VARIANT {
    const EMPTY: Self = Self {
        vt: VarType::EMPTY,
        reserved: [0; 3],
        data: Data { record: [std::ptr::null_mut(); 2] },
    };

    /// What stands for an `[optional]` argument that is left out.
    pub(crate) const MISSING: Self =
        Self { vt: VarType::ERROR, reserved: [0; 3], data: Data { i4: DISP_E_PARAMNOTFOUND.0 } };

    /// One that holds a pointer.
    pub(crate) const fn of_pointer(vt: VarType, pointer: *mut c_void) -> Self {
        Self { vt, reserved: [0; 3], data: Data { unknown: pointer } }
    }

    /// Which type it holds.
    pub const fn vt(&self) -> VarType {
        self.vt
    }
}

impl Default for VARIANT {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl fmt::Debug for VARIANT {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VARIANT").field("vt", &self.vt).finish_non_exhaustive()
    }
}

/// An owned VARIANT.
///
/// Made from plain Rust values by `From`, read by [`value`](Self::value). `&Variant` is also what a method gets for an
/// `[in] const VARIANT *`.
///
/// It never holds `BYREF`, which points into memory of somebody else and has no lifetime that Rust could check; a
/// borrowed one may.
#[repr(transparent)]
pub struct Variant(VARIANT, std::marker::PhantomData<*mut c_void>);

/// What a VARIANT holds.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Nothing.
    Empty,
    /// SQL's null.
    Null,
    /// An 8-bit signed integer.
    I1(i8),
    /// An 8-bit unsigned integer.
    UI1(u8),
    /// A 16-bit signed integer.
    I2(i16),
    /// A 16-bit unsigned integer.
    UI2(u16),
    /// A 32-bit signed integer.
    I4(i32),
    /// A 32-bit unsigned integer.
    UI4(u32),
    /// A 64-bit signed integer.
    I8(i64),
    /// A 64-bit unsigned integer.
    UI8(u64),
    /// A 32-bit float.
    R4(f32),
    /// A 64-bit float.
    R8(f64),
    /// An amount of money in ten-thousandths.
    Currency(i64),
    /// A date in days since 30 December 1899.
    Date(f64),
    /// A truth value.
    Bool(bool),
    /// An HRESULT.
    Error(HRESULT),
    /// A string.
    Bstr(&'a Bstr),
    /// An interface pointer, which may be NULL. Also one derived from `IDispatch`.
    Unknown(Option<&'a IUnknown>),
    /// A type that this crate gives no access to.
    Other(VarType),
}

impl Variant {
    /// A VARIANT that holds nothing.
    pub const fn empty() -> Self {
        Self::new(VarType::EMPTY, Data { record: [std::ptr::null_mut(); 2] })
    }

    /// SQL's null.
    pub const fn null() -> Self {
        Self::new(VarType::NULL, Data { record: [std::ptr::null_mut(); 2] })
    }

    /// What stands for an `[optional]` argument that is left out.
    pub const fn missing() -> Self {
        Self(VARIANT::MISSING, std::marker::PhantomData)
    }

    /// A date in days since 30 December 1899; the fraction is the time of the day.
    pub const fn date(days: f64) -> Self {
        Self::new(VarType::DATE, Data { r8: days })
    }

    /// An amount of money in ten-thousandths.
    pub const fn currency(amount: i64) -> Self {
        Self::new(VarType::CY, Data { i8: amount })
    }

    /// Whether it stands for an argument that is left out.
    pub fn is_missing(&self) -> bool {
        self.value() == Value::Error(DISP_E_PARAMNOTFOUND)
    }

    const fn new(vt: VarType, data: Data) -> Self {
        Self(VARIANT { vt, reserved: [0; 3], data }, std::marker::PhantomData)
    }

    /// Takes ownership of a VARIANT.
    ///
    /// # Errors
    ///
    /// `DISP_E_BADVARTYPE` if it holds `BYREF`; it owns nothing then.
    ///
    /// # Safety
    ///
    /// `raw` is a valid VARIANT that nobody else owns.
    pub unsafe fn from_raw(raw: VARIANT) -> Result<Self> {
        if raw.vt.is_by_reference() {
            return Err(refuse(DISP_E_BADVARTYPE));
        }
        Ok(Self(raw, std::marker::PhantomData))
    }

    /// Empties those that hold `BYREF`, which own nothing.
    ///
    /// # Errors
    ///
    /// `DISP_E_BADVARTYPE` if there was one.
    pub(crate) fn refuse_by_reference(variants: &mut [Self]) -> Result<()> {
        let mut result = Ok(());
        for variant in variants.iter_mut().filter(|variant| variant.vt().is_by_reference()) {
            std::mem::forget(std::mem::take(variant));
            result = Err(refuse(DISP_E_BADVARTYPE));
        }
        result
    }

    /// Gives the VARIANT to whoever will clear it.
    pub fn into_raw(self) -> VARIANT {
        ManuallyDrop::new(self).0
    }

    /// The record, still owned by `self`.
    pub const fn as_raw(&self) -> &VARIANT {
        &self.0
    }

    /// The string that it holds: its type is `BSTR`.
    pub(crate) fn into_bstr(self) -> Bstr {
        debug_assert_eq!(self.vt(), VarType::BSTR);
        let raw = self.into_raw();
        match raw.vt {
            // SAFETY: `vt` names the member, as `value` says; the string is now the caller's.
            VarType::BSTR => unsafe { Bstr::from_raw(raw.data.bstr) },
            _ => Bstr::new(),
        }
    }

    /// Which type it holds.
    pub const fn vt(&self) -> VarType {
        self.0.vt
    }

    /// What it holds.
    pub fn value(&self) -> Value<'_> {
        let data = &self.0.data;
        // SAFETY: `vt` names the member of the union that was written: by a constructor below, or by the other side
        // of the boundary (V2, C3). Each member is read by its own type only; M1 for string and interface.
        unsafe {
            match self.vt() {
                VarType::EMPTY => Value::Empty,
                VarType::NULL => Value::Null,
                VarType::I1 => Value::I1(data.i1),
                VarType::UI1 => Value::UI1(data.ui1),
                VarType::I2 => Value::I2(data.i2),
                VarType::UI2 => Value::UI2(data.ui2),
                VarType::I4 | VarType::INT => Value::I4(data.i4),
                VarType::UI4 | VarType::UINT => Value::UI4(data.ui4),
                VarType::I8 => Value::I8(data.i8),
                VarType::UI8 => Value::UI8(data.ui8),
                VarType::R4 => Value::R4(data.r4),
                VarType::R8 => Value::R8(data.r8),
                VarType::CY => Value::Currency(data.i8),
                VarType::DATE => Value::Date(data.r8),
                VarType::BOOL => Value::Bool(data.i2 != 0),
                VarType::ERROR => Value::Error(HRESULT(data.i4)),
                VarType::BSTR => Value::Bstr(&*(&raw const data.bstr).cast::<Bstr>()),
                VarType::UNKNOWN | VarType::DISPATCH => {
                    Value::Unknown(IUnknown::from_raw_borrowed(&data.unknown))
                }
                other => Value::Other(other),
            }
        }
    }

    /// Another VARIANT with the same content.
    ///
    /// # Errors
    ///
    /// `DISP_E_BADVARTYPE` if it holds `BYREF`, or a type that cannot be copied: off Windows, an array or a record.
    pub fn try_clone(&self) -> Result<Self> {
        if self.vt().is_by_reference() {
            return Err(refuse(DISP_E_BADVARTYPE));
        }
        match self.value() {
            Value::Bstr(text) => Ok(Self::from(text.clone())),
            Value::Unknown(unknown) => {
                let unknown = unknown.cloned().map_or(std::ptr::null_mut(), Interface::into_raw);
                Ok(Self::new(self.vt(), Data { unknown }))
            }
            Value::Other(_) => system::copy(self),
            _ => Ok(Self::new(self.vt(), self.0.data)),
        }
    }
}

impl Drop for Variant {
    fn drop(&mut self) {
        // SAFETY: the VARIANT is ours, and valid as `value` says.
        unsafe { system::clear(&mut self.0) }
    }
}

#[cfg(windows)]
mod system {
    use windows_core::{HRESULT, Result};

    use super::{VARIANT, Variant};

    windows_core::link!("oleaut32.dll" "system" fn VariantClear(variant: *mut VARIANT) -> HRESULT);
    windows_core::link!("oleaut32.dll" "system" fn VariantCopy(to: *mut VARIANT, from: *const VARIANT) -> HRESULT);

    /// # Safety
    ///
    /// `variant` is valid, owned and not used again.
    pub(super) unsafe fn clear(variant: &mut VARIANT) {
        // SAFETY: by the contract of this function. What the system cannot clear it leaves alone, and so do we.
        let _ = unsafe { VariantClear(variant) };
    }

    pub(super) fn copy(variant: &Variant) -> Result<Variant> {
        let mut copy = Variant::empty();
        // SAFETY: both are valid; the copy is empty and owned.
        unsafe { VariantCopy(&mut copy.0, variant.as_raw()).ok()? };
        Ok(copy)
    }
}

#[cfg(not(windows))]
mod system {
    use windows_core::{IUnknown, Interface, Result};

    use super::{VARIANT, VarType, Variant};
    use crate::bstr::Bstr;
    use crate::codes::{DISP_E_BADVARTYPE, refuse};

    /// Arrays and records have no owner off Windows: whoever made them knows how to free them.
    ///
    /// # Safety
    ///
    /// `variant` is valid, owned and not used again.
    pub(super) unsafe fn clear(variant: &mut VARIANT) {
        // SAFETY: by the contract of this function, `vt` names the member, which is owned.
        unsafe {
            match variant.vt {
                VarType::BSTR => drop(Bstr::from_raw(variant.data.bstr)),
                VarType::UNKNOWN | VarType::DISPATCH if !variant.data.unknown.is_null() => {
                    drop(IUnknown::from_raw(variant.data.unknown));
                }
                _ => {}
            }
        }
    }

    pub(super) fn copy(_: &Variant) -> Result<Variant> {
        Err(refuse(DISP_E_BADVARTYPE))
    }
}

impl Default for Variant {
    fn default() -> Self {
        Self::empty()
    }
}

impl fmt::Debug for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Variant").field(&self.value()).finish()
    }
}

impl PartialEq for Variant {
    fn eq(&self, other: &Self) -> bool {
        match (self.value(), other.value()) {
            (Value::Other(_), Value::Other(_)) => false,
            (ours, theirs) => self.vt() == other.vt() && ours == theirs,
        }
    }
}

macro_rules! from_plain {
    ($($plain:ty => $vt:ident $member:ident;)*) => {$(
        impl From<$plain> for Variant {
            fn from($member: $plain) -> Self {
                Self::new(VarType::$vt, Data { $member })
            }
        }
    )*};
}

from_plain! {
    i8 => I1 i1;
    u8 => UI1 ui1;
    i16 => I2 i2;
    u16 => UI2 ui2;
    i32 => I4 i4;
    u32 => UI4 ui4;
    i64 => I8 i8;
    u64 => UI8 ui8;
    f32 => R4 r4;
    f64 => R8 r8;
}

impl From<bool> for Variant {
    fn from(value: bool) -> Self {
        Self::new(VarType::BOOL, Data { i2: -i16::from(value) })
    }
}

impl From<HRESULT> for Variant {
    fn from(value: HRESULT) -> Self {
        Self::new(VarType::ERROR, Data { i4: value.0 })
    }
}

impl From<Bstr> for Variant {
    fn from(value: Bstr) -> Self {
        Self::new(VarType::BSTR, Data { bstr: value.into_raw() })
    }
}

impl From<&str> for Variant {
    fn from(value: &str) -> Self {
        Self::from(Bstr::from(value))
    }
}

impl From<IUnknown> for Variant {
    fn from(value: IUnknown) -> Self {
        Some(value).into()
    }
}

/// An object, or one that is NULL.
impl From<Option<IUnknown>> for Variant {
    fn from(value: Option<IUnknown>) -> Self {
        let unknown = value.map_or(std::ptr::null_mut(), IUnknown::into_raw);
        Self::new(VarType::UNKNOWN, Data { unknown })
    }
}
