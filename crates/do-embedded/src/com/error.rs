//! What stopped a job.

use std::sync::Arc;

use do_callback::prelude::*;

use super::{File, failed};
use crate::{
    failure::{Failure, NO_TEXT, describe, describe_context},
    job,
    link::Link,
};

/// A failure as it was when the object was asked for: it does not change when the job goes on.
pub(crate) struct CopyError {
    context: BG_ERROR_CONTEXT,
    code: HRESULT,
    file: Option<Object<File>>,
    protocol: &'static str,
}

impl CopyError {
    /// Of a job that failed so with the file of that index.
    pub(crate) fn of(
        link: &Arc<Link>,
        job: &Arc<job::Job>,
        failure: Option<(Failure, usize)>,
    ) -> Self {
        let Some((failure, index)) = failure else {
            // The client resumed the job while it was being told of its error.
            return Self {
                context: BG_ERROR_CONTEXT_NONE,
                code: do_callback::codes::S_OK,
                file: None,
                protocol: "",
            };
        };
        Self {
            context: failure.context.wire(),
            code: failure.code,
            file: Some(File::new(Arc::clone(link), Arc::clone(job), index)),
            protocol: job.record().files.get(index).map_or("", |file| file.remote.protocol()),
        }
    }
}

#[do_callback]
impl BackgroundCopyError for CopyError {
    fn get_error(&self) -> Result<(BG_ERROR_CONTEXT, HRESULT)> {
        Ok((self.context, self.code))
    }
    fn get_file(&self) -> Result<IBackgroundCopyFile> {
        self.file.as_ref().ok_or_else(|| failed(DO_E_FILE_NOT_AVAILABLE))?.cast()
    }
    fn get_error_description(&self, _language_id: u32) -> Result<WString> {
        text(self.code)
    }
    fn get_error_context_description(&self, _language_id: u32) -> Result<WString> {
        Ok(describe_context(self.context).into())
    }
    fn get_protocol(&self) -> Result<WString> {
        Ok(self.protocol.into())
    }
}

/// A code in a sentence.
pub(super) fn text(code: HRESULT) -> Result<WString> {
    describe(code).map(WString::from).ok_or_else(|| failed(NO_TEXT))
}
