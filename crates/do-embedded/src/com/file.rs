//! A file of a job as a client sees it.

use std::sync::Arc;

use do_callback::{Value, codes::E_INVALIDARG, prelude::*};

use super::{failed, not_supported, refused};
use crate::{
    job::{
        self,
        file::{self, Target},
    },
    link::Link,
    world::Remote,
};

/// A file over a connection: the one with this index of a job.
pub(crate) struct File {
    link: Arc<Link>,
    job: Arc<job::Job>,
    index: usize,
}

impl File {
    pub(crate) fn new(link: Arc<Link>, job: Arc<job::Job>, index: usize) -> Object<Self> {
        Object::new(Self { link, job, index })
    }

    fn read<R>(&self, read: impl FnOnce(&file::File) -> R) -> Result<R> {
        Ok(read(&self.job.record().files[self.index]))
    }

    /// Changes what is known of the file, unless the job has ended.
    fn change(&self, change: impl FnOnce(&mut file::File) -> Result<()>) -> Result<()> {
        super::change(&self.link, &self.job, |record, now| {
            change(&mut record.files[self.index])?;
            record.modified(now);
            Ok(())
        })
    }
}

#[do_callback(part)]
impl BackgroundCopyFile for File {
    fn get_remote_name(&self) -> Result<WString> {
        self.read(|file| file.url.as_str().into())
    }
    fn get_local_name(&self) -> Result<WString> {
        let path = self.read(|file| Some(file.target.as_ref()?.local.display().to_string()))?;
        path.map(Into::into).ok_or_else(|| failed(DO_E_LOCALPATH_NOT_SET))
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        self.read(file::File::progress)
    }
}

#[do_callback(part)]
impl BackgroundCopyFile2 for File {
    fn get_file_ranges(&self) -> Result<Success<TaskSlice<BG_FILE_RANGE>>> {
        self.read(|file| match file.spans.is_explicit() {
            true => Success::ok(file.spans.ranges().collect()),
            false => Success::s_false(TaskSlice::default()),
        })
    }
    fn set_remote_name(&self, remote_name: &WStr) -> Result<()> {
        let url = remote_name.to_string();
        let remote = Remote::parse(&url).map_err(failed)?;
        self.change(|file| {
            if file.completed {
                return refused(DO_E_INVALID_STATE);
            }
            (file.url, file.remote) = (url, remote);
            Ok(())
        })
    }
}

#[do_callback(part)]
impl BackgroundCopyFile3 for File {
    fn get_temporary_name(&self) -> Result<WString> {
        let path = self.read(|file| Some(file.target.as_ref()?.temporary.display().to_string()))?;
        path.map(Into::into).ok_or_else(|| failed(DO_E_LOCALPATH_NOT_SET))
    }
    fn set_validation_state(&self, state: bool) -> Result<()> {
        self.change(|file| {
            if !file.completed {
                return refused(DO_E_INVALID_STATE);
            }
            file.is_valid = Some(state);
            Ok(())
        })
    }
    fn get_validation_state(&self) -> Result<bool> {
        self.read(|file| file.is_valid)?.ok_or_else(|| failed(DO_E_INVALID_STATE))
    }
    fn is_downloaded_from_peer(&self) -> Result<bool> {
        Ok(false)
    }
}

#[do_callback(part)]
impl BackgroundCopyFile4 for File {
    fn get_peer_download_stats(&self) -> Result<(u64, u64)> {
        self.read(|file| (file.position, 0))
    }
}

#[do_callback(also(DeliveryOptimizationFile, DeliveryOptimizationFile2))]
impl BackgroundCopyFile5 for File {
    fn set_property(
        &self,
        property_id: BITS_FILE_PROPERTY_ID,
        _property_value: BitsFilePropertyValueRef<'_>,
    ) -> Result<()> {
        match property_id {
            BITS_FILE_PROPERTY_ID_HTTP_RESPONSE_HEADERS => refused(DO_E_READ_ONLY_PROPERTY),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
    fn get_property(&self, property_id: BITS_FILE_PROPERTY_ID) -> Result<BitsFilePropertyValue> {
        match property_id {
            BITS_FILE_PROPERTY_ID_HTTP_RESPONSE_HEADERS => self.read(|file| {
                BitsFilePropertyValue::String(file.headers.as_deref().unwrap_or_default().into())
            }),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
}

#[do_callback(part)]
impl DeliveryOptimizationFile for File {
    #[allow(unsafe_code, reason = "the emitted trait cannot know who owns the strings: the client")]
    unsafe fn get_stats(&self) -> Result<DOSwarmStats> {
        self.read(|file| DOSwarmStats {
            fileId: WString::from(file.content.as_str()).into_raw(),
            sourceURL: WString::from(file.url.as_str()).into_raw(),
            fileSize: file.total().unwrap_or(DO_UNKNOWN_FILE_SIZE),
            totalBytesDownloaded: file.position,
            bytesFromHttp: file.position,
            downloadMode: DownloadMode_CdnOnly,
            status: if file.completed { SwarmStatus_Complete } else { SwarmStatus_Downloading },
            isBackground: BOOL::from(true),
            ..DOSwarmStats::default()
        })
    }
}

#[do_callback(part)]
impl DeliveryOptimizationFile2 for File {
    fn get_property(&self, prop_id: DOFilePropertyId) -> Result<Variant> {
        match prop_id {
            DOFilePropertyId_DownloadSinkFilePath => {
                let path =
                    self.read(|file| Some(file.target.as_ref()?.local.display().to_string()))?;
                path.map(|path| Variant::from(&*path)).ok_or_else(|| failed(E_NOT_SET))
            }
            DOFilePropertyId_TotalSizeBytes => {
                let size = self.read(|file| file.size.or(file.declared))?;
                size.map(Variant::from).ok_or_else(|| failed(E_NOT_SET))
            }
            DOFilePropertyId_DecryptionInfo | DOFilePropertyId_IntegrityCheckInfo => {
                refused(DO_E_WRITE_ONLY_PROPERTY)
            }
            DOFilePropertyId_IntegrityCheckMandatory => Ok(Variant::from(false)),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
    fn set_property(&self, prop_id: DOFilePropertyId, prop_value: Option<&Variant>) -> Result<()> {
        let value = prop_value.map_or(Value::Empty, Variant::value);
        match (prop_id, value) {
            (DOFilePropertyId_DownloadSinkFilePath, Value::Bstr(path)) => {
                let target = Target::new(&path.to_string(), &self.job.id, self.index);
                let target = target.map_err(failed)?;
                self.change(|file| {
                    if file.target.is_some() {
                        return refused(DO_E_FILE_DOWNLOADSINK_ALREADY_SET);
                    }
                    file.target = Some(target);
                    Ok(())
                })
            }
            (DOFilePropertyId_TotalSizeBytes, Value::UI8(size)) => self.change(|file| {
                file.declared = Some(size);
                Ok(())
            }),
            (DOFilePropertyId_DownloadSinkFilePath | DOFilePropertyId_TotalSizeBytes, _) => {
                refused(E_INVALIDARG)
            }
            (
                DOFilePropertyId_DecryptionInfo
                | DOFilePropertyId_IntegrityCheckInfo
                | DOFilePropertyId_IntegrityCheckMandatory,
                _,
            ) => not_supported(),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
}
