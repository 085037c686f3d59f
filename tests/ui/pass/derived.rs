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
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS::default())
    }
}

#[do_callback]
impl BackgroundCopyFile2 for File {
    fn get_file_ranges(&self) -> Result<Success<TaskSlice<BG_FILE_RANGE>>> {
        Ok(Success::s_false(TaskSlice::default()))
    }
    fn set_remote_name(&self, _remote_name: &WStr) -> Result<()> {
        Ok(())
    }
}

fn main() -> Result<()> {
    let file: IBackgroundCopyFile2 = File.into();
    let base: IBackgroundCopyFile = file.cast()?;
    assert_eq!(base.get_local_name()?.to_string(), "local");
    Ok(())
}
