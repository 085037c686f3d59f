//! A call of somebody's callback.

use std::sync::Arc;

use do_callback::Result;

use crate::{
    com,
    engine::Engine,
    failure::Failure,
    job::{Job, Registration, notices::Notice},
};

/// A notice that is under way.
pub(crate) struct Call {
    pub(crate) job: Arc<Job>,
    pub(crate) notice: Notice,
    pub(crate) registration: Registration,
    /// What the job was stopped by when the call was taken, and the index of the file.
    pub(crate) failure: Option<(Failure, usize)>,
}

impl Call {
    /// Makes the call, on this thread, and remembers whether it was heard.
    pub(crate) fn make(self, engine: &Engine) {
        let heard = self.tell().is_ok();
        engine.change(&self.job, |record, now| {
            let news = record.machine.news();
            record.notices.returned(self.notice.urgency(), heard, news, now);
        });
    }

    fn tell(&self) -> Result<()> {
        let callback = self.registration.callback.resolve()?;
        let job =
            com::Job::new(Arc::clone(&self.registration.link), Arc::clone(&self.job)).cast()?;
        match self.notice {
            Notice::Transferred => callback.job_transferred(&job),
            Notice::Modification => callback.job_modification(&job, 0),
            Notice::Error => {
                let error = com::CopyError::of(&self.registration.link, &self.job, self.failure);
                callback.job_error(&job, &error.into())
            }
        }
    }
}
