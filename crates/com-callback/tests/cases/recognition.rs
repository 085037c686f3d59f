//! Finding the value behind an interface pointer.

use std::cell::Cell;
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
    ask_by_hand(&note);
}

/// Asks as this crate does, without a type that is looked for.
fn ask_by_hand(note: &INote) {
    let private = GUID::from_u128(0x7c1de7a3_5b0f_4d57_9a64_1f2ad0c93e58);
    let mut found = std::ptr::without_provenance_mut(0xdead);
    // SAFETY: both pointers are to locals.
    assert_eq!(unsafe { note.query(&private, &raw mut found) }, E_NOINTERFACE);
    assert!(found.is_null());
}

#[test]
fn a_question_without_an_answer_is_forgotten() {
    static VTABLE: IUnknown_Vtbl = foreign(yes);
    assert_eq!(Foreign::new(&VTABLE, std::ptr::null_mut()).ask(), (false, false, 1));
    let note = slip(1, &Live::default());
    ask_by_hand(&note);
    assert_eq!(references(note.as_raw()), 1, "nobody waits for a slip any more");
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

/// A foreign object: what it answers is for its `QueryInterface` to say.
#[repr(C)]
struct Foreign {
    vtable: *const IUnknown_Vtbl,
    count: Cell<u32>,
    inner: *mut c_void,
}

type Query = unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT;

/// The vtable of a foreign object that answers by `query`.
const fn foreign(query: Query) -> IUnknown_Vtbl {
    IUnknown_Vtbl { QueryInterface: query, AddRef: more, Release: less }
}

impl Foreign {
    fn new(vtable: &'static IUnknown_Vtbl, inner: *mut c_void) -> Self {
        Self { vtable, count: Cell::new(1), inner }
    }

    /// Looks for a panel and for a slip behind it, and gives the count afterwards.
    fn ask(&self) -> (bool, bool, u32) {
        let pointer = std::ptr::from_ref(self).cast_mut().cast::<c_void>();
        // SAFETY: the object outlives the borrowed interface, and its vtable is that of `IUnknown`.
        let unknown = unsafe { IUnknown::from_raw_borrowed(&pointer) }.unwrap();
        let panel = Object::<Panel>::from_interface(unknown).is_some();
        let slip = Object::<Slip>::from_interface(unknown).is_some();
        (panel, slip, self.count.get())
    }
}

unsafe extern "system" fn more(this: *mut c_void) -> u32 {
    // SAFETY: `this` is a `Foreign`.
    let count = unsafe { &(*this.cast::<Foreign>()).count };
    count.set(count.get() + 1);
    count.get()
}

unsafe extern "system" fn less(this: *mut c_void) -> u32 {
    // SAFETY: `this` is a `Foreign`.
    let count = unsafe { &(*this.cast::<Foreign>()).count };
    count.set(count.get() - 1);
    count.get()
}

/// Says yes to every IID, as mocks do.
unsafe extern "system" fn yes(this: *mut c_void, _: *const GUID, out: *mut *mut c_void) -> HRESULT {
    // SAFETY: the pointers are those of a caller that keeps to the rules.
    unsafe {
        more(this);
        out.write(this);
    }
    S_OK
}

/// Passes on to the inner object what it does not know, after a question of its own, and twice.
unsafe extern "system" fn forward(
    this: *mut c_void,
    iid: *const GUID,
    out: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: the pointers are those of a caller that keeps to the rules; the inner object is alive.
    unsafe {
        if *iid == IUnknown::IID {
            return yes(this, iid, out);
        }
        let note = slip(2, &Live::default());
        assert!(Object::<Slip>::from_interface(&note).is_some());
        let inner = IUnknown::from_raw_borrowed(&(*this.cast::<Foreign>()).inner).unwrap();
        let _: HRESULT = inner.query(iid, out);
        inner.query(iid, out)
    }
}

#[test]
fn an_object_that_says_yes_to_everything_is_not_an_own_one() {
    static VTABLE: IUnknown_Vtbl = foreign(yes);
    assert_eq!(Foreign::new(&VTABLE, std::ptr::null_mut()).ask(), (false, false, 1));
}

#[test]
fn a_wrapper_is_not_the_object_that_it_wraps() {
    static VTABLE: IUnknown_Vtbl = foreign(forward);
    let live = Live::default();
    let note = slip(1, &live);
    assert_eq!(Foreign::new(&VTABLE, note.as_raw()).ask(), (false, false, 1));
    assert_eq!(references(note.as_raw()), 1, "no answer was kept");
}
