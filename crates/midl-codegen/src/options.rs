//! What a plan may decide about the output. Everything else follows from the IDL.

use std::{collections::BTreeSet, fmt, str::FromStr};

/// A path inside the output, `/` between folders on every system.
pub type RelPath = String;

/// How the files are to come out.
#[derive(Clone, Debug)]
pub struct Options {
    /// The command that makes the files again, for their first line: `cargo xtask regen`.
    pub command: String,
    /// The inputs as the first line of each file names them: `idl/Foo.idl`.
    pub inputs: Vec<String>,
    /// The namespace of the metadata.
    pub namespace: String,
    /// The folder of the bindings, traits, thunks, callers, values and probes: `crates/foo/src/generated`.
    pub library: RelPath,
    /// The module which that folder is, as a path inside its crate: `generated`.
    pub module: String,
    /// The crate that the attribute's documentation imports from: `foo`.
    pub krate: String,
    /// The attribute; without it no macro crate is emitted.
    pub attribute: Option<Attribute>,
    /// Interface parameters that are NULL beside a success code, where the IDL has no word for it.
    pub nullable: BTreeSet<ParamPath>,
    /// Methods whose success codes mean something.
    pub success: BTreeSet<MethodPath>,
}

/// The attribute that declares an object.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name: `foo_callback`.
    pub name: String,
    /// The folder of the macro crate's sources: `crates/foo-macros/src`.
    pub folder: RelPath,
}

/// A method, written `IFoo::Method`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MethodPath {
    /// The interface that declares it.
    pub interface: String,
    /// Its name in the IDL.
    pub method: String,
}

/// A parameter, written `IFoo::Method::param`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParamPath {
    /// The method.
    pub method: MethodPath,
    /// Its name in the IDL.
    pub param: String,
}

/// A path that is not of the form asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    /// The form.
    pub expected: &'static str,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected the form `{}`", self.expected)
    }
}

impl std::error::Error for PathError {}

impl fmt::Display for MethodPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.interface, self.method)
    }
}

impl fmt::Display for ParamPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.method, self.param)
    }
}

impl FromStr for MethodPath {
    type Err = PathError;
    fn from_str(text: &str) -> Result<MethodPath, PathError> {
        match words(text)[..] {
            [interface, method] => {
                Ok(MethodPath { interface: interface.into(), method: method.into() })
            }
            _ => Err(PathError { expected: "IFoo::Method" }),
        }
    }
}

impl FromStr for ParamPath {
    type Err = PathError;
    fn from_str(text: &str) -> Result<ParamPath, PathError> {
        match words(text)[..] {
            [interface, method, param] => Ok(ParamPath {
                method: MethodPath { interface: interface.into(), method: method.into() },
                param: param.into(),
            }),
            _ => Err(PathError { expected: "IFoo::Method::param" }),
        }
    }
}

/// The names between `::`; nothing at all where one of them is no name.
fn words(text: &str) -> Vec<&str> {
    let words: Vec<_> = text.split("::").map(str::trim).collect();
    let is_name = |word: &&str| {
        !word.is_empty() && word.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
    };
    if words.iter().all(is_name) { words } else { Vec::new() }
}
