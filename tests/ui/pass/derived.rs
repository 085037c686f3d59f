#![forbid(unsafe_code)]
#![deny(warnings)]
//! A derived interface: its trait and each base's have an impl of their own, the most derived one declares the object.
use do_callback::prelude::*;

struct File;

#[do_callback(part)]
impl BackgroundCopyFile for File {
    fn get_remote_name(&self) -> Result<WString> {
        Ok(WString::from("remote"))
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok(WString::from("local"))
    }
}

#[do_callback]
impl BackgroundCopyFile2 for File {
    fn set_remote_name(&self, _val: &WStr) -> Result<()> {
        Ok(())
    }
}

fn main() {
    let file: IBackgroundCopyFile2 = File.into();
    let base: IBackgroundCopyFile = file.into();
    drop(base);
}
