//! The process's security in COM, and objects of classes that the system knows.

use std::ffi::c_void;
use std::ptr::{null, null_mut};

use windows_core::{GUID, HRESULT, Interface, Result};

use crate::caller::Out;

windows_core::link!("ole32.dll" "system" fn CoCreateInstance(class: *const GUID, outer: *mut c_void, context: u32, iid: *const GUID, object: *mut *mut c_void) -> HRESULT);
windows_core::link!("ole32.dll" "system" fn CoInitializeSecurity(descriptor: *const c_void, count: i32, services: *const c_void, reserved: *const c_void, authentication: u32, impersonation: u32, list: *const c_void, capabilities: u32, reserved3: *const c_void) -> HRESULT);

/// Lets services act as this process's user, on the thread's token where it has one.
///
/// # Errors
///
/// What `CoInitializeSecurity` returns: `RPC_E_TOO_LATE` if somebody has called it, or an interface has crossed before.
pub fn allow_impersonation() -> Result<()> {
    const DEFAULT: u32 = 0;
    const RPC_C_IMP_LEVEL_IMPERSONATE: u32 = 3;
    const EOAC_STATIC_CLOAKING: u32 = 0x20;
    // SAFETY: every pointer may be NULL.
    unsafe {
        CoInitializeSecurity(
            null(),
            -1,
            null(),
            null(),
            DEFAULT,
            RPC_C_IMP_LEVEL_IMPERSONATE,
            null(),
            EOAC_STATIC_CLOAKING,
            null(),
        )
    }
    .ok()
}

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
