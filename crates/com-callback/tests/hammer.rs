//! One object under many threads: they clone it, query it, call it, hold it weakly, send it on to each other and release it, each in an
//! order of its own. Made for the sanitizers, which `cargo xtask ci sanitizers` runs it under; it must pass without them too.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod emitted;

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use com_callback::__private::{IWeakReference, IWeakReferenceSource};
use com_callback::{
    AgileReference, GUID, IUnknown, Interface, Object, Result, WString, WeakObject,
};

use crate::emitted::*;

const THREADS: u32 = 4;
/// Steps of each thread.
const STEPS: u32 = if cfg!(miri) { 60 } else { 100_000 };
/// An interface that no object here has.
const NOBODY: GUID = GUID::from_u128(0x0badc0de_1234_5678_0102_030405060708);

/// A note that counts its calls; its end is seen by whoever holds the other half of `alive`.
struct Anvil {
    calls: AtomicU32,
    /// Not an atomic: the destructor reads it, so all writing must have happened before.
    last: Mutex<u32>,
    alive: Arc<()>,
}

impl Note for Anvil {
    fn get_text(&self) -> Result<WString> {
        Ok(WString::from(format!("{} hits", self.calls.load(Ordering::Relaxed))))
    }
    fn get_id(&self) -> Result<u32> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        *self.last.lock().unwrap() = call;
        Ok(call)
    }
}
Note! { agile, weak {} {Anvil} {} }

impl Drop for Anvil {
    fn drop(&mut self) {
        let last = *self.last.get_mut().unwrap();
        assert!(last <= *self.calls.get_mut(), "the destructor sees every call");
        assert!(Arc::strong_count(&self.alive) > 1, "the counter outlives what it counts");
    }
}

fn anvil(alive: &Arc<()>) -> Object<Anvil> {
    let (calls, last) = (AtomicU32::new(0), Mutex::new(0));
    Object::new(Anvil { calls, last, alive: alive.clone() })
}

/// What lies between the threads: each may take what another has left.
#[derive(Default)]
struct Table {
    objects: Mutex<Vec<Object<Anvil>>>,
    references: Mutex<Vec<AgileReference<INote>>>,
    weak: Mutex<Vec<WeakObject<Anvil>>>,
    calls: AtomicU32,
}

/// Numbers that look random and are the same in every run.
struct Dice(u32);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % sides
    }
}

impl Table {
    fn call(&self, note: &INote) {
        note.get_id().unwrap();
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// One step of one thread, which holds `object`.
    fn step(&self, object: &mut Object<Anvil>, dice: &mut Dice) {
        match dice.roll(11) {
            0 => *object = object.clone(),
            1 => self.call(object.as_interface()),
            2 => self.call(&object.to_interface()),
            3 => {
                let unknown: IUnknown = object.cast().unwrap();
                self.call(&unknown.cast().unwrap());
            }
            4 => {
                let mut out = std::ptr::without_provenance_mut(0xdead);
                // SAFETY: the pointers are to a static and to a local.
                let code = unsafe { object.as_interface().query(&NOBODY, &raw mut out) };
                assert!(code.is_err() && out.is_null());
            }
            5 => self.objects.lock().unwrap().push(object.clone()),
            6 => {
                let taken = self.objects.lock().unwrap().pop();
                *object = taken.unwrap_or_else(|| object.clone());
            }
            7 => {
                let reference = AgileReference::new(object.as_interface()).unwrap();
                self.references.lock().unwrap().push(reference.clone());
                self.call(&reference.resolve().unwrap());
            }
            8 => {
                let reference = self.references.lock().unwrap().pop();
                if let Some(reference) = reference {
                    self.call(&reference.resolve().unwrap());
                }
            }
            9 => {
                self.weak.lock().unwrap().push(object.downgrade());
                self.resolve(object);
            }
            _ => {
                let weak = self.weak.lock().unwrap().pop();
                if let Some(object) = weak.and_then(|weak| weak.upgrade()) {
                    self.call(object.as_interface());
                }
            }
        }
    }

    /// A weak reference as a client has it.
    fn resolve(&self, object: &Object<Anvil>) {
        let source: IWeakReferenceSource = object.cast().unwrap();
        let (mut reference, mut note) = (std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: the pointers are to a constant and to locals; what comes back is owned.
        let note = unsafe {
            (source.vtable().GetWeakReference)(source.as_raw(), &raw mut reference).unwrap();
            let reference = IWeakReference::from_raw(reference);
            (reference.vtable().Resolve)(reference.as_raw(), &INote::IID, &raw mut note).unwrap();
            INote::from_raw(note)
        };
        self.call(&note);
    }
}

#[test]
fn every_thread_uses_the_object_as_it_likes() {
    let (alive, table) = (Arc::new(()), Table::default());
    let first = anvil(&alive);
    thread::scope(|scope| {
        for number in 1..=THREADS {
            let (table, mut object) = (&table, first.clone());
            scope.spawn(move || {
                let mut dice = Dice(0x9e37_79b9_u32.wrapping_mul(number));
                (0..STEPS).for_each(|_| table.step(&mut object, &mut dice));
            });
        }
    });
    assert_eq!(first.calls.load(Ordering::Relaxed), table.calls.load(Ordering::Relaxed));
    assert_eq!(Arc::strong_count(&alive), 2, "there is one object");
    drop((first, table));
    assert_eq!(Arc::strong_count(&alive), 1);
}

/// Objects that live for a moment: the last reference, strong or weak, goes on any thread.
#[test]
fn whoever_is_last_ends_the_object() {
    let alive = Arc::new(());
    for _ in 0..STEPS / 30 {
        let object = anvil(&alive);
        let (reference, weak) =
            (AgileReference::new(object.as_interface()).unwrap(), object.downgrade());
        thread::scope(|scope| {
            scope.spawn(move || reference.resolve().unwrap().get_id().unwrap());
            scope.spawn(move || weak.upgrade().map(|object| object.to_interface().get_id()));
            object.to_interface().get_id().unwrap();
            drop(object);
        });
        assert_eq!(Arc::strong_count(&alive), 1);
    }
}

/// A cell that two threads write without a lock.
struct Racy(UnsafeCell<u32>);

// SAFETY: none. It is the mistake that a sanitizer must find.
unsafe impl Sync for Racy {}

impl Note for Racy {
    fn get_text(&self) -> Result<WString> {
        Ok(WString::default())
    }
    fn get_id(&self) -> Result<u32> {
        // SAFETY: none, see above.
        unsafe { *self.0.get() += 1 };
        Ok(0)
    }
}
Note! { agile {} {Racy} {} }

#[test]
#[ignore = "a mistake on purpose, for the thread sanitizer"]
fn mutant_with_a_data_race() {
    let first = Object::new(Racy(UnsafeCell::new(0)));
    let second = first.clone();
    let other = thread::spawn(move || second.to_interface().get_id().unwrap());
    first.to_interface().get_id().unwrap();
    other.join().unwrap();
}

#[test]
#[ignore = "a mistake on purpose, for the address sanitizer"]
fn mutant_that_releases_once_too_often() {
    let alive = Arc::new(());
    let note = anvil(&alive).into_interface();
    // SAFETY: none. The reference is given up twice.
    drop(unsafe { INote::from_raw(note.as_raw()) });
    drop(note);
}

#[test]
#[ignore = "a mistake on purpose, for the address sanitizer"]
fn mutant_that_never_releases() {
    std::mem::forget(anvil(&Arc::default()));
}
