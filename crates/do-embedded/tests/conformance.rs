//! The conformance kit over every object that the service hands out.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use do_callback::{
    conformance::{Rules, assert_com_rules, hammer},
    download::{IDODownload, IDOManager, IEnumUnknown},
    prelude::*,
};
use do_embedded::testing::{Bench, Network};
use support::{Folder, job};

const JOB: &[GUID] = &[
    IBackgroundCopyJob::IID,
    IBackgroundCopyJob2::IID,
    IBackgroundCopyJob3::IID,
    IBackgroundCopyJob4::IID,
    IBackgroundCopyJob5::IID,
    IDeliveryOptimizationJob::IID,
    IDeliveryOptimizationJob2::IID,
];

const FILE: &[GUID] = &[
    IBackgroundCopyFile::IID,
    IBackgroundCopyFile2::IID,
    IBackgroundCopyFile3::IID,
    IBackgroundCopyFile4::IID,
    IBackgroundCopyFile5::IID,
    IDeliveryOptimizationFile::IID,
    IDeliveryOptimizationFile2::IID,
];

/// All rules, several threads, and the end of the object.
fn assert_rules<I: Interface>(object: I, iids: &[GUID]) {
    assert_com_rules(&object, iids);
    Rules::new(iids).agile().check(&object).assert();
    hammer(&object, 4, 100);
    Rules::new(iids).check_end(object).assert();
}

#[test]
fn every_object_keeps_the_rules_of_com() {
    let folder = Folder::new();
    let bench = Bench::new(Network::new());
    let connection = bench.connect();
    let manager = connection.manager();
    let job = job(&manager, "http://host/missing", &folder.path("a"));
    job.resume().unwrap();
    bench.settle();
    assert_eq!(job.get_state().unwrap(), BG_JOB_STATE_ERROR);

    let files = job.enum_files().unwrap();
    let mut file = [None];
    let fetched = files.next(&mut file).unwrap();
    assert!(fetched.is_s_ok());
    let [file] = file;

    assert_rules(manager.enum_jobs(0).unwrap(), &[IEnumBackgroundCopyJobs::IID]);
    assert_rules(files.clone().unwrap(), &[IEnumBackgroundCopyFiles::IID]);
    assert_rules(files, &[IEnumBackgroundCopyFiles::IID]);
    assert_rules(file.unwrap(), FILE);
    assert_rules(job.get_error().unwrap(), &[IBackgroundCopyError::IID]);
    assert_rules(manager.get_job(&job.get_id().unwrap()).unwrap(), JOB);
    assert_rules(manager, &[IBackgroundCopyManager::IID]);

    let manager = connection.download_manager();
    let download = manager.create_download().unwrap();
    // SAFETY: NULL asks for all.
    let found = unsafe { manager.enum_downloads(std::ptr::null()) }.unwrap();
    assert_rules(found, &[IEnumUnknown::IID]);
    assert_rules(download, &[IDODownload::IID]);
    assert_rules(manager, &[IDOManager::IID]);
}
