//! `IUnknown` of an object, and its typed handle.

use std::ffi::c_void;
use std::mem::{align_of, size_of};
use std::ptr::{null, null_mut};

use com_callback::codes::{E_NOINTERFACE, E_POINTER, S_OK};
use com_callback::{GUID, HRESULT, IUnknown, Interface, Object};

use crate::emitted::*;
use crate::fixture::{Live, panel, references, slip, unknown};

const AGILE_OBJECT: GUID = GUID::from_u128(0x94ea2b94_e9cc_49e0_c0ff_ee64ca8f5b90);
const INSPECTABLE: GUID = GUID::from_u128(0xaf86e2e0_b12d_4c6a_9c5a_d7aa65101e90);

/// `QueryInterface`, over an out pointer that holds garbage before.
fn query(this: *mut c_void, riid: *const GUID) -> (HRESULT, *mut c_void) {
    let mut out = std::ptr::without_provenance_mut(0xdead);
    // SAFETY: `this` is alive, `riid` is NULL or points to a GUID.
    let code = unsafe { (unknown(this).QueryInterface)(this, riid, &raw mut out) };
    (code, out)
}

#[test]
fn answers_itself_its_bases_and_the_agile_marker() {
    let live = Live::default();
    let (_, board) = panel(&live);
    for iid in [IBoard2::IID, IBoard::IID, IUnknown::IID, AGILE_OBJECT] {
        let (code, pointer) = query(board.as_raw(), &iid);
        assert_eq!((code, pointer), (S_OK, board.as_raw()), "{iid:?}");
        assert_eq!(references(board.as_raw()), 2, "the answer is counted: {iid:?}");
        // SAFETY: the answer's own reference.
        unsafe { (unknown(pointer).Release)(pointer) };
    }
    assert_eq!(references(board.as_raw()), 1);
}

#[test]
fn refuses_everything_else_and_clears_the_pointer() {
    let live = Live::default();
    let (_, board) = panel(&live);
    let mut near = IBoard2::IID;
    near.data4[7] ^= 1;
    let mut far = IBoard2::IID;
    far.data1 ^= 1;
    for iid in [INote::IID, INSPECTABLE, GUID::zeroed(), near, far] {
        assert_eq!(query(board.as_raw(), &iid), (E_NOINTERFACE, null_mut()), "{iid:?}");
    }
    let note = slip(1, &live);
    assert_eq!(query(note.as_raw(), &IBoard::IID), (E_NOINTERFACE, null_mut()));
    assert_eq!(references(board.as_raw()), 1);
}

#[test]
fn survives_null_pointers() {
    let live = Live::default();
    let note = slip(1, &live);
    assert_eq!(query(note.as_raw(), null()), (E_POINTER, null_mut()));
    for iid in [INote::IID, INSPECTABLE] {
        // SAFETY: NULL is what is tested.
        let code =
            unsafe { (unknown(note.as_raw()).QueryInterface)(note.as_raw(), &iid, null_mut()) };
        assert_eq!(code, E_POINTER);
    }
    assert_eq!(references(note.as_raw()), 1);
}

#[test]
fn reads_an_unaligned_iid() {
    let live = Live::default();
    let note = slip(1, &live);
    let mut bytes = [0_u8; 24];
    for offset in 1..4 {
        let riid = bytes[offset..].as_mut_ptr().cast::<GUID>();
        // SAFETY: the sixteen bytes lie inside the array.
        unsafe { riid.write_unaligned(INote::IID) };
        let (code, pointer) = query(note.as_raw(), riid);
        assert_eq!((code, pointer), (S_OK, note.as_raw()));
        // SAFETY: the answer's own reference.
        unsafe { (unknown(pointer).Release)(pointer) };
    }
}

#[test]
fn casts_are_reflexive_symmetric_transitive_and_keep_identity() {
    let live = Live::default();
    let (_, board2) = panel(&live);
    let board: IBoard = board2.cast().unwrap();
    let unknown: IUnknown = board.cast().unwrap();
    let again: IBoard2 = unknown.cast().unwrap();
    assert_eq!(again.as_raw(), board2.as_raw());
    assert_eq!(board.cast::<IUnknown>().unwrap().as_raw(), unknown.as_raw());
    assert_eq!(board.cast::<IBoard>().unwrap(), board);
    assert!(board.cast::<INote>().is_err());
}

#[test]
fn counts_every_holder_and_drops_once() {
    let live = Live::default();
    let note = slip(1, &live);
    assert_eq!(live.count(), 1);
    let other = Clone::clone(&note);
    assert_eq!(references(note.as_raw()), 2);
    drop(note);
    assert_eq!(live.count(), 1);
    assert_eq!(other.get_id().unwrap(), 1);
    drop(other);
    assert_eq!(live.count(), 0);
}

#[test]
fn the_handle_shares_the_object() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    assert_eq!(references(board.as_raw()), 2);
    assert_eq!(handle.as_interface().as_raw(), board.as_raw());
    let clone = Clone::clone(&handle);
    assert!(std::ptr::eq(&raw const *clone, &raw const *handle));
    assert_eq!(references(board.as_raw()), 3);
    board.set_kind(NOTE_KIND_PLAIN, false, 5).unwrap();
    assert_eq!(clone.heard(), ["kind 0 false 5"]);
    let last = clone.into_interface();
    drop((handle, board));
    assert_eq!((references(last.as_raw()), live.count()), (1, 1));
    drop(last);
    assert_eq!(live.count(), 0);
}

/// A value of any alignment lies behind the count, without a gap that its alignment does not ask for.
#[test]
fn the_value_follows_the_count_at_its_own_alignment() {
    struct Sized<V>(V);
    impl<V> Note for Sized<V> {
        fn get_text(&self) -> com_callback::Result<com_callback::WString> {
            Ok(com_callback::WString::from("sized"))
        }
        fn get_id(&self) -> com_callback::Result<u32> {
            u32::try_from((&raw const self.0).addr() & 0xff).map_err(|_| E_POINTER.into())
        }
    }
    Note! { agile {<V: Send + Sync + 'static>} {Sized<V>} {} }

    #[repr(align(32))]
    struct Wide(#[allow(dead_code, reason = "only its place matters")] [u8; 32]);

    fn offset<V: Send + Sync + 'static>(value: V) -> usize {
        let object = Object::new(Sized(value));
        let start = object.as_interface().as_raw().addr();
        let place = (&raw const object.0).addr();
        assert_eq!(place % align_of::<V>(), 0);
        assert_eq!(object.as_interface().get_id().unwrap() as usize, place & 0xff);
        place - start
    }
    let header = size_of::<usize>() + size_of::<u32>();
    assert_eq!(offset(1_u8), header);
    assert_eq!(offset(1_u32), header);
    assert_eq!(offset(1_u64), header.next_multiple_of(align_of::<u64>()));
    assert_eq!(offset(Wide([0; 32])), 32);
    assert_eq!(offset(()), header);
}

#[test]
fn a_declaration_may_be_generic_and_sit_anywhere() {
    mod facade {
        pub use crate::emitted::Note as Renamed;
    }
    struct Fixed<F>(F);
    impl<F> facade::Renamed for Fixed<F>
    where
        F: Fn() -> u32,
    {
        fn get_text(&self) -> com_callback::Result<com_callback::WString> {
            Err(com_callback::codes::E_NOTIMPL.into())
        }
        fn get_id(&self) -> com_callback::Result<u32> {
            Ok((self.0)())
        }
    }
    facade::Renamed! { agile {<F>} {Fixed<F>} {where F: Fn() -> u32 + Send + Sync + 'static} }
    let note: INote = Fixed(|| 31).into();
    assert_eq!(note.get_id().unwrap(), 31);
    assert_eq!(note.get_text().unwrap_err().code(), com_callback::codes::E_NOTIMPL);
}
