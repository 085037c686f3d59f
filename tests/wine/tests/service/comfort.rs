//! The comfort layer over BITS, with real downloads.

use std::{
    fs,
    pin::Pin,
    sync::{
        Arc, LazyLock,
        mpsc::{Receiver, channel},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::Instant,
};

use do_callback::{
    comfort::{self, Job, Manager, Notify, Transferred},
    prelude::*,
};
use wine::{
    PATIENCE,
    apartment::{Apartment, pump_and_join, wait_until},
    bits::{Download, NOT_FOUND},
    server::Server,
};

static BODY: LazyLock<Vec<u8>> =
    LazyLock::new(|| (0..50_000_u32).flat_map(u32::to_le_bytes).collect());

/// A download of the test's, as the comfort layer sees it.
fn download(name: &str, url: &str) -> (Download, Job) {
    let download = Download::new(name, url).unwrap();
    let job = download.job.clone().into();
    (download, job)
}

/// A callback that says on which thread it hears of the end, and with which name.
fn telling() -> (IBackgroundCopyCallback, Receiver<(thread::ThreadId, String)>) {
    let (told, heard) = channel();
    let callback = IBackgroundCopyCallback::builder().on_job_transferred(move |job| {
        let name = job.get_display_name()?.to_string();
        drop(told.send((thread::current().id(), name)));
        Ok(())
    });
    (callback.build(), heard)
}

fn poll(future: &mut Transferred, waker: &Waker) -> Poll<comfort::Result<()>> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}

/// Runs a future; it parks the thread, and serves no messages.
fn block_on(mut future: Transferred) -> comfort::Result<()> {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let end = Instant::now() + PATIENCE;
    loop {
        match poll(&mut future, &waker) {
            Poll::Ready(result) => return result,
            Poll::Pending => thread::park_timeout(PATIENCE),
        }
        assert!(Instant::now() < end, "nobody woke it");
    }
}

#[test]
fn a_job_by_the_words_of_the_comfort_layer() {
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let folder = std::env::temp_dir().join(format!("comfort-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let manager = Manager::connect().unwrap();
    let job = manager.create_job("comfort").unwrap();
    job.set_priority(BG_JOB_PRIORITY_FOREGROUND).unwrap();
    job.add_file(&server.file(), folder.join("file")).unwrap();
    assert_eq!(manager.job(&job.get_id().unwrap()).unwrap().get_display_name().unwrap(), "comfort");

    let (callback, heard) = telling();
    let registration = job.notify(&callback, Notify::TRANSFERRED | Notify::ERROR).unwrap();
    drop(callback);
    job.resume().unwrap();
    let (caller, name) = heard.recv_timeout(PATIENCE).expect("JobTransferred");
    assert_eq!(name, "comfort");
    assert_ne!(caller, thread::current().id());

    // What is registered is recognised, and cleared; then the closure ends, and with it its sender.
    drop(registration);
    assert!(job.get_notify_interface().unwrap().is_none());
    assert!(heard.recv_timeout(PATIENCE).is_err(), "a second event, or an object that lives on");
    assert!(job.complete().unwrap().is_s_ok());
    assert!(fs::read(folder.join("file")).unwrap() == *BODY);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_somebody_else_registered_since_stays() {
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let (_download, job) = download("two", &server.file());
    let [(first, _), (second, _)] = [telling(), telling()];
    let earlier = job.notify(&first, Notify::TRANSFERRED).unwrap();
    let later = job.notify(&second, Notify::TRANSFERRED).unwrap();
    drop(earlier);
    assert_eq!(job.get_notify_interface().unwrap(), Some(second.cast().unwrap()));
    later.clear().unwrap();
    assert!(job.get_notify_interface().unwrap().is_none());
}

#[test]
fn a_future_is_woken_by_the_service() {
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let (download, job) = download("future", &server.file());
    let (callback, heard) = telling();
    let registration = job.notify(&callback, Notify::TRANSFERRED).unwrap();
    let mut future = job.transferred();
    assert!(poll(&mut future, Waker::noop()).is_pending());
    job.resume().unwrap();
    block_on(future).unwrap();
    assert_eq!(job.get_state(), Ok(BG_JOB_STATE_TRANSFERRED));
    // Who was registered before has heard of it, and is registered again.
    assert_eq!(heard.recv_timeout(PATIENCE).unwrap().1, "future");
    assert_eq!(job.get_notify_interface().unwrap(), Some(callback.cast().unwrap()));
    assert_eq!(job.get_notify_flags(), Ok(Notify::TRANSFERRED.bits()));
    drop(registration);
    assert!(job.complete().unwrap().is_s_ok());
    assert!(fs::read(download.file()).unwrap() == *BODY);
}

#[test]
fn a_future_goes_to_another_thread() {
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let (_download, job) = download("elsewhere", &server.file());
    let future = job.transferred();
    let other = thread::spawn(move || {
        let _inside = Apartment::multithreaded();
        block_on(future)
    });
    job.resume().unwrap();
    other.join().unwrap().unwrap();
    assert!(job.get_notify_interface().unwrap().is_none());
}

#[test]
fn a_future_that_is_dropped_clears_its_callback() {
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let (_download, job) = download("dropped", &server.file());
    let mut future = job.transferred();
    assert!(poll(&mut future, Waker::noop()).is_pending());
    assert!(job.get_notify_interface().unwrap().is_some());
    drop(future);
    assert!(job.get_notify_interface().unwrap().is_none());
}

#[test]
fn guards_and_futures_of_one_job_end_in_any_order() {
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let (_download, job) = download("shared", &server.file());
    // Another pointer to the same job.
    let again = Manager::connect().unwrap().job(&job.get_id().unwrap()).unwrap();
    let (callback, heard) = telling();
    let first = job.notify(&callback, Notify::TRANSFERRED).unwrap();
    let [mut one, mut two] = [job.transferred(), again.transferred()];
    assert!(poll(&mut one, Waker::noop()).is_pending());
    let second = again.notify(&callback, Notify::TRANSFERRED).unwrap();
    assert!(poll(&mut two, Waker::noop()).is_pending());
    drop((one, first));
    job.resume().unwrap();
    block_on(two).unwrap();
    assert_eq!(heard.recv_timeout(PATIENCE).unwrap().1, "shared");
    assert_eq!(job.get_notify_interface().unwrap(), Some(callback.cast().unwrap()));
    let mut three = job.transferred();
    assert!(matches!(poll(&mut three, Waker::noop()), Poll::Ready(Ok(()))));
    drop(second);
    assert!(job.get_notify_interface().unwrap().is_none());
    assert!(job.complete().unwrap().is_s_ok());
}

/// The guard is in one apartment, and the future is polled in another.
#[test]
fn a_guard_of_another_apartment_is_not_put_back() {
    let _inside = Apartment::single_threaded();
    let server = Server::start(&BODY);
    let (_download, job) = download("apartments", &server.file());
    let (callback, _heard) = telling();
    let registration = job.notify(&callback, Notify::TRANSFERRED).unwrap();
    let mut future = job.transferred();
    let other = thread::spawn(move || {
        let _inside = Apartment::multithreaded();
        assert!(poll(&mut future, Waker::noop()).is_pending());
        future
    });
    let future = pump_and_join(PATIENCE, other);
    drop(registration);
    let other = thread::spawn(move || {
        let _inside = Apartment::multithreaded();
        drop(future);
    });
    pump_and_join(PATIENCE, other);
    assert!(job.get_notify_interface().unwrap().is_none());
}

/// Wine tells nobody: a poll sees it.
#[test]
fn a_job_that_somebody_cancels_ends_a_future() {
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let (_download, job) = download("cancelled", &server.file());
    let mut future = job.transferred();
    assert!(poll(&mut future, Waker::noop()).is_pending());
    let again = Manager::connect().unwrap().job(&job.get_id().unwrap()).unwrap();
    again.cancel().unwrap();
    let Poll::Ready(Err(error)) = poll(&mut future, Waker::noop()) else { panic!("it has ended") };
    assert!(error.to_string().starts_with("the job was cancelled"), "{error}");
}

/// Wine sends no JobError: the state is looked at, once the job has reached it.
#[test]
fn an_error_has_its_place_and_its_file() {
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let (download, job) = download("missing", &server.missing());
    job.resume().unwrap();
    assert!(wait_until(PATIENCE, || job.get_state() == Ok(BG_JOB_STATE_ERROR)));
    let error = block_on(job.transferred()).unwrap_err();
    assert_eq!((error.code(), error.context()), (NOT_FOUND, Some(BG_ERROR_CONTEXT_REMOTE_FILE)));
    assert_eq!(error.remote_name(), Some(&*server.missing()));
    assert_eq!(error.local_name(), Some(&*download.file().to_string_lossy()));
    println!("{error}");
}

#[test]
fn registering_again_tells_what_happened_while_nobody_listened() {
    let _inside = Apartment::multithreaded();
    let server = Server::start(&BODY);
    let (done, _) = download("again: done", &server.file());
    let (waiting, _) = download("again: waiting", &server.file());
    let (_other, other) = download("other", &server.file());
    done.job.resume().unwrap();
    done.wait_for(BG_JOB_STATE_TRANSFERRED).unwrap();

    let (callback, heard) = telling();
    let again = Manager::connect()
        .unwrap()
        .resubscribe(|job| {
            if !job.get_display_name()?.to_string().starts_with("again: ") {
                return Ok(None);
            }
            job.notify(&callback, Notify::TRANSFERRED).map(Some)
        })
        .unwrap();
    assert_eq!((again.registrations.len(), again.failures.len()), (2, 0));
    assert_eq!(heard.try_recv().unwrap(), (thread::current().id(), "again: done".to_owned()));
    assert!(other.get_notify_interface().unwrap().is_none(), "nobody asked for it");
    // The other one goes on by events.
    waiting.job.resume().unwrap();
    // A service may tell the first end as well.
    let next = std::iter::from_fn(|| heard.recv_timeout(PATIENCE).ok());
    assert!(next.map(|(_, name)| name).any(|name| name == "again: waiting"));
    drop(again);
    assert!(done.job.get_notify_interface().unwrap().is_none());
}

#[test]
fn a_service_that_is_not_there_is_an_error() {
    let _inside = Apartment::multithreaded();
    let error = Manager::connect_to(&GUID::from_u128(0x1b16_0b2e_5f0e)).unwrap_err();
    assert!(error.to_string().ends_with("this Windows has no such service"), "{error}");
}
