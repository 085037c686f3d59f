//! Where text comes from: [`SourceMap`] owns every file that was read, [`Span`] names a place in one of them.

use std::{
    iter,
    num::NonZeroU32,
    sync::{Arc, OnceLock},
};

use memchr::memchr_iter;

/// One file of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(NonZeroU32); // the index plus one: a place that there may not be needs no more memory than a place

impl FileId {
    /// The index: dense, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    pub(crate) fn at(index: usize) -> FileId {
        FileId(NonZeroU32::MIN.saturating_add(u32::try_from(index).unwrap_or(u32::MAX)))
    }
}

/// A run of bytes in a file. There is no zero span: whoever has a span has a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span from the start of `self` to the end of `other`; `self` where the two are in different files.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.file == other.file && other.end >= self.start {
            Span { end: other.end, ..self }
        } else {
            self
        }
    }
}

/// Something and where it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// What was written.
    pub node: T,
    /// Where.
    pub span: Span,
}

/// Who a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Read from the user's disk or given as text.
    User,
    /// The same, from a folder in which imports are looked for: other people's. What can be lived with is no error there.
    Library,
    /// Beside a header that C includes, where nothing imports it: what it declares helps, its mistakes are nobody's.
    Companion,
    /// Built into the compiler.
    Prelude,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The name shown in diagnostics: as the user or an `import` spelled it, with `/` between folders.
    pub name: String,
    /// Who the file belongs to.
    pub owner: Owner,
    /// The text. Bytes that are not UTF-8 were each replaced before (`invalid` says where).
    pub text: Arc<String>,
    /// Where bytes outside UTF-8 stood, as offsets into `text`.
    pub invalid: Vec<u32>,
}

/// All files of one compilation.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
    /// By file: where its lines begin, looked up when somebody asks.
    lines: Vec<OnceLock<Vec<u32>>>,
}

impl SourceMap {
    /// Adds a file.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        let id = FileId::at(self.files.len());
        self.files.push(file);
        self.lines.push(OnceLock::new());
        id
    }

    /// Calls these files companions, except those of the compiler.
    pub(crate) fn call_companions(&mut self, files: impl IntoIterator<Item = FileId>) {
        for file in files {
            let owner = &mut self.files[file.index()].owner;
            if *owner != Owner::Prelude {
                *owner = Owner::Companion;
            }
        }
    }

    /// How many files there are.
    pub(crate) fn count(&self) -> usize {
        self.files.len()
    }

    /// The file behind an id of this map.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.index()]
    }

    /// The text that a span covers.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Every file with its id, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId::at(index), file))
    }

    /// The line and the column of a place, both counted from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self, file: FileId, offset: u32) -> (usize, usize) {
        let line = self.line(file, offset);
        let start = self.line_starts(file)[line - 1];
        let before = self.text(Span { file, start, end: offset });
        (line, before.chars().count() + 1)
    }

    /// The line of a place, counted from 1.
    #[must_use]
    pub fn line(&self, file: FileId, offset: u32) -> usize {
        self.line_starts(file).partition_point(|start| *start <= offset)
    }

    fn line_starts(&self, file: FileId) -> &[u32] {
        self.lines[file.index()].get_or_init(|| {
            let newlines = memchr_iter(b'\n', self.file(file).text.as_bytes());
            iter::once(0).chain(newlines.map(|newline| newline as u32 + 1)).collect()
        })
    }
}
