//! The pipeline on one page: named files -> checked model -> emitted files.

use std::{
    fmt,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use midl_codegen::RawMethod;
use midl_frontend::{
    Outcome,
    diagnostic::{self, Diagnostic, Levels, Style, render},
    lints, program,
    source::{FileId, SourceMap},
};

use crate::{
    files::{self, Change, FileError, Output},
    loader::{LoadError, Loader},
    options::{Inputs, Options},
};

/// Loads and checks files as one program.
///
/// # Errors
///
/// A named file cannot be read. Every other mistake is a diagnostic in the outcome.
pub fn compile(loader: &mut Loader, inputs: &Inputs) -> Result<Outcome, LoadError> {
    let (sources, roots) = open(loader, inputs)?;
    let options = program::Options { defines: inputs.defines.clone() };
    let mut outcome = midl_frontend::compile(sources, &roots, loader, &options);
    warn(&mut outcome, &inputs.warnings);
    Ok(outcome)
}

/// Adds the warnings that are wanted and removes those that are not.
pub(crate) fn warn(outcome: &mut Outcome, warnings: &Levels) {
    if let Some(checked) = &outcome.checked {
        outcome.diagnostics.extend(lints::check(checked, warnings));
        diagnostic::sort(&mut outcome.diagnostics);
    }
    warnings.apply(&mut outcome.diagnostics);
}

/// Opens the named files, each once.
pub(crate) fn open(
    loader: &mut Loader,
    inputs: &Inputs,
) -> Result<(SourceMap, Vec<FileId>), LoadError> {
    loader.start_over();
    loader.allow_outside(inputs.outside);
    let mut sources = SourceMap::default();
    let mut roots = Vec::with_capacity(inputs.files.len());
    for name in &inputs.files {
        let root = loader.open_root(&mut sources, name)?;
        if !roots.contains(&root) {
            roots.push(root);
        }
    }
    Ok((sources, roots))
}

/// Compiles, then emits. Writes nothing: [`Generated::write`] and [`files`] do.
///
/// # Errors
///
/// A file cannot be read, or holds mistakes, or asks for what the output cannot say.
pub fn generate(loader: &mut Loader, options: &Options) -> Result<Generated, Failure> {
    let (started, spent_before) = (Instant::now(), loader.spent());
    let Outcome { checked, diagnostics, sources, .. } = compile(loader, &options.inputs)?;
    let load = loader.spent().saturating_sub(spent_before);
    let compile = started.elapsed().saturating_sub(load);
    let Some(checked) = checked else {
        return Err(Failure::Mistakes(Findings { diagnostics, sources }));
    };
    let started = Instant::now();
    let emitted = midl_codegen::emit(&checked, &options.code).map_err(|diagnostics| {
        Failure::Mistakes(Findings { diagnostics, sources: Arc::clone(&sources) })
    })?;
    let times = Times { load, compile, emit: started.elapsed() };
    let attribute = options.code.attribute.as_ref().map(|attribute| attribute.folder.clone());
    let folders = [options.code.library.clone()].into_iter().chain(attribute).collect();
    let mut diagnostics: Vec<Diagnostic> =
        diagnostics.into_iter().chain(emitted.warnings).collect();
    options.inputs.warnings.apply(&mut diagnostics);
    let warnings = Findings { diagnostics, sources };
    Ok(Generated {
        output: Output { folders, files: emitted.files },
        warnings,
        raw: emitted.report,
        interfaces: emitted.interfaces,
        methods: emitted.methods,
        times,
    })
}

/// What a run emitted.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The files.
    pub output: Output,
    /// What works and will surprise somebody.
    pub warnings: Findings,
    /// Methods that stay `unsafe`, and why.
    pub raw: Vec<RawMethod>,
    /// How many interfaces can be implemented and called.
    pub interfaces: usize,
    /// How many methods they declare themselves.
    pub methods: usize,
    /// How long it took.
    pub times: Times,
}

impl Generated {
    /// Writes what differs below `root`.
    ///
    /// # Errors
    ///
    /// A file cannot be read, written or removed.
    pub fn write(&self, root: &Path) -> Result<Vec<Change>, FileError> {
        files::apply(root, &self.output)
    }
}

/// How long each stage took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Finding and reading files.
    pub load: Duration,
    /// From text to the checked model.
    pub compile: Duration,
    /// From the model to files.
    pub emit: Duration,
}

/// Diagnostics and the files they speak of; `Display` shows them in rustc's look, without colours.
#[derive(Clone, Debug)]
pub struct Findings {
    /// What was found, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The files.
    pub sources: Arc<SourceMap>,
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostics
            .iter()
            .try_for_each(|found| writeln!(f, "{}", render(found, &self.sources, Style::Plain)))
    }
}

/// Why nothing was emitted.
#[derive(Clone, Debug)]
pub enum Failure {
    /// A named file cannot be read.
    Load(LoadError),
    /// The files hold mistakes, or ask for what the output cannot say.
    Mistakes(Findings),
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Failure {
        Failure::Load(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Load(error) => writeln!(f, "error: {error}"),
            Failure::Mistakes(findings) => findings.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}
