//! The pipeline on one page: named files -> checked model -> emitted files.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use midl_codegen::{Declared, Frame, Known, Reported, metadata};
use midl_frontend::{
    Outcome,
    diagnostic::{self, Diagnostic, Levels, Style, render},
    lints, program,
    source::{FileId, Owner, SourceFile, SourceMap},
    unknown::Unknown,
};

use crate::{
    files::{self, Change, FileError, Output},
    loader::{LoadError, Loader},
    options::{Inputs, Options},
    stand_ins,
};

/// Loads and checks files as one program.
///
/// # Errors
///
/// A named file cannot be read. Every other mistake is a diagnostic in the outcome.
pub fn compile(loader: &mut Loader, inputs: &Inputs) -> Result<Outcome, LoadError> {
    let options = program::Options { defines: inputs.defines.clone() };
    let mut outcome = with_metadata(|declared| {
        let (mut sources, roots) = open(loader, inputs)?;
        let also: Vec<FileId> = declared.into_iter().map(|file| sources.add(file)).collect();
        Ok(midl_frontend::compile_with(sources, &roots, &also, loader, &options))
    })?;
    warn(&mut outcome, &inputs.warnings);
    Ok(outcome)
}

/// Compiles until every unknown name is declared that the metadata knows: with a file of declarations from the second time on.
///
/// # Errors
///
/// Those of `compile`.
pub(crate) fn with_metadata(
    mut compile: impl FnMut(Option<SourceFile>) -> Result<Outcome, LoadError>,
) -> Result<Outcome, LoadError> {
    let mut outcome = compile(None)?;
    let (mut asked, mut text) = (Unknown::default(), String::new());
    // What the metadata declares names further types: each round asks for those that were not asked for before.
    while let Some(unknown) = outcome.unknown.not_yet(&mut asked) {
        let declared = metadata::declare(&unknown);
        if declared.is_empty() {
            break;
        }
        if text.is_empty() {
            // What the declarations are made of.
            text.push_str("import \"unknwn.idl\";\n");
        }
        text.push_str(&declared);
        outcome = compile(Some(SourceFile {
            name: METADATA.to_owned(),
            owner: Owner::Prelude,
            text: Arc::new(text.clone()),
            invalid: Vec::new(),
        }))?;
    }
    stand_ins::tell(&mut outcome);
    Ok(outcome)
}

/// The file that diagnostics show for declarations made of metadata. It is on no disk.
const METADATA: &str = "<windows>/Windows.Win32.idl";

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
    let mut generated = module(loader, options)?;
    attribute(std::slice::from_ref(options), std::slice::from_mut(&mut generated))?;
    Ok(generated)
}

/// Compiles and emits the modules of one crate; the first of them brings the attribute that knows them all.
///
/// # Errors
///
/// As those of [`generate`].
pub fn generate_crate(modules: &[Options]) -> Result<Vec<Generated>, Failure> {
    let one = |options: &Options| {
        let inputs = &options.inputs;
        module(&mut Loader::new(&inputs.base, &inputs.include), options)
    };
    let mut generated = modules.iter().map(one).collect::<Result<Vec<_>, _>>()?;
    attribute(modules, &mut generated)?;
    Ok(generated)
}

/// Adds the crate of the attribute to the first of these modules.
fn attribute(modules: &[Options], generated: &mut [Generated]) -> Result<(), Failure> {
    let Some(attribute) = modules.first().and_then(|first| first.code.attribute.as_ref()) else {
        return Ok(());
    };
    let known: Vec<_> = modules
        .iter()
        .zip(&*generated)
        .map(|(options, generated)| (&options.code, &generated.known))
        .collect();
    let files = midl_codegen::emit_attribute(attribute, &known);
    if let Some(first) = generated.first_mut() {
        let sources = Arc::clone(&first.warnings.sources);
        first.output.files.extend(
            files.map_err(|diagnostics| Failure::Mistakes(Findings { diagnostics, sources }))?,
        );
        first.output.folders.push(attribute.folder.clone());
    }
    Ok(())
}

/// One module, without the attribute.
fn module(loader: &mut Loader, options: &Options) -> Result<Generated, Failure> {
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
    let mut folders = vec![options.code.library.clone()];
    if matches!(options.code.frame, Frame::Crate(_)) {
        folders.push("src".to_owned());
    }
    let mut diagnostics: Vec<Diagnostic> =
        diagnostics.into_iter().chain(emitted.warnings).collect();
    options.inputs.warnings.apply(&mut diagnostics);
    let warnings = Findings { diagnostics, sources };
    Ok(Generated {
        output: Output {
            folders,
            files: emitted.files,
            binaries: options
                .winmd
                .iter()
                .map(|path| (path.clone(), emitted.winmd.clone()))
                .collect(),
        },
        warnings,
        report: emitted.report,
        winmd: emitted.winmd,
        read: loader.files(),
        interfaces: emitted.interfaces,
        methods: emitted.methods,
        known: emitted.known,
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
    /// Methods that stay `unsafe` or are left out, and why.
    pub report: Vec<Reported>,
    /// The metadata.
    pub winmd: Vec<u8>,
    /// Every file on disk that was read, sorted.
    pub read: Vec<PathBuf>,
    /// The interfaces that can be implemented and called.
    pub interfaces: Vec<Declared>,
    /// How many methods they declare themselves.
    pub methods: usize,
    /// What an attribute is to know of the module.
    pub known: Known,
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

    /// What a build script prints for cargo: every file that was read, and the warnings.
    #[must_use]
    pub fn cargo(&self) -> String {
        let files =
            self.read.iter().map(|path| format!("cargo:rerun-if-changed={}\n", path.display()));
        let warnings = self.warnings.diagnostics.iter().map(|found| {
            let place = found.place().map(|span| {
                let (line, column) = self.warnings.sources.line_column(span.file, span.start);
                format!("{}:{line}:{column}: ", self.warnings.sources.file(span.file).name)
            });
            format!(
                "cargo:warning={}{}\n",
                place.unwrap_or_default(),
                found.message.replace('\n', " ")
            )
        });
        files.chain(warnings).collect()
    }

    /// The report as text: one line a method that stays `unsafe` or is left out.
    #[must_use]
    pub fn report(&self) -> String {
        self.report.iter().map(|reported| format!("{reported}\n")).collect()
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
