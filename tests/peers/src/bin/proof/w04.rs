//! `ComObject<T>` clones and derefs like an `Arc`, and is `Send` for any `T: Send`: two threads have the same `Cell`.

use std::{cell::Cell, thread};

use peers::{
    lost,
    words::{IPing, IPing_Impl},
};
use windows_core::{ComObject, implement};

#[implement(IPing)]
struct Theirs(Cell<u64>);
impl IPing_Impl for Theirs_Impl {}

pub fn theirs() {
    lost::report(|round| {
        let here = ComObject::new(Theirs(Cell::new(0)));
        let there = here.clone();
        thread::scope(|scope| {
            scope.spawn(move || round.count_in(&there.0));
            round.count_in(&here.0);
        });
        here.0.get()
    });
}
