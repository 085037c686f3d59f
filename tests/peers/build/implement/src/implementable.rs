//! What `#[implement]` wants beside the bindings of an interface: a trait, and a vtable for whoever has it. windows-bindgen
//! writes the like for interfaces that are to be implemented; `do-callback` leaves it out of its bindings, having its own.
#![allow(non_camel_case_types, non_snake_case, reason = "names are those of the IDL")]

use std::{ffi::c_void, mem::transmute_copy};

use windows_core::{
    GUID, HRESULT, IUnknown_Vtbl, IUnknownImpl, Interface, Ref, Result, RuntimeName,
};

use crate::raw::{
    IBackgroundCopyCallback, IBackgroundCopyCallback_Vtbl, IBackgroundCopyError, IBackgroundCopyJob,
};

pub trait IBackgroundCopyCallback_Impl: IUnknownImpl {
    fn JobTransferred(&self, job: Ref<IBackgroundCopyJob>) -> Result<()>;
    fn JobError(
        &self,
        job: Ref<IBackgroundCopyJob>,
        error: Ref<IBackgroundCopyError>,
    ) -> Result<()>;
    fn JobModification(&self, job: Ref<IBackgroundCopyJob>, reserved: u32) -> Result<()>;
}

impl IBackgroundCopyCallback_Vtbl {
    pub const fn new<T: IBackgroundCopyCallback_Impl, const OFFSET: isize>() -> Self {
        Self {
            base__: IUnknown_Vtbl::new::<T, OFFSET>(),
            JobTransferred: transferred::<T, OFFSET>,
            JobError: error::<T, OFFSET>,
            JobModification: modification::<T, OFFSET>,
        }
    }
    pub fn matches(iid: &GUID) -> bool {
        *iid == IBackgroundCopyCallback::IID
    }
}

impl RuntimeName for IBackgroundCopyCallback {}

/// # Safety
/// `this` is the address of the vtable word that `#[implement]` put at minus `OFFSET` words into a `T`.
unsafe fn object<'a, T, const OFFSET: isize>(this: *mut c_void) -> &'a T {
    // SAFETY: by the contract of this function, which leads to the whole object.
    unsafe { &*this.cast::<*const ()>().offset(OFFSET).cast() }
}

/// # Safety
/// As for [`object`]; `job` is NULL or an interface pointer that lives as long as the call.
unsafe extern "system" fn transferred<T: IBackgroundCopyCallback_Impl, const OFFSET: isize>(
    this: *mut c_void,
    job: *mut c_void,
) -> HRESULT {
    // SAFETY: by the contract of this function; `Ref` is laid out as the pointer, which may be NULL.
    unsafe { object::<T, OFFSET>(this).JobTransferred(transmute_copy(&job)).into() }
}

/// # Safety
/// As for [`transferred`], `error` like `job`.
unsafe extern "system" fn error<T: IBackgroundCopyCallback_Impl, const OFFSET: isize>(
    this: *mut c_void,
    job: *mut c_void,
    error: *mut c_void,
) -> HRESULT {
    // SAFETY: as for `transferred`.
    unsafe {
        object::<T, OFFSET>(this).JobError(transmute_copy(&job), transmute_copy(&error)).into()
    }
}

/// # Safety
/// As for [`transferred`].
unsafe extern "system" fn modification<T: IBackgroundCopyCallback_Impl, const OFFSET: isize>(
    this: *mut c_void,
    job: *mut c_void,
    reserved: u32,
) -> HRESULT {
    // SAFETY: as for `transferred`.
    unsafe { object::<T, OFFSET>(this).JobModification(transmute_copy(&job), reserved).into() }
}
