//! Where a client begins.

use std::sync::Arc;

use do_callback::{codes::E_INVALIDARG, prelude::*};

use super::{Job, cursor::Cursor, error::text, failed, not_supported, refused};
use crate::{job::Kind, link::Link};

/// As many UTF-16 units as a job's name may have.
const LONGEST_NAME: usize = 256;

pub(crate) struct Manager(Arc<Link>);

impl Manager {
    pub(crate) fn new(link: Arc<Link>) -> Self {
        Self(link)
    }

    fn job(&self, job: Arc<crate::job::Job>) -> Object<Job> {
        Job::new(Arc::clone(&self.0), job)
    }
}

#[do_callback]
impl BackgroundCopyManager for Manager {
    fn create_job(
        &self,
        display_name: &WStr,
        r#type: BG_JOB_TYPE,
    ) -> Result<(GUID, IBackgroundCopyJob)> {
        match r#type {
            BG_JOB_TYPE_DOWNLOAD => {}
            BG_JOB_TYPE_UPLOAD | BG_JOB_TYPE_UPLOAD_REPLY => return not_supported(),
            _ => return refused(E_INVALIDARG),
        }
        let name = checked_name(display_name)?;
        let job = self.0.engine().create(Kind::Job, name).map_err(failed)?;
        Ok((job.id, self.job(job).cast()?))
    }

    fn get_job(&self, job_id: &GUID) -> Result<IBackgroundCopyJob> {
        let mut jobs = self.0.engine().jobs_of(Kind::Job).map_err(failed)?.into_iter();
        let found = jobs.find(|job| job.id == *job_id);
        self.job(found.ok_or_else(|| failed(DO_E_JOB_NOT_FOUND))?).cast()
    }

    /// There is one user, whose jobs all are.
    fn enum_jobs(&self, _flags: u32) -> Result<IEnumBackgroundCopyJobs> {
        let jobs = self.0.engine().jobs_of(Kind::Job).map_err(failed)?;
        Ok(Cursor::new(jobs.into_iter().map(|job| self.job(job)).collect()).into())
    }

    fn get_error_description(&self, result: HRESULT, _language_id: u32) -> Result<WString> {
        text(result)
    }
}

/// The name, if it is not too long for one.
pub(super) fn checked_name(name: &WStr) -> Result<String> {
    if name.len() > LONGEST_NAME {
        return refused(BG_E_STRING_TOO_LONG);
    }
    Ok(name.to_string())
}
