//! What a callback hears, and when: on a bench, where each moment is the test's.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use do_callback::{bits::BackgroundCopyCallback2, prelude::*};
use do_embedded::{
    Service,
    testing::{Bench, Fault, Network},
};
use support::{Folder, Heard, Log, job, register};

const URL: &str = "http://host/a";

/// A network that serves one file, with what goes wrong with it.
fn network(faults: &[Fault]) -> Network {
    let network = Network::new();
    network.serve(URL, "content");
    faults.iter().for_each(|fault| network.fault(URL, *fault));
    network
}

fn status(code: u16) -> HRESULT {
    HRESULT((0x8019_0000 | u32::from(code)).cast_signed())
}

#[test]
fn each_flag_is_for_its_event() {
    for (flags, transferred, error, modification) in [
        (BG_NOTIFY_JOB_TRANSFERRED | BG_NOTIFY_JOB_ERROR, true, true, false),
        (BG_NOTIFY_JOB_TRANSFERRED, true, false, false),
        (BG_NOTIFY_JOB_ERROR, false, true, false),
        (BG_NOTIFY_JOB_MODIFICATION, false, false, true),
        (11, true, true, true),
        (0, false, false, false),
        (11 | BG_NOTIFY_DISABLE, false, false, false),
    ] {
        let folder = Folder::new();
        let bench = Bench::new(network(&[Fault::Status(404)]));
        let connection = bench.connect();
        let job = job(&connection.manager(), URL, &folder.path("a"));
        let (log, _) = Log::new();
        register(&job, &log);
        job.set_notify_flags(flags).unwrap();
        for _ in 0..2 {
            job.resume().unwrap();
            bench.advance(Duration::from_secs(1));
        }
        let heard = log.heard();
        let count = |is: fn(&Heard) -> bool| heard.iter().filter(|heard| is(heard)).count();
        assert_eq!(count(|heard| *heard == Heard::Transferred), usize::from(transferred));
        assert_eq!(count(|heard| matches!(heard, Heard::Error(..))), usize::from(error));
        let modifications = count(|heard| matches!(heard, Heard::Modification(_)));
        assert_eq!(modifications > 0, modification, "{flags:#x}: {heard:?}");
    }
}

#[test]
fn flags_that_the_service_does_not_know_are_refused() {
    let folder = Folder::new();
    let bench = Bench::new(network(&[]));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    assert_eq!(job.get_notify_flags().unwrap(), 3);
    let refused = job.set_notify_flags(BG_NOTIFY_FILE_RANGES_TRANSFERRED).unwrap_err();
    assert_eq!(refused.code(), do_callback::codes::E_NOTIMPL);
    let not_a_callback = connection.manager().cast().unwrap();
    let refused = job.set_notify_interface(Some(&not_a_callback)).unwrap_err();
    assert_eq!(refused.code(), do_callback::codes::E_NOINTERFACE);
}

#[test]
fn an_event_before_the_registration_is_still_told_once() {
    let folder = Folder::new();
    let bench = Bench::new(network(&[Fault::Status(403)]));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    job.resume().unwrap();
    bench.settle();
    let (log, _) = Log::new();
    register(&job, &log);
    bench.advance(Duration::from_secs(3600));
    assert_eq!(log.heard(), [Heard::Error(BG_ERROR_CONTEXT_REMOTE_FILE, status(403))]);
    // Another callback in its place has nothing new to hear.
    let (other, _) = Log::new();
    register(&job, &other);
    bench.advance(Duration::from_secs(3600));
    assert_eq!(other.heard(), []);
}

#[test]
fn an_event_that_is_over_is_not_told() {
    let folder = Folder::new();
    let bench = Bench::new(network(&[Fault::Status(403)]));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    job.resume().unwrap();
    bench.settle();
    assert_eq!(job.get_state().unwrap(), BG_JOB_STATE_ERROR);
    job.resume().unwrap();
    let (log, _) = Log::new();
    register(&job, &log);
    bench.settle();
    assert_eq!(log.heard(), [Heard::Transferred]);
}

#[test]
fn a_failed_call_is_repeated_after_a_delay() {
    let folder = Folder::new();
    let builder = Service::builder().repeat_delay(Duration::from_secs(7));
    let bench = Bench::with(builder, network(&[]));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    let (log, _) = Log::new();
    log.failing.store(2, Relaxed);
    register(&job, &log);
    job.resume().unwrap();
    bench.settle();
    assert_eq!(log.heard().len(), 1);
    bench.advance(Duration::from_secs(6));
    assert_eq!(log.heard().len(), 1);
    bench.advance(Duration::from_secs(1));
    assert_eq!(log.heard().len(), 2);
    bench.advance(Duration::from_secs(3600));
    assert_eq!(log.heard(), [Heard::Transferred; 3]);
}

#[test]
fn a_failed_modification_is_not_repeated() {
    let folder = Folder::new();
    let bench = Bench::new(network(&[]));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    let (log, _) = Log::new();
    log.failing.store(1, Relaxed);
    register(&job, &log);
    job.set_notify_flags(BG_NOTIFY_JOB_MODIFICATION).unwrap();
    job.set_description("something").unwrap();
    bench.advance(Duration::from_secs(3600));
    assert_eq!(log.heard(), [Heard::Modification(BG_JOB_STATE_SUSPENDED)]);
}

#[test]
fn transferred_overtakes_modifications() {
    let folder = Folder::new();
    let bench = Bench::new(network(&[]));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    let (log, _) = Log::new();
    register(&job, &log);
    job.set_notify_flags(BG_NOTIFY_JOB_TRANSFERRED | BG_NOTIFY_JOB_MODIFICATION).unwrap();
    job.resume().unwrap();
    bench.advance(Duration::from_secs(3600));
    // One modification when it was queued; those of its progress became one, which the end overtook.
    let expected = [
        Heard::Modification(BG_JOB_STATE_QUEUED),
        Heard::Transferred,
        Heard::Modification(BG_JOB_STATE_TRANSFERRED),
    ];
    assert_eq!(log.heard(), expected);
}

#[test]
fn modifications_keep_their_distance() {
    let folder = Folder::new();
    let slow = Fault::Slow { piece: 1, delay: Duration::from_millis(40) };
    let bench = Bench::new(network(&[slow]));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    let (log, _) = Log::new();
    register(&job, &log);
    job.set_notify_flags(BG_NOTIFY_JOB_MODIFICATION).unwrap();
    job.resume().unwrap();
    bench.advance(Duration::from_secs(1));
    // Seven bytes, 40 ms each, and at most one call in 100 ms: at 0, 100, 200 and 300.
    assert_eq!(log.heard().len(), 4, "{:?}", log.heard());
}

#[test]
fn transient_errors_are_never_told() {
    let folder = Folder::new();
    let faults = [Fault::Status(503), Fault::Unreachable, Fault::Reset { after: 2 }];
    let bench = Bench::new(network(&faults));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    let (log, _) = Log::completing();
    register(&job, &log);
    job.resume().unwrap();
    for failures in 1..=3 {
        bench.settle();
        assert_eq!(job.get_state().unwrap(), BG_JOB_STATE_TRANSIENT_ERROR);
        assert_eq!(job.get_error_count().unwrap(), failures);
        assert!(job.get_error().is_ok());
        assert_eq!(log.heard(), []);
        bench.advance(Duration::from_secs(600));
    }
    assert_eq!(log.heard(), [Heard::Transferred]);
    assert_eq!(folder.read("a"), b"content");
}

#[test]
fn a_transient_error_that_lasts_becomes_one_that_is_told() {
    let folder = Folder::new();
    let bench = Bench::new(network(&[Fault::Unreachable; 100]));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    job.set_no_progress_timeout(3600).unwrap();
    let (log, _) = Log::new();
    register(&job, &log);
    job.resume().unwrap();
    bench.advance(Duration::from_secs(3599));
    assert_eq!(log.heard(), []);
    bench.advance(Duration::from_secs(1));
    let expected = Heard::Error(BG_ERROR_CONTEXT_REMOTE_FILE, DO_E_DOWNLOAD_NO_PROGRESS);
    assert_eq!(log.heard(), [expected]);
    assert_eq!(job.get_state().unwrap(), BG_JOB_STATE_ERROR);
}

#[test]
fn callbacks_end_with_their_connection_and_jobs_do_not() {
    let folder = Folder::new();
    let bench = Bench::new(network(&[]));
    let (log, _) = Log::new();
    let id = {
        let connection = bench.connect();
        let job = job(&connection.manager(), URL, &folder.path("a"));
        register(&job, &log);
        job.resume().unwrap();
        drop(connection);
        assert!(job.get_notify_interface().unwrap().is_none());
        let refused = job.set_notify_interface(Some(&log.cast().unwrap())).unwrap_err();
        assert_eq!(refused.code().0 as u32, 0x8001_0108);
        job.get_id().unwrap()
    };
    bench.advance(Duration::from_secs(3600));
    assert_eq!(log.heard(), []);

    let connection = bench.connect();
    let job = connection.manager().get_job(&id).unwrap();
    assert_eq!(job.get_state().unwrap(), BG_JOB_STATE_TRANSFERRED);
    let (second, _) = Log::new();
    register(&job, &second);
    bench.settle();
    assert_eq!(second.heard(), [Heard::Transferred]);
    // It dies as well, and a third one hears of it again.
    drop(connection);
    let connection = bench.connect();
    let (third, _) = Log::completing();
    register(&connection.manager().get_job(&id).unwrap(), &third);
    bench.settle();
    assert_eq!(third.heard(), [Heard::Transferred]);
    assert_eq!(second.heard().len(), 1);
}

/// Hears of files, and fails as often as it is told to.
#[derive(Default)]
struct Files {
    heard: Mutex<Vec<String>>,
    failing: AtomicU32,
}

#[do_callback(part)]
impl BackgroundCopyCallback for Files {
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        self.heard.lock().unwrap().push("transferred".into());
        Ok(())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        self.heard.lock().unwrap().push("error".into());
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

#[do_callback]
impl BackgroundCopyCallback2 for Files {
    fn file_transferred(&self, job: &IBackgroundCopyJob, file: &IBackgroundCopyFile) -> Result<()> {
        assert_eq!(job.get_state()?, BG_JOB_STATE_QUEUED);
        assert!(file.get_progress()?.Completed.as_bool());
        self.heard.lock().unwrap().push(file.get_remote_name()?.to_string());
        let fails = self.failing.try_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok();
        if fails { Err(do_callback::codes::E_FAIL.into()) } else { Ok(()) }
    }
}

#[test]
fn files_are_told_one_after_the_other_and_before_the_job() {
    let folder = Folder::new();
    let network = network(&[]);
    network.serve("http://host/b", "more");
    let bench = Bench::new(network.clone());
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    job.add_file("http://host/b", &folder.path("b")).unwrap();
    job.add_file("http://host/missing", &folder.path("c")).unwrap();
    let files = Object::new(Files { failing: AtomicU32::new(1), ..Files::default() });
    job.set_notify_interface(Some(&files.cast().unwrap())).unwrap();
    job.set_notify_flags(BG_NOTIFY_FILE_TRANSFERRED | BG_NOTIFY_JOB_ERROR).unwrap();
    let heard = || files.heard.lock().unwrap().clone();
    job.resume().unwrap();
    bench.settle();
    // The callback failed, and the second file waits.
    assert_eq!(heard(), [URL]);
    assert_eq!(network.asked("http://host/b"), 0);
    bench.advance(Duration::from_secs(5));
    assert_eq!(heard(), [URL, URL, "http://host/b", "error"]);
    network.serve("http://host/missing", "now there");
    job.set_notify_flags(BG_NOTIFY_FILE_TRANSFERRED | BG_NOTIFY_JOB_TRANSFERRED).unwrap();
    job.resume().unwrap();
    bench.settle();
    assert_eq!(heard()[4..], ["http://host/missing", "transferred"]);
}

#[test]
fn without_its_flag_or_without_a_method_no_file_waits() {
    for (flags, hears_files) in
        [(BG_NOTIFY_JOB_TRANSFERRED, true), (BG_NOTIFY_FILE_TRANSFERRED | 1, false)]
    {
        let folder = Folder::new();
        let bench = Bench::new(network(&[]));
        let connection = bench.connect();
        let job = job(&connection.manager(), URL, &folder.path("a"));
        job.add_file(URL, &folder.path("b")).unwrap();
        let (files, (log, _)) = (Object::new(Files::default()), Log::new());
        let callback = if hears_files { files.cast() } else { log.cast() };
        job.set_notify_interface(Some(&callback.unwrap())).unwrap();
        job.set_notify_flags(flags).unwrap();
        job.resume().unwrap();
        bench.settle();
        assert_eq!(job.get_state().unwrap(), BG_JOB_STATE_TRANSFERRED);
        assert_eq!(files.heard.lock().unwrap().len() + log.heard().len(), 1);
    }
}

#[test]
fn a_file_does_not_wait_for_a_callback_that_is_gone() {
    let folder = Folder::new();
    let bench = Bench::new(network(&[]));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    job.add_file(URL, &folder.path("b")).unwrap();
    let files = Object::new(Files { failing: AtomicU32::new(u32::MAX), ..Files::default() });
    job.set_notify_interface(Some(&files.cast().unwrap())).unwrap();
    job.set_notify_flags(BG_NOTIFY_FILE_TRANSFERRED).unwrap();
    job.resume().unwrap();
    bench.advance(Duration::from_secs(60));
    assert_eq!(job.get_progress().unwrap().FilesTransferred, 1);
    drop(connection);
    bench.settle();
    assert_eq!(job.get_state().unwrap(), BG_JOB_STATE_TRANSFERRED);
}

#[test]
fn the_last_registration_wins_and_null_ends_it() {
    let folder = Folder::new();
    let bench = Bench::new(network(&[]));
    let connection = bench.connect();
    let job = job(&connection.manager(), URL, &folder.path("a"));
    let ((first, _), (second, _)) = (Log::new(), Log::new());
    register(&job, &first);
    register(&job, &second);
    let registered = job.get_notify_interface().unwrap().unwrap();
    assert!(
        Object::<Log>::from_interface(&registered).is_some_and(|log| std::ptr::eq(&*log, &*second))
    );
    job.resume().unwrap();
    bench.settle();
    assert_eq!((first.heard().len(), second.heard().len()), (0, 1));
    job.set_notify_interface(None).unwrap();
    assert!(job.get_notify_interface().unwrap().is_none());
}
