//! The reference count: the one place where the order of memory accesses matters, so that it can be modelled by itself.
//! `tests/loom` does.

use std::num::NonZeroU32;
#[cfg(not(loom))]
use std::sync::atomic::{AtomicU32, Ordering};

#[cfg(loom)]
use loom::sync::atomic::{AtomicU32, Ordering};

/// References to one object, shared by all threads that hold one.
///
/// An object with weak references has two: one of its strong references, and one of the weak references to its memory, in which
/// all strong references together count as one.
#[repr(transparent)]
pub struct Count(AtomicU32);

impl Count {
    /// The count of a new object: its maker holds the one reference.
    #[cfg(not(loom))]
    pub(crate) const fn one() -> Self {
        Self(AtomicU32::new(1))
    }

    /// The count of an object that is not complete: nobody can get a reference.
    #[cfg(not(loom))]
    pub(crate) const fn none() -> Self {
        Self(AtomicU32::new(0))
    }

    /// As above; an atomic of the model is not made at compile time.
    #[cfg(loom)]
    pub(crate) fn one() -> Self {
        Self(AtomicU32::new(1))
    }

    /// As above.
    #[cfg(loom)]
    pub(crate) fn none() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Adds a reference and returns the new count.
    ///
    /// Relaxed: a new reference is made from one that the caller holds already, so it publishes nothing.
    #[inline(always)]
    pub(crate) fn add(&self) -> u32 {
        let before = self.0.fetch_add(1, Ordering::Relaxed);
        if before > MOST {
            overflow();
        }
        before.wrapping_add(1)
    }

    /// Adds a reference if there is one still, and says whether it did: how a weak reference becomes a strong one.
    ///
    /// Acquire: the count may be the first thing that the caller hears of the object, see [`publish`](Self::publish).
    pub(crate) fn try_add(&self) -> bool {
        let mut before = self.0.load(Ordering::Relaxed);
        while before != 0 {
            if before > MOST {
                overflow();
            }
            let added = before.wrapping_add(1);
            match self.0.compare_exchange_weak(before, added, Ordering::Acquire, Ordering::Relaxed)
            {
                Ok(_) => return true,
                Err(now) => before = now,
            }
        }
        false
    }

    /// Makes a count of [`none`](Self::none) that of a new object, which is complete now.
    ///
    /// Release: whoever gets a reference by [`try_add`](Self::try_add) sees the whole object.
    pub(crate) fn publish(&self) {
        self.0.store(1, Ordering::Release);
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

/// The most references that an object can have.
const MOST: u32 = i32::MAX.cast_unsigned();

/// Two thousand million references are a leak in a loop. Going on would free the object under its users, and a panic
/// could be caught and repeated: only an abort is sound.
///
/// `extern "C"`, which cannot unwind: the caller needs no landing pad.
#[cold]
#[inline(never)]
extern "C" fn overflow() -> ! {
    std::process::abort()
}

#[cfg(all(test, not(loom)))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn counts_up_and_down_to_none() {
        let count = Count::one();
        assert_eq!((count.add(), count.add()), (2, 3));
        let left: Vec<_> = (0..3).map(|_| count.release().map(NonZeroU32::get)).collect();
        assert_eq!(left, [Some(2), Some(1), None]);
    }

    /// The process that ends is another one: this test, run by itself for each way to add.
    #[test]
    #[cfg_attr(miri, ignore = "it starts processes")]
    fn one_reference_too_many_ends_the_process() {
        const CHILD: &str = "COM_CALLBACK_TEST_OVERFLOW";
        let most = || Count(AtomicU32::new(MOST + 1));
        match std::env::var(CHILD).as_deref() {
            Ok("add") => drop(most().add()),
            Ok("try_add") => assert!(!most().try_add()),
            _ => {}
        }
        if std::env::var_os(CHILD).is_some() {
            return;
        }
        assert_eq!(Count(AtomicU32::new(MOST)).add(), MOST + 1, "the last one is good");
        for way in ["add", "try_add"] {
            let own = std::env::current_exe().unwrap();
            let name = "count::tests::one_reference_too_many_ends_the_process";
            let child =
                std::process::Command::new(own).args([name, "--exact"]).env(CHILD, way).output();
            let child = child.unwrap();
            let said = String::from_utf8_lossy(&child.stdout);
            assert!(!child.status.success() && !said.contains("FAILED"), "{way}: {said}");
        }
    }

    #[test]
    fn nothing_can_be_added_to_none() {
        let count = Count::none();
        assert!(!count.try_add());
        count.publish();
        assert!(count.try_add());
        assert_eq!(count.release().map(NonZeroU32::get), Some(1));
        assert!(count.release().is_none());
        assert!(!count.try_add());
    }
}
