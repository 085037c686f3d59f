//! The reference count: the only user of atomics in this crate, so that it can be modelled by itself.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

/// References to one object, shared by all threads that hold one.
#[repr(transparent)]
pub(crate) struct Count(AtomicU32);

impl Count {
    /// The count of a new object: its maker holds the one reference.
    pub(crate) const fn one() -> Self {
        Self(AtomicU32::new(1))
    }

    /// Adds a reference and returns the new count.
    ///
    /// Relaxed: a new reference is made from one that the caller holds already, so it publishes nothing.
    #[inline(always)]
    pub(crate) fn add(&self) -> u32 {
        let before = self.0.fetch_add(1, Ordering::Relaxed);
        if before > i32::MAX.cast_unsigned() {
            overflow();
        }
        before.wrapping_add(1)
    }

    /// Gives a reference up and returns the new count; `None` for zero. After `None`, every use of the object by any
    /// thread has happened before, and the caller is the only one left to touch it; otherwise the caller must not touch
    /// it any more.
    ///
    /// The second access is a load and not a fence, which says the same but is invisible to thread sanitizers.
    #[inline(always)]
    pub(crate) fn release(&self) -> Option<NonZeroU32> {
        let left = NonZeroU32::new(self.0.fetch_sub(1, Ordering::Release).wrapping_sub(1));
        if left.is_none() {
            self.0.load(Ordering::Acquire);
        }
        left
    }
}

/// Two thousand million references are a leak in a loop. Going on would free the object under its users, and a panic
/// could be caught and repeated: only an abort is sound.
///
/// `extern "C"`, which cannot unwind: the caller needs no landing pad.
#[cold]
#[inline(never)]
extern "C" fn overflow() -> ! {
    std::process::abort()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_up_and_down_to_none() {
        let count = Count::one();
        assert_eq!((count.add(), count.add()), (2, 3));
        let left: Vec<_> = (0..3).map(|_| count.release().map(NonZeroU32::get)).collect();
        assert_eq!(left, [Some(2), Some(1), None]);
    }
}
