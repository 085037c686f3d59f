//! A service whose time and whose network a test holds in its hands: nothing sleeps, nothing is left to chance.
//!
//! It is the same service: the same states, notices and queues, the same files on the disk. In place of its threads the test
//! itself does what is due, by [`Bench::settle`] and [`Bench::advance`], and its callbacks are called on the test's thread.
//!
//! ```
//! use std::time::Duration;
//!
//! use do_callback::prelude::*;
//! use do_embedded::testing::{Bench, Fault, Network};
//!
//! let network = Network::new();
//! network.serve("http://host/a", "content");
//! network.fault("http://host/a", Fault::Reset { after: 3 });
//!
//! # let folder = std::env::temp_dir().join(format!("do-embedded-testing-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! # let to = folder.join("to").display().to_string();
//! let bench = Bench::new(network);
//! let connection = bench.connect();
//! let (_, job) = connection.manager().create_job("a download", BG_JOB_TYPE_DOWNLOAD)?;
//! job.add_file("http://host/a", &to)?;
//! job.resume()?;
//!
//! bench.settle(); // all that can happen now: the connection is lost
//! assert_eq!(job.get_state()?, BG_JOB_STATE_TRANSIENT_ERROR);
//! bench.advance(Duration::from_secs(600)); // the service tries again
//! assert_eq!(job.get_state()?, BG_JOB_STATE_TRANSFERRED);
//! assert!(job.complete()?.is_s_ok());
//! assert_eq!(std::fs::read_to_string(&to)?, "content");
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod clock;
mod network;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use self::clock::ManualClock;
pub use self::network::{Fault, Network};
use crate::{
    engine::Engine,
    service::{Builder, Connection, Service},
    time::Time,
    transfer::{Step, Transfer},
};

/// A service without threads.
pub struct Bench {
    service: Service,
    clock: Arc<ManualClock>,
    workers: usize,
    /// What the workers have in their hands, and when each goes on.
    busy: Mutex<Vec<(Time, Transfer)>>,
}

impl Bench {
    /// A service with the defaults of [`Builder`], on this network.
    pub fn new(network: Network) -> Self {
        Self::with(Service::builder(), network)
    }

    /// A service with what the builder says.
    pub fn with(builder: Builder, network: Network) -> Self {
        let clock = Arc::new(ManualClock::default());
        let engine = Engine::new(Arc::clone(&clock) as _, Arc::new(network), builder.rules);
        let service = Service::of(Arc::new(engine));
        Self { service, clock, workers: builder.workers, busy: Mutex::default() }
    }

    /// A connection, as a process has one.
    pub fn connect(&self) -> Connection {
        self.service.connect()
    }

    /// Does all that can be done without time passing: transfers up to where they wait, and calls.
    pub fn settle(&self) {
        while self.turn() {}
    }

    /// Does what is due while so much time passes, in its order.
    pub fn advance(&self, time: Duration) {
        let end = self.now().after(time);
        self.settle();
        while let Some(next) = self.next_event().filter(|next| *next <= end) {
            self.clock.set(next);
            self.settle();
        }
        self.clock.set(end);
        self.settle();
    }

    /// Lets time pass up to the next thing that happens, and does it; whether there is one.
    pub fn advance_to_next(&self) -> bool {
        self.settle();
        let Some(next) = self.next_event() else { return false };
        self.clock.set(next.max(self.now()));
        self.settle();
        true
    }

    /// Does one piece of what can be done now, and tells whether there was one: a look at a job, a call, or a step of each worker.
    /// For a test that wants to come between two of them.
    pub fn turn(&self) -> bool {
        let engine = &*self.service.engine;
        if engine.look() {
            return true;
        }
        if let Some(call) = engine.take_call() {
            call.make(engine);
            return true;
        }
        self.work()
    }

    /// One step of each worker that is not waiting. What a step lets happen, another thread of the test may be part of: no lock
    /// is held meanwhile.
    fn work(&self) -> bool {
        let now = self.now();
        let mut busy = std::mem::take(&mut *self.busy());
        while busy.len() < self.workers
            && let Some(transfer) = self.service.engine.take_transfer()
        {
            busy.push((now, transfer));
        }
        let mut has_worked = false;
        busy.retain_mut(|(at, transfer)| {
            if *at > now && transfer.is_wanted() {
                return true;
            }
            has_worked = true;
            match transfer.step(&self.service.engine) {
                Step::Again => *at = now,
                Step::Later(delay) => *at = now.after(delay),
                Step::Left => return false,
            }
            true
        });
        self.busy().append(&mut busy);
        has_worked
    }

    fn next_event(&self) -> Option<Time> {
        let busy = self.busy().iter().map(|(at, _)| *at).min();
        busy.into_iter().chain(self.service.engine.next_look()).min()
    }

    fn now(&self) -> Time {
        crate::time::Clock::now(&*self.clock)
    }

    fn busy(&self) -> std::sync::MutexGuard<'_, Vec<(Time, Transfer)>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
