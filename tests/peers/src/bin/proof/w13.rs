//! Size: what an object with a value of four bytes takes. What its calls take, `cargo xtask bench object` counts.

use do_callback::Object;
use peers::{
    allocator::Counting,
    words::{IPing, IPing_Impl},
};
use windows_core::{ComObject, implement};

#[global_allocator]
static ALLOCATOR: Counting = Counting::new();

#[implement(IPing)]
struct Theirs(u32);
impl IPing_Impl for Theirs_Impl {}

pub fn theirs() {
    let (object, size) = ALLOCATOR.given(|| ComObject::new(Theirs(7)));
    println!("{size} bytes for a value of {}", size_of_val(&object.0));
}

struct Ours(u32);
peers::declare!(Ours);

pub fn ours() {
    let (object, size) = ALLOCATOR.given(|| Object::new(Ours(7)));
    println!("{size} bytes for a value of {}", size_of_val(&object.0));
}
