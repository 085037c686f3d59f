//! Objects without an allocation.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use com_callback::{IUnknown, Interface, Object, Result, StaticObject, WString};

use crate::emitted::*;
use crate::fixture::references;

struct Bell(AtomicU32);

impl Note for Bell {
    fn get_text(&self) -> Result<WString> {
        Ok(WString::from("bell"))
    }
    fn get_id(&self) -> Result<u32> {
        Ok(self.0.fetch_add(1, Ordering::Relaxed))
    }
}
Note! { agile, weak {} {Bell} {} }

static BELL: StaticObject<Bell> = StaticObject::new(Bell(AtomicU32::new(10)));

#[test]
fn a_static_object_is_an_object_that_never_ends() {
    let note = BELL.to_interface();
    assert_eq!(note.get_text().unwrap().to_string(), "bell");
    assert!(note.get_id().unwrap() >= 10);
    assert_eq!(note.as_raw(), BELL.to_interface().as_raw());
    let unknown: IUnknown = note.cast().unwrap();
    assert_eq!(unknown.cast::<INote>().unwrap(), note);
    drop((note, unknown));
    assert!(BELL.0.load(Ordering::Relaxed) > 10);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| BELL.to_interface().get_id().unwrap());
        }
    });
    let handle = BELL.object();
    assert!(handle.0.load(Ordering::Relaxed) > 13);
    assert!(std::ptr::eq(&raw const *handle, &raw const *BELL));
}

#[test]
fn its_own_reference_is_never_given_up() {
    struct Alone;
    impl Note for Alone {
        fn get_text(&self) -> Result<WString> {
            Ok(WString::default())
        }
        fn get_id(&self) -> Result<u32> {
            Ok(0)
        }
    }
    Note! { agile {} {Alone} {} }
    static ALONE: StaticObject<Alone> = StaticObject::new(Alone);
    let note = ALONE.to_interface();
    assert_eq!(references(note.as_raw()), 2);
    drop(note);
    let again: Object<Alone> = ALONE.object();
    assert_eq!(references(again.as_interface().as_raw()), 2);
}

#[test]
fn a_static_object_can_be_held_weakly() {
    let weak = BELL.object().downgrade();
    assert!(weak.upgrade().is_some());
}
