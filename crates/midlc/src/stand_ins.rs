//! Imported files of the Windows SDK that are known by name alone: a name that nothing declares may well stand in one of them.

use midl_frontend::{
    Outcome,
    diagnostic::Code,
    source::{Owner, SourceFile},
};

use crate::prelude;

/// How many files a note names.
const SHOWN: usize = 3;

/// Says so with each name that is unknown.
pub(crate) fn tell(outcome: &mut Outcome) {
    let is_stand_in = |file: &SourceFile| {
        file.owner == Owner::Prelude && prelude::is_stand_in(file.text.as_str())
    };
    let files = outcome.sources.iter().map(|(_, file)| file).filter(|file| is_stand_in(file));
    let mut names: Vec<String> = files
        .map(|file| format!("`{}`", file.name.rsplit('/').next().unwrap_or_default()))
        .collect();
    if names.is_empty() {
        return;
    }
    if names.len() > SHOWN {
        names.truncate(SHOWN);
        names.push("..".to_owned());
    }
    let note = format!(
        "not found, and known only as far as the Windows metadata goes: {}; add the folder that holds it with `-I DIR`",
        names.join(", ")
    );
    for found in &mut outcome.diagnostics {
        if matches!(found.code, Code::UnknownType | Code::UnknownBase | Code::UnknownConstant) {
            found.notes.push(note.clone());
        }
    }
}
