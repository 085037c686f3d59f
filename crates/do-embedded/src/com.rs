//! The objects that clients get: thin ones, over the service's records.

mod change;
mod cursor;
#[allow(non_upper_case_globals, reason = "constants in patterns have the names of the IDL")]
mod download;
mod downloads;
mod error;
#[allow(non_upper_case_globals, reason = "constants in patterns have the names of the IDL")]
mod file;
#[allow(non_upper_case_globals, reason = "constants in patterns have the names of the IDL")]
mod job;
mod manager;

use std::ptr::NonNull;

use do_callback::{Error, HRESULT, WStr, codes::E_POINTER};

use self::change::{change, register};
pub(crate) use self::{
    download::Download, downloads::Downloads, error::CopyError, file::File, job::Job,
    manager::Manager,
};
use crate::job::machine::Refused;

/// What a method of BITS that Delivery Optimization does not have answers.
fn not_supported<T>() -> do_callback::Result<T> {
    refused(do_callback::codes::E_NOTIMPL)
}

fn refused<T>(code: HRESULT) -> do_callback::Result<T> {
    Err(failed(code))
}

fn failed(code: HRESULT) -> Error {
    Error::from_hresult(code)
}

fn not_now(refused: Refused) -> Error {
    failed(refused.code())
}

/// A string of a struct.
///
/// # Errors
///
/// `E_POINTER` for NULL.
///
/// # Safety
///
/// It is NULL or ends with a NUL, and lives as long as it is used.
#[allow(unsafe_code, reason = "strings of structs that the emitted traits hand over as they are")]
unsafe fn wide<'a>(first: *const u16) -> do_callback::Result<&'a WStr> {
    let first = NonNull::new(first.cast_mut()).ok_or_else(|| failed(E_POINTER))?;
    // SAFETY: by the contract of this function.
    Ok(unsafe { WStr::from_ptr(first) })
}
