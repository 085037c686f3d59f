//! A value that borrows becomes an object, and nothing ties the interface to what it borrows from: the object outlives it.
//!
//! The destructor looks at a flag and not at what it borrows, so that this program stays defined.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use peers::words::{IPing, IPing_Impl};
use windows_core::implement;

static ALIVE: AtomicBool = AtomicBool::new(true);

struct Lender;
impl Drop for Lender {
    fn drop(&mut self) {
        ALIVE.store(false, Relaxed);
    }
}

#[implement(IPing)]
struct Theirs<'lender> {
    lender: &'lender Lender,
}
impl IPing_Impl for Theirs_Impl<'_> {}
impl Drop for Theirs<'_> {
    fn drop(&mut self) {
        let address = std::ptr::from_ref(self.lender);
        let state = if ALIVE.load(Relaxed) { "alive" } else { "GONE" };
        println!("the object ends and still has {address:?}; what it borrowed is {state}");
    }
}

pub fn theirs() {
    let ping: IPing = {
        let lender = Lender;
        Theirs { lender: &lender }.into()
    };
    drop(ping);
}
