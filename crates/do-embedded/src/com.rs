//! The objects that clients get: thin ones, over the service's records.

mod cursor;
mod error;
#[allow(non_upper_case_globals, reason = "constants in patterns have the names of the IDL")]
mod file;
#[allow(non_upper_case_globals, reason = "constants in patterns have the names of the IDL")]
mod job;
mod manager;

use do_callback::{Error, HRESULT};

pub(crate) use self::{error::CopyError, file::File, job::Job, manager::Manager};
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
