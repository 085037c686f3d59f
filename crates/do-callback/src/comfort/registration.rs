//! A callback that a job calls, and the guard that ends it.

use super::{Error, Job, Notify, Result};
use crate::{
    BG_JOB_STATE_ERROR, BG_JOB_STATE_TRANSFERRED, IBackgroundCopyCallback, IBackgroundCopyJob,
    IUnknown, Interface,
};

/// A callback is registered with a job. Dropping this clears it, with NULL, as a program should before it exits.
///
/// It keeps the callback's object alive. Only what it registered is cleared: where somebody registered another callback since, that
/// one stays. [`clear`](Self::clear) says whether it worked, [`forget`](Self::forget) leaves it with the service.
///
/// A service knows callbacks, not guards. Of two guards for one job and the same callback, the end of either ends both: to change the
/// events, use `SetNotifyFlags`. And while a [`Transferred`](super::Transferred) of the job waits, its own callback is registered, which
/// hands on to this one and puts it back at its end: drop the future before the guard.
///
/// It belongs to the thread's apartment, as its interfaces do.
#[derive(Debug)]
#[must_use = "the registration ends when this is dropped"]
pub struct Registration {
    job: Job,
    callback: IBackgroundCopyCallback,
    events: Notify,
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
        register(job, &callback.cast()?, events)?;
        Ok(Self { job: job.clone(), callback: callback.clone(), events, ends: true })
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
    /// What the service answers: `BG_E_INVALID_STATE` once the job is completed or cancelled.
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
        if is_registered(&self.job, &self.callback.cast()?) {
            self.job.set_notify_interface(None)?;
        }
        Ok(())
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

/// Registers a callback. After a failure the events are those of before.
#[inline]
fn register(job: &IBackgroundCopyJob, callback: &IUnknown, events: Notify) -> Result<()> {
    let before = job.get_notify_flags().map_err(Error::of("cannot read the job's events"))?;
    // First the events, so that no other than these are told.
    job.set_notify_flags(events.bits()).map_err(Error::of("cannot choose the events"))?;
    match job.set_notify_interface(Some(callback)) {
        Ok(()) => Ok(()),
        Err(error) => {
            drop(job.set_notify_flags(before));
            Err(Error::of("cannot register the callback")(error))
        }
    }
}

/// Whether `own` is the job's callback; where that cannot be read, nobody else is known to have registered.
#[inline]
pub(super) fn is_registered(job: &IBackgroundCopyJob, own: &IUnknown) -> bool {
    job.get_notify_interface().map_or(true, |registered| registered.as_ref() == Some(own))
}
