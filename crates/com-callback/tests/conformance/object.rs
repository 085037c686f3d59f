//! An object of three interfaces with an interface pointer each, a marker and weak references, by raw vtables. It keeps every
//! rule, except for the one fault it is made with.

use std::ffi::c_void;
use std::mem::offset_of;
use std::ptr::null_mut;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread::ThreadId;

use com_callback::codes::{E_FAIL, E_NOINTERFACE, E_POINTER, S_OK};
use com_callback::conformance::IID_AGILE_OBJECT;
use com_callback::{GUID, HRESULT, IUnknown, Interface};

pub const A: GUID = GUID::from_u128(0x8a829259_e358_4c8d_8333_84b62768ae87);
pub const B: GUID = GUID::from_u128(0x85e7ef49_dfab_4d48_a6c3_e216c53ca8cb);
pub const C: GUID = GUID::from_u128(0x78120625_5f29_4e06_9e8c_a76d0dba053d);
/// The base of `C`.
pub const C_BASE: GUID = GUID::from_u128(0xb47e8249_7526_46d7_ac25_d241e845c727);

pub const LISTED: &[GUID] = &[A, B, C, C_BASE];

const INSPECTABLE: GUID = GUID::from_u128(0xaf86e2e0_b12d_4c6a_9c5a_d7aa65101e90);
const WEAK_SOURCE: GUID = GUID::from_u128(0x00000038_0000_0000_c000_000000000046);
const WEAK: GUID = GUID::from_u128(0x00000037_0000_0000_c000_000000000046);

/// What is wrong with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    WrongIidDigit,
    BaseMissing,
    SuccessWithNull,
    IdentityPerInterface,
    Forgetful,
    Late,
    NotReflexive,
    Asymmetric,
    Intransitive,
    UnknownLeavesResult,
    UnknownIsFail,
    UnknownIsAnswered,
    NullResultIsOk,
    NullResultIsCounted,
    NullIidIsOk,
    NullIidLeavesResult,
    MissingAddRef,
    ExtraAddRef,
    AddRefReturnsOld,
    ReleaseReturnsOld,
    KeepsReference,
    Inspectable,
    Agile,
    WeakKeepsAlive,
    WeakIsTheObject,
    WeakIsCountedTwice,
    WeakForgets,
    WeakFailsAfterEnd,
    WeakIsRefused,
    WeakNowhereIsOk,
    WeakClaims,
    WeakLeadsElsewhere,
    WeakKnowsStrangers,
    NeverFreed,
    NeverLast,
    MakesValues,
    LosesReferences,
    RefusesElsewhere,
}

#[repr(C)]
struct Face {
    vtable: *const Vtable,
    /// Which of the object's faces this is.
    index: usize,
}

#[repr(C)]
struct Vtable {
    query: unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT,
    add_ref: unsafe extern "system" fn(*mut c_void) -> u32,
    release: unsafe extern "system" fn(*mut c_void) -> u32,
    /// `GetWeakReference` of the source.
    fourth: unsafe extern "system" fn(*mut c_void, *mut *mut c_void) -> HRESULT,
}

static VTABLE: Vtable = Vtable { query, add_ref, release, fourth: get_weak };

const SOURCE: usize = 3;

#[repr(C)]
struct Object {
    faces: [Face; 4],
    count: AtomicU32,
    asked: AtomicUsize,
    fault: Fault,
    /// The face that has the fault; all of them if it is none.
    on: Option<usize>,
    maker: ThreadId,
    weak: *mut WeakObject,
    live: Arc<()>,
}

#[repr(C)]
struct WeakObject {
    vtable: *const WeakVtable,
    count: AtomicU32,
    /// NULL when it is gone. The tests that end an object do so on one thread.
    object: AtomicUsize,
    pointer: *mut Object,
    fault: Fault,
}

#[repr(C)]
struct WeakVtable {
    query: unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT,
    add_ref: unsafe extern "system" fn(*mut c_void) -> u32,
    release: unsafe extern "system" fn(*mut c_void) -> u32,
    resolve: unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT,
}

static WEAK_VTABLE: WeakVtable = WeakVtable {
    query: weak_query,
    add_ref: weak_add_ref,
    release: weak_release,
    resolve: weak_resolve,
};

/// An object with a fault; `live` is held as long as it lives.
pub fn object(fault: Fault, live: &Arc<()>) -> IUnknown {
    object_with(fault, None, live)
}

/// An object with a fault that only one of its interfaces has.
pub fn object_with(fault: Fault, on: Option<usize>, live: &Arc<()>) -> IUnknown {
    let face = |index| Face { vtable: &raw const VTABLE, index };
    let weak = Box::into_raw(Box::new(WeakObject {
        vtable: &raw const WEAK_VTABLE,
        count: AtomicU32::new(1),
        object: AtomicUsize::new(1),
        pointer: null_mut(),
        fault,
    }));
    let object = Box::into_raw(Box::new(Object {
        faces: [face(0), face(1), face(2), face(SOURCE)],
        count: AtomicU32::new(1),
        asked: AtomicUsize::new(0),
        fault,
        on,
        maker: std::thread::current().id(),
        weak,
        live: live.clone(),
    }));
    // SAFETY: both live; the object's address is that of its first face, which is an interface pointer with one reference.
    unsafe {
        (*weak).pointer = object;
        IUnknown::from_raw(object.cast())
    }
}

/// The object and the face that a client holds.
///
/// # Safety
///
/// `this` is one of the object's faces.
unsafe fn parts(this: *mut c_void) -> (*mut Object, usize) {
    // SAFETY: by the contract of this function; the faces lie in a row at the beginning of the object.
    unsafe {
        let face = this.cast::<Face>();
        let index = (*face).index;
        (face.sub(index).byte_sub(offset_of!(Object, faces)).cast(), index)
    }
}

/// What is wrong with the face that a client holds.
///
/// # Safety
///
/// As for [`parts`].
unsafe fn fault(object: *mut Object, from: usize) -> Fault {
    // SAFETY: by the contract of this function.
    let (fault, on) = unsafe { ((*object).fault, (*object).on) };
    if on.is_none_or(|on| on == from) { fault } else { Fault::None }
}

/// # Safety
///
/// As for [`parts`].
unsafe fn face(object: *mut Object, index: usize) -> *mut c_void {
    // SAFETY: by the contract of this function.
    unsafe { (&raw mut (*object).faces).cast::<Face>().add(index).cast() }
}

unsafe extern "system" fn query(
    this: *mut c_void,
    iid: *const GUID,
    out: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: the kit passes what COM allows.
    unsafe {
        let (object, from) = parts(this);
        let fault = fault(object, from);
        if out.is_null() {
            if fault == Fault::NullResultIsCounted {
                (*object).count.fetch_add(1, SeqCst);
            }
            return if fault == Fault::NullResultIsOk { S_OK } else { E_POINTER };
        }
        if iid.is_null() && fault == Fault::NullIidLeavesResult {
            return E_POINTER;
        }
        let poison = *out;
        *out = null_mut();
        if iid.is_null() {
            return if fault == Fault::NullIidIsOk { S_OK } else { E_POINTER };
        }
        let asked = (*object).asked.fetch_add(1, SeqCst);
        if fault == Fault::MakesValues && asked == 5 {
            std::mem::forget((*object).live.clone());
        }
        if fault == Fault::RefusesElsewhere && std::thread::current().id() != (*object).maker {
            return E_NOINTERFACE;
        }
        let Some(index) = answer(fault, from, *iid, asked) else {
            if fault == Fault::UnknownLeavesResult {
                *out = poison;
            }
            if fault == Fault::KeepsReference && asked == 5 {
                (*object).count.fetch_add(1, SeqCst);
            }
            return if fault == Fault::UnknownIsFail { E_FAIL } else { E_NOINTERFACE };
        };
        if fault == Fault::SuccessWithNull && *iid == B {
            return S_OK;
        }
        let references = match fault {
            Fault::MissingAddRef if *iid == B => 0,
            Fault::ExtraAddRef if *iid == B => 2,
            _ => 1,
        };
        (*object).count.fetch_add(references, SeqCst);
        *out = face(object, index);
        S_OK
    }
}

/// Whether the kit is to bring the object to other threads, or the fault is that it says so.
fn is_agile(fault: Fault) -> bool {
    matches!(fault, Fault::Agile | Fault::LosesReferences | Fault::RefusesElsewhere)
}

/// The face that answers.
fn answer(fault: Fault, from: usize, iid: GUID, asked: usize) -> Option<usize> {
    let mut listed = C;
    if fault == Fault::WrongIidDigit {
        listed.data4[7] ^= 1;
    }
    let to = match iid {
        IUnknown::IID if fault == Fault::IdentityPerInterface => from,
        IUnknown::IID => 0,
        A => 0,
        B => 1,
        C_BASE if fault == Fault::BaseMissing => return None,
        C_BASE => 2,
        WEAK_SOURCE => SOURCE,
        INSPECTABLE if fault == Fault::Inspectable => 0,
        IID_AGILE_OBJECT if is_agile(fault) => 0,
        iid if iid == listed => 2,
        _ if fault == Fault::UnknownIsAnswered => 0,
        _ => return None,
    };
    let refuses = match fault {
        Fault::Forgetful => iid == B && asked > 60,
        Fault::Late => iid == B && asked < 60 && from == 0,
        Fault::NotReflexive => from == 1 && iid == B,
        Fault::Asymmetric => from == 2 && iid == A,
        Fault::Intransitive => from == 0 && iid == C,
        _ => false,
    };
    (!refuses).then_some(to)
}

unsafe extern "system" fn add_ref(this: *mut c_void) -> u32 {
    // SAFETY: the client holds a reference.
    unsafe {
        let (object, from) = parts(this);
        let fault = fault(object, from);
        let elsewhere = std::thread::current().id() != (*object).maker;
        if fault == Fault::LosesReferences
            && elsewhere
            && (*object).asked.fetch_add(1, SeqCst).is_multiple_of(7)
        {
            return (*object).count.load(SeqCst);
        }
        let before = (*object).count.fetch_add(1, SeqCst);
        if fault == Fault::AddRefReturnsOld { before } else { before + 1 }
    }
}

unsafe extern "system" fn release(this: *mut c_void) -> u32 {
    // SAFETY: the reference is the client's own.
    unsafe {
        let (object, from) = parts(this);
        let fault = fault(object, from);
        let before = (*object).count.fetch_sub(1, SeqCst);
        if before == 1 && fault != Fault::NeverFreed {
            let weak = (*object).weak;
            (*weak).object.store(0, SeqCst);
            weak_release(weak.cast());
            drop(Box::from_raw(object));
        }
        match fault {
            Fault::ReleaseReturnsOld => before,
            Fault::NeverLast => (before - 1).max(1),
            _ => before - 1,
        }
    }
}

unsafe extern "system" fn get_weak(this: *mut c_void, out: *mut *mut c_void) -> HRESULT {
    // SAFETY: the kit passes what COM allows.
    unsafe {
        let (object, _) = parts(this);
        if out.is_null() {
            return if (*object).fault == Fault::WeakNowhereIsOk { S_OK } else { E_POINTER };
        }
        if (*object).fault == Fault::WeakIsRefused {
            *out = null_mut();
            return E_FAIL;
        }
        if (*object).fault == Fault::WeakKeepsAlive {
            (*object).count.fetch_add(1, SeqCst);
        }
        let references = if (*object).fault == Fault::WeakIsCountedTwice { 2 } else { 1 };
        (*(*object).weak).count.fetch_add(references, SeqCst);
        *out = (*object).weak.cast();
        S_OK
    }
}

unsafe extern "system" fn weak_query(
    this: *mut c_void,
    iid: *const GUID,
    out: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: the kit passes what COM allows.
    unsafe {
        let weak = this.cast::<WeakObject>();
        if out.is_null() {
            return E_POINTER;
        }
        *out = null_mut();
        if iid.is_null() {
            return E_POINTER;
        }
        if (*weak).fault == Fault::WeakIsTheObject && *iid != WEAK {
            return query((*weak).pointer.cast(), iid, out);
        }
        let claimed = (*weak).fault == Fault::WeakClaims && *iid == B;
        if *iid != IUnknown::IID && *iid != WEAK && !claimed {
            return E_NOINTERFACE;
        }
        (*weak).count.fetch_add(1, SeqCst);
        *out = this;
        S_OK
    }
}

unsafe extern "system" fn weak_add_ref(this: *mut c_void) -> u32 {
    // SAFETY: the client holds a reference.
    unsafe { (*this.cast::<WeakObject>()).count.fetch_add(1, SeqCst) + 1 }
}

unsafe extern "system" fn weak_release(this: *mut c_void) -> u32 {
    let weak = this.cast::<WeakObject>();
    // SAFETY: the reference is the client's own.
    unsafe {
        let left = (*weak).count.fetch_sub(1, SeqCst) - 1;
        if left == 0 {
            drop(Box::from_raw(weak));
        }
        left
    }
}

unsafe extern "system" fn weak_resolve(
    this: *mut c_void,
    iid: *const GUID,
    out: *mut *mut c_void,
) -> HRESULT {
    let weak = this.cast::<WeakObject>();
    // SAFETY: the kit passes what COM allows; the object lives as long as `object` says so.
    unsafe {
        *out = null_mut();
        if (*weak).object.load(SeqCst) == 0 {
            return if (*weak).fault == Fault::WeakFailsAfterEnd { E_FAIL } else { S_OK };
        }
        match (*weak).fault {
            Fault::WeakForgets => return S_OK,
            Fault::WeakLeadsElsewhere if *iid == B => return weak_query(this, &WEAK, out),
            Fault::WeakKnowsStrangers if !LISTED.contains(&*iid) && *iid != IUnknown::IID => {
                return query((*weak).pointer.cast(), &A, out);
            }
            _ => {}
        }
        query((*weak).pointer.cast(), iid, out)
    }
}
