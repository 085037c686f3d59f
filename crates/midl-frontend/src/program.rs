//! From named files to a [`Program`]: every file that is reached by `import` is preprocessed and parsed once, on its own.

use std::{
    collections::{HashMap, HashSet},
    iter, mem,
    sync::Arc,
};

use crate::{
    ast,
    diagnostic::Diagnostic,
    parser,
    preprocess::{self, Context, PreprocessError},
    source::{FileId, Owner, SourceMap, Span},
    symbol::{FastHash, Symbol, Symbols},
};

/// Where imported and included files come from. This crate reads no disk.
pub trait Files {
    /// Finds a file and adds it to the map, or returns its id where it was added before: a file is read once. File names
    /// compare without regard to letter case.
    ///
    /// # Errors
    ///
    /// The file is not there or cannot be read.
    fn open(
        &mut self,
        sources: &mut SourceMap,
        name: &str,
        from: FileId,
        kind: OpenKind,
    ) -> Result<FileId, OpenError>;
}

/// How a file was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenKind {
    /// `import "name"`
    Import,
    /// `#include "name"` or `#include <name>`
    Include,
}

/// Why a file could not be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// It is in none of the places.
    NotFound {
        /// The folders looked into, as the user named them.
        searched: Vec<String>,
    },
    /// It is there, in a folder that imports may not lead to.
    Outside,
    /// It is there, and reading it failed.
    Unreadable {
        /// What the system said.
        reason: String,
    },
}

/// What changes the meaning of the text.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Macros defined before each file: name and value.
    pub defines: Vec<(String, String)>,
}

/// One file and what it imports.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The file.
    pub file: FileId,
    /// What it declares, with the text that it includes.
    pub ast: ast::File,
    /// What it imports, each once, in the order written; what could not be opened is left out.
    pub imports: Vec<FileId>,
    /// The files whose text is part of it, each once.
    pub included: Vec<FileId>,
    /// The IDL that was read for the headers and type libraries that it names.
    pub companions: Vec<FileId>,
    /// A file that it imports or includes could not be opened: names may be unknown for that reason alone.
    pub incomplete: bool,
    /// A C header that it includes was not found: macros may be unknown for that reason.
    pub lacks_header: bool,
    /// The IDL of type libraries that it names, where there is none.
    pub unread_libraries: Vec<String>,
}

impl Unit {
    /// The file and what it includes.
    pub(crate) fn files(&self) -> impl Iterator<Item = FileId> {
        iter::once(self.file).chain(self.included.iter().copied())
    }
}

/// Every file of a compilation, parsed.
#[derive(Clone, Debug)]
pub struct Program {
    /// The files.
    pub sources: Arc<SourceMap>,
    /// The files named by the user, in the order given.
    pub roots: Vec<FileId>,
    /// The files that were asked for as the IDL of a header or a type library.
    pub companions: Vec<FileId>,
    /// Each file once; what a file imports comes before it (but for a circle, which is reported).
    pub units: Vec<Arc<Unit>>,
    /// The text of the names.
    pub symbols: Arc<Symbols>,
    /// Mistakes in characters, directives, files and syntax.
    pub errors: Vec<Diagnostic>,
}

impl Program {
    /// True where a name may be unknown only because text was lost: a file is missing, or a declaration could not be read. A
    /// complaint about it would be noise.
    #[must_use]
    pub fn may_be_lost(&self, name: Symbol) -> bool {
        self.units.iter().any(|unit| unit.incomplete || unit.ast.lost_names.contains(&name))
    }

    /// The part that some of the files reach, in the order in which it would have been read if only they had been named; without
    /// mistakes.
    pub(crate) fn only(&self, roots: &[FileId]) -> Program {
        let units: HashMap<FileId, &Arc<Unit>, FastHash> =
            self.units.iter().map(|unit| (unit.file, unit)).collect();
        let mut part = Program {
            sources: Arc::clone(&self.sources),
            roots: roots.to_vec(),
            companions: Vec::new(),
            units: Vec::new(),
            symbols: Arc::clone(&self.symbols),
            errors: Vec::new(),
        };
        let mut entered = vec![false; self.sources.count()];
        let mut follow = |root: FileId, into: &mut Vec<Arc<Unit>>| {
            let enter = |file: FileId, entered: &mut [bool]| {
                let new = !mem::replace(&mut entered[file.index()], true);
                units.get(&file).filter(|_| new).map(|unit| (*unit, 0))
            };
            let mut open: Vec<(&Arc<Unit>, usize)> =
                enter(root, &mut entered).into_iter().collect();
            while let Some((unit, next)) = open.last_mut() {
                let Some(import) = unit.imports.get(*next) else {
                    into.push(Arc::clone(unit));
                    open.pop();
                    continue;
                };
                *next += 1;
                open.extend(enter(*import, &mut entered));
            }
        };
        roots.iter().for_each(|root| follow(*root, &mut part.units));
        let named = part.units.len();
        let mut next = 0;
        while let Some(unit) = part.units.get(next).cloned() {
            next += 1;
            part.companions.extend(&unit.companions);
            unit.companions.iter().for_each(|companion| follow(*companion, &mut part.units));
        }
        let (imported, companions) = part.units.split_at(named);
        if !companions.is_empty() {
            let imported: HashSet<FileId, FastHash> =
                imported.iter().flat_map(|unit| unit.files()).collect();
            let files = companions.iter().flat_map(|unit| unit.files());
            Arc::make_mut(&mut part.sources)
                .call_companions(files.filter(|file| !imported.contains(file)));
        }
        part
    }
}

/// Parses the named files and everything that they import, each file once.
#[must_use]
pub fn parse_program(
    sources: SourceMap,
    roots: &[FileId],
    files: &mut dyn Files,
    options: &Options,
) -> Program {
    parse_program_with(sources, roots, &[], files, options)
}

/// As [`parse_program`], with files of `sources` that nobody named: what they declare can be used and is nobody's own.
#[must_use]
pub fn parse_program_with(
    mut sources: SourceMap,
    roots: &[FileId],
    also: &[FileId],
    files: &mut dyn Files,
    options: &Options,
) -> Program {
    let mut symbols = Symbols::default();
    let context = Context::new(&mut sources, files, &mut symbols, &options.defines);
    let mut walk = Walk {
        context,
        roots,
        units: Vec::new(),
        open: Vec::new(),
        states: Vec::new(),
        included: 0,
        companions: Vec::new(),
    };
    for root in also.iter().chain(roots) {
        walk.follow(*root);
    }
    walk.companions();
    let Walk { context: Context { errors, .. }, units, companions, .. } = walk;
    Program {
        sources: Arc::new(sources),
        roots: roots.to_vec(),
        companions,
        units: units.into_iter().map(Arc::new).collect(),
        symbols: Arc::new(symbols),
        errors,
    }
}

/// How far a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unread,
    /// Parsed; its imports are being followed.
    Open,
    Done,
}

/// A file whose imports are being followed.
struct OpenUnit {
    unit: Unit,
    /// The next of its imports to follow.
    next: usize,
    /// Where it was imported from.
    imported_at: Option<Span>,
}

/// The walk from file to file, depth first, so that what is imported comes before what imports it.
struct Walk<'a> {
    context: Context<'a>,
    roots: &'a [FileId],
    units: Vec<Unit>,
    /// The chain of imports from a root to the file at hand. It grows with the files, not with the call stack.
    open: Vec<OpenUnit>,
    states: Vec<State>,
    /// While companions are read: of the files before this one, those that were not parsed on their own are text of others.
    included: usize,
    companions: Vec<FileId>,
}

impl Walk<'_> {
    fn follow(&mut self, root: FileId) {
        self.enter(root, None);
        while let Some(current) = self.open.last_mut() {
            let Some(import) = current.unit.ast.imports.get(current.next) else {
                let file = current.unit.file;
                self.states[file.index()] = State::Done;
                self.units.extend(self.open.pop().map(|open| open.unit));
                continue;
            };
            current.next += 1;
            let (name, place, from) = (import.name.clone(), import.span, current.unit.file);
            match self.context.files.open(self.context.sources, &name, from, OpenKind::Import) {
                Ok(file) => {
                    if !current.unit.imports.contains(&file) {
                        current.unit.imports.push(file);
                    }
                    self.enter(file, Some(place));
                }
                Err(error) => {
                    let error = PreprocessError::not_opened(name, place, error);
                    current.unit.incomplete |=
                        !matches!(error, PreprocessError::HeaderNotFound { .. });
                    self.context.errors.push(error.into());
                }
            }
        }
    }

    /// Reads the IDL of headers that C includes and of type libraries, once everything that is imported was read. One that is not
    /// there is not missed.
    fn companions(&mut self) {
        let (files, mistakes) = (self.context.sources.count(), self.context.errors.len());
        self.included = files;
        for index in 0..self.units.len() {
            let Unit { file: from, ast, .. } = &self.units[index];
            let from = *from;
            if self.context.sources.file(from).owner == Owner::Prelude {
                continue;
            }
            let (headers, libraries) = (ast.companions.clone(), ast.libraries.clone());
            for name in headers {
                self.companion(&name, from, index);
            }
            for name in libraries {
                if !self.companion(&name, from, index) {
                    self.units[index].unread_libraries.push(name);
                }
            }
        }
        self.context.errors.truncate(mistakes);
        let read = (files..self.context.sources.count()).map(FileId::at);
        self.context.sources.call_companions(read);
    }

    /// False where there is no such file. `of` is the index of the unit whose companion it is.
    fn companion(&mut self, name: &str, from: FileId, of: usize) -> bool {
        let opened = self.context.files.open(self.context.sources, name, from, OpenKind::Import);
        self.companions.extend(opened.iter().copied());
        self.units[of].companions.extend(opened.iter().copied());
        if let Ok(file) = opened {
            self.follow(file);
        }
        opened.is_ok()
    }

    /// Parses a file that was not read before; one that is open closes a circle.
    fn enter(&mut self, file: FileId, imported_at: Option<Span>) {
        if self.states.len() <= file.index() {
            self.states.resize(file.index() + 1, State::Unread);
        }
        match self.states[file.index()] {
            State::Done => {}
            State::Unread if file.index() < self.included => {}
            State::Open => self.report_cycle(file, imported_at),
            State::Unread => {
                self.states[file.index()] = State::Open;
                let unit = self.parse(file);
                self.open.push(OpenUnit { unit, next: 0, imported_at });
            }
        }
    }

    fn parse(&mut self, file: FileId) -> Unit {
        let header =
            !self.roots.contains(&file) && preprocess::is_header(self.context.sources, file);
        let preprocessed = self.context.preprocess(file, header);
        let parsed = parser::parse(&preprocessed, self.context.sources, self.context.symbols);
        self.context.errors.extend(parsed.diagnostics());
        self.context.spare(preprocessed.tokens);
        Unit {
            file,
            ast: parsed.tree,
            imports: Vec::new(),
            included: preprocessed.included,
            companions: Vec::new(),
            incomplete: preprocessed.incomplete,
            lacks_header: preprocessed.lacks_header,
            unread_libraries: Vec::new(),
        }
    }

    fn report_cycle(&mut self, file: FileId, closed_at: Option<Span>) {
        let start = self.open.iter().position(|open| open.unit.file == file).unwrap_or(0);
        let places = self.open[start + 1..].iter().map(|open| open.imported_at).chain([closed_at]);
        let files = self.open[start + 1..].iter().map(|open| open.unit.file).chain([file]);
        let name = |file: FileId| self.context.sources.file(file).name.clone();
        let chain =
            files.zip(places).filter_map(|(file, place)| Some((name(file), place?))).collect();
        self.context.errors.push(PreprocessError::ImportCycle { chain }.into());
    }
}

#[cfg(test)]
mod tests;
