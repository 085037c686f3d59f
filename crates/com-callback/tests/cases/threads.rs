//! Agile objects under several threads.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use com_callback::{AgileReference, Object, Result, WString};

use crate::emitted::*;
use crate::fixture::{Live, panel, slip};

const THREADS: u32 = 4;
const ROUNDS: u32 = if cfg!(miri) { 20 } else { 20_000 };

/// A note whose id counts the calls.
struct Tally {
    calls: AtomicU32,
    live: Live,
}

impl Note for Tally {
    fn get_text(&self) -> Result<WString> {
        Ok(WString::from(format!(
            "{} of {}",
            self.calls.load(Ordering::Relaxed),
            self.live.count()
        )))
    }
    fn get_id(&self) -> Result<u32> {
        Ok(self.calls.fetch_add(1, Ordering::Relaxed))
    }
}
Note! { agile {} {Tally} {} }

#[test]
fn clones_and_interfaces_on_every_thread_drop_the_value_once() {
    let live = Live::default();
    let tally = Object::new(Tally { calls: AtomicU32::new(0), live: live.clone() });
    thread::scope(|scope| {
        for _ in 0..THREADS {
            let tally = Clone::clone(&tally);
            scope.spawn(move || {
                for _ in 0..ROUNDS {
                    let note = Clone::clone(&tally).into_interface();
                    note.get_id().unwrap();
                }
            });
        }
    });
    assert_eq!(tally.calls.load(Ordering::Relaxed), THREADS * ROUNDS);
    assert_eq!(live.count(), 1);
    drop(tally);
    assert_eq!(live.count(), 0);
}

/// The last reference goes on whichever thread is last; the destructor sees what all the others did.
#[test]
fn the_last_release_sees_every_use() {
    struct Checked(AtomicU32);
    impl Note for Checked {
        fn get_text(&self) -> Result<WString> {
            Ok(WString::default())
        }
        fn get_id(&self) -> Result<u32> {
            Ok(self.0.fetch_add(1, Ordering::Relaxed))
        }
    }
    Note! { agile {} {Checked} {} }
    static DROPPED: AtomicU32 = AtomicU32::new(0);
    impl Drop for Checked {
        fn drop(&mut self) {
            assert_eq!(*self.0.get_mut(), THREADS);
            DROPPED.fetch_add(1, Ordering::Relaxed);
        }
    }
    let rounds = if cfg!(miri) { 4 } else { 200 };
    for _ in 0..rounds {
        let first = Object::new(Checked(AtomicU32::new(0)));
        let others: Vec<_> = (0..THREADS).map(|_| Clone::clone(&first)).collect();
        drop(first);
        thread::scope(|scope| {
            for other in others {
                scope.spawn(move || other.as_interface().get_id().unwrap());
            }
        });
    }
    assert_eq!(DROPPED.load(Ordering::Relaxed), rounds);
}

#[test]
fn a_shared_object_hears_every_thread() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    thread::scope(|scope| {
        for id in 0..THREADS {
            let handle = &handle;
            scope
                .spawn(move || handle.as_interface().set_kind(NOTE_KIND_PLAIN, false, id).unwrap());
        }
    });
    assert_eq!(handle.heard().len(), THREADS as usize);
    drop((handle, board));
    assert_eq!(live.count(), 0);
}

#[test]
fn an_agile_reference_carries_an_interface_to_another_thread() {
    let live = Live::default();
    let note = slip(9, &live);
    let reference = AgileReference::new(&note).unwrap();
    drop(note);
    let copy = Clone::clone(&reference);
    let id = thread::spawn(move || copy.resolve().unwrap().get_id().unwrap()).join().unwrap();
    assert_eq!((id, live.count()), (9, 1));
    drop(reference);
    assert_eq!(live.count(), 0);
}

/// An object that answers for `IUnknown` only: it did not allow calls from other threads.
#[cfg(not(windows))]
#[test]
fn an_agile_reference_to_an_object_that_is_not_agile_is_refused() {
    use com_callback::codes::{CO_E_NOT_SUPPORTED, E_NOINTERFACE, S_OK};
    use com_callback::{GUID, HRESULT, IUnknown, Interface};
    use std::ffi::c_void;

    unsafe extern "system" fn query(
        this: *mut c_void,
        riid: *const GUID,
        out: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: both pointers are those of a caller that keeps to the rules.
        unsafe {
            let known = *riid == IUnknown::IID;
            out.write(if known { this } else { std::ptr::null_mut() });
            if known { S_OK } else { E_NOINTERFACE }
        }
    }
    unsafe extern "system" fn count(_: *mut c_void) -> u32 {
        1
    }
    static VTABLE: windows_core::IUnknown_Vtbl =
        windows_core::IUnknown_Vtbl { QueryInterface: query, AddRef: count, Release: count };
    let object = &raw const VTABLE;
    // SAFETY: a pointer to a pointer to a vtable is an interface pointer; the object outlives it and is not counted.
    let unknown = unsafe { IUnknown::from_raw((&raw const object).cast_mut().cast()) };
    assert_eq!(AgileReference::new(&unknown).unwrap_err().code(), CO_E_NOT_SUPPORTED);
}
