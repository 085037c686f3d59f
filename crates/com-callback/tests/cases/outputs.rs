//! `[out]` parameters: set on success, cleared on every other path, nothing leaked.

use std::ffi::c_void;
use std::ptr::{dangling_mut, null, null_mut};

use com_callback::__private::thunk;
use com_callback::codes::{E_ACCESSDENIED, E_NOINTERFACE, E_POINTER, E_UNEXPECTED, S_OK};
use com_callback::memory::{task_alloc, task_free};
use com_callback::{BOOL, GUID, HRESULT, IUnknown, Interface, Object, WString, wide};
use windows_core::{PCWSTR, PWSTR};

use crate::emitted::*;
use crate::fixture::{End, HOME, KEY, Live, Panel, panel, slip};

/// Calls a slot of `IBoard` as a C client does.
macro_rules! call {
    ($board:expr, $slot:ident $(, $argument:expr)*) => {{
        let board: &IBoard = &$board;
        // SAFETY: NULL, or what the IDL declares.
        unsafe { (Interface::vtable(board).$slot)(Interface::as_raw(board) $(, $argument)*) }
    }};
}

/// Every way in which a method can fail, with the code that the caller then gets.
fn each_failure(handle: &Object<Panel>, check: impl Fn(HRESULT)) {
    for (end, code) in [(End::Failure(E_ACCESSDENIED), E_ACCESSDENIED), (End::Panic, E_UNEXPECTED)]
    {
        handle.end_by(end);
        check(code);
    }
    handle.end_by(End::Success(S_OK));
}

#[test]
fn a_string_is_given_away() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let mut title = PWSTR(dangling_mut());
    assert_eq!(call!(board, GetTitle, &raw mut title), S_OK);
    // SAFETY: the string is the caller's.
    assert_eq!(unsafe { WString::from_raw(title) }.unwrap(), "Brett");
    assert_eq!(call!(board, GetTitle, null_mut()), E_POINTER);
    each_failure(&handle, |code| {
        let mut title = PWSTR(dangling_mut());
        assert_eq!(call!(board, GetTitle, &raw mut title), code);
        assert!(title.is_null());
        assert_eq!(board.get_title().unwrap_err().code(), code);
    });
    assert_eq!(board.get_title().unwrap(), "Brett");
}

#[test]
fn an_interface_is_given_away() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let mut note = dangling_mut::<c_void>();
    assert_eq!(call!(board, GetNote, &raw mut note), S_OK);
    assert_eq!(live.count(), 2);
    // SAFETY: the reference is the caller's.
    drop(unsafe { INote::from_raw(note) });
    assert_eq!(live.count(), 1);
    assert_eq!(call!(board, GetNote, null_mut()), E_POINTER);
    each_failure(&handle, |code| {
        let mut note = dangling_mut::<c_void>();
        assert_eq!(call!(board, GetNote, &raw mut note), code);
        assert!(note.is_null());
        assert_eq!(live.count(), 1, "what was made before the failure is gone");
        assert_eq!(board.get_note().unwrap_err().code(), code);
    });
    assert_eq!(board.get_note().unwrap().get_text().unwrap(), "note 1");
}

#[test]
fn null_with_success_is_none_where_it_is_meant() {
    let live = Live::default();
    let (_, board) = panel(&live);
    assert_eq!(board.find_note("here").unwrap().unwrap().get_id().unwrap(), 2);
    assert!(board.find_note("there").unwrap().is_none());
    let mut note = dangling_mut::<c_void>();
    assert_eq!(call!(board, FindNote, wide!("there").as_pcwstr(), &raw mut note), S_OK);
    assert!(note.is_null());
    note = dangling_mut();
    assert_eq!(call!(board, FindNote, PCWSTR::null(), &raw mut note), E_POINTER);
    assert!(note.is_null(), "cleared although the method was not called");
}

#[test]
fn several_results_come_in_order_and_are_cleared_together() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    assert_eq!(board.get_state().unwrap(), (NOTE_KIND_URGENT, true, HOME, KEY, 7));
    let garbage = || (NOTE_KIND(9), BOOL(9), POINT { x: 9, y: 9 }, KEY, 9_u32);
    let cleared = (NOTE_KIND(0), BOOL(0), POINT { x: 0, y: 0 }, GUID::zeroed(), 0);
    each_failure(&handle, |code| {
        let mut s = garbage();
        let outs = (&raw mut s.0, &raw mut s.1, &raw mut s.2, &raw mut s.3, &raw mut s.4);
        assert_eq!(call!(board, GetState, outs.0, outs.1, outs.2, outs.3, outs.4), code);
        assert_eq!(s, cleared);
    });
    let mut s = garbage();
    let outs = (&raw mut s.0, &raw mut s.1, &raw mut s.2, &raw mut s.3, &raw mut s.4);
    assert_eq!(call!(board, GetState, outs.0, null_mut(), outs.2, outs.3, outs.4), E_POINTER);
    assert_eq!(
        s,
        (cleared.0, BOOL(9), cleared.2, cleared.3, cleared.4),
        "all others, also behind the NULL one"
    );
    assert_eq!(call!(board, GetState, outs.0, outs.1, outs.2, outs.3, null_mut()), S_OK);
    assert_eq!((s.0, s.1, s.4), (NOTE_KIND_URGENT, BOOL(1), 0), "the unique one may be missing");
}

#[test]
fn an_array_is_given_away_with_its_count() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let (mut count, mut points) = (9_u32, dangling_mut::<POINT>());
    assert_eq!(call!(board, GetPoints, &raw mut count, &raw mut points), S_OK);
    assert_eq!(count, 2);
    // SAFETY: two points, in task memory that is the caller's.
    unsafe {
        assert_eq!((points.read(), points.add(1).read()), (HOME, POINT { x: 1, y: 2 }));
        task_free(points.cast());
    }
    assert_eq!(*board.get_points().unwrap(), [HOME, POINT { x: 1, y: 2 }]);

    let notes = board.get_notes().unwrap();
    let ids: Vec<_> =
        notes.iter().map(|note| note.as_ref().map(|note| note.get_id().unwrap())).collect();
    assert_eq!((ids, live.count()), (vec![Some(8), None, Some(9)], 3));
    drop(notes);
    assert_eq!(live.count(), 1);

    for missing in [true, false] {
        let (mut count, mut points) = (9_u32, dangling_mut::<POINT>());
        let (first, second) =
            if missing { (null_mut(), &raw mut points) } else { (&raw mut count, null_mut()) };
        assert_eq!(call!(board, GetPoints, first, second), E_POINTER);
        assert_eq!((count == 0, points.is_null()), (!missing, missing), "the other one is cleared");
    }
    each_failure(&handle, |code| {
        let (mut count, mut notes) = (9_u32, dangling_mut::<*mut c_void>());
        assert_eq!(call!(board, GetNotes, &raw mut count, &raw mut notes), code);
        assert_eq!((count, notes, live.count()), (0, null_mut(), 1));
    });
}

#[test]
fn iid_is_asks_the_object_for_what_the_caller_wants() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    assert_eq!(board.open::<INote>().unwrap().get_id().unwrap(), 6);
    assert_eq!(board.open::<IUnknown>().unwrap().cast::<INote>().unwrap().get_id().unwrap(), 6);
    assert_eq!(board.open::<IBoard>().unwrap_err().code(), E_NOINTERFACE);
    assert_eq!(handle.heard(), ["open true", "open false", "open false"]);
    assert_eq!(live.count(), 1);
    let mut object = dangling_mut::<c_void>();
    assert_eq!(call!(board, Open, null(), &raw mut object), E_POINTER);
    assert!(object.is_null());
    assert_eq!(call!(board, Open, &INote::IID, null_mut()), E_POINTER);
    assert!(handle.heard().is_empty());
    each_failure(&handle, |code| {
        let mut object = dangling_mut::<c_void>();
        assert_eq!(call!(board, Open, &INote::IID, &raw mut object), code);
        assert_eq!((object, live.count()), (null_mut(), 1));
    });
}

/// With other results that can fail, what was asked for is owned until all are there.
#[test]
fn what_was_queried_is_released_if_it_is_not_given_away() {
    let live = Live::default();
    let note: IUnknown = slip(3, &live).into();
    let queried = thunk::query(&INote::IID, &note).unwrap();
    drop(note);
    assert_eq!(live.count(), 1);
    assert_eq!(thunk::query(&IBoard::IID, &queried).unwrap_err().code(), E_NOINTERFACE);
    drop(queried);
    assert_eq!(live.count(), 0);
}

/// A callee that succeeds and leaves NULL where the IDL allows none, by a vtable of its own.
#[test]
fn a_callee_without_results_is_not_believed() {
    struct Liar;
    impl Note for Liar {
        fn get_text(&self) -> com_callback::Result<WString> {
            Ok(WString::default())
        }
        fn get_id(&self) -> com_callback::Result<u32> {
            Ok(0)
        }
    }
    Note! { agile {} {Liar} {} }
    unsafe extern "system" fn nothing(_: *mut c_void, _: *mut PWSTR) -> HRESULT {
        S_OK
    }
    let honest: INote = Liar.into();
    // SAFETY: a vtable of `INote` with one slot of the same signature replaced, behind a pointer laid out as an object
    // that is never counted down to zero.
    unsafe {
        let mut vtable = std::ptr::from_ref(Interface::vtable(&honest)).read();
        vtable.GetText = nothing;
        let object = &raw const vtable;
        let liar =
            std::mem::ManuallyDrop::new(INote::from_raw((&raw const object).cast_mut().cast()));
        assert_eq!(liar.get_text().unwrap_err().code(), E_POINTER);
    }
}

#[test]
fn task_memory_is_freed_by_its_own_function() {
    let memory = task_alloc(24);
    assert!(!memory.is_null());
    // SAFETY: new memory, freed once; NULL is fine.
    unsafe {
        memory.write_bytes(7, 24);
        task_free(memory);
        task_free(null_mut());
    }
}
