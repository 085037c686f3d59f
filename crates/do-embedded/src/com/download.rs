//! A download as a client of the later API sees it: a job of one file, which begins when it is started.

use std::{sync::Arc, time::Duration};

use do_callback::{
    Value,
    codes::{E_INVALIDARG, S_OK},
    download::*,
    prelude::*,
};

use super::{failed, manager::checked_name, not_now, not_supported, refused};
use crate::{
    job::{
        self, Listener, Record, Registration,
        file::{self, Spans, Target},
        machine::Event,
    },
    link::Link,
    time::Time,
    world::Remote,
};

/// Of a new download: how far apart two calls are that tell of its progress.
const INTERVAL: Duration = Duration::from_secs(1);

/// Everything that happens is told.
const ALL: u32 = BG_NOTIFY_JOB_TRANSFERRED | BG_NOTIFY_JOB_ERROR | BG_NOTIFY_JOB_MODIFICATION;

/// A download over a connection.
pub(crate) struct Download {
    link: Arc<Link>,
    job: Arc<job::Job>,
}

impl Download {
    pub(crate) fn new(link: Arc<Link>, job: Arc<job::Job>) -> Object<Self> {
        Object::new(Self { link, job })
    }

    /// One that has just been made.
    pub(super) fn made(link: Arc<Link>, job: Arc<job::Job>) -> Object<Self> {
        link.engine().change(&job, |record, _| {
            record.notices.flags = ALL;
            record.notices.set_interval(INTERVAL);
        });
        Self::new(link, job)
    }

    /// How things stand. Of an unknown size nothing is said.
    pub(crate) fn status(record: &Record) -> DO_DOWNLOAD_STATUS {
        let progress = record.progress();
        let is_known = progress.BytesTotal != BG_SIZE_UNKNOWN;
        DO_DOWNLOAD_STATUS {
            BytesTotal: if is_known { progress.BytesTotal } else { 0 },
            BytesTransferred: progress.BytesTransferred,
            State: state(record),
            Error: record.machine.failure().map_or(S_OK, |(failure, _)| failure.code),
            ExtendedError: S_OK,
        }
    }

    /// Whether a property that is a text has this value.
    pub(super) fn is_of(&self, property: DODownloadProperty, value: &str) -> bool {
        let found = DODownload::get_property(self, property);
        found.is_ok_and(|found| match found.value() {
            Value::Bstr(text) => *text == *value,
            _ => false,
        })
    }

    /// Changes the download, unless it has ended.
    fn change<R>(&self, change: impl FnOnce(&mut Record, Time) -> Result<R>) -> Result<R> {
        super::change(&self.link, &self.job, change)
    }

    /// Changes what the download will be of, unless it has begun.
    fn wish(&self, set: impl FnOnce(&mut job::Wish)) -> Result<()> {
        self.change(|record, _| {
            if !record.files.is_empty() {
                return refused(DO_E_INVALID_STATE);
            }
            set(&mut record.wish);
            Ok(())
        })
    }

    fn text(&self, get: impl FnOnce(&Record) -> Option<&str>) -> Result<Variant> {
        let record = self.job.record();
        get(&record).map(Variant::from).ok_or_else(|| failed(E_NOT_SET))
    }

    /// Starts what has not begun, and goes on with what was paused.
    fn begin(&self, spans: Option<Spans>) -> Result<()> {
        self.change(|record, now| {
            if record.files.is_empty() {
                let file = wished(&record.wish, &self.job.id, spans)?;
                record.files.push(file);
                record.on(Event::Added, now).map_err(not_now)?;
            } else if spans.is_some() {
                return refused(DO_E_INVALID_STATE);
            }
            record.on(Event::Resume, now).map_err(not_now)
        })
    }

    fn set_callback(&self, callback: Option<&IUnknown>) -> Result<()> {
        let registration = callback.map(|callback| {
            let callback: IDODownloadStatusCallback = callback.cast()?;
            let listener = Listener::Download(Arc::new(AgileReference::new(&callback)?));
            Ok::<_, do_callback::Error>(Registration { link: Arc::clone(&self.link), listener })
        });
        let registration = registration.transpose()?;
        super::register(&self.link, &self.job, registration)
    }

    fn callback(&self) -> Result<Variant> {
        let registration = self.job.record().registration.clone();
        match registration.map(|registration| registration.listener) {
            Some(Listener::Download(callback)) => {
                Ok(Variant::from(callback.resolve()?.cast::<IUnknown>()?))
            }
            _ => refused(E_NOT_SET),
        }
    }
}

/// What the states of a job are to a download: an error pauses it.
fn state(record: &Record) -> DODownloadState {
    match record.machine.state() {
        BG_JOB_STATE_SUSPENDED if record.files.is_empty() => DODownloadState_Created,
        BG_JOB_STATE_SUSPENDED | BG_JOB_STATE_ERROR => DODownloadState_Paused,
        BG_JOB_STATE_TRANSFERRED => DODownloadState_Transferred,
        BG_JOB_STATE_ACKNOWLEDGED => DODownloadState_Finalized,
        BG_JOB_STATE_CANCELLED => DODownloadState_Aborted,
        _ => DODownloadState_Transferring,
    }
}

/// The file that a client has described.
fn wished(wish: &job::Wish, job: &GUID, spans: Option<Spans>) -> Result<file::File> {
    let Some(url) = wish.url.clone() else { return refused(DO_E_DOWNLOAD_NO_URI) };
    let Some(local) = &wish.local else { return refused(DO_E_LOCALPATH_NOT_SET) };
    let remote = Remote::parse(&url).map_err(failed)?;
    let target = Some(Target::new(local, job, 0).map_err(failed)?);
    let file = file::File::new(url, remote, spans.unwrap_or_else(Spans::whole));
    Ok(file::File { target, declared: wish.size, content: wish.content.clone(), ..file })
}

#[do_callback]
impl DODownload for Download {
    #[allow(unsafe_code, reason = "an array behind its count has no safe form")]
    unsafe fn start(&self, ranges: *const DO_DOWNLOAD_RANGES_INFO) -> Result<()> {
        if ranges.is_null() {
            return self.begin(None);
        }
        // SAFETY: by the contract of the method it points to a count and so many ranges; no reference is made, since the type
        // has one of them.
        let ranges = unsafe {
            let first = (&raw const (*ranges).Ranges).cast::<DO_DOWNLOAD_RANGE>();
            (0..(*ranges).RangeCount as usize)
                .map(|at| first.add(at).read())
                .map(|range| BG_FILE_RANGE { InitialOffset: range.Offset, Length: range.Length })
                .collect::<Vec<BG_FILE_RANGE>>()
        };
        self.begin(Some(Spans::of(&ranges).map_err(failed)?))
    }
    fn pause(&self) -> Result<()> {
        self.change(|record, now| {
            if record.files.is_empty() {
                return refused(DO_E_INVALID_STATE);
            }
            record.on(Event::Suspend, now).map_err(not_now)
        })
    }
    fn abort(&self) -> Result<()> {
        self.link.engine().change(&self.job, Record::cancel).map(drop).map_err(not_now)
    }
    fn finalize(&self) -> Result<()> {
        self.change(|record, now| {
            if record.machine.state() != BG_JOB_STATE_TRANSFERRED {
                return refused(DO_E_INVALID_STATE);
            }
            let completed = record.complete(now).map_err(|failure| failed(failure.code))?;
            completed.map(drop).map_err(not_now)
        })
    }
    fn get_status(&self) -> Result<DO_DOWNLOAD_STATUS> {
        Ok(Self::status(&self.job.record()))
    }
    fn get_property(&self, prop_id: DODownloadProperty) -> Result<Variant> {
        match prop_id {
            DODownloadProperty_Id => Ok(Variant::from(&*id(&self.job.id))),
            DODownloadProperty_Uri => self.text(|record| record.wish.url.as_deref()),
            DODownloadProperty_ContentId => {
                self.text(|record| Some(&*record.wish.content).filter(|id| !id.is_empty()))
            }
            DODownloadProperty_DisplayName => self.text(|record| Some(&record.name)),
            DODownloadProperty_LocalPath => self.text(|record| record.wish.local.as_deref()),
            DODownloadProperty_CostPolicy => Ok(Variant::from(self.job.record().cost)),
            DODownloadProperty_CallbackFreqSeconds => {
                let interval = self.job.record().notices.interval();
                Ok(Variant::from(job::seconds(interval)))
            }
            DODownloadProperty_NoProgressTimeoutSeconds => {
                let timeout = self.job.record().machine.patience().no_progress;
                Ok(Variant::from(job::seconds(timeout)))
            }
            DODownloadProperty_ForegroundPriority => {
                let priority = self.job.record().priority;
                Ok(Variant::from(priority == BG_JOB_PRIORITY_FOREGROUND))
            }
            DODownloadProperty_BlockingMode => Ok(Variant::from(false)),
            DODownloadProperty_CallbackInterface => self.callback(),
            DODownloadProperty_TotalSizeBytes => {
                let record = self.job.record();
                let size = record.files.first().and_then(|file| file.size).or(record.wish.size);
                size.map(Variant::from).ok_or_else(|| failed(E_NOT_SET))
            }
            DODownloadProperty_HttpResponseHeaders => {
                self.text(|record| record.files.first()?.headers.as_deref())
            }
            DODownloadProperty_SecurityFlags
            | DODownloadProperty_SecurityContext
            | DODownloadProperty_NetworkToken
            | DODownloadProperty_DecryptionInfo
            | DODownloadProperty_IntegrityCheckInfo => refused(DO_E_WRITE_ONLY_PROPERTY),
            _ if is_known(prop_id) => not_supported(),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
    fn set_property(&self, prop_id: DODownloadProperty, prop_val: &Variant) -> Result<()> {
        match (prop_id, prop_val.value()) {
            (DODownloadProperty_Uri, Value::Bstr(url)) => {
                Remote::parse(&url.to_string()).map_err(failed)?;
                self.wish(|wish| wish.url = Some(url.to_string()))
            }
            (DODownloadProperty_ContentId, Value::Bstr(id)) => {
                self.wish(|wish| wish.content = id.to_string())
            }
            (DODownloadProperty_LocalPath, Value::Bstr(path)) => {
                Target::new(&path.to_string(), &self.job.id, 0).map_err(failed)?;
                self.wish(|wish| wish.local = Some(path.to_string()))
            }
            (DODownloadProperty_TotalSizeBytes, Value::UI8(size)) => {
                self.wish(|wish| wish.size = Some(size))
            }
            (DODownloadProperty_DisplayName, Value::Bstr(name)) => {
                let name = checked_name(&WString::from(name.to_string()))?;
                self.change(|record, _| {
                    record.name = name;
                    Ok(())
                })
            }
            (DODownloadProperty_CostPolicy, Value::UI4(cost)) => self.change(|record, _| {
                record.cost = cost;
                Ok(())
            }),
            (DODownloadProperty_CallbackFreqSeconds, Value::UI4(seconds)) => {
                self.change(|record, _| {
                    record.notices.set_interval(Duration::from_secs(seconds.into()));
                    Ok(())
                })
            }
            (DODownloadProperty_NoProgressTimeoutSeconds, Value::UI4(seconds)) => {
                self.change(|record, _| {
                    let mut patience = record.machine.patience();
                    patience.no_progress = match seconds {
                        0 => self.link.engine().patience().no_progress,
                        seconds => Duration::from_secs(seconds.into()),
                    };
                    record.machine.be_patient(patience);
                    Ok(())
                })
            }
            (DODownloadProperty_ForegroundPriority, Value::Bool(is_foreground)) => {
                self.change(|record, _| {
                    let priorities = [BG_JOB_PRIORITY_NORMAL, BG_JOB_PRIORITY_FOREGROUND];
                    record.priority = priorities[usize::from(is_foreground)];
                    Ok(())
                })
            }
            (DODownloadProperty_BlockingMode, Value::Bool(false)) => Ok(()),
            (DODownloadProperty_BlockingMode, Value::Bool(true)) => not_supported(),
            (DODownloadProperty_CallbackInterface, Value::Unknown(callback)) => {
                self.set_callback(callback)
            }
            (
                DODownloadProperty_Id
                | DODownloadProperty_HttpRedirectionTarget
                | DODownloadProperty_HttpResponseHeaders
                | DODownloadProperty_HttpServerIPAddress
                | DODownloadProperty_HttpStatusCode,
                _,
            ) => refused(DO_E_READ_ONLY_PROPERTY),
            (property, _) if is_supported(property) => refused(E_INVALIDARG),
            (property, _) if is_known(property) => not_supported(),
            _ => refused(DO_E_UNKNOWN_PROPERTY_ID),
        }
    }
}

/// The API has the property.
fn is_known(property: DODownloadProperty) -> bool {
    (DODownloadProperty_Id.0..=DODownloadProperty_HttpStatusCode.0).contains(&property.0)
}

/// The property can be set here, to a value of its type.
fn is_supported(property: DODownloadProperty) -> bool {
    matches!(
        property,
        DODownloadProperty_Uri
            | DODownloadProperty_ContentId
            | DODownloadProperty_LocalPath
            | DODownloadProperty_TotalSizeBytes
            | DODownloadProperty_DisplayName
            | DODownloadProperty_CostPolicy
            | DODownloadProperty_CallbackFreqSeconds
            | DODownloadProperty_NoProgressTimeoutSeconds
            | DODownloadProperty_ForegroundPriority
            | DODownloadProperty_BlockingMode
            | DODownloadProperty_CallbackInterface
    )
}

/// An ID as a text: in braces, as Windows writes them.
fn id(id: &GUID) -> String {
    format!("{{{id:?}}}")
}
