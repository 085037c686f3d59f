//! What the tests share: the system's functions, apartments, BITS, a server to download from and the objects that are called.
//!
//! The tests lie in `tests/`, the second process is `src/bin/peer.rs`. A wait for the
//! system has an end of its own; one for a thread of the tests' ends with them, at the latest when the runner's time is over.
#![cfg(windows)]

pub mod apartment;
pub mod bits;
pub mod marshal;
pub mod server;
pub mod system;
pub mod watcher;

use std::time::Duration;

/// How long something is waited for that must come.
pub const PATIENCE: Duration = Duration::from_secs(60);
