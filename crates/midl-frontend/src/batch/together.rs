//! Files that are resolved as one program, in which every file is there once, and for which of them that makes no difference.
//!
//! A named file is settled where nothing that it reaches
//!
//! - has a mistake or a warning of any stage, but for the warnings that [`crate::check`] and [`crate::lints`] find in it alone;
//! - means something else because of a file out of its sight (`resolve::sight` says what is noted).

use std::collections::HashMap;

use super::{Verdict, doubt, places, told};
use crate::{
    check,
    diagnostic::{Diagnostic, Levels, MISTAKES_LIMIT, Severity},
    lints,
    model::{ItemId, Module},
    program::Program,
    reach::Reach,
    resolve::{self, Doubts, Rival},
    source::FileId,
};

pub(super) struct Round {
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

impl Round {
    /// Resolves the named files of a program together.
    pub(super) fn resolve(program: Program) -> Round {
        let reach = Reach::new(&program.units);
        let (module, errors, mut doubts) = resolve::resolve_batch(&program, reach.clone());
        let examined = check::examine(&module, &program.sources);
        let all_told = errors.len() + examined.len() < MISTAKES_LIMIT;
        let mut round = Round {
            program,
            module,
            reach,
            settled: Vec::new(),
            borrowers: Vec::new(),
            warnings: HashMap::new(),
        };
        // The unit in which such a mistake was found is doubted already; it may be a mistake of another one.
        let mut all_known = errors
            .iter()
            .all(|error| doubt(&round.reach, error.place().into_iter(), &mut doubts.units));
        for found in examined.into_iter().map(Diagnostic::from) {
            match round.warned(&found) {
                Some(root) => round.warnings.entry(root).or_default().push(found),
                None => all_known &= doubt(&round.reach, places(&found), &mut doubts.units),
            }
        }
        if all_told && all_known {
            round.divide(&doubts);
        }
        round
    }

    /// The named file that a warning is about, if it is about nothing else.
    fn warned(&self, found: &Diagnostic) -> Option<FileId> {
        let file = found.place()?.file;
        let is_alone = || places(found).all(|place| place.file == file);
        let is_own = || self.reach.holders(file) == self.reach.unit(file).as_slice();
        let is_plain = found.severity() == Severity::Warning && self.program.roots.contains(&file);
        (is_plain && is_alone() && is_own()).then_some(file)
    }

    fn divide(&mut self, doubts: &Doubts) {
        let mut warned = vec![false; self.reach.count()];
        for unit in self.warnings.keys().filter_map(|root| self.reach.unit(*root)) {
            warned[unit] = true;
        }
        let same_iids = check::same_iids(&self.module);
        let (reach, program) = (&self.reach, &self.program);
        let is_free = |root: FileId, unit: usize| {
            !reach.sees_any(unit, &doubts.units)
                // Whether a file that is not named is warned of is another question.
                && !reach.sees_another(unit, &warned)
                && !same_iids.iter().any(|files| {
                    let seen = |file| reach.unit(file).is_some_and(|of| reach.sees(unit, of));
                    files.contains(&root) && files.iter().filter(|file| seen(**file)).count() > 1
                })
                && agrees(doubts, unit, reach, program)
        };
        for root in &program.roots {
            if let Some(unit) = reach.unit(*root).filter(|unit| is_free(*root, *unit)) {
                let in_order = is_in_order(doubts, unit, reach, program);
                if in_order { &mut self.settled } else { &mut self.borrowers }.push(*root);
            }
        }
    }

    /// The named files that may well be settled in a round without the others.
    pub(super) fn borrowers(&self) -> &[FileId] {
        &self.borrowers
    }

    /// The named files that are no business of a further round.
    pub(super) fn unsettled(&self) -> impl Iterator<Item = FileId> {
        let roots = self.program.roots.iter().copied();
        roots.filter(|root| !self.settled.contains(root) && !self.borrowers.contains(root))
    }

    /// The verdicts on the named files that are settled.
    pub(super) fn verdicts(&self, levels: &Levels) -> impl Iterator<Item = Verdict> {
        let mut items: Vec<Vec<ItemId>> = vec![Vec::new(); self.program.sources.iter().count()];
        for item in &self.module.items {
            items[self.module.origin(*item).unit.index()].push(*item);
        }
        self.settled.iter().map(move |root| {
            let mut found = self.warnings.get(root).cloned().unwrap_or_default();
            found.extend(lints::check_file(&self.module, *root, &items[root.index()], levels));
            Verdict { root: *root, diagnostics: told(found, *root, levels) }
        })
    }
}

/// True where a named file sees no two declarations of a name that differ.
fn agrees(doubts: &Doubts, root: usize, reach: &Reach, program: &Program) -> bool {
    doubts.rivals.iter().all(|rivals: &Vec<Rival>| {
        let seen = |rival: &&Rival| {
            // Whose companion a file is is not looked into.
            rival.unit == root
                || program.companions.contains(&program.units[rival.unit].file)
                || !rival.private && reach.sees(root, rival.unit)
        };
        let mut kinds = rivals.iter().filter(seen).map(|rival| rival.kind);
        let first = kinds.next();
        kinds.all(|kind| Some(kind) == first)
    })
}

/// True where a named file reaches whatever the files that it reaches borrow, and in the same order.
fn is_in_order(doubts: &Doubts, root: usize, reach: &Reach, program: &Program) -> bool {
    let mut borrowed =
        doubts.borrowed.iter().filter(|(by, _)| reach.sees(root, *by)).copied().peekable();
    borrowed.peek().is_none() || {
        let places = reach.places(root, &program.units);
        borrowed.all(|(by, of)| reach.sees(root, of) && (places[of] < places[by]) == (of < by))
    }
}
