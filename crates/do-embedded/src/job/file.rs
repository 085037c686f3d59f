//! A file of a job: what is wanted of it, and how much of that is here.

use std::{fs, io, path::PathBuf};

use do_callback::{
    BG_FILE_PROGRESS, BG_FILE_RANGE, BG_LENGTH_TO_EOF, BG_SIZE_UNKNOWN, BOOL, DO_E_INVALID_RANGE,
    DO_E_OVERLAPPING_RANGES, GUID, HRESULT, codes::E_INVALIDARG,
};

use crate::world::{Remote, disk};

/// Bytes of the remote file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) offset: u64,
    /// Up to the end of the file, if there is none.
    pub(crate) length: Option<u64>,
}

/// The parts of a remote file that are wanted, in the order in which they follow each other in the local one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spans {
    spans: Vec<Span>,
    /// The client named them, so that nothing else will do.
    is_explicit: bool,
}

impl Spans {
    /// The whole file.
    pub(crate) fn whole() -> Self {
        Self { spans: vec![Span { offset: 0, length: None }], is_explicit: false }
    }

    /// The parts that a client names: at least one, in ascending order, without overlap.
    pub(crate) fn of(ranges: &[BG_FILE_RANGE]) -> Result<Self, HRESULT> {
        let mut free_from = Some(0);
        let mut spans = Vec::with_capacity(ranges.len());
        for range in ranges {
            let (offset, length) = (range.InitialOffset, range.Length);
            let end = match length {
                BG_LENGTH_TO_EOF => None,
                0 => return Err(DO_E_INVALID_RANGE),
                length => Some(offset.checked_add(length).ok_or(DO_E_INVALID_RANGE)?),
            };
            if offset == BG_LENGTH_TO_EOF {
                return Err(DO_E_INVALID_RANGE);
            }
            if free_from.is_none_or(|free| offset < free) {
                return Err(DO_E_OVERLAPPING_RANGES);
            }
            free_from = end;
            spans.push(Span { offset, length: end.map(|_| length) });
        }
        match spans.is_empty() {
            true => Err(DO_E_INVALID_RANGE),
            false => Ok(Self { spans, is_explicit: true }),
        }
    }

    pub(crate) fn is_explicit(&self) -> bool {
        self.is_explicit
    }

    pub(crate) fn ranges(&self) -> impl Iterator<Item = BG_FILE_RANGE> {
        self.spans.iter().map(|span| BG_FILE_RANGE {
            InitialOffset: span.offset,
            Length: span.length.unwrap_or(BG_LENGTH_TO_EOF),
        })
    }

    /// How many bytes they are of a file of that size.
    ///
    /// # Errors
    ///
    /// One of them begins or ends behind the end of the file.
    pub(crate) fn total(&self, size: u64) -> Result<u64, HRESULT> {
        self.spans.iter().try_fold(0, |total: u64, span| {
            let here = size.checked_sub(span.offset).ok_or(DO_E_INVALID_RANGE)?;
            match span.length {
                Some(length) if length > here => Err(DO_E_INVALID_RANGE),
                length => Ok(total + length.unwrap_or(here)),
            }
        })
    }

    /// The bytes to ask for next when `position` bytes of the local file are here; `None` behind the last one. An open span is
    /// never left.
    pub(crate) fn at(&self, position: u64) -> Option<Span> {
        let mut before = 0;
        for span in &self.spans {
            let Some(length) = span.length else {
                return Some(Span { offset: span.offset + (position - before), length: None });
            };
            if position < before + length {
                let inside = position - before;
                return Some(Span { offset: span.offset + inside, length: Some(length - inside) });
            }
            before += length;
        }
        None
    }
}

/// Where a file goes.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) local: PathBuf,
    /// Beside it, so that nothing need be copied in the end.
    pub(crate) temporary: PathBuf,
}

impl Target {
    /// For the file with this index of a job.
    ///
    /// # Errors
    ///
    /// `E_INVALIDARG` if it is no full path of a file.
    pub(crate) fn new(local: &str, job: &GUID, index: usize) -> Result<Self, HRESULT> {
        let local = PathBuf::from(local);
        if !local.is_absolute() || local.file_name().is_none() {
            return Err(E_INVALIDARG);
        }
        // Of one service, the last part of the ID is the job's own; of two services, the first one is different.
        let number = u64::from_be_bytes(job.data4) & u64::from(u32::MAX);
        let name = format!("BIT{:08X}-{number:X}-{index:X}.tmp", job.data1);
        Ok(Self { temporary: local.with_file_name(name), local })
    }
}

/// A file of a job.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// As the client wrote it.
    pub(crate) url: String,
    pub(crate) remote: Remote,
    /// Where it goes, and where it is written until the job is completed; a client may say so later.
    pub(crate) target: Option<Target>,
    pub(crate) spans: Spans,
    /// How large the remote file is, once an answer has said so.
    pub(crate) size: Option<u64>,
    /// How large the client says that it is.
    pub(crate) declared: Option<u64>,
    /// How many of the bytes wanted are here.
    pub(crate) position: u64,
    /// By what the server knows this content again.
    pub(crate) validator: Option<String>,
    /// The headers of the last answer.
    pub(crate) headers: Option<String>,
    /// All of it is here.
    pub(crate) completed: bool,
    /// It stands in its place.
    pub(crate) delivered: bool,
    /// What the client thinks of the content, where it said so.
    pub(crate) is_valid: Option<bool>,
    /// By what peers would know the content.
    pub(crate) content: String,
}

impl File {
    pub(crate) fn new(url: String, remote: Remote, spans: Spans) -> Self {
        Self {
            url,
            remote,
            target: None,
            spans,
            size: None,
            declared: None,
            position: 0,
            validator: None,
            headers: None,
            completed: false,
            delivered: false,
            is_valid: None,
            content: String::new(),
        }
    }

    /// How many bytes are wanted, if that is known.
    pub(crate) fn total(&self) -> Option<u64> {
        self.spans.total(self.size.or(self.declared)?).ok()
    }

    pub(crate) fn progress(&self) -> BG_FILE_PROGRESS {
        BG_FILE_PROGRESS {
            BytesTotal: self.total().unwrap_or(BG_SIZE_UNKNOWN),
            BytesTransferred: self.position,
            Completed: BOOL::from(self.completed),
        }
    }

    /// Nothing of it is here any more.
    pub(crate) fn restart(&mut self) {
        (self.position, self.size, self.validator) = (0, None, None);
        (self.completed, self.is_valid) = (false, None);
    }

    /// Puts it in its place.
    pub(crate) fn deliver(&mut self) -> io::Result<()> {
        if let Some(target) = self.target.as_ref().filter(|_| !self.delivered) {
            fs::rename(&target.temporary, &target.local)?;
            self.delivered = true;
        }
        Ok(())
    }

    /// Sees to it that there is no temporary file.
    pub(crate) fn remove_temporary(&self) -> io::Result<()> {
        self.target.as_ref().map_or(Ok(()), |target| disk::remove(&target.temporary))
    }
}
