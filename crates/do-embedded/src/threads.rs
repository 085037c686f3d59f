//! What drives a service by the time of the machine: a bounded number of threads.

#[cfg(test)]
mod tests;

use std::{
    io,
    panic::{self, AssertUnwindSafe},
    sync::Arc,
    thread,
};

use crate::{
    engine::Engine,
    transfer::{Step, Transfer},
};

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
    let run = move || {
        while contained(|| run(&engine)).is_none() {
            // The hints that were taken from the queues went with it.
            contained(|| engine.ask_all());
        }
    };
    builder.spawn(run).map(drop)
}

/// Runs something that may have a fault. A panic costs what it was about, and not the thread; it has been reported by the hook.
fn contained<R>(run: impl FnOnce() -> R) -> Option<R> {
    // Locks that were held are taken over as they are, and each job's record is asked again.
    panic::catch_unwind(AssertUnwindSafe(run)).ok()
}

fn work(engine: &Engine) {
    while let Some(mut transfer) = engine.wait_for_transfer() {
        if contained(|| drive(&mut transfer, engine)).is_none() {
            transfer.give_up(engine);
        }
    }
}

fn drive(transfer: &mut Transfer, engine: &Engine) {
    loop {
        match transfer.step(engine) {
            Step::Again => {}
            Step::Later(delay) => thread::sleep(delay),
            Step::Left => return,
        }
    }
}

fn call(engine: &Engine) {
    while let Some(call) = engine.wait_for_call() {
        if contained(|| call.make(engine)).is_none() {
            call.returned(engine, false);
        }
    }
}
