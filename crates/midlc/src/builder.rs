//! The options, spelled as calls: for a build script.

use std::{env, fmt, io::Write, path::Path};

use midl_codegen::{
    Attribute, Elsewhere, Frame, Given, MethodPath, Package, ParamPath, options::PathError,
};
use midl_frontend::diagnostic::NoWarning;

use crate::{
    files::FileError,
    loader::Loader,
    options::{Inputs, Options},
    pipeline::{self, Failure, Generated},
};

/// Collects options and compiles. What is not said has the value that the methods' documentation names.
///
/// The build script of a crate with a vendor's interfaces, whose attribute comes from a crate beside it:
///
/// ```no_run
/// // build.rs; src/lib.rs says `mod vendor { include!(concat!(env!("OUT_DIR"), "/vendor/mod.rs")); }`
/// fn main() -> Result<(), midlc::BuildError> {
///     midlc::Builder::new()
///         .file("idl/vendor.idl")
///         .include("idl/sdk")
///         .namespace("Vendor.Api")
///         .module("vendor")
///         .build()
/// }
/// ```
///
/// That of the attribute's crate, with `proc-macro = true`, for the same files:
///
/// ```no_run
/// // build.rs; src/lib.rs says `include!(concat!(env!("OUT_DIR"), "/macros/lib.rs"));`
/// fn main() -> Result<(), midlc::BuildError> {
///     midlc::Builder::new()
///         .file("../idl/vendor.idl")
///         .module("vendor")
///         .attribute("vendor_callback", "macros")
///         .build()
/// }
/// ```
///
#[derive(Clone, Debug)]
pub struct Builder {
    options: Options,
    lenient: bool,
    /// What `runtime_path` said, for a crate that is named afterwards.
    runtime: Option<String>,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder::new()
    }
}

impl Builder {
    /// Nothing to compile yet; namespace `Idl`, files in the folder `generated`, no attribute.
    #[must_use]
    pub fn new() -> Builder {
        let code = midl_codegen::Options {
            given: Given::Builder,
            command: "midlc".to_owned(),
            inputs: Vec::new(),
            namespace: "Idl".to_owned(),
            library: "generated".to_owned(),
            module: "generated".to_owned(),
            krate: "crate".to_owned(),
            attribute: None,
            nullable: Default::default(),
            success: Default::default(),
            filter: Default::default(),
            frame: Frame::Bare,
            elsewhere: Vec::new(),
            feature: None,
        };
        Builder {
            options: Options { inputs: Inputs::default(), code, winmd: None },
            lenient: false,
            runtime: None,
        }
    }

    /// Takes relative paths from this folder instead of the current one.
    #[must_use]
    pub fn base(mut self, folder: impl AsRef<Path>) -> Builder {
        self.options.inputs.base = folder.as_ref().to_path_buf();
        self
    }

    /// Says that the options stand on the command line.
    #[cfg(feature = "cli")]
    pub(crate) fn of_command_line(mut self) -> Builder {
        self.options.code.given = Given::CommandLine;
        self
    }

    /// Takes all of this for what is to be compiled, in place of what was said before.
    #[cfg(feature = "cli")]
    pub(crate) fn inputs(mut self, inputs: Inputs) -> Builder {
        self.options.code.inputs.clone_from(&inputs.files);
        self.options.inputs = inputs;
        self
    }

    /// Compiles this file, too.
    #[must_use]
    pub fn file(mut self, path: impl Into<String>) -> Builder {
        let path = path.into();
        self.options.code.inputs.push(path.clone());
        self.options.inputs.files.push(path);
        self
    }

    /// Looks for imported files in this folder, after those named before.
    #[must_use]
    pub fn include(mut self, folder: impl Into<String>) -> Builder {
        self.options.inputs.include.push(folder.into());
        self
    }

    /// Defines a macro before each file.
    #[must_use]
    pub fn define(mut self, name: impl Into<String>, value: impl Into<String>) -> Builder {
        self.options.inputs.defines.push((name.into(), value.into()));
        self
    }

    /// Warns of what a code stands for (`IDL0622`), or of everything (`all`).
    ///
    /// # Errors
    ///
    /// There is no such warning.
    pub fn warn(mut self, which: &str) -> Result<Builder, NoWarning> {
        self.options.inputs.warnings.choose(which.parse()?, true);
        Ok(self)
    }

    /// Allows what a code stands for, or everything that is only warned of (`all`).
    ///
    /// # Errors
    ///
    /// There is no such warning.
    pub fn allow(mut self, which: &str) -> Result<Builder, NoWarning> {
        self.options.inputs.warnings.choose(which.parse()?, false);
        Ok(self)
    }

    /// Lets imports lead out of the folders of the files and of the include list, by absolute paths or `..`.
    #[must_use]
    pub fn allow_outside(mut self) -> Builder {
        self.options.inputs.outside = true;
        self
    }

    /// The command that makes the files again, for their first line.
    #[must_use]
    pub fn command(mut self, command: impl Into<String>) -> Builder {
        self.options.code.command = command.into();
        self
    }

    /// The namespace of the metadata.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Builder {
        self.options.code.namespace = namespace.into();
        self
    }

    /// The folder of the emitted library files, and the module path of that folder in crate `krate`.
    #[must_use]
    pub fn library(
        mut self,
        folder: impl Into<String>,
        module: impl Into<String>,
        krate: impl Into<String>,
    ) -> Builder {
        let code = &mut self.options.code;
        (code.library, code.module, code.krate) = (folder.into(), module.into(), krate.into());
        self
    }

    /// Emits one module into this folder, its gate as `mod.rs`: it can be declared, or read by `include!`. The crate needs
    /// `com-callback` and `windows-core` among its dependencies.
    #[must_use]
    pub fn module(mut self, folder: impl Into<String>) -> Builder {
        let code = &mut self.options.code;
        code.library = folder.into();
        code.module = code.library.rsplit('/').next().unwrap_or_default().to_owned();
        code.frame = Frame::Module { probes: false };
        self
    }

    /// Emits a whole crate of this name: manifest, root, prelude and modules; with an attribute also the crate of that, in its
    /// folder `macros`.
    #[must_use]
    pub fn package(mut self, name: impl Into<String>) -> Builder {
        let name = name.into();
        let code = &mut self.options.code;
        code.krate = name.replace('-', "_");
        (code.library, code.module) = ("src/generated".to_owned(), "generated".to_owned());
        if let Some(attribute) = &mut code.attribute {
            attribute.folder = MACROS.to_owned();
        }
        code.frame = Frame::Crate(Package { name, runtime: self.runtime.clone() });
        self
    }

    /// The folder that holds the runtime's crates, as a path from the emitted crate, for one that takes them from there and
    /// not from the registry. Only a [`package`](Builder::package) has such dependencies.
    #[must_use]
    pub fn runtime_path(mut self, folder: impl Into<String>) -> Builder {
        self.runtime = Some(folder.into());
        if let Frame::Crate(package) = &mut self.options.code.frame {
            package.runtime.clone_from(&self.runtime);
        }
        self
    }

    /// Takes the files for other people's: what the language forbids and can be lived with is a warning.
    #[must_use]
    pub fn lenient(mut self) -> Builder {
        self.lenient = true;
        self
    }

    /// Emits what has this name, and what that needs; `!NAME` leaves out what nothing else needs, and `NAME*` means every name
    /// that begins so. Without a filter everything that the files declare is emitted.
    ///
    /// # Errors
    ///
    /// The text has another form.
    pub fn filter(mut self, text: &str) -> Result<Builder, PathError> {
        self.options.code.filter.add(text)?;
        Ok(self)
    }

    /// Writes the metadata into this file, too.
    #[must_use]
    pub fn winmd(mut self, file: impl Into<String>) -> Builder {
        self.options.winmd = Some(file.into());
        self
    }

    /// Emits a proc-macro crate with this attribute into the folder; that of a [`package`](Builder::package) is always
    /// `macros/src`.
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>, folder: impl Into<String>) -> Builder {
        let folder = match self.options.code.frame {
            Frame::Crate(_) => MACROS.to_owned(),
            _ => folder.into(),
        };
        self.options.code.attribute = Some(Attribute { name: name.into(), folder });
        self
    }

    /// Says that the interface which `IFoo::Method::param` gives back is NULL beside a success code at times.
    ///
    /// # Errors
    ///
    /// The path has another form.
    pub fn nullable(mut self, param: &str) -> Result<Builder, PathError> {
        self.options.code.nullable.insert(param.parse::<ParamPath>()?);
        Ok(self)
    }

    /// Says that `IFoo::Method` has success codes that mean something.
    ///
    /// # Errors
    ///
    /// The path has another form.
    pub fn success(mut self, method: &str) -> Result<Builder, PathError> {
        self.options.code.success.insert(method.parse::<MethodPath>()?);
        Ok(self)
    }

    /// Takes what the imported `file` declares from the Rust `module` that was emitted from it, and does not emit it again.
    ///
    /// The file is named by its path or the end of it, the module by the path of its gate: `crate::storage`, or `storage` for a
    /// crate whose root offers everything. Where several files are named, each comes after those that it imports itself. What
    /// was said as [`nullable`](Builder::nullable) or [`success`](Builder::success) for that module is said again.
    #[must_use]
    pub fn elsewhere(mut self, file: impl Into<String>, module: impl Into<String>) -> Builder {
        let entry = Elsewhere { file: file.into(), module: module.into() };
        self.options.code.elsewhere.push(entry);
        self
    }

    /// The options collected.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Compiles and emits; writes nothing.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or holds mistakes, or asks for what the output cannot say: `Display` shows all of it.
    pub fn generate(&self) -> Result<Generated, Failure> {
        let inputs = &self.options.inputs;
        let loader = Loader::new(&inputs.base, &inputs.include);
        let mut loader = if self.lenient { loader.lenient() } else { loader };
        pipeline::generate(&mut loader, &self.options)
    }

    /// For a build script: compiles, writes below `OUT_DIR`, and tells cargo to run the script again when a file that was read
    /// changes. Warnings of the compiler are cargo's, too.
    ///
    /// # Errors
    ///
    /// As [`generate`](Builder::generate), or `OUT_DIR` is not set or cannot be written. `Debug` shows it as `Display` does, since
    /// that is what a `main` shows which returns it.
    pub fn build(&self) -> Result<(), BuildError> {
        let out = env::var_os("OUT_DIR").ok_or(BuildError::NoOutDir)?;
        let generated = self.generate()?;
        generated.write(out.as_ref())?;
        // What cargo does not hear because its end of the pipe is closed, nobody needs to hear.
        let _ = std::io::stdout().lock().write_all(generated.cargo().as_bytes());
        Ok(())
    }
}

/// The folder of the attribute's sources in a whole crate.
const MACROS: &str = "macros/src";

/// Why a build script fails.
#[non_exhaustive]
pub enum BuildError {
    /// Nothing was emitted.
    Failure(Failure),
    /// A file could not be written.
    File(FileError),
    /// An option has another form.
    Option(PathError),
    /// A code that is to be warned of, or allowed, is that of no warning.
    Warning(NoWarning),
    /// This is no build script.
    NoOutDir,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::Failure(failure) => failure.fmt(f),
            BuildError::File(error) => error.fmt(f),
            BuildError::Option(error) => error.fmt(f),
            BuildError::Warning(error) => error.fmt(f),
            BuildError::NoOutDir => {
                f.write_str("`OUT_DIR` is not set: cargo sets it for a build script")
            }
        }
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for BuildError {}

impl From<Failure> for BuildError {
    fn from(failure: Failure) -> BuildError {
        BuildError::Failure(failure)
    }
}

impl From<FileError> for BuildError {
    fn from(error: FileError) -> BuildError {
        BuildError::File(error)
    }
}

impl From<PathError> for BuildError {
    fn from(error: PathError) -> BuildError {
        BuildError::Option(error)
    }
}

impl From<NoWarning> for BuildError {
    fn from(error: NoWarning) -> BuildError {
        BuildError::Warning(error)
    }
}
