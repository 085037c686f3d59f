#![forbid(unsafe_code)]
use do_callback::prelude::*;

struct Log;

#[do_callback]
impl BackgroundCopyCallback for Log {
    fn job_transferred<T>(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    fn job_error<const N: usize>(
        &self,
        _job: &IBackgroundCopyJob,
        _error: &IBackgroundCopyError,
    ) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: impl Into<u32>) -> Result<()> {
        Ok(())
    }
}

fn main() {}
