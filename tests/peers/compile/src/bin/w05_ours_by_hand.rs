//! REFUSED: error[E0478]: lifetime bound not satisfied

use do_callback::{__private, prelude::*};

struct Ours<'lender>(#[allow(dead_code, reason = "it is there")] &'lender str);

impl BackgroundCopyCallback for Ours<'_> {
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

impl<'lender> __private::Declare for Ours<'lender> {
    type Chain = dyn BackgroundCopyCallback;
    type Further = ();
    type Threading = __private::Agile;
    type Counting = __private::Strong;
}

fn main() {}
