//! A further trait that the type does not implement, and one that nobody knows.
use do_callback::prelude::*;

struct Log;

#[do_callback(also(BackgroundCopyError))]
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
