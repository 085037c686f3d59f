#![forbid(unsafe_code)]
use do_callback::prelude::*;
use std::sync::Mutex;

struct Log {
    _last: Mutex<Option<IBackgroundCopyJob>>,
}

#[do_callback]
impl BackgroundCopyCallback for Log {
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

fn main() {}
