//! The three enumerators: each a snapshot, and a place in it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use do_callback::{
    download::{EnumUnknown, IEnumUnknown},
    prelude::*,
};

use super::{Download, File, Job};
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

    fn place(&self) -> MutexGuard<'_, usize> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fills the caller's array from here on.
    fn fill<I>(
        &self,
        into: &mut OutBuffer<'_, I>,
        hand_out: impl Fn(&T) -> Result<I>,
    ) -> Result<Success<()>> {
        let mut next = self.place();
        let wanted = self.all[*next..].iter().take(into.capacity());
        let handed = wanted.map(hand_out).collect::<Result<Vec<I>>>()?;
        *next += handed.len();
        Ok(into.fill_from(handed))
    }

    /// Goes over so many.
    fn pass(&self, wanted: u32) -> Success<()> {
        let mut next = self.place();
        let left = self.all.len() - *next;
        let skipped = left.min(wanted as usize);
        *next += skipped;
        if skipped == wanted as usize { Success::ok(()) } else { Success::s_false(()) }
    }

    fn copy(&self) -> Self {
        Self { all: self.all.clone(), next: Mutex::new(*self.place()) }
    }
}

/// Makes the enumerator of things by its trait: its interface, of what it hands out, and the count, which `IEnumUnknown` has not.
macro_rules! enumerator {
    ($things:ty: $enumerator:ident, $interface:ident of $item:ident $(, $count:ident)?) => {
        #[do_callback]
        impl $enumerator for Cursor<Object<$things>> {
            fn next(&self, rgelt: &mut OutBuffer<'_, $item>) -> Result<Success<()>> {
                self.fill(rgelt, Object::cast)
            }
            fn skip(&self, celt: u32) -> Result<Success<()>> {
                Ok(self.pass(celt))
            }
            fn reset(&self) -> Result<()> {
                *self.place() = 0;
                Ok(())
            }
            fn clone(&self) -> Result<$interface> {
                Ok(self.copy().into())
            }
            $(fn $count(&self) -> Result<u32> {
                Ok(count(self.all.len()))
            })?
        }
    };
}

enumerator!(File: EnumBackgroundCopyFiles, IEnumBackgroundCopyFiles of IBackgroundCopyFile, get_count);
enumerator!(Job: EnumBackgroundCopyJobs, IEnumBackgroundCopyJobs of IBackgroundCopyJob, get_count);
enumerator!(Download: EnumUnknown, IEnumUnknown of IUnknown);
