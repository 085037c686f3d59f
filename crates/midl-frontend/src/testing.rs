//! What the tests of several modules need: files in memory, and ways to run the first stages over them.

use std::sync::Arc;

use crate::{
    Outcome,
    diagnostic::{self, Diagnostic},
    program::{self, Files, OpenError, OpenKind, Options, Program},
    source::{FileId, Owner, SourceFile, SourceMap},
};

/// Files by name; the first of them is the one that a test is about.
pub(crate) struct Memory<'a> {
    files: &'a [(&'a str, &'a str)],
    opened: Vec<(String, FileId)>,
}

impl<'a> Memory<'a> {
    pub(crate) fn new(files: &'a [(&'a str, &'a str)]) -> Memory<'a> {
        Memory { files, opened: Vec::new() }
    }

    pub(crate) fn root(&mut self, sources: &mut SourceMap) -> FileId {
        self.load(sources, self.files[0].0).expect("the first file is there")
    }

    pub(crate) fn load(&mut self, sources: &mut SourceMap, name: &str) -> Option<FileId> {
        let (name, text) =
            *self.files.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        if let Some((_, id)) = self.opened.iter().find(|(opened, _)| opened == name) {
            return Some(*id);
        }
        let id = sources.add(file(name, text));
        self.opened.push((name.to_owned(), id));
        Some(id)
    }
}

impl Files for Memory<'_> {
    fn open(
        &mut self,
        sources: &mut SourceMap,
        name: &str,
        _: FileId,
        _: OpenKind,
    ) -> Result<FileId, OpenError> {
        self.load(sources, name).ok_or(OpenError::NotFound { searched: Vec::new() })
    }
}

/// A file whose text may hold U+FFFD where bytes outside UTF-8 stood.
pub(crate) fn file(name: &str, text: &str) -> SourceFile {
    let invalid = text.match_indices('\u{FFFD}').map(|(at, _)| at as u32).collect();
    SourceFile {
        name: name.to_owned(),
        owner: Owner::User,
        text: Arc::new(text.to_owned()),
        invalid,
    }
}

/// Parses the first file and what it imports.
pub(crate) fn parse(files: &[(&str, &str)]) -> Program {
    let mut memory = Memory::new(files);
    let mut sources = SourceMap::default();
    let root = memory.root(&mut sources);
    program::parse_program(sources, &[root], &mut memory, &Options::default())
}

/// Runs all stages over the first file and what it imports.
pub(crate) fn compile(files: &[(&str, &str)]) -> Outcome {
    let mut memory = Memory::new(files);
    let mut sources = SourceMap::default();
    let root = memory.root(&mut sources);
    crate::compile(sources, &[root], &mut memory, &Options::default())
}

/// One line a diagnostic: its code, its place, its message.
pub(crate) fn summary(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut sorted = diagnostics.to_vec();
    diagnostic::sort(&mut sorted);
    let line = |diagnostic: &Diagnostic| {
        let place = diagnostic.place().expect("a diagnostic has a place");
        let (line, column) = sources.line_column(place.file, place.start);
        format!(
            "{} {}:{line}:{column} {}\n",
            diagnostic.code,
            sources.file(place.file).name,
            diagnostic.message
        )
    };
    sorted.iter().map(line).collect()
}

/// Compares texts without regard to indentation and empty lines at both ends.
#[track_caller]
pub(crate) fn assert_text(found: &str, expected: &str) {
    let lines = expected.trim_matches('\n').lines();
    let indentation = |line: &&str| line.len() - line.trim_start().len();
    let shared = lines
        .clone()
        .filter(|line| !line.trim().is_empty())
        .map(|line| indentation(&line))
        .min()
        .unwrap_or(0);
    let expected: Vec<&str> =
        lines.map(|line| line.get(shared..).unwrap_or_default().trim_end()).collect();
    assert_eq!(found.trim_end(), expected.join("\n").trim_end(), "\nfound:\n{found}");
}
