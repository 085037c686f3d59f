//! A job.

use std::{ops::Deref, path::Path};

use super::{Error, Notify, Registration, Result, Transferred};
use crate::{
    BG_JOB_STATE_ERROR, BG_JOB_STATE_TRANSIENT_ERROR, IBackgroundCopyCallback, IBackgroundCopyJob,
    codes::E_INVALIDARG,
};

/// A job of the service: files that are transferred together.
///
/// It derefs to its interface, so that every method of [`IBackgroundCopyJob`] is there: `resume`, `suspend`, `complete`, `cancel`,
/// `get_state`, `get_progress`. The methods here are those that take more than one call, or that can say more of a failure.
///
/// It belongs to the thread's apartment, as its interface does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job(IBackgroundCopyJob);

impl Job {
    /// The interface.
    #[inline]
    pub fn raw(&self) -> &IBackgroundCopyJob {
        &self.0
    }

    /// The interface, without the job around it.
    #[inline]
    pub fn into_raw(self) -> IBackgroundCopyJob {
        self.0
    }

    /// Adds a file: a URL, and the full path where it is to arrive.
    ///
    /// This is `AddFile`, which is of BITS. The Delivery Optimization of 1709 documents only
    /// `IDeliveryOptimizationJob::AddFileWithRanges`.
    ///
    /// # Errors
    ///
    /// What the service answers; `E_INVALIDARG` for a path that is not Unicode.
    #[inline]
    pub fn add_file(&self, remote: &str, local: impl AsRef<Path>) -> Result<()> {
        let local = local.as_ref();
        let added = match local.to_str() {
            Some(local) => self.0.add_file(remote, local),
            None => Err(crate::Error::from_hresult(E_INVALIDARG)),
        };
        added.map_err(|error| {
            Error::of("cannot add a file")(error).with_file(remote, &local.to_string_lossy())
        })
    }

    /// Has a callback told of events, as long as the [`Registration`] lives.
    ///
    /// A job has one callback: the one that was registered before hears nothing more. A [`Transferred`] that waits does.
    ///
    /// # Errors
    ///
    /// What the service answers: `E_NOTIMPL` for an event that it does not know, `E_ACCESSDENIED` for a job of somebody else's, or
    /// where it may not call into this process. The flags are then those of before.
    #[inline]
    pub fn notify(
        &self,
        callback: &IBackgroundCopyCallback,
        events: Notify,
    ) -> Result<Registration> {
        Registration::new(self, callback, events)
    }

    /// Waits until every file has arrived. See [`Transferred`].
    #[inline]
    pub fn transferred(&self) -> Transferred {
        Transferred::of(&self.0)
    }

    /// What stopped the job, if it stands in one of the two error states.
    ///
    /// # Errors
    ///
    /// Its state cannot be read.
    #[inline]
    pub fn failure(&self) -> Result<Option<Error>> {
        let state = self.0.get_state().map_err(Error::of("cannot read the job's state"))?;
        let failed = [BG_JOB_STATE_ERROR, BG_JOB_STATE_TRANSIENT_ERROR].contains(&state);
        Ok(failed.then(|| Error::stopped(&self.0)))
    }
}

impl Deref for Job {
    type Target = IBackgroundCopyJob;
    #[inline]
    fn deref(&self) -> &IBackgroundCopyJob {
        &self.0
    }
}

impl From<IBackgroundCopyJob> for Job {
    #[inline]
    fn from(job: IBackgroundCopyJob) -> Self {
        Self(job)
    }
}
