//! A C client with mingw-w64's `<bits.h>` (`client.c`) calls the object through `lpVtbl`; broken objects show that it would notice.

#[path = "../../../abi/mutant.rs"]
mod mutant;

use std::{
    ffi::{CStr, c_char, c_int, c_void},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
        mpsc::{Receiver, channel},
    },
    thread::ThreadId,
};

use do_callback::prelude::*;
use wine::watcher::{Event, FileWatcher, PANIC, Watcher};

type Report = extern "C" fn(*mut c_void, *const c_char, i64);

// The package has a library, to which cargo gives what the build script links; this test names it again.
#[link(name = "bits_client", kind = "static")]
unsafe extern "C" {
    fn bits_client(callback: *mut c_void, context: *mut c_void, report: Report) -> c_int;
    fn bits_client_of_files(callback: *mut c_void, context: *mut c_void, report: Report) -> c_int;
}

extern "C" fn report(context: *mut c_void, rule: *const c_char, found: i64) {
    // SAFETY: `context` is the vector that `broken_rules` passes, `rule` a string literal of the client.
    let (broken, rule) = unsafe { (&mut *context.cast::<Vec<String>>(), CStr::from_ptr(rule)) };
    broken.push(format!("{} (found {found:#x})", rule.to_string_lossy()));
}

/// The rules that the client found broken.
fn broken_rules(callback: *mut c_void) -> Vec<String> {
    broken_rules_of(bits_client, callback, 14)
}

/// The same of one of the two clients, which looks at so many rules.
fn broken_rules_of(
    client: unsafe extern "C" fn(*mut c_void, *mut c_void, Report) -> c_int,
    callback: *mut c_void,
    rules: c_int,
) -> Vec<String> {
    /// The client keeps what it counts in static variables.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock();
    let mut broken = Vec::<String>::new();
    // SAFETY: `callback` is a callback with one reference, for the client to release.
    let looked = unsafe { client(callback, (&raw mut broken).cast(), report) };
    assert_eq!(looked, rules, "the rules that the client looked at");
    broken
}

fn watcher(alive: &'static AtomicU32) -> (*mut c_void, Receiver<(ThreadId, Event)>) {
    let (events, received) = channel();
    let callback: IBackgroundCopyCallback = Watcher::new(alive, events).into();
    (callback.into_raw(), received)
}

#[test]
fn a_c_client_with_bits_h_calls_the_callback() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    const ID: GUID = GUID::from_u128(0x12345678_9abc_def0_0102_030405060708);
    let (callback, events) = watcher(&ALIVE);
    assert_eq!(broken_rules(callback), Vec::<String>::new());
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
    let not_found = wine::bits::NOT_FOUND;
    assert_eq!(
        events.iter().map(|(_, event)| event).collect::<Vec<_>>(),
        [
            Event::Transferred(ID, BG_JOB_STATE_TRANSFERRED),
            Event::Error(ID, BG_ERROR_CONTEXT_REMOTE_FILE, not_found),
            Event::Modification(ID, 0),
            Event::Modification(ID, PANIC),
            Event::Transferred(ID, BG_JOB_STATE_TRANSFERRED),
        ]
    );
}

#[test]
fn a_c_client_with_bits3_0_h_calls_the_callback_of_files() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let (events, received) = channel();
    let callback: IBackgroundCopyCallback2 = FileWatcher(Watcher::new(&ALIVE, events)).into();
    let broken = broken_rules_of(bits_client_of_files, callback.into_raw(), 6);
    assert_eq!(broken, Vec::<String>::new());
    assert_eq!(ALIVE.load(SeqCst), 0, "live objects");
    let events: Vec<Event> = received.iter().map(|(_, event)| event).collect();
    let [Event::File(_, url), Event::Transferred(_, BG_JOB_STATE_TRANSFERRED)] = &events[..] else {
        panic!("{events:#?}")
    };
    assert_eq!(url, "http://localhost/file");
}

/// What the client says of a callback after `break_it` changed its vtable.
fn client_on_mutant(break_it: fn(&mut mutant::Vtable)) -> Vec<String> {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let (callback, _events) = watcher(&ALIVE);
    // SAFETY: `callback` is an object with the callback's vtable of six slots; the client ends it, or it is leaked.
    let vtable = unsafe { mutant::install(callback, break_it) };
    let broken = broken_rules(callback);
    drop(vtable);
    broken
}

#[track_caller]
fn assert_caught(broken: &[String], rule: &str) {
    assert!(broken.iter().any(|line| line.contains(rule)), "`{rule}` is not among {broken:#?}");
}

#[test]
fn two_swapped_slots_are_caught() {
    let broken = client_on_mutant(|vtable| vtable.swap(3, 5));
    assert_caught(&broken, "slot 3 is JobTransferred");
    assert_caught(&broken, "slot 5 is JobModification");
}

#[test]
fn a_wrong_iid_digit_is_caught() {
    assert_caught(&client_on_mutant(mutant::wrong_iid), "QueryInterface answers its own IID");
}

#[test]
fn a_missing_add_ref_is_caught() {
    assert_caught(&client_on_mutant(mutant::missing_add_ref), "QueryInterface adds one reference");
}
