#![forbid(unsafe_code)]
use do_callback::prelude::*;

struct Log;

#[do_callback]
impl Log {
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
}

fn main() {}
