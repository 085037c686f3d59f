//! The tool: what `midlc` prints and which status it exits with. `src/main.rs` only hands over the process's streams.

mod arguments;
mod check;
mod dump;
mod explain;
mod explain_code;
mod generate;
mod progress;
mod share;
mod together;

use std::{
    ffi::OsString,
    fmt,
    io::{self, Write},
};

use midl_frontend::{
    diagnostic::{Diagnostic, Style, json, json_failure, render},
    source::SourceMap,
};

use self::arguments::{Command, Request, UsageError};
use crate::pipeline::Findings;

/// Where the tool writes.
pub struct Streams<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// `out` is a terminal: nothing binary goes there.
    pub out_is_terminal: bool,
    /// Diagnostics.
    pub err: &'a mut dyn Write,
    /// `err` is a terminal that can remove what it showed: a long run says how far it is.
    pub err_is_terminal: bool,
    /// How diagnostics look.
    pub style: Style,
    /// For whom diagnostics are; `--message-format` decides.
    pub messages: Messages,
}

/// For whom diagnostics are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Messages {
    /// For people.
    #[default]
    Text,
    /// For programs: an object of JSON a line.
    Json,
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
        Ok(Request { command, messages }) => {
            streams.messages = messages;
            obey(command, streams)
        }
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

fn obey(command: Command, streams: &mut Streams<'_>) -> io::Result<Status> {
    match command {
        Command::Print(text) => streams.out.write_all(text.as_bytes()).map(|()| Status::Good),
        Command::Check { inputs, jobs } => check::run(&inputs, jobs, streams),
        Command::Dump(dump) => dump::run(&dump, streams),
        Command::Generate(generate) => generate::run(&generate, streams),
        Command::Explain(explain) => explain::run(&explain, streams),
        Command::ExplainCode(code) => explain_code::run(code, streams),
        Command::ListCodes => explain_code::list(streams),
    }
}

fn usage(error: &UsageError, streams: &mut Streams<'_>) -> io::Result<Status> {
    writeln!(streams.err, "error: {error}")?;
    Ok(Status::Usage)
}

/// `1 error`, `2 errors`
fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

impl Streams<'_> {
    fn error(&mut self, message: impl fmt::Display) -> io::Result<Status> {
        let text = self.failure(&message);
        self.err.write_all(text.as_bytes())?;
        Ok(Status::Mistakes)
    }

    fn findings(&mut self, findings: &Findings) -> io::Result<()> {
        for found in &findings.diagnostics {
            let text = self.rendered(found, &findings.sources);
            self.err.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    /// A failure that is no diagnostic, as it is told.
    fn failure(&self, message: &impl fmt::Display) -> String {
        match self.messages {
            Messages::Text => format!("error: {message}\n"),
            Messages::Json => json_failure(&message.to_string()),
        }
    }

    /// A diagnostic as it is told.
    fn rendered(&self, diagnostic: &Diagnostic, sources: &SourceMap) -> String {
        match self.messages {
            Messages::Text => render(diagnostic, sources, self.style) + "\n",
            Messages::Json => json(diagnostic, sources),
        }
    }

    fn shows_progress(&self) -> bool {
        self.err_is_terminal && self.messages == Messages::Text
    }
}
