//! The states of a job: events in, what clients are told out. No input, no output, no clock; times are arguments.

use std::time::Duration;

use do_callback::{
    BG_JOB_STATE, BG_JOB_STATE_ACKNOWLEDGED, BG_JOB_STATE_CANCELLED, BG_JOB_STATE_CONNECTING,
    BG_JOB_STATE_ERROR, BG_JOB_STATE_QUEUED, BG_JOB_STATE_SUSPENDED, BG_JOB_STATE_TRANSFERRED,
    BG_JOB_STATE_TRANSFERRING, BG_JOB_STATE_TRANSIENT_ERROR, DO_E_DOWNLOAD_NO_PROGRESS,
    DO_E_INVALID_STATE, DO_E_JOB_EMPTY, HRESULT,
};

use super::notices::Notice;
use crate::{failure::Failure, time::Time};

/// What happens to a job.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Event {
    /// The client: a file more.
    Added,
    /// The client: go on.
    Resume,
    /// The client: stop for now.
    Suspend,
    /// The client: give up.
    Cancel,
    /// The client: hand over what has arrived.
    Complete,
    /// A worker takes the job.
    Taken,
    /// The worker has an answer from the server.
    Connected,
    /// Bytes have arrived.
    Progress,
    /// A file has arrived, and the next one has to wait.
    Paused,
    /// Every file has arrived.
    Done,
    /// A file of the job, by its index, did not arrive.
    Failed(Failure, usize),
    /// The worker lets the job go, whatever its state.
    Released,
    /// Time has passed.
    Look,
}

/// Why a client's event is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The job has ended.
    Ended,
    /// There is no file to transfer.
    Empty,
    /// A worker may not have the job now.
    NotQueued,
}

impl Refused {
    pub(crate) const fn code(self) -> HRESULT {
        match self {
            Self::Ended | Self::NotQueued => DO_E_INVALID_STATE,
            Self::Empty => DO_E_JOB_EMPTY,
        }
    }
}

/// How patient a job is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Between a transient failure and the next attempt.
    pub(crate) retry: Duration,
    /// How long transient failures without a byte between them go on before they are an error.
    pub(crate) no_progress: Duration,
}

/// The state of a job.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    state: BG_JOB_STATE,
    patience: Patience,
    files: usize,
    /// A worker has the job in its hands, even if the state no longer wants that.
    held: bool,
    /// Why the job is in one of the two states of error, and the index of the file.
    failure: Option<(Failure, usize)>,
    failures: u32,
    retry_at: Time,
    /// When the first transient failure came after which no byte has arrived.
    stalled_since: Option<Time>,
}

impl Machine {
    /// A new job: suspended and without files.
    pub(crate) fn new(patience: Patience) -> Self {
        Self {
            state: BG_JOB_STATE_SUSPENDED,
            patience,
            files: 0,
            held: false,
            failure: None,
            failures: 0,
            retry_at: Time::default(),
            stalled_since: None,
        }
    }

    pub(crate) fn state(&self) -> BG_JOB_STATE {
        self.state
    }

    pub(crate) fn patience(&self) -> Patience {
        self.patience
    }

    pub(crate) fn be_patient(&mut self, patience: Patience) {
        self.patience = patience;
    }

    /// The failure that the job is stopped by, and the index of its file.
    pub(crate) fn failure(&self) -> Option<(Failure, usize)> {
        self.failure
    }

    /// How often a transfer failed, transient failures included.
    pub(crate) fn failures(&self) -> u32 {
        self.failures
    }

    /// Nothing happens to the job any more.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.state, BG_JOB_STATE_ACKNOWLEDGED | BG_JOB_STATE_CANCELLED)
    }

    /// The worker that holds the job is to go on.
    pub(crate) fn runs(&self) -> bool {
        self.held && self.is_active()
    }

    /// The job waits for a worker.
    pub(crate) fn waits(&self) -> bool {
        self.state == BG_JOB_STATE_QUEUED && !self.held
    }

    /// When [`Event::Look`] has something to see.
    pub(crate) fn look_at(&self) -> Option<Time> {
        (self.state == BG_JOB_STATE_TRANSIENT_ERROR)
            .then(|| self.gives_up_at().map_or(self.retry_at, |end| self.retry_at.min(end)))
    }

    /// What the present state is news of, for whoever has not heard it yet.
    pub(crate) fn news(&self) -> Option<Notice> {
        match self.state {
            BG_JOB_STATE_TRANSFERRED => Some(Notice::Transferred),
            BG_JOB_STATE_ERROR => Some(Notice::Error),
            _ => None,
        }
    }

    /// The event happens; what the client is to be told of it.
    ///
    /// # Errors
    ///
    /// A client's event that the state does not allow, and a worker that may not have the job. What a worker says of a job
    /// that has been taken from it meanwhile is not an error, and changes nothing.
    pub(crate) fn on(&mut self, event: Event, now: Time) -> Result<Option<Notice>, Refused> {
        let before = self.state;
        match event {
            Event::Released => self.held = false,
            Event::Taken if !self.waits() => return Err(Refused::NotQueued),
            Event::Taken => {
                self.held = true;
                self.enter(BG_JOB_STATE_CONNECTING);
            }
            Event::Connected
            | Event::Progress
            | Event::Paused
            | Event::Done
            | Event::Failed(..) => {
                if !self.runs() {
                    return Ok(None);
                }
                return Ok(self.on_transfer(event, now, before));
            }
            Event::Look => self.look(now),
            Event::Added | Event::Resume | Event::Suspend | Event::Cancel | Event::Complete => {
                self.on_client(event)?;
            }
        }
        Ok(self.told(before))
    }

    fn on_client(&mut self, event: Event) -> Result<(), Refused> {
        if self.has_ended() {
            return Err(Refused::Ended);
        }
        match event {
            Event::Added => {
                self.files += 1;
                if self.state == BG_JOB_STATE_TRANSFERRED {
                    self.enter(BG_JOB_STATE_QUEUED);
                }
            }
            Event::Resume if self.files == 0 => return Err(Refused::Empty),
            Event::Resume if self.is_stopped() => {
                self.stalled_since = None;
                self.enter(BG_JOB_STATE_QUEUED);
            }
            // A job that is at rest already, by an error or by its end, stays as it is.
            Event::Suspend if self.news().is_none() => self.enter(BG_JOB_STATE_SUSPENDED),
            Event::Cancel => self.enter(BG_JOB_STATE_CANCELLED),
            Event::Complete => self.enter(BG_JOB_STATE_ACKNOWLEDGED),
            _ => {}
        }
        Ok(())
    }

    fn on_transfer(&mut self, event: Event, now: Time, before: BG_JOB_STATE) -> Option<Notice> {
        match event {
            Event::Progress => {
                self.stalled_since = None;
                return Some(Notice::Modification);
            }
            Event::Paused => self.enter(BG_JOB_STATE_QUEUED),
            Event::Done => self.enter(BG_JOB_STATE_TRANSFERRED),
            Event::Failed(failure, file) => self.fail(failure, file, now),
            _ => self.enter(BG_JOB_STATE_TRANSFERRING),
        }
        self.told(before)
    }

    fn fail(&mut self, failure: Failure, file: usize, now: Time) {
        self.failures = self.failures.saturating_add(1);
        self.failure = Some((failure, file));
        if !failure.transient {
            self.state = BG_JOB_STATE_ERROR;
            return;
        }
        self.state = BG_JOB_STATE_TRANSIENT_ERROR;
        self.stalled_since.get_or_insert(now);
        self.retry_at = now.after(self.patience.retry);
        self.give_up_if_stalled(now);
    }

    fn look(&mut self, now: Time) {
        if self.state != BG_JOB_STATE_TRANSIENT_ERROR {
            return;
        }
        self.give_up_if_stalled(now);
        if self.state == BG_JOB_STATE_TRANSIENT_ERROR && self.retry_at <= now {
            self.state = BG_JOB_STATE_QUEUED;
        }
    }

    /// A transient failure that lasts is an error.
    fn give_up_if_stalled(&mut self, now: Time) {
        if self.gives_up_at().is_some_and(|end| end <= now) {
            if let Some((failure, _)) = &mut self.failure {
                *failure = Failure::remote(DO_E_DOWNLOAD_NO_PROGRESS);
            }
            self.stalled_since = None;
            self.state = BG_JOB_STATE_ERROR;
        }
    }

    fn gives_up_at(&self) -> Option<Time> {
        Some(self.stalled_since?.after(self.patience.no_progress))
    }

    fn is_active(&self) -> bool {
        matches!(self.state, BG_JOB_STATE_CONNECTING | BG_JOB_STATE_TRANSFERRING)
    }

    fn is_stopped(&self) -> bool {
        matches!(
            self.state,
            BG_JOB_STATE_SUSPENDED | BG_JOB_STATE_ERROR | BG_JOB_STATE_TRANSIENT_ERROR
        )
    }

    /// Into a state without a failure. A job that waits for its next attempt keeps the last one until it transfers again.
    fn enter(&mut self, state: BG_JOB_STATE) {
        if !matches!(state, BG_JOB_STATE_QUEUED | BG_JOB_STATE_CONNECTING) {
            self.failure = None;
        }
        self.state = state;
    }

    /// What a change from `before` is to the client. The end of a job is its own doing.
    fn told(&self, before: BG_JOB_STATE) -> Option<Notice> {
        if self.state == before || self.has_ended() {
            return None;
        }
        self.news().or(Some(Notice::Modification))
    }
}
