//! What emitted thunks call: the implementing side of the boundary.
//!
//! A thunk looks at all its `[out]` parameters first, so that each is cleared on every path; then [`method`] runs the
//! rest inside the panic guard: the `[in]` parameters, the user's method, the results. All contracts are those of
//! [`invariants`](crate::invariants).

mod input;
mod output;

use std::ffi::c_void;

use windows_core::{Error, HRESULT, Result};

pub use self::input::{
    bstr, bstr_mut, interface, interface_mut, interface_opt, interfaces, reference, reference_mut,
    reference_mut_opt, reference_opt, slice, slice_mut, slice_opt, variant, variant_mut,
    variant_opt, wide, wide_mut, wide_opt,
};
pub use self::output::{
    BufferOut, IntoWire, Out, OutSlice, buffer, out, out_opt, out_slice, query, slice_out, wire,
};
pub use crate::query::unknown;

use crate::block::Block;
use crate::codes::{E_FAIL, E_UNEXPECTED, S_OK};
use crate::declare::Declare;
use crate::guard::{self, During};
use crate::success::Success;

/// What a method that succeeded tells its caller.
pub trait Completion {
    /// The success code.
    fn code(self) -> HRESULT;
}

impl Completion for () {
    #[inline(always)]
    fn code(self) -> HRESULT {
        S_OK
    }
}

impl Completion for Success<()> {
    #[inline(always)]
    fn code(self) -> HRESULT {
        Self::code(&self)
    }
}

/// Runs a method that returns an HRESULT.
///
/// A panic is `E_UNEXPECTED`. An `Err` is its code; should that be the code of a success, which would promise results
/// that are not there, it is `E_FAIL`.
///
/// # Safety
///
/// V1: `this` points at vtable word `AT` of an object with a value of type `T`.
#[inline(always)]
pub unsafe fn method<T: Declare, const AT: usize, C: Completion>(
    this: *mut c_void,
    body: impl FnOnce(&T) -> Result<C>,
) -> HRESULT {
    // SAFETY: V1 gives O1 and O2.
    let value = unsafe { Block::value(Block::<T>::from_this::<AT>(this)) };
    match guard::contain::<T, _>(During::Method, || body(value)) {
        Some(Ok(completion)) => completion.code(),
        Some(Err(error)) => failure(error),
        None => E_UNEXPECTED,
    }
}

#[inline(always)]
fn failure(error: Error) -> HRESULT {
    let code = HRESULT::from(error);
    if code.is_err() { code } else { E_FAIL }
}

/// Runs a method that returns something other than an HRESULT.
///
/// A panic, or an argument that the method cannot be called with, returns the zero value of `R`: there is no way to
/// say more.
///
/// # Safety
///
/// V1 as for [`method`]; M2 for `R`.
#[inline(always)]
pub unsafe fn plain<T: Declare, const AT: usize, R>(
    this: *mut c_void,
    body: impl FnOnce(&T) -> Result<R>,
) -> R {
    // SAFETY: V1 gives O1 and O2.
    let value = unsafe { Block::value(Block::<T>::from_this::<AT>(this)) };
    match guard::contain::<T, _>(During::Method, || body(value)) {
        Some(Ok(result)) => result,
        // SAFETY: M2.
        Some(Err(_)) | None => unsafe { std::mem::zeroed() },
    }
}
