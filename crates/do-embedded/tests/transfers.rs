//! Real transfers, by threads, from this machine.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use std::time::Duration;

use do_callback::prelude::*;
use do_embedded::Service;
use support::{
    Folder, Heard, Log, content, job, next, register,
    server::{Manner, Server},
};

fn service() -> Service {
    Service::builder().retry_delay(Duration::from_millis(10)).start().unwrap()
}

#[test]
fn a_file_is_copied_and_appears_at_complete() {
    let folder = Folder::new();
    let url = folder.file("from", b"content");
    let service = service();
    let connection = service.connect();
    let job = job(&connection.manager(), &url, &folder.path("to"));
    let (log, heard) = Log::new();
    register(&job, &log);
    assert_eq!(job.get_state().unwrap(), BG_JOB_STATE_SUSPENDED);
    job.resume().unwrap();
    assert_eq!(next(&heard), Heard::Transferred);
    assert!(!folder.names().contains(&"to".to_owned()));
    assert!(job.complete().unwrap().is_s_ok());
    assert_eq!(folder.names(), ["from", "to"]);
    assert_eq!(folder.read("to"), b"content");
    assert_eq!(job.get_state().unwrap(), BG_JOB_STATE_ACKNOWLEDGED);
}

#[test]
fn http_is_downloaded() {
    let folder = Folder::new();
    let bytes = content(300_000);
    let server = Server::start(&[("/a", bytes.clone()), ("/empty", Vec::new())], Manner::Good);
    let service = service();
    let connection = service.connect();
    let job = job(&connection.manager(), &server.url("/a"), &folder.path("a"));
    job.add_file(&server.url("/empty"), &folder.path("empty")).unwrap();
    let (log, heard) = Log::completing();
    register(&job, &log);
    job.resume().unwrap();
    assert_eq!(next(&heard), Heard::Transferred);
    assert_eq!((folder.read("a"), folder.read("empty")), (bytes, Vec::new()));
    let progress = job.get_progress().unwrap();
    assert_eq!((progress.BytesTotal, progress.BytesTransferred), (300_000, 300_000));
    assert_eq!((progress.FilesTotal, progress.FilesTransferred), (2, 2));
    assert_eq!(server.asked(), ["/a", "/empty"]);
}

#[test]
fn ranges_follow_each_other_in_the_local_file() {
    let folder = Folder::new();
    let bytes = content(1000);
    let server = Server::start(&[("/a", bytes.clone())], Manner::Good);
    let service = service();
    let connection = service.connect();
    let (_, job) = connection.manager().create_job("ranges", BG_JOB_TYPE_DOWNLOAD).unwrap();
    let range = |offset, length| BG_FILE_RANGE { InitialOffset: offset, Length: length };
    let ranges = [range(10, 20), range(500, 100), range(900, BG_LENGTH_TO_EOF)];
    let job3: IBackgroundCopyJob3 = job.cast().unwrap();
    job3.add_file_with_ranges(&server.url("/a"), &folder.path("a"), &ranges).unwrap();
    let (log, heard) = Log::completing();
    register(&job, &log);
    job.resume().unwrap();
    assert_eq!(next(&heard), Heard::Transferred);
    assert_eq!(folder.read("a"), [&bytes[10..30], &bytes[500..600], &bytes[900..]].concat());
    assert_eq!(server.asked(), ["/a bytes=10-29", "/a bytes=500-599", "/a bytes=900-"]);
}

#[test]
fn a_partial_file_is_resumed() {
    let folder = Folder::new();
    let bytes = content(200_000);
    let server = Server::start(&[("/a", bytes.clone())], Manner::EndsAfter(150_000));
    let service = service();
    let connection = service.connect();
    let job = job(&connection.manager(), &server.url("/a"), &folder.path("a"));
    let (log, heard) = Log::completing();
    register(&job, &log);
    job.resume().unwrap();
    assert_eq!(next(&heard), Heard::Transferred);
    assert_eq!(folder.read("a"), bytes);
    assert_eq!(server.asked(), ["/a", "/a bytes=150000-"]);
    assert_eq!(job.get_error_count().unwrap(), 1);
    assert_eq!(log.heard(), [Heard::Transferred]); // of the lost connection nobody was told
}

#[test]
fn what_is_cancelled_while_it_is_asked_for_leaves_nothing() {
    let folder = Folder::new();
    let server = Server::start(&[("/a", content(10)), ("/b", content(10))], Manner::Held);
    let service = Service::builder().workers(1).start().unwrap();
    let connection = service.connect();
    let cancelled = job(&connection.manager(), &server.url("/a"), &folder.path("a"));
    cancelled.resume().unwrap();
    while server.asked().is_empty() {
        std::thread::yield_now();
    }
    assert_eq!(cancelled.get_state().unwrap(), BG_JOB_STATE_CONNECTING);
    assert!(cancelled.cancel().unwrap().is_s_ok());
    // The only worker has let go of one job when it is done with the next.
    let next_one = job(&connection.manager(), &server.url("/b"), &folder.path("b"));
    let (log, heard) = Log::completing();
    register(&next_one, &log);
    next_one.resume().unwrap();
    server.let_answer();
    assert_eq!(next(&heard), Heard::Transferred);
    assert_eq!(folder.names(), ["b"]);
}

#[test]
fn a_silent_server_is_asked_again() {
    let folder = Folder::new();
    let server = Server::start(&[("/a", content(10))], Manner::SilentAtFirst);
    let times = Duration::from_millis(50);
    let service = Service::builder().silence(times).retry_delay(times).start().unwrap();
    let connection = service.connect();
    let job = job(&connection.manager(), &server.url("/a"), &folder.path("a"));
    let (log, heard) = Log::completing();
    register(&job, &log);
    job.resume().unwrap();
    assert_eq!(next(&heard), Heard::Transferred);
    assert_eq!(folder.read("a"), content(10));
    assert!(job.get_error_count().unwrap() >= 1);
}

#[test]
fn a_server_without_ranges_is_enough_for_a_whole_file() {
    let folder = Folder::new();
    let bytes = content(100_000);
    let server = Server::start(&[("/a", bytes.clone())], Manner::NoRanges);
    let service = service();
    let connection = service.connect();
    let (log, heard) = Log::completing();
    let whole = job(&connection.manager(), &server.url("/a"), &folder.path("whole"));
    register(&whole, &log);
    whole.resume().unwrap();
    assert_eq!(next(&heard), Heard::Transferred);
    assert_eq!(folder.read("whole"), bytes);

    let (_, parts) = connection.manager().create_job("parts", BG_JOB_TYPE_DOWNLOAD).unwrap();
    let range = BG_FILE_RANGE { InitialOffset: 10, Length: 10 };
    let job3: IBackgroundCopyJob3 = parts.cast().unwrap();
    job3.add_file_with_ranges(&server.url("/a"), &folder.path("parts"), &[range]).unwrap();
    register(&parts, &log);
    parts.resume().unwrap();
    let refused = Heard::Error(BG_ERROR_CONTEXT_REMOTE_FILE, DO_E_INSUFFICIENT_RANGE_SUPPORT);
    assert_eq!(next(&heard), refused);
}

#[test]
fn what_a_server_refuses_is_an_error_with_its_file() {
    let folder = Folder::new();
    let server = Server::start(&[("/a", content(10))], Manner::Good);
    let service = service();
    let connection = service.connect();
    let job = job(&connection.manager(), &server.url("/a"), &folder.path("a"));
    job.add_file(&server.url("/missing"), &folder.path("missing")).unwrap();
    let (log, heard) = Log::new();
    register(&job, &log);
    job.resume().unwrap();
    assert_eq!(
        next(&heard),
        Heard::Error(BG_ERROR_CONTEXT_REMOTE_FILE, HRESULT(0x8019_0194_u32.cast_signed()))
    );
    let error = job.get_error().unwrap();
    assert_eq!(error.get_file().unwrap().get_remote_name().unwrap(), *server.url("/missing"));
    assert_eq!(error.get_protocol().unwrap(), "http");
    // What has arrived is kept.
    assert_eq!(job.complete().unwrap().code(), BG_S_PARTIAL_COMPLETE);
    assert_eq!(folder.names(), ["a"]);
}

#[test]
fn a_folder_that_is_not_there_is_an_error_of_the_local_file() {
    let folder = Folder::new();
    let url = folder.file("from", b"content");
    let service = service();
    let connection = service.connect();
    let job = job(&connection.manager(), &url, &folder.path("nowhere/to"));
    let (log, heard) = Log::new();
    register(&job, &log);
    job.resume().unwrap();
    let expected =
        Heard::Error(BG_ERROR_CONTEXT_LOCAL_FILE, HRESULT(0x8007_0003_u32.cast_signed()));
    assert_eq!(next(&heard), expected);
    assert!(job.cancel().unwrap().is_s_ok());
    assert_eq!(job.get_state().unwrap(), BG_JOB_STATE_CANCELLED);
    assert_eq!(folder.names(), ["from"]);
}
