//! Objects broken on purpose: a real callback whose vtable was replaced by a changed copy.

use std::{cell::Cell, ffi::c_void};

use do_callback::prelude::*;

type Query = unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT;
type Release = unsafe extern "system" fn(*mut c_void) -> u32;

/// The six slots of the callback.
#[repr(transparent)]
pub(crate) struct Vtable([*const c_void; 6]);

impl Vtable {
    /// Swaps two slots.
    pub(crate) fn swap(&mut self, one: usize, other: usize) {
        self.0.swap(one, other);
    }
}

thread_local! {
    /// The right `QueryInterface`, for the wrong ones to call: each test runs on a thread of its own.
    static RIGHT: Cell<Option<(Query, Release)>> = const { Cell::new(None) };
}

/// Gives `object` a changed copy of its vtable, and returns the copy.
///
/// # Safety
/// `object` is an interface pointer to a vtable of six slots, of which the first three are those of `IUnknown`. The copy outlives
/// the object.
pub(crate) unsafe fn install(object: *mut c_void, change: fn(&mut Vtable)) -> Box<Vtable> {
    // SAFETY: by the contract of this function.
    unsafe {
        let word = object.cast::<*const Vtable>();
        let mut vtable = Box::new(Vtable((**word).0));
        let query = std::mem::transmute::<*const c_void, Query>(vtable.0[0]);
        let release = std::mem::transmute::<*const c_void, Release>(vtable.0[2]);
        RIGHT.set(Some((query, release)));
        change(&mut vtable);
        *word = &raw const *vtable;
        vtable
    }
}

/// `QueryInterface` answers an IID that differs in one digit.
pub(crate) fn wrong_iid(vtable: &mut Vtable) {
    unsafe extern "system" fn query(
        this: *mut c_void,
        iid: *const GUID,
        out: *mut *mut c_void,
    ) -> HRESULT {
        let Some((right, _)) = RIGHT.get() else { return HRESULT(-1) };
        // SAFETY: the caller's own promises are passed on; the IID is copied before it is changed.
        unsafe {
            if iid.is_null() || out.is_null() {
                return right(this, iid, out);
            }
            let mut asked = *iid;
            if asked.data1 == IBackgroundCopyCallback::IID.data1 {
                asked.data1 ^= 0x10;
            }
            right(this, &asked, out)
        }
    }
    vtable.0[0] = query as Query as *const c_void;
}

/// `QueryInterface` gives a pointer without counting it.
pub(crate) fn missing_add_ref(vtable: &mut Vtable) {
    unsafe extern "system" fn query(
        this: *mut c_void,
        iid: *const GUID,
        out: *mut *mut c_void,
    ) -> HRESULT {
        let Some((right, release)) = RIGHT.get() else { return HRESULT(-1) };
        // SAFETY: the caller's own promises are passed on. The reference taken back is the one that `right` added, and the caller
        // holds another.
        unsafe {
            let code = right(this, iid, out);
            if code.is_ok() {
                release(this);
            }
            code
        }
    }
    vtable.0[0] = query as Query as *const c_void;
}
