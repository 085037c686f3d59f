//! A program that ends and starts again, with the comfort layer: its jobs are there, its callbacks are not.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::mpsc::{Receiver, channel},
};

use do_callback::{
    IBackgroundCopyCallback,
    comfort::{Job, Manager, Notify},
};
use do_embedded::{
    Connection, Service,
    testing::{Bench, Fault, Network},
};
use support::{Folder, PATIENCE};

/// A callback that completes what has arrived and says so.
fn completing() -> (IBackgroundCopyCallback, Receiver<String>) {
    let (sender, receiver) = channel();
    let callback = IBackgroundCopyCallback::builder()
        .on_job_transferred(move |job| {
            let name = job.get_display_name()?.to_string();
            assert!(job.complete()?.is_s_ok());
            let _ = sender.send(name);
            Ok(())
        })
        .build();
    (callback, receiver)
}

#[test]
fn resubscribe_finds_the_jobs_of_an_earlier_run() {
    let folder = Folder::new();
    let service = Service::start().unwrap();

    // The first run: one job has ended before the run does, one has not begun.
    {
        let connection = service.connect();
        let manager = Manager::from(connection.manager());
        let (callback, heard) = completing();
        for name in ["first", "second", "third"] {
            let job = manager.create_job(name).unwrap();
            job.add_file(&folder.file(name, name.as_bytes()), folder.path(&format!("{name}.to")))
                .unwrap();
            job.notify(&callback, Notify::TRANSFERRED).unwrap().forget();
        }
        let jobs = manager.jobs().unwrap();
        jobs[0].resume().unwrap();
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), "first");
    }

    // The second run goes on where the first one stopped.
    let connection = service.connect();
    let manager = Manager::from(connection.manager());
    let (callback, heard) = completing();
    let again = manager
        .resubscribe(|job| {
            assert!(job.get_notify_interface()?.is_none());
            job.resume()?;
            job.notify(&callback, Notify::TRANSFERRED).map(Some)
        })
        .unwrap();
    assert_eq!((again.registrations.len(), again.failures.len()), (2, 0));
    let mut names = [(); 2].map(|()| heard.recv_timeout(PATIENCE).unwrap());
    names.sort();
    assert_eq!(names, ["second", "third"]);
    for name in ["first", "second", "third"] {
        assert_eq!(folder.read(&format!("{name}.to")), name.as_bytes());
    }
    drop(again);
    assert!(manager.jobs().unwrap().is_empty());
}

#[test]
fn what_happened_between_two_runs_is_told_once() {
    let folder = Folder::new();
    let network = Network::new();
    network.serve("http://host/a", "content");
    let bench = Bench::new(network);
    {
        let connection = bench.connect();
        let job = Manager::from(connection.manager()).create_job("a job").unwrap();
        job.add_file("http://host/a", folder.path("a")).unwrap();
        job.resume().unwrap();
    }
    bench.settle();
    let connection = bench.connect();
    let manager = Manager::from(connection.manager());
    let (callback, heard) = completing();
    let again =
        manager.resubscribe(|job| job.notify(&callback, Notify::TRANSFERRED).map(Some)).unwrap();
    bench.settle();
    drop(again);
    assert_eq!(heard.try_iter().collect::<Vec<_>>(), ["a job"]);
    assert_eq!(folder.read("a"), b"content");
}

#[test]
fn a_failure_says_where_and_with_which_file() {
    let folder = Folder::new();
    let network = Network::new();
    network.serve("http://host/a", "content");
    network.fault("http://host/a", Fault::DiskFull { after: 3 });
    let bench = Bench::new(network);
    let connection = bench.connect();
    let job = Manager::from(connection.manager()).create_job("a job").unwrap();
    job.add_file("http://host/a", folder.path("a")).unwrap();
    job.resume().unwrap();
    bench.settle();
    let failure = job.failure().unwrap().unwrap();
    assert_eq!(failure.code().0.cast_unsigned(), 0x8007_0070);
    assert_eq!(failure.context(), Some(do_callback::BG_ERROR_CONTEXT_LOCAL_FILE));
    assert_eq!(failure.remote_name(), Some("http://host/a"));
    assert_eq!(failure.local_name(), Some(&*folder.path("a")));
    assert_eq!(failure.description(), Some("The disk is full."));
    // There is room again, and the job goes on behind the three bytes.
    job.resume().unwrap();
    bench.settle();
    assert!(job.complete().unwrap().is_s_ok());
    assert_eq!(folder.read("a"), b"content");
}

#[test]
fn a_future_ends_with_the_transfer_or_with_its_error() {
    let folder = Folder::new();
    let service = Service::start().unwrap();
    let connection = service.connect();
    let manager = Manager::from(connection.manager());
    let job = manager.create_job("good").unwrap();
    job.add_file(&folder.file("from", b"content"), folder.path("to")).unwrap();
    pollster::block_on(async {
        job.resume()?;
        job.transferred().await
    })
    .unwrap();
    assert!(job.complete().unwrap().is_s_ok());
    assert_eq!(folder.read("to"), b"content");

    let job = manager.create_job("bad").unwrap();
    job.add_file(&folder.url("missing"), folder.path("missing.to")).unwrap();
    let future = job.transferred();
    job.resume().unwrap();
    let error = pollster::block_on(future).unwrap_err();
    assert_eq!(error.code().0.cast_unsigned(), 0x8007_0002);
    assert_eq!(error.remote_name(), Some(&*folder.url("missing")));
}

/// What somebody else does to a job that a future waits for, which is then woken.
#[test]
fn a_future_ends_when_somebody_else_ends_the_job() {
    type Way = fn(&Job, &mut Option<Connection>, &mut Option<Service>);
    let cancel: Way = |job, _, _| {
        job.cancel().unwrap();
    };
    let complete: Way = |job, _, _| {
        job.complete().unwrap();
    };
    let disconnect: Way = |_, connection, _| *connection = None;
    let stop: Way = |_, _, service| *service = None;
    for (way, says) in [
        (cancel, "the job was cancelled"),
        (complete, "the job was completed before every file had arrived"),
        (disconnect, "cannot register the callback"),
        (stop, "the job was cancelled"),
    ] {
        let service = Service::start().unwrap();
        let connection = service.connect();
        let manager = Manager::from(connection.manager());
        let (mut connection, mut service) = (Some(connection), Some(service));
        let job = manager.create_job("stands").unwrap();
        job.add_file("http://localhost/none", Folder::new().path("to")).unwrap();
        let mut future = pin!(job.transferred());
        let mut others = Some(manager.job(&job.get_id().unwrap()).unwrap());
        let end = pollster::block_on(poll_fn(|context| {
            let end = future.as_mut().poll(context);
            if let Some(job) = others.take() {
                assert!(end.is_pending());
                way(&job, &mut connection, &mut service);
            }
            end
        }));
        let error = end.unwrap_err().to_string();
        assert!(error.starts_with(says), "{error}");
    }
}
