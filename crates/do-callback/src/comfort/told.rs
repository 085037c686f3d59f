//! What the service's thread tells a future.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

use super::Result;

/// The place where the end of a job meets the one who waits for it.
#[derive(Debug, Default)]
pub(super) struct Told(Mutex<Progress>);

#[derive(Debug, Default)]
enum Progress {
    /// Nothing yet, and nobody waits.
    #[default]
    Nothing,
    /// Nothing yet; this is who waits.
    Awaited(Waker),
    /// The end, for whoever asks first.
    End(Result<()>),
    /// Nobody asks any more.
    Closed,
}

impl Told {
    /// The end has come. The first that is told counts.
    #[inline]
    pub(super) fn tell(&self, end: Result<()>) {
        self.become_unless_ended(Progress::End(end));
    }

    /// Whoever waits is to look.
    #[inline]
    pub(super) fn wake(&self) {
        self.become_unless_ended(Progress::Nothing);
    }

    /// The end; or this waker is woken when it comes.
    #[inline]
    pub(super) fn end_or_wake(&self, waker: &Waker) -> Poll<Result<()>> {
        let mut progress = self.lock();
        match mem::replace(&mut *progress, Progress::Closed) {
            Progress::End(end) => Poll::Ready(end),
            before => {
                *progress = Progress::Awaited(waker.clone());
                drop(progress);
                drop(before);
                Poll::Pending
            }
        }
    }

    /// Nobody is woken from now on.
    #[inline]
    pub(super) fn close(&self) {
        let before = mem::replace(&mut *self.lock(), Progress::Closed);
        drop(before);
    }

    #[inline]
    fn become_unless_ended(&self, next: Progress) {
        let mut progress = self.lock();
        if matches!(*progress, Progress::End(_) | Progress::Closed) {
            return;
        }
        let before = mem::replace(&mut *progress, next);
        drop(progress);
        // Behind the lock: a waker may poll at once.
        if let Progress::Awaited(waker) = before {
            waker.wake();
        }
    }

    #[inline]
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
