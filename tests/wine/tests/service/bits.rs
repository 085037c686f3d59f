//! BITS downloads and calls back, from a process of its own.

use std::{
    fs,
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering::SeqCst},
        mpsc::{Receiver, channel},
    },
    thread::{self, ThreadId},
    time::Duration,
};

use do_callback::prelude::*;
use wine::{
    PATIENCE,
    apartment::{Apartment, pump_until, wait_until},
    bits::Download,
    server::Server,
    watcher::{Event, FileWatcher, Watcher},
};

/// What is downloaded: more than one packet, and no two places alike.
static BODY: LazyLock<Vec<u8>> = LazyLock::new(|| {
    (0..100_000_u32).flat_map(|word| word.wrapping_mul(0x9E37_79B1).to_le_bytes()).collect()
});

/// A download with a watcher that asked for `flags`.
fn watched(
    name: &str,
    server: &Server,
    flags: u32,
    alive: &'static AtomicU32,
) -> (Download, Receiver<(ThreadId, Event)>) {
    watched_by(Watcher::into, name, server, flags, alive)
}

/// The same with what becomes of the watcher.
fn watched_by(
    object: fn(Watcher) -> IBackgroundCopyCallback,
    name: &str,
    server: &Server,
    flags: u32,
    alive: &'static AtomicU32,
) -> (Download, Receiver<(ThreadId, Event)>) {
    let (events, received) = channel();
    let download = Download::new(name, &server.file()).unwrap();
    download.job.set_notify_flags(flags).unwrap();
    assert_eq!(download.job.get_notify_flags(), Ok(flags));
    let watcher = object(Watcher::new(alive, events));
    download.job.set_notify_interface(Some(&watcher)).unwrap();
    drop(watcher);
    assert_eq!(alive.load(SeqCst), 1, "the service holds the callback");
    (download, received)
}

/// The service gives the callback back, then the file.
fn finish(
    download: &Download,
    alive: &AtomicU32,
    wait: fn(Duration, &mut dyn FnMut() -> bool) -> bool,
) {
    download.job.set_notify_interface(None).unwrap();
    let released = wait(PATIENCE, &mut || alive.load(SeqCst) == 0);
    assert!(released, "SetNotifyInterface(NULL) releases the callback");
    assert!(download.job.complete().unwrap().is_s_ok());
    assert!(fs::read(download.file()).unwrap() == *BODY, "the file is what the server sent");
}

fn waiting(patience: Duration, done: &mut dyn FnMut() -> bool) -> bool {
    wait_until(patience, done)
}

fn pumping(patience: Duration, done: &mut dyn FnMut() -> bool) -> bool {
    pump_until(patience, done)
}

#[test]
fn it_calls_an_object_of_the_multithreaded_apartment() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let (download, events) = watched("mta", &server, BG_NOTIFY_JOB_TRANSFERRED, &ALIVE);
    download.job.resume().unwrap();
    let (caller, event) = events.recv_timeout(PATIENCE).expect("JobTransferred");
    let id = download.job.get_id().unwrap();
    assert_eq!(event, Event::Transferred(id, BG_JOB_STATE_TRANSFERRED));
    assert_ne!(caller, thread::current().id(), "the call comes on a thread of the RPC runtime");
    finish(&download, &ALIVE, waiting);
}

#[test]
fn it_calls_an_object_of_a_single_threaded_apartment() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::single_threaded();
    let server = Server::start(&BODY);
    let (download, events) = watched("sta", &server, BG_NOTIFY_JOB_TRANSFERRED, &ALIVE);
    download.job.resume().unwrap();
    let mut event = None;
    pump_until(PATIENCE, || {
        event = events.try_recv().ok();
        event.is_some()
    });
    let id = download.job.get_id().unwrap();
    let (caller, event) = event.expect("JobTransferred");
    assert_eq!(event, Event::Transferred(id, BG_JOB_STATE_TRANSFERRED));
    assert_eq!(caller, thread::current().id(), "the call comes while the apartment's thread pumps");
    finish(&download, &ALIVE, pumping);
}

/// The service asks for `IBackgroundCopyCallback2` before it asks for the interface that it was given; every other test here has an
/// object that says no. Wine tells such an object of the end alone, Windows of each file before.
#[test]
fn it_calls_an_object_that_hears_of_files() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let flags = BG_NOTIFY_JOB_TRANSFERRED | BG_NOTIFY_FILE_TRANSFERRED;
    let object = |watcher| IBackgroundCopyCallback2::from(FileWatcher(watcher)).into();
    let (download, events) = watched_by(object, "files", &server, flags, &ALIVE);
    let registered = download.job.get_notify_interface().unwrap().expect("an object");
    assert!(registered.cast::<IBackgroundCopyCallback2>().is_ok(), "it is what was registered");
    drop(registered);
    download.job.resume().unwrap();
    let id = download.job.get_id().unwrap();
    let (_, mut event) = events.recv_timeout(PATIENCE).expect("a call");
    if event == Event::File(id, server.file()) {
        (_, event) = events.recv_timeout(PATIENCE).expect("JobTransferred");
    }
    assert_eq!(event, Event::Transferred(id, BG_JOB_STATE_TRANSFERRED));
    finish(&download, &ALIVE, waiting);
}

#[test]
fn it_is_silent_where_it_was_not_asked() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    static CONTROL: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let (silent, nothing) = watched("silent", &server, BG_NOTIFY_JOB_ERROR, &ALIVE);
    silent.job.resume().unwrap();
    silent.wait_for(BG_JOB_STATE_TRANSFERRED).unwrap();
    // The same again, asked for: its call comes later than the one that must not come.
    let (asked, events) = watched("asked", &server, BG_NOTIFY_JOB_TRANSFERRED, &CONTROL);
    asked.job.resume().unwrap();
    events.recv_timeout(PATIENCE).expect("JobTransferred");
    let unasked = nothing.recv_timeout(Duration::from_secs(2));
    assert!(unasked.is_err(), "nobody asked for {unasked:?}");
    finish(&silent, &ALIVE, waiting);
    finish(&asked, &CONTROL, waiting);
}
