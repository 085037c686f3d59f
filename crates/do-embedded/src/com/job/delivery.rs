//! What Delivery Optimization adds to a job: files with an identifier, and a target that is said afterwards.

use do_callback::{codes::E_INVALIDARG, prelude::*};

use super::{Job, Wanted};
use crate::{
    com::{failed, refused},
    job::file::Spans,
};

#[do_callback(part)]
impl DeliveryOptimizationJob for Job {
    fn add_file_with_ranges(
        &self,
        file_id: &WStr,
        remote_url: &WStr,
        local_name: &WStr,
        ranges: Option<&[BG_FILE_RANGE]>,
        file_size: u64,
    ) -> Result<()> {
        self.add(Wanted {
            url: remote_url.to_string(),
            local: Some(local_name.to_string()),
            spans: spans(ranges)?,
            size: (file_size != DO_UNKNOWN_FILE_SIZE).then_some(file_size),
            content: file_id.to_string(),
        })?;
        Ok(())
    }
}

#[do_callback(part)]
impl DeliveryOptimizationJob2 for Job {
    fn add_file(
        &self,
        file_id: &WStr,
        remote_url: Option<&WStr>,
        ranges: Option<&[BG_FILE_RANGE]>,
        _riid: &GUID,
    ) -> Result<IUnknown> {
        // Peers could find a file by its identifier alone; there are none here.
        let Some(url) = remote_url else { return refused(E_INVALIDARG) };
        let index = self.add(Wanted {
            url: url.to_string(),
            local: None,
            spans: spans(ranges)?,
            size: None,
            content: file_id.to_string(),
        })?;
        self.file(index).cast()
    }
    fn get_property(&self, prop_id: DOJobPropertyId) -> Result<Variant> {
        match prop_id {
            DOJobPropertyId_ExtendedErrorInfo => {
                let failure = self.read(|record| record.machine.failure())?;
                Ok(failure.map_or_else(Variant::empty, |(failure, _)| {
                    Variant::from(&*format!("{failure:?}"))
                }))
            }
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
    fn set_property(&self, prop_id: DOJobPropertyId, _prop_value: Option<&Variant>) -> Result<()> {
        match prop_id {
            DOJobPropertyId_ExtendedErrorInfo => refused(DO_E_READ_ONLY_PROPERTY),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
}

/// No ranges, or none of them, are the whole file.
fn spans(ranges: Option<&[BG_FILE_RANGE]>) -> Result<Spans> {
    match ranges.unwrap_or_default() {
        [] => Ok(Spans::whole()),
        ranges => Spans::of(ranges).map_err(failed),
    }
}
