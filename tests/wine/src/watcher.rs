//! The objects that are called.

use std::{
    sync::{
        atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst},
        mpsc::Sender,
    },
    thread::{self, ThreadId},
};

use do_callback::prelude::*;

/// Objects that are alive: one is counted from its creation to its drop.
#[derive(Debug)]
pub struct Alive(&'static AtomicU32);

impl Alive {
    /// Counts one object more.
    pub fn count(counter: &'static AtomicU32) -> Self {
        counter.fetch_add(1, SeqCst);
        Alive(counter)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

/// A call that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `JobTransferred`, with the job's identifier and state.
    Transferred(GUID, BG_JOB_STATE),
    /// `JobError`, with the job's identifier and what its error object says.
    Error(GUID, BG_ERROR_CONTEXT, HRESULT),
    /// `JobModification`, with the job's identifier and the number.
    Modification(GUID, u32),
    /// `FileTransferred`, with the job's identifier and the file's URL.
    File(GUID, String),
}

/// The name of a job for which [`Watcher`] fails in `JobError`.
pub const REFUSED: &str = "refused";
/// The number for which [`Watcher`] fails in `JobModification`.
pub const FAIL: u32 = 0xFA11;
/// The number for which [`Watcher`] panics in `JobModification`.
pub const PANIC: u32 = 0xDEAD;

/// A callback that tells of every call, and on which thread it came.
#[derive(Debug)]
pub struct Watcher {
    _alive: Alive,
    events: Sender<(ThreadId, Event)>,
}

impl Watcher {
    /// A watcher that tells `events`.
    pub fn new(counter: &'static AtomicU32, events: Sender<(ThreadId, Event)>) -> Watcher {
        Watcher { _alive: Alive::count(counter), events }
    }

    fn tell(&self, event: Event) {
        // A test that ended listens no more.
        drop(self.events.send((thread::current().id(), event)));
    }
}

#[do_callback]
impl BackgroundCopyCallback for Watcher {
    fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()> {
        self.tell(Event::Transferred(job.get_id()?, job.get_state()?));
        Ok(())
    }
    fn job_error(&self, job: &IBackgroundCopyJob, error: &IBackgroundCopyError) -> Result<()> {
        let (context, code) = error.get_error()?;
        self.tell(Event::Error(job.get_id()?, context, code));
        if job.get_display_name()? == REFUSED { Err(DO_E_INVALID_STATE.into()) } else { Ok(()) }
    }
    fn job_modification(&self, job: &IBackgroundCopyJob, reserved: u32) -> Result<()> {
        self.tell(Event::Modification(job.get_id()?, reserved));
        match reserved {
            FAIL => Err(DO_E_INVALID_STATE.into()),
            PANIC => panic!("on purpose"),
            _ => Ok(()),
        }
    }
}

/// A [`Watcher`] that hears of each file, too: an object of the callback that BITS asks for first.
#[derive(Debug)]
pub struct FileWatcher(pub Watcher);

#[do_callback]
impl BackgroundCopyCallback2 for FileWatcher {
    fn file_transferred(&self, job: &IBackgroundCopyJob, file: &IBackgroundCopyFile) -> Result<()> {
        let name = file.get_remote_name()?;
        self.0.tell(Event::File(job.get_id()?, name.to_string()));
        Ok(())
    }
}

#[do_callback(part)]
impl BackgroundCopyCallback for FileWatcher {
    fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()> {
        self.0.job_transferred(job)
    }
    fn job_error(&self, job: &IBackgroundCopyJob, error: &IBackgroundCopyError) -> Result<()> {
        self.0.job_error(job, error)
    }
    fn job_modification(&self, job: &IBackgroundCopyJob, reserved: u32) -> Result<()> {
        self.0.job_modification(job, reserved)
    }
}

/// An enumerator of files: results that are strings, interfaces and success codes.
#[derive(Debug)]
pub struct Files {
    _alive: Alive,
    counter: &'static AtomicU32,
    names: &'static [&'static str],
    next: AtomicUsize,
}

impl Files {
    /// An enumerator at its beginning.
    pub fn new(counter: &'static AtomicU32, names: &'static [&'static str]) -> Files {
        Files { _alive: Alive::count(counter), counter, names, next: AtomicUsize::new(0) }
    }
}

#[do_callback]
impl EnumBackgroundCopyFiles for Files {
    fn next(&self, rgelt: &mut OutBuffer<'_, IBackgroundCopyFile>) -> Result<Success<()>> {
        let rest = &self.names[self.next.load(SeqCst)..];
        let file = |&name| File { _alive: Alive::count(self.counter), name }.into();
        let success = rgelt.fill_from(rest.iter().map(file));
        self.next.fetch_add(rgelt.len(), SeqCst);
        Ok(success)
    }
    fn skip(&self, celt: u32) -> Result<Success<()>> {
        let next = self.next.load(SeqCst);
        let skipped = (celt as usize).min(self.names.len() - next);
        self.next.store(next + skipped, SeqCst);
        Ok(if skipped == celt as usize { Success::ok(()) } else { Success::s_false(()) })
    }
    fn reset(&self) -> Result<()> {
        self.next.store(0, SeqCst);
        Ok(())
    }
    fn clone(&self) -> Result<IEnumBackgroundCopyFiles> {
        let next = AtomicUsize::new(self.next.load(SeqCst));
        Ok(Files { next, ..Files::new(self.counter, self.names) }.into())
    }
    fn get_count(&self) -> Result<u32> {
        u32::try_from(self.names.len()).map_err(|_| DO_E_INVALID_STATE.into())
    }
}

/// A file. It has no marshaler of its own: Wine 8 loses what follows an array of interfaces whose marshaler asks for more room than it
/// uses, and its own free-threaded marshaler does, as do its proxies.
#[derive(Debug)]
struct File {
    _alive: Alive,
    name: &'static str,
}

#[do_callback(no_marshal)]
impl BackgroundCopyFile for File {
    fn get_remote_name(&self) -> Result<WString> {
        Ok(format!("http://localhost/{}", self.name).into())
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok(self.name.into())
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS { BytesTotal: 3, BytesTransferred: 2, Completed: true.into() })
    }
}
