//! One process, several apartments.

use std::{
    sync::atomic::{AtomicU32, Ordering::SeqCst},
    thread,
};

use do_callback::prelude::*;
use wine::{
    PATIENCE,
    apartment::{Apartment, pump_and_join},
    marshal::{GlobalTable, Parcel},
    system,
    watcher::Files,
};

const NAMES: &[&str] = &["one", "two"];

/// What another apartment makes of an enumerator.
fn use_it(files: &IEnumBackgroundCopyFiles) -> Result<(u32, WString)> {
    let mut room = [None];
    files.reset()?;
    assert!(files.next(&mut room)?.is_s_ok());
    let [Some(file)] = room else { panic!("no file") };
    Ok((files.get_count()?, file.get_local_name()?))
}

fn expected() -> Result<(u32, WString)> {
    Ok((2, "one".into()))
}

#[test]
fn a_stream_carries_an_interface_to_another_apartment() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::single_threaded();
    let files: IEnumBackgroundCopyFiles = Files::new(&ALIVE, NAMES).into();
    let parcel = Parcel::pack(&files).unwrap();
    drop(files);
    assert_eq!(ALIVE.load(SeqCst), 1, "the stream holds the object");
    let other = thread::spawn(move || {
        let _inside = Apartment::multithreaded();
        use_it(&parcel.open()?)
    });
    assert_eq!(pump_and_join(PATIENCE, other), expected());
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
}

#[test]
fn the_global_interface_table_serves_every_apartment() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::single_threaded();
    let table = GlobalTable::open().unwrap();
    let files: IEnumBackgroundCopyFiles = Files::new(&ALIVE, NAMES).into();
    let cookie = table.register(&files).unwrap();
    drop(files);
    assert_eq!(ALIVE.load(SeqCst), 1, "the table holds the object");
    for enter in [Apartment::multithreaded, Apartment::single_threaded] {
        let other = thread::spawn(move || {
            let _inside = enter();
            use_it(&GlobalTable::open()?.get(cookie)?)
        });
        assert_eq!(pump_and_join(PATIENCE, other), expected());
    }
    assert_eq!(use_it(&table.get(cookie).unwrap()), expected());
    assert_eq!(ALIVE.load(SeqCst), 1);
    table.revoke(cookie).unwrap();
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
}

#[test]
fn an_agile_reference_resolves_in_every_apartment() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    if system::is_wine() {
        println!("SKIPPED: Wine 8 ends a process that calls RoGetAgileReference");
        return;
    }
    let _inside = Apartment::single_threaded();
    let files: IEnumBackgroundCopyFiles = Files::new(&ALIVE, NAMES).into();
    let reference = AgileReference::new(&files).unwrap();
    drop(files);
    assert_eq!(ALIVE.load(SeqCst), 1, "the reference holds the object");
    let other = thread::spawn({
        let reference = reference.clone();
        move || {
            let _inside = Apartment::multithreaded();
            use_it(&reference.resolve()?)
        }
    });
    assert_eq!(pump_and_join(PATIENCE, other), expected());
    assert_eq!(use_it(&reference.resolve().unwrap()), expected());
    drop(reference);
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
}
