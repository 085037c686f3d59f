//! A user's crate: one callback, by the `windows` crate.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use windows::{
    Win32::Networking::BackgroundIntelligentTransferService::{
        IBackgroundCopyCallback, IBackgroundCopyCallback_Impl, IBackgroundCopyError,
        IBackgroundCopyJob,
    },
    core::{Ref, Result, implement},
};

/// Counts the jobs that are done.
#[implement(IBackgroundCopyCallback)]
#[derive(Default)]
struct Log {
    done: AtomicU32,
    changes: AtomicU32,
}

impl IBackgroundCopyCallback_Impl for Log_Impl {
    fn JobTransferred(&self, job: Ref<IBackgroundCopyJob>) -> Result<()> {
        job.ok()?;
        self.done.fetch_add(1, Relaxed);
        Ok(())
    }
    fn JobError(
        &self,
        job: Ref<IBackgroundCopyJob>,
        error: Ref<IBackgroundCopyError>,
    ) -> Result<()> {
        job.ok()?;
        error.ok()?;
        Ok(())
    }
    fn JobModification(&self, job: Ref<IBackgroundCopyJob>, _reserved: u32) -> Result<()> {
        job.ok()?;
        self.changes.fetch_add(1, Relaxed);
        Ok(())
    }
}

/// The callback, to be registered with a job.
pub fn callback() -> IBackgroundCopyCallback {
    Log::default().into()
}
