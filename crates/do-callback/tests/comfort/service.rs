//! A service whose jobs end when a test says so.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

use do_callback::{
    codes::{E_ACCESSDENIED, E_NOTIMPL},
    comfort::{Job, Manager, Notify},
    prelude::*,
};

/// What a test sees of a job and changes behind its interface.
#[derive(Default)]
pub(crate) struct Inside {
    pub(crate) state: BG_JOB_STATE,
    pub(crate) flags: u32,
    callback: Option<AgileReference<IUnknown>>,
    /// How often a callback was registered or cleared.
    pub(crate) registrations: usize,
    /// The flags at the last time.
    pub(crate) flags_at_registration: u32,
    /// Nobody may register.
    pub(crate) is_foreign: bool,
    /// The service does not say who is registered.
    pub(crate) is_silent: bool,
    /// How many of its two files have arrived.
    pub(crate) arrived: u32,
    /// The job reaches this state, without a word, as soon as somebody registers.
    pub(crate) races_to: Option<BG_JOB_STATE>,
}

/// The value of a job.
pub(crate) struct TestJob {
    id: GUID,
    name: &'static str,
    inside: Arc<Mutex<Inside>>,
}

/// A new job, and the interface that the comfort layer has of it.
pub(crate) fn job(name: &'static str) -> (Object<TestJob>, Job) {
    static JOBS: AtomicU32 = AtomicU32::new(0);
    let inside = Inside { state: BG_JOB_STATE_TRANSFERRING, ..Inside::default() };
    let id = GUID::from_u128(JOBS.fetch_add(1, Relaxed).into());
    let job = Object::new(TestJob { id, name, inside: Arc::new(Mutex::new(inside)) });
    let interface: IBackgroundCopyJob = job.to_interface();
    (job, interface.into())
}

/// What a service gives that is asked for the job again: another object.
pub(crate) fn second_pointer(job: &Object<TestJob>) -> Job {
    let TestJob { id, name, inside } = &**job;
    let again = TestJob { id: *id, name, inside: Arc::clone(inside) };
    IBackgroundCopyJob::from(again).into()
}

impl TestJob {
    pub(crate) fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who is registered.
    pub(crate) fn callback(&self) -> Option<IUnknown> {
        self.inside().callback.as_ref().map(|callback| callback.resolve().unwrap())
    }
}

/// The job reaches a state, and the callback is told if it asked for that. What the callback answered.
pub(crate) fn reach(job: &Object<TestJob>, state: BG_JOB_STATE) -> Option<Result<()>> {
    let flags = {
        let mut inside = job.inside();
        inside.state = state;
        Notify::from_bits(inside.flags)
    };
    let callback: IBackgroundCopyCallback = job.callback()?.cast().unwrap();
    let interface = job.to_interface();
    match state {
        BG_JOB_STATE_TRANSFERRED if flags.contains(Notify::TRANSFERRED) => {
            Some(callback.job_transferred(&interface))
        }
        BG_JOB_STATE_ERROR if flags.contains(Notify::ERROR) => {
            Some(callback.job_error(&interface, &NotThere.into()))
        }
        _ if flags.contains(Notify::MODIFICATION) => Some(callback.job_modification(&interface, 0)),
        _ => None,
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

#[do_callback]
impl BackgroundCopyJob for TestJob {
    unsafe fn add_file_set(&self, _file_count: u32, _file_set: *const BG_FILE_INFO) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    fn add_file(&self, _remote_url: &WStr, local_name: &WStr) -> Result<()> {
        if *local_name == "/" { Err(E_ACCESSDENIED.into()) } else { Ok(()) }
    }
    fn get_id(&self) -> Result<GUID> {
        Ok(self.id)
    }
    fn get_state(&self) -> Result<BG_JOB_STATE> {
        Ok(self.inside().state)
    }
    fn get_progress(&self) -> Result<BG_JOB_PROGRESS> {
        let arrived = self.inside().arrived;
        let progress = BG_JOB_PROGRESS::default();
        Ok(BG_JOB_PROGRESS { FilesTotal: 2, FilesTransferred: arrived, ..progress })
    }
    fn get_error(&self) -> Result<IBackgroundCopyError> {
        match self.inside().state {
            BG_JOB_STATE_ERROR => Ok(NotThere.into()),
            _ => Err(BG_E_ERROR_INFORMATION_UNAVAILABLE.into()),
        }
    }
    fn get_display_name(&self) -> Result<WString> {
        Ok(self.name.into())
    }
    fn set_notify_flags(&self, notify_flags: u32) -> Result<()> {
        self.inside().flags = notify_flags;
        Ok(())
    }
    fn get_notify_flags(&self) -> Result<u32> {
        Ok(self.inside().flags)
    }
    fn set_notify_interface(&self, notify_interface: Option<&IUnknown>) -> Result<()> {
        let callback = notify_interface.map(AgileReference::new).transpose()?;
        // Another thread may come between.
        thread::yield_now();
        let mut inside = self.inside();
        inside.registrations += 1;
        inside.flags_at_registration = inside.flags;
        if inside.is_foreign {
            return Err(E_ACCESSDENIED.into());
        }
        if inside.state == BG_JOB_STATE_ACKNOWLEDGED {
            return Err(BG_E_INVALID_STATE.into());
        }
        if let Some(state) = inside.races_to.take() {
            inside.state = state;
        }
        let before = std::mem::replace(&mut inside.callback, callback);
        drop(inside);
        drop(before); // behind the lock: a last release runs somebody's destructor
        Ok(())
    }
    fn get_notify_interface(&self) -> Result<Option<IUnknown>> {
        thread::yield_now();
        if self.inside().is_silent { Err(E_ACCESSDENIED.into()) } else { Ok(self.callback()) }
    }
    not_implemented! {
        enum_files() -> IEnumBackgroundCopyFiles;
        suspend() -> ();
        resume() -> ();
        cancel() -> Success<()>;
        complete() -> Success<()>;
        get_type() -> BG_JOB_TYPE;
        get_times() -> BG_JOB_TIMES;
        get_owner() -> WString;
        set_display_name(&WStr) -> ();
        set_description(&WStr) -> ();
        get_description() -> WString;
        set_priority(BG_JOB_PRIORITY) -> ();
        get_priority() -> BG_JOB_PRIORITY;
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

/// The server says 404, and the service finds words for it.
struct NotThere;

#[do_callback]
impl BackgroundCopyError for NotThere {
    fn get_error(&self) -> Result<(BG_ERROR_CONTEXT, HRESULT)> {
        Ok((BG_ERROR_CONTEXT_REMOTE_FILE, HRESULT(0x8019_0194_u32.cast_signed())))
    }
    fn get_file(&self) -> Result<IBackgroundCopyFile> {
        Ok(NoFile.into())
    }
    fn get_error_description(&self, _language_id: u32) -> Result<WString> {
        Ok("The file was not found.\r\n".into())
    }
    fn get_error_context_description(&self, _language_id: u32) -> Result<WString> {
        Err(E_NOTIMPL.into())
    }
    fn get_protocol(&self) -> Result<WString> {
        Err(E_NOTIMPL.into())
    }
}

/// The file that is not there.
struct NoFile;

#[cfg(feature = "bits")]
pub(crate) fn no_file() -> IBackgroundCopyFile {
    NoFile.into()
}

#[do_callback]
impl BackgroundCopyFile for NoFile {
    fn get_remote_name(&self) -> Result<WString> {
        Ok("http://localhost/none".into())
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok("/tmp/none".into())
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Err(E_NOTIMPL.into())
    }
}

/// The value of a service with these jobs.
struct Service(Arc<[Object<TestJob>]>);

pub(crate) fn manager(jobs: &[&Object<TestJob>]) -> Manager {
    let jobs = jobs.iter().map(|job| (*job).clone()).collect();
    IBackgroundCopyManager::from(Service(jobs)).into()
}

#[do_callback]
impl BackgroundCopyManager for Service {
    fn create_job(
        &self,
        display_name: &WStr,
        r#type: BG_JOB_TYPE,
    ) -> Result<(GUID, IBackgroundCopyJob)> {
        assert_eq!(r#type, BG_JOB_TYPE_DOWNLOAD);
        if display_name.is_empty() {
            return Err(E_ACCESSDENIED.into());
        }
        Ok((GUID::from_u128(1), job("new").1.into_raw()))
    }
    fn get_job(&self, job_id: &GUID) -> Result<IBackgroundCopyJob> {
        match *job_id == GUID::from_u128(0) {
            true => Ok(self.0[0].to_interface()),
            false => Err(BG_E_NOT_FOUND.into()),
        }
    }
    fn enum_jobs(&self, flags: u32) -> Result<IEnumBackgroundCopyJobs> {
        match flags {
            0 => Ok(Jobs { jobs: self.0.clone(), next: AtomicUsize::new(0) }.into()),
            _ => Err(E_ACCESSDENIED.into()),
        }
    }
    fn get_error_description(&self, _result: HRESULT, _language_id: u32) -> Result<WString> {
        Err(E_NOTIMPL.into())
    }
}

/// The enumerator of jobs.
struct Jobs {
    jobs: Arc<[Object<TestJob>]>,
    next: AtomicUsize,
}

#[do_callback]
impl EnumBackgroundCopyJobs for Jobs {
    fn next(&self, rgelt: &mut OutBuffer<'_, IBackgroundCopyJob>) -> Result<Success<()>> {
        let rest = self.jobs[self.next.load(Relaxed)..].iter().map(Object::to_interface);
        let success = rgelt.fill_from(rest);
        self.next.fetch_add(rgelt.len(), Relaxed);
        Ok(success)
    }
    fn skip(&self, _celt: u32) -> Result<Success<()>> {
        Err(E_NOTIMPL.into())
    }
    fn reset(&self) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
    fn clone(&self) -> Result<IEnumBackgroundCopyJobs> {
        Err(E_NOTIMPL.into())
    }
    fn get_count(&self) -> Result<u32> {
        Err(E_NOTIMPL.into())
    }
}
