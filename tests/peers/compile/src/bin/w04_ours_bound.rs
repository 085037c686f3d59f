//! REFUSED: error[E0277]: `Ours` is not declared as an agile COM object

use std::{cell::Cell, thread};

use do_callback::prelude::*;

struct Ours(Cell<u64>);

#[do_callback(apartment)]
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
    let here = Object::new(Ours(Cell::new(0)));
    let there = here.clone();
    thread::spawn(move || there.0.set(1));
}
