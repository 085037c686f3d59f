//! A client that passes NULL for the result: the thunk writes through it.

use std::ptr::null_mut;

use do_callback::prelude as own;
use windows_core::{Interface, PWSTR, Result, implement};

use crate::bits::*;

#[implement(IBackgroundCopyFile)]
struct Theirs;
impl IBackgroundCopyFile_Impl for Theirs_Impl {
    fn GetRemoteName(&self) -> Result<PWSTR> {
        Ok(PWSTR::null())
    }
    fn GetLocalName(&self) -> Result<PWSTR> {
        Ok(PWSTR::null())
    }
    fn GetProgress(&self, _: *mut BG_FILE_PROGRESS) -> Result<()> {
        Ok(())
    }
}

pub fn theirs() {
    let file: IBackgroundCopyFile = Theirs.into();
    // SAFETY: what a careless client does; the object should refuse it.
    let code = unsafe { (file.vtable().GetRemoteName)(file.as_raw(), null_mut()) };
    println!("went on: {:#010x}", code.0);
}

struct Ours;
#[do_callback::do_callback]
impl own::BackgroundCopyFile for Ours {
    fn get_remote_name(&self) -> own::Result<own::WString> {
        Ok(own::WString::default())
    }
    fn get_local_name(&self) -> own::Result<own::WString> {
        Ok(own::WString::default())
    }
    fn get_progress(&self) -> own::Result<own::BG_FILE_PROGRESS> {
        Ok(own::BG_FILE_PROGRESS::default())
    }
}

pub fn ours() {
    let file: own::IBackgroundCopyFile = Ours.into();
    // SAFETY: what a careless client does; the object refuses it.
    let code = unsafe { (file.vtable().GetRemoteName)(file.as_raw(), null_mut()) };
    println!("went on: {:#010x}", code.0);
}
