//! REFUSED: error[E0277]: `Ours` is not declared as an agile COM object

use std::{cell::Cell, rc::Rc, thread};

use do_callback::prelude::*;

struct Ours(Rc<Cell<u64>>);

#[do_callback(apartment, weak)]
impl BackgroundCopyCallback for Ours {
    fn job_transferred(&self, _: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    fn job_error(&self, _: &IBackgroundCopyJob, _: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _: &IBackgroundCopyJob, _: u32) -> Result<()> {
        Ok(())
    }
}

fn main() {
    let weak = Object::new(Ours(Rc::default())).downgrade();
    thread::spawn(move || {
        let object = weak.upgrade();
        object.map(|object| object.0.set(1))
    });
}
