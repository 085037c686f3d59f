//! The callback that the futures of a job share.

use std::sync::Arc;

use super::{Error, Notify, listeners::Listeners, transferred::end_of};
use crate::{
    BackgroundCopyCallback, IBackgroundCopyCallback, IBackgroundCopyError, IBackgroundCopyJob,
    Interface, Result, do_callback,
};

/// It tells whoever stands behind it, then the futures. What that one answers goes to the service, which repeats what failed.
pub(super) struct Relay(pub(super) Arc<Listeners>);

#[do_callback(weak)]
impl BackgroundCopyCallback for Relay {
    #[inline]
    fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()> {
        let answer = self.hand_on(Notify::TRANSFERRED, |behind| behind.job_transferred(job));
        self.0.tell(Ok(()));
        answer
    }

    #[inline]
    fn job_error(&self, job: &IBackgroundCopyJob, error: &IBackgroundCopyError) -> Result<()> {
        // What the other one does to the job may end its error.
        let end = Err(Error::of_job(error));
        let answer = self.hand_on(Notify::ERROR, |behind| behind.job_error(job, error));
        self.0.tell(end);
        answer
    }

    /// Somebody may have cancelled the job, or completed it.
    #[inline]
    fn job_modification(&self, job: &IBackgroundCopyJob, reserved: u32) -> Result<()> {
        let answer =
            self.hand_on(Notify::MODIFICATION, |behind| behind.job_modification(job, reserved));
        if let Ok(Some(end)) = end_of(job) {
            self.0.tell(end);
        }
        answer
    }
}

impl Relay {
    /// Hands an event on, if it was asked for.
    #[inline]
    fn hand_on(
        &self,
        event: Notify,
        call: impl FnOnce(&IBackgroundCopyCallback) -> Result<()>,
    ) -> Result<()> {
        match self.0.behind(event) {
            Some(behind) => call(&behind.resolve()?.cast()?),
            None => Ok(()),
        }
    }
}

/// The service has let go of it: the futures are to look why, and whether they still wait.
impl Drop for Relay {
    #[inline]
    fn drop(&mut self) {
        self.0.wake();
    }
}
