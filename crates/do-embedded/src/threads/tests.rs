//! A fault of this crate, injected where every thread passes: the clock panics once.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use std::{
    fs, panic,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    thread,
    time::Duration,
};

use do_callback::{codes::E_UNEXPECTED, prelude::*};

use crate::{
    engine::Engine,
    service::{Builder, Service},
    time::{Clock, SystemClock, Time},
    world::Machine,
};

/// Panics when a thread of this name reads it for the time of that number.
struct FaultyClock {
    clock: SystemClock,
    thread: &'static str,
    good: AtomicUsize,
}

impl Clock for FaultyClock {
    fn now(&self) -> Time {
        let is_it = thread::current().name() == Some(self.thread);
        if is_it && self.good.fetch_sub(1, SeqCst) == 0 {
            panic::resume_unwind(Box::new("injected"));
        }
        self.clock.now()
    }
}

/// Runs a job of one file, and then with a second one; it is resumed after an error. How often the callback heard of one.
fn run(thread: &'static str, good: usize) -> usize {
    let name = format!("do-faulty-{}-{thread}-{good}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    let path = |name: &str| folder.join(name).display().to_string();
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("from"), "content").unwrap();
    let url = format!("file:///{}", path("from").trim_start_matches('/'));

    let clock = FaultyClock { clock: SystemClock::new(), thread, good: AtomicUsize::new(good) };
    let builder = Builder::default().workers(1).repeat_delay(Duration::from_millis(5));
    let world = Arc::new(Machine::new(Duration::from_secs(30)));
    let engine = Arc::new(Engine::new(Arc::new(clock), world, builder.rules));
    let service = Service::of(Arc::clone(&engine));
    super::start(&engine, builder.workers).unwrap();

    let (sender, arrived) = mpsc::channel();
    let sender = Mutex::new(sender);
    let errors = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&errors);
    let callback = IBackgroundCopyCallback::builder()
        .on_job_transferred(move |job| {
            let _ = sender.lock().unwrap().send(job.get_progress()?.FilesTransferred);
            Ok(())
        })
        .on_job_error(move |job, error| {
            let at = (BG_ERROR_CONTEXT_GENERAL_QUEUE_MANAGER, E_UNEXPECTED);
            assert_eq!(error.get_error()?, at);
            counter.fetch_add(1, SeqCst);
            job.resume()
        })
        .build();
    let connection = service.connect();
    let (_, job) = connection.manager().create_job("a job", BG_JOB_TYPE_DOWNLOAD).unwrap();
    job.set_notify_interface(Some(&callback.cast().unwrap())).unwrap();
    for count in 1..=2 {
        job.add_file(&url, &path(&format!("to {count}"))).unwrap();
        job.resume().unwrap();
        // A call that was lost in the middle is repeated.
        while arrived.recv_timeout(Duration::from_secs(60)).expect("no thread is lost") < count {}
    }
    assert!(job.complete().unwrap().is_s_ok());
    assert_eq!(fs::read(folder.join("to 2")).unwrap(), b"content");
    fs::remove_dir_all(&folder).unwrap();
    errors.load(SeqCst)
}

#[test]
fn a_panic_costs_no_thread_and_no_job() {
    for thread in ["do-worker", "do-caller", "do-watcher"] {
        let errors: usize = (0..8).map(|good| run(thread, good)).sum();
        // Of a panic in the midst of a transfer the client hears, and of no other.
        assert_eq!(errors > 0, thread == "do-worker", "{thread}");
    }
}
