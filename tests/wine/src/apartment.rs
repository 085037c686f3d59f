//! Threads and the apartments they belong to.

use std::{
    marker::PhantomData,
    ptr::{null, null_mut},
    sync::Once,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::system;

const COINIT_MULTITHREADED: u32 = 0;
const COINIT_APARTMENTTHREADED: u32 = 2;

/// The calling thread's membership of an apartment, until it is dropped.
#[derive(Debug)]
pub struct Apartment(PhantomData<*mut ()>);

impl Apartment {
    /// Enters the process's multithreaded apartment, which then lives as long as the process.
    pub fn multithreaded() -> Apartment {
        keep_the_mta();
        Apartment::enter(COINIT_MULTITHREADED)
    }

    /// Makes a single-threaded apartment of this thread's own. Calls arrive while it [pumps](pump_until).
    pub fn single_threaded() -> Apartment {
        keep_the_mta();
        Apartment::enter(COINIT_APARTMENTTHREADED)
    }

    fn enter(model: u32) -> Apartment {
        // SAFETY: the drop of the result, which stays on this thread, undoes it.
        let entered = unsafe { system::CoInitializeEx(null(), model) };
        assert!(entered.is_ok(), "CoInitializeEx: {entered:?}");
        Apartment(PhantomData)
    }
}

impl Drop for Apartment {
    fn drop(&mut self) {
        // SAFETY: undoes the call of `enter` on the same thread.
        unsafe { system::CoUninitialize() };
    }
}

/// Lets a thread of its own sit in the multithreaded apartment for ever, so that tests which leave it one after the other do not
/// end it, and lets services call back under the identity of their choice.
fn keep_the_mta() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let (ready, is_ready) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let _inside = Apartment::enter(COINIT_MULTITHREADED);
            const RPC_C_AUTHN_LEVEL_CONNECT: u32 = 2;
            const RPC_C_IMP_LEVEL_IMPERSONATE: u32 = 3;
            // SAFETY: every pointer may be NULL.
            let allowed = unsafe {
                system::CoInitializeSecurity(
                    null(),
                    -1,
                    null(),
                    null(),
                    RPC_C_AUTHN_LEVEL_CONNECT,
                    RPC_C_IMP_LEVEL_IMPERSONATE,
                    null(),
                    0,
                    null(),
                )
            };
            ready.send(allowed).unwrap();
            loop {
                thread::park();
            }
        });
        let allowed = is_ready.recv().unwrap();
        assert!(allowed.is_ok(), "CoInitializeSecurity: {allowed:?}");
    });
}

/// Handles the thread's messages, calls from other apartments among them, until `done` or the time is over. True if `done`.
pub fn pump_until(patience: Duration, mut done: impl FnMut() -> bool) -> bool {
    const QS_ALLINPUT: u32 = 0x04FF;
    const MWMO_INPUTAVAILABLE: u32 = 4;
    const PM_REMOVE: u32 = 1;
    let end = Instant::now() + patience;
    loop {
        let mut message = system::Message::EMPTY;
        // SAFETY: `message` is room for a message, and what was fetched is dispatched on the same thread.
        while unsafe { system::PeekMessageW(&mut message, null_mut(), 0, 0, PM_REMOVE) } != 0 {
            // SAFETY: as above.
            unsafe { system::DispatchMessageW(&message) };
        }
        if done() {
            return true;
        }
        if Instant::now() >= end {
            return false;
        }
        // SAFETY: no handles; the wait ends with a message or after 20 ms, when `done` is asked again.
        unsafe {
            system::MsgWaitForMultipleObjectsEx(0, null(), 20, QS_ALLINPUT, MWMO_INPUTAVAILABLE);
        }
    }
}

/// Waits, without messages, until `done` or the time is over. True if `done`.
pub fn wait_until(patience: Duration, mut done: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + patience;
    loop {
        if done() {
            return true;
        }
        if Instant::now() >= end {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// The result of another thread, whose calls into this thread's apartment are served meanwhile.
pub fn pump_and_join<T>(patience: Duration, thread: JoinHandle<T>) -> T {
    assert!(pump_until(patience, || thread.is_finished()), "the other thread does not end");
    match thread.join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}
