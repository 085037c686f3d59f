//! The other side, in the same process: a job, its files, an error and an enumerator, implemented with the same attribute. A service that
//! runs them would be Windows; here `main` plays it.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::Relaxed},
};

use do_callback::{AgileReference, codes::E_NOTIMPL, prelude::*};

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A job that downloads nothing.
#[derive(Debug, Default)]
pub struct Job {
    name: Mutex<WString>,
    description: Mutex<WString>,
    files: Mutex<Vec<Object<File>>>,
    watcher: Mutex<Option<AgileReference<IUnknown>>>,
    flags: AtomicU32,
    complete: AtomicBool,
}

impl Job {
    /// The callback that was registered, if any.
    pub fn watcher(&self) -> Result<Option<IBackgroundCopyCallback>> {
        match &*lock(&self.watcher) {
            Some(watcher) => watcher.resolve()?.cast().map(Some),
            None => Ok(None),
        }
    }

    /// The error object of the job's first file.
    pub fn first_error(&self) -> Result<IBackgroundCopyError> {
        let files = lock(&self.files);
        let file = files.first().ok_or(DO_E_FILE_NOT_AVAILABLE)?;
        Ok(CopyError { code: DO_E_DOWNLOAD_NO_PROGRESS, file: file.clone() }.into())
    }
}

#[do_callback]
impl BackgroundCopyJob for Job {
    #[allow(
        unsafe_code,
        reason = "raw structs in an array: the one method of a job that has no safe form"
    )]
    unsafe fn add_file_set(&self, _file_count: u32, _file_set: *const BG_FILE_INFO) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    fn add_file(&self, remote_url: &WStr, local_name: &WStr) -> Result<()> {
        lock(&self.files)
            .push(Object::new(File { remote: remote_url.into(), local: local_name.into() }));
        Ok(())
    }
    fn enum_files(&self) -> Result<IEnumBackgroundCopyFiles> {
        Ok(Files { files: lock(&self.files).clone(), next: AtomicUsize::new(0) }.into())
    }
    fn suspend(&self) -> Result<()> {
        Ok(())
    }
    fn resume(&self) -> Result<()> {
        Ok(())
    }
    fn cancel(&self) -> Result<Success<()>> {
        Ok(Success::ok(()))
    }
    fn complete(&self) -> Result<Success<()>> {
        if self.complete.swap(true, Relaxed) {
            return Err(DO_E_INVALID_STATE.into());
        }
        Ok(Success::ok(()))
    }
    fn get_id(&self) -> Result<GUID> {
        Ok(GUID::from_u128(0x11111111_2222_3333_4444_555555555555))
    }
    fn get_type(&self) -> Result<BG_JOB_TYPE> {
        Ok(BG_JOB_TYPE_DOWNLOAD)
    }
    fn get_progress(&self) -> Result<BG_JOB_PROGRESS> {
        let files = lock(&self.files).len() as u32;
        Ok(BG_JOB_PROGRESS {
            BytesTotal: 4096,
            BytesTransferred: 1024,
            FilesTotal: files,
            FilesTransferred: 0,
        })
    }
    fn get_times(&self) -> Result<BG_JOB_TIMES> {
        Ok(BG_JOB_TIMES::default())
    }
    fn get_state(&self) -> Result<BG_JOB_STATE> {
        Ok(if self.complete.load(Relaxed) {
            BG_JOB_STATE_ACKNOWLEDGED
        } else {
            BG_JOB_STATE_TRANSFERRING
        })
    }
    fn get_error(&self) -> Result<IBackgroundCopyError> {
        self.first_error()
    }
    fn get_owner(&self) -> Result<WString> {
        Err(E_NOTIMPL.into())
    }
    fn set_display_name(&self, val: &WStr) -> Result<()> {
        *lock(&self.name) = val.into();
        Ok(())
    }
    fn get_display_name(&self) -> Result<WString> {
        Ok(lock(&self.name).clone())
    }
    fn set_description(&self, val: &WStr) -> Result<()> {
        *lock(&self.description) = val.into();
        Ok(())
    }
    fn get_description(&self) -> Result<WString> {
        Ok(lock(&self.description).clone())
    }
    fn set_priority(&self, _priority: BG_JOB_PRIORITY) -> Result<()> {
        Ok(())
    }
    fn get_priority(&self) -> Result<BG_JOB_PRIORITY> {
        Ok(BG_JOB_PRIORITY_NORMAL)
    }
    fn set_notify_flags(&self, notify_flags: u32) -> Result<()> {
        self.flags.store(notify_flags, Relaxed);
        Ok(())
    }
    fn get_notify_flags(&self) -> Result<u32> {
        Ok(self.flags.load(Relaxed))
    }
    fn set_notify_interface(&self, notify_interface: Option<&IUnknown>) -> Result<()> {
        let watcher = notify_interface.map(AgileReference::new).transpose()?;
        let before = std::mem::replace(&mut *lock(&self.watcher), watcher);
        drop(before); // after the lock: a last release runs somebody's destructor
        Ok(())
    }
    fn get_notify_interface(&self) -> Result<Option<IUnknown>> {
        lock(&self.watcher).as_ref().map(AgileReference::resolve).transpose()
    }
    fn set_minimum_retry_delay(&self, _seconds: u32) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    fn get_minimum_retry_delay(&self) -> Result<u32> {
        Err(E_NOTIMPL.into())
    }
    fn set_no_progress_timeout(&self, _retry_period: u32) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    fn get_no_progress_timeout(&self) -> Result<u32> {
        Ok(3600)
    }
    fn get_error_count(&self) -> Result<u32> {
        Ok(0)
    }
    fn set_proxy_settings(
        &self,
        _usage: BG_JOB_PROXY_USAGE,
        _list: Option<&WStr>,
        _bypass: Option<&WStr>,
    ) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    fn get_proxy_settings(&self) -> Result<(BG_JOB_PROXY_USAGE, Option<WString>, Option<WString>)> {
        Err(E_NOTIMPL.into())
    }
    fn take_ownership(&self) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
}

/// A file of a job.
#[derive(Debug)]
pub struct File {
    remote: WString,
    local: WString,
}

#[do_callback]
impl BackgroundCopyFile for File {
    fn get_remote_name(&self) -> Result<WString> {
        Ok(self.remote.clone())
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok(self.local.clone())
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS { BytesTotal: BG_SIZE_UNKNOWN, ..Default::default() })
    }
}

/// The enumerator that `EnumFiles` hands out: a snapshot of the files.
struct Files {
    files: Vec<Object<File>>,
    next: AtomicUsize,
}

#[do_callback]
impl EnumBackgroundCopyFiles for Files {
    fn next(&self, rgelt: &mut OutBuffer<'_, IBackgroundCopyFile>) -> Result<Success<()>> {
        let success =
            rgelt.fill_from(self.files[self.next.load(Relaxed)..].iter().map(Object::to_interface));
        self.next.fetch_add(rgelt.len(), Relaxed);
        Ok(success)
    }
    fn skip(&self, celt: u32) -> Result<Success<()>> {
        let next = self.next.load(Relaxed);
        let skipped = (celt as usize).min(self.files.len() - next);
        self.next.store(next + skipped, Relaxed);
        Ok(if skipped == celt as usize { Success::ok(()) } else { Success::s_false(()) })
    }
    fn reset(&self) -> Result<()> {
        self.next.store(0, Relaxed);
        Ok(())
    }
    fn clone(&self) -> Result<IEnumBackgroundCopyFiles> {
        Ok(Files { files: self.files.clone(), next: AtomicUsize::new(self.next.load(Relaxed)) }
            .into())
    }
    fn get_count(&self) -> Result<u32> {
        Ok(self.files.len() as u32)
    }
}

/// What went wrong with a file.
struct CopyError {
    code: HRESULT,
    file: Object<File>,
}

#[do_callback]
impl BackgroundCopyError for CopyError {
    fn get_error(&self) -> Result<(BG_ERROR_CONTEXT, HRESULT)> {
        Ok((BG_ERROR_CONTEXT_REMOTE_FILE, self.code))
    }
    fn get_file(&self) -> Result<IBackgroundCopyFile> {
        Ok(self.file.to_interface())
    }
    fn get_error_description(&self, _language_id: u32) -> Result<WString> {
        Err(E_NOTIMPL.into())
    }
    fn get_error_context_description(&self, _language_id: u32) -> Result<WString> {
        Err(E_NOTIMPL.into())
    }
    fn get_protocol(&self) -> Result<WString> {
        Ok("http".into())
    }
}
