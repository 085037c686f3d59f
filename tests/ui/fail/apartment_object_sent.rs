//! An object that is bound to its thread, sent to another one.
use do_callback::prelude::*;
use std::rc::Rc;

struct Log(Rc<u32>);

#[do_callback(apartment)]
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
    let log = Object::new(Log(Rc::new(1)));
    std::thread::spawn(move || drop(log));
}
