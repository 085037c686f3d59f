//! The tool: what `midlc` prints and which status it exits with. `src/main.rs` only hands over the process's streams.

mod arguments;
mod check;
mod dump;
mod explain;

use std::{
    ffi::OsString,
    io::{self, Write},
};

use midl_frontend::diagnostic::{Style, render};

use self::arguments::{Command, UsageError};
use crate::pipeline::Findings;

/// Where the tool writes.
pub struct Streams<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// `out` is a terminal: nothing binary goes there.
    pub out_is_terminal: bool,
    /// Diagnostics.
    pub err: &'a mut dyn Write,
    /// How diagnostics look.
    pub style: Style,
}

/// How a run ended; the number is the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// No mistake.
    Good = 0,
    /// At least one mistake, or a file that cannot be read or written.
    Mistakes = 1,
    /// The command line makes no sense.
    Usage = 2,
}

/// Runs the tool on the arguments after the program's name.
///
/// A reader that goes away (`midlc dump x.idl | head`) ends the run without a word, as it does for other tools.
pub fn run(arguments: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> Status {
    let outcome = match arguments::parse(arguments) {
        Ok(Command::Print(text)) => streams.out.write_all(text.as_bytes()).map(|()| Status::Good),
        Ok(Command::Check(inputs)) => check::run(&inputs, streams),
        Ok(Command::Dump(dump)) => dump::run(&dump, streams),
        Ok(Command::Explain(explain)) => explain::run(&explain, streams),
        Err(error) => usage(&error, streams),
    };
    let outcome = outcome.and_then(|status| streams.out.flush().map(|()| status));
    outcome.unwrap_or_else(|error| {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Status::Good;
        }
        // Nobody is left to be told when this fails, too.
        let _ = writeln!(streams.err, "error: cannot write the output: {error}");
        Status::Mistakes
    })
}

fn usage(error: &UsageError, streams: &mut Streams<'_>) -> io::Result<Status> {
    writeln!(streams.err, "error: {error}\n\nFor more information, try `midlc --help`.")?;
    Ok(Status::Usage)
}

impl Streams<'_> {
    fn error(&mut self, message: impl std::fmt::Display) -> io::Result<Status> {
        writeln!(self.err, "error: {message}")?;
        Ok(Status::Mistakes)
    }

    fn findings(&mut self, findings: &Findings) -> io::Result<()> {
        for found in &findings.diagnostics {
            writeln!(self.err, "{}", render(found, &findings.sources, self.style))?;
        }
        Ok(())
    }
}
