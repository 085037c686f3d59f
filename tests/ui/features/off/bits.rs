//! A trait behind a feature that is off: the message names the feature.

use do_callback::prelude::*;

struct Log;

#[do_callback]
impl BackgroundCopyCallback2 for Log {
    fn file_transferred(
        &self,
        _job: &IBackgroundCopyJob,
        _file: &IBackgroundCopyFile,
    ) -> Result<()> {
        Ok(())
    }
}

fn main() {}
