//! `midlc check`: each file on its own, all in one process.

use std::{collections::BTreeSet, io};

use midl_frontend::{
    Outcome,
    diagnostic::{Diagnostic, Severity, render},
};

use super::{Status, Streams};
use crate::{
    loader::Loader,
    options::Inputs,
    pipeline::{self, Findings},
};

pub(super) fn run(inputs: &Inputs, streams: &mut Streams<'_>) -> io::Result<Status> {
    let mut loader = Loader::new(&inputs.base, &inputs.include);
    let (mut told, mut errors, mut warnings) = (BTreeSet::new(), 0, 0);
    for file in &inputs.files {
        let inputs = Inputs { files: vec![file.clone()], ..inputs.clone() };
        let Outcome { diagnostics, sources, .. } = match pipeline::compile(&mut loader, &inputs) {
            Ok(outcome) => outcome,
            Err(error) => {
                streams.error(error)?;
                errors += 1;
                continue;
            }
        };
        let mut findings = Findings { diagnostics, sources };
        // A mistake in a file that many import is told once.
        findings
            .diagnostics
            .retain(|found| told.insert(render(found, &findings.sources, streams.style)));
        let is_error = |found: &&Diagnostic| found.severity() == Severity::Error;
        let of_file = findings.diagnostics.iter().filter(is_error).count();
        errors += of_file;
        warnings += findings.diagnostics.len() - of_file;
        streams.findings(&findings)?;
    }
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
