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
    bstr, bstr_mut, interface, interface_mut, interface_opt, interfaces, narrow, narrow_opt,
    reference, reference_mut, reference_mut_opt, reference_opt, slice, slice_mut, slice_mut_opt,
    slice_opt, variant, variant_mut, variant_opt, variant_unless_missing, wide, wide_mut, wide_opt,
};
pub use self::output::{
    BufferOut, IntoWire, Out, OutSlice, buffer, out, out_opt, out_slice, query, slice_out, wire,
};
pub use crate::guard::Method;
pub use crate::query::unknown;

use crate::block::Block;
use crate::codes::{E_FAIL, E_UNEXPECTED, RPC_E_WRONG_THREAD, S_OK};
use crate::declare::{Chain, Declare, OnPanic};
use crate::error_info;
use crate::guard::{self, During};
use crate::success::Success;
use crate::trace::Call;

/// The vtable at word `AT` of a base that stands in another module than what is derived from it.
pub const fn vtable<C: ?Sized + Chain<T, AT>, T: Declare, const AT: usize>() -> C::Vtable {
    // SAFETY: a reference can be read, and the contract of `Chain` makes of what is read functions alone: a copy of them is
    // another vtable.
    unsafe { std::ptr::read(C::VTABLE) }
}

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
/// A panic is what the declaration says, `E_UNEXPECTED` if it says nothing. An `Err` is its code; should that be the code
/// of a success, which would promise results that are not there, it is `E_FAIL`. Where only another thread may touch the
/// value it is `RPC_E_WRONG_THREAD`.
///
/// # Safety
///
/// V1: `this` points at vtable word `AT` of an object with a value of type `T`.
#[inline(always)]
pub unsafe fn method<T: Declare, const AT: usize, C: Completion>(
    this: *mut c_void,
    method: &'static Method,
    body: impl FnOnce(&T) -> Result<C>,
) -> HRESULT {
    if T::ERROR_INFO {
        // What the thread holds from some other failure says nothing of this call.
        error_info::set(None);
    }
    // SAFETY: V1 gives O1 and O2.
    let Some(value) = (unsafe { enter::<T, AT>(this) }) else { return RPC_E_WRONG_THREAD };
    let call = Call::<T>::begin(method);
    let code = guard::contain::<T, _>(During::Method(method), || match body(value) {
        Ok(completion) => completion.code(),
        Err(error) => failure::<T>(error),
    });
    call.end(code, code.is_none());
    match (code, T::ON_PANIC) {
        (Some(code), _) => code,
        (None, OnPanic::Return(failure)) => failure.code(),
        // The guard has ended the process.
        (None, OnPanic::Abort) => E_UNEXPECTED,
    }
}

#[inline(always)]
fn failure<T: Declare>(error: Error) -> HRESULT {
    // Nor does what was left by a failure that the method got over. (An error that is slim left its own text there.)
    if T::ERROR_INFO && cfg!(not(windows_slim_errors)) {
        error_info::set(None);
    }
    let code = HRESULT::from(error);
    if code.is_err() { code } else { E_FAIL }
}

/// Runs a method that returns something other than an HRESULT.
///
/// A panic, an argument that the method cannot be called with, or a thread that may not touch the value, returns the zero
/// value of `R`: there is no way to say more.
///
/// # Safety
///
/// V1 as for [`method`]; M2 for `R`.
#[inline(always)]
pub unsafe fn plain<T: Declare, const AT: usize, R>(
    this: *mut c_void,
    method: &'static Method,
    body: impl FnOnce(&T) -> Result<R>,
) -> R {
    // SAFETY: V1 gives O1 and O2.
    let result = unsafe { enter::<T, AT>(this) }.and_then(|value| {
        let call = Call::<T>::begin(method);
        let result = guard::contain::<T, _>(During::Method(method), || body(value));
        call.end(None, result.is_none());
        result?.ok()
    });
    match result {
        Some(result) => result,
        // SAFETY: M2.
        None => unsafe { std::mem::zeroed() },
    }
}

/// The value, if the calling thread may touch it.
///
/// # Safety
///
/// V1; the reference is used for the length of the call.
#[inline(always)]
unsafe fn enter<'a, T: Declare, const AT: usize>(this: *mut c_void) -> Option<&'a T> {
    // SAFETY: V1 gives O1 and O2; O4 by what is asked first.
    unsafe {
        let block = Block::<T>::from_this::<AT>(this);
        Block::may_enter(block).then(|| Block::value(block))
    }
}
