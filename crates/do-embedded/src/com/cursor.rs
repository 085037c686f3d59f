//! The two enumerators: each a snapshot, and a place in it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use do_callback::prelude::*;

use crate::job::count;

/// Things, and which one is next.
pub(super) struct Cursor<T> {
    all: Vec<T>,
    next: Mutex<usize>,
}

impl<T: Clone> Cursor<T> {
    pub(super) fn new(all: Vec<T>) -> Self {
        Self { all, next: Mutex::new(0) }
    }

    fn next(&self) -> MutexGuard<'_, usize> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fills the caller's array from here on.
    pub(super) fn fill<I>(
        &self,
        into: &mut OutBuffer<'_, I>,
        hand_out: impl Fn(&T) -> Result<I>,
    ) -> Result<Success<()>> {
        let mut next = self.next();
        let wanted = self.all[*next..].iter().take(into.capacity());
        let handed = wanted.map(hand_out).collect::<Result<Vec<I>>>()?;
        *next += handed.len();
        Ok(into.fill_from(handed))
    }

    pub(super) fn skip(&self, wanted: u32) -> Success<()> {
        let mut next = self.next();
        let left = self.all.len() - *next;
        let skipped = left.min(wanted as usize);
        *next += skipped;
        if skipped == wanted as usize { Success::ok(()) } else { Success::s_false(()) }
    }

    pub(super) fn reset(&self) {
        *self.next() = 0;
    }

    pub(super) fn copy(&self) -> Self {
        Self { all: self.all.clone(), next: Mutex::new(*self.next()) }
    }

    pub(super) fn count(&self) -> u32 {
        count(self.all.len())
    }
}

/// An enumerator of files.
pub(super) struct Files(Cursor<Object<super::File>>);

impl Files {
    pub(super) fn new(files: Vec<Object<super::File>>) -> Self {
        Self(Cursor::new(files))
    }
}

#[do_callback]
impl EnumBackgroundCopyFiles for Files {
    fn next(&self, rgelt: &mut OutBuffer<'_, IBackgroundCopyFile>) -> Result<Success<()>> {
        self.0.fill(rgelt, Object::cast)
    }
    fn skip(&self, celt: u32) -> Result<Success<()>> {
        Ok(self.0.skip(celt))
    }
    fn reset(&self) -> Result<()> {
        self.0.reset();
        Ok(())
    }
    fn clone(&self) -> Result<IEnumBackgroundCopyFiles> {
        Ok(Self(self.0.copy()).into())
    }
    fn get_count(&self) -> Result<u32> {
        Ok(self.0.count())
    }
}

/// An enumerator of jobs.
pub(super) struct Jobs(Cursor<Object<super::Job>>);

impl Jobs {
    pub(super) fn new(jobs: Vec<Object<super::Job>>) -> Self {
        Self(Cursor::new(jobs))
    }
}

#[do_callback]
impl EnumBackgroundCopyJobs for Jobs {
    fn next(&self, rgelt: &mut OutBuffer<'_, IBackgroundCopyJob>) -> Result<Success<()>> {
        self.0.fill(rgelt, Object::cast)
    }
    fn skip(&self, celt: u32) -> Result<Success<()>> {
        Ok(self.0.skip(celt))
    }
    fn reset(&self) -> Result<()> {
        self.0.reset();
        Ok(())
    }
    fn clone(&self) -> Result<IEnumBackgroundCopyJobs> {
        Ok(Self(self.0.copy()).into())
    }
    fn get_count(&self) -> Result<u32> {
        Ok(self.0.count())
    }
}
