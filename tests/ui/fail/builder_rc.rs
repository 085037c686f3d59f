#![forbid(unsafe_code)]
use do_callback::prelude::*;
use std::{cell::Cell, rc::Rc};

fn main() {
    let count = Rc::new(Cell::new(0));
    let _ = IBackgroundCopyCallback::builder()
        .on_job_transferred(move |_job| {
            count.set(count.get() + 1);
            Ok(())
        })
        .build();
}
