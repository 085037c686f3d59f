//! Unions with a discriminant: an enum on the safe side.

use std::ptr::null;

use com_callback::codes::{E_INVALIDARG, E_POINTER, E_UNEXPECTED, S_OK};
use com_callback::{BOOL, HRESULT, Interface, WString, wide};
use windows_core::PWSTR;

use crate::emitted::*;
use crate::fixture::{End, KEY, Live, panel, slip};

/// `IBoard2::SetValue` as a C client calls it: the union by value.
fn set_value(board: &IBoard2, id: u32, value: NOTE_VALUE) -> HRESULT {
    // SAFETY: what the IDL declares, or what the thunk must refuse.
    unsafe { (Interface::vtable(board).SetValue)(Interface::as_raw(board), id, value) }
}

/// `IBoard2::GetValue` as a C client calls it; the first bytes of what comes back.
fn get_value(board: &IBoard2, id: u32) -> (HRESULT, u128) {
    let mut value = NOTE_VALUE { Id: KEY };
    // SAFETY: what the IDL declares; every byte of the largest arm is initialised.
    unsafe {
        let code =
            (Interface::vtable(board).GetValue)(Interface::as_raw(board), id, &raw mut value);
        (code, value.Id.to_u128())
    }
}

#[test]
fn the_discriminant_selects_the_arm() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    let note = slip(3, &live);
    let text = WString::from("arm");
    let values = [
        (1, NoteValueRef::Dword(5)),
        (6, NoteValueRef::Dword(6)),
        (2, NoteValueRef::Id(KEY)),
        (3, NoteValueRef::Enable(true)),
        (4, NoteValueRef::Text(&text)),
        (5, NoteValueRef::Note(&note)),
    ];
    for (id, value) in values {
        board.set_value(id, value).unwrap();
    }
    let expected = [
        "value 1 Dword(5)",
        "value 6 Dword(6)",
        "value 2 Id(01020304-0506-0708-090A-0B0C0D0E0F10)",
        "value 3 Enable(true)",
        "value 4 Text(\"arm\")",
        "value 5 note 3",
    ];
    assert_eq!(handle.heard(), expected);
    assert_eq!(
        set_value(&board, 4, NOTE_VALUE { Text: PWSTR(wide!("C").as_pcwstr().0.cast_mut()) }),
        S_OK
    );
    assert_eq!(set_value(&board, 3, NOTE_VALUE { Enable: BOOL(-1) }), S_OK);
    assert_eq!(handle.heard(), ["value 4 Text(\"C\")", "value 3 Enable(true)"]);
}

#[test]
fn a_discriminant_without_an_arm_is_refused() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    assert_eq!(set_value(&board, 7, NOTE_VALUE { Id: KEY }), E_INVALIDARG);
    assert_eq!(set_value(&board, 4, NOTE_VALUE::default()), E_POINTER);
    assert_eq!(set_value(&board, 5, NOTE_VALUE::default()), E_POINTER);
    assert_eq!(board.set_value(1, NoteValueRef::Enable(true)).unwrap_err().code(), E_INVALIDARG);
    assert!(handle.heard().is_empty());
}

#[test]
fn results_are_owned_and_match_the_discriminant() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    assert!(matches!(board.get_value(1).unwrap(), NoteValue::Dword(11)));
    assert!(matches!(board.get_value(2).unwrap(), NoteValue::Id(KEY)));
    assert!(matches!(board.get_value(3).unwrap(), NoteValue::Enable(true)));
    assert!(matches!(board.get_value(4).unwrap(), NoteValue::Text(text) if text == "arm"));
    assert!(
        matches!(board.get_value(5).unwrap(), NoteValue::Note(note) if note.get_id().unwrap() == 12)
    );
    assert_eq!(live.count(), 1);
    for id in [6, 7] {
        assert_eq!(get_value(&board, id), (E_INVALIDARG, 0), "another arm than {id} selects");
        assert_eq!(live.count(), 1, "what the arm held is released");
    }
    handle.end_by(End::Panic);
    assert_eq!(get_value(&board, 2), (E_UNEXPECTED, 0));
}

#[test]
fn a_union_by_pointer_and_one_without_pointers() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    board.set_size(NOTE_KIND_PLAIN, NoteSize::Small(4)).unwrap();
    board.set_size(NOTE_KIND_URGENT, NoteSize::Large(u64::MAX)).unwrap();
    assert_eq!(handle.heard(), ["size 0 Small(4)", "size 1 Large(18446744073709551615)"]);
    assert_eq!(
        board.set_size(NOTE_KIND_URGENT, NoteSize::Small(1)).unwrap_err().code(),
        E_INVALIDARG
    );
    // SAFETY: NULL is what is tested.
    let code = unsafe {
        (Interface::vtable(&board).SetSize)(Interface::as_raw(&board), NOTE_KIND_PLAIN, null())
    };
    assert_eq!(code, E_POINTER);
    assert_eq!(board.get_size(NOTE_KIND_PLAIN).unwrap(), NoteSize::Small(1));
    assert_eq!(board.get_size(NOTE_KIND_URGENT).unwrap(), NoteSize::Large(u64::MAX));
    assert_eq!(board.get_size(NOTE_KIND(5)).unwrap_err().code(), E_INVALIDARG);
    assert!(handle.heard().is_empty());
}
