//! Size: what an object with a value of four bytes takes. What its calls take, `cargo xtask bench object` counts.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use do_callback::Object;
use peers::words::{IPing, IPing_Impl};
use windows_core::{ComObject, implement};

/// The size of the last allocation.
static LAST: AtomicUsize = AtomicUsize::new(0);

struct Watched;

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LAST.store(layout.size(), Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static WATCHED: Watched = Watched;

#[implement(IPing)]
struct Theirs(u32);
impl IPing_Impl for Theirs_Impl {}

pub fn theirs() {
    let object = ComObject::new(Theirs(7));
    let size = LAST.load(Relaxed);
    println!("{size} bytes for a value of {}", size_of_val(&object.0));
}

struct Ours(u32);
peers::declare!(Ours);

pub fn ours() {
    let object = Object::new(Ours(7));
    let size = LAST.load(Relaxed);
    println!("{size} bytes for a value of {}", size_of_val(&object.0));
}
