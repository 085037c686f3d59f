//! The rules of the language: what MIDL refuses is an error, what real files do and bites later is a warning.
//!
//! Only [`check`] makes a [`Checked`], and emitters take nothing else. Errors are looked for in every file that the user
//! brought along, warnings in the files that were named; the compiler's own files are trusted.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    layout::{Layouts, Target},
    model::{Checked, Guid, ItemId, Module, Origin},
    preprocess::is_header,
    source::{FileId, Owner, SourceMap},
};

mod attributes;
mod error;
mod interfaces;
mod records;

pub use error::CheckError;

/// Checks a module against the rules. With an error there is no [`Checked`]; warnings do not stand in its way.
#[must_use]
pub fn check(module: Module, sources: Arc<SourceMap>) -> (Option<Checked>, Vec<CheckError>) {
    let mut checker = Checker::new(&module, &sources);
    checker.module();
    checker.unique_iids();
    let errors = checker.errors;
    let sound = errors.iter().all(CheckError::is_warning);
    (sound.then_some(Checked { module, sources }), errors)
}

/// What the rules say of each item of a module.
pub(crate) fn examine(module: &Module, sources: &SourceMap) -> Vec<CheckError> {
    let mut checker = Checker::new(module, sources);
    checker.module();
    checker.errors
}

/// For each IID that several interfaces have the files that declare them.
pub(crate) fn same_iids(module: &Module) -> Vec<Vec<FileId>> {
    let mut files: BTreeMap<Guid, Vec<FileId>> = BTreeMap::new();
    for (iid, _, origin) in interfaces::with_iid(module) {
        files.entry(iid).or_default().push(origin.unit);
    }
    files.into_values().filter(|files| files.len() > 1).collect()
}

struct Checker<'m> {
    module: &'m Module,
    sources: &'m SourceMap,
    /// By file: it is a C header.
    headers: Vec<bool>,
    /// Names of attributes that were found to be known: there are few, and each stands in many places.
    familiar: Vec<&'m str>,
    /// For whether a record has a layout at all, which is the same for both targets.
    layouts: Layouts<'m>,
    errors: Vec<CheckError>,
}

/// What a parameter or a field is part of.
#[derive(Clone, Copy)]
struct Holder {
    origin: Origin,
    /// An interface or a method that never leaves its process.
    local: bool,
}

impl<'m> Checker<'m> {
    fn new(module: &'m Module, sources: &'m SourceMap) -> Checker<'m> {
        Checker {
            module,
            sources,
            headers: sources.iter().map(|(file, _)| is_header(sources, file)).collect(),
            familiar: Vec::new(),
            layouts: Layouts::new(module, Target::X64),
            errors: Vec::new(),
        }
    }

    fn module(&mut self) {
        for item in &self.module.items {
            let origin = self.module.origin(*item);
            let owner = self.sources.file(origin.unit).owner;
            if !matches!(owner, Owner::Prelude | Owner::Companion)
                && !self.headers[origin.span.file.index()]
            {
                self.item(*item);
                if self.is_named(origin) {
                    self.attributes_of(*item);
                }
            }
        }
    }

    /// A rule that MIDL enforces and others do not. In a file of an include folder, which its reader did not write, it is at
    /// most a warning, be it imported or included.
    fn enforce(&mut self, error: CheckError, origin: Origin) {
        match self.sources.file(origin.span.file).owner {
            Owner::User => self.errors.push(error),
            Owner::Library if self.is_named(origin) => {
                self.errors.push(CheckError::Tolerated(Box::new(error)))
            }
            Owner::Library | Owner::Companion | Owner::Prelude => {}
        }
    }

    /// A rule for what travels to another process. MIDL does not enforce it where nothing does: in a local interface it is a
    /// warning.
    fn enforce_remote(&mut self, error: CheckError, holder: Holder) {
        if !holder.local {
            self.enforce(error, holder.origin);
        } else if self.is_named(holder.origin) {
            self.errors.push(CheckError::Local(Box::new(error)));
        }
    }

    fn item(&mut self, item: ItemId) {
        let module = self.module;
        match item {
            ItemId::Interface(id) => self.interface(&module[id]),
            ItemId::Record(id) => self.record(id),
            ItemId::Coclass(id) => self.coclass(&module[id]),
            ItemId::Dispinterface(id) => self.dispinterface(&module[id]),
            ItemId::Library(id) => self.once(&module[id].attributes, "uuid"),
            ItemId::Alias(id) => self.alias(&module[id]),
            ItemId::Enum(_) | ItemId::Function(_) | ItemId::Constant(_) => {}
        }
    }

    /// True for what one of the named files declares: there, warnings are wanted.
    fn is_named(&self, origin: Origin) -> bool {
        self.module.roots.contains(&origin.unit)
    }
}

#[cfg(test)]
mod tests;
