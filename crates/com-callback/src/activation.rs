//! Objects of classes that the system knows.

use std::ffi::c_void;
use std::ptr::null_mut;

use windows_core::{GUID, HRESULT, Interface, Result};

use crate::caller::Out;

windows_core::link!("ole32.dll" "system" fn CoCreateInstance(class: *const GUID, outer: *mut c_void, context: u32, iid: *const GUID, object: *mut *mut c_void) -> HRESULT);

/// An object of a class that another process serves.
///
/// # Errors
///
/// What `CoCreateInstance` returns: `CO_E_NOTINITIALIZED` on a thread that is in no apartment.
pub fn local_server<I: Interface>(class: &GUID) -> Result<I> {
    const CLSCTX_LOCAL_SERVER: u32 = 4;
    create(class, CLSCTX_LOCAL_SERVER)
}

/// An object of a class that lives in this process.
pub(crate) fn in_process<I: Interface>(class: &GUID) -> Result<I> {
    const CLSCTX_INPROC_SERVER: u32 = 1;
    create(class, CLSCTX_INPROC_SERVER)
}

fn create<I: Interface>(class: &GUID, context: u32) -> Result<I> {
    const { assert!(I::UNKNOWN, "only an interface derived from `IUnknown` is counted") };
    let mut object = Out::<*mut c_void>::new();
    // SAFETY: C2, C3 for the class, the IID and `object`; nothing aggregates it.
    unsafe {
        CoCreateInstance(class, null_mut(), context, &I::IID, object.as_ptr()).ok()?;
        object.interface()
    }
}
