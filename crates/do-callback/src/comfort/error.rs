//! What went wrong, with all that the service says of it.

use std::fmt;

use crate::{
    BG_ERROR_CONTEXT, HRESULT, IBackgroundCopyError, IBackgroundCopyJob, WString, result_code,
};

/// A result with the [`Error`] of this module.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure: what was tried, its HRESULT, and where a job failed, the place, the file and the service's own words.
///
/// It becomes a [`do_callback::Error`](crate::Error) by `?`, which keeps the code alone, so that a callback can return it.
#[derive(Clone, Debug)]
pub struct Error(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    doing: &'static str,
    code: HRESULT,
    help: Option<&'static str>,
    context: Option<BG_ERROR_CONTEXT>,
    remote: Option<String>,
    local: Option<String>,
    description: Option<String>,
}

impl Error {
    /// A failure of what was tried: `"cannot .."`.
    #[inline]
    pub(super) fn new(doing: &'static str, code: HRESULT) -> Self {
        Self(Box::new(Parts {
            doing,
            code,
            help: None,
            context: None,
            remote: None,
            local: None,
            description: None,
        }))
    }

    /// For `map_err`.
    #[inline]
    pub(super) fn of(doing: &'static str) -> impl FnOnce(crate::Error) -> Self {
        move |error| Self::new(doing, error.code())
    }

    /// The same with a sentence on what to do.
    #[inline]
    pub(super) fn with_help(mut self, help: &'static str) -> Self {
        self.0.help = Some(help);
        self
    }

    /// The same with the names of a file.
    #[inline]
    pub(super) fn with_file(mut self, remote: &str, local: &str) -> Self {
        self.0.remote = Some(remote.to_owned());
        self.0.local = Some(local.to_owned());
        self
    }

    /// What stopped a job, read at once: the service keeps it only while the job stands still.
    ///
    /// What cannot be read is left out.
    #[inline]
    pub fn of_job(error: &IBackgroundCopyError) -> Self {
        // The caller's language.
        const NEUTRAL: u32 = 0;
        let text = |text: crate::Result<WString>| {
            let text = text.ok()?.to_string();
            let text = text.trim_end();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let (context, code) = match error.get_error() {
            Ok((context, code)) => (Some(context), code),
            Err(unreadable) => (None, unreadable.code()),
        };
        let file = error.get_file().ok();
        let mut failure = Self::new("the job failed", code);
        failure.0.context = context;
        failure.0.remote = file.as_ref().and_then(|file| text(file.get_remote_name()));
        failure.0.local = file.as_ref().and_then(|file| text(file.get_local_name()));
        failure.0.description = text(error.get_error_description(NEUTRAL));
        failure
    }

    /// What stopped this job.
    #[inline]
    pub(super) fn stopped(job: &IBackgroundCopyJob) -> Self {
        match job.get_error() {
            Ok(error) => Self::of_job(&error),
            Err(error) => Self::new("the job failed, and why cannot be read", error.code()),
        }
    }

    /// The code.
    #[inline]
    pub fn code(&self) -> HRESULT {
        self.0.code
    }

    /// Where a job failed.
    #[inline]
    pub fn context(&self) -> Option<BG_ERROR_CONTEXT> {
        self.0.context
    }

    /// The URL of the file that failed.
    #[inline]
    pub fn remote_name(&self) -> Option<&str> {
        self.0.remote.as_deref()
    }

    /// The path of the file that failed.
    #[inline]
    pub fn local_name(&self) -> Option<&str> {
        self.0.local.as_deref()
    }

    /// What the service says, in the caller's language.
    #[inline]
    pub fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }
}

impl fmt::Display for Error {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { doing, code, help, context, remote, local, description } = &*self.0;
        f.write_str(doing)?;
        match (remote, local) {
            (Some(remote), Some(local)) => write!(f, ": {remote} to {local}")?,
            (Some(name), None) | (None, Some(name)) => write!(f, ": {name}")?,
            (None, None) => {}
        }
        let known = result_code(*code);
        let says = match description {
            Some(description) => description.clone(),
            None if known.meaning().is_some() => known.to_string(),
            None => code.message().trim_end().to_owned(),
        };
        // Where the system has no words for a code it says its number.
        if !says.is_empty() && !says.eq_ignore_ascii_case(&code.to_string()) {
            write!(f, ": {says}")?;
        }
        f.write_str(" (")?;
        if known.meaning().is_some() {
            write!(f, "{known:?}, ")?;
        }
        write!(f, "{code}")?;
        if let Some(context) = context {
            write!(f, ", {context:?}")?;
        }
        f.write_str(")")?;
        help.map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}

impl std::error::Error for Error {}

impl From<crate::Error> for Error {
    #[inline]
    fn from(error: crate::Error) -> Self {
        Self::new("a call of the service failed", error.code())
    }
}

impl From<Error> for crate::Error {
    #[inline]
    fn from(error: Error) -> Self {
        Self::from_hresult(error.code())
    }
}
