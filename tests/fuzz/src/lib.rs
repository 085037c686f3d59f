//! What the targets share: bytes become files in memory, beside the built-in ones.
//!
//! ```text
//! cargo +nightly fuzz run --fuzz-dir tests/fuzz pipeline tests/fuzz/corpus/pipeline tests/fuzz/seeds
//! ```
//!
//! `cargo xtask fuzz` makes the seeds of `tests/cases` and runs each target for a while. A crash becomes a case: the reduced input
//! goes into `tests/fuzz/crashes`, which the test `robustness` compiles in every run of the suite.
#![forbid(unsafe_code)]

use std::sync::Arc;

use midlc::{
    frontend::{
        diagnostic::{Diagnostic, Style, render},
        program::{Files, OpenError, OpenKind},
        source::{FileId, Owner, SourceFile, SourceMap},
    },
    loader::Loader,
};

/// The file that the bytes are, and a loader that reads no disk: only what is built in, and the file itself under any name
/// that is not.
#[derive(Debug)]
pub struct Scene {
    /// Every file.
    pub sources: SourceMap,
    /// The file that is compiled.
    pub root: FileId,
    /// Where imports come from.
    pub files: Imports,
}

/// Imports find the built-in files; each other name leads to one file that holds the end of the bytes.
#[derive(Debug)]
pub struct Imports {
    prelude: Loader,
    other: FileId,
}

impl Scene {
    /// Bytes as text: what is not UTF-8 is replaced and listed, as the loader does it. A NUL parts the file from one that it may
    /// import.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Scene {
        let mut parts = bytes.splitn(2, |byte| *byte == 0);
        let mut sources = SourceMap::default();
        let mut add = |name: &str, bytes: &[u8], owner| {
            let (text, invalid) = text(bytes);
            let text = Arc::new(text);
            sources.add(SourceFile { name: name.to_owned(), owner, text, invalid })
        };
        let root = add("input.idl", parts.next().unwrap_or_default(), Owner::User);
        let other = add("other.idl", parts.next().unwrap_or_default(), Owner::Library);
        let prelude = Loader::new("/nowhere", [""; 0]);
        Scene { sources, root, files: Imports { prelude, other } }
    }
}

impl Files for Imports {
    fn open(
        &mut self,
        sources: &mut SourceMap,
        name: &str,
        from: FileId,
        kind: OpenKind,
    ) -> Result<FileId, OpenError> {
        // Paths would lead to the disk of whoever runs this.
        if name.contains(['/', '\\', ':']) {
            return Err(OpenError::Outside);
        }
        self.prelude.open(sources, name, from, kind).or(Ok(self.other))
    }
}

fn text(bytes: &[u8]) -> (String, Vec<u32>) {
    let mut text = String::new();
    let mut invalid = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            invalid.push(text.len() as u32);
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    (text, invalid)
}

/// Shows what was found, as the tool does: a picture of a place must not fail either.
pub fn show(diagnostics: &[Diagnostic], sources: &SourceMap) {
    for found in diagnostics.iter().take(20) {
        assert!(!render(found, sources, Style::Plain).is_empty());
    }
}
