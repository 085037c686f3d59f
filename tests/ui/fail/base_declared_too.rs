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
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        todo!()
    }
}

#[do_callback]
impl BackgroundCopyFile2 for File {
    fn get_file_ranges(&self) -> Result<Success<TaskSlice<BG_FILE_RANGE>>> {
        todo!()
    }
    fn set_remote_name(&self, _remote_name: &WStr) -> Result<()> {
        Ok(())
    }
}

fn main() {}
