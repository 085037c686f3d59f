//! Code on the `windows` crate, with a callback of ours.
#![cfg(windows)]
#![forbid(unsafe_code)]

use do_callback::{FromWindows, Object, ToWindows, do_callback, prelude::*};
use windows::Win32::Networking::BackgroundIntelligentTransferService as theirs;

/// Prints what it is told.
pub struct Log;

#[do_callback]
impl BackgroundCopyCallback for Log {
    fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()> {
        println!("{}", job.get_display_name()?);
        Ok(())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

/// The callback under the name that the `windows` crate has for it.
///
/// # Errors
///
/// None: the object has the interface.
pub fn callback() -> windows::core::Result<theirs::IBackgroundCopyCallback> {
    Object::new(Log).to_windows()
}

/// Asks a job of theirs through our safe callers.
///
/// # Errors
///
/// What the job returns.
pub fn name(job: &theirs::IBackgroundCopyJob) -> Result<WString> {
    IBackgroundCopyJob::from_windows(job)?.get_display_name()
}
