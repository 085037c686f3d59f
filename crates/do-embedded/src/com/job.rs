//! A job as a client sees it, with all the interfaces that it has in Delivery Optimization.

mod delivery;
mod later;

use std::{sync::Arc, time::Duration};

use do_callback::{
    bits::IBackgroundCopyCallback2,
    codes::{E_INVALIDARG, E_POINTER},
    prelude::*,
};

use super::{
    CopyError, File, cursor::Cursor, failed, manager::checked_name, not_now, not_supported,
    refused, wide,
};
use crate::{
    job::{
        self, Listener, Record, Registration,
        file::{self, Spans, Target},
        machine::{Event, Patience},
    },
    link::Link,
    time::Time,
    world::Remote,
};

/// As many UTF-16 units as a job's description may have.
const LONGEST_DESCRIPTION: usize = 1024;

/// The flags that a job may have: those of Delivery Optimization, and the one by which it is silent.
const FLAGS: u32 = BG_NOTIFY_JOB_TRANSFERRED
    | BG_NOTIFY_JOB_ERROR
    | BG_NOTIFY_DISABLE
    | BG_NOTIFY_JOB_MODIFICATION
    | BG_NOTIFY_FILE_TRANSFERRED;

/// A job over a connection.
pub(crate) struct Job {
    link: Arc<Link>,
    job: Arc<job::Job>,
}

/// A file that a client wants.
struct Wanted {
    url: String,
    local: Option<String>,
    spans: Spans,
    size: Option<u64>,
    content: String,
}

impl Job {
    pub(crate) fn new(link: Arc<Link>, job: Arc<job::Job>) -> Object<Self> {
        Object::new(Self { link, job })
    }

    fn read<R>(&self, read: impl FnOnce(&Record) -> R) -> Result<R> {
        Ok(read(&self.job.record()))
    }

    /// Changes the job, unless it has ended.
    fn change<R>(&self, change: impl FnOnce(&mut Record, Time) -> Result<R>) -> Result<R> {
        super::change(&self.link, &self.job, change)
    }

    /// Changes a property of the job.
    fn set(&self, set: impl FnOnce(&mut Record)) -> Result<()> {
        self.change(|record, now| {
            set(record);
            record.modified(now);
            Ok(())
        })
    }

    fn on(&self, event: Event) -> Result<()> {
        self.change(|record, now| record.on(event, now).map_err(not_now))
    }

    /// Adds a file; its index.
    fn add(&self, wanted: Wanted) -> Result<usize> {
        let remote = Remote::parse(&wanted.url).map_err(failed)?;
        self.change(|record, now| {
            let index = record.files.len();
            let target = |local: &String| Target::new(local, &self.job.id, index);
            let target = wanted.local.as_ref().map(target).transpose().map_err(failed)?;
            let file = file::File::new(wanted.url, remote, wanted.spans);
            let (declared, content) = (wanted.size, wanted.content);
            record.files.push(file::File { target, declared, content, ..file });
            record.on(Event::Added, now).map_err(not_now)?;
            record.modified(now);
            Ok(index)
        })
    }

    fn file(&self, index: usize) -> Object<File> {
        File::new(Arc::clone(&self.link), Arc::clone(&self.job), index)
    }

    fn set_patience(&self, set: impl FnOnce(&mut Patience)) -> Result<()> {
        self.set(|record| {
            let mut patience = record.machine.patience();
            set(&mut patience);
            record.machine.be_patient(patience);
        })
    }

    fn patience(&self, get: impl FnOnce(Patience) -> Duration) -> Result<u32> {
        self.read(|record| job::seconds(get(record.machine.patience())))
    }
}

#[do_callback(part)]
impl BackgroundCopyJob for Job {
    #[allow(unsafe_code, reason = "an array of structs with strings has no safe form")]
    unsafe fn add_file_set(&self, file_count: u32, file_set: *const BG_FILE_INFO) -> Result<()> {
        if file_set.is_null() {
            return refused(E_POINTER);
        }
        if file_count == 0 {
            return refused(E_INVALIDARG);
        }
        for at in 0..file_count as usize {
            // SAFETY: by the contract of the method the client passes as many structs as it says.
            let info = unsafe { file_set.add(at).read_unaligned() };
            // SAFETY: their strings are NULL or end with a NUL, and outlive the call.
            let (url, local) = unsafe { (wide(info.RemoteName.0), wide(info.LocalName.0)) };
            BackgroundCopyJob::add_file(self, url?, local?)?;
        }
        Ok(())
    }
    fn add_file(&self, remote_url: &WStr, local_name: &WStr) -> Result<()> {
        self.add(Wanted {
            url: remote_url.to_string(),
            local: Some(local_name.to_string()),
            spans: Spans::whole(),
            size: None,
            content: String::new(),
        })?;
        Ok(())
    }
    fn enum_files(&self) -> Result<IEnumBackgroundCopyFiles> {
        let files = self.read(|record| record.files.len())?;
        Ok(Cursor::new((0..files).map(|index| self.file(index)).collect()).into())
    }
    fn suspend(&self) -> Result<()> {
        self.on(Event::Suspend)
    }
    fn resume(&self) -> Result<()> {
        self.on(Event::Resume)
    }
    fn cancel(&self) -> Result<Success<()>> {
        let code = self.link.engine().change(&self.job, Record::cancel).map_err(not_now)?;
        Success::with_code((), code)
    }
    fn complete(&self) -> Result<Success<()>> {
        let completed = self.link.engine().change(&self.job, Record::complete);
        let code = completed.map_err(|failure| failed(failure.code))?.map_err(not_now)?;
        Success::with_code((), code)
    }
    fn get_id(&self) -> Result<GUID> {
        Ok(self.job.id)
    }
    fn get_type(&self) -> Result<BG_JOB_TYPE> {
        Ok(BG_JOB_TYPE_DOWNLOAD)
    }
    fn get_progress(&self) -> Result<BG_JOB_PROGRESS> {
        self.read(Record::progress)
    }
    fn get_times(&self) -> Result<BG_JOB_TIMES> {
        self.read(|record| BG_JOB_TIMES {
            CreationTime: record.times.created.to_filetime(),
            ModificationTime: record.times.modified.to_filetime(),
            TransferCompletionTime: record
                .times
                .transferred
                .map_or_else(FILETIME::default, Time::to_filetime),
        })
    }
    fn get_state(&self) -> Result<BG_JOB_STATE> {
        self.read(|record| record.machine.state())
    }
    fn get_error(&self) -> Result<IBackgroundCopyError> {
        match self.read(|record| record.machine.failure())? {
            None => refused(DO_E_ERROR_INFORMATION_UNAVAILABLE),
            failure => Ok(CopyError::of(&self.link, &self.job, failure).into()),
        }
    }
    fn get_owner(&self) -> Result<WString> {
        not_supported()
    }
    fn set_display_name(&self, val: &WStr) -> Result<()> {
        let name = checked_name(val)?;
        self.set(|record| record.name = name)
    }
    fn get_display_name(&self) -> Result<WString> {
        self.read(|record| record.name.as_str().into())
    }
    fn set_description(&self, val: &WStr) -> Result<()> {
        if val.len() > LONGEST_DESCRIPTION {
            return refused(BG_E_STRING_TOO_LONG);
        }
        self.set(|record| record.description = val.to_string())
    }
    fn get_description(&self) -> Result<WString> {
        self.read(|record| record.description.as_str().into())
    }
    fn set_priority(&self, priority: BG_JOB_PRIORITY) -> Result<()> {
        if !(BG_JOB_PRIORITY_FOREGROUND.0..=BG_JOB_PRIORITY_LOW.0).contains(&priority.0) {
            return refused(E_INVALIDARG);
        }
        self.set(|record| record.priority = priority)
    }
    fn get_priority(&self) -> Result<BG_JOB_PRIORITY> {
        self.read(|record| record.priority)
    }
    fn set_notify_flags(&self, notify_flags: u32) -> Result<()> {
        if notify_flags & !FLAGS != 0 {
            return not_supported();
        }
        self.change(|record, _| {
            record.notices.flags = notify_flags;
            Ok(())
        })
    }
    fn get_notify_flags(&self) -> Result<u32> {
        self.read(|record| record.notices.flags)
    }
    fn set_notify_interface(&self, notify_interface: Option<&IUnknown>) -> Result<()> {
        let registration =
            notify_interface.map(|callback| self.registration(callback)).transpose()?;
        super::register(&self.link, &self.job, registration)
    }
    fn get_notify_interface(&self) -> Result<Option<IUnknown>> {
        let registration = self.read(|record| record.registration.clone())?;
        match registration.map(|registration| registration.listener) {
            Some(Listener::Job(callback)) => callback.resolve()?.cast().map(Some),
            Some(Listener::Files(callback)) => callback.resolve()?.cast().map(Some),
            Some(Listener::Download(callback)) => callback.resolve()?.cast().map(Some),
            None => Ok(None),
        }
    }
    fn set_minimum_retry_delay(&self, seconds: u32) -> Result<()> {
        self.set_patience(|patience| patience.retry = Duration::from_secs(seconds.into()))
    }
    fn get_minimum_retry_delay(&self) -> Result<u32> {
        self.patience(|patience| patience.retry)
    }
    fn set_no_progress_timeout(&self, retry_period: u32) -> Result<()> {
        self.set_patience(|patience| {
            patience.no_progress = Duration::from_secs(retry_period.into())
        })
    }
    fn get_no_progress_timeout(&self) -> Result<u32> {
        self.patience(|patience| patience.no_progress)
    }
    fn get_error_count(&self) -> Result<u32> {
        self.read(|record| record.machine.failures())
    }
    fn set_proxy_settings(
        &self,
        _proxy_usage: BG_JOB_PROXY_USAGE,
        _proxy_list: Option<&WStr>,
        _proxy_bypass_list: Option<&WStr>,
    ) -> Result<()> {
        not_supported()
    }
    fn get_proxy_settings(&self) -> Result<(BG_JOB_PROXY_USAGE, Option<WString>, Option<WString>)> {
        Ok((BG_JOB_PROXY_USAGE_PRECONFIG, None, None))
    }
    /// There is one user, who owns all jobs.
    fn take_ownership(&self) -> Result<()> {
        Ok(())
    }
}

impl Job {
    /// A callback, held so that any thread may call it.
    fn registration(&self, callback: &IUnknown) -> Result<Registration> {
        let listener = match callback.cast::<IBackgroundCopyCallback2>() {
            Ok(callback) => Listener::Files(Arc::new(AgileReference::new(&callback)?)),
            Err(_) => {
                let callback: IBackgroundCopyCallback = callback.cast()?;
                Listener::Job(Arc::new(AgileReference::new(&callback)?))
            }
        };
        Ok(Registration { link: Arc::clone(&self.link), listener })
    }
}
