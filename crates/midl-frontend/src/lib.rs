//! Text to checked model: the front end of the compiler.
//!
//! Files, one after another, are lexed and preprocessed ([`preprocess`]), parsed to a tree ([`parser`], [`ast`]), and followed
//! through their imports ([`program`]). All of them together are resolved to a [`model::Module`], and what passes every rule
//! of the language is a [`model::Checked`]. [`compile`] runs all of it.
//!
//! - **No stage fails.** Each returns what it understood and a list of mistakes; one run reports many.
//! - **A span knows its file.** Every node of the tree and every item of the model can say where it was written.
//! - **No IO.** Files come through [`program::Files`].
#![forbid(unsafe_code)]

pub mod ast;
pub mod batch;
pub mod check;
pub mod consts;
pub mod diagnostic;
pub mod docs;
pub mod dump;
pub mod few;
mod grammar;
pub mod layout;
pub mod lexer;
pub mod lints;
pub mod model;
pub mod parser;
pub mod preprocess;
pub mod program;
mod reach;
pub mod resolve;
pub mod similar;
pub mod source;
pub mod symbol;
#[cfg(test)]
mod testing;
pub mod unknown;

use std::{collections::HashSet, sync::Arc};

use diagnostic::{Code, Diagnostic, MISTAKES_LIMIT, Severity};
use model::Checked;
use program::{Files, Options, Program, Unit};
use source::{FileId, SourceMap, Span};
use unknown::Unknown;

/// What [`compile`] found out.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the files mean; there where no diagnostic is an error.
    pub checked: Option<Checked>,
    /// Everything that was noticed, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The names among that which nothing declares.
    pub unknown: Unknown,
    /// The files, those that were imported and included too.
    pub sources: Arc<SourceMap>,
    /// What was written, file by file: what a file imports comes before it.
    pub units: Vec<Arc<Unit>>,
}

/// Compiles the named files, which are in `sources`, with all that they import.
#[must_use]
pub fn compile(
    sources: SourceMap,
    roots: &[FileId],
    files: &mut dyn Files,
    options: &Options,
) -> Outcome {
    compile_with(sources, roots, &[], files, options)
}

/// As [`compile`], with files of `sources` that nobody named: what they declare can be used and is nobody's own.
#[must_use]
pub fn compile_with(
    sources: SourceMap,
    roots: &[FileId],
    also: &[FileId],
    files: &mut dyn Files,
    options: &Options,
) -> Outcome {
    let mut program = program::parse_program_with(sources, roots, also, files, options);
    let mut diagnostics = std::mem::take(&mut program.errors);
    let places: HashSet<Span> =
        diagnostics.iter().filter(is_error).filter_map(Diagnostic::place).collect();
    // What a later stage says of a place that is wrong already is an echo.
    let is_new = |found: &Diagnostic| found.place().is_none_or(|place| !places.contains(&place));
    let (module, errors) = resolve::resolve(&program);
    let mut unknown = Unknown::default();
    unknown.note_unresolved(&errors);
    let limit = MISTAKES_LIMIT;
    diagnostics.extend(errors.into_iter().map(Diagnostic::from).filter(is_new).take(limit));
    let Program { sources, units, .. } = program;
    let (checked, errors) = check::check(module, Arc::clone(&sources));
    unknown.note_undefined(&errors);
    diagnostics.extend(errors.into_iter().map(Diagnostic::from).filter(is_new).take(limit));
    diagnostic::sort(&mut diagnostics);
    diagnostic::shorten(&mut diagnostics);
    let failed = diagnostics.iter().any(|found| is_error(&found));
    if failed {
        // The errors are why.
        diagnostics.retain(|found| found.code != Code::DeclaresNothing);
    }
    Outcome { checked: checked.filter(|_| !failed), diagnostics, unknown, sources, units }
}

fn is_error(found: &&Diagnostic) -> bool {
    found.severity() == Severity::Error
}
