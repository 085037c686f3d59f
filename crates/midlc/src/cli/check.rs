//! `midlc check`: each file on its own, all in one process. What was found is told at the end, sorted by place: the order of
//! the files named changes nothing.

use std::{
    io, mem,
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
};

use midl_frontend::{
    Outcome,
    diagnostic::{Diagnostic, Severity},
    source::SourceMap,
};

use super::{
    Messages, Status, Streams, counted,
    progress::{self, Progress},
    share,
    together::{self, Told},
};
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
type Checked = Result<Told, LoadError>;

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
    let watched = progress.is_shown();
    let mut take = |news: Option<(usize, Checked)>| {
        let Some((index, checked)) = news else { return progress.wait(streams.err) };
        let file = &inputs.files[index];
        progress.step(streams.err, file)?;
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
    if jobs.min(count_of_files) <= 1 && !watched {
        let loader = Loader::new(&inputs.base, &inputs.include);
        let all: Vec<usize> = (0..count_of_files).collect();
        let mut take = |index, checked| take(Some((index, checked)));
        check_share(loader, inputs, &all, Left::default().batch(), &mut take)?;
    } else {
        in_parallel(inputs, jobs.min(count_of_files), &mut take)?;
    }
    progress.finish(streams.err)?;
    tell(all, count_of_files, streams)
}

/// Shares the files out to threads, which read each of them once. Where nothing comes of it for a while, `take` is told that.
fn in_parallel(
    inputs: &Inputs,
    jobs: usize,
    take: &mut dyn FnMut(Option<(usize, Checked)>) -> io::Result<()>,
) -> io::Result<()> {
    let loader = Loader::new(&inputs.base, &inputs.include);
    let shares = share::out(&loader, inputs, jobs);
    let left = Left::default();
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        let sharing_out = left.batch();
        let (mut threads, mut refused) = (0, None);
        for share in &shares {
            let (loader, sender, batch) = (loader.sharing_texts(), sender.clone(), left.batch());
            let work = move || {
                // Nobody listens any more where the output cannot be written, and that was told.
                let _ = check_share(loader, inputs, share, batch, &mut |index, checked| {
                    sender.send((index, checked)).map_err(io::Error::other)
                });
            };
            match thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
                Ok(_) => threads += 1,
                // The other threads are left with the share.
                Err(error) => {
                    share.iter().for_each(|file| left.add(*file));
                    refused = Some(error);
                }
            }
        }
        drop((sharing_out, sender));
        if threads == 0 {
            return refused.map_or(Ok(()), Err);
        }
        loop {
            match receiver.recv_timeout(progress::PAUSE) {
                Ok(news) => take(Some(news))?,
                Err(RecvTimeoutError::Timeout) => take(None)?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    })
}

/// Checks some of the files: most of them together, the others one by one, and then what is left of those of other threads.
fn check_share(
    mut loader: Loader,
    inputs: &Inputs,
    share: &[usize],
    batch: Batch<'_>,
    take: &mut dyn FnMut(usize, Checked) -> io::Result<()>,
) -> io::Result<()> {
    let Batch(left) = batch;
    if let [alone] = share {
        left.add(*alone);
    } else {
        together::check(&mut loader, inputs, share, &mut |index, told| match told {
            Some(told) => take(index, Ok(told)),
            None => {
                left.add(index);
                Ok(())
            }
        })?;
    }
    drop(batch);
    while let Some((index, last)) = left.next() {
        take(index, check(&mut loader, inputs, index, last))?;
    }
    mem::forget(loader);
    Ok(())
}

/// The files that are to be checked on their own, by any thread.
#[derive(Default)]
struct Left {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    files: Vec<usize>,
    /// How many batches are not done: more files may come of them.
    batches: usize,
}

impl Left {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A batch that begins; it is done when this is dropped, also by a panic.
    fn batch(&self) -> Batch<'_> {
        self.state().batches += 1;
        Batch(self)
    }

    fn add(&self, file: usize) {
        self.state().files.push(file);
        self.changed.notify_one();
    }

    /// The next file, and whether it is the last; waits while more may come.
    fn next(&self) -> Option<(usize, bool)> {
        let more = |state: &mut State| state.files.is_empty() && state.batches > 0;
        let waited = self.changed.wait_while(self.state(), more);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        let next = state.files.pop()?;
        Some((next, state.files.is_empty() && state.batches == 0))
    }
}

struct Batch<'l>(&'l Left);

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.0.state().batches -= 1;
        self.0.changed.notify_all();
    }
}

/// Checks a file on its own. After the `last` one the process ends: taking its model apart would be a good part of a short run.
fn check(loader: &mut Loader, inputs: &Inputs, index: usize, last: bool) -> Checked {
    let inputs = Inputs {
        base: inputs.base.clone(),
        files: vec![inputs.files[index].clone()],
        include: inputs.include.clone(),
        defines: inputs.defines.clone(),
        warnings: inputs.warnings.clone(),
        outside: inputs.outside,
    };
    let Outcome { checked, diagnostics, sources, units, .. } = pipeline::compile(loader, &inputs)?;
    if last {
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
    let text: String = all.iter().map(|found| found.text.as_str()).collect();
    streams.err.write_all(text.as_bytes())?;
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
