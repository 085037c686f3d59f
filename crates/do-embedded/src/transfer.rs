//! A job in the hands of a worker, one piece at a time: whoever drives it may let time pass between two steps, and the job may
//! be taken from it.

use std::{
    io::{self, Write},
    mem,
    sync::Arc,
    time::Duration,
};

use do_callback::{
    DO_E_FILE_DOWNLOADSINK_UNSPECIFIED, DO_E_HTTP_BLOCKSIZE_MISMATCH,
    DO_E_INSUFFICIENT_RANGE_SUPPORT, DO_E_INVALID_RANGE,
};

use crate::{
    engine::Engine,
    failure::{CONNECTION_LOST, Failure},
    job::{
        Job, Record,
        file::{File, Span, Target},
        machine::Event,
        notices::Notice,
    },
    time::Time,
    world::{Body, Chunk, Reply, Request},
};

/// How many bytes a step moves at most.
const PIECE: usize = 64 * 1024;

/// What a worker does.
pub(crate) struct Transfer {
    job: Arc<Job>,
    phase: Phase,
    piece: Vec<u8>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Another step.
    Again,
    /// Another step after that time.
    Later(Duration),
    /// Nothing: the job has been let go.
    Left,
}

enum Phase {
    /// To ask for the next bytes that are missing.
    Ask,
    /// To move the bytes of an answer.
    Move(Flow),
}

/// An answer on its way into a file.
struct Flow {
    file: usize,
    body: Box<dyn Body>,
    to: Box<dyn Write + Send>,
    left: u64,
}

/// Bytes that are missing.
struct Missing {
    file: usize,
    target: Target,
    position: u64,
    request: Request,
}

/// What an answer is good for.
enum Fit {
    /// So many bytes, at this position of the local file.
    Takes { position: u64, left: u64 },
    /// To begin again.
    Changed,
}

impl Transfer {
    pub(crate) fn new(job: Arc<Job>) -> Self {
        Self { job, phase: Phase::Ask, piece: Vec::new() }
    }

    /// The job has not been taken from it.
    pub(crate) fn is_wanted(&self) -> bool {
        self.job.record().machine.runs()
    }

    /// Does a piece of the work.
    pub(crate) fn step(&mut self, engine: &Engine) -> Step {
        if !self.is_wanted() {
            return self.leave(engine);
        }
        match mem::replace(&mut self.phase, Phase::Ask) {
            Phase::Ask => match engine.change(&self.job, next) {
                Ok(Some(missing)) => self.ask(engine, missing),
                Ok(None) => self.leave(engine),
                Err((failure, file)) => self.fail(engine, failure, file),
            },
            Phase::Move(flow) => self.flow(engine, flow),
        }
    }

    fn ask(&mut self, engine: &Engine, missing: Missing) -> Step {
        let Missing { file, target, position, request } = missing;
        let reply = match engine.world.ask(&request) {
            Ok(reply) => reply,
            // What is asked for is no longer there: the file has become shorter.
            Err(Failure { code: DO_E_INVALID_RANGE, .. }) if position > 0 => {
                engine.change(&self.job, |record, _| record.files[file].restart());
                return Step::Again;
            }
            Err(failure) => return self.fail(engine, failure, file),
        };
        let fit =
            engine.change(&self.job, |record, _| fit(&mut record.files[file], &request, &reply));
        let (position, left) = match fit {
            Ok(Fit::Takes { position, left }) => (position, left),
            Ok(Fit::Changed) => return Step::Again,
            Err(failure) => return self.fail(engine, failure, file),
        };
        match engine.world.open(&target.temporary, &request.remote, position) {
            Ok(to) => self.phase = Phase::Move(Flow { file, body: reply.body, to, left }),
            Err(error) => {
                engine
                    .change(&self.job, |record, _| never_written(&mut record.files[file], &error));
                return self.fail(engine, Failure::local_io(&error), file);
            }
        }
        self.report(engine, Event::Connected);
        Step::Again
    }

    fn flow(&mut self, engine: &Engine, mut flow: Flow) -> Step {
        if flow.left == 0 {
            return match flow.to.flush() {
                Ok(()) => Step::Again,
                Err(error) => self.fail(engine, Failure::local_io(&error), flow.file),
            };
        }
        self.piece.resize(PIECE, 0);
        let most = usize::try_from(flow.left).unwrap_or(PIECE).min(PIECE);
        let bytes = match flow.body.read(&mut self.piece[..most]) {
            Ok(Chunk::Bytes(0)) => {
                return self.fail(engine, Failure::transport(CONNECTION_LOST), flow.file);
            }
            Ok(Chunk::Bytes(bytes)) => bytes,
            Ok(Chunk::Later(delay)) => {
                self.phase = Phase::Move(flow);
                return Step::Later(delay);
            }
            Err(failure) => return self.fail(engine, failure, flow.file),
        };
        if let Err(error) = flow.to.write_all(&self.piece[..bytes]) {
            return self.fail(engine, Failure::local_io(&error), flow.file);
        }
        flow.left -= bytes as u64;
        engine.change(&self.job, |record, now| {
            record.files[flow.file].position += bytes as u64;
            report(record, Event::Progress, now);
        });
        self.phase = Phase::Move(flow);
        Step::Again
    }

    fn fail(&mut self, engine: &Engine, failure: Failure, file: usize) -> Step {
        self.report(engine, Event::Failed(failure, file));
        self.leave(engine)
    }

    /// Lets the job go with an error, after a fault of this crate's own.
    pub(crate) fn give_up(&mut self, engine: &Engine) {
        let file = self.job.record().next_file().unwrap_or_default();
        self.fail(engine, Failure::FAULT, file);
    }

    fn report(&self, engine: &Engine, event: Event) {
        engine.change(&self.job, |record, now| report(record, event, now));
    }

    /// Lets the job go. What a client ended meanwhile leaves nothing behind.
    fn leave(&mut self, engine: &Engine) -> Step {
        self.phase = Phase::Ask; // closes the file
        engine.change(&self.job, |record, now| {
            report(record, Event::Released, now);
            if record.machine.has_ended() {
                record.sweep();
            }
        });
        Step::Left
    }
}

/// A worker's event is never refused.
fn report(record: &mut Record, event: Event, now: Time) {
    let _ = record.on(event, now);
}

/// The next bytes that are missing; none if the job is done or has to wait, which it says.
fn next(record: &mut Record, now: Time) -> Result<Option<Missing>, (Failure, usize)> {
    while let Some(index) = record.next_file() {
        let file = &mut record.files[index];
        let Some(span) = file.spans.at(file.position).filter(|span| !is_behind(file, span)) else {
            file.completed = true;
            record.notices.owe(Notice::FileTransferred, now);
            if record.notices.holds_back() {
                report(record, Event::Paused, now);
                return Ok(None);
            }
            continue;
        };
        let no_sink = Failure::local(DO_E_FILE_DOWNLOADSINK_UNSPECIFIED);
        return Ok(Some(Missing {
            file: index,
            target: file.target.clone().ok_or((no_sink, index))?,
            position: file.position,
            request: Request {
                remote: file.remote.clone(),
                span,
                validator: file.validator.clone().filter(|_| file.position > 0),
            },
        }));
    }
    report(record, Event::Done, now);
    Ok(None)
}

/// What was never written is not here, and be it nothing; what somebody has cut off neither.
fn never_written(file: &mut File, error: &io::Error) {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => file.restart(),
        _ => file.size = None,
    }
}

/// An open span ends where the file does.
fn is_behind(file: &File, span: &Span) -> bool {
    span.length.is_none() && file.size.is_some_and(|size| span.offset >= size)
}

/// What an answer is good for; what it says of the file is remembered.
fn fit(file: &mut File, request: &Request, reply: &Reply) -> Result<Fit, Failure> {
    let mismatch = Failure::remote(DO_E_HTTP_BLOCKSIZE_MISMATCH);
    let span = request.span;
    let is_other = file.size.is_some_and(|size| size != reply.size)
        || request.validator.is_some() && request.validator != reply.validator;
    if file.declared.is_some_and(|size| size != reply.size) {
        return Err(mismatch);
    }
    let begins_again = reply.offset == 0 && !file.spans.is_explicit();
    if is_other && !begins_again {
        file.restart();
        return Ok(Fit::Changed);
    }
    if reply.offset != span.offset {
        match reply.offset {
            0 if begins_again => file.restart(),
            0 => return Err(Failure::remote(DO_E_INSUFFICIENT_RANGE_SUPPORT)),
            _ => return Err(mismatch),
        }
    }
    file.spans.total(reply.size).map_err(Failure::remote)?;
    file.size = Some(reply.size);
    file.validator.clone_from(&reply.validator);
    file.headers.clone_from(&reply.headers);
    let left = match span.length {
        Some(length) => length,
        None => reply.size.saturating_sub(reply.offset),
    };
    Ok(Fit::Takes { position: file.position, left })
}
