//! A second process calls through the proxies that the system has for BITS: `src/bin/peer.rs`.

use std::{
    process::Command,
    sync::{
        atomic::{AtomicU32, Ordering::SeqCst},
        mpsc::channel,
    },
};

use do_callback::prelude::*;
use wine::{
    PATIENCE,
    apartment::{Apartment, wait_until},
    bits::NOT_FOUND,
    marshal::{To, to_bytes, to_hex},
    server::Server,
    watcher::{Event, FAIL, FileWatcher, Files, PANIC, Watcher},
};

#[test]
fn every_answer_reaches_another_process() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let _inside = Apartment::multithreaded();
    let (events, received) = channel();
    let callback: IBackgroundCopyCallback2 = FileWatcher(Watcher::new(&ALIVE, events)).into();
    let callback: IBackgroundCopyCallback = callback.into();
    let files: IEnumBackgroundCopyFiles =
        Files::new(&ALIVE, &["one", "zw\u{f6}lf", "three"]).into();
    let server = Server::start(b"");
    let mut peer = Command::new(env!("CARGO_BIN_EXE_peer"))
        .arg(to_hex(&to_bytes(&callback, To::Process).unwrap()))
        .arg(to_hex(&to_bytes(&files, To::Process).unwrap()))
        .arg(server.missing())
        .spawn()
        .unwrap();
    let mut status = None;
    wait_until(4 * PATIENCE, || {
        status = peer.try_wait().unwrap();
        status.is_some()
    });
    if status.is_none() {
        peer.kill().unwrap();
    }
    let status = status.expect("the second process ends");
    assert!(status.success(), "the second process: {status}");

    // What it called arrived, in this order; the last call says that it came to its end.
    let events: Vec<Event> = received.try_iter().map(|(_, event)| event).collect();
    let [
        Event::Error(refused, BG_ERROR_CONTEXT_REMOTE_FILE, NOT_FOUND),
        Event::Error(job, BG_ERROR_CONTEXT_REMOTE_FILE, NOT_FOUND),
        Event::Modification(a, 0),
        Event::Modification(b, FAIL),
        Event::Modification(c, PANIC),
        Event::Modification(d, 7),
        Event::Transferred(e, BG_JOB_STATE_ERROR),
        Event::File(f, ref url),
        Event::Modification(_, 0),
    ] = events[..]
    else {
        panic!("{events:#?}")
    };
    assert_ne!(refused, job);
    assert_eq!([a, b, c, d, e, f], [job; 6], "the calls were about the second job");
    assert_eq!(*url, server.missing());

    drop((callback, files));
    assert!(wait_until(PATIENCE, || ALIVE.load(SeqCst) == 0), "every object ends");
}
