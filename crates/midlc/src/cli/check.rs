//! `midlc check`: each file on its own, all in one process. What was found is told at the end, sorted by place: the order of
//! the files named changes nothing.

use std::{io, mem};

use midl_frontend::{
    diagnostic::{Diagnostic, Severity},
    source::SourceMap,
};

use super::{Messages, Status, Streams, progress::Progress};
use crate::{loader::Loader, options::Inputs, pipeline};

/// Something found, ready to be told. The order of the fields is the order in which they are told.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    file: String,
    start: u32,
    severity: Severity,
    text: String,
}

pub(super) fn run(inputs: &Inputs, streams: &mut Streams<'_>) -> io::Result<Status> {
    let mut loader = Loader::new(&inputs.base, &inputs.include);
    let mut all = Vec::new();
    let count_of_files = inputs.files.len();
    let mut progress = Progress::new(count_of_files, streams.shows_progress());
    for (index, file) in inputs.files.iter().enumerate() {
        progress.step(streams.err, index, file)?;
        let inputs = Inputs { files: vec![file.clone()], ..inputs.clone() };
        let outcome = match pipeline::compile(&mut loader, &inputs) {
            Ok(outcome) => outcome,
            Err(error) => {
                let text = streams.failure(&error);
                all.push(Found { file: file.clone(), start: 0, severity: Severity::Error, text });
                continue;
            }
        };
        let found = outcome.diagnostics.iter();
        all.extend(found.map(|found| self::found(found, &outcome.sources, streams)));
        if index + 1 == count_of_files {
            // The process ends here: taking the last model apart first would be a good part of a short run.
            mem::forget(outcome);
        }
    }
    mem::forget(loader);
    progress.finish(streams.err)?;
    tell(all, count_of_files, streams)
}

fn found(diagnostic: &Diagnostic, sources: &SourceMap, streams: &Streams<'_>) -> Found {
    let place = diagnostic.place();
    Found {
        file: place.map_or_else(String::new, |place| sources.file(place.file).name.clone()),
        start: place.map_or(0, |place| place.start),
        severity: diagnostic.severity(),
        text: streams.rendered(diagnostic, sources),
    }
}

fn tell(mut all: Vec<Found>, files: usize, streams: &mut Streams<'_>) -> io::Result<Status> {
    all.sort_unstable();
    // A mistake in a file that many import is told once.
    all.dedup();
    for found in &all {
        streams.err.write_all(found.text.as_bytes())?;
    }
    let of = |severity| all.iter().filter(|found| found.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    if !all.is_empty() && streams.messages == Messages::Text {
        let counts = [count(errors, "error"), count(warnings, "warning")];
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        let files = count(files, "file").unwrap_or_default();
        writeln!(streams.err, "{} in {files}", counts.join(" and "))?;
    }
    Ok(if errors == 0 { Status::Good } else { Status::Mistakes })
}

/// `1 error`, `2 errors`; nothing for none.
fn count(number: usize, noun: &str) -> Option<String> {
    (number > 0).then(|| format!("{number} {noun}{}", if number == 1 { "" } else { "s" }))
}
