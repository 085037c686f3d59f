//! Calls by slot number, for what windows-rs keeps to itself.

use std::{ffi::c_void, ptr::null_mut};

use windows_core::{GUID, HRESULT, IUnknown_Vtbl};

/// `IWeakReferenceSource`
const WEAK_SOURCE: GUID = GUID::from_u128(0x00000038_0000_0000_c000_000000000046);
/// An interface that no object has.
pub const NOBODY: GUID = GUID::from_u128(0x0badc0de_1234_5678_0102_030405060708);

/// The two interfaces of weak references, which have one method each.
#[repr(C)]
struct Weak {
    base: IUnknown_Vtbl,
    method: *const c_void,
}
type GetWeakReference = unsafe extern "system" fn(*mut c_void, *mut *mut c_void) -> HRESULT;
type Resolve = unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT;

/// The functions of `IUnknown` of an interface pointer.
///
/// # Safety
/// `this` is an interface pointer, valid for as long as the result is used.
pub unsafe fn unknown<'a>(this: *mut c_void) -> &'a IUnknown_Vtbl {
    // SAFETY: the first word of an interface leads to its vtable, which begins with that of IUnknown.
    unsafe { &**this.cast::<*const IUnknown_Vtbl>() }
}

/// # Safety
/// `this` is a valid interface pointer.
pub unsafe fn add_ref(this: *mut c_void) -> u32 {
    // SAFETY: as for this function.
    unsafe { (unknown(this).AddRef)(this) }
}

/// # Safety
/// `this` is a valid interface pointer, and the caller gives a reference up.
pub unsafe fn release(this: *mut c_void) -> u32 {
    // SAFETY: as for this function.
    unsafe { (unknown(this).Release)(this) }
}

/// A weak reference (`IWeakReference`) to an object that has them.
///
/// # Safety
/// `this` is a valid interface pointer.
pub unsafe fn weak(this: *mut c_void) -> *mut c_void {
    let (mut source, mut weak) = (null_mut(), null_mut());
    // SAFETY: as for this function; slot 3 of IWeakReferenceSource is GetWeakReference.
    unsafe {
        (unknown(this).QueryInterface)(this, &WEAK_SOURCE, &mut source).unwrap();
        let method = (**source.cast::<*const Weak>()).method;
        let get: GetWeakReference = std::mem::transmute(method);
        get(source, &mut weak).unwrap();
        release(source);
    }
    weak
}

/// Asks a weak reference for an interface of its object.
///
/// # Safety
/// `weak` is a valid pointer to an `IWeakReference`.
pub unsafe fn resolve(weak: *mut c_void, iid: &GUID) -> (HRESULT, *mut c_void) {
    let mut out = null_mut();
    // SAFETY: as for this function; slot 3 of IWeakReference is Resolve.
    let code = unsafe {
        let method = (**weak.cast::<*const Weak>()).method;
        let resolve: Resolve = std::mem::transmute(method);
        resolve(weak, iid, &mut out)
    };
    (code, out)
}
