//! Many files at once, each as if it were compiled on its own.
//!
//! Files that are checked one after another import the same files again and again, and most of the work is theirs. A [`Batch`]
//! reads all of them as one program, in which every file is there once, and finds out what there is to be told of each of the
//! named files. Where it cannot know that, the file stays open, and whoever made the batch compiles it on its own.
//!
//! Nothing is known of a named file that reaches a mistake of reading, or a file that was looked for or read in a way that another
//! named file decided ([`Batch::distrust`]). The others are resolved together, in rounds (`together`): who is not settled by a
//! round only because it uses what it does not reach comes into the next one, in which that is not there. Who is left is resolved
//! alone, from the same trees.
//!
//! All of that errs on one side: to leave a file open costs time, never a message.

use std::{mem, sync::Arc};

use crate::{
    check,
    diagnostic::{self, Diagnostic, Levels, MISTAKES_LIMIT},
    lints,
    preprocess::is_header,
    program::{self, Files, Options, Program},
    reach::Reach,
    resolve,
    source::{FileId, SourceMap, Span},
};
use together::Round;

mod together;

/// Files that were read together.
pub struct Batch {
    program: Program,
    reach: Reach,
    /// By unit: nothing is known of a file that reaches it.
    doubted: Vec<bool>,
    /// What was resolved, so that whoever ends the process soon need not wait until it is taken apart.
    rounds: Vec<Round>,
}

/// What is known of a named file.
pub struct Verdict {
    /// The file.
    pub root: FileId,
    /// What was found, as far as it is wanted, sorted by place; nothing where the file is to be compiled on its own.
    pub diagnostics: Option<Vec<Diagnostic>>,
}

impl Batch {
    /// Reads the named files, which are in `sources`, with all that they import.
    #[must_use]
    pub fn read(
        sources: SourceMap,
        roots: &[FileId],
        files: &mut dyn Files,
        options: &Options,
    ) -> Batch {
        let mut program = program::parse_program(sources, roots, files, options);
        let told = mem::take(&mut program.errors);
        let reach = Reach::new(&program.units);
        let mut doubted = vec![false; reach.count()];
        // Beyond this number mistakes are dropped, and nobody knows whose they were.
        let all_told = told.len() < MISTAKES_LIMIT;
        if !all_told || !told.iter().all(|told| doubt(&reach, places(told), &mut doubted)) {
            doubted.fill(true);
        }
        Batch { program, reach, doubted, rounds: Vec::new() }
    }

    /// Leaves everything open that reaches one of these files: which files it imports, or whose they are, was decided by others.
    pub fn distrust(&mut self, files: impl IntoIterator<Item = FileId>) {
        for file in files {
            match self.reach.holders(file) {
                [] => self.doubted.fill(true),
                holders => holders.iter().for_each(|unit| self.doubted[*unit] = true),
            }
        }
    }

    /// The files.
    #[must_use]
    pub fn sources(&self) -> &Arc<SourceMap> {
        &self.program.sources
    }

    /// Hands on a verdict on each named file, as soon as there is one.
    ///
    /// # Errors
    ///
    /// Those of `take`, which then is not called any more.
    pub fn judge<E>(
        &mut self,
        levels: &Levels,
        mut take: impl FnMut(Verdict) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut open, unknown): (Vec<FileId>, Vec<FileId>) =
            self.program.roots.iter().partition(|root| self.is_plain(**root));
        let own = |root: FileId| Verdict { root, diagnostics: None };
        unknown.into_iter().map(own).try_for_each(&mut take)?;
        let mut left = Vec::new();
        while open.len() > 1 {
            let count = open.len();
            let round = Round::resolve(self.program.only(&open));
            round.verdicts(levels).try_for_each(&mut take)?;
            left.extend(round.unsettled());
            open = round.borrowers().to_vec();
            self.rounds.push(round);
            // All rounds after the first are no more work than the first.
            if open.len() > count / 2 {
                break;
            }
        }
        left.extend(open);
        let mut alone =
            left.into_iter().map(|root| Verdict { root, diagnostics: self.alone(root, levels) });
        alone.try_for_each(take)
    }

    /// False for a named file of which nothing is known, for one that is read in another way where it is not named, and for one
    /// that says nothing.
    fn is_plain(&self, root: FileId) -> bool {
        self.reach.unit(root).is_some_and(|unit| {
            !self.reach.sees_any(unit, &self.doubted)
                && !self.program.units[unit].ast.items.is_empty()
                && !is_header(&self.program.sources, root)
        })
    }

    /// What is to be told of a file without mistakes. Nothing is known where a companion of it is here no file of its own, but text
    /// that another one includes.
    fn alone(&self, root: FileId, levels: &Levels) -> Option<Vec<Diagnostic>> {
        let program = self.program.only(&[root]);
        let is_read = |file: &FileId| program.units.iter().any(|unit| unit.file == *file);
        if !program.companions.iter().all(is_read) {
            return None;
        }
        let (module, errors) = resolve::resolve(&program);
        if !errors.is_empty() {
            return None;
        }
        let (checked, warnings) = check::check(module, Arc::clone(&program.sources));
        let mut found: Vec<Diagnostic> = warnings.into_iter().map(Diagnostic::from).collect();
        found.extend(lints::check(&checked?, levels));
        told(found, root, levels)
    }
}

/// What is to be told of a file, if all of it is about that file: others may have been called by another name.
fn told(mut found: Vec<Diagnostic>, root: FileId, levels: &Levels) -> Option<Vec<Diagnostic>> {
    let is_own = found.iter().flat_map(places).all(|place| place.file == root);
    (is_own && found.len() < MISTAKES_LIMIT).then(|| {
        diagnostic::sort(&mut found);
        levels.apply(&mut found);
        found
    })
}

/// Marks the units that places are in; false where it is not known whose they are.
fn doubt(reach: &Reach, places: impl Iterator<Item = Span>, doubted: &mut [bool]) -> bool {
    let mut known = false;
    for place in places {
        let holders = reach.holders(place.file);
        holders.iter().for_each(|unit| doubted[*unit] = true);
        if holders.is_empty() {
            return false;
        }
        known = true;
    }
    known
}

/// Every place that a diagnostic speaks of.
fn places(found: &Diagnostic) -> impl Iterator<Item = Span> {
    let labels = found.labels.iter().map(|label| label.span);
    labels.chain(found.helps.iter().filter_map(|help| help.place))
}

#[cfg(test)]
mod tests;
