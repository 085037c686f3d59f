//! What BITS added to a job later: of most of it Delivery Optimization has nothing.

use do_callback::{codes::E_INVALIDARG, prelude::*};

use super::{Job, Wanted, file};
use crate::{
    com::{failed, not_supported, refused},
    job::file::Spans,
    world::Remote,
};

#[do_callback(part)]
impl BackgroundCopyJob2 for Job {
    fn set_notify_cmd_line(
        &self,
        _program: Option<&WStr>,
        _parameters: Option<&WStr>,
    ) -> Result<()> {
        not_supported()
    }
    fn get_notify_cmd_line(&self) -> Result<(Option<WString>, Option<WString>)> {
        not_supported()
    }
    fn get_reply_progress(&self, _progress: &mut BG_JOB_REPLY_PROGRESS) -> Result<()> {
        not_supported()
    }
    fn get_reply_data(&self) -> Result<TaskSlice<u8>> {
        not_supported()
    }
    fn set_reply_file_name(&self, _reply_file_name: Option<&WStr>) -> Result<()> {
        not_supported()
    }
    fn get_reply_file_name(&self) -> Result<Option<WString>> {
        not_supported()
    }
    #[allow(unsafe_code, reason = "the emitted trait has no safe form of it; nothing is read")]
    unsafe fn set_credentials(&self, _credentials: *const BG_AUTH_CREDENTIALS) -> Result<()> {
        not_supported()
    }
    fn remove_credentials(&self, _target: BG_AUTH_TARGET, _scheme: BG_AUTH_SCHEME) -> Result<()> {
        not_supported()
    }
}

#[do_callback(part)]
impl BackgroundCopyJob3 for Job {
    fn replace_remote_prefix(&self, old_prefix: &WStr, new_prefix: &WStr) -> Result<()> {
        let (old, new) = (old_prefix.to_string(), new_prefix.to_string());
        self.change(|record, now| {
            let renamed = |(at, file): (usize, &file::File)| {
                let url = format!("{new}{}", file.url.strip_prefix(&old)?);
                let remote = Remote::parse(&url).map_err(failed);
                (!file.completed).then(|| remote.map(|remote| (at, url, remote)))
            };
            // All of them or none.
            let renamed: Vec<_> =
                record.files.iter().enumerate().filter_map(renamed).collect::<Result<_>>()?;
            for (at, url, remote) in renamed {
                (record.files[at].url, record.files[at].remote) = (url, remote);
            }
            record.modified(now);
            Ok(())
        })
    }
    fn add_file_with_ranges(
        &self,
        remote_url: &WStr,
        local_name: &WStr,
        ranges: &[BG_FILE_RANGE],
    ) -> Result<()> {
        if ranges.is_empty() {
            return refused(E_INVALIDARG);
        }
        self.add(Wanted {
            url: remote_url.to_string(),
            local: Some(local_name.to_string()),
            spans: Spans::of(ranges).map_err(failed)?,
            size: None,
            content: String::new(),
        })?;
        Ok(())
    }
    fn set_file_acl_flags(&self, _flags: u32) -> Result<()> {
        not_supported()
    }
    fn get_file_acl_flags(&self) -> Result<u32> {
        not_supported()
    }
}

#[do_callback(part)]
impl BackgroundCopyJob4 for Job {
    fn set_peer_caching_flags(&self, _flags: u32) -> Result<()> {
        not_supported()
    }
    fn get_peer_caching_flags(&self) -> Result<u32> {
        not_supported()
    }
    fn get_owner_integrity_level(&self) -> Result<u32> {
        not_supported()
    }
    fn get_owner_elevation_state(&self) -> Result<bool> {
        not_supported()
    }
    fn set_maximum_download_time(&self, _timeout: u32) -> Result<()> {
        not_supported()
    }
    fn get_maximum_download_time(&self) -> Result<u32> {
        not_supported()
    }
}

#[do_callback(also(DeliveryOptimizationJob, DeliveryOptimizationJob2))]
impl BackgroundCopyJob5 for Job {
    fn set_property(
        &self,
        property_id: BITS_JOB_PROPERTY_ID,
        property_value: BitsJobPropertyValue,
    ) -> Result<()> {
        match (property_id, property_value) {
            (BITS_JOB_PROPERTY_ID_COST_FLAGS, BitsJobPropertyValue::Dword(cost)) => {
                self.set(|record| record.cost = cost)
            }
            (BITS_JOB_PROPERTY_NOTIFICATION_CLSID, _) => not_supported(),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
    fn get_property(&self, property_id: BITS_JOB_PROPERTY_ID) -> Result<BitsJobPropertyValue> {
        match property_id {
            BITS_JOB_PROPERTY_ID_COST_FLAGS => {
                self.read(|record| BitsJobPropertyValue::Dword(record.cost))
            }
            BITS_JOB_PROPERTY_NOTIFICATION_CLSID => not_supported(),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
}
