//! The last Release frees without having acquired what the other threads did before theirs: a data race between their last use and
//! the free. Miri sees it; x86 hides it, ARM does not.

use std::thread;

use do_callback::Object;
use peers::words::{IPing, IPing_Impl};
use windows_core::{ComObject, implement};

#[implement(IPing)]
struct Theirs(u32);
impl IPing_Impl for Theirs_Impl {}

pub fn theirs() {
    let first = ComObject::new(Theirs(7));
    let second = first.clone();
    let reader = thread::spawn(move || assert_eq!(second.0, 7));
    drop(first);
    reader.join().unwrap();
    println!("read and freed");
}

struct Ours(u32);
peers::declare!(Ours);

pub fn ours() {
    let first = Object::new(Ours(7));
    let second = first.clone();
    let reader = thread::spawn(move || assert_eq!(second.0, 7));
    drop(first);
    reader.join().unwrap();
    println!("read and freed");
}
