//! What unit tests share: IDL text to a checked model, with the prelude of the compiler.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use midl_frontend::{
    diagnostic::{Style, render},
    model::{Checked, InterfaceId, ItemId},
    program::{self, Files, OpenError, OpenKind},
    source::{FileId, Owner, SourceFile, SourceMap},
};

use crate::options::{Given, Options};

/// Compiles a file of this text.
#[track_caller]
pub(crate) fn checked(idl: &str) -> Checked {
    let mut sources = SourceMap::default();
    let root = sources.add(file("test.idl", Owner::User, idl));
    let outcome = midl_frontend::compile(
        sources,
        &[root],
        &mut Prelude::default(),
        &program::Options::default(),
    );
    let diagnostics =
        outcome.diagnostics.iter().map(|found| render(found, &outcome.sources, Style::Plain));
    let diagnostics: Vec<String> = diagnostics.collect();
    outcome.checked.unwrap_or_else(|| panic!("{}", diagnostics.join("\n")))
}

/// The interfaces that the text itself declares.
pub(crate) fn own_interfaces(checked: &Checked) -> Vec<InterfaceId> {
    let own = checked.items.iter().filter(|item| checked.is_own(**item));
    own.filter_map(|item| match item {
        ItemId::Interface(id) => Some(*id),
        _ => None,
    })
    .collect()
}

/// A plan that asks for nothing in particular.
pub(crate) fn options() -> Options {
    Options {
        command: "cargo xtask regen".to_owned(),
        inputs: vec!["test.idl".to_owned()],
        namespace: "Test".to_owned(),
        library: "src/generated".to_owned(),
        module: "generated".to_owned(),
        given: Given::Plan,
        krate: "test".to_owned(),
        attribute: None,
        nullable: Default::default(),
        success: Default::default(),
        filter: Default::default(),
        frame: Default::default(),
        elsewhere: Vec::new(),
        feature: None,
    }
}

fn file(name: &str, owner: Owner, text: &str) -> SourceFile {
    SourceFile {
        name: name.to_owned(),
        owner,
        text: Arc::new(text.to_owned()),
        invalid: Vec::new(),
    }
}

/// The prelude, read from its folder: this crate lies below the one that has it built in.
#[derive(Default)]
struct Prelude {
    known: BTreeMap<String, FileId>,
}

impl Files for Prelude {
    fn open(
        &mut self,
        sources: &mut SourceMap,
        name: &str,
        _: FileId,
        _: OpenKind,
    ) -> Result<FileId, OpenError> {
        if let Some(id) = self.known.get(name) {
            return Ok(*id);
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../midlc/prelude");
        let text = std::fs::read_to_string(folder.join(name))
            .map_err(|_| OpenError::NotFound { searched: Vec::new() })?;
        let id = sources.add(file(name, Owner::Prelude, &text));
        self.known.insert(name.to_owned(), id);
        Ok(id)
    }
}
