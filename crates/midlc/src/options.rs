//! What can be asked for. `regen.toml`, a build script and the command line all end in these two types.

use std::{fmt, path::PathBuf};

use midl_codegen::RelPath;
use midl_frontend::diagnostic::Levels;

/// What to compile, and what its text means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// The folder from which relative paths are taken; empty for the current one. It never shows in any output.
    pub base: PathBuf,
    /// The files, in order. Diagnostics and emitted files show these names.
    pub files: Vec<String>,
    /// Folders in which imported files are looked for, in order.
    pub include: Vec<String>,
    /// Macros defined before each file: name and value.
    pub defines: Vec<(String, String)>,
    /// Which warnings are wanted.
    pub warnings: Levels,
    /// Imports may lead out of the folders of the files and of `include`, by absolute paths or `..`.
    pub outside: bool,
}

/// What to compile and how the output is to come out.
#[derive(Clone, Debug)]
pub struct Options {
    /// What to compile.
    pub inputs: Inputs,
    /// How the output is to come out.
    pub code: midl_codegen::Options,
    /// The file for the metadata, below the root of the output.
    pub winmd: Option<RelPath>,
}

/// A macro as the command line writes it: `NAME` (which is 1) or `NAME=VALUE`.
///
/// # Errors
///
/// The name is no name.
pub fn define(text: &str) -> Result<(String, String), NotADefine> {
    let (name, value) = text.split_once('=').unwrap_or((text, "1"));
    let starts_well = name.starts_with(|first: char| first == '_' || first.is_ascii_alphabetic());
    if starts_well
        && name.chars().all(|character| character == '_' || character.is_ascii_alphanumeric())
    {
        Ok((name.to_owned(), value.to_owned()))
    } else {
        Err(NotADefine)
    }
}

/// What was given defines no macro.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADefine;

impl fmt::Display for NotADefine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected the form NAME or NAME=VALUE")
    }
}

impl std::error::Error for NotADefine {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defines() {
        let pair = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(define("DEBUG"), pair("DEBUG", "1"));
        assert_eq!(define("_WIN32_WINNT=0x0A00"), pair("_WIN32_WINNT", "0x0A00"));
        assert_eq!(define("EMPTY="), pair("EMPTY", ""));
        assert_eq!(define("A=B=C"), pair("A", "B=C"));
        for bad in ["", "=1", "1A", "A B", "A(x)=x"] {
            assert_eq!(define(bad), Err(NotADefine), "{bad}");
        }
    }
}
