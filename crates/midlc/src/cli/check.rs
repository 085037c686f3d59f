//! `midlc check`: each file on its own, all in one process. What was found is told at the end, sorted by place: the order of
//! the files named changes nothing.

use std::{
    io, mem,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use midl_frontend::{
    Outcome,
    diagnostic::{Diagnostic, Severity},
    source::SourceMap,
};

use super::{Messages, Status, Streams, counted, progress::Progress};
use crate::{
    loader::{LoadError, Loader},
    options::Inputs,
    pipeline,
};

/// Something found, ready to be told. The order of the fields is the order in which they are told.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    file: String,
    start: u32,
    severity: Severity,
    text: String,
}

/// What became of a file.
type Checked = Result<(Vec<Diagnostic>, Arc<SourceMap>), LoadError>;

/// The stack of a thread, as large as that of a process.
const STACK: usize = 8 << 20;

pub(super) fn run(
    inputs: &Inputs,
    jobs: Option<usize>,
    streams: &mut Streams<'_>,
) -> io::Result<Status> {
    let count_of_files = inputs.files.len();
    let jobs = match jobs {
        _ if count_of_files == 1 => 1,
        Some(jobs) => jobs,
        None => thread::available_parallelism().map_or(1, usize::from),
    };
    let mut progress = Progress::new(count_of_files, streams.shows_progress());
    let mut all = Vec::new();
    let mut take = |index: usize, checked: Checked| {
        let file = &inputs.files[index];
        progress.step(streams.err, index, file)?;
        match checked {
            Ok((diagnostics, sources)) => {
                all.extend(diagnostics.iter().map(|found| self::found(found, &sources, streams)));
            }
            Err(error) => {
                let text = streams.failure(&error);
                all.push(Found { file: file.clone(), start: 0, severity: Severity::Error, text });
            }
        }
        Ok(())
    };
    if jobs.min(count_of_files) <= 1 {
        let mut loader = Loader::new(&inputs.base, &inputs.include);
        for index in 0..count_of_files {
            take(index, check(&mut loader, inputs, index, 1))?;
        }
        mem::forget(loader);
    } else {
        in_parallel(inputs, jobs.min(count_of_files), &mut take)?;
    }
    progress.finish(streams.err)?;
    tell(all, count_of_files, streams)
}

/// Shares the files out to threads, which read each of them once.
fn in_parallel(
    inputs: &Inputs,
    jobs: usize,
    take: &mut dyn FnMut(usize, Checked) -> io::Result<()>,
) -> io::Result<()> {
    let (loader, next) = (Loader::new(&inputs.base, &inputs.include), AtomicUsize::new(0));
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs {
            let (mut loader, sender, next) = (loader.sharing_texts(), sender.clone(), &next);
            let work = move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= inputs.files.len() {
                        return mem::forget(loader);
                    }
                    if sender.send((index, check(&mut loader, inputs, index, jobs))).is_err() {
                        return;
                    }
                }
            };
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
        }
        drop(sender);
        receiver.into_iter().try_for_each(|(index, checked)| take(index, checked))
    })
}

fn check(loader: &mut Loader, inputs: &Inputs, index: usize, jobs: usize) -> Checked {
    let count = inputs.files.len();
    let inputs = Inputs {
        base: inputs.base.clone(),
        files: vec![inputs.files[index].clone()],
        include: inputs.include.clone(),
        defines: inputs.defines.clone(),
        warnings: inputs.warnings.clone(),
        outside: inputs.outside,
    };
    let Outcome { checked, diagnostics, sources, units } = pipeline::compile(loader, &inputs)?;
    if index + jobs >= count {
        // The process ends here: taking the last models apart first would be a good part of a short run.
        mem::forget((checked, units));
    }
    Ok((diagnostics, sources))
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
        let counts = [(errors, "error"), (warnings, "warning")].into_iter();
        let counts = counts.filter(|(number, _)| *number > 0);
        let counts: Vec<String> = counts.map(|(number, noun)| counted(number, noun)).collect();
        writeln!(streams.err, "{} in {}", counts.join(" and "), counted(files, "file"))?;
    }
    Ok(if errors == 0 { Status::Good } else { Status::Mistakes })
}
