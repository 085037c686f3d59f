#![forbid(unsafe_code)]
#![deny(warnings)]
//! Without the attribute it is an ordinary trait: good for tests and for types that are no objects.
use do_callback::prelude::*;
use std::rc::Rc;

struct Log(Rc<u32>);

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

fn takes(callback: &dyn BackgroundCopyCallback) -> usize {
    size_of_val(callback)
}

fn main() {
    let log = Log(Rc::new(1));
    assert_eq!(takes(&log), size_of::<Rc<u32>>());
    assert_eq!(*log.0, 1);
}
