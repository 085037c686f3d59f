#![forbid(unsafe_code)]
use do_callback::prelude::*;

struct Log {
    done: u32,
}

#[do_callback]
impl BackgroundCopyCallback for Log {
    fn job_transferred(&mut self, _job: &IBackgroundCopyJob) -> Result<()> {
        self.done += 1;
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
