//! A job: what the service knows of it, behind one lock.

pub(crate) mod file;
pub(crate) mod machine;
pub(crate) mod notices;
#[cfg(test)]
mod tests;

use std::{
    io, mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use do_callback::{
    AgileReference, BG_JOB_PRIORITY, BG_JOB_PRIORITY_NORMAL, BG_JOB_PROGRESS,
    BG_JOB_STATE_TRANSFERRED, BG_S_PARTIAL_COMPLETE, BG_S_UNABLE_TO_DELETE_FILES, BG_SIZE_UNKNOWN,
    GUID, HRESULT, IBackgroundCopyCallback, bits::IBackgroundCopyCallback2, codes::S_OK,
    download::IDODownloadStatusCallback,
};

use self::{
    file::File,
    machine::{Event, Machine, Patience, Refused},
    notices::{Notice, Notices, Pace, Urgency},
};
use crate::{failure::Failure, link::Link, time::Time};

/// By which of the two APIs a job was made, and is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// That of 1709.
    Job,
    /// That of 1809, where it is a download of one file.
    Download,
}

/// A job. Its number says when it was made.
pub(crate) struct Job {
    pub(crate) id: GUID,
    pub(crate) number: u64,
    pub(crate) kind: Kind,
    record: Mutex<Record>,
}

impl Job {
    pub(crate) fn new(id: GUID, number: u64, kind: Kind, record: Record) -> Self {
        Self { id, number, kind, record: Mutex::new(record) }
    }

    /// What is known of the job, to be read. It is changed by [`Engine::change`](crate::engine::Engine::change) alone, which
    /// then looks at what the job needs.
    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who is told, and over which connection.
#[derive(Clone)]
pub(crate) struct Registration {
    pub(crate) link: Arc<Link>,
    pub(crate) listener: Listener,
}

/// A callback of one of the two APIs.
#[derive(Clone)]
pub(crate) enum Listener {
    Job(Arc<AgileReference<IBackgroundCopyCallback>>),
    /// One that is told of files, too.
    Files(Arc<AgileReference<IBackgroundCopyCallback2>>),
    Download(Arc<AgileReference<IDODownloadStatusCallback>>),
}

/// When things happened to a job.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) created: Time,
    pub(crate) modified: Time,
    pub(crate) transferred: Option<Time>,
}

/// How the service treats its jobs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) patience: Patience,
    pub(crate) pace: Pace,
    /// How long a job lives that nobody touches.
    pub(crate) age: Duration,
}

/// What a download will be of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    pub(crate) url: Option<String>,
    pub(crate) local: Option<String>,
    pub(crate) size: Option<u64>,
    pub(crate) content: String,
}

/// What is known of a job.
pub(crate) struct Record {
    pub(crate) machine: Machine,
    pub(crate) notices: Notices,
    pub(crate) registration: Option<Registration>,
    pub(crate) files: Vec<File>,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) priority: BG_JOB_PRIORITY,
    pub(crate) times: Times,
    /// `BITS_JOB_PROPERTY_ID_COST_FLAGS`, which is kept and not acted upon.
    pub(crate) cost: u32,
    /// What a download will be of, before it is started.
    pub(crate) wish: Wish,
    age: Duration,
}

/// What a job waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needs {
    /// A worker; the smaller the rank, the sooner.
    pub(crate) worker: Option<u8>,
    pub(crate) urgent_call: bool,
    pub(crate) ordinary_call: bool,
    /// To be looked at again at that time.
    pub(crate) look_at: Option<Time>,
    /// To be forgotten.
    pub(crate) has_ended: bool,
}

impl Record {
    pub(crate) fn new(name: String, rules: &Rules, now: Time) -> Self {
        Self {
            machine: Machine::new(rules.patience),
            notices: Notices::new(rules.pace),
            registration: None,
            files: Vec::new(),
            name,
            description: String::new(),
            priority: BG_JOB_PRIORITY_NORMAL,
            times: Times { created: now, modified: now, transferred: None },
            cost: 0,
            wish: Wish::default(),
            age: rules.age,
        }
    }

    /// The event happens, and the client is owed what it is to be told of it.
    pub(crate) fn on(&mut self, event: Event, now: Time) -> Result<(), Refused> {
        let notice = self.machine.on(event, now)?;
        if self.machine.news().is_none() {
            self.notices.withdraw();
        }
        let Some(notice) = notice else { return Ok(()) };
        self.times.modified = now;
        if notice == Notice::Transferred {
            self.times.transferred = Some(now);
        }
        self.notices.owe(notice, now);
        Ok(())
    }

    /// The callback from now on. The one before is handed out, to be released without the lock.
    pub(crate) fn register(&mut self, registration: Option<Registration>) -> Option<Registration> {
        let listener = registration.as_ref().map(|registration| &registration.listener);
        let hears_files = matches!(listener, Some(Listener::Files(_)));
        self.notices.register(listener.is_some(), hears_files);
        mem::replace(&mut self.registration, registration)
    }

    /// A worker takes the job, unless its next file has to wait.
    pub(crate) fn take(&mut self, now: Time) -> Result<(), Refused> {
        if self.notices.holds_back() { Err(Refused::NotQueued) } else { self.on(Event::Taken, now) }
    }

    /// The next notice of these urgencies that may be told now.
    pub(crate) fn take_notice(&mut self, urgencies: &[Urgency], now: Time) -> Option<Notice> {
        urgencies.iter().find_map(|urgency| self.notices.take(*urgency, now))
    }

    /// A property changed.
    pub(crate) fn modified(&mut self, now: Time) {
        self.times.modified = now;
        self.notices.owe(Notice::Modification, now);
    }

    /// Time has passed. A job that nobody has touched for too long is cancelled.
    pub(crate) fn look(&mut self, now: Time) {
        if !self.machine.has_ended() && self.expires_at() <= now {
            // A job that has not ended can be cancelled; what cannot be deleted stays.
            let _ = self.cancel(now);
            return;
        }
        let _ = self.on(Event::Look, now);
    }

    /// Deletes what has arrived.
    pub(crate) fn cancel(&mut self, now: Time) -> Result<HRESULT, Refused> {
        self.on(Event::Cancel, now)?;
        Ok(if self.sweep() { S_OK } else { BG_S_UNABLE_TO_DELETE_FILES })
    }

    /// Puts the files that have arrived in their places, and deletes what has not wholly arrived.
    pub(crate) fn complete(&mut self, now: Time) -> Result<Result<HRESULT, Refused>, Failure> {
        if self.machine.has_ended() {
            return Ok(self.on(Event::Complete, now).map(|()| S_OK));
        }
        for file in self.files.iter_mut().filter(|file| file.completed) {
            file.deliver().map_err(|error| Failure::local_io(&error))?;
        }
        let is_whole = self.machine.state() == BG_JOB_STATE_TRANSFERRED;
        let ended = self.on(Event::Complete, now);
        self.sweep();
        Ok(ended.map(|()| if is_whole { S_OK } else { BG_S_PARTIAL_COMPLETE }))
    }

    /// Deletes the temporary files of a job that has ended; whether none is left. Those that a worker still writes are deleted
    /// when it lets go.
    pub(crate) fn sweep(&self) -> bool {
        let left = self.files.iter().filter(|file| !file.delivered);
        left.map(File::remove_temporary).filter(io::Result::is_err).count() == 0
    }

    /// What the files say together.
    pub(crate) fn progress(&self) -> BG_JOB_PROGRESS {
        // What servers claim may be more than there are numbers for.
        let total = self.files.iter().try_fold(0, |sum: u64, file| sum.checked_add(file.total()?));
        BG_JOB_PROGRESS {
            BytesTotal: total.unwrap_or(BG_SIZE_UNKNOWN),
            BytesTransferred: self.files.iter().map(|file| file.position).sum(),
            FilesTotal: count(self.files.len()),
            FilesTransferred: count(self.files.iter().filter(|file| file.completed).count()),
        }
    }

    /// The last file that has arrived.
    pub(crate) fn last_file(&self) -> Option<usize> {
        self.files.iter().rposition(|file| file.completed)
    }

    /// The first file that has not arrived.
    pub(crate) fn next_file(&self) -> Option<usize> {
        self.files.iter().position(|file| !file.completed)
    }

    pub(crate) fn needs(&self, now: Time) -> Needs {
        let is_due = |urgency| self.notices.due(urgency).is_some_and(|due| due <= now);
        let later = [Urgency::File, Urgency::Urgent, Urgency::Ordinary]
            .map(|urgency| self.notices.due(urgency).filter(|due| *due > now));
        let has_ended = self.machine.has_ended();
        let expires = (!has_ended).then(|| self.expires_at());
        Needs {
            // The other three priorities are one to Delivery Optimization.
            worker: (self.machine.waits() && !self.notices.holds_back())
                .then(|| u8::from(self.priority.0 != 0)),
            urgent_call: is_due(Urgency::File) || is_due(Urgency::Urgent),
            ordinary_call: is_due(Urgency::Ordinary),
            look_at: later.into_iter().chain([self.machine.look_at(), expires]).flatten().min(),
            has_ended,
        }
    }

    fn expires_at(&self) -> Time {
        self.times.modified.after(self.age)
    }
}

/// More than four billion things are four billion.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Whole seconds; more than four billion are four billion.
pub(crate) fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}
