//! `midlc check`: each file on its own, all in one process.

use std::{collections::HashSet, io, mem};

use midl_frontend::diagnostic::{Severity, render};

use super::{Status, Streams};
use crate::{loader::Loader, options::Inputs, pipeline};

pub(super) fn run(inputs: &Inputs, streams: &mut Streams<'_>) -> io::Result<Status> {
    let mut loader = Loader::new(&inputs.base, &inputs.include);
    let (mut told, mut errors, mut warnings) = (HashSet::new(), 0, 0);
    let count_of_files = inputs.files.len();
    for (index, file) in inputs.files.iter().enumerate() {
        let inputs = Inputs { files: vec![file.clone()], ..inputs.clone() };
        let outcome = match pipeline::compile(&mut loader, &inputs) {
            Ok(outcome) => outcome,
            Err(error) => {
                streams.error(error)?;
                errors += 1;
                continue;
            }
        };
        for found in &outcome.diagnostics {
            let text = render(found, &outcome.sources, streams.style);
            // A mistake in a file that many import is told once.
            if told.contains(&text) {
                continue;
            }
            match found.severity() {
                Severity::Error => errors += 1,
                Severity::Warning => warnings += 1,
            }
            writeln!(streams.err, "{text}")?;
            told.insert(text);
        }
        if index + 1 == count_of_files {
            // The process ends here: taking the last model apart first would be a good part of a short run.
            mem::forget(outcome);
        }
    }
    mem::forget(loader);
    if errors + warnings > 0 {
        let counts = [count(errors, "error"), count(warnings, "warning")];
        let files = count(inputs.files.len(), "file").unwrap_or_default();
        writeln!(
            streams.err,
            "{} in {files}",
            counts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
        )?;
    }
    Ok(if errors == 0 { Status::Good } else { Status::Mistakes })
}

/// `1 error`, `2 errors`; nothing for none.
fn count(number: usize, noun: &str) -> Option<String> {
    (number > 0).then(|| format!("{number} {noun}{}", if number == 1 { "" } else { "s" }))
}
