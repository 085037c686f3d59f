//! The states of a job, what clients may do in them, and what the objects say: on a bench.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use std::time::Duration;

use do_callback::{
    Variant,
    codes::{E_ACCESSDENIED, E_INVALIDARG, E_NOTIMPL},
    prelude::*,
};
use do_embedded::{
    Service,
    testing::{Bench, Fault, Network},
};
use support::{Folder, content, job};

const URL: &str = "http://host/a";

fn bench(faults: &[Fault]) -> (Folder, Bench, Network) {
    let network = Network::new();
    network.serve(URL, content(1000));
    faults.iter().for_each(|fault| network.fault(URL, *fault));
    (Folder::new(), Bench::new(network.clone()), network)
}

fn state(job: &IBackgroundCopyJob) -> BG_JOB_STATE {
    job.get_state().unwrap()
}

fn code<T>(result: Result<T>) -> u32 {
    result.map_or_else(|error| error.code().0.cast_unsigned(), |_| 0)
}

const SLOW: Fault = Fault::Slow { piece: 100, delay: Duration::from_secs(1) };

#[test]
fn a_job_goes_through_its_states() {
    let (folder, bench, _) = bench(&[SLOW]);
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    assert_eq!(state(&job), BG_JOB_STATE_SUSPENDED);
    job.resume().unwrap();
    assert_eq!(state(&job), BG_JOB_STATE_QUEUED);
    let mut seen = vec![state(&job)];
    while bench.turn() || bench.advance_to_next_of(&job) {
        if seen.last() != Some(&state(&job)) {
            seen.push(state(&job));
        }
    }
    let expected = [BG_JOB_STATE_QUEUED, BG_JOB_STATE_TRANSFERRING, BG_JOB_STATE_TRANSFERRED];
    assert_eq!(seen, expected);
    assert!(job.complete().unwrap().is_s_ok());
    assert_eq!(state(&job), BG_JOB_STATE_ACKNOWLEDGED);
    for refused in [job.suspend(), job.resume(), job.cancel().map(drop), job.set_notify_flags(1)] {
        assert_eq!(refused.unwrap_err().code(), DO_E_INVALID_STATE);
    }
    let id = job.get_id().unwrap();
    assert_eq!(connection.manager().get_job(&id).unwrap_err().code(), DO_E_JOB_NOT_FOUND);
}

/// Lets time pass while a job is under way.
trait Under {
    fn advance_to_next_of(&self, job: &IBackgroundCopyJob) -> bool;
}

impl Under for Bench {
    fn advance_to_next_of(&self, job: &IBackgroundCopyJob) -> bool {
        state(job) == BG_JOB_STATE_TRANSFERRING && self.advance_to_next()
    }
}

#[test]
fn a_job_is_suspended_in_the_middle_and_goes_on_there() {
    let (folder, bench, network) = bench(&[SLOW]);
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    job.resume().unwrap();
    bench.advance(Duration::from_secs(3));
    assert_eq!(job.get_progress().unwrap().BytesTransferred, 300);
    job.suspend().unwrap();
    bench.advance(Duration::from_secs(3600));
    assert_eq!(state(&job), BG_JOB_STATE_SUSPENDED);
    assert_eq!(job.get_progress().unwrap().BytesTransferred, 300);
    // At once after another: the worker has not let go of it in between.
    job.resume().unwrap();
    assert!(bench.turn());
    job.suspend().unwrap();
    job.resume().unwrap();
    bench.settle();
    assert_eq!(state(&job), BG_JOB_STATE_TRANSFERRED);
    assert_eq!(job.get_progress().unwrap().BytesTransferred, 1000);
    assert!(job.complete().unwrap().is_s_ok());
    assert_eq!(folder.read("a"), content(1000));
    assert!(network.asked(URL) >= 2);
}

#[test]
fn a_file_that_somebody_cuts_off_is_an_error_and_begins_again() {
    let (folder, bench, _) = bench(&[Fault::Reset { after: 300 }]);
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    job.resume().unwrap();
    bench.settle();
    std::fs::write(folder.path(&folder.names()[0]), "short").unwrap();
    job.resume().unwrap();
    bench.settle();
    let error = job.get_error().unwrap().get_error().unwrap();
    assert_eq!(error, (BG_ERROR_CONTEXT_LOCAL_FILE, BG_E_LOCAL_FILE_CHANGED));
    job.resume().unwrap();
    bench.settle();
    assert!(job.complete().unwrap().is_s_ok());
    assert_eq!(folder.read("a"), content(1000));
}

#[test]
fn cancel_and_the_end_of_the_service_leave_nothing() {
    let (folder, bench, _) = bench(&[SLOW, SLOW]);
    let connection = bench.connect();
    let jobs = ["a", "b"].map(|name| job(&connection.manager(), URL, &folder.path(name)));
    jobs.iter().for_each(|job| job.resume().unwrap());
    bench.advance(Duration::from_secs(3));
    assert_eq!(folder.names().len(), 2);
    assert!(jobs[0].cancel().unwrap().is_s_ok());
    assert_eq!(folder.names().len(), 1);
    bench.settle();
    let manager = connection.manager();
    drop(bench);
    assert!(folder.names().is_empty());
    assert_eq!(state(&jobs[1]), BG_JOB_STATE_CANCELLED);
    assert_eq!(manager.enum_jobs(0).unwrap_err().code(), DO_E_NO_SERVICE);
    let refused = manager.create_job("late", BG_JOB_TYPE_DOWNLOAD).unwrap_err();
    assert_eq!(refused.code(), DO_E_NO_SERVICE);
}

#[test]
fn a_job_that_nobody_touches_is_cancelled_after_thirty_days() {
    let (folder, bench, _) = bench(&[]);
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    job.resume().unwrap();
    let day = Duration::from_secs(24 * 3600);
    bench.advance(day * 29);
    assert_eq!(state(&job), BG_JOB_STATE_TRANSFERRED);
    bench.advance(day);
    assert_eq!(state(&job), BG_JOB_STATE_CANCELLED);
    assert!(folder.names().is_empty());
}

#[test]
fn foreground_comes_first() {
    let folder = Folder::new();
    let network = Network::new();
    for name in ["a", "b", "c"] {
        network.serve(format!("http://host/{name}"), content(10));
        network.fault(format!("http://host/{name}"), SLOW);
    }
    let bench = Bench::with(Service::builder().workers(1), network.clone());
    let connection = bench.connect();
    let jobs = ["a", "b", "c"]
        .map(|name| job(&connection.manager(), &format!("http://host/{name}"), &folder.path(name)));
    jobs[0].set_priority(BG_JOB_PRIORITY_HIGH).unwrap();
    jobs[2].set_priority(BG_JOB_PRIORITY_FOREGROUND).unwrap();
    jobs.iter().for_each(|job| job.resume().unwrap());
    bench.settle();
    let asked = ["a", "b", "c"].map(|name| network.asked(&format!("http://host/{name}")));
    assert_eq!(asked, [0, 0, 1]); // one worker, which is waiting for bytes
    bench.advance(Duration::from_secs(1));
    assert_eq!(network.asked("http://host/a"), 1);
    assert_eq!(network.asked("http://host/b"), 0);
}

#[test]
fn a_file_more_puts_a_job_into_the_queue_again() {
    let (folder, bench, _) = bench(&[]);
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    job.resume().unwrap();
    bench.settle();
    assert_eq!(state(&job), BG_JOB_STATE_TRANSFERRED);
    job.add_file(URL, &folder.path("b")).unwrap();
    assert_eq!(state(&job), BG_JOB_STATE_QUEUED);
    bench.settle();
    assert!(job.complete().unwrap().is_s_ok());
    assert_eq!(folder.names(), ["a", "b"]);
}

/// Whether or not the server says so itself, no file is of two contents.
#[test]
fn a_content_that_changes_is_fetched_anew() {
    let other: Vec<u8> = content(1000).into_iter().rev().collect();
    for answer in [Fault::None, Fault::Unconditional] {
        for ranges in [&[][..], &[BG_FILE_RANGE { InitialOffset: 100, Length: 200 }]] {
            let (folder, bench, network) = bench(&[Fault::Reset { after: 50 }, answer]);
            let connection = bench.connect();
            let (_, job) = connection.manager().create_job("a job", BG_JOB_TYPE_DOWNLOAD).unwrap();
            let of: IDeliveryOptimizationJob = job.cast().unwrap();
            of.add_file_with_ranges("", URL, &folder.path("a"), Some(ranges), DO_UNKNOWN_FILE_SIZE)
                .unwrap();
            job.resume().unwrap();
            bench.settle();
            assert_eq!(job.get_progress().unwrap().BytesTransferred, 50);
            network.serve(URL, other.clone());
            bench.advance(Duration::from_secs(600));
            assert!(job.complete().unwrap().is_s_ok(), "{answer:?} {ranges:?}");
            let expected = if ranges.is_empty() { &other[..] } else { &other[100..300] };
            assert_eq!(folder.read("a"), expected, "{answer:?} {ranges:?}");
        }
    }
}

#[test]
fn each_fault_has_its_code() {
    let not_given_up = 0;
    for (fault, expected) in [
        (Fault::Status(404), 0x8019_0194),
        (Fault::Status(403), 0x8019_0193),
        (Fault::DiskFull { after: 5 }, 0x8007_0070),
        (Fault::Status(503), not_given_up),
        (Fault::Unreachable, not_given_up),
        (Fault::Reset { after: 5 }, not_given_up),
        (Fault::Short { after: 5 }, not_given_up),
        (SLOW, not_given_up),
        (Fault::WrongRange, 0x80D0_5001),
        (Fault::NoRanges, 0x80D0_5011),
    ] {
        let (folder, bench, _) = bench(&[fault]);
        let connection = bench.connect();
        let (_, job) = connection.manager().create_job("a job", BG_JOB_TYPE_DOWNLOAD).unwrap();
        let range = BG_FILE_RANGE { InitialOffset: 100, Length: 200 };
        let job3: IBackgroundCopyJob3 = job.cast().unwrap();
        job3.add_file_with_ranges(URL, &folder.path("a"), &[range]).unwrap();
        job.resume().unwrap();
        bench.advance(Duration::from_secs(1000));
        if expected == not_given_up {
            assert_eq!(state(&job), BG_JOB_STATE_TRANSFERRED, "{fault:?}");
            assert!(job.complete().unwrap().is_s_ok());
            assert_eq!(folder.read("a"), content(1000)[100..300]);
        } else {
            assert_eq!(state(&job), BG_JOB_STATE_ERROR, "{fault:?}");
            let (_, code) = job.get_error().unwrap().get_error().unwrap();
            assert_eq!(code.0.cast_unsigned(), expected, "{fault:?}");
        }
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let (folder, bench, _) = bench(&[]);
    let connection = bench.connect();
    let manager = connection.manager();
    let long = "x".repeat(257);
    assert_eq!(
        code(manager.create_job(&long, BG_JOB_TYPE_DOWNLOAD)),
        BG_E_STRING_TOO_LONG.0 as u32
    );
    assert_eq!(code(manager.create_job("up", BG_JOB_TYPE_UPLOAD)), E_NOTIMPL.0 as u32);
    assert_eq!(code(manager.get_job(&GUID::from_u128(1))), DO_E_JOB_NOT_FOUND.0 as u32);
    let (_, job) = manager.create_job("empty", BG_JOB_TYPE_DOWNLOAD).unwrap();
    assert_eq!(code(job.resume()), DO_E_JOB_EMPTY.0 as u32);
    assert_eq!(code(job.get_error()), DO_E_ERROR_INFORMATION_UNAVAILABLE.0 as u32);
    assert_eq!(code(job.add_file("nonsense", &folder.path("a"))), E_INVALIDARG.0 as u32);
    assert_eq!(
        code(job.add_file("ftp://host/a", &folder.path("a"))),
        BG_E_PROTOCOL_NOT_AVAILABLE.0 as u32
    );
    assert_eq!(code(job.add_file(URL, "relative")), E_INVALIDARG.0 as u32);
    let job3: IBackgroundCopyJob3 = job.cast().unwrap();
    let range = |offset, length| BG_FILE_RANGE { InitialOffset: offset, Length: length };
    for (ranges, expected) in [
        (&[][..], E_INVALIDARG),
        (&[range(5, 0)], DO_E_INVALID_RANGE),
        (&[range(BG_LENGTH_TO_EOF, 1)], DO_E_INVALID_RANGE),
        (&[range(u64::MAX - 1, 5)], DO_E_INVALID_RANGE),
        (&[range(0, 10), range(9, 10)], DO_E_OVERLAPPING_RANGES),
        (&[range(10, 10), range(0, 5)], DO_E_OVERLAPPING_RANGES),
        (&[range(10, BG_LENGTH_TO_EOF), range(20, 5)], DO_E_OVERLAPPING_RANGES),
    ] {
        let refused = job3.add_file_with_ranges(URL, &folder.path("a"), ranges).unwrap_err();
        assert_eq!(refused.code(), expected, "{ranges:?}");
    }
    assert_eq!(job.enum_files().unwrap().get_count().unwrap(), 0);
    assert_eq!(code(job.get_owner()), E_NOTIMPL.0 as u32);
}

#[test]
fn a_range_behind_the_end_is_an_error_of_the_remote_file() {
    let (folder, bench, _) = bench(&[]);
    let connection = bench.connect();
    let (_, job) = connection.manager().create_job("a job", BG_JOB_TYPE_DOWNLOAD).unwrap();
    let range = BG_FILE_RANGE { InitialOffset: 990, Length: 20 };
    let job3: IBackgroundCopyJob3 = job.cast().unwrap();
    job3.add_file_with_ranges(URL, &folder.path("a"), &[range]).unwrap();
    job.resume().unwrap();
    bench.settle();
    let error = job.get_error().unwrap().get_error().unwrap();
    assert_eq!(error, (BG_ERROR_CONTEXT_REMOTE_FILE, DO_E_INVALID_RANGE));
}

#[test]
fn files_of_delivery_optimization_are_described_afterwards() {
    let (folder, bench, _) = bench(&[]);
    let connection = bench.connect();
    let (_, job) = connection.manager().create_job("a job", BG_JOB_TYPE_DOWNLOAD).unwrap();
    let job2: IDeliveryOptimizationJob2 = job.cast().unwrap();
    let url = do_callback::wide!("http://host/a");
    let file: IDeliveryOptimizationFile = job2.add_file("an id", Some(url), None).unwrap();
    let file2: IDeliveryOptimizationFile2 = file.cast().unwrap();
    let unset = file2.get_property(DOFilePropertyId_DownloadSinkFilePath).unwrap_err();
    assert_eq!(unset.code(), E_NOT_SET);
    job.resume().unwrap();
    bench.settle();
    let error = job.get_error().unwrap().get_error().unwrap();
    assert_eq!(error, (BG_ERROR_CONTEXT_LOCAL_FILE, DO_E_FILE_DOWNLOADSINK_UNSPECIFIED));
    let path = Variant::from(&*folder.path("a"));
    file2.set_property(DOFilePropertyId_DownloadSinkFilePath, Some(&path)).unwrap();
    let again = file2.set_property(DOFilePropertyId_DownloadSinkFilePath, Some(&path)).unwrap_err();
    assert_eq!(again.code(), DO_E_FILE_DOWNLOADSINK_ALREADY_SET);
    job.resume().unwrap();
    bench.settle();
    assert!(job.complete().unwrap().is_s_ok());
    assert_eq!(folder.read("a"), content(1000));
    let size = file2.get_property(DOFilePropertyId_TotalSizeBytes).unwrap();
    assert_eq!(size, Variant::from(1000_u64));
}

#[test]
fn a_size_that_was_promised_must_be_so() {
    let (folder, bench, _) = bench(&[]);
    let connection = bench.connect();
    for (size, expected) in [(1000, BG_JOB_STATE_TRANSFERRED), (999, BG_JOB_STATE_ERROR)] {
        let (_, job) = connection.manager().create_job("a job", BG_JOB_TYPE_DOWNLOAD).unwrap();
        let of: IDeliveryOptimizationJob = job.cast().unwrap();
        of.add_file_with_ranges("an id", URL, &folder.path("a"), None, size).unwrap();
        assert_eq!(job.get_progress().unwrap().BytesTotal, size);
        job.resume().unwrap();
        bench.settle();
        assert_eq!(state(&job), expected);
    }
}

#[test]
fn a_prefix_is_replaced_in_what_has_not_arrived() {
    let (folder, bench, network) = bench(&[]);
    network.serve("http://other/b", content(10));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    job.add_file("http://gone/b", &folder.path("b")).unwrap();
    job.resume().unwrap();
    bench.settle();
    assert_eq!(state(&job), BG_JOB_STATE_ERROR);
    let job3: IBackgroundCopyJob3 = job.cast().unwrap();
    job3.replace_remote_prefix("http://gone/", "http://other/").unwrap();
    job.resume().unwrap();
    bench.settle();
    assert!(job.complete().unwrap().is_s_ok());
    assert_eq!((folder.read("a"), folder.read("b")), (content(1000), content(10)));
}

#[test]
fn a_set_of_files_is_added_at_once() {
    let (folder, bench, _) = bench(&[]);
    let connection = bench.connect();
    let (_, job) = connection.manager().create_job("a job", BG_JOB_TYPE_DOWNLOAD).unwrap();
    let names = ["a", "b"].map(|name| (WString::from(URL), WString::from(folder.path(name))));
    let infos = names.map(|(url, local)| BG_FILE_INFO {
        RemoteName: url.into_raw(),
        LocalName: local.into_raw(),
    });
    // SAFETY: two structs, whose strings outlive the call.
    unsafe { job.add_file_set(2, infos.as_ptr()) }.unwrap();
    for info in infos {
        // SAFETY: they were made above, and nobody has them now.
        drop(unsafe { (WString::from_raw(info.RemoteName), WString::from_raw(info.LocalName)) });
    }
    job.resume().unwrap();
    bench.settle();
    assert!(job.complete().unwrap().is_s_ok());
    assert_eq!(folder.names(), ["a", "b"]);
}

#[test]
fn a_folder_is_no_file() {
    let (folder, bench, _) = bench(&[]);
    let connection = bench.connect();
    let job = job(&connection.manager(), &folder.url(""), &folder.path("a"));
    job.resume().unwrap();
    bench.settle();
    let error = job.get_error().unwrap().get_error().unwrap();
    assert_eq!(error, (BG_ERROR_CONTEXT_REMOTE_FILE, E_ACCESSDENIED));
}

#[test]
fn enumerators_are_snapshots() {
    let (folder, bench, _) = bench(&[]);
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    job.add_file(URL, &folder.path("b")).unwrap();
    let files = job.enum_files().unwrap();
    job.add_file(URL, &folder.path("c")).unwrap();
    let mut places = [const { None }; 3];
    let fetched = files.next(&mut places).unwrap();
    assert_eq!((fetched.is_s_ok(), fetched.into_value()), (false, 2));
    assert_eq!(places[1].as_ref().unwrap().get_local_name().unwrap(), *folder.path("b"));
    files.reset().unwrap();
    assert!(files.skip(1).unwrap().is_s_ok());
    let copy = files.clone().unwrap();
    assert!(!files.skip(2).unwrap().is_s_ok());
    let mut place = [None];
    assert!(copy.next(&mut place).unwrap().is_s_ok());
    assert_eq!(files.get_count().unwrap(), 2);
}
