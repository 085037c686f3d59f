//! The options, spelled as calls: for a build script.

use std::path::Path;

use midl_codegen::{Attribute, MethodPath, ParamPath, options::PathError};
use midl_frontend::diagnostic::NoWarning;

use crate::{
    loader::Loader,
    options::{Inputs, Options},
    pipeline::{self, Failure, Generated},
};

/// Collects options and compiles. What is not said has the value that the methods' documentation names.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let out = std::env::var("OUT_DIR")?;
/// midlc::Builder::new()
///     .file("idl/vendor.idl")
///     .include("idl/sdk")
///     .namespace("Vendor.Api")
///     .nullable("IVendorJob::GetOwner::ppOwner")?
///     .generate()?
///     .write(out.as_ref())?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    options: Options,
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
            command: "midlc".to_owned(),
            inputs: Vec::new(),
            namespace: "Idl".to_owned(),
            library: "generated".to_owned(),
            module: "generated".to_owned(),
            krate: "crate".to_owned(),
            attribute: None,
            nullable: Default::default(),
            success: Default::default(),
        };
        Builder { options: Options { inputs: Inputs::default(), code } }
    }

    /// Takes relative paths from this folder instead of the current one.
    #[must_use]
    pub fn base(mut self, folder: impl AsRef<Path>) -> Builder {
        self.options.inputs.base = folder.as_ref().to_path_buf();
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

    /// Emits a proc-macro crate with this attribute into the folder.
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>, folder: impl Into<String>) -> Builder {
        self.options.code.attribute = Some(Attribute { name: name.into(), folder: folder.into() });
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
        pipeline::generate(&mut Loader::new(&inputs.base, &inputs.include), &self.options)
    }
}
