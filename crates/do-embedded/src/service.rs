//! The service, and connections to it.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use do_callback::{IBackgroundCopyManager, Object, comfort, download::IDOManager};

use crate::{
    com,
    engine::Engine,
    job::{Rules, machine::Patience, notices::Pace},
    link::Link,
    threads,
    time::SystemClock,
    world,
};

/// How a service is to be. [`start`](Self::start) starts it.
#[derive(Clone, Debug)]
pub struct Builder {
    pub(crate) rules: Rules,
    pub(crate) workers: usize,
    silence: Duration,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            rules: Rules {
                patience: Patience {
                    retry: Duration::from_secs(600),
                    no_progress: Duration::from_secs(24 * 3600),
                },
                pace: Pace {
                    repeat: Duration::from_secs(5),
                    modification: Duration::from_millis(100),
                },
                age: Duration::from_secs(30 * 24 * 3600),
            },
            workers: 4,
            silence: Duration::from_secs(30),
        }
    }
}

impl Builder {
    /// How many jobs transfer at once: 4 unless this is called, and at least one.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers.max(1);
        self
    }

    /// What a new job waits after a transient failure: 10 minutes unless this is called. `SetMinimumRetryDelay` says it for one
    /// job, in seconds.
    pub fn retry_delay(mut self, delay: Duration) -> Self {
        self.rules.patience.retry = delay;
        self
    }

    /// How long a new job goes on failing without a byte between: a day unless this is called. `SetNoProgressTimeout` says it
    /// for one job, in seconds.
    pub fn no_progress_timeout(mut self, timeout: Duration) -> Self {
        self.rules.patience.no_progress = timeout;
        self
    }

    /// When a callback that failed is called again: after 5 seconds unless this is called.
    pub fn repeat_delay(mut self, delay: Duration) -> Self {
        self.rules.pace.repeat = delay;
        self
    }

    /// The least time between two `JobModification` of one job: 100 milliseconds unless this is called.
    pub fn modification_interval(mut self, interval: Duration) -> Self {
        self.rules.pace.modification = interval;
        self
    }

    /// How long a server may be silent before the connection counts as lost: 30 seconds unless this is called.
    pub fn silence(mut self, silence: Duration) -> Self {
        self.silence = silence;
        self
    }

    /// Starts the service.
    ///
    /// On Windows its threads call from the multithreaded apartment, which then lasts as long as the process: see
    /// [`comfort::multithreaded`].
    ///
    /// # Errors
    ///
    /// The system does not give the threads: five, and one a worker.
    pub fn start(self) -> io::Result<Service> {
        comfort::multithreaded().map_err(io::Error::other)?;
        let world = Arc::new(world::Machine::new(self.silence));
        let engine = Arc::new(Engine::new(Arc::new(SystemClock::new()), world, self.rules));
        let service = Service::of(engine);
        threads::start(&service.engine, self.workers)?;
        Ok(service)
    }
}

/// A Delivery Optimization in this process.
///
/// Jobs live as long as it does. Dropping it cancels them: their temporary files are deleted, and objects that are still
/// held answer `DO_E_NO_SERVICE` or `DO_E_INVALID_STATE` to what would make or change a job. Its threads end by themselves: a call that has begun may end later.
///
/// A fault of this crate's own costs no thread: a panic in the midst of a transfer is an error of the job, with the code `E_UNEXPECTED`.
pub struct Service {
    pub(crate) engine: Arc<Engine>,
    connections: AtomicU64,
}

impl Service {
    /// A service with the defaults that are documented for Delivery Optimization.
    ///
    /// # Errors
    ///
    /// As of [`Builder::start`].
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// A service of which something is to be different.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn of(engine: Arc<Engine>) -> Self {
        Self { engine, connections: AtomicU64::new(0) }
    }

    /// A connection, as a process has one.
    pub fn connect(&self) -> Connection {
        let number = self.connections.fetch_add(1, Relaxed);
        Connection(Arc::new(Link::new(Arc::clone(&self.engine), number)))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.engine.close();
    }
}

/// What a process is to the service: the callbacks that came over it end with it, the jobs stay.
///
/// Objects that were got over it go on working, but take no callbacks any more: `SetNotifyInterface` answers
/// `RPC_E_DISCONNECTED`. A call of a callback that is already under way may come after the drop.
pub struct Connection(Arc<Link>);

impl Connection {
    /// The object that Windows would make of the class of Delivery Optimization.
    pub fn manager(&self) -> IBackgroundCopyManager {
        Object::new(com::Manager::new(Arc::clone(&self.0))).into_interface()
    }

    /// The same class, by the API of 1809.
    pub fn download_manager(&self) -> IDOManager {
        Object::new(com::Downloads::new(Arc::clone(&self.0))).into_interface()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.close();
    }
}
