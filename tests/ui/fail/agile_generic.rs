#![forbid(unsafe_code)]
use do_callback::prelude::*;

struct Call<F>(F);

#[do_callback]
impl<F: Fn(u32) + 'static> BackgroundCopyCallback for Call<F> {
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok((self.0)(0))
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

fn main() {}
