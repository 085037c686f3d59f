//! REFUSED: a COM object must be `'static`, and this type borrows for `'lender`

use do_callback::prelude::*;

struct Ours<'lender>(#[allow(dead_code, reason = "it is there")] &'lender str);

#[do_callback]
impl<'lender> BackgroundCopyCallback for Ours<'lender> {
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

fn main() {}
