//! Downloads of Delivery Optimization, whose properties have types.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use do_callback::{
    Value, VarType,
    codes::DISP_E_BADVARTYPE,
    comfort::download::{
        Download, DownloadManager,
        property::{self, Property},
    },
    download::*,
    prelude::*,
};

/// Bits of a property, as any thread may keep them.
#[derive(Clone, Debug, PartialEq)]
enum Kept {
    Text(String),
    Word(u32),
    Long(u64),
    Truth(bool),
}

/// A download that keeps what it is given.
#[derive(Default)]
struct TestDownload {
    kept: Mutex<HashMap<i32, (VarType, Kept)>>,
    callback: Mutex<Option<AgileReference<IUnknown>>>,
    ranges: Mutex<Option<Vec<DO_DOWNLOAD_RANGE>>>,
}

fn download() -> (Object<TestDownload>, Download) {
    let inside = Object::new(TestDownload::default());
    let download: IDODownload = inside.to_interface();
    (inside, download.into())
}

#[do_callback]
impl DODownload for TestDownload {
    unsafe fn start(&self, ranges: *const DO_DOWNLOAD_RANGES_INFO) -> Result<()> {
        let ranges = (!ranges.is_null()).then(|| {
            // SAFETY: the comfort layer gives as many ranges as it says, behind the count.
            unsafe {
                let first = (&raw const (*ranges).Ranges).cast::<DO_DOWNLOAD_RANGE>();
                std::slice::from_raw_parts(first, (*ranges).RangeCount as usize).to_vec()
            }
        });
        *self.ranges.lock().unwrap() = ranges;
        if let Some(callback) = &*self.callback.lock().unwrap() {
            let callback: IDODownloadStatusCallback = callback.resolve()?.cast()?;
            let itself = download().1.raw().clone();
            callback.on_status_change(&itself, &DO_DOWNLOAD_STATUS::default())?;
        }
        Ok(())
    }
    fn pause(&self) -> Result<()> {
        Ok(())
    }
    fn abort(&self) -> Result<()> {
        Ok(())
    }
    fn finalize(&self) -> Result<()> {
        Ok(())
    }
    fn get_status(&self) -> Result<DO_DOWNLOAD_STATUS> {
        Ok(DO_DOWNLOAD_STATUS::default())
    }
    fn get_property(&self, prop_id: DODownloadProperty) -> Result<Variant> {
        if prop_id == DODownloadProperty_CallbackInterface {
            return self
                .callback
                .lock()
                .unwrap()
                .as_ref()
                .map_or(Ok(Variant::empty()), |callback| callback.resolve().map(Variant::from));
        }
        match self.kept.lock().unwrap().get(&prop_id.0) {
            Some((_, Kept::Text(text))) => Ok((&**text).into()),
            Some((_, Kept::Word(word))) => Ok((*word).into()),
            Some((_, Kept::Long(long))) => Ok((*long).into()),
            Some((_, Kept::Truth(truth))) => Ok((*truth).into()),
            None => Err(DO_E_UNKNOWN_PROPERTY_ID.into()),
        }
    }
    fn set_property(&self, prop_id: DODownloadProperty, prop_val: &Variant) -> Result<()> {
        let kept = match prop_val.value() {
            Value::Bstr(text) => Kept::Text(text.to_string()),
            Value::UI4(word) => Kept::Word(word),
            Value::UI8(long) => Kept::Long(long),
            Value::Bool(truth) => Kept::Truth(truth),
            Value::Unknown(object) => {
                let object = object.map(AgileReference::new).transpose()?;
                *self.callback.lock().unwrap() = object;
                return Ok(());
            }
            _ => return Err(DISP_E_BADVARTYPE.into()),
        };
        self.kept.lock().unwrap().insert(prop_id.0, (prop_val.vt(), kept));
        Ok(())
    }
}

#[test]
fn each_property_has_its_variant_type() {
    let (inside, download) = download();
    download.set(property::URI, "http://localhost/file").unwrap();
    download.set(property::COST_POLICY, DODownloadCostPolicy_NoRoaming).unwrap();
    download.set(property::NO_PROGRESS_TIMEOUT_SECONDS, 90).unwrap();
    download.set(property::FOREGROUND_PRIORITY, true).unwrap();
    download.set(property::TOTAL_SIZE_BYTES, 1 << 40).unwrap();
    let kept = |property: DODownloadProperty| inside.kept.lock().unwrap()[&property.0].clone();
    assert_eq!(
        [
            DODownloadProperty_Uri,
            DODownloadProperty_CostPolicy,
            DODownloadProperty_NoProgressTimeoutSeconds,
            DODownloadProperty_ForegroundPriority,
            DODownloadProperty_TotalSizeBytes,
        ]
        .map(kept),
        [
            (VarType::BSTR, Kept::Text("http://localhost/file".to_owned())),
            (VarType::UI4, Kept::Word(3)),
            (VarType::UI4, Kept::Word(90)),
            (VarType::BOOL, Kept::Truth(true)),
            (VarType::UI8, Kept::Long(1 << 40)),
        ]
    );
    assert_eq!(download.get(property::URI).unwrap(), "http://localhost/file");
    assert_eq!(download.get(property::COST_POLICY).unwrap(), DODownloadCostPolicy_NoRoaming);
    assert_eq!(download.get(property::TOTAL_SIZE_BYTES).unwrap(), 1 << 40);
    assert!(download.get(property::FOREGROUND_PRIORITY).unwrap());
}

#[test]
fn a_value_of_another_type_is_an_error() {
    let (_inside, download) = download();
    download.set(property::URI, "http://localhost/file").unwrap();
    let wrong: Property<u32> = Property::new(DODownloadProperty_Uri);
    assert_eq!(download.get(wrong).unwrap_err().code(), DISP_E_BADVARTYPE);
    let unknown = download.get(property::HTTP_STATUS_CODE).unwrap_err();
    assert_eq!(unknown.code(), DO_E_UNKNOWN_PROPERTY_ID);
    assert!(unknown.to_string().starts_with("cannot read a property of the download"), "{unknown}");
}

#[test]
fn the_callback_is_a_property_too() {
    let (_inside, download) = download();
    assert_eq!(download.get(property::CALLBACK).unwrap(), None);
    let heard = Arc::new(AtomicU32::new(0));
    let callback = IDODownloadStatusCallback::builder().on_status_change({
        let heard = Arc::clone(&heard);
        move |_download, status| {
            assert_eq!(status.State, DODownloadState_Created);
            heard.fetch_add(1, Relaxed);
            Ok(())
        }
    });
    let callback = callback.build();
    download.set(property::CALLBACK, &callback).unwrap();
    assert_eq!(download.get(property::CALLBACK).unwrap(), Some(callback));
    download.start().unwrap();
    assert_eq!(heard.load(Relaxed), 1);
}

#[test]
fn ranges_reach_the_service_as_they_are() {
    let (inside, download) = download();
    let range = |offset, length| DO_DOWNLOAD_RANGE { Offset: offset, Length: length };
    let ranges = [range(0, 10), range(100, 5), range(1 << 40, DO_LENGTH_TO_EOF)];
    for count in 1..=ranges.len() {
        download.start_ranges(&ranges[..count]).unwrap();
        assert_eq!(inside.ranges.lock().unwrap().as_deref(), Some(&ranges[..count]));
    }
    download.start().unwrap();
    assert_eq!(*inside.ranges.lock().unwrap(), None, "the whole file is NULL");
}

#[test]
fn a_callback_is_taken_back_by_null() {
    let (inside, download) = download();
    let callback = IDODownloadStatusCallback::builder().build();
    download.set(property::CALLBACK, &callback).unwrap();
    download.clear_callback().unwrap();
    assert!(inside.callback.lock().unwrap().is_none());
    assert_eq!(download.get(property::CALLBACK).unwrap(), None);
}

/// The service.
struct Service;

#[do_callback]
impl DOManager for Service {
    fn create_download(&self) -> Result<IDODownload> {
        Ok(TestDownload::default().into())
    }
    unsafe fn enum_downloads(
        &self,
        _category: *const DO_DOWNLOAD_ENUM_CATEGORY,
    ) -> Result<IEnumUnknown> {
        Err(DO_E_NO_DOWNLOADS.into())
    }
}

#[test]
fn the_service_makes_downloads() {
    let manager = DownloadManager::from(IDOManager::from(Service));
    let download = manager.create_download().unwrap();
    download.finalize().unwrap();
    assert_eq!(download.get_status().unwrap().State, DODownloadState_Created);
}
