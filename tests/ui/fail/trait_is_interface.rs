#![forbid(unsafe_code)]
use do_callback::prelude::*;

struct Log;

#[do_callback]
impl IBackgroundCopyCallback for Log {
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
}

fn main() {}
