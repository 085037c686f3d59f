//! What a client finds in its `[out]` after a failure: what was there before. And an `Err` without a code is `S_OK`.

use std::{ffi::c_void, ptr::without_provenance_mut};

use do_callback::prelude as own;
use windows_core::{Error, HRESULT, Interface, PWSTR, Result, implement};

use crate::bits::*;

const E_FAIL: HRESULT = HRESULT(0x8000_4005_u32.cast_signed());
/// What the client's variable held.
const BEFORE: usize = 0xdead_beef;

/// `GetRemoteName` fails with a code, `GetLocalName` without one.
#[implement(IBackgroundCopyFile)]
struct Theirs;
impl IBackgroundCopyFile_Impl for Theirs_Impl {
    fn GetRemoteName(&self) -> Result<PWSTR> {
        Err(E_FAIL.into())
    }
    fn GetLocalName(&self) -> Result<PWSTR> {
        Err(Error::empty())
    }
    fn GetProgress(&self, _: *mut BG_FILE_PROGRESS) -> Result<()> {
        Ok(())
    }
}

pub fn theirs() {
    let file: IBackgroundCopyFile = Theirs.into();
    // SAFETY: both methods get the object and a place for a string.
    say("failed", |out| unsafe { (file.vtable().GetRemoteName)(file.as_raw(), out.cast()) });
    // SAFETY: as above.
    say("empty", |out| unsafe { (file.vtable().GetLocalName)(file.as_raw(), out.cast()) });
}

/// As [`Theirs`].
struct Ours;
#[do_callback::do_callback]
impl own::BackgroundCopyFile for Ours {
    fn get_remote_name(&self) -> own::Result<own::WString> {
        Err(E_FAIL.into())
    }
    fn get_local_name(&self) -> own::Result<own::WString> {
        Err(Error::empty())
    }
    fn get_progress(&self) -> own::Result<own::BG_FILE_PROGRESS> {
        Ok(own::BG_FILE_PROGRESS::default())
    }
}

pub fn ours() {
    let file: own::IBackgroundCopyFile = Ours.into();
    // SAFETY: both methods get the object and a place for a string.
    say("failed", |out| unsafe { (file.vtable().GetRemoteName)(file.as_raw(), out.cast()) });
    // SAFETY: as above.
    say("empty", |out| unsafe { (file.vtable().GetLocalName)(file.as_raw(), out.cast()) });
}

fn say(what: &str, call: impl FnOnce(*mut *mut c_void) -> HRESULT) {
    let mut out: *mut c_void = without_provenance_mut(BEFORE);
    let code = call(&raw mut out);
    println!("{what}: {:#010x} and {:#x}", code.0, out.addr());
}
