#![forbid(unsafe_code)]
use do_callback::prelude::*;

struct Log;

#[do_callback(apartment)]
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

static LOG: StaticObject<Log> = StaticObject::new(Log);

fn main() {
    let _ = LOG.to_interface();
}
