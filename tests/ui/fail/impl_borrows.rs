#![forbid(unsafe_code)]
use do_callback::prelude::*;

struct Log<'a> {
    _name: &'a str,
}

#[do_callback]
impl<'a> BackgroundCopyCallback for Log<'a> {
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
