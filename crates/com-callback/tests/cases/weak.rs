//! Weak references: the typed handle, and the interfaces that a client sees.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread;

use com_callback::__private::{IWeakReference, IWeakReferenceSource};
use com_callback::codes::{E_NOINTERFACE, E_POINTER, S_OK};
use com_callback::{GUID, IUnknown, Interface, Object, Result, WString, WeakObject};

use crate::emitted::*;
use crate::fixture::{Live, references};

const AGILE_OBJECT: GUID = GUID::from_u128(0x94ea2b94_e9cc_49e0_c0ff_ee64ca8f5b90);

/// A note that can be held weakly, and may hold itself so.
struct Leaf {
    id: AtomicU32,
    own: Mutex<Option<WeakObject<Leaf>>>,
    live: Live,
}

impl Note for Leaf {
    fn get_text(&self) -> Result<WString> {
        let own = self.own.lock().unwrap();
        let own = own.as_ref().and_then(WeakObject::upgrade).ok_or(E_NOINTERFACE)?;
        Ok(WString::from(format!("I am {}", own.to_interface().get_id()?)))
    }
    fn get_id(&self) -> Result<u32> {
        Ok(self.id.load(Ordering::Relaxed))
    }
}
Note! { agile, weak {} {Leaf} {} }

fn leaf(live: &Live) -> Object<Leaf> {
    Object::new(Leaf { id: AtomicU32::new(3), own: Mutex::default(), live: live.clone() })
}

#[test]
fn a_weak_handle_ends_with_the_value() {
    let live = Live::default();
    let leaf = leaf(&live);
    let weak = leaf.downgrade();
    let again = weak.clone();
    assert_eq!(weak.upgrade().unwrap().id.load(Ordering::Relaxed), 3);
    assert_eq!(references(leaf.as_interface().as_raw()), 1);
    drop(leaf);
    assert_eq!(live.count(), 0, "a weak reference keeps no value");
    assert!(weak.upgrade().is_none() && again.upgrade().is_none());
}

#[test]
fn an_object_can_hold_itself() {
    let live = Live::default();
    let leaf = Object::new_cyclic(|own: &WeakObject<Leaf>| {
        assert!(own.upgrade().is_none(), "there is no value yet");
        Leaf { id: AtomicU32::new(8), own: Mutex::new(Some(own.clone())), live: live.clone() }
    });
    assert_eq!(leaf.as_interface().get_text().unwrap().to_string(), "I am 8");
    assert_eq!(leaf.live.count(), 1);
    drop(leaf);
    assert_eq!(live.count(), 0);
}

#[test]
fn a_panic_while_the_value_is_made_leaves_nothing_behind() {
    let kept = Mutex::new(None);
    let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        Object::new_cyclic(|own: &WeakObject<Leaf>| {
            *kept.lock().unwrap() = Some(own.clone());
            panic!("no value")
        })
    }));
    assert!(made.is_err());
    // The memory is freed with this one, which Miri and valgrind would miss otherwise.
    assert!(kept.into_inner().unwrap().unwrap().upgrade().is_none());
}

fn weak_reference(source: &IWeakReferenceSource) -> IWeakReference {
    let mut reference = std::ptr::null_mut();
    // SAFETY: the pointer is to a local; what comes back is owned.
    unsafe {
        let code = (source.vtable().GetWeakReference)(source.as_raw(), &raw mut reference);
        assert_eq!(code, S_OK);
        IWeakReference::from_raw(reference)
    }
}

fn resolve(reference: &IWeakReference, iid: &GUID) -> (windows_core::HRESULT, Option<IUnknown>) {
    let mut found = std::ptr::without_provenance_mut(0xdead);
    // SAFETY: the pointers are to locals; what comes back is NULL or owned.
    unsafe {
        let code = (reference.vtable().Resolve)(reference.as_raw(), iid, &raw mut found);
        (code, (!found.is_null()).then(|| IUnknown::from_raw(found)))
    }
}

#[test]
fn the_source_is_an_interface_of_the_object() {
    let live = Live::default();
    let note = leaf(&live).into_interface();
    let source: IWeakReferenceSource = note.cast().unwrap();
    let identity: IUnknown = note.cast().unwrap();
    assert_eq!(source.cast::<IUnknown>().unwrap(), identity);
    assert_eq!(source.cast::<INote>().unwrap(), note);
    assert_eq!(source.cast::<IWeakReferenceSource>().unwrap(), source);
    assert!(note.cast::<IWeakReference>().is_err(), "it is another object");
    // SAFETY: NULL is what is tested.
    let code = unsafe { (source.vtable().GetWeakReference)(source.as_raw(), std::ptr::null_mut()) };
    assert_eq!(code, E_POINTER);
}

#[test]
fn the_reference_has_an_identity_of_its_own() {
    let live = Live::default();
    let note = leaf(&live).into_interface();
    let source: IWeakReferenceSource = note.cast().unwrap();
    let reference = weak_reference(&source);
    let identity: IUnknown = reference.cast().unwrap();
    assert_ne!(identity.as_raw(), note.cast::<IUnknown>().unwrap().as_raw());
    assert_eq!(identity.cast::<IWeakReference>().unwrap(), reference);
    assert_eq!(reference.cast::<INote>().unwrap_err().code(), E_NOINTERFACE);
    assert!(answers(&reference, &AGILE_OBJECT), "it is as agile as the object");
    drop((source, note));
    assert_eq!(live.count(), 0);
    assert_eq!(reference.cast::<IUnknown>().unwrap(), identity, "also after the object's end");
}

#[test]
fn resolve_gives_the_object_and_after_its_end_success_with_null() {
    let live = Live::default();
    let note = leaf(&live).into_interface();
    let reference = weak_reference(&note.cast().unwrap());
    let (code, found) = resolve(&reference, &INote::IID);
    assert_eq!((code, found.unwrap().as_raw()), (S_OK, note.as_raw()));
    let (code, found) = resolve(&reference, &IBoard::IID);
    assert_eq!((code, found.is_none()), (E_NOINTERFACE, true));
    assert_eq!(references(note.as_raw()), 1);
    drop(note);
    assert_eq!(live.count(), 0);
    let (code, found) = resolve(&reference, &INote::IID);
    assert_eq!((code, found.is_none()), (S_OK, true));
    // SAFETY: NULL is what is tested.
    unsafe {
        let vtable = reference.vtable();
        let mut found = std::ptr::without_provenance_mut(0xdead);
        assert_eq!(
            (vtable.Resolve)(reference.as_raw(), &INote::IID, std::ptr::null_mut()),
            E_POINTER
        );
        assert_eq!(
            (vtable.Resolve)(reference.as_raw(), std::ptr::null(), &raw mut found),
            E_POINTER
        );
        assert!(found.is_null());
    }
}

/// Whether an object has an interface for which there is no type.
fn answers(object: &IWeakReference, iid: &GUID) -> bool {
    let mut found = std::ptr::null_mut();
    // SAFETY: the pointers are to locals; what comes back is NULL or owned.
    unsafe {
        let code = object.query(iid, &raw mut found);
        assert_eq!(code == S_OK, !found.is_null());
        (!found.is_null()).then(|| IUnknown::from_raw(found)).is_some()
    }
}

#[test]
fn a_reference_to_a_bound_object_is_not_agile() {
    struct Bound;
    impl Note for Bound {
        fn get_text(&self) -> Result<WString> {
            Ok(WString::default())
        }
        fn get_id(&self) -> Result<u32> {
            Ok(0)
        }
    }
    Note! { apartment, weak {} {Bound} {} }
    let bound = Object::new(Bound);
    let reference = weak_reference(&bound.cast().unwrap());
    assert!(!answers(&reference, &AGILE_OBJECT));
    assert!(resolve(&reference, &INote::IID).1.is_some());
}

/// The weak reference is on another thread before there is a value: it gives the whole value or none.
#[test]
fn upgrades_race_with_the_making_of_the_value() {
    let rounds = if cfg!(miri) { 4 } else { 500 };
    for _ in 0..rounds {
        let live = Live::default();
        let (send, receive) = mpsc::channel::<WeakObject<Leaf>>();
        thread::scope(|scope| {
            scope.spawn(move || {
                let own = receive.recv().unwrap();
                for leaf in (0..50).filter_map(|_| own.upgrade()) {
                    assert_eq!(leaf.to_interface().get_id().unwrap(), 8);
                    assert!(leaf.own.lock().unwrap().is_some());
                }
            });
            let leaf = Object::new_cyclic(|own: &WeakObject<Leaf>| {
                send.send(own.clone()).unwrap();
                let own = Mutex::new(Some(own.clone()));
                Leaf { id: AtomicU32::new(8), own, live: live.clone() }
            });
            drop(leaf);
        });
        assert_eq!(live.count(), 0);
    }
}

#[test]
fn an_object_without_the_option_has_no_source() {
    let note = crate::fixture::slip(1, &Live::default());
    assert_eq!(note.cast::<IWeakReferenceSource>().unwrap_err().code(), E_NOINTERFACE);
}

/// The last release on one thread, upgrades on others: each upgrade gives a whole object or none.
#[test]
fn upgrades_race_with_the_last_release() {
    let rounds = if cfg!(miri) { 4 } else { 2_000 };
    for _ in 0..rounds {
        let live = Live::default();
        let leaf = leaf(&live);
        let weak = leaf.downgrade();
        thread::scope(|scope| {
            for _ in 0..2 {
                let weak = weak.clone();
                scope.spawn(move || {
                    // Not until the end: between them they could keep the object for ever.
                    for leaf in (0..8).map_while(|_| weak.upgrade()) {
                        assert_eq!(leaf.to_interface().get_id().unwrap(), 3);
                    }
                });
            }
            scope.spawn(move || drop(leaf));
        });
        assert_eq!(live.count(), 0);
        assert!(weak.upgrade().is_none());
    }
}

/// `windows_core` has a weak reference of its own, for any object with a source.
#[test]
fn the_weak_reference_of_windows_core_works_too() {
    let live = Live::default();
    let note = leaf(&live).into_interface();
    let weak = note.downgrade().unwrap();
    assert_eq!(weak.upgrade().unwrap(), note);
    drop(note);
    assert_eq!((live.count(), weak.upgrade().is_none()), (0, true));
}
