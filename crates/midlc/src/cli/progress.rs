//! How far a long run is: one line on a terminal, written over itself and removed at the end.

use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

/// A run that ends before this needs no such line.
const PATIENCE: Duration = Duration::from_millis(500);
/// Nobody reads faster.
const PAUSE: Duration = Duration::from_millis(100);

/// The line of a run.
pub(super) struct Progress {
    /// How many steps there are; none where nobody looks.
    total: Option<usize>,
    next: Instant,
    shown: bool,
}

impl Progress {
    /// A run of `total` steps that begins now; silent unless `wanted`.
    pub(super) fn new(total: usize, wanted: bool) -> Progress {
        let total = Some(total).filter(|total| wanted && *total > 1);
        Progress { total, next: Instant::now() + PATIENCE, shown: false }
    }

    /// Says that the step with this number, counted from 0, begins.
    pub(super) fn step(&mut self, err: &mut dyn Write, index: usize, name: &str) -> io::Result<()> {
        self.step_at(err, index, name, Instant::now())
    }

    fn step_at(
        &mut self,
        err: &mut dyn Write,
        index: usize,
        name: &str,
        now: Instant,
    ) -> io::Result<()> {
        let Some(total) = self.total.filter(|_| now >= self.next) else { return Ok(()) };
        (self.next, self.shown) = (now + PAUSE, true);
        write!(err, "\r\x1b[K[{}/{total}] {name}", index + 1)?;
        err.flush()
    }

    /// Removes the line.
    pub(super) fn finish(self, err: &mut dyn Write) -> io::Result<()> {
        if self.shown { write!(err, "\r\x1b[K") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn a_long_run_shows_a_line_now_and_then_and_removes_it() {
        let mut out = Vec::new();
        let mut progress = Progress::new(9, true);
        let start = Instant::now();
        for (index, milliseconds) in [0, 600, 610, 800].into_iter().enumerate() {
            let now = start + Duration::from_millis(milliseconds);
            progress.step_at(&mut out, index, "a.idl", now).unwrap();
        }
        progress.finish(&mut out).unwrap();
        let line = |index| format!("\r\x1b[K[{index}/9] a.idl");
        assert_eq!(String::from_utf8(out).unwrap(), format!("{}{}\r\x1b[K", line(2), line(4)));
    }

    #[test]
    fn nobody_looks() {
        for (total, wanted) in [(9, false), (1, true)] {
            let mut out = Vec::new();
            let mut progress = Progress::new(total, wanted);
            let late = Instant::now() + Duration::from_secs(9);
            progress.step_at(&mut out, 0, "a.idl", late).unwrap();
            progress.finish(&mut out).unwrap();
            assert_eq!(out, b"");
        }
    }
}
