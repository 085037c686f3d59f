//! The API of 1809: a download with properties, and a callback that is told how things stand.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use std::{sync::Mutex, time::Duration};

use do_callback::{
    codes::S_OK,
    comfort::download::{Download, DownloadManager, property},
    download::*,
    prelude::*,
};
use do_embedded::testing::{Bench, Fault, Network};
use support::{Folder, content};

const URL: &str = "http://host/a";

/// Writes down each status that it is told.
#[derive(Default)]
struct Log(Mutex<Vec<(DODownloadState, u64, HRESULT)>>);

#[do_callback]
impl DODownloadStatusCallback for Log {
    fn on_status_change(&self, download: &IDODownload, status: &DO_DOWNLOAD_STATUS) -> Result<()> {
        assert_eq!(download.get_property(DODownloadProperty_Uri)?, Variant::from(URL));
        self.0.lock().unwrap().push((status.State, status.BytesTransferred, status.Error));
        Err(do_callback::codes::E_FAIL.into()) // which is its own affair
    }
}

impl Log {
    fn heard(&self) -> Vec<(DODownloadState, u64, HRESULT)> {
        self.0.lock().unwrap().clone()
    }
}

/// Starts the whole file.
fn start(download: &IDODownload) -> Result<()> {
    // SAFETY: NULL asks for the whole file.
    unsafe { download.start(std::ptr::null()) }
}

fn made(manager: &IDOManager, local: &str) -> IDODownload {
    let download = manager.create_download().unwrap();
    let set = |property, value: Variant| download.set_property(property, &value).unwrap();
    set(DODownloadProperty_Uri, URL.into());
    set(DODownloadProperty_LocalPath, local.into());
    set(DODownloadProperty_DisplayName, "a download".into());
    download
}

fn bench(faults: &[Fault]) -> Bench {
    let network = Network::new();
    network.serve(URL, content(1000));
    faults.iter().for_each(|fault| network.fault(URL, *fault));
    Bench::new(network)
}

fn state(download: &IDODownload) -> DODownloadState {
    download.get_status().unwrap().State
}

#[test]
fn a_download_is_told_of_and_appears_when_it_is_finalized() {
    let folder = Folder::new();
    let bench = bench(&[Fault::Slow { piece: 400, delay: Duration::from_secs(2) }]);
    let connection = bench.connect();
    let download = made(&connection.download_manager(), &folder.path("a"));
    let log = Object::new(Log::default());
    let callback = Variant::from(log.cast::<IUnknown>().unwrap());
    download.set_property(DODownloadProperty_CallbackInterface, &callback).unwrap();
    assert_eq!(state(&download), DODownloadState_Created);
    start(&download).unwrap();
    bench.advance(Duration::from_secs(60));
    assert_eq!(state(&download), DODownloadState_Transferred);
    assert!(folder.names().iter().all(|name| name.ends_with(".tmp")));
    download.finalize().unwrap();
    assert_eq!(state(&download), DODownloadState_Finalized);
    assert_eq!(folder.read("a"), content(1000));
    let expected = [
        (DODownloadState_Transferring, 0, S_OK),
        (DODownloadState_Transferring, 400, S_OK),
        (DODownloadState_Transferring, 800, S_OK),
        (DODownloadState_Transferring, 1000, S_OK),
        (DODownloadState_Transferred, 1000, S_OK),
    ];
    let mut heard = log.heard();
    heard.dedup();
    assert_eq!(heard, expected);
}

#[test]
fn an_error_pauses_a_download_and_start_goes_on() {
    let folder = Folder::new();
    let bench = bench(&[Fault::DiskFull { after: 300 }]);
    let connection = bench.connect();
    let download = made(&connection.download_manager(), &folder.path("a"));
    start(&download).unwrap();
    bench.settle();
    let status = download.get_status().unwrap();
    assert_eq!(status.State, DODownloadState_Paused);
    assert_eq!(status.Error.0.cast_unsigned(), 0x8007_0070);
    start(&download).unwrap();
    bench.settle();
    download.finalize().unwrap();
    assert_eq!(folder.read("a"), content(1000));
}

#[test]
fn ranges_and_what_is_missing() {
    let folder = Folder::new();
    let bench = bench(&[]);
    let connection = bench.connect();
    let manager = connection.download_manager();
    let download = manager.create_download().unwrap();
    assert_eq!(start(&download).unwrap_err().code(), DO_E_DOWNLOAD_NO_URI);
    download.set_property(DODownloadProperty_Uri, &URL.into()).unwrap();
    assert_eq!(start(&download).unwrap_err().code(), DO_E_LOCALPATH_NOT_SET);
    let local = Variant::from(&*folder.path("a"));
    download.set_property(DODownloadProperty_LocalPath, &local).unwrap();
    let ranges = DO_DOWNLOAD_RANGES_INFO {
        RangeCount: 1,
        Ranges: [DO_DOWNLOAD_RANGE { Offset: 10, Length: 20 }],
    };
    // SAFETY: one range, as it says.
    unsafe { download.start(&raw const ranges) }.unwrap();
    let refused = download.set_property(DODownloadProperty_Uri, &URL.into()).unwrap_err();
    assert_eq!(refused.code(), DO_E_INVALID_STATE);
    bench.settle();
    download.finalize().unwrap();
    assert_eq!(folder.read("a"), content(1000)[10..30]);
    assert_eq!(download.pause().unwrap_err().code(), DO_E_INVALID_STATE);
}

#[test]
fn properties_have_their_types_and_their_limits() {
    let folder = Folder::new();
    let bench = bench(&[]);
    let connection = bench.connect();
    let download = made(&connection.download_manager(), &folder.path("a"));
    let set = |property, value: Variant| match download.set_property(property, &value) {
        Ok(()) => S_OK,
        Err(error) => error.code(),
    };
    let get = |property| download.get_property(property);
    assert_eq!(set(DODownloadProperty_Id, "x".into()), DO_E_READ_ONLY_PROPERTY);
    assert_eq!(set(DODownloadProperty(30), "x".into()), DO_E_UNKNOWN_PROPERTY_ID);
    assert_eq!(get(DODownloadProperty(-1)).unwrap_err().code(), DO_E_UNKNOWN_PROPERTY_ID);
    let e_invalidarg = do_callback::codes::E_INVALIDARG;
    assert_eq!(set(DODownloadProperty_Uri, 1_u32.into()), e_invalidarg);
    assert_eq!(set(DODownloadProperty_LocalPath, "relative".into()), e_invalidarg);
    assert_eq!(
        set(DODownloadProperty_StreamInterface, 1_u32.into()),
        do_callback::codes::E_NOTIMPL
    );
    let write_only = get(DODownloadProperty_IntegrityCheckInfo).unwrap_err();
    assert_eq!(write_only.code(), DO_E_WRITE_ONLY_PROPERTY);
    assert_eq!(get(DODownloadProperty_TotalSizeBytes).unwrap_err().code(), E_NOT_SET);
    assert_eq!(get(DODownloadProperty_CallbackFreqSeconds).unwrap(), Variant::from(1_u32));
    for (property, value) in [
        (DODownloadProperty_ForegroundPriority, Variant::from(true)),
        (DODownloadProperty_NoProgressTimeoutSeconds, Variant::from(90_u32)),
        (DODownloadProperty_CallbackFreqSeconds, Variant::from(5_u32)),
        (DODownloadProperty_CostPolicy, Variant::from(2_u32)),
        (DODownloadProperty_TotalSizeBytes, Variant::from(1000_u64)),
        (DODownloadProperty_ContentId, Variant::from("content")),
    ] {
        assert_eq!(set(property, value.try_clone().unwrap()), S_OK, "{property:?}");
        assert_eq!(get(property).unwrap(), value);
    }
    // 0 asks for what the service takes by itself: a day.
    let timeout = DODownloadProperty_NoProgressTimeoutSeconds;
    assert_eq!(set(timeout, 0_u32.into()), S_OK);
    assert_eq!(get(timeout).unwrap(), Variant::from(24 * 3600_u32));
}

#[test]
fn downloads_are_found_and_jobs_are_not_among_them() {
    let folder = Folder::new();
    let bench = bench(&[]);
    let connection = bench.connect();
    let manager = connection.download_manager();
    // SAFETY: NULL asks for all.
    let all = || unsafe { manager.enum_downloads(std::ptr::null()) };
    assert_eq!(all().unwrap_err().code(), DO_E_NO_DOWNLOADS);
    support::job(&connection.manager(), URL, &folder.path("job"));
    let first = made(&manager, &folder.path("a"));
    let _second = made(&manager, &folder.path("b"));
    let count = |found: IEnumUnknown| {
        let mut places = [const { None }; 5];
        found.next(&mut places).unwrap().into_value()
    };
    assert_eq!(count(all().unwrap()), 2);
    assert_eq!(connection.manager().enum_jobs(0).unwrap().get_count().unwrap(), 1);
    let find = |property, value: &str| {
        let value = WString::from(value);
        let category = DO_DOWNLOAD_ENUM_CATEGORY { Property: property, Value: value.as_pcwstr() };
        // SAFETY: the string outlives the call.
        unsafe { manager.enum_downloads(&raw const category) }
    };
    assert_eq!(count(find(DODownloadProperty_DisplayName, "a download").unwrap()), 2);
    assert_eq!(count(find(DODownloadProperty_LocalPath, &folder.path("a")).unwrap()), 1);
    first.abort().unwrap();
    let none = find(DODownloadProperty_LocalPath, &folder.path("a")).unwrap_err();
    assert_eq!(none.code(), DO_E_NO_DOWNLOADS);
    assert_eq!(state(&first), DODownloadState_Aborted);
}

#[test]
fn downloads_are_found_by_type_and_let_go_of_their_callbacks() {
    let folder = Folder::new();
    let bench = bench(&[]);
    let connection = bench.connect();
    let manager = DownloadManager::from(connection.download_manager());
    assert!(manager.downloads().unwrap().is_empty());
    let names = ["a", "b"].map(|name| folder.path(name));
    let made = names.each_ref().map(|name| Download::from(made(manager.raw(), name)));
    let found = |found: Vec<Download>| -> Vec<String> {
        found.iter().map(|found| found.get(property::LOCAL_PATH).unwrap()).collect()
    };
    assert_eq!(found(manager.downloads().unwrap()), names);
    let second = manager.downloads_with(property::LOCAL_PATH, &names[1]).unwrap();
    assert_eq!(found(second), names[1..]);
    let id = made[0].get(property::ID).unwrap();
    assert_eq!(found(manager.downloads_with(property::ID, &id).unwrap()), names[..1]);
    assert!(manager.downloads_with(property::URI, "http://host/none").unwrap().is_empty());
    let refused = manager.downloads_with(property::HTTP_CUSTOM_HEADERS, "").unwrap_err();
    assert_eq!(refused.code(), do_callback::codes::E_INVALIDARG);

    let log = Object::new(Log::default());
    made[0].set(property::CALLBACK, &log.to_interface()).unwrap();
    made[0].clear_callback().unwrap();
    made[0].start().unwrap();
    bench.settle();
    assert_eq!(state(made[0].raw()), DODownloadState_Transferred);
    assert!(log.heard().is_empty());
}
