//! The callback: a plain trait impl. This file is what a user writes.
#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use do_callback::{prelude::*, result_code};

/// Counts what it is told, and prints it.
#[derive(Debug, Default)]
pub struct Log {
    pub done: AtomicU32,
}

#[do_callback]
impl BackgroundCopyCallback for Log {
    fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()> {
        println!("      job_transferred: {}", job.get_display_name()?);
        let files = job.enum_files()?;
        let mut file = [const { None }];
        while files.next(&mut file)?.is_s_ok() {
            if let [Some(file)] = &file {
                println!("        file: {} -> {}", file.get_remote_name()?, file.get_local_name()?);
            }
        }
        self.done.fetch_add(1, Relaxed);
        job.complete().map(|_| ())
    }

    fn job_error(&self, job: &IBackgroundCopyJob, error: &IBackgroundCopyError) -> Result<()> {
        let (context, code) = error.get_error()?;
        println!(
            "      job_error: {}: {context:?}, {:?}, {}",
            job.get_display_name()?,
            result_code(code),
            error.get_file()?.get_remote_name()?
        );
        Err(code.into())
    }

    fn job_modification(&self, job: &IBackgroundCopyJob, reserved: u32) -> Result<()> {
        assert_eq!(reserved, 0, "reserved must be 0");
        let progress = job.get_progress()?;
        println!(
            "      job_modification: {:?}, {} of {} bytes",
            job.get_state()?,
            progress.BytesTransferred,
            progress.BytesTotal
        );
        Ok(())
    }
}
