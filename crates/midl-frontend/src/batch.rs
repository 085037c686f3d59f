//! Many files at once, each as if it were compiled on its own.
//!
//! Files that are checked one after another import the same files again and again, and most of the work is theirs. A [`Batch`]
//! reads and resolves all of them as one program, in which every file is there once, and knows for which of the named files that
//! makes no difference: those are *settled*. Whoever made the batch compiles the others on their own.
//!
//! A named file is settled where nothing that it reaches
//!
//! - has a mistake or a warning of any stage, but for the warnings that [`crate::check`] and [`crate::lints`] find in it alone;
//! - means something else because of a file out of its sight (`resolve::sight` says what is noted);
//! - was looked for or read in a way that another named file decided ([`Batch::distrust`]).
//!
//! All of that errs on one side: to call a file unsettled costs time, never a message. A file that only lent names unsettle may be
//! settled in a batch without the lenders; [`Batch::again`] has those.

use std::{collections::HashMap, sync::Arc};

use crate::{
    check, diagnostic,
    diagnostic::{Diagnostic, Levels, MISTAKES_LIMIT, Severity},
    lints,
    model::{ItemId, Module},
    preprocess::is_header,
    program::{self, Files, Options, Program},
    reach::Reach,
    resolve::{self, Doubts, Rival},
    source::{FileId, SourceMap, Span},
};

/// Files that were compiled together.
pub struct Batch {
    program: Program,
    module: Module,
    reach: Reach,
    /// The named files that are settled, in the order given.
    settled: Vec<FileId>,
    /// The named files that would be settled if nothing that they reach used what they do not.
    borrowers: Vec<FileId>,
    /// What the rules of the language say of named files, each of itself alone.
    warnings: HashMap<FileId, Vec<Diagnostic>>,
}

/// A settled file and what is to be told of it, sorted by place.
pub struct Settled {
    /// The file.
    pub root: FileId,
    /// What was found, as far as it is wanted.
    pub diagnostics: Vec<Diagnostic>,
}

impl Batch {
    /// Compiles the named files, which are in `sources`, with all that they import.
    #[must_use]
    pub fn compile(
        sources: SourceMap,
        roots: &[FileId],
        files: &mut dyn Files,
        options: &Options,
    ) -> Batch {
        let mut program = program::parse_program(sources, roots, files, options);
        let told: Vec<Diagnostic> = std::mem::take(&mut program.errors);
        let mut found: Vec<Vec<Span>> = told.iter().map(|told| places(told).collect()).collect();
        let reach = Reach::new(&program.units);
        let (module, errors, mut doubts) = resolve::resolve_batch(&program, reach.clone());
        // The unit in which such a mistake was found is doubted already; it may be a mistake of another one.
        found.extend(errors.iter().map(|error| error.place().into_iter().collect()));
        let examined = check::examine(&module, &program.sources).into_iter().map(Diagnostic::from);
        let mut batch = Batch {
            program,
            module,
            reach,
            settled: Vec::new(),
            borrowers: Vec::new(),
            warnings: HashMap::new(),
        };
        let mut count = found.len();
        for error in examined {
            count += 1;
            match batch.warned(&error, roots) {
                Some(root) => batch.warnings.entry(root).or_default().push(error),
                None => found.push(places(&error).collect()),
            }
        }
        // Beyond this number mistakes are dropped, and nobody knows whose they were.
        let all_told = count < MISTAKES_LIMIT;
        if all_told && found.iter().all(|found| batch.doubt_places(found, &mut doubts.units)) {
            batch.settled = roots.iter().copied().filter(|root| batch.is_plain(*root)).collect();
            batch.unsettle(&doubts.units);
            let (reach, program) = (&batch.reach, &batch.program);
            let mut warned = vec![false; reach.count()];
            for unit in batch.warnings.keys().filter_map(|root| reach.unit(*root)) {
                warned[unit] = true;
            }
            // Whether a file that is not named is warned of is another question.
            batch.settled.retain(|root| {
                reach.unit(*root).is_some_and(|unit| !reach.sees_another(unit, &warned))
            });
            let same_iids = check::same_iids(&batch.module);
            batch.settled.retain(|root| {
                let unit = reach.unit(*root).unwrap_or_default();
                let twice = |files: &Vec<FileId>| {
                    let seen = |file| reach.unit(file).is_some_and(|of| reach.sees(unit, of));
                    files.contains(root) && files.iter().filter(|file| seen(**file)).count() > 1
                };
                !same_iids.iter().any(twice)
            });
            batch.settled.retain(|root| agrees(&doubts, *root, reach, program));
            (batch.settled, batch.borrowers) = std::mem::take(&mut batch.settled)
                .into_iter()
                .partition(|root| is_in_order(&doubts, *root, reach, program));
        }
        batch
    }

    /// Marks the units that a diagnostic speaks of; false where it is not known whose it is.
    fn doubt_places(&self, places: &[Span], doubted: &mut [bool]) -> bool {
        let holders = || places.iter().map(|place| self.reach.holders(place.file));
        holders().flatten().for_each(|unit| doubted[*unit] = true);
        !places.is_empty() && holders().all(|holders| !holders.is_empty())
    }

    /// The named file that a warning is about, if it is about nothing else.
    fn warned(&self, found: &Diagnostic, roots: &[FileId]) -> Option<FileId> {
        let file = found.place()?.file;
        let is_alone = || places(found).all(|place| place.file == file);
        let is_own = || self.reach.holders(file) == self.reach.unit(file).as_slice();
        let is_plain = found.severity() == Severity::Warning && roots.contains(&file);
        (is_plain && is_alone() && is_own()).then_some(file)
    }

    /// False for a named file that is read in another way where it is not named, and for one that says nothing.
    fn is_plain(&self, root: FileId) -> bool {
        let unit = self.reach.unit(root).and_then(|unit| self.program.units.get(unit));
        !is_header(&self.program.sources, root)
            && unit.is_some_and(|unit| !unit.ast.items.is_empty())
    }

    fn unsettle(&mut self, doubted: &[bool]) {
        let reach = &self.reach;
        let is_free =
            |root: &FileId| reach.unit(*root).is_some_and(|unit| !reach.sees_any(unit, doubted));
        self.settled.retain(is_free);
        self.borrowers.retain(is_free);
    }

    /// Unsettles whoever reaches one of these files: which files it imports, or whose they are, was decided by others.
    pub fn distrust(&mut self, files: impl IntoIterator<Item = FileId>) {
        let mut doubted = vec![false; self.reach.count()];
        for file in files {
            match self.reach.holders(file) {
                [] => doubted.fill(true),
                holders => holders.iter().for_each(|unit| doubted[*unit] = true),
            }
        }
        self.unsettle(&doubted);
    }

    /// The files.
    #[must_use]
    pub fn sources(&self) -> &Arc<SourceMap> {
        &self.program.sources
    }

    /// The named files that may well be settled in a batch of their own.
    #[must_use]
    pub fn again(&self) -> &[FileId] {
        &self.borrowers
    }

    /// The named files that are settled, with their warnings.
    pub fn settled(&self, levels: &Levels) -> Vec<Settled> {
        let mut items: Vec<Vec<ItemId>> = vec![Vec::new(); self.program.sources.iter().count()];
        for item in &self.module.items {
            items[self.module.origin(*item).unit.index()].push(*item);
        }
        let mut settled = Vec::with_capacity(self.settled.len());
        for root in &self.settled {
            let mut found = self.warnings.get(root).cloned().unwrap_or_default();
            found.extend(lints::check_file(&self.module, *root, &items[root.index()], levels));
            // Other files may have been called by another name.
            if found.iter().flat_map(places).all(|place| place.file == *root) {
                diagnostic::sort(&mut found);
                levels.apply(&mut found);
                settled.push(Settled { root: *root, diagnostics: found });
            }
        }
        settled
    }
}

/// True where a named file sees no two declarations of a name that differ.
fn agrees(doubts: &Doubts, root: FileId, reach: &Reach, program: &Program) -> bool {
    let units = &program.units;
    let Some(root) = reach.unit(root) else { return false };
    doubts.rivals.iter().all(|rivals: &Vec<Rival>| {
        let seen = |rival: &&Rival| {
            // Whose companion a file is is not looked into.
            rival.unit == root
                || program.companions.contains(&units[rival.unit].file)
                || !rival.private && reach.sees(root, rival.unit)
        };
        let mut kinds = rivals.iter().filter(seen).map(|rival| rival.kind);
        let first = kinds.next();
        kinds.all(|kind| Some(kind) == first)
    })
}

/// True where a named file reaches whatever the files that it reaches borrow, and in the same order.
fn is_in_order(doubts: &Doubts, root: FileId, reach: &Reach, program: &Program) -> bool {
    let Some(root) = reach.unit(root) else { return false };
    let mut borrowed =
        doubts.borrowed.iter().filter(|(by, _)| reach.sees(root, *by)).copied().peekable();
    borrowed.peek().is_none() || {
        let places = reach.places(root, &program.units);
        borrowed.all(|(by, of)| reach.sees(root, of) && (places[of] < places[by]) == (of < by))
    }
}

/// Every place that a diagnostic speaks of.
fn places(found: &Diagnostic) -> impl Iterator<Item = Span> {
    let labels = found.labels.iter().map(|label| label.span);
    labels.chain(found.helps.iter().filter_map(|help| help.place))
}

#[cfg(test)]
mod tests;
