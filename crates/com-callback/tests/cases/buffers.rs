//! The caller's array that a method fills: enumerators and their kin.

use std::ffi::c_void;
use std::ptr::{dangling_mut, null_mut, without_provenance_mut};

use com_callback::codes::{E_FAIL, E_INVALIDARG, E_POINTER, E_UNEXPECTED, S_FALSE, S_OK};
use com_callback::{HRESULT, Interface, OutBuffer, Result, Success};

use crate::emitted::*;
use crate::fixture::{End, Live, panel, slip, stack};

/// `IEnumNotes::Next` as a C client calls it.
fn next(notes: &IEnumNotes, celt: u32, rgelt: *mut *mut c_void, fetched: *mut u32) -> HRESULT {
    // SAFETY: NULL, or what the IDL declares.
    unsafe { (Interface::vtable(notes).Next)(Interface::as_raw(notes), celt, rgelt, fetched) }
}

/// `IBoard::GetHistory` as a C client calls it.
fn history(board: &IBoard, n: u32, values: *mut u32, fetched: *mut u32) -> HRESULT {
    // SAFETY: NULL, or what the IDL declares.
    unsafe { (Interface::vtable(board).GetHistory)(Interface::as_raw(board), n, values, fetched) }
}

/// Takes the references out of an array.
fn ids(elements: &mut [*mut c_void]) -> Vec<Option<u32>> {
    let take = |element: &mut *mut c_void| {
        let raw = std::mem::replace(element, null_mut());
        // SAFETY: NULL or a reference that is the caller's.
        (!raw.is_null()).then(|| unsafe { INote::from_raw(raw) }.get_id().unwrap())
    };
    elements.iter_mut().map(take).collect()
}

#[test]
fn an_enumerator_gives_what_it_has() {
    let live = Live::default();
    let notes = stack(0, 5, &live);
    let (mut out, mut fetched) = ([dangling_mut::<c_void>(); 3], 99);
    assert_eq!(next(&notes, 3, out.as_mut_ptr(), &raw mut fetched), S_OK);
    assert_eq!((fetched, live.count()), (3, 4));
    assert_eq!(ids(&mut out), [Some(0), Some(1), Some(2)]);
    out = [dangling_mut(); 3];
    assert_eq!(next(&notes, 3, out.as_mut_ptr(), &raw mut fetched), S_FALSE);
    assert_eq!((fetched, ids(&mut out)), (2, vec![Some(3), Some(4), None]));
    out = [dangling_mut(); 3];
    assert_eq!(next(&notes, 3, out.as_mut_ptr(), &raw mut fetched), S_FALSE);
    assert_eq!((fetched, ids(&mut out)), (0, vec![None, None, None]));
    assert_eq!(live.count(), 1);
}

#[test]
fn an_enumerator_needs_no_count_for_one() {
    let live = Live::default();
    let notes = stack(0, 3, &live);
    let mut out = [null_mut(); 2];
    assert_eq!(next(&notes, 1, out.as_mut_ptr(), null_mut()), S_OK);
    assert_eq!(ids(&mut out), [Some(0), None]);
    out = [dangling_mut(); 2];
    assert_eq!(next(&notes, 2, out.as_mut_ptr(), null_mut()), E_INVALIDARG);
    assert_eq!(ids(&mut out), [None, None], "cleared although the method was not called");
    let mut fetched = 9;
    assert_eq!(next(&notes, 2, null_mut(), &raw mut fetched), E_POINTER);
    assert_eq!(fetched, 0);
    fetched = 9;
    assert_eq!(next(&notes, 1, without_provenance_mut(1001), &raw mut fetched), E_INVALIDARG);
    assert_eq!(fetched, 0);
    assert_eq!(next(&notes, 0, null_mut(), &raw mut fetched), S_OK);
    assert_eq!(next(&notes, 0, null_mut(), null_mut()), S_OK);
    assert_eq!(next(&notes, 1, out.as_mut_ptr(), null_mut()), S_OK);
    assert_eq!(ids(&mut out), [Some(1), None], "refused calls take nothing");
}

#[test]
fn the_caller_of_an_enumerator_gets_owned_notes() {
    let live = Live::default();
    let notes = stack(0, 5, &live);
    let mut out = [Some(slip(70, &live)), None, None];
    let success = notes.next(&mut out).unwrap();
    assert_eq!((success.is_s_ok(), success.into_value()), (true, 3));
    assert_eq!(live.count(), 4, "the old note was released");
    let success = notes.next(&mut out).unwrap();
    assert_eq!((success.code(), *success.value()), (S_FALSE, 2));
    assert!(out[2].is_none());
    assert_eq!(notes.next(&mut []).unwrap().into_value(), 0);
    assert!(!notes.skip(1).unwrap().is_s_ok());
    notes.reset().unwrap();
    assert!(notes.skip(4).unwrap().is_s_ok());
    let copy = notes.clone().unwrap();
    assert_eq!(copy.next(&mut out[..1]).unwrap().into_value(), 1);
    assert_eq!((out[0].as_ref().unwrap().get_id().unwrap(), copy.get_count().unwrap()), (4, 5));
    drop((out, notes, copy));
    assert_eq!(live.count(), 0);
}

#[test]
fn a_buffer_of_numbers_is_cut_where_the_room_ends() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let (mut values, mut fetched) = ([9_u32; 5], 9);
    assert_eq!(history(&board, 4, values.as_mut_ptr(), &raw mut fetched), S_OK);
    assert_eq!((values, fetched), ([10, 20, 30, 0, 9], 3));
    let mut two = [0; 2];
    assert_eq!((board.get_history(&mut two).unwrap(), two), (2, [10, 20]));
    for (end, code) in [(End::Failure(E_FAIL), E_FAIL), (End::Panic, E_UNEXPECTED)] {
        handle.end_by(end);
        values = [9; 5];
        fetched = 9;
        assert_eq!(history(&board, 4, values.as_mut_ptr(), &raw mut fetched), code);
        assert_eq!((values, fetched), ([0, 0, 0, 0, 9], 0), "what was pushed is taken back");
    }
}

/// An enumerator whose methods fail after they pushed, push too much, or mix buffers up.
struct Odd {
    live: Live,
    fail: bool,
}

impl EnumNotes for Odd {
    fn next(&self, rgelt: &mut OutBuffer<'_, INote>) -> Result<Success<()>> {
        assert!(rgelt.is_empty());
        while rgelt.push(slip(1, &self.live)).is_ok() {}
        assert_eq!((rgelt.len(), rgelt.is_full()), (rgelt.capacity(), true));
        let refused = rgelt.push(slip(2, &self.live)).unwrap_err();
        assert_eq!(refused.get_id()?, 2);
        if self.fail { Err(E_FAIL.into()) } else { Ok(Success::ok(())) }
    }
    fn skip(&self, celt: u32) -> Result<Success<()>> {
        Success::with_code((), HRESULT(0x0020_0000 + celt.cast_signed()))
    }
    fn reset(&self) -> Result<()> {
        Ok(())
    }
    fn clone(&self) -> Result<IEnumNotes> {
        Err(E_FAIL.into())
    }
    fn get_count(&self) -> Result<u32> {
        Ok(0)
    }
}
EnumNotes! { agile {} {Odd} {} }

#[test]
fn a_failing_enumerator_keeps_its_notes() {
    let live = Live::default();
    let notes: IEnumNotes = Odd { live: live.clone(), fail: true }.into();
    let (mut out, mut fetched) = ([dangling_mut::<c_void>(); 3], 99);
    assert_eq!(next(&notes, 3, out.as_mut_ptr(), &raw mut fetched), E_FAIL);
    assert_eq!((out, fetched, live.count()), ([null_mut(); 3], 0, 1));
    let mut out = [Some(slip(1, &live)), None];
    assert_eq!(notes.next(&mut out).unwrap_err().code(), E_FAIL);
    assert!(out.iter().all(Option::is_none));
    assert_eq!(live.count(), 1);

    let notes: IEnumNotes = Odd { live: live.clone(), fail: false }.into();
    assert_eq!(notes.next(&mut out).unwrap().into_value(), 2);
    assert_eq!(live.count(), 4);
}

#[test]
fn success_codes_cross_in_both_directions() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    for code in [S_OK, S_FALSE, HRESULT(0x0020_0017)] {
        handle.end_by(End::Success(code));
        assert_eq!(board.refresh().unwrap().code(), code);
    }
    assert_eq!(Success::with_code((), E_FAIL).unwrap_err().code(), E_INVALIDARG);
    let notes: IEnumNotes = Odd { live, fail: false }.into();
    assert_eq!(
        notes.skip(0x17).unwrap().map(|()| 5),
        Success::with_code(5, HRESULT(0x0020_0017)).unwrap()
    );
}
