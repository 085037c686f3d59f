//! `Weak<I>` is `Send + Sync` whatever it refers to: safe code carries an object that declares itself not agile to another thread.

use std::{cell::Cell, rc::Rc, thread};

use peers::{
    lost,
    words::{IPing, IPing_Impl},
};
use windows_core::{Interface, implement};

#[implement(IPing, Agile = false)]
struct Theirs(Rc<Cell<u64>>);
impl IPing_Impl for Theirs_Impl {}

pub fn theirs() {
    lost::report(|round| {
        let count = Rc::new(Cell::new(0));
        let ping: IPing = Theirs(count.clone()).into();
        let weak = ping.downgrade().unwrap();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let object = weak.upgrade().unwrap().cast_object::<Theirs>().unwrap();
                    round.count_in(&object.0);
                });
            }
        });
        count.get()
    });
}
