//! What can go wrong with a transfer, in the words that clients get: a context, a code, a file.

use std::{fmt, io};

use do_callback::{
    BG_E_LOCAL_FILE_CHANGED, BG_E_PROTOCOL_NOT_AVAILABLE, BG_E_STRING_TOO_LONG, BG_ERROR_CONTEXT,
    BG_ERROR_CONTEXT_GENERAL_QUEUE_MANAGER, BG_ERROR_CONTEXT_GENERAL_TRANSPORT,
    BG_ERROR_CONTEXT_LOCAL_FILE, BG_ERROR_CONTEXT_NONE, BG_ERROR_CONTEXT_REMOTE_FILE,
    DO_E_DOWNLOAD_NO_PROGRESS, DO_E_ERROR_INFORMATION_UNAVAILABLE,
    DO_E_FILE_DOWNLOADSINK_UNSPECIFIED, DO_E_FILE_SIZE_UNKNOWN_HTTP_200,
    DO_E_FILE_SIZE_UNKNOWN_HTTP_206, DO_E_HTTP_BLOCKSIZE_MISMATCH, DO_E_HTTP_CERT_VALIDATION,
    DO_E_INSUFFICIENT_RANGE_SUPPORT, DO_E_INVALID_RANGE, DO_E_INVALID_STATE, DO_E_JOB_EMPTY,
    DO_E_JOB_NOT_FOUND, DO_E_NO_SERVICE, DO_E_OVERLAPPING_RANGES, DO_E_UNEXPECTED_HTTP_STATUS_2XX,
    HRESULT,
    codes::{E_ACCESSDENIED, E_FAIL, E_INVALIDARG, E_UNEXPECTED, S_OK},
};

/// `ERROR_FILE_NOT_FOUND` as an `HRESULT`.
pub(crate) const FILE_NOT_FOUND: HRESULT = code(0x8007_0002);
/// `ERROR_PATH_NOT_FOUND`: the folder of a file does not exist.
pub(crate) const PATH_NOT_FOUND: HRESULT = code(0x8007_0003);
/// `ERROR_DISK_FULL`.
pub(crate) const DISK_FULL: HRESULT = code(0x8007_0070);
/// `ERROR_WINHTTP_TIMEOUT`: the server was silent for too long.
pub(crate) const TIMED_OUT: HRESULT = code(0x8007_2EE2);
/// `ERROR_WINHTTP_NAME_NOT_RESOLVED`.
pub(crate) const NAME_NOT_RESOLVED: HRESULT = code(0x8007_2EE7);
/// `ERROR_WINHTTP_CANNOT_CONNECT`.
pub(crate) const CANNOT_CONNECT: HRESULT = code(0x8007_2EFD);
/// `ERROR_WINHTTP_CONNECTION_ERROR`: the connection ended before its time.
pub(crate) const CONNECTION_LOST: HRESULT = code(0x8007_2EFE);
/// `ERROR_WINHTTP_INVALID_SERVER_RESPONSE`.
pub(crate) const INVALID_RESPONSE: HRESULT = code(0x8007_2F78);
/// `RPC_E_DISCONNECTED`: the connection that an object came from is closed.
pub(crate) const DISCONNECTED: HRESULT = code(0x8001_0108);

/// `ERROR_MR_MID_NOT_FOUND`: there is no text for a code.
pub(crate) const NO_TEXT: HRESULT = code(0x8007_013D);

/// What the codes of all HTTP statuses have in common.
const HTTP_MASK: i32 = !0xFFFF;

/// What an HTTP status is as a failure: facility HTTP, and the status.
pub(crate) const fn http_status(status: u16) -> HRESULT {
    code(0x8019_0000 | status as u32)
}

const fn code(value: u32) -> HRESULT {
    HRESULT(value.cast_signed())
}

/// Where in the service a transfer failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    /// The server's answer, or the lack of one for too long.
    Remote,
    /// The way to the server.
    Transport,
    /// The file on this machine.
    Local,
    /// The service itself.
    Service,
}

impl Context {
    pub(crate) const fn wire(self) -> BG_ERROR_CONTEXT {
        match self {
            Self::Remote => BG_ERROR_CONTEXT_REMOTE_FILE,
            Self::Transport => BG_ERROR_CONTEXT_GENERAL_TRANSPORT,
            Self::Local => BG_ERROR_CONTEXT_LOCAL_FILE,
            Self::Service => BG_ERROR_CONTEXT_GENERAL_QUEUE_MANAGER,
        }
    }
}

/// Why a transfer stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) context: Context,
    pub(crate) code: HRESULT,
    /// The service tries again by itself; the client is not told.
    pub(crate) transient: bool,
}

impl Failure {
    /// Of the server, for good.
    pub(crate) const fn remote(code: HRESULT) -> Self {
        Self { context: Context::Remote, code, transient: false }
    }

    /// Of the way to the server, which may be better later.
    pub(crate) const fn transport(code: HRESULT) -> Self {
        Self { context: Context::Transport, code, transient: true }
    }

    /// Of the file here, for good.
    pub(crate) const fn local(code: HRESULT) -> Self {
        Self { context: Context::Local, code, transient: false }
    }

    /// A fault of the service's own.
    pub(crate) const FAULT: Self =
        Self { context: Context::Service, code: E_UNEXPECTED, transient: false };

    /// The server refused by a status; those by which it asks for patience are transient.
    pub(crate) const fn status(status: u16) -> Self {
        let transient = matches!(status, 408 | 429 | 500 | 502 | 503 | 504);
        Self { context: Context::Remote, code: http_status(status), transient }
    }

    /// What the system says of the file here.
    pub(crate) fn local_io(error: &io::Error) -> Self {
        Self::local(file_code(error, PATH_NOT_FOUND))
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.transient { "transient" } else { "final" };
        write!(f, "{kind} {:?} {:#010X}", self.context, self.code.0)
    }
}

/// The system's word for a failure with a file, where `missing` is what "not found" means.
pub(crate) fn file_code(error: &io::Error, missing: HRESULT) -> HRESULT {
    match error.kind() {
        io::ErrorKind::NotFound => missing,
        io::ErrorKind::PermissionDenied => E_ACCESSDENIED,
        io::ErrorKind::UnexpectedEof => BG_E_LOCAL_FILE_CHANGED,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => DISK_FULL,
        _ => E_FAIL,
    }
}

/// What the service says of a code of its own; `None` for one that it knows nothing of.
pub(crate) fn describe(code: HRESULT) -> Option<String> {
    if code.0 & HTTP_MASK == http_status(0).0 {
        return Some(format!("The server answered with the status {}.", code.0 & !HTTP_MASK));
    }
    let sentence = match code {
        S_OK => "Nothing went wrong.",
        FILE_NOT_FOUND => "There is no such file.",
        PATH_NOT_FOUND => "There is no such folder.",
        DISK_FULL => "The disk is full.",
        TIMED_OUT => "The server was silent for too long.",
        NAME_NOT_RESOLVED => "There is no server of that name.",
        CANNOT_CONNECT => "There is no way to the server.",
        CONNECTION_LOST => "The connection to the server was lost.",
        INVALID_RESPONSE => "The server's answer makes no sense.",
        E_ACCESSDENIED => "Access is denied.",
        E_INVALIDARG => "An argument is wrong.",
        E_UNEXPECTED => "The service itself has a fault.",
        BG_E_LOCAL_FILE_CHANGED => "Somebody has changed the file that was being written.",
        BG_E_PROTOCOL_NOT_AVAILABLE => "The service does not know the URL's scheme.",
        BG_E_STRING_TOO_LONG => "A text is too long.",
        DO_E_DOWNLOAD_NO_PROGRESS => "No byte has arrived for too long.",
        DO_E_ERROR_INFORMATION_UNAVAILABLE => "No error has occurred.",
        DO_E_FILE_DOWNLOADSINK_UNSPECIFIED => "Nobody has said where the file is to go.",
        DO_E_FILE_SIZE_UNKNOWN_HTTP_200 | DO_E_FILE_SIZE_UNKNOWN_HTTP_206 => {
            "The server does not say how large the file is."
        }
        DO_E_HTTP_BLOCKSIZE_MISMATCH => "The server sent something else than it was asked for.",
        DO_E_HTTP_CERT_VALIDATION => "The server's certificate is not good.",
        DO_E_INSUFFICIENT_RANGE_SUPPORT => "The server does not know ranges.",
        DO_E_INVALID_RANGE => "The file has no such range.",
        DO_E_INVALID_STATE => "The job's state does not allow it.",
        DO_E_JOB_EMPTY => "The job has no files.",
        DO_E_JOB_NOT_FOUND => "There is no such job.",
        DO_E_NO_SERVICE => "The service has ended.",
        DO_E_OVERLAPPING_RANGES => "The ranges overlap, or are not in order.",
        DO_E_UNEXPECTED_HTTP_STATUS_2XX => "The server's answer has no content.",
        _ => return None,
    };
    Some(sentence.into())
}

/// The context in a sentence.
pub(crate) fn describe_context(context: BG_ERROR_CONTEXT) -> &'static str {
    match context {
        BG_ERROR_CONTEXT_NONE => "No error has occurred.",
        BG_ERROR_CONTEXT_REMOTE_FILE => "The error concerns the file on the server.",
        BG_ERROR_CONTEXT_LOCAL_FILE => "The error concerns the file on this machine.",
        BG_ERROR_CONTEXT_GENERAL_TRANSPORT => "The error occurred on the way to the server.",
        _ => "The error occurred inside the service.",
    }
}
