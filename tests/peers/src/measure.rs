//! The loops that are counted, the same code for every side: a call goes through the vtable of a raw interface pointer, as a COM client's does.

use std::ffi::c_void;

use windows_core::{GUID, HRESULT};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `JobModification(job, 1)`
    Call,
    /// `AddRef`, then `Release`
    AddRefRelease,
    /// `QueryInterface` for the object's own IID, then `Release`
    QueryOwn,
    /// `QueryInterface` for `IUnknown`, then `Release`
    QueryUnknown,
    /// `QueryInterface` for an IID that nobody has
    QueryUnsupported,
    /// An object is made and released
    CreateRelease,
}

impl Operation {
    /// Every operation with the name it has on the command line.
    pub const ALL: [(&'static str, Operation); 6] = [
        ("call", Operation::Call),
        ("add-ref-release", Operation::AddRefRelease),
        ("query-own", Operation::QueryOwn),
        ("query-iunknown", Operation::QueryUnknown),
        ("query-unsupported", Operation::QueryUnsupported),
        ("create-release", Operation::CreateRelease),
    ];
}

#[repr(C)]
struct Vtable {
    query_interface:
        unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT,
    add_ref: unsafe extern "system" fn(*mut c_void) -> u32,
    release: unsafe extern "system" fn(*mut c_void) -> u32,
    job_transferred: unsafe extern "system" fn(*mut c_void, *mut c_void) -> HRESULT,
    job_error: unsafe extern "system" fn(*mut c_void, *mut c_void, *mut c_void) -> HRESULT,
    job_modification: unsafe extern "system" fn(*mut c_void, *mut c_void, u32) -> HRESULT,
}

const CALLBACK: GUID = GUID::from_u128(0x97ea99c7_0186_4ad4_8df9_c5b4e0ed6b22);
const UNKNOWN: GUID = GUID::from_u128(0x00000000_0000_0000_c000_000000000046);
const NOBODY: GUID = GUID::from_u128(0x0badc0de_1234_5678_0102_030405060708);

impl Operation {
    /// The operation of this name.
    pub fn named(name: &str) -> Option<Operation> {
        Operation::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, operation)| operation)
    }
}

/// Does `operation` `rounds` times on an object made by `create`, which gives the interface with one reference.
pub fn run(create: extern "C" fn() -> *mut c_void, operation: Operation, rounds: u32) {
    let create = std::hint::black_box(create);
    let object = create();
    // SAFETY: `object` is an interface pointer with the vtable above, and this function owns one reference to it.
    unsafe {
        counted(operation, object, create, rounds);
        ((**object.cast::<*const Vtable>()).release)(object);
    }
}

/// The counted part; `callgrind --toggle-collect=counted` finds it by name.
///
/// # Safety
/// `object` points at an interface whose vtable is [`Vtable`].
#[unsafe(no_mangle)]
#[inline(never)]
unsafe fn counted(
    operation: Operation,
    object: *mut c_void,
    create: extern "C" fn() -> *mut c_void,
    rounds: u32,
) {
    // A job is only ever looked at for NULL: the address of anything will do.
    let mut job = 0_usize;
    let job = (&raw mut job).cast::<c_void>();
    // SAFETY: as for this function; every reference that a call gives is released.
    unsafe {
        let vtable = &**object.cast::<*const Vtable>();
        match operation {
            Operation::Call => {
                for _ in 0..rounds {
                    let _ = (vtable.job_modification)(object, job, 1);
                }
            }
            Operation::AddRefRelease => {
                for _ in 0..rounds {
                    (vtable.add_ref)(object);
                    (vtable.release)(object);
                }
            }
            Operation::QueryOwn => query(vtable, object, &CALLBACK, rounds),
            Operation::QueryUnknown => query(vtable, object, &UNKNOWN, rounds),
            Operation::QueryUnsupported => {
                for _ in 0..rounds {
                    let mut out = std::ptr::null_mut();
                    let _ = (vtable.query_interface)(object, &NOBODY, &mut out);
                }
            }
            Operation::CreateRelease => {
                for _ in 0..rounds {
                    let object = create();
                    ((**object.cast::<*const Vtable>()).release)(object);
                }
            }
        }
    }
}

/// # Safety
/// As for [`counted`].
#[inline(always)]
unsafe fn query(vtable: &Vtable, object: *mut c_void, iid: &GUID, rounds: u32) {
    for _ in 0..rounds {
        let mut out = std::ptr::null_mut();
        // SAFETY: as for `counted`; the reference that the query gives is released.
        unsafe {
            let _ = (vtable.query_interface)(object, iid, &mut out);
            // Through the vtable of what came back: an object may have another for each interface.
            ((**out.cast::<*const Vtable>()).release)(out);
        }
    }
}
