//! `sizes`: what an object takes with each option, a line each: its name, and how many bytes the allocator gave;
//! for a static object, how many it has in place of them. A program of its
//! own, since an allocator that counts would be counted by `options`.

#[path = "options/rows.rs"]
mod rows;

use std::{
    alloc::{GlobalAlloc, Layout, System},
    ffi::c_void,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use do_callback::{IUnknown, Interface, StaticObject};

struct Counting;

static GIVEN: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: `System` does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        GIVEN.fetch_add(layout.size(), Relaxed);
        // SAFETY: the contract is the caller's.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as for `alloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

fn main() {
    let in_place = size_of::<StaticObject<rows::in_place::Counter>>();
    for (name, create) in rows::ALL {
        // What only the first object of a program asks for is none of the object's.
        release(create());
        let before = GIVEN.load(Relaxed);
        let object = create();
        let bytes = GIVEN.load(Relaxed) - before;
        release(object);
        println!("{name} {}", if name == "static" { bytes + in_place } else { bytes });
    }
}

fn release(object: *mut c_void) {
    // SAFETY: an interface pointer with one reference, which is given up.
    drop(unsafe { IUnknown::from_raw(object) });
}
