//! What other modules hold already, so that it is used from there and not emitted again.
//!
//! A module that was emitted from a file holds what that file declares and all that this reaches: its selection is made here
//! as it was made there.

use std::collections::BTreeSet;

use midl_frontend::{model::Checked, source::FileId};

use crate::{bindings, errors::EmitError, options::Options, winmd::selection::Selection};

/// The modules that hold something already.
#[derive(Default)]
pub(crate) struct Held {
    modules: Vec<Module>,
}

/// One of them, by its number.
pub(crate) type Home = usize;

struct Module {
    path: String,
    items: BTreeSet<String>,
}

impl Held {
    /// # Errors
    ///
    /// Files that nothing imports.
    pub(crate) fn find(checked: &Checked, options: &Options) -> Result<Held, Vec<EmitError>> {
        let (mut elsewhere, mut errors) = (Held::default(), Vec::new());
        for entry in &options.elsewhere {
            match file(checked, &entry.file) {
                Some(file) => elsewhere.add(checked, &entry.module, file),
                None => errors.push(EmitError::NotImported {
                    option: options.given.option("elsewhere"),
                    file: entry.file.clone(),
                    known: checked.sources().iter().map(|(_, file)| file.name.clone()).collect(),
                }),
            }
        }
        if errors.is_empty() { Ok(elsewhere) } else { Err(errors) }
    }

    fn add(&mut self, checked: &Checked, path: &str, file: FileId) {
        let names = bindings::names(&Selection::of_file(checked, file));
        let items: BTreeSet<String> =
            names.into_iter().filter(|name| self.home(name).is_none()).collect();
        match self.modules.iter_mut().find(|module| module.path == path) {
            Some(module) => module.items.extend(items),
            None => self.modules.push(Module { path: path.to_owned(), items }),
        }
    }

    /// The module that holds an item of the bindings; none where that is emitted here.
    pub(crate) fn home(&self, name: &str) -> Option<Home> {
        self.modules.iter().position(|module| module.items.contains(name))
    }

    /// The path of every module.
    pub(crate) fn modules(&self) -> impl Iterator<Item = &str> {
        self.modules.iter().map(|module| &*module.path)
    }
}

/// The file of the program that a path, or the end of one, names.
fn file(checked: &Checked, path: &str) -> Option<FileId> {
    let is_meant = |name: &str| {
        name.strip_suffix(path).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    checked.sources().iter().find(|(_, file)| is_meant(&file.name)).map(|(id, _)| id)
}
