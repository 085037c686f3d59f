//! A clock that stands still.

use std::sync::{Mutex, PoisonError};

use crate::time::{Clock, Time};

/// Stands at the beginning of 1970 until it is set.
#[derive(Default)]
pub(super) struct ManualClock(Mutex<Time>);

impl ManualClock {
    pub(super) fn set(&self, time: Time) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Time {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
