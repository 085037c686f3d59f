#![forbid(unsafe_code)]
use do_callback::prelude::*;
use std::rc::Rc;

struct Log {
    _name: Rc<str>,
}

#[do_callback]
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
    let _: IBackgroundCopyCallback = Log { _name: "a".into() }.into();
}
