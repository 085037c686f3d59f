//! An object that is nothing but `IUnknown`: it lives for ever and counts nothing.

use std::ffi::c_void;
use std::ptr::null_mut;

use windows_core::{GUID, HRESULT, IUnknown, IUnknown_Vtbl, Interface};

use crate::codes::{E_NOINTERFACE, E_POINTER, S_OK};

static VTABLE: IUnknown_Vtbl =
    IUnknown_Vtbl { QueryInterface: query_interface, AddRef: one, Release: one };

/// What an interface pointer to the object points at.
static INERT: &IUnknown_Vtbl = &VTABLE;

/// A reference to the object.
pub(super) fn inert() -> IUnknown {
    // SAFETY: a pointer to a pointer to a vtable of `IUnknown` is an interface pointer. The object is never freed and never
    // written to.
    unsafe { IUnknown::from_raw((&raw const INERT).cast_mut().cast()) }
}

unsafe extern "system" fn query_interface(
    this: *mut c_void,
    riid: *const GUID,
    object: *mut *mut c_void,
) -> HRESULT {
    if object.is_null() {
        return E_POINTER;
    }
    // SAFETY: V2, what is not NULL is what the caller says.
    unsafe {
        object.write_unaligned(null_mut());
        if riid.is_null() {
            return E_POINTER;
        }
        let known = riid.read_unaligned() == IUnknown::IID;
        if !known {
            return E_NOINTERFACE;
        }
        object.write_unaligned(this);
        S_OK
    }
}

unsafe extern "system" fn one(_: *mut c_void) -> u32 {
    1
}
