//! Finding the value behind an interface pointer.

use std::ffi::c_void;
use std::rc::Rc;

use com_callback::codes::{E_NOINTERFACE, S_OK};
use com_callback::{GUID, HRESULT, IUnknown, Interface, Object, Result, WString};
use windows_core::IUnknown_Vtbl;

use crate::emitted::*;
use crate::fixture::{Live, Panel, Slip, panel, references, slip};

#[test]
fn an_own_object_is_found_by_any_of_its_interfaces() {
    let live = Live::default();
    let (handle, board2) = panel(&live);
    let board: IBoard = board2.cast().unwrap();
    let unknown: IUnknown = board2.cast().unwrap();
    for found in [
        Object::<Panel>::from_interface(&board2),
        Object::<Panel>::from_interface(&board),
        Object::<Panel>::from_interface(&unknown),
    ] {
        let found = found.expect("it is a panel");
        assert!(std::ptr::eq(&raw const *found, &raw const *handle));
    }
    assert_eq!(references(board2.as_raw()), 4, "handle, board2, board, unknown");
}

#[test]
fn an_own_object_of_another_type_is_not() {
    let live = Live::default();
    let note = slip(1, &live);
    assert!(Object::<Panel>::from_interface(&note).is_none());
    assert!(Object::<Slip>::from_interface(&note).is_some());
    assert_eq!(references(note.as_raw()), 1);
}

#[test]
fn the_question_is_no_interface_of_the_object() {
    let note = slip(1, &Live::default());
    let private = GUID::from_u128(0x7c1de7a3_5b0f_4d57_9a64_1f2ad0c93e58);
    let mut found = std::ptr::without_provenance_mut(0xdead);
    // SAFETY: both pointers are to locals.
    assert_eq!(unsafe { note.query(&private, &raw mut found) }, E_NOINTERFACE);
    assert!(found.is_null());
}

#[test]
fn an_object_bound_to_its_thread_is_found_on_it_only() {
    struct Local(#[allow(dead_code, reason = "it keeps the type on its thread")] Rc<()>);
    impl Note for Local {
        fn get_text(&self) -> Result<WString> {
            Ok(WString::default())
        }
        fn get_id(&self) -> Result<u32> {
            Ok(1)
        }
    }
    Note! { apartment {} {Local} {} }
    struct Smuggled(*mut c_void);
    // SAFETY: nothing but the question whose object it is goes to the other thread, which every object allows.
    unsafe impl Send for Smuggled {}

    let local = Object::new(Local(Rc::new(())));
    let note = local.to_interface();
    assert!(Object::<Local>::from_interface(&note).is_some());
    let smuggled = Smuggled(note.as_raw());
    let found = std::thread::scope(|scope| {
        let asked = scope.spawn(move || {
            let Smuggled(pointer) = { smuggled };
            // SAFETY: the interface lives on the other thread for the length of this scope.
            let note = unsafe { INote::from_raw_borrowed(&pointer) }.unwrap();
            Object::<Local>::from_interface(note).is_some()
        });
        asked.join().unwrap()
    });
    assert!(!found);
    assert_eq!(references(note.as_raw()), 2);
}

/// A foreign object that says yes to every IID, as mocks do, and counts.
#[repr(C)]
struct YesSayer {
    vtable: *const IUnknown_Vtbl,
    count: std::cell::Cell<u32>,
}

unsafe extern "system" fn yes(this: *mut c_void, _: *const GUID, out: *mut *mut c_void) -> HRESULT {
    // SAFETY: the pointers are those of a caller that keeps to the rules.
    unsafe {
        more(this);
        // It asks a question of its own before it answers.
        let note = slip(2, &Live::default());
        assert!(Object::<Panel>::from_interface(&note).is_none());
        out.write(this);
    }
    S_OK
}

unsafe extern "system" fn more(this: *mut c_void) -> u32 {
    // SAFETY: `this` is a `YesSayer`.
    let count = unsafe { &(*this.cast::<YesSayer>()).count };
    count.set(count.get() + 1);
    count.get()
}

unsafe extern "system" fn less(this: *mut c_void) -> u32 {
    // SAFETY: `this` is a `YesSayer`.
    let count = unsafe { &(*this.cast::<YesSayer>()).count };
    count.set(count.get() - 1);
    count.get()
}

#[test]
fn a_foreign_object_is_never_taken_for_an_own_one() {
    static VTABLE: IUnknown_Vtbl =
        IUnknown_Vtbl { QueryInterface: yes, AddRef: more, Release: less };
    let foreign = YesSayer { vtable: &raw const VTABLE, count: std::cell::Cell::new(1) };
    let pointer = (&raw const foreign).cast_mut().cast::<c_void>();
    // SAFETY: the object outlives the borrowed interface.
    let unknown = unsafe { IUnknown::from_raw_borrowed(&pointer) }.unwrap();
    assert!(Object::<Panel>::from_interface(unknown).is_none());
    assert!(Object::<Slip>::from_interface(unknown).is_none());
    assert_eq!(foreign.count.get(), 1, "what it gave was released");
    assert!(!foreign.vtable.is_null());
}
