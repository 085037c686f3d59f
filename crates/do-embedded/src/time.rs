//! Time as the service sees it: read from a clock that a test may hold in its hand.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use do_callback::FILETIME;

/// From 1601, where a `FILETIME` begins, to 1970.
const FILETIME_TO_UNIX: Duration = Duration::from_secs(11_644_473_600);

/// A moment: how long after the beginning of 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Time(Duration);

impl Time {
    /// The moment that much later; the end of time if that is later still.
    pub(crate) fn after(self, delay: Duration) -> Self {
        Self(self.0.saturating_add(delay))
    }

    /// How long it is until `later`; nothing if that has passed.
    pub(crate) fn until(self, later: Self) -> Duration {
        later.0.saturating_sub(self.0)
    }

    /// In units of 100 nanoseconds, the low half first.
    pub(crate) fn to_filetime(self) -> FILETIME {
        let ticks = self.0.saturating_add(FILETIME_TO_UNIX).as_nanos() / 100;
        let ticks = u64::try_from(ticks).unwrap_or(u64::MAX);
        FILETIME { dwLowDateTime: ticks as u32, dwHighDateTime: (ticks >> 32) as u32 }
    }
}

/// Where the service reads the time. It never goes back.
pub(crate) trait Clock: Send + Sync {
    fn now(&self) -> Time;
}

/// The machine's own: monotonic, from the wall clock's time at the start.
pub(crate) struct SystemClock {
    start: Time,
    since: Instant,
}

impl SystemClock {
    pub(crate) fn new() -> Self {
        let start = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { start: Time(start), since: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Time {
        self.start.after(self.since.elapsed())
    }
}
