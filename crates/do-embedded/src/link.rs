//! A connection as the service sees it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use crate::engine::Engine;

/// What every object that is handed out over a connection holds on to.
pub(crate) struct Link {
    engine: Arc<Engine>,
    number: u64,
    is_open: AtomicBool,
}

impl Link {
    pub(crate) fn new(engine: Arc<Engine>, number: u64) -> Self {
        Self { engine, number, is_open: AtomicBool::new(true) }
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Callbacks may be registered. Asked while a job's record is locked, it is a promise that the end of the connection has
    /// not looked at that job yet.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open.load(SeqCst)
    }

    /// The connection ends: its callbacks are dead.
    pub(crate) fn close(&self) {
        self.is_open.store(false, SeqCst);
        self.engine.disconnect(self.number);
    }
}
