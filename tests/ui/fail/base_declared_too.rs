#![forbid(unsafe_code)]
use do_callback::prelude::*;

struct File;

#[do_callback]
impl BackgroundCopyFile for File {
    fn get_remote_name(&self) -> Result<WString> {
        todo!()
    }
    fn get_local_name(&self) -> Result<WString> {
        todo!()
    }
}

#[do_callback]
impl BackgroundCopyFile2 for File {
    fn set_remote_name(&self, _val: &WStr) -> Result<()> {
        Ok(())
    }
}

fn main() {}
