//! Objects that are bound to the thread that made them.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::rc::Rc;
use std::sync::Mutex;
use std::thread;

use com_callback::__private::{IWeakReference, IWeakReferenceSource};
use com_callback::codes::{E_NOINTERFACE, RPC_E_WRONG_THREAD, S_OK};
use com_callback::{
    GUID, HRESULT, IUnknown, Interface, LeakedValue, Object, OutBuffer, Result, Success, WString,
    set_leak_hook,
};

use crate::emitted::*;
use crate::fixture::{Live, Panel, references};

const AGILE_OBJECT: GUID = GUID::from_u128(0x94ea2b94_e9cc_49e0_c0ff_ee64ca8f5b90);

/// A note that any other thread would break: an `Rc` and a `Cell`.
struct Local {
    calls: Rc<Cell<u32>>,
    texts: RefCell<Vec<String>>,
}

impl Note for Local {
    fn get_text(&self) -> Result<WString> {
        self.texts.borrow_mut().push("text".into());
        Ok(WString::from("local"))
    }
    fn get_id(&self) -> Result<u32> {
        self.calls.set(self.calls.get() + 1);
        Ok(self.calls.get())
    }
}
Note! { apartment {} {Local} {} }

fn local() -> (Rc<Cell<u32>>, Object<Local>) {
    let calls = Rc::new(Cell::new(0));
    let local = Object::new(Local { calls: Rc::clone(&calls), texts: RefCell::default() });
    (calls, local)
}

/// An interface pointer on its way to a thread that must not have it, as a client without scruples brings it.
struct Smuggled(*mut c_void);
// SAFETY: the tests call only what an object bound to its thread promises to refuse, and what every object allows.
unsafe impl Send for Smuggled {}

impl Smuggled {
    /// The pointer, by a method: a closure would take the field alone.
    fn pointer(&self) -> *mut c_void {
        self.0
    }
}

#[test]
fn the_making_thread_uses_it_without_restraint() {
    let (calls, local) = local();
    let note = local.to_interface();
    assert_eq!((note.get_id().unwrap(), note.get_id().unwrap()), (1, 2));
    assert_eq!(note.get_text().unwrap().to_string(), "local");
    assert_eq!((calls.get(), local.texts.borrow().len()), (2, 1));
    drop((note, local));
    assert_eq!(Rc::strong_count(&calls), 1);
}

#[test]
fn it_does_not_say_that_it_is_agile() {
    let (_, local) = local();
    let note = local.to_interface();
    let mut found = std::ptr::without_provenance_mut(0xdead);
    // SAFETY: both pointers are to locals.
    assert_eq!(unsafe { note.query(&AGILE_OBJECT, &raw mut found) }, E_NOINTERFACE);
    assert!(found.is_null());
}

#[test]
fn a_call_on_another_thread_is_refused_before_it_touches_the_value() {
    let (calls, local) = local();
    let note = Smuggled(local.as_interface().as_raw());
    thread::scope(|scope| {
        scope.spawn(|| {
            let note = note;
            let pointer = note.pointer();
            // SAFETY: the interface lives on the other thread for the length of this scope.
            let note = unsafe { INote::from_raw_borrowed(&pointer) }.unwrap();
            let vtable = note.vtable();
            let mut text = windows_core::PWSTR(std::ptr::without_provenance_mut(0xdea0));
            let mut id = 7_u32;
            // SAFETY: the pointers are to locals.
            unsafe {
                assert_eq!((vtable.GetText)(pointer, &raw mut text), RPC_E_WRONG_THREAD);
                assert_eq!((vtable.GetId)(pointer, &raw mut id), RPC_E_WRONG_THREAD);
                assert_eq!((vtable.GetId)(pointer, std::ptr::null_mut()), RPC_E_WRONG_THREAD);
            }
            assert_eq!((text.0.is_null(), id), (true, 0), "results are cleared all the same");
            // What every object allows on every thread.
            assert_eq!(references(pointer), 1);
            assert_eq!(note.cast::<IUnknown>().unwrap().as_raw(), pointer);
        });
    });
    assert_eq!((calls.get(), local.texts.borrow().len()), (0, 0));
    assert_eq!(local.as_interface().get_id().unwrap(), 1);
}

/// A method that returns no HRESULT.
#[test]
fn a_method_that_cannot_fail_returns_zero_on_another_thread() {
    type Still = Panel<Rc<()>>;
    Board! { apartment {} {Still} {} }

    let still = Object::new(Still::new(&Live::default()));
    assert_eq!(still.as_interface().count(), 42);
    let board = Smuggled(still.as_interface().as_raw());
    thread::scope(|scope| {
        scope.spawn(|| {
            let board = board;
            let pointer = board.pointer();
            // SAFETY: the interface lives on the other thread for the length of this scope.
            let board = unsafe { IBoard::from_raw_borrowed(&pointer) }.unwrap();
            assert_eq!(board.count(), 0);
        });
    });
}

/// What the hook heard from values of this file; the hook is one for the process.
static LEAKED: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());
/// Where the leaked objects lie.
static LEFT: Mutex<Vec<Smuggled>> = Mutex::new(Vec::new());

#[test]
fn a_last_release_elsewhere_leaks_the_value_and_tells_the_hook() {
    struct Heard(#[allow(dead_code, reason = "it keeps the type on its thread")] Rc<()>);
    impl Note for Heard {
        fn get_text(&self) -> Result<WString> {
            Ok(WString::default())
        }
        fn get_id(&self) -> Result<u32> {
            Ok(1)
        }
    }
    Note! { apartment {} {Heard} {} }

    set_leak_hook(|leaked: &LeakedValue| {
        if leaked.value_type().ends_with("Heard") {
            LEAKED.lock().unwrap().push(leaked.value_type());
            panic!("the hook panics");
        }
    });
    let value = Rc::new(());
    let note = Smuggled(INote::from(Heard(Rc::clone(&value))).into_raw());
    let block = thread::spawn(move || {
        let note = note;
        // SAFETY: this is the one reference.
        drop(unsafe { INote::from_raw(note.pointer()) });
        note
    })
    .join()
    .unwrap();
    assert_eq!(Rc::strong_count(&value), 2, "the value was left as it is");
    assert_eq!(LEAKED.lock().unwrap().len(), 1);
    // Kept in sight of leak checkers.
    LEFT.lock().unwrap().push(block);
}

/// A last release may come when a thread has ended already, for all that the standard library knows.
#[cfg(unix)]
#[test]
#[cfg_attr(miri, ignore = "keys of threads are not run to the end there")]
fn a_last_release_at_a_threads_very_end_is_like_any_other() {
    unsafe extern "C" {
        fn pthread_key_create(key: *mut u32, end: unsafe extern "C" fn(*mut c_void)) -> i32;
        fn pthread_setspecific(key: u32, value: *const c_void) -> i32;
    }
    /// The key, and how often its function was called.
    static KEY: Mutex<(u32, u32)> = Mutex::new((0, 0));

    /// Waits for a later round, by when the standard library has forgotten the thread.
    unsafe extern "C" fn end(note: *mut c_void) {
        let mut state = KEY.lock().unwrap();
        state.1 += 1;
        // SAFETY: the key is one; `note` is the one reference.
        unsafe {
            if state.1 < 3 {
                pthread_setspecific(state.0, note);
            } else {
                drop(INote::from_raw(note));
                LEFT.lock().unwrap().push(Smuggled(note));
            }
        }
    }

    let (calls, local) = local();
    let note = Smuggled(local.into_interface().into_raw());
    thread::spawn(move || {
        let mut state = KEY.lock().unwrap();
        // SAFETY: the pointer is to the key.
        unsafe {
            assert_eq!(pthread_key_create(&raw mut state.0, end), 0);
            assert_eq!(pthread_setspecific(state.0, note.pointer()), 0);
        }
    })
    .join()
    .unwrap();
    assert_eq!((KEY.lock().unwrap().1, Rc::strong_count(&calls)), (3, 2), "the value was left");
}

/// What windows-core offers to safe code for any interface: a weak reference that crosses threads.
#[test]
fn safe_code_of_others_does_not_bring_it_to_another_thread() {
    struct Counted(Cell<u32>);
    impl Note for Counted {
        fn get_text(&self) -> Result<WString> {
            Ok(WString::default())
        }
        fn get_id(&self) -> Result<u32> {
            self.0.set(self.0.get() + 1);
            Ok(self.0.get())
        }
    }
    Note! { apartment, weak {} {Counted} {} }

    let counted = Object::new(Counted(Cell::new(0)));
    let weak = counted.to_interface().downgrade().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            assert!((0..20).all(|_| weak.upgrade().is_none()));
        });
        for _ in 0..20 {
            counted.as_interface().get_id().unwrap();
        }
    });
    assert_eq!((counted.0.get(), weak.upgrade().is_some()), (20, true));
}

/// Whoever resolves holds a strong reference, and on another thread that could be the last: the value would never end.
#[test]
fn a_weak_reference_makes_no_strong_one_on_another_thread() {
    struct Held(#[allow(dead_code, reason = "it keeps the type on its thread")] Rc<()>);
    impl Note for Held {
        fn get_text(&self) -> Result<WString> {
            Ok(WString::default())
        }
        fn get_id(&self) -> Result<u32> {
            Ok(1)
        }
    }
    Note! { apartment, weak {} {Held} {} }

    let value = Rc::new(());
    let held = Object::new(Held(Rc::clone(&value)));
    let source: IWeakReferenceSource = held.cast().unwrap();
    let reference = weak_reference(source.as_raw()).unwrap();
    let (source_pointer, reference_pointer) =
        (Smuggled(source.as_raw()), Smuggled(reference.as_raw()));
    thread::scope(|scope| {
        scope.spawn(|| {
            let (source, reference) = (source_pointer, reference_pointer);
            assert_eq!(weak_reference(source.pointer()).unwrap_err(), RPC_E_WRONG_THREAD);
            assert_eq!(resolve(reference.pointer()).unwrap_err(), RPC_E_WRONG_THREAD);
        });
    });
    assert!(resolve(reference.as_raw()).unwrap().is_some());
    drop((source, held));
    assert_eq!(Rc::strong_count(&value), 1, "the value has ended");
    assert!(resolve(reference.as_raw()).unwrap().is_none());
}

/// `GetWeakReference` on the source behind the pointer.
fn weak_reference(source: *mut c_void) -> std::result::Result<IWeakReference, HRESULT> {
    let mut reference = std::ptr::without_provenance_mut(0xdead);
    // SAFETY: the source lives for the length of the call; the pointer is to a local; what comes of a success is owned.
    unsafe {
        let source = IWeakReferenceSource::from_raw_borrowed(&source).unwrap();
        let code = (source.vtable().GetWeakReference)(source.as_raw(), &raw mut reference);
        assert_eq!(code == S_OK, !reference.is_null());
        if code == S_OK { Ok(IWeakReference::from_raw(reference)) } else { Err(code) }
    }
}

/// `Resolve` on the weak reference behind the pointer.
fn resolve(reference: *mut c_void) -> std::result::Result<Option<INote>, HRESULT> {
    let mut found = std::ptr::without_provenance_mut(0xdead);
    // SAFETY: as for `weak_reference`; a success may be NULL.
    unsafe {
        let reference = IWeakReference::from_raw_borrowed(&reference).unwrap();
        let code = (reference.vtable().Resolve)(reference.as_raw(), &INote::IID, &raw mut found);
        let found = (!found.is_null()).then(|| INote::from_raw(found));
        if code == S_OK { Ok(found) } else { Err(code) }
    }
}

/// An object with two chains refuses on both.
#[test]
fn a_further_chain_is_bound_too() {
    struct Both(Rc<Cell<u32>>);
    impl Note for Both {
        fn get_text(&self) -> Result<WString> {
            Ok(WString::default())
        }
        fn get_id(&self) -> Result<u32> {
            self.0.set(self.0.get() + 1);
            Ok(self.0.get())
        }
    }
    impl EnumNotes for Both {
        fn next(&self, _rgelt: &mut OutBuffer<'_, INote>) -> Result<Success<()>> {
            Ok(Success::s_false(()))
        }
        fn skip(&self, _celt: u32) -> Result<Success<()>> {
            Ok(Success::ok(()))
        }
        fn reset(&self) -> Result<()> {
            self.0.set(0);
            Ok(())
        }
        fn clone(&self) -> Result<IEnumNotes> {
            Err(E_NOINTERFACE.into())
        }
        fn get_count(&self) -> Result<u32> {
            Ok(self.0.get())
        }
    }
    Note! { apartment, also(EnumNotes) {} {Both} {} }

    let both = Object::new(Both(Rc::new(Cell::new(8))));
    let notes: IEnumNotes = both.cast().unwrap();
    let pointer = Smuggled(notes.as_raw());
    let code = thread::scope(|scope| {
        let reset = scope.spawn(|| {
            let pointer = pointer;
            let pointer = pointer.pointer();
            // SAFETY: the interface lives on the other thread for the length of this scope.
            let notes = unsafe { IEnumNotes::from_raw_borrowed(&pointer) }.unwrap();
            notes.reset().map_or_else(|error| error.code(), |()| S_OK)
        });
        reset.join().unwrap()
    });
    assert_eq!((code, notes.get_count().unwrap()), (RPC_E_WRONG_THREAD, 8));
}
