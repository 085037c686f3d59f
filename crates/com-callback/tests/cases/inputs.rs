//! `[in]` and `[in, out]` parameters: what the method is given, and what it is never called with.

use std::ffi::c_void;
use std::ptr::{null, null_mut, without_provenance};

use com_callback::codes::{E_INVALIDARG, E_POINTER, S_OK};
use com_callback::{BOOL, HRESULT, Interface, WStr, WString, wide};
use windows_core::{PCWSTR, PWSTR};

use crate::emitted::*;
use crate::fixture::{End, HOME, KEY, Live, panel, slip};

/// Calls a slot of `IBoard` as a C client does.
macro_rules! call {
    ($board:expr, $slot:ident $(, $argument:expr)*) => {{
        let board: &IBoard = &$board;
        // SAFETY: NULL, or what the IDL declares.
        unsafe { (Interface::vtable(board).$slot)(Interface::as_raw(board) $(, $argument)*) }
    }};
}

#[test]
fn interfaces_are_borrowed_and_null_is_refused() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let note = slip(5, &live);
    assert_eq!(call!(board, Pin, note.as_raw()), S_OK);
    assert_eq!(call!(board, Pin, null_mut()), E_POINTER);
    assert_eq!(call!(board, SetWatcher, note.as_raw()), S_OK);
    assert_eq!(call!(board, SetWatcher, null_mut()), S_OK);
    assert_eq!(handle.heard(), ["pin 5", "watcher Some(5)", "watcher None"]);
    assert_eq!(live.count(), 2);
    drop(note);
    assert_eq!(live.count(), 1, "no call kept a reference");

    board.pin(&slip(6, &live)).unwrap();
    board.set_watcher(Some(&slip(7, &live))).unwrap();
    board.set_watcher(None).unwrap();
    assert_eq!(handle.heard(), ["pin 6", "watcher Some(7)", "watcher None"]);
    assert_eq!(live.count(), 1);
}

#[test]
fn records_are_references() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let odd = without_provenance::<POINT>(1001);
    assert_eq!(call!(board, Place, &HOME, null(), &KEY), S_OK);
    assert_eq!(call!(board, Place, null(), null(), &KEY), E_POINTER);
    assert_eq!(call!(board, Place, &HOME, null(), null()), E_POINTER);
    assert_eq!(call!(board, Place, odd, null(), &KEY), E_INVALIDARG);
    assert_eq!(call!(board, Place, &HOME, odd, &KEY), E_INVALIDARG);
    board.place(&HOME, Some(&HOME), &KEY).unwrap();
    let key = "01020304-0506-0708-090A-0B0C0D0E0F10";
    let home = "POINT { x: 3, y: -4 }";
    assert_eq!(
        handle.heard(),
        [format!("place {home} None {key}"), format!("place {home} Some({home}) {key}")]
    );
}

#[test]
fn scalars_keep_unknown_values_and_any_true() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    assert_eq!(call!(board, SetKind, NOTE_KIND(99), BOOL(-1), u32::MAX), S_OK);
    assert_eq!(call!(board, SetKind, NOTE_KIND(0), BOOL(0), 0), S_OK);
    board.set_kind(NOTE_KIND_URGENT, true, 1).unwrap();
    assert_eq!(handle.heard(), ["kind 99 true 4294967295", "kind 0 false 0", "kind 1 true 1"]);
}

#[test]
fn arrays_are_slices() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let values = [1_u32, 2, u32::MAX];
    let points = [HOME, HOME];
    let mut total = 99_u64;
    assert_eq!(call!(board, Sum, values.as_ptr(), 3, points.as_ptr(), 2, &raw mut total), S_OK);
    assert_eq!(total, 3 + u64::from(u32::MAX));
    assert_eq!(
        call!(board, Sum, null(), 0, null(), 7, &raw mut total),
        S_OK,
        "a unique NULL has no elements"
    );
    assert_eq!(total, 0);
    assert_eq!(handle.heard(), ["sum 3 Some(2)", "sum 0 None"]);

    let odd = without_provenance::<u32>(1001);
    for (values, n) in [(null(), 1), (odd, 1), (odd, u32::MAX)] {
        total = 99;
        assert_eq!(call!(board, Sum, values, n, null(), 0, &raw mut total), E_INVALIDARG);
        assert_eq!(total, 0, "cleared");
    }
    assert_eq!(
        call!(board, Sum, odd, 0, null(), 0, &raw mut total),
        S_OK,
        "without elements nothing is read"
    );
    assert_eq!(call!(board, Sum, values.as_ptr(), 3, null(), 0, null_mut()), E_POINTER);
    assert_eq!(handle.heard(), ["sum 0 None"]);

    assert_eq!(board.sum(&values[..2], None).unwrap(), 3);
    assert_eq!(board.sum(&[], Some(&points)).unwrap(), 0);
    assert_eq!(handle.heard(), ["sum 2 None", "sum 0 Some(2)"]);
}

#[test]
fn arrays_of_interfaces_may_have_gaps() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let notes = [Some(slip(1, &live)), None, Some(slip(3, &live))];
    board.pin_all(&notes).unwrap();
    board.pin_all(&[]).unwrap();
    assert_eq!(call!(board, PinAll, null(), 1), E_INVALIDARG);
    assert_eq!(call!(board, PinAll, null(), 0), S_OK);
    assert_eq!(handle.heard(), ["pin [Some(1), None, Some(3)]", "pin []", "pin []"]);
    drop(notes);
    assert_eq!(live.count(), 1, "no call kept a reference");
}

#[test]
fn strings_are_views() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let title = wide!("Grüße 🦀");
    assert_eq!(call!(board, SetTitle, title.as_pcwstr(), PCWSTR::null()), S_OK);
    assert_eq!(call!(board, SetTitle, wide!("").as_pcwstr(), wide!("x").as_pcwstr()), S_OK);
    assert_eq!(call!(board, SetTitle, PCWSTR::null(), PCWSTR::null()), E_POINTER);
    assert_eq!(
        call!(board, SetTitle, PCWSTR(without_provenance(1001)), PCWSTR::null()),
        E_INVALIDARG
    );
    assert_eq!(handle.heard(), ["title Grüße 🦀 None", "title  Some(\"x\")"]);

    board.set_title("str", Some(title)).unwrap();
    board.set_title(&String::from("String"), None).unwrap();
    board.set_title(title, None).unwrap();
    board.set_title(&WString::from("WString"), None).unwrap();
    assert_eq!(
        handle.heard(),
        [
            "title str Some(\"Grüße 🦀\")",
            "title String None",
            "title Grüße 🦀 None",
            "title WString None"
        ]
    );
    assert_eq!(board.set_title("a\0b", None).unwrap_err().code(), E_INVALIDARG);
    assert!(handle.heard().is_empty(), "a string that would lose its end is not passed on");
}

#[test]
fn wide_strings_hold_what_utf_16_holds() {
    let lone = WStr::from_units_with_nul(&[0x41, 0xd800, 0x42, 0]).unwrap();
    assert_eq!(lone.to_string(), "A\u{fffd}B");
    assert_eq!((lone.len(), lone.is_empty()), (3, false));
    assert!(WStr::from_units_with_nul(&[]).is_none());
    assert!(WStr::from_units_with_nul(&[1, 2]).is_none());
    assert!(WStr::from_units_with_nul(&[1, 0, 2, 0]).is_none());
    assert!(WStr::from_units_with_nul(&[0]).unwrap().is_empty());
    for text in ["", "a", "é€🦀", "\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}"] {
        let owned = WString::from(text);
        assert_eq!(owned, text);
        assert_eq!(owned.to_string(), text);
        assert_eq!(owned.units(), text.encode_utf16().collect::<Vec<_>>());
        assert_eq!(Clone::clone(&owned), owned);
    }
    assert_eq!(
        wide!("\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}"),
        &"\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}"
    );
    assert_eq!(WString::from("a\0b"), "a");
    assert_eq!(
        format!("{:>4}|{:.1}|{:?}", WString::from("ab"), WString::from("ab"), wide!("q\"")),
        "  ab|a|\"q\\\"\""
    );
}

#[test]
fn in_out_parameters_are_changed_in_place() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let (mut n, mut note, mut text) =
        (1_u32, slip(3, &live).into_raw(), WString::from("old").into_raw());
    assert_eq!(call!(board, Adjust, &raw mut n, &raw mut note, &raw mut text), S_OK);
    assert_eq!((n, note), (2, null_mut()), "the reference was released");
    assert_eq!(live.count(), 1);
    assert_eq!(call!(board, Adjust, &raw mut n, &raw mut note, &raw mut text), S_OK);
    assert_eq!((n, note.is_null(), live.count()), (3, false, 2));
    // SAFETY: what the method left is the caller's.
    let (note, text) = unsafe { (INote::from_raw(note), WString::from_raw(text).unwrap()) };
    assert_eq!((note.get_id().unwrap(), text.to_string().as_str()), (4, "old!!"));
    assert_eq!(handle.heard(), ["adjust 1 Some(3) Some(\"old\")", "adjust 2 None Some(\"old!\")"]);

    let (mut nothing, mut empty): (*mut c_void, PWSTR) = (null_mut(), PWSTR::null());
    assert_eq!(call!(board, Adjust, null_mut(), &raw mut nothing, &raw mut empty), E_POINTER);
    assert_eq!(call!(board, Adjust, &raw mut n, null_mut(), &raw mut empty), E_POINTER);
    assert_eq!(call!(board, Adjust, &raw mut n, &raw mut nothing, null_mut()), E_POINTER);
    assert_eq!((n, nothing, empty.0), (3, null_mut(), null_mut()));
    assert!(handle.heard().is_empty());

    let (mut n, mut note, mut text) = (8, Some(note), None);
    board.adjust(&mut n, &mut note, &mut text).unwrap();
    assert_eq!((n, note.is_none(), text), (9, true, Some(WString::from("new"))));
    handle.end_by(End::Panic);
    assert!(board.adjust(&mut n, &mut note, &mut None).is_err());
    assert!(note.is_some(), "what was changed before a panic is the caller's all the same");
    drop(note);
    assert_eq!(live.count(), 1);
}

#[test]
fn methods_without_hresult_return_zero_when_they_cannot_run() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    assert_eq!((call!(board, Count), board.count()), (42, 42));
    handle.end_by(End::Failure(HRESULT(-1)));
    assert_eq!(board.count(), 77);
    handle.end_by(End::Panic);
    assert_eq!(board.count(), 0);
    handle.end_by(End::Success(S_OK));
    call!(board, Touch, null_mut());
    assert!(handle.heard().is_empty());
    board.touch(&slip(4, &live));
    handle.end_by(End::Panic);
    board.touch(&slip(5, &live));
    assert_eq!(handle.heard(), ["touch 4", "touch 5"]);
}

#[test]
fn what_has_no_safe_form_is_passed_on_raw() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let record = NOTE_RECORD { Text: wide!("raw").as_pcwstr(), Kind: NOTE_KIND_PLAIN };
    // SAFETY: a valid record.
    unsafe { board.import(&raw const record) }.unwrap();
    assert_eq!(handle.heard(), ["import raw"]);
}
