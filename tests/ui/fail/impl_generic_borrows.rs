//! A generic type is an object only of what it may keep.
use do_callback::prelude::*;

struct Log<T>(T);

#[do_callback]
impl<T: Send + Sync> BackgroundCopyCallback for Log<T> {
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
    let name = String::from("name");
    let _ = Object::new(Log(name.as_str()));
    let _: IBackgroundCopyCallback = Log(name.as_str()).into();
}
