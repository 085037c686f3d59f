//! The objects that `client_job`, `client_job5` and `client_file2` expect.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::Relaxed},
};

use do_callback::{AgileReference, codes::E_NOTIMPL, prelude::*};

use crate::Alive;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A job with two files, which fails in everything once `SetPriority` was called.
pub(crate) struct Job {
    alive: &'static AtomicU32,
    _alive: Alive,
    name: Mutex<WString>,
    watcher: Mutex<Option<AgileReference<IUnknown>>>,
    failing: AtomicBool,
}

impl Job {
    pub(crate) fn new(alive: &'static AtomicU32) -> Self {
        Job {
            alive,
            _alive: Alive::count(alive),
            name: Mutex::new("caf\u{e9} job".into()),
            watcher: Mutex::default(),
            failing: AtomicBool::new(false),
        }
    }

    fn working(&self) -> Result<()> {
        if self.failing.load(Relaxed) { Err(DO_E_INVALID_STATE.into()) } else { Ok(()) }
    }
}

#[do_callback]
impl BackgroundCopyJob for Job {
    unsafe fn add_file_set(&self, _file_count: u32, _file_set: *const BG_FILE_INFO) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    fn add_file(&self, _remote_url: &WStr, _local_name: &WStr) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    fn enum_files(&self) -> Result<IEnumBackgroundCopyFiles> {
        self.working()?;
        let files = ["one", "two"].map(|name| Object::new(File::new(self.alive, name)));
        Ok(Files {
            _alive: Alive::count(self.alive),
            files: files.into(),
            next: AtomicUsize::new(0),
        }
        .into())
    }
    fn suspend(&self) -> Result<()> {
        self.working()
    }
    fn resume(&self) -> Result<()> {
        self.working()
    }
    fn cancel(&self) -> Result<Success<()>> {
        self.working().map(Success::ok)
    }
    fn complete(&self) -> Result<Success<()>> {
        self.working().map(Success::ok)
    }
    fn get_id(&self) -> Result<GUID> {
        self.working()?;
        Ok(GUID::from_u128(7))
    }
    fn get_type(&self) -> Result<BG_JOB_TYPE> {
        self.working()?;
        Ok(BG_JOB_TYPE_DOWNLOAD)
    }
    fn get_progress(&self) -> Result<BG_JOB_PROGRESS> {
        self.working()?;
        Ok(BG_JOB_PROGRESS {
            BytesTotal: 10,
            BytesTransferred: 4,
            FilesTotal: 2,
            FilesTransferred: 1,
        })
    }
    fn get_times(&self) -> Result<BG_JOB_TIMES> {
        self.working()?;
        Ok(BG_JOB_TIMES::default())
    }
    fn get_state(&self) -> Result<BG_JOB_STATE> {
        self.working()?;
        Ok(BG_JOB_STATE_TRANSFERRED)
    }
    fn get_error(&self) -> Result<IBackgroundCopyError> {
        Err(E_NOTIMPL.into())
    }
    fn get_owner(&self) -> Result<WString> {
        Err(E_NOTIMPL.into())
    }
    fn set_display_name(&self, val: &WStr) -> Result<()> {
        *lock(&self.name) = val.into();
        self.working()
    }
    fn get_display_name(&self) -> Result<WString> {
        self.working()?;
        Ok(lock(&self.name).clone())
    }
    fn set_description(&self, _val: &WStr) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    fn get_description(&self) -> Result<WString> {
        Err(E_NOTIMPL.into())
    }
    fn set_priority(&self, _priority: BG_JOB_PRIORITY) -> Result<()> {
        self.failing.store(true, Relaxed);
        Ok(())
    }
    fn get_priority(&self) -> Result<BG_JOB_PRIORITY> {
        Err(E_NOTIMPL.into())
    }
    fn set_notify_flags(&self, _notify_flags: u32) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    fn get_notify_flags(&self) -> Result<u32> {
        Err(E_NOTIMPL.into())
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
        Err(E_NOTIMPL.into())
    }
    fn get_error_count(&self) -> Result<u32> {
        self.working()?;
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
        self.working()?;
        Ok((BG_JOB_PROXY_USAGE_OVERRIDE, Some("proxy".into()), Some("bypass".into())))
    }
    fn take_ownership(&self) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
}

/// The enumerator of a job's files.
struct Files {
    _alive: Alive,
    files: Vec<Object<File>>,
    next: AtomicUsize,
}

#[do_callback]
impl EnumBackgroundCopyFiles for Files {
    fn next(&self, rgelt: &mut OutBuffer<'_, IBackgroundCopyFile>) -> Result<Success<()>> {
        let rest = self.files[self.next.load(Relaxed)..].iter().map(Object::to_interface);
        let success = rgelt.fill_from(rest);
        self.next.fetch_add(rgelt.len(), Relaxed);
        Ok(success)
    }
    fn skip(&self, celt: u32) -> Result<Success<()>> {
        let (next, asked) = (self.next.load(Relaxed), celt as usize);
        let skipped = asked.min(self.files.len() - next);
        self.next.store(next + skipped, Relaxed);
        Ok(if skipped == asked { Success::ok(()) } else { Success::s_false(()) })
    }
    fn reset(&self) -> Result<()> {
        self.next.store(0, Relaxed);
        Ok(())
    }
    fn clone(&self) -> Result<IEnumBackgroundCopyFiles> {
        Err(E_NOTIMPL.into())
    }
    fn get_count(&self) -> Result<u32> {
        u32::try_from(self.files.len()).map_err(|_| DO_E_INVALID_STATE.into())
    }
}

/// A file.
pub(crate) struct File {
    _alive: Alive,
    name: &'static str,
}

impl File {
    pub(crate) fn new(alive: &'static AtomicU32, name: &'static str) -> Self {
        File { _alive: Alive::count(alive), name }
    }
}

#[do_callback]
impl BackgroundCopyFile for File {
    fn get_remote_name(&self) -> Result<WString> {
        Ok(format!("http://localhost/{}", self.name).into())
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok(self.name.into())
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS::default())
    }
}

/// A file with ranges: a derived interface, whose base is another impl of the same type.
pub(crate) struct File2 {
    pub(crate) file: File,
}

#[do_callback(part)]
impl BackgroundCopyFile for File2 {
    fn get_remote_name(&self) -> Result<WString> {
        self.file.get_remote_name()
    }
    fn get_local_name(&self) -> Result<WString> {
        self.file.get_local_name()
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        self.file.get_progress()
    }
}

#[do_callback]
impl BackgroundCopyFile2 for File2 {
    fn get_file_ranges(&self) -> Result<Success<TaskSlice<BG_FILE_RANGE>>> {
        let range = |initial, length| BG_FILE_RANGE { InitialOffset: initial, Length: length };
        Ok(Success::ok(TaskSlice::from(vec![range(1, 2), range(30, 40)])))
    }
    fn set_remote_name(&self, _remote_name: &WStr) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
}

/// The end of the longest chain: the property methods work, the 50 inherited ones say that they do not.
#[derive(Default)]
pub(crate) struct Job5 {
    clsid: Mutex<GUID>,
    limit: Mutex<u64>,
}

#[do_callback]
impl BackgroundCopyJob5 for Job5 {
    fn set_property(
        &self,
        _property_id: BITS_JOB_PROPERTY_ID,
        property_value: BitsJobPropertyValue,
    ) -> Result<()> {
        match property_value {
            BitsJobPropertyValue::ClsID(clsid) => *lock(&self.clsid) = clsid,
            BitsJobPropertyValue::Uint64(limit) => *lock(&self.limit) = limit,
            _ => return Err(E_NOTIMPL.into()),
        }
        Ok(())
    }
    fn get_property(&self, property_id: BITS_JOB_PROPERTY_ID) -> Result<BitsJobPropertyValue> {
        match property_id {
            BITS_JOB_PROPERTY_NOTIFICATION_CLSID => {
                Ok(BitsJobPropertyValue::ClsID(*lock(&self.clsid)))
            }
            BITS_JOB_PROPERTY_MAX_DOWNLOAD_SIZE => {
                Ok(BitsJobPropertyValue::Uint64(*lock(&self.limit)))
            }
            _ => Err(E_NOTIMPL.into()),
        }
    }
}

/// Methods that answer `E_NOTIMPL`.
macro_rules! not_implemented {
    ($($name:ident($($argument:ty),*) -> $result:ty;)*) => {
        $(fn $name(&self, $(_: $argument),*) -> Result<$result> {
            Err(E_NOTIMPL.into())
        })*
    };
}

#[do_callback(part)]
impl BackgroundCopyJob for Job5 {
    unsafe fn add_file_set(&self, _file_count: u32, _file_set: *const BG_FILE_INFO) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    not_implemented! {
        add_file(&WStr, &WStr) -> ();
        enum_files() -> IEnumBackgroundCopyFiles;
        suspend() -> ();
        resume() -> ();
        cancel() -> Success<()>;
        complete() -> Success<()>;
        get_id() -> GUID;
        get_type() -> BG_JOB_TYPE;
        get_progress() -> BG_JOB_PROGRESS;
        get_times() -> BG_JOB_TIMES;
        get_state() -> BG_JOB_STATE;
        get_error() -> IBackgroundCopyError;
        get_owner() -> WString;
        set_display_name(&WStr) -> ();
        get_display_name() -> WString;
        set_description(&WStr) -> ();
        get_description() -> WString;
        set_priority(BG_JOB_PRIORITY) -> ();
        get_priority() -> BG_JOB_PRIORITY;
        set_notify_flags(u32) -> ();
        get_notify_flags() -> u32;
        set_notify_interface(Option<&IUnknown>) -> ();
        get_notify_interface() -> Option<IUnknown>;
        set_minimum_retry_delay(u32) -> ();
        get_minimum_retry_delay() -> u32;
        set_no_progress_timeout(u32) -> ();
        get_no_progress_timeout() -> u32;
        get_error_count() -> u32;
        set_proxy_settings(BG_JOB_PROXY_USAGE, Option<&WStr>, Option<&WStr>) -> ();
        get_proxy_settings() -> (BG_JOB_PROXY_USAGE, Option<WString>, Option<WString>);
        take_ownership() -> ();
    }
}

#[do_callback(part)]
impl BackgroundCopyJob2 for Job5 {
    unsafe fn set_credentials(&self, _credentials: *const BG_AUTH_CREDENTIALS) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    not_implemented! {
        set_notify_cmd_line(Option<&WStr>, Option<&WStr>) -> ();
        get_notify_cmd_line() -> (Option<WString>, Option<WString>);
        get_reply_progress(&mut BG_JOB_REPLY_PROGRESS) -> ();
        get_reply_data() -> TaskSlice<u8>;
        set_reply_file_name(Option<&WStr>) -> ();
        get_reply_file_name() -> Option<WString>;
        remove_credentials(BG_AUTH_TARGET, BG_AUTH_SCHEME) -> ();
    }
}

#[do_callback(part)]
impl BackgroundCopyJob3 for Job5 {
    not_implemented! {
        replace_remote_prefix(&WStr, &WStr) -> ();
        add_file_with_ranges(&WStr, &WStr, &[BG_FILE_RANGE]) -> ();
        set_file_acl_flags(u32) -> ();
        get_file_acl_flags() -> u32;
    }
}

#[do_callback(part)]
impl BackgroundCopyJob4 for Job5 {
    not_implemented! {
        set_peer_caching_flags(u32) -> ();
        get_peer_caching_flags() -> u32;
        get_owner_integrity_level() -> u32;
        get_owner_elevation_state() -> bool;
        set_maximum_download_time(u32) -> ();
        get_maximum_download_time() -> u32;
    }
}
