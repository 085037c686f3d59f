//! What a server says of a failure.

use std::ffi::c_void;
use std::fmt;

use windows_core::{Error, HRESULT};

use crate::bstr::{BSTR, Bstr};
use crate::codes::{DISP_E_EXCEPTION, DISP_E_PARAMNOTFOUND, DISP_E_TYPEMISMATCH};
use crate::error_info::described;

/// A server's exception.
#[repr(C)]
#[derive(Debug)]
#[allow(
    missing_docs,
    non_snake_case,
    reason = "the record is documented by the system, and named as there"
)]
pub struct EXCEPINFO {
    pub wCode: u16,
    pub wReserved: u16,
    pub bstrSource: BSTR,
    pub bstrDescription: BSTR,
    pub bstrHelpFile: BSTR,
    pub dwHelpContext: u32,
    pub pvReserved: *mut c_void,
    pub pfnDeferredFillIn: Option<unsafe extern "system" fn(*mut EXCEPINFO) -> HRESULT>,
    pub scode: HRESULT,
}

/// A call through `IDispatch` that failed, with all that the server says of it.
///
/// As an [`Error`] it keeps its code, and its description where the system has a place for that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// Why; of an exception the server's own code.
    pub code: HRESULT,
    /// Which argument is wrong, counted from 0 in the order in which they were given.
    pub argument: Option<usize>,
    /// The server's own number of an exception, where it gives that in place of a code; else 0.
    pub number: u16,
    /// Who says so: an application or a class.
    pub source: String,
    /// What went wrong, for people.
    pub description: String,
    /// A file that explains it.
    pub help_file: String,
    /// The page in that file.
    pub help_context: u32,
}

impl Fault {
    /// What a failing `Invoke` left: an exception to take over, and the number of an argument, counted from the last one.
    pub(super) fn new(
        answer: HRESULT,
        mut exception: EXCEPINFO,
        wrong: u32,
        arguments: usize,
    ) -> Self {
        if answer != DISP_E_EXCEPTION {
            // With other codes the number means nothing: the system's proxy leaves 0 there.
            let is_said = matches!(answer, DISP_E_TYPEMISMATCH | DISP_E_PARAMNOTFOUND);
            let from_last = usize::try_from(wrong).ok().filter(|_| is_said);
            let argument =
                from_last.and_then(|from_last| arguments.checked_sub(1)?.checked_sub(from_last));
            return Self { code: answer, argument, ..Self::default() };
        }
        if let Some(fill_in) = exception.pfnDeferredFillIn {
            // SAFETY: C3: the function is the server's, for this very record.
            let _ = unsafe { fill_in(&mut exception) };
        }
        // SAFETY: C3: the strings of an exception are its receiver's.
        let text = |string: BSTR| unsafe { Bstr::from_raw(string) }.to_string();
        Self {
            code: if exception.scode.is_err() { exception.scode } else { answer },
            argument: None,
            number: exception.wCode,
            source: text(exception.bstrSource),
            description: text(exception.bstrDescription),
            help_file: text(exception.bstrHelpFile),
            help_context: exception.dwHelpContext,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&*self.source, &*self.description) {
            (_, "") => write!(f, "{}", Error::from_hresult(self.code)),
            ("", description) => write!(f, "{description} ({})", self.code),
            (source, description) => write!(f, "{source}: {description} ({})", self.code),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        if fault.description.is_empty() {
            Error::from_hresult(fault.code)
        } else {
            described(fault.code, &fault.description)
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self { code: error.code(), ..Self::default() }
    }
}
