//! The HRESULTs that the runtime itself returns, and those that almost every implementation needs.

use windows_core::{Error, HRESULT};

/// The call succeeded.
pub const S_OK: HRESULT = HRESULT(0);
/// The call succeeded with the answer "no", or with less than was asked for.
pub const S_FALSE: HRESULT = HRESULT(1);
/// The method is part of the interface, this object does not support it.
pub const E_NOTIMPL: HRESULT = failure(0x8000_4001);
/// The object does not have the interface asked for.
pub const E_NOINTERFACE: HRESULT = failure(0x8000_4002);
/// A pointer was NULL where the method allows none.
pub const E_POINTER: HRESULT = failure(0x8000_4003);
/// The call failed without saying more.
pub const E_FAIL: HRESULT = failure(0x8000_4005);
/// The method panicked.
pub const E_UNEXPECTED: HRESULT = failure(0x8000_FFFF);
/// The caller lacks a right.
pub const E_ACCESSDENIED: HRESULT = failure(0x8007_0005);
/// Memory ran out.
pub const E_OUTOFMEMORY: HRESULT = failure(0x8007_000E);
/// An argument is wrong: out of range, misaligned, a string with a NUL inside.
pub const E_INVALIDARG: HRESULT = failure(0x8007_0057);
/// The system has no apartments, and the object is not agile.
pub const CO_E_NOT_SUPPORTED: HRESULT = failure(0x8000_4021);
/// The object is bound to its thread, and this is another one.
pub const RPC_E_WRONG_THREAD: HRESULT = failure(0x8001_010E);
/// The object has no member of that DISPID.
pub const DISP_E_MEMBERNOTFOUND: HRESULT = failure(0x8002_0003);
/// An `[optional]` argument is left out, or one that is not optional.
pub const DISP_E_PARAMNOTFOUND: HRESULT = failure(0x8002_0004);
/// A VARIANT holds another type than the one that is declared.
pub const DISP_E_TYPEMISMATCH: HRESULT = failure(0x8002_0005);
/// The object has no member of that name.
pub const DISP_E_UNKNOWNNAME: HRESULT = failure(0x8002_0006);
/// A VARIANT holds a type that the operation cannot handle.
pub const DISP_E_BADVARTYPE: HRESULT = failure(0x8002_0008);
/// The object threw an exception, and says more in a record of its own.
pub const DISP_E_EXCEPTION: HRESULT = failure(0x8002_0009);
/// A number is too large for the type that is declared.
pub const DISP_E_OVERFLOW: HRESULT = failure(0x8002_000A);

const fn failure(code: u32) -> HRESULT {
    HRESULT(code.cast_signed())
}

/// A failure of this crate's own. `Error::from` would add the error information that the thread still holds from some
/// other failure.
pub(crate) fn refuse(code: HRESULT) -> Error {
    Error::from_hresult(code)
}
