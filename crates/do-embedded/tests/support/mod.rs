//! What the tests share: a folder of their own, a callback that writes down what it hears, and a server on the loopback.
#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod server;

use std::{
    fs,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering::Relaxed},
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

use do_callback::{codes::E_FAIL, prelude::*};

/// Longer than anything here takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A folder that goes when it is dropped.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("do-embedded-{}-{}", std::process::id(), MADE.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// Writes a file; its URL.
    pub(crate) fn file(&self, name: &str, content: &[u8]) -> String {
        fs::write(self.0.join(name), content).unwrap();
        self.url(name)
    }

    pub(crate) fn url(&self, name: &str) -> String {
        format!("file:///{}", self.path(name).trim_start_matches('/'))
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    /// The names of the files in it, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A call of a callback, with the state that the job was in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Transferred,
    Error(BG_ERROR_CONTEXT, HRESULT),
    Modification(BG_JOB_STATE),
}

/// Writes down what it hears, and passes it on.
pub(crate) struct Log {
    heard: Mutex<Vec<(GUID, Heard)>>,
    sender: Mutex<Sender<Heard>>,
    /// So many of the next calls fail.
    pub(crate) failing: AtomicU32,
    /// Completes a job when it hears of its end.
    pub(crate) completes: bool,
}

impl Log {
    pub(crate) fn new() -> (Object<Self>, Receiver<Heard>) {
        Self::make(false)
    }

    /// One that completes its jobs.
    pub(crate) fn completing() -> (Object<Self>, Receiver<Heard>) {
        Self::make(true)
    }

    fn make(completes: bool) -> (Object<Self>, Receiver<Heard>) {
        let (sender, receiver) = channel();
        let (heard, sender) = (Mutex::default(), Mutex::new(sender));
        (Object::new(Self { heard, sender, failing: AtomicU32::new(0), completes }), receiver)
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().iter().map(|(_, heard)| *heard).collect()
    }

    /// What it heard of one job.
    pub(crate) fn heard_of(&self, job: &GUID) -> Vec<Heard> {
        let heard = self.heard.lock().unwrap();
        heard.iter().filter(|(id, _)| id == job).map(|(_, heard)| *heard).collect()
    }

    fn hear(&self, job: &IBackgroundCopyJob, heard: Heard) -> Result<()> {
        self.heard.lock().unwrap().push((job.get_id()?, heard));
        let _ = self.sender.lock().unwrap().send(heard);
        let fails = self.failing.try_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok();
        if fails { Err(E_FAIL.into()) } else { Ok(()) }
    }
}

#[do_callback]
impl BackgroundCopyCallback for Log {
    fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()> {
        if self.completes {
            assert!(job.complete()?.is_s_ok());
        }
        self.hear(job, Heard::Transferred)
    }
    fn job_error(&self, job: &IBackgroundCopyJob, error: &IBackgroundCopyError) -> Result<()> {
        let (context, code) = error.get_error()?;
        self.hear(job, Heard::Error(context, code))
    }
    fn job_modification(&self, job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        self.hear(job, Heard::Modification(job.get_state()?))
    }
}

/// Registers a callback.
pub(crate) fn register(job: &IBackgroundCopyJob, log: &Object<Log>) {
    job.set_notify_interface(Some(&log.cast().unwrap())).unwrap();
}

/// The next thing that a callback hears.
pub(crate) fn next(receiver: &Receiver<Heard>) -> Heard {
    receiver.recv_timeout(PATIENCE).expect("the callback hears something")
}

/// A job with one file.
pub(crate) fn job(manager: &IBackgroundCopyManager, url: &str, local: &str) -> IBackgroundCopyJob {
    let (_, job) = manager.create_job("a job", BG_JOB_TYPE_DOWNLOAD).unwrap();
    job.add_file(url, local).unwrap();
    job
}

/// Bytes that differ from place to place.
pub(crate) fn content(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at % 251) as u8 ^ (at / 251) as u8).collect()
}
