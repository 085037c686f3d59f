//! A base named beside its derived interface, and the other way round.
use do_callback::prelude::*;

struct File;

#[do_callback(also(BackgroundCopyFile))]
impl BackgroundCopyFile2 for File {
    fn get_file_ranges(&self) -> Result<Success<TaskSlice<BG_FILE_RANGE>>> {
        Ok(Success::ok(TaskSlice::new()))
    }
    fn set_remote_name(&self, _val: &WStr) -> Result<()> {
        Ok(())
    }
}

#[do_callback(part)]
impl BackgroundCopyFile for File {
    fn get_remote_name(&self) -> Result<WString> {
        Ok(WString::default())
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok(WString::default())
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS::default())
    }
}

struct Other;

#[do_callback(also(BackgroundCopyFile2))]
impl BackgroundCopyFile for Other {
    fn get_remote_name(&self) -> Result<WString> {
        Ok(WString::default())
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok(WString::default())
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS::default())
    }
}

#[do_callback(part)]
impl BackgroundCopyFile2 for Other {
    fn get_file_ranges(&self) -> Result<Success<TaskSlice<BG_FILE_RANGE>>> {
        Ok(Success::ok(TaskSlice::new()))
    }
    fn set_remote_name(&self, _val: &WStr) -> Result<()> {
        Ok(())
    }
}

fn main() {}
