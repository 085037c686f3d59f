//! Every object is agile by default, and nothing asks for `Send + Sync`: safe code shares an `Rc` between threads.

use std::{cell::Cell, rc::Rc, thread};

use peers::{
    lost,
    words::{IPing, IPing_Impl},
};
use windows_core::{AgileReference, Interface, implement};

#[implement(IPing)]
struct Theirs(Rc<Cell<u64>>);
impl IPing_Impl for Theirs_Impl {}

pub fn theirs() {
    lost::report(|round| {
        let count = Rc::new(Cell::new(0));
        let ping: IPing = Theirs(count.clone()).into();
        let reference = AgileReference::new(&ping).unwrap();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let object = reference.resolve().unwrap().cast_object::<Theirs>().unwrap();
                    round.count_in(&object.0);
                });
            }
        });
        count.get()
    });
}
