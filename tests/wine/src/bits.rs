//! The Background Intelligent Transfer Service, a service of its own process.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use do_callback::prelude::*;

use crate::{PATIENCE, apartment, marshal};

/// `BackgroundCopyManager`.
const MANAGER: GUID = GUID::from_u128(0x4991d34b_80a1_4291_83b6_3328366b9097);

/// The code of an answer 404: `BG_E_HTTP_ERROR_404`.
pub const NOT_FOUND: HRESULT = HRESULT(0x8019_0194_u32.cast_signed());

/// The service.
pub fn manager() -> Result<IBackgroundCopyManager> {
    const LOCAL_SERVER: u32 = 4;
    marshal::create(&MANAGER, LOCAL_SERVER, &IBackgroundCopyManager::IID)?.cast()
}

/// A download of one file. It is cancelled when it is dropped before its end.
#[derive(Debug)]
pub struct Download {
    /// The job.
    pub job: IBackgroundCopyJob,
    folder: PathBuf,
}

impl Download {
    /// A download that has not begun.
    pub fn new(name: &str, url: &str) -> Result<Download> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Relaxed);
        let folder = env::temp_dir().join(format!("do-callback-{}-{number}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (_, job) = manager()?.create_job(name, BG_JOB_TYPE_DOWNLOAD)?;
        let download = Download { job, folder };
        // As soon as it can: the others wait for an idle network.
        download.job.set_priority(BG_JOB_PRIORITY_FOREGROUND)?;
        download.job.add_file(url, &download.file().to_string_lossy().into_owned())?;
        Ok(download)
    }

    /// Where the file arrives.
    pub fn file(&self) -> PathBuf {
        Path::new(&self.folder).join("file")
    }

    /// Waits for a state, in a thread that serves no messages.
    pub fn wait_for(&self, state: BG_JOB_STATE) -> Result<()> {
        let mut last = self.job.get_state()?;
        apartment::wait_until(PATIENCE, || {
            last = self.job.get_state().unwrap_or(last);
            last == state || last == BG_JOB_STATE_ERROR
        });
        assert_eq!(last, state, "the state of the job");
        Ok(())
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        // A job that ended cannot be cancelled, and need not be.
        drop(self.job.cancel());
        drop(fs::remove_dir_all(&self.folder));
    }
}
