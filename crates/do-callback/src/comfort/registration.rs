//! A callback that a job calls, and the guard that ends it.

use std::sync::Arc;

use super::{
    Error, Job, Notify, Result,
    listeners::{Listeners, Registered},
};
use crate::{BG_JOB_STATE_ERROR, BG_JOB_STATE_TRANSFERRED, IBackgroundCopyCallback, Interface};

/// A callback is registered with a job. Dropping this clears it, with NULL, as a program should before it exits.
///
/// It keeps the callback's object alive. Of the registrations of a job the last one counts, also where it is for the same callback: to
/// change the events, register again. Dropping an earlier one then changes nothing. [`clear`](Self::clear) says whether it worked,
/// [`forget`](Self::forget) leaves it with the service.
///
/// Only what it registered is cleared. Where somebody else registered a callback since, that one stays; and where the service does not
/// say who is registered, whoever it is stays. While a [`Transferred`](super::Transferred) of the job waits, the callback hears through
/// that, up to the end of this.
///
/// It belongs to the thread's apartment, as its interfaces do.
#[derive(Debug)]
#[must_use = "the registration ends when this is dropped"]
pub struct Registration {
    job: Job,
    listeners: Arc<Listeners>,
    callback: IBackgroundCopyCallback,
    events: Notify,
    registered: Arc<Registered>,
    /// Dropping it clears it.
    ends: bool,
}

impl Registration {
    #[inline]
    pub(super) fn new(
        job: &Job,
        callback: &IBackgroundCopyCallback,
        events: Notify,
    ) -> Result<Self> {
        let listeners = Listeners::of(job)?;
        let registered = listeners.register(job, &callback.cast()?, events)?;
        let (job, callback) = (job.clone(), callback.clone());
        Ok(Self { job, listeners, callback, events, registered, ends: true })
    }

    /// The job.
    #[inline]
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// The callback.
    #[inline]
    pub fn callback(&self) -> &IBackgroundCopyCallback {
        &self.callback
    }

    /// Looks once at the job's state, and tells the callback if the job has ended in a way that it is registered for: `JobTransferred`
    /// or `JobError`, on this thread. True if it was told.
    ///
    /// # Errors
    ///
    /// The state cannot be read, or the callback fails.
    #[inline]
    pub fn catch_up(&self) -> Result<bool> {
        let state = self.job.get_state().map_err(Error::of("cannot read the job's state"))?;
        let told = match state {
            BG_JOB_STATE_TRANSFERRED if self.events.asks_for(Notify::TRANSFERRED) => {
                self.callback.job_transferred(&self.job)
            }
            BG_JOB_STATE_ERROR if self.events.asks_for(Notify::ERROR) => {
                let error =
                    self.job.get_error().map_err(Error::of("cannot read the job's error"))?;
                self.callback.job_error(&self.job, &error)
            }
            _ => return Ok(false),
        };
        told.map(|()| true).map_err(Error::of("the callback failed"))
    }

    /// Clears the registration.
    ///
    /// # Errors
    ///
    /// What the service answers: `BG_E_INVALID_STATE` once the job is completed or cancelled. The callback is then still registered, if
    /// the job has not ended.
    #[inline]
    pub fn clear(mut self) -> Result<()> {
        self.ends = false;
        self.unregister().map_err(Error::of("cannot clear the callback"))
    }

    /// Leaves the callback registered, and gives its interface. The service keeps the object alive, and calls it until another callback
    /// takes its place, or the program ends.
    #[inline]
    pub fn forget(mut self) -> IBackgroundCopyCallback {
        self.ends = false;
        self.callback.clone()
    }

    #[inline]
    fn unregister(&self) -> crate::Result<()> {
        self.listeners.unregister(&self.job, &self.callback.cast()?, &self.registered)
    }
}

impl Drop for Registration {
    #[inline]
    fn drop(&mut self) {
        if self.ends {
            // A job that has ended has no callback any more, and one that cannot be reached calls nobody.
            drop(self.unregister());
        }
    }
}
