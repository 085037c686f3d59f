//! The HRESULTs that the runtime itself returns, and those that almost every implementation needs.

use windows_core::{Error, HRESULT};

use crate::Meaning;

/// Each code once: a constant, and its row in the table, whose text is the constant's documentation.
macro_rules! codes {
    ($(#[doc = $text:literal] $name:ident = $value:literal;)*) => {
        $(#[doc = $text] pub const $name: HRESULT = code($value);)*

        /// Every code above, by name and by meaning.
        pub static MEANINGS: &[Meaning] =
            &[$(Meaning { code: $name, name: stringify!($name), text: $text.trim_ascii_start() }),*];
    };
}

codes! {
    /// The call succeeded.
    S_OK = 0x0000_0000;
    /// The call succeeded with the answer "no", or with less than was asked for.
    S_FALSE = 0x0000_0001;
    /// The method is part of the interface, this object does not support it.
    E_NOTIMPL = 0x8000_4001;
    /// The object does not have the interface asked for.
    E_NOINTERFACE = 0x8000_4002;
    /// A pointer was NULL where the method allows none.
    E_POINTER = 0x8000_4003;
    /// The call failed without saying more.
    E_FAIL = 0x8000_4005;
    /// The method panicked.
    E_UNEXPECTED = 0x8000_FFFF;
    /// The caller lacks a right.
    E_ACCESSDENIED = 0x8007_0005;
    /// Memory ran out.
    E_OUTOFMEMORY = 0x8007_000E;
    /// An argument is wrong: out of range, misaligned, a string with a NUL inside.
    E_INVALIDARG = 0x8007_0057;
    /// The system has no apartments, and the object is not agile.
    CO_E_NOT_SUPPORTED = 0x8000_4021;
    /// The object is bound to its thread, and this is another one.
    RPC_E_WRONG_THREAD = 0x8001_010E;
    /// The object has no member of that DISPID.
    DISP_E_MEMBERNOTFOUND = 0x8002_0003;
    /// An `[optional]` argument is left out, or one that is not optional.
    DISP_E_PARAMNOTFOUND = 0x8002_0004;
    /// A VARIANT holds another type than the one that is declared.
    DISP_E_TYPEMISMATCH = 0x8002_0005;
    /// The object has no member of that name.
    DISP_E_UNKNOWNNAME = 0x8002_0006;
    /// A VARIANT holds a type that the operation cannot handle.
    DISP_E_BADVARTYPE = 0x8002_0008;
    /// The object threw an exception, and says more in a record of its own.
    DISP_E_EXCEPTION = 0x8002_0009;
    /// A number is too large for the type that is declared.
    DISP_E_OVERFLOW = 0x8002_000A;
}

const fn code(bits: u32) -> HRESULT {
    HRESULT(bits.cast_signed())
}

/// A failure of this crate's own. `Error::from` would add the error information that the thread still holds from some
/// other failure.
pub(crate) fn refuse(code: HRESULT) -> Error {
    Error::from_hresult(code)
}
