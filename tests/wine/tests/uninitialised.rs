//! A process in which nobody has initialised COM.
#![cfg(windows)]

use do_callback::comfort::{Manager, initialise};

#[test]
fn connecting_says_which_call_is_missing_and_initialising_makes_it() {
    let error = Manager::connect().unwrap_err();
    assert!(error.to_string().ends_with("call `CoInitializeEx` on this thread first"), "{error}");
    initialise().unwrap();
    let manager = Manager::connect().unwrap();
    // Another thread is in the same apartment without a call of its own.
    let jobs =
        std::thread::spawn(|| Manager::connect().and_then(|manager| manager.jobs()).map(drop));
    jobs.join().unwrap().unwrap();
    drop(manager);
}
