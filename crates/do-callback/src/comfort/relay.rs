//! The callback that the futures of a job share.

use std::sync::Arc;

use super::{Error, Notify, listeners::Listeners, transferred::end_of};
use crate::{
    BackgroundCopyCallback, IBackgroundCopyCallback, IBackgroundCopyError, IBackgroundCopyJob,
    Interface, Result, do_callback,
};

/// It tells whoever stands behind it, then the futures. What that one answers goes to the service, which repeats what failed.
pub(super) struct Relay(pub(super) Arc<Listeners>);

#[cfg_attr(not(feature = "bits"), do_callback(weak))]
#[cfg_attr(feature = "bits", do_callback(part))]
impl BackgroundCopyCallback for Relay {
    #[inline]
    fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()> {
        let answer = self.hand_on(Notify::TRANSFERRED, |behind: &IBackgroundCopyCallback| {
            behind.job_transferred(job)
        });
        self.0.tell(Ok(()));
        answer
    }

    #[inline]
    fn job_error(&self, job: &IBackgroundCopyJob, error: &IBackgroundCopyError) -> Result<()> {
        // What the other one does to the job may end its error.
        let end = Err(Error::of_job(error));
        let answer = self.hand_on(Notify::ERROR, |behind: &IBackgroundCopyCallback| {
            behind.job_error(job, error)
        });
        self.0.tell(end);
        answer
    }

    /// Somebody may have cancelled the job, or completed it.
    #[inline]
    fn job_modification(&self, job: &IBackgroundCopyJob, reserved: u32) -> Result<()> {
        let answer = self.hand_on(Notify::MODIFICATION, |behind: &IBackgroundCopyCallback| {
            behind.job_modification(job, reserved)
        });
        if let Ok(Some(end)) = end_of(job) {
            self.0.tell(end);
        }
        answer
    }
}

/// What only some callbacks hear of, and only where they asked for it.
#[cfg(feature = "bits")]
mod files {
    use super::Relay;
    use crate::{
        BG_FILE_RANGE, IBackgroundCopyFile, IBackgroundCopyJob, Result,
        bits::{
            BackgroundCopyCallback2, BackgroundCopyCallback3, IBackgroundCopyCallback2,
            IBackgroundCopyCallback3,
        },
        comfort::Notify,
        do_callback,
    };

    #[do_callback(part)]
    impl BackgroundCopyCallback2 for Relay {
        #[inline]
        fn file_transferred(
            &self,
            job: &IBackgroundCopyJob,
            file: &IBackgroundCopyFile,
        ) -> Result<()> {
            self.hand_on(Notify::FILE_TRANSFERRED, |behind: &IBackgroundCopyCallback2| {
                behind.file_transferred(job, file)
            })
        }
    }

    #[do_callback(weak)]
    impl BackgroundCopyCallback3 for Relay {
        #[inline]
        fn file_ranges_transferred(
            &self,
            job: &IBackgroundCopyJob,
            file: &IBackgroundCopyFile,
            ranges: &[BG_FILE_RANGE],
        ) -> Result<()> {
            self.hand_on(Notify::FILE_RANGES_TRANSFERRED, |behind: &IBackgroundCopyCallback3| {
                behind.file_ranges_transferred(job, file, ranges)
            })
        }
    }
}

impl Relay {
    /// Hands an event on, if it was asked for, to one that has a method for it.
    #[inline]
    fn hand_on<I: Interface>(
        &self,
        event: Notify,
        call: impl FnOnce(&I) -> Result<()>,
    ) -> Result<()> {
        let Some(behind) = self.0.behind(event) else { return Ok(()) };
        behind.resolve()?.cast().map_or(Ok(()), |behind| call(&behind))
    }
}

/// The service has let go of it: the futures are to look why, and whether they still wait.
impl Drop for Relay {
    #[inline]
    fn drop(&mut self) {
        self.0.wake();
    }
}
