//! What drives a service by the time of the machine: a bounded number of threads.

use std::{io, sync::Arc, thread};

use crate::{engine::Engine, transfer::Step};

/// As many callbacks as Delivery Optimization calls at once.
const CALLERS: usize = 4;

/// Enough for a client library and a callback.
const STACK: usize = 512 * 1024;

/// Starts the threads of a service. They end with it: those that transfer, at their next piece; those that call, when the
/// callback returns.
pub(crate) fn start(engine: &Arc<Engine>, workers: usize) -> io::Result<()> {
    spawn(engine, "watcher", Engine::watch)?;
    for _ in 0..workers {
        spawn(engine, "worker", work)?;
    }
    for _ in 0..CALLERS {
        spawn(engine, "caller", call)?;
    }
    Ok(())
}

fn spawn(engine: &Arc<Engine>, name: &str, run: fn(&Engine)) -> io::Result<()> {
    let engine = Arc::clone(engine);
    let builder = thread::Builder::new().name(format!("do-{name}")).stack_size(STACK);
    builder.spawn(move || run(&engine)).map(drop)
}

fn work(engine: &Engine) {
    while let Some(mut transfer) = engine.wait_for_transfer() {
        loop {
            match transfer.step(engine) {
                Step::Again => {}
                Step::Later(delay) => thread::sleep(delay),
                Step::Left => break,
            }
        }
    }
}

fn call(engine: &Engine) {
    while let Some(call) = engine.wait_for_call() {
        call.make(engine);
    }
}
