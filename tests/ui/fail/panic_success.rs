//! A panic that is to look like a success.
use do_callback::{codes::S_OK, prelude::*};

struct Log;

#[do_callback(panic = S_OK)]
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

fn main() {
    let _: IBackgroundCopyCallback = Log.into();
}
