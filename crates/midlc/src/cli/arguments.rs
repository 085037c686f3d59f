//! The command line as types.

use std::{ffi::OsString, fmt, path::PathBuf};

use lexopt::{Arg, Parser, ValueExt};

use crate::options::{self, Inputs};

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// `--help`, `--version`
    Print(&'static str),
    /// `midlc check`
    Check(Inputs),
    /// `midlc dump`
    Dump(Dump),
    /// `midlc explain`
    Explain(Explain),
}

/// `midlc dump`
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dump {
    /// What to compile: one file.
    pub(super) inputs: Inputs,
    /// What to print.
    pub(super) what: What,
    /// The file to write to, instead of standard output.
    pub(super) output: Option<PathBuf>,
}

/// `midlc explain`
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Explain {
    /// The interface's name.
    pub(super) interface: String,
    /// Where it is declared: one file, or none for the built-in ones.
    pub(super) inputs: Inputs,
}

/// What `dump` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The words of the file.
    Tokens,
    /// Its tree.
    Ast,
    /// What it means, for people.
    Model,
    /// What it means, for programs.
    Json,
    /// Windows metadata.
    Winmd,
}

/// A command line that makes no sense; `Display` says why.
#[derive(Debug)]
pub(super) struct UsageError(String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<lexopt::Error> for UsageError {
    fn from(error: lexopt::Error) -> UsageError {
        UsageError(error.to_string())
    }
}

impl From<String> for UsageError {
    fn from(message: String) -> UsageError {
        UsageError(message)
    }
}

const VERSION: &str = concat!("midlc ", env!("CARGO_PKG_VERSION"), "\n");

/// Every command.
const COMMANDS: [&str; 3] = ["check", "dump", "explain"];

const HELP: &str = "\
Compiler from classic COM IDL to Rust, on any operating system

Usage: midlc <COMMAND>

Commands:
  check         Check files and say what is wrong with them
  dump          Print one file as the compiler sees it
  explain       Show an interface slot by slot

Options:
  -h, --help     Print this help, or that of a command
  -V, --version  Print the version

Exit status: 0 without mistakes, 1 with mistakes, 2 when the command line makes no sense.
";

const CHECK_HELP: &str = "\
Check files and say what is wrong with them

Usage: midlc check [OPTIONS] FILE...

Each file is checked on its own, with what it imports. Diagnostics go to standard error; a file without
mistakes is passed over in silence.

Options:
  -I DIR           Look for imported files in DIR, too. Searched in order, after the importing file's folder
                   and before the built-in files (unknwn.idl, oaidl.idl, wtypes.idl, ...)
  -D NAME[=VALUE]  Define a macro; without a value it is 1
  -h, --help       Print this help
";

const DUMP_HELP: &str = "\
Print one file as the compiler sees it

Usage: midlc dump [OPTIONS] FILE

Options:
  --stage STAGE    What to print [default: model]
                     tokens  the words of the file, before its directives are obeyed
                     ast     its tree, with the text that it includes
                     model   what it means: names resolved, slots numbered, records laid out
                     winmd   Windows metadata (binary)
  --format FORMAT  text, or json for the model (schema midlc-dump/1) [default: text]
  -o, --output F   Write to the file F instead of standard output
  -I DIR           Look for imported files in DIR, too. Searched in order, after the importing file's folder
                   and before the built-in files (unknwn.idl, oaidl.idl, wtypes.idl, ...)
  -D NAME[=VALUE]  Define a macro; without a value it is 1
  -h, --help       Print this help
";

const EXPLAIN_HELP: &str = "\
Show an interface slot by slot: offsets, and how C and Rust declare each method

Usage: midlc explain [OPTIONS] INTERFACE [FILE]

The interface is looked for in FILE and what it imports; without FILE in the built-in files (unknwn.idl,
oaidl.idl, objidl.idl, ...). Offsets count bytes from the start of the vtable.

Options:
  -I DIR           Look for imported files in DIR, too. Searched in order, after the importing file's folder
                   and before the built-in files
  -D NAME[=VALUE]  Define a macro; without a value it is 1
  -h, --help       Print this help
";

/// Reads the arguments after the program's name.
pub(super) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, UsageError> {
    let mut parser = Parser::from_args(arguments);
    let command = match parser.next()? {
        Some(Arg::Short('h') | Arg::Long("help")) => return Ok(Command::Print(HELP)),
        Some(Arg::Short('V') | Arg::Long("version")) => return Ok(Command::Print(VERSION)),
        Some(Arg::Value(command)) => command.string()?,
        Some(other) => return Err(other.unexpected().into()),
        None => return Err("no command given".to_owned().into()),
    };
    match command.as_str() {
        "check" => check(parser),
        "dump" => dump(parser),
        "explain" => explain(parser),
        _ => {
            let known = COMMANDS.map(|known| format!("`{known}`")).join(", ");
            Err(format!("there is no command `{command}`: the commands are {known}").into())
        }
    }
}

fn check(mut parser: Parser) -> Result<Command, UsageError> {
    let mut inputs = Inputs::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Print(CHECK_HELP)),
            Arg::Short('I') => inputs.include.push(parser.value()?.string()?),
            Arg::Short('D') => inputs.defines.push(define(&parser.value()?.string()?)?),
            Arg::Value(file) => inputs.files.push(file.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if inputs.files.is_empty() {
        return Err("`check` needs at least one FILE".to_owned().into());
    }
    Ok(Command::Check(inputs))
}

fn dump(mut parser: Parser) -> Result<Command, UsageError> {
    let mut inputs = Inputs::default();
    let (mut stage, mut json, mut output) = (None, false, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Print(DUMP_HELP)),
            Arg::Short('I') => inputs.include.push(parser.value()?.string()?),
            Arg::Short('D') => inputs.defines.push(define(&parser.value()?.string()?)?),
            Arg::Short('o') | Arg::Long("output") => output = Some(PathBuf::from(parser.value()?)),
            Arg::Long("stage") => stage = Some(self::stage(&parser.value()?.string()?)?),
            Arg::Long("format") => json = is_json(&parser.value()?.string()?)?,
            Arg::Value(file) => inputs.files.push(file.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let what = match (stage.unwrap_or(What::Model), json) {
        (What::Model, true) => What::Json,
        (stage, false) => stage,
        (_, true) => {
            return Err("json is a format of the model, of no other stage".to_owned().into());
        }
    };
    match inputs.files.len() {
        1 => Ok(Command::Dump(Dump { inputs, what, output })),
        count => Err(format!("`dump` needs exactly one FILE, not {count}").into()),
    }
}

fn explain(mut parser: Parser) -> Result<Command, UsageError> {
    let mut inputs = Inputs::default();
    let mut interface = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Print(EXPLAIN_HELP)),
            Arg::Short('I') => inputs.include.push(parser.value()?.string()?),
            Arg::Short('D') => inputs.defines.push(define(&parser.value()?.string()?)?),
            Arg::Value(name) if interface.is_none() => interface = Some(name.string()?),
            Arg::Value(file) => inputs.files.push(file.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let Some(interface) = interface else {
        return Err("`explain` needs the name of an INTERFACE".to_owned().into());
    };
    match inputs.files.len() {
        0 | 1 => Ok(Command::Explain(Explain { interface, inputs })),
        count => Err(format!("`explain` takes one FILE at most, not {count}").into()),
    }
}

fn define(text: &str) -> Result<(String, String), UsageError> {
    options::define(text).map_err(|error| UsageError(format!("`-D {text}`: {error}")))
}

fn stage(name: &str) -> Result<What, UsageError> {
    match name {
        "tokens" => Ok(What::Tokens),
        "ast" => Ok(What::Ast),
        "model" => Ok(What::Model),
        "winmd" => Ok(What::Winmd),
        _ => {
            Err(format!("there is no stage `{name}`: the stages are tokens, ast, model, winmd")
                .into())
        }
    }
}

fn is_json(format: &str) -> Result<bool, UsageError> {
    match format {
        "text" => Ok(false),
        "json" => Ok(true),
        _ => Err(format!("there is no format `{format}`: the formats are text and json").into()),
    }
}
