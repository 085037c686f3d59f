//! A further trait behind a feature that is off.

use do_callback::prelude::*;

struct Log;

#[do_callback(also(DODownloadStatusCallback))]
impl BackgroundCopyFile for Log {
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

fn main() {}
