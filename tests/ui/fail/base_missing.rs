#![forbid(unsafe_code)]
use do_callback::prelude::*;

struct File;

#[do_callback]
impl BackgroundCopyFile2 for File {
    fn set_remote_name(&self, _val: &WStr) -> Result<()> {
        Ok(())
    }
}

fn main() {}
