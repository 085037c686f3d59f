#![forbid(unsafe_code)]
use do_callback::prelude::*;

struct Log;

#[do_callback]
impl BackgroundCopyCallback for Log {
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        self.note()
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        self.note()
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
    fn note(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
