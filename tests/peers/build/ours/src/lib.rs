//! A user's crate: one callback, by `do-callback`.
#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use do_callback::prelude::*;

/// Counts the jobs that are done.
#[derive(Default)]
struct Log {
    done: AtomicU32,
    changes: AtomicU32,
}

#[do_callback]
impl BackgroundCopyCallback for Log {
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        self.done.fetch_add(1, Relaxed);
        Ok(())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        self.changes.fetch_add(1, Relaxed);
        Ok(())
    }
}

/// The callback, to be registered with a job.
pub fn callback() -> IBackgroundCopyCallback {
    Log::default().into()
}
