//! What a plan may decide about the output. Everything else follows from the IDL.

use std::{collections::BTreeSet, fmt, str::FromStr};

/// A path inside the output, `/` between folders on every system.
pub type RelPath = String;

/// A file of a folder, which may be the root of the output.
pub(crate) fn within(folder: &str, file: &str) -> RelPath {
    if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") }
}

/// How the files are to come out.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the options stand, for messages about them.
    pub given: Given,
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
    /// Which items of the named files are wanted.
    pub filter: Filter,
    /// What is emitted around the modules.
    pub frame: Frame,
    /// Modules that hold what imported files declare, each after those that it is built on itself.
    pub elsewhere: Vec<Elsewhere>,
    /// The feature of its crate that the module stands behind.
    pub feature: Option<String>,
}

/// Where options stand, which is what they are called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// As keys of a plan.
    Plan,
    /// On the command line.
    CommandLine,
    /// As calls of a builder in a build script.
    Builder,
}

impl Given {
    /// How the option of this name is written there.
    pub(crate) fn option(self, name: &str) -> String {
        match self {
            Given::Plan => format!("the plan's `{name}`"),
            Given::CommandLine => format!("`--{name}`"),
            Given::Builder => format!("`Builder::{name}`"),
        }
    }
}

/// A module, of this crate or another, that was emitted from a file which is imported here: what it holds is used and not
/// emitted again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The imported file, by its path or the end of it: `sdk/storage.idl`.
    pub file: String,
    /// The path of the module's gate: `crate::generated`, or `storage` for the root of a crate that offers everything.
    pub module: String,
}

/// What is emitted around the modules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Frame {
    /// Nothing: their gate is hand-written.
    #[default]
    Bare,
    /// The gate, as `mod.rs` of their folder; it and the root of the attribute's crate can be read by `include!`.
    Module {
        /// With the probes, behind the feature `conformance`, which a crate that has only a module of ours need not have.
        probes: bool,
    },
    /// A whole crate, and one for the attribute.
    Crate(Package),
}

/// How a whole crate is called, and where it finds what it needs. Its modules lie in `src/generated`, its attribute's crate in `macros`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its name: `my-vendor`; that of the attribute's crate is `my-vendor-macros`.
    pub name: String,
    /// The folder with the runtime's crates, as a path from the crate; without it they come from the registry.
    pub runtime: Option<String>,
}

impl FromStr for Elsewhere {
    type Err = PathError;
    fn from_str(text: &str) -> Result<Elsewhere, PathError> {
        match text.split_once('=').map(|(file, module)| (file.trim(), module.trim())) {
            Some((file, module)) if !file.is_empty() && !words(module).is_empty() => {
                Ok(Elsewhere { file: file.to_owned(), module: module.to_owned() })
            }
            _ => Err(PathError { expected: "FILE=MODULE" }),
        }
    }
}

/// Which items of the named files are wanted. What a wanted item needs comes with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those of these names; all, where none is given.
    pub wanted: Vec<Pattern>,
    /// Not those of these names.
    pub unwanted: Vec<Pattern>,
}

impl Filter {
    /// Adds `NAME` or `!NAME`; a `*` at the end stands for any further letters.
    ///
    /// # Errors
    ///
    /// It has another form.
    pub fn add(&mut self, text: &str) -> Result<(), PathError> {
        let (list, name) = match text.strip_prefix('!') {
            Some(name) => (&mut self.unwanted, name),
            None => (&mut self.wanted, text),
        };
        list.push(name.trim().parse()?);
        Ok(())
    }

    /// True where an item of this name is wanted.
    #[must_use]
    pub fn keeps(&self, name: &str) -> bool {
        let is_in = |list: &[Pattern]| list.iter().any(|pattern| pattern.matches(name));
        (self.wanted.is_empty() || is_in(&self.wanted)) && !is_in(&self.unwanted)
    }
}

/// A name, or its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The letters.
    start: String,
    /// More may follow.
    open: bool,
}

impl Pattern {
    /// True where the pattern stands for this name.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        if self.open { name.starts_with(&self.start) } else { name == self.start }
    }

    /// The letters before the `*`.
    pub(crate) fn letters(&self) -> &str {
        &self.start
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.start, if self.open { "*" } else { "" })
    }
}

impl FromStr for Pattern {
    type Err = PathError;
    fn from_str(text: &str) -> Result<Pattern, PathError> {
        let start = text.strip_suffix('*');
        match words(start.unwrap_or(text))[..] {
            [name] => Ok(Pattern { start: name.to_owned(), open: start.is_some() }),
            _ => Err(PathError { expected: "NAME, !NAME or NAME*" }),
        }
    }
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
