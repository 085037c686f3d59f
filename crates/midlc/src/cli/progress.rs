//! How far a long run is: one line on a terminal, written over itself and removed at the end.

use std::{
    fmt,
    io::{self, Write},
    time::{Duration, Instant},
};

/// A run that ends before this needs no such line.
const PATIENCE: Duration = Duration::from_millis(500);
/// Nobody reads faster.
pub(super) const PAUSE: Duration = Duration::from_millis(100);

/// The line of a run.
pub(super) struct Progress {
    /// How many steps there are; none where nobody looks.
    total: Option<usize>,
    /// How many of them are done.
    done: usize,
    start: Instant,
    next: Instant,
    shown: bool,
}

impl Progress {
    /// A run of `total` steps that begins now; silent unless `wanted`.
    pub(super) fn new(total: usize, wanted: bool) -> Progress {
        let total = Some(total).filter(|total| wanted && *total > 1);
        let start = Instant::now();
        Progress { total, done: 0, start, next: start + PATIENCE, shown: false }
    }

    /// False where nobody looks.
    pub(super) fn is_shown(&self) -> bool {
        self.total.is_some()
    }

    /// Says that a step is done.
    pub(super) fn step(&mut self, err: &mut dyn Write, name: &str) -> io::Result<()> {
        self.step_at(err, name, Instant::now())
    }

    fn step_at(&mut self, err: &mut dyn Write, name: &str, now: Instant) -> io::Result<()> {
        self.done += 1;
        self.line_at(err, format_args!("{name}"), now)
    }

    /// Says that no step was done for a while: many files are read and resolved as one.
    pub(super) fn wait(&mut self, err: &mut dyn Write) -> io::Result<()> {
        self.wait_at(err, Instant::now())
    }

    fn wait_at(&mut self, err: &mut dyn Write, now: Instant) -> io::Result<()> {
        let seconds = now.duration_since(self.start).as_secs_f32();
        self.line_at(err, format_args!("{seconds:.1} s"), now)
    }

    fn line_at(
        &mut self,
        err: &mut dyn Write,
        text: fmt::Arguments<'_>,
        now: Instant,
    ) -> io::Result<()> {
        let Some(total) = self.total.filter(|_| now >= self.next) else { return Ok(()) };
        (self.next, self.shown) = (now + PAUSE, true);
        write!(err, "\r\x1b[K[{}/{total}] {text}", self.done)?;
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
        for milliseconds in [0, 600, 610, 800] {
            let now = start + Duration::from_millis(milliseconds);
            progress.step_at(&mut out, "a.idl", now).unwrap();
        }
        progress.finish(&mut out).unwrap();
        let line = |index| format!("\r\x1b[K[{index}/9] a.idl");
        assert_eq!(String::from_utf8(out).unwrap(), format!("{}{}\r\x1b[K", line(2), line(4)));
    }

    #[test]
    fn the_line_moves_where_no_step_is_done() {
        let mut out = Vec::new();
        let mut progress = Progress::new(9, true);
        let start = progress.start;
        progress.step_at(&mut out, "a.idl", start).unwrap();
        for milliseconds in [600, 650, 1700] {
            progress.wait_at(&mut out, start + Duration::from_millis(milliseconds)).unwrap();
        }
        assert_eq!(String::from_utf8(out).unwrap(), "\r\x1b[K[1/9] 0.6 s\r\x1b[K[1/9] 1.7 s");
    }

    #[test]
    fn nobody_looks() {
        for (total, wanted) in [(9, false), (1, true)] {
            let mut out = Vec::new();
            let mut progress = Progress::new(total, wanted);
            let late = Instant::now() + Duration::from_secs(9);
            progress.step_at(&mut out, "a.idl", late).unwrap();
            progress.finish(&mut out).unwrap();
            assert_eq!(out, b"");
        }
    }
}
