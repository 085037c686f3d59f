//! As documented: four callbacks at once, and four that do not return silence everything.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use std::{
    sync::{
        Condvar, Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};

use do_callback::prelude::*;
use do_embedded::Service;
use support::{Folder, job};

/// Lets nobody go before it is opened.
#[derive(Default)]
struct Gate {
    is_open: Mutex<bool>,
    opened: Condvar,
    inside: AtomicU32,
    most: AtomicU32,
    done: AtomicU32,
    news: Condvar,
}

#[do_callback]
impl BackgroundCopyCallback for Gate {
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        let inside = self.inside.fetch_add(1, SeqCst) + 1;
        self.most.fetch_max(inside, SeqCst);
        let mut is_open = self.is_open.lock().unwrap();
        self.news.notify_all();
        while !*is_open {
            is_open = self.opened.wait(is_open).unwrap();
        }
        self.inside.fetch_sub(1, SeqCst);
        self.done.fetch_add(1, SeqCst);
        self.news.notify_all();
        Ok(())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

impl Gate {
    fn wait_until(&self, is_so: impl Fn(&Self) -> bool) {
        let guard = self.is_open.lock().unwrap();
        let wait = self.news.wait_timeout_while(guard, Duration::from_secs(60), |_| !is_so(self));
        assert!(!wait.unwrap().1.timed_out());
    }
}

#[test]
fn at_most_four_calls_run_at_once() {
    const JOBS: u32 = 12;
    let folder = Folder::new();
    let url = folder.file("from", b"content");
    let service = Service::start().unwrap();
    let connection = service.connect();
    let gate = Object::new(Gate::default());
    let jobs: Vec<IBackgroundCopyJob> = (0..JOBS)
        .map(|number| {
            let job = job(&connection.manager(), &url, &folder.path(&number.to_string()));
            job.set_notify_interface(Some(&gate.cast().unwrap())).unwrap();
            job.resume().unwrap();
            job
        })
        .collect();
    gate.wait_until(|gate| gate.inside.load(SeqCst) == 4);
    // Transfers go on, and calls do not.
    let is_transferred = |job: &IBackgroundCopyJob| job.get_state() == Ok(BG_JOB_STATE_TRANSFERRED);
    while !jobs.iter().all(is_transferred) {
        std::thread::yield_now();
    }
    assert_eq!((gate.inside.load(SeqCst), gate.done.load(SeqCst)), (4, 0));
    *gate.is_open.lock().unwrap() = true;
    gate.opened.notify_all();
    gate.wait_until(|gate| gate.done.load(SeqCst) == JOBS);
    assert_eq!(gate.most.load(SeqCst), 4);
}
