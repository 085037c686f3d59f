//! `sizes`: what an object takes with each option, a line each: its name, and how many bytes the allocator gave;
//! for a static object, how many it has in place of them. A program of its
//! own, since an allocator that counts would be counted by `options`.

#[path = "options/rows.rs"]
mod rows;

use std::ffi::c_void;

use do_callback::{IUnknown, Interface, StaticObject};
use peers::allocator::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting::new();

fn main() {
    let in_place = size_of::<StaticObject<rows::in_place::Counter>>();
    for (name, create) in rows::ALL {
        // What only the first object of a program asks for is none of the object's.
        release(create());
        let (object, bytes) = ALLOCATOR.given(|| create());
        release(object);
        println!("{name} {}", if name == "static" { bytes + in_place } else { bytes });
    }
}

fn release(object: *mut c_void) {
    // SAFETY: an interface pointer with one reference, which is given up.
    drop(unsafe { IUnknown::from_raw(object) });
}
