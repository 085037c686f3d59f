//! A call of somebody's callback.

use std::sync::Arc;

use do_callback::{
    Interface, Result, bits::IBackgroundCopyCallback2, download::IDODownloadStatusCallback,
};

use crate::{
    com,
    engine::Engine,
    failure::Failure,
    job::{Job, Listener, Registration, notices::Notice},
};

/// A notice that is under way.
pub(crate) struct Call {
    pub(crate) job: Arc<Job>,
    pub(crate) notice: Notice,
    pub(crate) registration: Registration,
    /// What the job was stopped by when the call was taken, and the index of the file.
    pub(crate) failure: Option<(Failure, usize)>,
    /// The index of the file that had arrived last.
    pub(crate) file: Option<usize>,
}

impl Call {
    /// Makes the call, on this thread, and remembers whether it was heard.
    pub(crate) fn make(&self, engine: &Engine) {
        self.returned(engine, self.tell().is_ok());
    }

    /// The call is over, and was heard or not.
    pub(crate) fn returned(&self, engine: &Engine, heard: bool) {
        engine.change(&self.job, |record, now| {
            let news = record.machine.news();
            record.notices.returned(self.notice.urgency(), heard, news, now);
        });
    }

    fn tell(&self) -> Result<()> {
        let callback = match &self.registration.listener {
            Listener::Job(callback) => callback.resolve()?,
            Listener::Files(callback) if self.notice == Notice::FileTransferred => {
                return self.tell_file(&callback.resolve()?);
            }
            Listener::Files(callback) => callback.resolve()?.cast()?,
            Listener::Download(callback) => return self.tell_status(&callback.resolve()?),
        };
        let job =
            com::Job::new(Arc::clone(&self.registration.link), Arc::clone(&self.job)).cast()?;
        match self.notice {
            Notice::Transferred => callback.job_transferred(&job),
            Notice::Modification => callback.job_modification(&job, 0),
            // Of a callback that has meanwhile been replaced by one without a method for it.
            Notice::FileTransferred => Ok(()),
            Notice::Error => {
                let error = com::CopyError::of(&self.registration.link, &self.job, self.failure);
                callback.job_error(&job, &error.into())
            }
        }
    }

    fn tell_file(&self, callback: &IBackgroundCopyCallback2) -> Result<()> {
        let Some(file) = self.file else { return Ok(()) };
        let link = || Arc::clone(&self.registration.link);
        let job = com::Job::new(link(), Arc::clone(&self.job)).cast()?;
        let file = com::File::new(link(), Arc::clone(&self.job), file).cast()?;
        callback.file_transferred(&job, &file)
    }

    /// Whatever is new, a download's callback is told how things stand. What it answers is its own affair: nothing is said of
    /// repeats.
    fn tell_status(&self, callback: &IDODownloadStatusCallback) -> Result<()> {
        let link = Arc::clone(&self.registration.link);
        let download = com::Download::new(link, Arc::clone(&self.job));
        let status = com::Download::status(&self.job.record());
        let _ = callback.on_status_change(download.as_interface(), &status);
        Ok(())
    }
}
