//! The marshaler of agile objects, on Windows: inside the process everybody gets the same pointer.
//!
//! A tear-off, made anew for each query: it passes the calls of `IMarshal` on to the system's free-threaded marshaler, and
//! `QueryInterface` on to the object. The marshaler is made without an outer object. One aggregated for each query would hold no
//! reference to the object, and could be used after it. What that costs: the system's marshaler does not know which object is
//! behind it, so `CoDisconnectObject` cannot cut off the clients of an agile object in other processes.

use std::ffi::c_void;

use windows_core::{GUID, HRESULT, IUnknown, IUnknown_Vtbl, Interface};

use crate::block::Block;
use crate::caller;
use crate::codes::S_OK;
use crate::count::Count;
use crate::declare::Declare;
use crate::query::{self, Iid};
use crate::system::{IMarshal, IMarshal_Vtbl};

windows_core::link!("ole32.dll" "system" fn CoCreateFreeThreadedMarshaler(outer: *mut c_void, marshaler: *mut *mut c_void) -> HRESULT);

/// What an `IMarshal` pointer of ours points at.
#[repr(C)]
struct TearOff {
    vtable: &'static IMarshal_Vtbl,
    count: Count,
    object: IUnknown,
    marshaler: IMarshal,
}

/// Gives the object's `IMarshal`.
///
/// # Safety
///
/// O1, O2; V2 and not NULL for `object`.
#[cold]
pub(crate) unsafe fn marshaler<T: Declare>(
    block: *mut Block<T>,
    object: *mut *mut c_void,
) -> HRESULT {
    let marshaler = match free_threaded() {
        Ok(marshaler) => marshaler,
        Err(error) => return error.code(),
    };
    // SAFETY: O1, O2; the reference added is the tear-off's.
    let own = unsafe {
        Block::add_ref(block);
        IUnknown::from_raw(block.cast())
    };
    let tear_off = TearOff { vtable: &VTABLE, count: Count::one(), object: own, marshaler };
    // SAFETY: V2, `object` is not NULL.
    unsafe { object.write_unaligned(Box::into_raw(Box::new(tear_off)).cast()) };
    S_OK
}

/// The system's marshaler.
fn free_threaded() -> windows_core::Result<IMarshal> {
    let mut made = caller::Out::<*mut c_void>::new();
    let mut marshaler = caller::Out::<*mut c_void>::new();
    // SAFETY: without an outer object the system makes one that is counted by itself; C2, C3 for the outs.
    unsafe {
        CoCreateFreeThreadedMarshaler(std::ptr::null_mut(), made.as_ptr()).ok()?;
        made.interface::<IUnknown>()?.query(&IMarshal::IID, marshaler.as_ptr()).ok()?;
        marshaler.interface()
    }
}

/// # Safety
///
/// V1: `this` is a pointer that `marshaler` gave, and the caller holds a reference to it.
unsafe fn tear_off<'a>(this: *mut c_void) -> &'a TearOff {
    // SAFETY: by the contract of this function. All its fields are read only, but for the count, which is an atomic.
    unsafe { &*this.cast() }
}

static VTABLE: IMarshal_Vtbl = IMarshal_Vtbl {
    base__: IUnknown_Vtbl { QueryInterface: query_interface, AddRef: add_ref, Release: release },
    GetUnmarshalClass: get_unmarshal_class,
    GetMarshalSizeMax: get_marshal_size_max,
    MarshalInterface: marshal_interface,
    UnmarshalInterface: unmarshal_interface,
    ReleaseMarshalData: release_marshal_data,
    DisconnectObject: disconnect_object,
};

/// # Safety
///
/// V1, V2.
unsafe extern "system" fn query_interface(
    this: *mut c_void,
    riid: *const GUID,
    object: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: V2.
    match unsafe { query::asked(riid, object) } {
        Ok(Iid::MARSHAL) => {
            // SAFETY: V1; V2, `object` is not NULL.
            unsafe {
                add_ref(this);
                object.write_unaligned(this);
            }
            S_OK
        }
        // SAFETY: V1, V2, C1.
        Ok(_) => unsafe { tear_off(this).object.query(riid, object) },
        Err(code) => code,
    }
}

/// # Safety
///
/// V1.
unsafe extern "system" fn add_ref(this: *mut c_void) -> u32 {
    // SAFETY: V1.
    unsafe { (*this.cast::<TearOff>()).count.add() }
}

/// # Safety
///
/// V1, and the reference given up is the caller's own.
unsafe extern "system" fn release(this: *mut c_void) -> u32 {
    // SAFETY: V1. The reference is to the count alone, which claims no memory that another thread may free.
    match unsafe { (*this.cast::<TearOff>()).count.release() } {
        Some(left) => left.get(),
        None => {
            // SAFETY: that was the last reference; the tear-off came from a `Box`.
            drop(unsafe { Box::from_raw(this.cast::<TearOff>()) });
            0
        }
    }
}

/// Passes a call on to the system's marshaler.
macro_rules! pass_on {
    ($(fn $function:ident = $method:ident($($argument:ident: $ty:ty),*);)*) => {$(
        /// # Safety
        ///
        /// V1; the rest is the caller's business with the marshaler.
        unsafe extern "system" fn $function(this: *mut c_void, $($argument: $ty),*) -> HRESULT {
            // SAFETY: V1, C1.
            unsafe {
                let marshaler = &tear_off(this).marshaler;
                (Interface::vtable(marshaler).$method)(Interface::as_raw(marshaler), $($argument),*)
            }
        }
    )*};
}

pass_on! {
    fn unmarshal_interface = UnmarshalInterface(stream: *mut c_void, riid: *const GUID, object: *mut *mut c_void);
    fn release_marshal_data = ReleaseMarshalData(stream: *mut c_void);
    fn disconnect_object = DisconnectObject(reserved: u32);
}

/// As above, for the calls that say which object is meant: NULL means the one behind the marshaler, which the system's does
/// not know.
macro_rules! pass_on_of {
    ($(fn $function:ident = $method:ident($($before:ident: $b:ty),*; object; $($after:ident: $a:ty),*);)*) => {$(
        /// # Safety
        ///
        /// V1; the rest is the caller's business with the marshaler.
        unsafe extern "system" fn $function(
            this: *mut c_void,
            $($before: $b,)*
            object: *const c_void,
            $($after: $a),*
        ) -> HRESULT {
            // SAFETY: V1, C1.
            unsafe {
                let TearOff { marshaler, object: own, .. } = tear_off(this);
                let object = if object.is_null() { own.as_raw() } else { object };
                (Interface::vtable(marshaler).$method)(
                    Interface::as_raw(marshaler),
                    $($before,)*
                    object,
                    $($after),*
                )
            }
        }
    )*};
}

pass_on_of! {
    fn get_unmarshal_class = GetUnmarshalClass(
        riid: *const GUID; object; context: u32, data: *const c_void, flags: u32, class: *mut GUID
    );
    fn get_marshal_size_max = GetMarshalSizeMax(
        riid: *const GUID; object; context: u32, data: *const c_void, flags: u32, size: *mut u32
    );
    fn marshal_interface = MarshalInterface(
        stream: *mut c_void, riid: *const GUID; object; context: u32, data: *const c_void, flags: u32
    );
}
