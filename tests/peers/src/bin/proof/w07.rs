//! A panic in a method ends the process of the client.

use std::panic::catch_unwind;

use do_callback::prelude::*;
use peers::words::{ICall, ICall_Impl};
use windows_core::implement;

#[implement(ICall)]
struct Theirs;
impl ICall_Impl for Theirs_Impl {
    unsafe fn call(&self) -> HRESULT {
        panic!("told to")
    }
}

pub fn theirs() {
    let call: ICall = Theirs.into();
    // SAFETY: the method has no preconditions.
    let outcome = catch_unwind(std::panic::AssertUnwindSafe(|| unsafe { call.call() }));
    println!("went on: {outcome:?}");
}

struct Ours;

#[do_callback]
impl BackgroundCopyFile for Ours {
    fn get_remote_name(&self) -> Result<WString> {
        panic!("told to")
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok(WString::default())
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS::default())
    }
}

pub fn ours() {
    let file: IBackgroundCopyFile = Ours.into();
    let code = file.get_remote_name().unwrap_err().code();
    println!("went on: {:#010x}", code.0);
}
