//! The service by its later API.

use std::sync::Arc;

use do_callback::{
    codes::E_INVALIDARG,
    download::{
        DO_DOWNLOAD_ENUM_CATEGORY, DODownloadProperty_ContentId, DODownloadProperty_DisplayName,
        DODownloadProperty_Id, DODownloadProperty_LocalPath, DODownloadProperty_Uri, DOManager,
        IDODownload, IEnumUnknown,
    },
    prelude::*,
};

use super::{Download, cursor::Cursor, failed, refused, wide};
use crate::{job::Kind, link::Link};

/// By what downloads can be looked for.
const CATEGORIES: [DODownloadProperty; 5] = [
    DODownloadProperty_Id,
    DODownloadProperty_Uri,
    DODownloadProperty_ContentId,
    DODownloadProperty_DisplayName,
    DODownloadProperty_LocalPath,
];

pub(crate) struct Downloads(Arc<Link>);

impl Downloads {
    pub(crate) fn new(link: Arc<Link>) -> Self {
        Self(link)
    }
}

#[do_callback]
impl DOManager for Downloads {
    fn create_download(&self) -> Result<IDODownload> {
        let job = self.0.engine().create(Kind::Download, String::new()).map_err(failed)?;
        Ok(Download::made(Arc::clone(&self.0), job).into_interface())
    }

    #[allow(unsafe_code, reason = "a struct with a string has no safe form")]
    unsafe fn enum_downloads(
        &self,
        category: *const DO_DOWNLOAD_ENUM_CATEGORY,
    ) -> Result<IEnumUnknown> {
        // SAFETY: by the contract of the method it is NULL or points to the struct.
        let category = unsafe { category.as_ref() };
        let wanted = match category {
            // SAFETY: by the contract of the method its string ends with a NUL and outlives the call.
            Some(of) => Some((of.Property, unsafe { wide(of.Value.0) }?.to_string())),
            None => None,
        };
        if wanted.as_ref().is_some_and(|(property, _)| !CATEGORIES.contains(property)) {
            return refused(E_INVALIDARG);
        }
        let jobs = self.0.engine().jobs_of(Kind::Download).map_err(failed)?.into_iter();
        let found = jobs.map(|job| Download::new(Arc::clone(&self.0), job)).filter(|download| {
            wanted.as_ref().is_none_or(|(property, value)| download.is_of(*property, value))
        });
        let found: Vec<Object<Download>> = found.collect();
        match found.is_empty() {
            true => refused(DO_E_NO_DOWNLOADS),
            false => Ok(Cursor::new(found).into()),
        }
    }
}
