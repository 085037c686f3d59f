//! A success code that is not `S_OK`: it has no place in the result of a method, and as an `Err` it takes the value away.

use std::{ffi::c_void, ptr::null_mut};

use do_callback::prelude as own;
use windows_core::{HRESULT, Interface, PWSTR, Result, implement, w};

use crate::bits::*;

const S_FALSE: HRESULT = HRESULT(1);

/// `GetRemoteName` has a name and a remark on it.
#[implement(IBackgroundCopyFile)]
struct Theirs;
impl IBackgroundCopyFile_Impl for Theirs_Impl {
    fn GetRemoteName(&self) -> Result<PWSTR> {
        let _name = PWSTR(w!("http://localhost/").as_ptr().cast_mut());
        Err(S_FALSE.into())
    }
    fn GetLocalName(&self) -> Result<PWSTR> {
        Ok(PWSTR::null())
    }
    fn GetProgress(&self, _: *mut BG_FILE_PROGRESS) -> Result<()> {
        Ok(())
    }
}

pub fn theirs() {
    // The method that has three success codes in the reference has one in the trait.
    fn _one_code<T: IBackgroundCopyJob_Impl>() -> fn(&T) -> Result<()> {
        T::Complete
    }
    let file: IBackgroundCopyFile = Theirs.into();
    let mut name = PWSTR::null();
    // SAFETY: the method gets the object and a place for a string.
    let code = unsafe { (file.vtable().GetRemoteName)(file.as_raw(), &mut name) };
    println!("{:#010x}, {}", code.0, if name.is_null() { "no value" } else { "a value" });
}

struct File;
#[do_callback::do_callback]
impl own::BackgroundCopyFile for File {
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

/// There is one file, however many are asked for.
struct Ours;
#[do_callback::do_callback]
impl own::EnumBackgroundCopyFiles for Ours {
    fn next(
        &self,
        files: &mut own::OutBuffer<'_, own::IBackgroundCopyFile>,
    ) -> own::Result<own::Success<()>> {
        Ok(files.fill_from([File.into()]))
    }
    fn skip(&self, _: u32) -> own::Result<own::Success<()>> {
        own::Success::with_code((), S_FALSE)
    }
    fn reset(&self) -> own::Result<()> {
        Ok(())
    }
    fn clone(&self) -> own::Result<own::IEnumBackgroundCopyFiles> {
        Ok(Ours.into())
    }
    fn get_count(&self) -> own::Result<u32> {
        Ok(1)
    }
}

pub fn ours() {
    let files: own::IEnumBackgroundCopyFiles = Ours.into();
    let mut two: [*mut c_void; 2] = [null_mut(); 2];
    let mut fetched = 0;
    // SAFETY: the method gets the object, a place for two files and one for their count.
    let code =
        unsafe { (files.vtable().Next)(files.as_raw(), 2, two.as_mut_ptr().cast(), &mut fetched) };
    println!("{:#010x}, {}", code.0, if two[0].is_null() { "no value" } else { "a value" });
    // SAFETY: the reference that the call gave.
    drop(unsafe { own::IBackgroundCopyFile::from_raw(two[0]) });
}
