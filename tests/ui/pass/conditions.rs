#![forbid(unsafe_code)]
#![deny(warnings)]
//! Methods, and whole impls, under `#[cfg]`.
use do_callback::prelude::*;

struct Log;

#[do_callback]
#[cfg(not(any()))]
impl BackgroundCopyCallback for Log {
    #[cfg(any())]
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    #[cfg(not(any()))]
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    #[cfg_attr(all(), inline)]
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

#[do_callback]
#[cfg(any())]
impl BackgroundCopyCallback for Log {}

fn main() {
    let _: IBackgroundCopyCallback = Log.into();
}
