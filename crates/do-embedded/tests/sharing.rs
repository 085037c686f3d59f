//! Whatever registers with one job, and ends, in whatever order: guards, futures, and somebody who knows of neither.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
    thread,
    time::{Duration, Instant},
};

use do_callback::{
    comfort::{Job, Manager, Notify, Registration, Result, Transferred},
    prelude::*,
};
use do_embedded::{
    Connection, Service,
    testing::{Bench, Network},
};
use proptest::{collection::vec, prelude::*};
use support::{Folder, PATIENCE};

/// Two that are registered by guards, and somebody else's.
const CALLBACKS: usize = 3;
const FOREIGN: usize = 2;

/// A service with one job, which stands suspended.
struct Stage {
    bench: Bench,
    connection: Connection,
    id: GUID,
    callbacks: [(IBackgroundCopyCallback, Arc<AtomicU32>); CALLBACKS],
    _folder: Folder,
}

impl Stage {
    fn new() -> Self {
        let (folder, network) = (Folder::new(), Network::new());
        network.serve("http://host/a", "content");
        let bench = Bench::new(network);
        let connection = bench.connect();
        let (id, job) = connection.manager().create_job("a job", BG_JOB_TYPE_DOWNLOAD).unwrap();
        job.add_file("http://host/a", &folder.path("to")).unwrap();
        Self {
            bench,
            connection,
            id,
            callbacks: [(); CALLBACKS].map(|()| counting()),
            _folder: folder,
        }
    }

    /// Another pointer to the job each time.
    fn job(&self) -> Job {
        Manager::from(self.connection.manager()).job(&self.id).unwrap()
    }

    /// Who is registered, if he is one of the callbacks.
    fn registered(&self) -> Option<Option<usize>> {
        let registered = self.job().get_notify_interface().unwrap()?;
        let is_it =
            |(callback, _): &(IBackgroundCopyCallback, _)| registered == callback.cast().unwrap();
        Some(self.callbacks.iter().position(is_it))
    }

    /// How often each callback hears of one change.
    fn heard(&self) -> [u32; CALLBACKS] {
        self.bench.advance(Duration::from_secs(1));
        let counts = || self.callbacks.each_ref().map(|(_, heard)| heard.load(SeqCst));
        let before = counts();
        self.job().set_description("changed").unwrap();
        self.bench.advance(Duration::from_secs(1));
        let mut heard = counts();
        heard.iter_mut().zip(before).for_each(|(heard, before)| *heard -= before);
        heard
    }
}

/// A callback that counts the modifications that it hears of.
fn counting() -> (IBackgroundCopyCallback, Arc<AtomicU32>) {
    let heard = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&heard);
    let callback = IBackgroundCopyCallback::builder().on_job_modification(move |_, _| {
        counter.fetch_add(1, SeqCst);
        Ok(())
    });
    (callback.build(), heard)
}

/// A future, and how often it was woken.
struct Waiting {
    future: Transferred,
    woken: Arc<Woken>,
}

#[derive(Default)]
struct Woken(AtomicU32);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

impl Waiting {
    fn new(job: &Job) -> Self {
        let mut waiting = Self { future: job.transferred(), woken: Arc::default() };
        assert!(waiting.poll().is_pending());
        waiting
    }

    fn poll(&mut self) -> Poll<Result<()>> {
        let waker = Waker::from(Arc::clone(&self.woken));
        Pin::new(&mut self.future).poll(&mut Context::from_waker(&waker))
    }

    fn take_woken(&self) -> bool {
        self.woken.0.swap(0, SeqCst) > 0
    }
}

#[derive(Clone, Copy, Debug)]
enum Act {
    /// A guard for a callback, with the events or none.
    Notify(usize, bool),
    /// A guard is dropped, by its place among those that there are.
    EndGuard(usize),
    /// One is left with the service.
    Forget(usize),
    Wait,
    EndFuture(usize),
    /// Somebody registers his callback, or none, without this layer. Then the futures are polled, which were woken.
    Foreign(bool),
}

fn act() -> impl Strategy<Value = Act> {
    let any_number = 0_usize..8;
    prop_oneof![
        4 => (0..FOREIGN, any::<bool>()).prop_map(|(callback, hears)| Act::Notify(callback, hears)),
        4 => any_number.clone().prop_map(Act::EndGuard),
        1 => any_number.clone().prop_map(Act::Forget),
        3 => Just(Act::Wait),
        3 => any_number.prop_map(Act::EndFuture),
        1 => any::<bool>().prop_map(Act::Foreign),
    ]
}

/// What is to be expected: who would be registered without futures, whose word that is, and what he hears.
#[derive(Clone, Copy, Default)]
struct Expected {
    callback: Option<usize>,
    /// The number of the guard that said so.
    guard: Option<usize>,
    hears: bool,
}

fn play(acts: &[Act]) {
    let stage = Stage::new();
    let mut guards: Vec<(usize, Registration)> = Vec::new();
    let mut futures: Vec<Waiting> = Vec::new();
    let mut expected = Expected::default();
    for (number, act) in acts.iter().enumerate() {
        match *act {
            Act::Notify(callback, hears) => {
                let events = if hears { Notify::MODIFICATION } else { Notify::NONE };
                let guard = stage.job().notify(&stage.callbacks[callback].0, events).unwrap();
                guards.push((number, guard));
                expected = Expected { callback: Some(callback), guard: Some(number), hears };
            }
            Act::EndGuard(_) | Act::Forget(_) if guards.is_empty() => {}
            Act::EndGuard(at) => {
                let (number, guard) = guards.remove(at % guards.len());
                drop(guard);
                if expected.guard == Some(number) {
                    expected.callback = None;
                }
            }
            Act::Forget(at) => drop(guards.remove(at % guards.len()).1.forget()),
            Act::Wait => futures.push(Waiting::new(&stage.job())),
            Act::EndFuture(_) if futures.is_empty() => {}
            Act::EndFuture(at) => drop(futures.remove(at % futures.len())),
            Act::Foreign(registers) => {
                let callback = registers.then_some(FOREIGN);
                let foreign = callback.map(|at| stage.callbacks[at].0.cast().unwrap());
                stage.job().set_notify_interface(foreign.as_ref()).unwrap();
                // The flags stay as they are.
                expected = Expected { callback, guard: None, ..expected };
                for future in &mut futures {
                    assert!(future.take_woken(), "its callback was taken away");
                    assert!(future.poll().is_pending());
                }
            }
        }
        let mut heard = [0; CALLBACKS];
        if let Some(callback) = expected.callback {
            heard[callback] = u32::from(expected.hears);
        }
        assert_eq!(stage.heard(), heard, "{number} of {acts:?}");
        let registered = match (futures.is_empty(), expected.callback) {
            (true, None) => None,
            (true, callback) => Some(callback),
            (false, _) => Some(None),
        };
        assert_eq!(stage.registered(), registered, "{number} of {acts:?}");
    }
    // And then the job ends, and every future does.
    stage.job().resume().unwrap();
    stage.bench.settle();
    for future in &mut futures {
        assert!(future.take_woken() && matches!(future.poll(), Poll::Ready(Ok(()))), "{acts:?}");
    }
    drop((futures, guards));
    let Stage { bench, callbacks, .. } = stage;
    drop(bench);
    for (callback, heard) in callbacks {
        drop(callback);
        assert_eq!(Arc::strong_count(&heard), 1, "nobody holds the object: {acts:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_hears_what_it_registered_for_and_nobody_is_left(acts in vec(act(), 1..16)) {
        play(&acts);
    }
}

/// Two threads wait for each of many jobs, and a callback is told of each.
#[test]
fn every_future_ends_and_every_callback_hears_while_jobs_transfer() {
    const JOBS: usize = 60;
    let folder = Folder::new();
    let url = folder.file("from", b"content");
    let service = Service::start().unwrap();
    let connection = service.connect();
    let manager = Manager::from(connection.manager());
    let heard = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&heard);
    let callback = IBackgroundCopyCallback::builder().on_job_transferred(move |_| {
        counter.fetch_add(1, SeqCst);
        Ok(())
    });
    let callback = callback.build();
    let jobs: Vec<Job> = (0..JOBS)
        .map(|number| {
            let job = manager.create_job("a job").unwrap();
            job.add_file(&url, folder.path(&format!("to {number}"))).unwrap();
            job
        })
        .collect();
    let again =
        manager.resubscribe(|job| job.notify(&callback, Notify::TRANSFERRED).map(Some)).unwrap();
    let threads = [(); 2].map(|()| {
        // Each by pointers of its own.
        let futures: Vec<Transferred> =
            manager.jobs().unwrap().iter().map(Job::transferred).collect();
        thread::spawn(move || futures.into_iter().try_for_each(pollster::block_on))
    });
    for job in &jobs {
        job.resume().unwrap();
    }
    for thread in threads {
        thread.join().unwrap().unwrap();
    }
    let registered = Some(callback.cast().unwrap());
    for job in &jobs {
        assert_eq!(job.get_notify_interface().unwrap(), registered);
    }
    let end = Instant::now() + PATIENCE;
    while (heard.load(SeqCst) as usize) < JOBS {
        assert!(Instant::now() < end, "a callback has not heard");
        thread::yield_now();
    }
    drop(again);
    for job in &jobs {
        assert!(job.get_notify_interface().unwrap().is_none());
        assert!(job.complete().unwrap().is_s_ok());
    }
}
