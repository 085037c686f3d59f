//! The future for the end of a transfer, on executors of several kinds.

use std::{
    future::Future,
    pin::{Pin, pin},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
        mpsc,
    },
    task::{Context, Poll, Wake, Waker},
    thread,
};

use do_callback::{
    codes::E_ACCESSDENIED,
    comfort::{Notify, Result, Transferred},
    prelude::*,
};

use crate::service::{job, reach};

/// An executor in ten lines: it parks its thread.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(thread::Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// A waker that counts.
#[derive(Default)]
pub(crate) struct Counter(pub(crate) AtomicU32);

impl Wake for Counter {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

pub(crate) fn poll_with(future: &mut Transferred, counter: &Arc<Counter>) -> Poll<Result<()>> {
    Pin::new(future).poll(&mut Context::from_waker(&Waker::from(Arc::clone(counter))))
}

/// Ends the job on a thread of its own, once somebody is registered.
fn end_later(job: &Object<crate::service::TestJob>, state: BG_JOB_STATE) -> thread::JoinHandle<()> {
    let job = job.clone();
    thread::spawn(move || {
        while job.callback().is_none() {
            thread::yield_now();
        }
        reach(&job, state);
    })
}

#[test]
fn an_event_of_another_thread_wakes_it() {
    let executors: [fn(Transferred) -> Result<()>; 3] = [
        |future| block_on(future),
        |future| pollster::block_on(future),
        // As on a pool: it is `Send`, and goes where it likes.
        |future| thread::spawn(|| pollster::block_on(future)).join().unwrap(),
    ];
    for run in executors {
        let (inside, job) = job("one");
        let other = end_later(&inside, BG_JOB_STATE_TRANSFERRED);
        run(job.transferred()).unwrap();
        other.join().unwrap();
        assert!(inside.callback().is_none(), "it cleared what it registered");
        assert_eq!(inside.inside().flags, 0);
    }
}

#[test]
fn an_error_event_ends_it_as_an_error() {
    let (inside, job) = job("one");
    let other = end_later(&inside, BG_JOB_STATE_ERROR);
    let error = block_on(job.transferred()).unwrap_err();
    other.join().unwrap();
    assert_eq!(error.remote_name(), Some("http://localhost/none"));
    assert_eq!(error.context(), Some(BG_ERROR_CONTEXT_REMOTE_FILE));
}

#[test]
fn what_happened_before_is_told() {
    for (state, is_good) in [
        (BG_JOB_STATE_TRANSFERRED, true),
        (BG_JOB_STATE_ERROR, false),
        (BG_JOB_STATE_CANCELLED, false),
    ] {
        let (inside, job) = job("one");
        inside.inside().state = state;
        assert_eq!(block_on(job.transferred()).is_ok(), is_good, "{state:?}");
        assert!(inside.callback().is_none());
    }
}

/// Of services that tell of it, by a modification or by letting go of the callback, and of those that do neither.
#[test]
fn an_end_that_somebody_else_makes_is_told() {
    let ways: [fn(&Object<crate::service::TestJob>); 3] = [
        |inside| assert_eq!(reach(inside, BG_JOB_STATE_CANCELLED), Some(Ok(()))),
        |inside| {
            inside.inside().state = BG_JOB_STATE_CANCELLED;
            inside.to_interface().set_notify_interface(None).unwrap();
        },
        |inside| inside.inside().state = BG_JOB_STATE_CANCELLED,
    ];
    for (way, is_woken) in ways.into_iter().zip([1, 1, 0]) {
        let (inside, job) = job("one");
        let counter = Arc::new(Counter::default());
        let mut future = job.transferred();
        assert!(poll_with(&mut future, &counter).is_pending());
        way(&inside);
        assert_eq!(counter.0.load(SeqCst), is_woken);
        let Poll::Ready(Err(error)) = poll_with(&mut future, &counter) else {
            panic!("it has ended")
        };
        assert!(error.to_string().starts_with("the job was cancelled"), "{error}");
    }
}

#[test]
fn a_job_that_somebody_completed_has_all_its_files_or_not() {
    for (arrived, is_good) in [(2, true), (1, false)] {
        let (inside, job) = job("one");
        let counter = Arc::new(Counter::default());
        let mut future = job.transferred();
        assert!(poll_with(&mut future, &counter).is_pending());
        inside.inside().arrived = arrived;
        reach(&inside, BG_JOB_STATE_ACKNOWLEDGED);
        let Poll::Ready(end) = poll_with(&mut future, &counter) else { panic!("it has ended") };
        assert_eq!(end.is_ok(), is_good, "{end:?}");
    }
}

#[test]
fn what_happens_while_it_registers_is_told() {
    let (inside, job) = job("one");
    inside.inside().races_to = Some(BG_JOB_STATE_TRANSFERRED);
    block_on(job.transferred()).unwrap();
}

#[test]
fn a_job_that_has_ended_is_not_touched() {
    let (inside, job) = job("one");
    inside.inside().state = BG_JOB_STATE_ACKNOWLEDGED;
    inside.inside().arrived = 2;
    block_on(job.transferred()).unwrap();
    assert_eq!(inside.inside().registrations, 0);
}

#[test]
fn nothing_is_registered_before_the_first_poll() {
    let (inside, job) = job("one");
    drop(job.transferred());
    assert_eq!(inside.inside().registrations, 0);
}

#[test]
fn dropping_it_puts_everything_back() {
    let (inside, job) = job("one");
    inside.inside().flags = BG_NOTIFY_JOB_MODIFICATION;
    let counter = Arc::new(Counter::default());
    let mut future = job.transferred();
    assert!(poll_with(&mut future, &counter).is_pending());
    let left: IBackgroundCopyCallback = inside.callback().unwrap().cast().unwrap();
    assert_eq!(inside.inside().flags, 8 | 1 | 2);
    drop(future);
    assert!(inside.callback().is_none());
    assert_eq!(inside.inside().flags, BG_NOTIFY_JOB_MODIFICATION);
    // A call that was on its way meanwhile.
    left.job_transferred(&job).unwrap();
    assert_eq!((counter.0.load(SeqCst), Arc::strong_count(&counter)), (0, 1));
}

#[test]
fn the_last_waker_is_woken_once() {
    let (inside, job) = job("one");
    let [first, second] = [Arc::new(Counter::default()), Arc::new(Counter::default())];
    let mut future = job.transferred();
    assert!(poll_with(&mut future, &first).is_pending());
    assert!(poll_with(&mut future, &second).is_pending());
    assert_eq!(Arc::strong_count(&first), 1, "the waker that is replaced is dropped");
    reach(&inside, BG_JOB_STATE_TRANSFERRED);
    reach(&inside, BG_JOB_STATE_TRANSFERRED);
    assert_eq!((first.0.load(SeqCst), second.0.load(SeqCst)), (0, 1));
    assert!(poll_with(&mut future, &second).is_ready());
}

/// A callback that notes what it hears.
fn noting() -> (IBackgroundCopyCallback, mpsc::Receiver<&'static str>) {
    let (told, heard) = mpsc::channel();
    let told = Mutex::new(told);
    let say = Arc::new(move |what| told.lock().unwrap().send(what).unwrap());
    let [transferred, error, modification] = [(); 3].map(|()| Arc::clone(&say));
    let callback = IBackgroundCopyCallback::builder()
        .on_job_transferred(move |_| {
            transferred("transferred");
            Err(E_ACCESSDENIED.into())
        })
        .on_job_error(move |_, _| {
            error("error");
            Ok(())
        })
        .on_job_modification(move |_, _| {
            modification("modification");
            Ok(())
        });
    (callback.build(), heard)
}

#[test]
fn who_was_registered_before_goes_on_hearing() {
    let (inside, job) = job("one");
    let (callback, heard) = noting();
    let events = Notify::TRANSFERRED | Notify::MODIFICATION;
    let registration = job.notify(&callback, events).unwrap();
    let counter = Arc::new(Counter::default());
    let mut future = job.transferred();
    assert!(poll_with(&mut future, &counter).is_pending());
    assert_eq!(reach(&inside, BG_JOB_STATE_TRANSFERRING), Some(Ok(())));
    // What it answers is the answer: the service may try again.
    let answer = reach(&inside, BG_JOB_STATE_TRANSFERRED).unwrap();
    assert_eq!(answer.map_err(|error| error.code()), Err(E_ACCESSDENIED));
    reach(&inside, BG_JOB_STATE_ERROR);
    assert_eq!(heard.try_iter().collect::<Vec<_>>(), ["modification", "transferred"]);
    assert!(matches!(poll_with(&mut future, &counter), Poll::Ready(Ok(()))));
    // And then it is as it was.
    assert_eq!(inside.callback(), Some(callback.cast().unwrap()));
    assert_eq!(inside.inside().flags, events.bits());
    drop(registration);
    assert!(inside.callback().is_none());
}

/// BITS tells of an end at each registration, by the flags that stand then.
#[test]
fn who_is_registered_has_its_own_events_throughout() {
    let (inside, job) = job("one");
    let registration = job.notify(&noting().0, Notify::MODIFICATION).unwrap();
    let counter = Arc::new(Counter::default());
    let mut future = job.transferred();
    assert!(poll_with(&mut future, &counter).is_pending());
    let flags = inside.inside().flags_at_registration;
    assert_eq!(flags, BG_NOTIFY_JOB_MODIFICATION, "none but its own while it is registered");
    reach(&inside, BG_JOB_STATE_TRANSFERRED);
    assert!(poll_with(&mut future, &counter).is_ready());
    assert_eq!(inside.callback(), Some(registration.callback().cast().unwrap()));
    assert_eq!(inside.inside().flags_at_registration, BG_NOTIFY_JOB_MODIFICATION);
}

#[test]
fn who_registers_meanwhile_stays() {
    let (inside, job) = job("one");
    let counter = Arc::new(Counter::default());
    let mut future = job.transferred();
    assert!(poll_with(&mut future, &counter).is_pending());
    let registration = job.notify(&noting().0, Notify::ERROR).unwrap();
    drop(future);
    assert_eq!(inside.callback(), Some(registration.callback().cast().unwrap()));
    assert_eq!(inside.inside().flags, BG_NOTIFY_JOB_ERROR);
}

#[test]
fn a_job_that_refuses_is_an_error_and_stays_as_it_was() {
    let (inside, job) = job("one");
    inside.inside().is_foreign = true;
    inside.inside().flags = 8;
    assert_eq!(block_on(job.transferred()).unwrap_err().code(), E_ACCESSDENIED);
    assert_eq!(inside.inside().flags, 8);
}

#[test]
fn two_at_once_both_end() {
    let (inside, job) = job("one");
    let counter = Arc::new(Counter::default());
    let [mut first, mut second] = [job.transferred(), job.transferred()];
    assert!(poll_with(&mut first, &counter).is_pending());
    assert!(poll_with(&mut second, &counter).is_pending());
    reach(&inside, BG_JOB_STATE_TRANSFERRED);
    assert!(poll_with(&mut first, &counter).is_ready());
    assert!(poll_with(&mut second, &counter).is_ready());
}

/// Many rounds of the race between the event and the registration, and between the event and the drop.
#[test]
fn no_event_is_lost_and_none_comes_after_the_end() {
    for round in 0..if cfg!(miri) { 5 } else { 200 } {
        let (inside, job) = job("one");
        let other = {
            let inside = inside.clone();
            thread::spawn(move || {
                for _ in 0..round % 7 {
                    thread::yield_now();
                }
                reach(&inside, BG_JOB_STATE_TRANSFERRED);
            })
        };
        if round % 2 == 0 {
            block_on(job.transferred()).unwrap();
        } else {
            let counter = Arc::new(Counter::default());
            let _ = poll_with(&mut job.transferred(), &counter);
        }
        other.join().unwrap();
        assert!(inside.callback().is_none());
    }
}
