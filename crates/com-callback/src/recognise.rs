//! Finding the Rust value behind an interface pointer: is this one of our own objects, and of which type?
//!
//! The asker notes the type on its thread and queries for a private IID. An object of this very runtime, with a value of that
//! type, sees the note and leaves its address beside it. Towards COM the answer is always `E_NOINTERFACE`, so that the private
//! IID is part of no object's set of interfaces. A proxy, and an object of another copy of this runtime (in another DLL), do not
//! see the note, whatever they answer; a foreign object that passes the question on is told by its identity.

use std::any::TypeId;
use std::cell::Cell;
use std::ffi::c_void;
use std::hint::black_box;
use std::ptr::{NonNull, null_mut};

use windows_core::{GUID, HRESULT, IUnknown, Interface};

use crate::block::Block;
use crate::caller;
use crate::codes::E_NOINTERFACE;
use crate::declare::Declare;
use crate::object::Object;

/// The private IID. No interface has it.
pub(crate) const IID_OWN: GUID = GUID::from_u128(0x7c1de7a3_5b0f_4d57_9a64_1f2ad0c93e58);

/// What is asked on this thread, and the answer: the address of a block with one reference for the asker.
#[derive(Clone, Copy)]
struct Note {
    asked: Option<TypeId>,
    answer: *mut c_void,
}

thread_local! {
    static NOTE: Cell<Note> = const { Cell::new(Note { asked: None, answer: null_mut() }) };
}

/// The object behind `interface`, if it is one of ours with a value of type `T` that this thread may touch.
pub(crate) fn object<T: Declare, I: Interface>(interface: &I) -> Option<Object<T>> {
    // Foreign code may ask something of its own before it returns.
    let outer = NOTE.replace(Note { asked: Some(TypeId::of::<T>()), answer: null_mut() });
    let mut claimed = caller::Out::<*mut c_void>::new();
    // SAFETY: C1; C2 for the IID and `claimed`.
    let code = unsafe { interface.query(&IID_OWN, claimed.as_ptr()) };
    let answer = NOTE.replace(outer).answer;
    if code.is_ok() {
        // SAFETY: C3: an object that says yes to everything has given a reference.
        drop(unsafe { claimed.interface_opt::<IUnknown>() });
    }
    // SAFETY: `answer` put the address of a live `Block<T>` there, and a reference for us.
    let found = NonNull::new(answer).map(|block| unsafe { Object::from_block(block.cast()) })?;
    // A wrapper that passes on what it does not know is another object than the one that it wraps.
    let identity = interface.cast::<IUnknown>().ok()?;
    (identity.as_raw() == answer).then_some(found)
}

/// What an object does that is asked whether it is an own one; `QueryInterface` returns what this returns.
///
/// # Safety
///
/// O1, O2.
//
// `extern "C"`, which cannot unwind: the caller ends with it and needs no frame.
#[cold]
#[inline(never)]
pub(crate) unsafe extern "C" fn answer<T: Declare>(block: *mut Block<T>) -> HRESULT {
    let note = NOTE.get();
    // SAFETY: O1, O2.
    unsafe {
        if note.asked == Some(TypeId::of::<T>()) && Block::may_enter(block) {
            Block::add_ref(block);
            NOTE.set(Note { asked: None, answer: block.cast() });
        }
    }
    // Opaque: where the compiler sees what comes back, it gives the caller a frame instead of ending it by a jump.
    black_box(E_NOINTERFACE)
}
