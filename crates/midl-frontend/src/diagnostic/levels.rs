//! Which warnings are wanted: `-W` and `-A` of the command line.

use std::{fmt, str::FromStr};

use super::{Code, Diagnostic, Severity};

/// Which warnings are wanted. What was said last about a code counts; what nothing was said about is shown where
/// [`Code::is_shown`] says so. Errors are always shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// In the order in which they were given.
    choices: Vec<(Which, bool)>,
}

/// What a choice is about; spelled `all` or as the code, `IDL0602`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Every warning.
    All,
    /// One warning.
    One(Code),
}

/// A word that names no warning; `Display` says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoWarning(String);

impl Levels {
    /// Shows these warnings from now on, or does not.
    pub fn choose(&mut self, which: Which, shown: bool) {
        self.choices.push((which, shown));
    }

    /// True for a code that is to be shown.
    #[must_use]
    pub fn show(&self, code: Code) -> bool {
        if code.severity() == Severity::Error {
            return true;
        }
        let about = |which| matches!(which, Which::All) || which == Which::One(code);
        let last = self.choices.iter().rev().find(|(which, _)| about(*which));
        last.map_or(code.is_shown(), |(_, shown)| *shown)
    }

    /// Leaves out what is not to be shown.
    pub fn apply(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.retain(|found| self.show(found.code));
    }
}

impl FromStr for Which {
    type Err = NoWarning;

    fn from_str(word: &str) -> Result<Which, NoWarning> {
        if word == "all" {
            return Ok(Which::All);
        }
        let code: Code = word.parse().map_err(|UnknownCode| {
            NoWarning(format!(
                "`{word}` is no code: write `all`, or a warning as it is shown, such as {}",
                Code::DuplicateIid
            ))
        })?;
        match code.severity() {
            Severity::Warning => Ok(Which::One(code)),
            Severity::Error => {
                Err(NoWarning(format!("{code} is an error: only warnings can be chosen")))
            }
        }
    }
}

impl fmt::Display for NoWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoWarning {}

/// A word that is no code of [`Code::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such code")
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    /// Reads `IDL0201`, whatever its letter case.
    fn from_str(word: &str) -> Result<Code, UnknownCode> {
        let found = Code::ALL.iter().find(|code| code.to_string().eq_ignore_ascii_case(word));
        found.copied().ok_or(UnknownCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_choice_counts() {
        let mut levels = Levels::default();
        assert!(levels.show(Code::DuplicateIid) && !levels.show(Code::PointerDefaultMissing));
        levels.choose(Which::All, true);
        assert!(levels.show(Code::DuplicateIid) && levels.show(Code::PointerDefaultMissing));
        levels.choose(Which::All, false);
        levels.choose(Which::One(Code::PointerDefaultMissing), true);
        assert!(!levels.show(Code::DuplicateIid) && levels.show(Code::PointerDefaultMissing));
        assert!(levels.show(Code::UnknownType), "an error is shown, whatever was chosen");
    }

    #[test]
    fn words() {
        assert_eq!("all".parse(), Ok(Which::All));
        assert_eq!("idl0602".parse(), Ok(Which::One(Code::DuplicateIid)));
        for bad in ["IDL0301", "IDL9999", "602", ""] {
            assert!(bad.parse::<Which>().is_err(), "{bad}");
        }
    }
}
