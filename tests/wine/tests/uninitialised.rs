//! A process in which nobody has initialised COM.
#![cfg(windows)]

use do_callback::comfort::Manager;

#[test]
fn connecting_says_which_call_is_missing() {
    let error = Manager::connect().unwrap_err();
    assert!(error.to_string().ends_with("call `CoInitializeEx` on this thread first"), "{error}");
}
