//! ACCEPTED

#![forbid(unsafe_code)]

use do_callback::prelude::*;

struct Ours;

#[do_callback]
impl BackgroundCopyCallback for Ours {
    fn job_transferred(&self, _: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    fn job_error(&self, _: &IBackgroundCopyJob, _: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _: &IBackgroundCopyJob, _: u32) -> Result<()> {
        Ok(())
    }
}

fn main() {
    let _callback: IBackgroundCopyCallback = Ours.into();
}
