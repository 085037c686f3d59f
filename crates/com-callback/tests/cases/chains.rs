//! Objects with several chains: one identity, every base answered, one word more a chain.

use std::mem::{align_of, size_of};

use com_callback::codes::{E_NOINTERFACE, E_POINTER, E_UNEXPECTED, S_OK};
use com_callback::{GUID, IUnknown, Interface, Object, OutBuffer, Result, Success, WString};

use crate::emitted::*;
use crate::fixture::{Live, references};

/// A note, an enumerator and a drawer in one object.
struct Pad {
    id: u32,
    #[allow(dead_code, reason = "held to be counted")]
    live: Live,
}

impl Note for Pad {
    fn get_text(&self) -> Result<WString> {
        Ok(WString::from("pad"))
    }
    fn get_id(&self) -> Result<u32> {
        Ok(self.id)
    }
}
impl EnumNotes for Pad {
    fn next(&self, _rgelt: &mut OutBuffer<'_, INote>) -> Result<Success<()>> {
        Ok(Success::s_false(()))
    }
    fn skip(&self, _celt: u32) -> Result<Success<()>> {
        panic!("nothing to skip")
    }
    fn reset(&self) -> Result<()> {
        Ok(())
    }
    fn clone(&self) -> Result<IEnumNotes> {
        Err(E_NOINTERFACE.into())
    }
    fn get_count(&self) -> Result<u32> {
        Ok(self.id + 1)
    }
}
EnumNotes! { agile, also(Note) {} {Pad} {} }

fn pad(live: &Live) -> Object<Pad> {
    Object::new(Pad { id: 5, live: live.clone() })
}

#[test]
fn every_chain_leads_to_every_other() {
    let live = Live::default();
    let pad = pad(&live);
    let first: IEnumNotes = pad.to_interface();
    let iids = [IUnknown::IID, IEnumNotes::IID, INote::IID];
    let pointers: Vec<IUnknown> = iids.iter().map(|iid| ask(first.as_raw(), iid)).collect();
    for from in &pointers {
        for (iid, expected) in iids.iter().zip(&pointers) {
            let found = ask(from.as_raw(), iid);
            assert_eq!(found.as_raw(), expected.as_raw(), "{iid:?}");
        }
        let identity = from.cast::<IUnknown>().unwrap();
        assert_eq!(identity.as_raw(), pointers[0].as_raw());
    }
    assert_ne!(pointers[1].as_raw(), pointers[2].as_raw());
    drop(pointers);
    assert_eq!(references(first.as_raw()), 2);
    drop((first, pad));
    assert_eq!(live.count(), 0);
}

/// `QueryInterface` that must succeed.
fn ask(this: *mut std::ffi::c_void, iid: &GUID) -> IUnknown {
    // SAFETY: `this` is alive for the length of the call; what comes back is owned.
    unsafe {
        let mut found = std::ptr::null_mut();
        let this = IUnknown::from_raw_borrowed(&this).unwrap();
        assert_eq!(this.query(iid, &raw mut found), S_OK, "{iid:?}");
        IUnknown::from_raw(found)
    }
}

#[test]
fn methods_of_a_further_chain_find_the_value() {
    let live = Live::default();
    let pad = pad(&live);
    let note: INote = pad.cast().unwrap();
    assert_eq!(note.get_id().unwrap(), 5);
    assert_eq!(note.get_text().unwrap().to_string(), "pad");
    let notes: IEnumNotes = note.cast().unwrap();
    assert_eq!(notes.get_count().unwrap(), 6);
    assert_eq!(notes.skip(1).unwrap_err().code(), E_UNEXPECTED);
    drop(pad);
    drop(notes);
    assert_eq!(live.count(), 1, "a reference by the further chain is as good as any");
    drop(note);
    assert_eq!(live.count(), 0);
}

#[test]
fn what_no_chain_has_is_refused_through_each() {
    let live = Live::default();
    let pad = pad(&live);
    assert_eq!(pad.cast::<IBoard>().unwrap_err().code(), E_NOINTERFACE);
    let note: INote = pad.cast().unwrap();
    assert_eq!(note.cast::<IBoard2>().unwrap_err().code(), E_NOINTERFACE);
    // SAFETY: NULL is what is tested.
    let code = unsafe { note.query(&INote::IID, std::ptr::null_mut()) };
    assert_eq!(code, E_POINTER);
}

#[test]
fn a_further_chain_is_one_word() {
    struct One;
    impl Note for One {
        fn get_text(&self) -> Result<WString> {
            Ok(WString::default())
        }
        fn get_id(&self) -> Result<u32> {
            Ok(1)
        }
    }
    Note! { agile {} {One} {} }
    let alone = Object::new(One);
    let start = alone.as_interface().as_raw().addr();
    let live = Live::default();
    let pad = pad(&live);
    let word = size_of::<usize>();
    assert_eq!((&raw const *alone).addr() - start, word + size_of::<u32>());
    let note: INote = pad.cast().unwrap();
    let start = pad.as_interface().as_raw().addr();
    assert_eq!(note.as_raw().addr() - start, word);
    let value = (&raw const *pad).addr() - start;
    assert_eq!(value, (2 * word + size_of::<u32>()).next_multiple_of(align_of::<Pad>()));
}
