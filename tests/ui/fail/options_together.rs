//! Options that contradict each other, or say what is so already.
use do_callback::prelude::*;

struct Log;

#[do_callback(apartment, no_marshal, also(BackgroundCopyCallback, IBackgroundCopyFile))]
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

#[do_callback(part, weak)]
impl BackgroundCopyFile for Log {
    fn get_remote_name(&self) -> Result<WString> {
        Ok(WString::default())
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok(WString::default())
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS::default())
    }
}

fn main() {}
