//! Who sees what, where files are resolved together that nobody named together.
//!
//! In a compilation a name means what any of its files declares, whether or not the file that uses it imports that one. Files that
//! have nothing to do with each other must not be told so: each is to be resolved as in a compilation of its own. So, where a
//! [`Sight`] is at hand,
//!
//! - a declaration takes the place of another only in its own unit; a name may have several entries, and for a unit those count
//!   that it *sees*: its own and those of what it imports, directly or not;
//! - a name that is used and not in sight is *borrowed* from the unit that declares it;
//! - entries of one name that do not say the same are *rivals*;
//! - where neither can tell, the unit is *doubted*.
//!
//! What comes of it is [`Doubts`]; [`crate::batch`] asks them, file by file.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use super::{
    Resolver,
    redeclared::Same,
    scope::{Declared, Named, Space, TypeEntry, ValueEntry, ValueState},
};
use crate::reach::Reach;

#[derive(Debug)]
pub(super) struct Sight {
    reach: Reach,
    doubted: Vec<Cell<bool>>,
    borrowed: RefCell<BTreeSet<(usize, usize)>>,
}

/// Why a file may have to be resolved on its own.
#[derive(Debug, Default)]
pub(crate) struct Doubts {
    /// By unit: whoever reaches it does.
    pub(crate) units: Vec<bool>,
    /// Whoever reaches the first unit does, unless the second comes before it as it does here.
    pub(crate) borrowed: Vec<(usize, usize)>,
    /// Whoever sees two of one list that differ in kind does.
    pub(crate) rivals: BTreeSet<Vec<Rival>>,
}

/// One of the declarations of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rival {
    pub(crate) unit: usize,
    /// Those that say the same are of one kind.
    pub(crate) kind: usize,
    /// Nobody but its own unit sees it.
    pub(crate) private: bool,
}

impl Sight {
    pub(super) fn new(reach: Reach) -> Sight {
        let doubted = vec![Cell::new(false); reach.count()];
        Sight { reach, doubted, borrowed: RefCell::default() }
    }

    pub(super) fn sees(&self, unit: usize, entry: &impl Declared) -> bool {
        let of = entry.site().unit;
        of == unit || !entry.is_private() && self.reach.sees(unit, of)
    }

    pub(super) fn doubt(&self, unit: usize) {
        self.doubted[unit].set(true);
    }

    /// The unit `by` uses what `of` declares.
    pub(super) fn used(&self, by: usize, of: usize) {
        if !self.reach.sees(by, of) {
            self.borrowed.borrow_mut().insert((by, of));
        }
    }
}

impl Resolver<'_> {
    /// What is to be asked of the files that were resolved together.
    pub(super) fn doubts(&self) -> Doubts {
        let Some(sight) = &self.scope.sight else { return Doubts::default() };
        let mut rivals = BTreeSet::new();
        for space in [Space::Types, Space::Tags, Space::Coclasses] {
            for entries in self.scope.space(space).rivals() {
                // An interface that is only mentioned is a pointer to whatever it turns out to be.
                let is_mention = |entry: &&TypeEntry<'_>| {
                    let by_pointer = matches!(
                        entry.named,
                        Named::Interface(_) | Named::Dispinterface(_) | Named::Coclass(_)
                    );
                    entry.node.is_none() && by_pointer
                };
                let entries = entries.into_iter().filter(|entry| !is_mention(entry)).collect();
                rivals.extend(differing(entries, |a, b| self.say_the_same(a, b)));
            }
        }
        for entries in self.scope.values().rivals() {
            rivals.extend(differing(entries, |a, b| self.are_the_same(a, b)));
        }
        Doubts {
            units: sight.doubted.iter().map(Cell::get).collect(),
            borrowed: sight.borrowed.borrow().iter().copied().collect(),
            rivals,
        }
    }

    fn say_the_same(&self, a: &TypeEntry<'_>, b: &TypeEntry<'_>) -> bool {
        let (module, same) = (&self.module, Same { module: &self.module, by_name: true });
        if a.node.is_some() != b.node.is_some() {
            return false;
        }
        match (a.named, b.named) {
            (Named::Interface(a), Named::Interface(b)) => same.interface(&module[a], &module[b]),
            (Named::Record(a), Named::Record(b)) => {
                module[a].from_c == module[b].from_c && same.record(a, b)
            }
            (Named::Enum(a), Named::Enum(b)) => {
                module[a].v1 == module[b].v1 && same.members(&module[a].members, &module[b].members)
            }
            (Named::Alias(a), Named::Alias(b)) => {
                let (a, b) = (&module[a], &module[b]);
                let attributes = a.attributes.iter().zip(&b.attributes);
                same.ty(&a.ty, &b.ty)
                    && (a.string, a.null) == (b.string, b.null)
                    && a.attributes.len() == b.attributes.len()
                    && attributes.into_iter().all(|(a, b)| a.name == b.name)
            }
            _ => false,
        }
    }

    fn are_the_same(&self, a: &ValueEntry<'_>, b: &ValueEntry<'_>) -> bool {
        let same = Same { module: &self.module, by_name: true };
        match (&a.state, &b.state) {
            (ValueState::Known(Ok(a)), ValueState::Known(Ok(b))) => {
                let types = match (&a.ty, &b.ty) {
                    (Some(a), Some(b)) => same.ty(a, b),
                    (a, b) => a.is_none() && b.is_none(),
                };
                types && a.value == b.value
            }
            _ => false,
        }
    }
}

/// The entries with their kinds, if there are several.
fn differing<T: Declared>(entries: Vec<&T>, same: impl Fn(&T, &T) -> bool) -> Option<Vec<Rival>> {
    let mut kinds: Vec<&T> = Vec::new();
    let mut rivals = Vec::with_capacity(entries.len());
    for entry in entries {
        let known = kinds.iter().position(|known| same(known, entry));
        let kind = known.unwrap_or(kinds.len());
        if known.is_none() {
            kinds.push(entry);
        }
        rivals.push(Rival { unit: entry.site().unit, kind, private: entry.is_private() });
    }
    (kinds.len() > 1).then_some(rivals)
}
