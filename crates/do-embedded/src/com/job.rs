//! A job as a client sees it, with all the interfaces that it has in Delivery Optimization.

use std::{ptr::NonNull, sync::Arc, time::Duration};

use do_callback::{
    codes::{E_INVALIDARG, E_POINTER},
    prelude::*,
};

use super::{
    CopyError, File, cursor::Files, failed, manager::checked_name, not_now, not_supported, refused,
};
use crate::{
    failure::DISCONNECTED,
    job::{
        self, Record, Registration,
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
        self.link.engine().change(&self.job, |record, now| {
            if record.machine.has_ended() {
                return refused(DO_E_INVALID_STATE);
            }
            change(record, now)
        })
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
        self.read(|record| {
            u32::try_from(get(record.machine.patience()).as_secs()).unwrap_or(u32::MAX)
        })
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
            let (url, local) = unsafe { (text(info.RemoteName.0), text(info.LocalName.0)) };
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
        Ok(Files::new((0..files).map(|index| self.file(index)).collect()).into())
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
        let before = self.change(|record, _| {
            if registration.is_some() && !self.link.is_open() {
                return refused(DISCONNECTED);
            }
            record.notices.register(registration.is_some());
            Ok(std::mem::replace(&mut record.registration, registration))
        })?;
        drop(before); // after the lock: a last release runs somebody's destructor
        Ok(())
    }
    fn get_notify_interface(&self) -> Result<Option<IUnknown>> {
        let registration = self.read(|record| record.registration.clone())?;
        registration.map(|registration| registration.callback.resolve()?.cast()).transpose()
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
        let callback: IBackgroundCopyCallback = callback.cast()?;
        let callback = Arc::new(AgileReference::new(&callback)?);
        Ok(Registration { link: Arc::clone(&self.link), callback })
    }
}

#[do_callback(part)]
impl BackgroundCopyJob2 for Job {
    fn set_notify_cmd_line(
        &self,
        _program: Option<&WStr>,
        _parameters: Option<&WStr>,
    ) -> Result<()> {
        not_supported()
    }
    fn get_notify_cmd_line(&self) -> Result<(Option<WString>, Option<WString>)> {
        not_supported()
    }
    fn get_reply_progress(&self, _progress: &mut BG_JOB_REPLY_PROGRESS) -> Result<()> {
        not_supported()
    }
    fn get_reply_data(&self) -> Result<TaskSlice<u8>> {
        not_supported()
    }
    fn set_reply_file_name(&self, _reply_file_name: Option<&WStr>) -> Result<()> {
        not_supported()
    }
    fn get_reply_file_name(&self) -> Result<Option<WString>> {
        not_supported()
    }
    #[allow(unsafe_code, reason = "the emitted trait has no safe form of it; nothing is read")]
    unsafe fn set_credentials(&self, _credentials: *const BG_AUTH_CREDENTIALS) -> Result<()> {
        not_supported()
    }
    fn remove_credentials(&self, _target: BG_AUTH_TARGET, _scheme: BG_AUTH_SCHEME) -> Result<()> {
        not_supported()
    }
}

#[do_callback(part)]
impl BackgroundCopyJob3 for Job {
    fn replace_remote_prefix(&self, old_prefix: &WStr, new_prefix: &WStr) -> Result<()> {
        let (old, new) = (old_prefix.to_string(), new_prefix.to_string());
        self.change(|record, now| {
            let renamed =
                |file: &file::File| Some(format!("{new}{}", file.url.strip_prefix(&old)?));
            for file in record.files.iter_mut().filter(|file| !file.completed) {
                if let Some(url) = renamed(file) {
                    file.remote = Remote::parse(&url).map_err(failed)?;
                    file.url = url;
                }
            }
            record.modified(now);
            Ok(())
        })
    }
    fn add_file_with_ranges(
        &self,
        remote_url: &WStr,
        local_name: &WStr,
        ranges: &[BG_FILE_RANGE],
    ) -> Result<()> {
        if ranges.is_empty() {
            return refused(E_INVALIDARG);
        }
        self.add(Wanted {
            url: remote_url.to_string(),
            local: Some(local_name.to_string()),
            spans: Spans::of(ranges).map_err(failed)?,
            size: None,
            content: String::new(),
        })?;
        Ok(())
    }
    fn set_file_acl_flags(&self, _flags: u32) -> Result<()> {
        not_supported()
    }
    fn get_file_acl_flags(&self) -> Result<u32> {
        not_supported()
    }
}

#[do_callback(part)]
impl BackgroundCopyJob4 for Job {
    fn set_peer_caching_flags(&self, _flags: u32) -> Result<()> {
        not_supported()
    }
    fn get_peer_caching_flags(&self) -> Result<u32> {
        not_supported()
    }
    fn get_owner_integrity_level(&self) -> Result<u32> {
        not_supported()
    }
    fn get_owner_elevation_state(&self) -> Result<bool> {
        not_supported()
    }
    fn set_maximum_download_time(&self, _timeout: u32) -> Result<()> {
        not_supported()
    }
    fn get_maximum_download_time(&self) -> Result<u32> {
        not_supported()
    }
}

#[do_callback(also(DeliveryOptimizationJob, DeliveryOptimizationJob2))]
impl BackgroundCopyJob5 for Job {
    fn set_property(
        &self,
        property_id: BITS_JOB_PROPERTY_ID,
        property_value: BitsJobPropertyValue,
    ) -> Result<()> {
        match (property_id, property_value) {
            (BITS_JOB_PROPERTY_ID_COST_FLAGS, BitsJobPropertyValue::Dword(cost)) => {
                self.set(|record| record.cost = cost)
            }
            (BITS_JOB_PROPERTY_NOTIFICATION_CLSID, _) => not_supported(),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
    fn get_property(&self, property_id: BITS_JOB_PROPERTY_ID) -> Result<BitsJobPropertyValue> {
        match property_id {
            BITS_JOB_PROPERTY_ID_COST_FLAGS => {
                self.read(|record| BitsJobPropertyValue::Dword(record.cost))
            }
            BITS_JOB_PROPERTY_NOTIFICATION_CLSID => not_supported(),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
}

#[do_callback(part)]
impl DeliveryOptimizationJob for Job {
    fn add_file_with_ranges(
        &self,
        file_id: &WStr,
        remote_url: &WStr,
        local_name: &WStr,
        ranges: Option<&[BG_FILE_RANGE]>,
        file_size: u64,
    ) -> Result<()> {
        self.add(Wanted {
            url: remote_url.to_string(),
            local: Some(local_name.to_string()),
            spans: spans(ranges)?,
            size: (file_size != DO_UNKNOWN_FILE_SIZE).then_some(file_size),
            content: file_id.to_string(),
        })?;
        Ok(())
    }
}

#[do_callback(part)]
impl DeliveryOptimizationJob2 for Job {
    fn add_file(
        &self,
        file_id: &WStr,
        remote_url: Option<&WStr>,
        ranges: Option<&[BG_FILE_RANGE]>,
        _riid: &GUID,
    ) -> Result<IUnknown> {
        // Peers could find a file by its identifier alone; there are none here.
        let Some(url) = remote_url else { return refused(E_INVALIDARG) };
        let index = self.add(Wanted {
            url: url.to_string(),
            local: None,
            spans: spans(ranges)?,
            size: None,
            content: file_id.to_string(),
        })?;
        self.file(index).cast()
    }
    fn get_property(&self, prop_id: DOJobPropertyId) -> Result<Variant> {
        match prop_id {
            DOJobPropertyId_ExtendedErrorInfo => {
                let failure = self.read(|record| record.machine.failure())?;
                Ok(failure.map_or_else(Variant::empty, |(failure, _)| {
                    Variant::from(&*format!("{failure:?}"))
                }))
            }
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
    fn set_property(&self, prop_id: DOJobPropertyId, _prop_value: Option<&Variant>) -> Result<()> {
        match prop_id {
            DOJobPropertyId_ExtendedErrorInfo => refused(DO_E_READ_ONLY_PROPERTY),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
}

/// No ranges, or none of them, are the whole file.
fn spans(ranges: Option<&[BG_FILE_RANGE]>) -> Result<Spans> {
    match ranges.unwrap_or_default() {
        [] => Ok(Spans::whole()),
        ranges => Spans::of(ranges).map_err(failed),
    }
}

/// A string of a struct.
///
/// # Safety
///
/// It is NULL or ends with a NUL, and lives as long as it is used.
#[allow(unsafe_code, reason = "strings of a struct that the emitted trait hands over as it is")]
unsafe fn text<'a>(first: *mut u16) -> Result<&'a WStr> {
    let first = NonNull::new(first).ok_or_else(|| failed(E_POINTER))?;
    // SAFETY: by the contract of this function.
    Ok(unsafe { WStr::from_ptr(first) })
}
