//! An allocator that counts: what an object takes.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

/// The system's allocator, and how many bytes it gave.
pub struct Counting(AtomicUsize);

impl Counting {
    /// For a `#[global_allocator]`.
    #[allow(clippy::new_without_default, reason = "a static cannot use `Default`")]
    pub const fn new() -> Counting {
        Counting(AtomicUsize::new(0))
    }

    /// What a function makes, and how many bytes it asked for meanwhile.
    pub fn given<T>(&self, make: impl FnOnce() -> T) -> (T, usize) {
        let before = self.0.load(Relaxed);
        let made = make();
        (made, self.0.load(Relaxed) - before)
    }
}

// SAFETY: `System` does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.0.fetch_add(layout.size(), Relaxed);
        // SAFETY: the contract is the caller's.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as for `alloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}
