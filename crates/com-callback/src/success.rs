//! Success with a code: HRESULT has more than one.

use windows_core::{HRESULT, Result};

use crate::codes::{E_INVALIDARG, S_FALSE, S_OK, refuse};

/// A result together with the success code that came or goes with it.
///
/// The code is never a failure: a failure is an `Err`. So it may be left unread, as in `job.complete()?;`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Success<T = ()> {
    value: T,
    code: HRESULT,
}

impl<T> Success<T> {
    /// Success with `S_OK`.
    pub const fn ok(value: T) -> Self {
        Self { value, code: S_OK }
    }

    /// Success with `S_FALSE`: the answer is no, or less than asked for.
    pub const fn s_false(value: T) -> Self {
        Self { value, code: S_FALSE }
    }

    /// Success with any code.
    ///
    /// # Errors
    ///
    /// `E_INVALIDARG` if `code` is the code of a failure.
    pub fn with_code(value: T, code: HRESULT) -> Result<Self> {
        if code.is_err() {
            return Err(refuse(E_INVALIDARG));
        }
        Ok(Self { value, code })
    }

    /// The success code.
    pub const fn code(&self) -> HRESULT {
        self.code
    }

    /// Whether the code is `S_OK`.
    pub fn is_s_ok(&self) -> bool {
        self.code == S_OK
    }

    /// The value, borrowed.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// The value without its code.
    pub fn into_value(self) -> T {
        self.value
    }

    /// Another value with the same code.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Success<U> {
        Success { value: f(self.value), code: self.code }
    }
}
