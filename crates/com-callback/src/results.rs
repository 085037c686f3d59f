//! Result codes by name: what emitted tables say of them, and how one is shown.

use std::fmt;

use windows_core::{Error, HRESULT};

use crate::codes;

/// A result code that an IDL declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The code.
    pub code: HRESULT,
    /// The name of the constant.
    pub name: &'static str,
    /// What it means, in a sentence; empty where the IDL does not say.
    pub text: &'static str,
}

/// A result code to be shown: `{:?}` is its name, `{}` what it means.
///
/// A code that nobody knows is shown as a number, and as what the system says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ResultCode {
    code: HRESULT,
    meaning: Option<&'static Meaning>,
}

impl ResultCode {
    /// A code, with its meaning from the first of these tables that has it; behind them come the [codes of the runtime](codes).
    pub fn among(code: HRESULT, tables: &[&'static [Meaning]]) -> Self {
        let all = tables.iter().chain([&codes::MEANINGS]).flat_map(|table| table.iter());
        Self { code, meaning: all.into_iter().find(|meaning| meaning.code == code) }
    }

    /// The code.
    pub fn code(self) -> HRESULT {
        self.code
    }

    /// What is known of it.
    pub fn meaning(self) -> Option<&'static Meaning> {
        self.meaning
    }
}

impl fmt::Debug for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.meaning {
            Some(meaning) => f.write_str(meaning.name),
            None => fmt::Debug::fmt(&self.code, f),
        }
    }
}

impl fmt::Display for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.meaning {
            Some(meaning) if !meaning.text.is_empty() => f.write_str(meaning.text),
            Some(meaning) => f.write_str(meaning.name),
            None => match self.code.message().trim_end() {
                "" => fmt::Display::fmt(&self.code, f),
                message => f.write_str(message),
            },
        }
    }
}

impl From<ResultCode> for Error {
    /// The failure, without a text of its own.
    fn from(code: ResultCode) -> Error {
        Error::from_hresult(code.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{E_FAIL, E_POINTER};

    static TABLE: &[Meaning] = &[
        Meaning { code: HRESULT(-1), name: "X_E_LOST", text: "It was lost." },
        Meaning { code: HRESULT(-2), name: "X_E_BARE", text: "" },
        Meaning { code: E_FAIL, name: "X_E_FAIL", text: "Ours comes first." },
    ];

    #[track_caller]
    fn shown(code: HRESULT, name: &str, text: &str) {
        let code = ResultCode::among(code, &[&[], TABLE]);
        assert_eq!((format!("{code:?}"), format!("{code}")), (name.to_owned(), text.to_owned()));
    }

    #[test]
    fn names_and_sentences() {
        shown(HRESULT(-1), "X_E_LOST", "It was lost.");
        shown(HRESULT(-2), "X_E_BARE", "X_E_BARE");
        shown(E_FAIL, "X_E_FAIL", "Ours comes first.");
        shown(E_POINTER, "E_POINTER", "A pointer was NULL where the method allows none.");
    }

    #[test]
    fn a_code_that_nobody_knows_is_a_number() {
        let code = ResultCode::among(HRESULT(0x2345_6789), &[TABLE]);
        assert!(format!("{code:?}").contains("0x23456789"), "{code:?}");
        assert!(!code.to_string().is_empty());
        assert_eq!(code.meaning(), None);
    }
}
