//! The module of the value can make the outer object by value and ask it for a handle: a handle on a place that is left.
//!
//! The handle is not followed afterwards, so that this program stays defined.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use peers::words::{IPing, IPing_Impl};
use windows_core::{ComObject, IUnknownImpl, implement};

static ALIVE: AtomicBool = AtomicBool::new(true);

#[implement(IPing)]
struct Theirs;
impl IPing_Impl for Theirs_Impl {}
impl Drop for Theirs {
    fn drop(&mut self) {
        ALIVE.store(false, Relaxed);
    }
}

fn handle() -> ComObject<Theirs> {
    let outer = Theirs.into_outer();
    outer.to_object()
}

pub fn theirs() {
    let handle = handle();
    let state = if ALIVE.load(Relaxed) { "alive" } else { "GONE" };
    println!("a handle is left, its object is {state}");
    std::mem::forget(handle);
}
