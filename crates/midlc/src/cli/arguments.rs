//! The command line as types.

use std::{ffi::OsString, fmt, path::PathBuf};

use lexopt::{Arg, Parser, ValueExt};
use midl_frontend::{
    diagnostic::{Code, Which},
    similar,
};

use super::{
    Messages,
    generate::{self, Generate},
};
use crate::options::{self, Inputs};

/// What was asked for, and in which form diagnostics are wanted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// What to do.
    pub(super) command: Command,
    /// For whom diagnostics are.
    pub(super) messages: Messages,
}

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// `--help`, `--version`
    Print(&'static str),
    /// `midlc check`
    Check {
        /// What to check.
        inputs: Inputs,
        /// How many threads; as many as the machine has, where nothing was said.
        jobs: Option<usize>,
    },
    /// `midlc dump`
    Dump(Dump),
    /// `midlc generate`
    Generate(Box<Generate>),
    /// `midlc explain`
    Explain(Explain),
    /// `midlc explain-code CODE`
    ExplainCode(Code),
    /// `midlc explain-code --list`
    ListCodes,
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

/// A command line that makes no sense; `Display` says why, and where to read on.
#[derive(Debug)]
pub(super) struct UsageError {
    message: String,
    /// The command whose words make no sense, where one was named.
    command: Option<&'static str>,
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (message, command) = (&self.message, self.command.map(|command| format!(" {command}")));
        let command = command.unwrap_or_default();
        write!(f, "{message}\n\nFor more information, try `midlc{command} --help`.")
    }
}

impl From<lexopt::Error> for UsageError {
    fn from(error: lexopt::Error) -> UsageError {
        error.to_string().into()
    }
}

impl From<String> for UsageError {
    fn from(message: String) -> UsageError {
        UsageError { message, command: None }
    }
}

const VERSION: &str = concat!("midlc ", env!("CARGO_PKG_VERSION"), "\n");

/// A command: its name, how its words are read, and its help.
type Known = (&'static str, fn(Parser) -> Result<Request, UsageError>, &'static str);

const COMMANDS: [Known; 5] = [
    ("check", check, CHECK_HELP),
    ("dump", dump, DUMP_HELP),
    ("generate", generate::parse, generate::HELP),
    ("explain", explain, EXPLAIN_HELP),
    ("explain-code", explain_code, EXPLAIN_CODE_HELP),
];

const HELP: &str = "\
Compiler from classic COM IDL to Rust, on any operating system

Usage: midlc <COMMAND>

Commands:
  check         Check files and say what is wrong with them
  dump          Print one file as the compiler sees it
  generate      Make Rust of files: a crate, or one module
  explain       Show an interface slot by slot
  explain-code  Say what a diagnostic's code means, with an example
  help          Print this help, or that of a command

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
  -W CODE|all      Warn of what the code stands for, or of everything; the last -W or -A counts
  -A CODE|all      Allow it: print no such warning
  -j N             Use N threads [default: as many as the machine has]; what is told is the same
  --allow-outside  Let imports lead out of the folders of FILE and -I, by absolute paths or `..`
  --message-format FORMAT
                   Tell what is wrong as text, or as json: an object a line [default: text]
  -h, --help       Print this help

Off unless asked for: IDL0620 (no pointer_default), IDL0622 (a signed count), IDL0623 (an enum of 16 bits on the
wire). `midlc explain-code CODE` says what a code means.
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
  -W CODE|all      Warn of what the code stands for, or of everything; the last -W or -A counts
  -A CODE|all      Allow it: print no such warning
  --allow-outside  Let imports lead out of the folders of FILE and -I, by absolute paths or `..`
  --message-format FORMAT
                   Tell what is wrong as text, or as json: an object a line [default: text]
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
  --allow-outside  Let imports lead out of the folders of FILE and -I, by absolute paths or `..`
  --message-format FORMAT
                   Tell what is wrong as text, or as json: an object a line [default: text]
  -h, --help       Print this help
";

const EXPLAIN_CODE_HELP: &str = "\
Say what a diagnostic's code means, with an example

Usage: midlc explain-code CODE
       midlc explain-code --list

Options:
  --list      Print every code with its title instead
  -h, --help  Print this help
";

/// Reads the arguments after the program's name.
pub(super) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, UsageError> {
    let mut parser = Parser::from_args(arguments);
    let command = match parser.next()? {
        Some(Arg::Short('h') | Arg::Long("help")) => return Ok(print(HELP)),
        Some(Arg::Short('V') | Arg::Long("version")) => return Ok(print(VERSION)),
        Some(Arg::Value(command)) => command.string()?,
        Some(other) => return Err(other.unexpected().into()),
        None => return Err("no command given".to_owned().into()),
    };
    if command == "help" {
        return match parser.next()? {
            None => Ok(print(HELP)),
            Some(Arg::Value(command)) => Ok(print(known(&command.string()?)?.2)),
            Some(other) => Err(other.unexpected().into()),
        };
    }
    let (name, read, _) = known(&command)?;
    read(parser).map_err(|error| UsageError { command: Some(name), ..error })
}

fn known(command: &str) -> Result<Known, UsageError> {
    COMMANDS.into_iter().find(|(name, ..)| *name == command).ok_or_else(|| {
        let names = COMMANDS.map(|(name, ..)| name);
        let nearest = similar::nearest(command, names.into_iter().map(|name| (name, name)));
        let help = match nearest {
            Some(near) => format!("is `{near}` meant?"),
            None => {
                format!("the commands are {}", names.map(|name| format!("`{name}`")).join(", "))
            }
        };
        format!("there is no command `{command}`: {help}").into()
    })
}

pub(super) fn print(text: &'static str) -> Request {
    Request { command: Command::Print(text), messages: Messages::default() }
}

/// What every command with inputs takes.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) inputs: Inputs,
    messages: Messages,
}

impl Shared {
    /// `-I`, `-D`, `-W` or `-A`, each with its value.
    pub(super) fn short(&mut self, option: char, parser: &mut Parser) -> Result<(), UsageError> {
        let value = parser.value()?.string()?;
        match option {
            'I' => self.inputs.include.push(value),
            'D' => self.inputs.defines.push(define(&value)?),
            _ => {
                let which: Which =
                    value.parse().map_err(|error| format!("`-{option}`: {error}"))?;
                self.inputs.warnings.choose(which, option == 'W');
            }
        }
        Ok(())
    }

    pub(super) fn message_format(&mut self, parser: &mut Parser) -> Result<(), UsageError> {
        self.messages =
            if is_json(&parser.value()?.string()?)? { Messages::Json } else { Messages::Text };
        Ok(())
    }

    pub(super) fn request(self, command: impl FnOnce(Inputs) -> Command) -> Request {
        Request { command: command(self.inputs), messages: self.messages }
    }
}

fn check(mut parser: Parser) -> Result<Request, UsageError> {
    let (mut shared, mut jobs) = (Shared::default(), None);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(print(CHECK_HELP)),
            Arg::Short('j') => jobs = Some(self::jobs(&parser.value()?.string()?)?),
            Arg::Short(option @ ('I' | 'D' | 'W' | 'A')) => shared.short(option, &mut parser)?,
            Arg::Long("allow-outside") => shared.inputs.outside = true,
            Arg::Long("message-format") => shared.message_format(&mut parser)?,
            Arg::Value(file) => shared.inputs.files.push(file.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if shared.inputs.files.is_empty() {
        return Err("`check` needs at least one FILE".to_owned().into());
    }
    Ok(shared.request(|inputs| Command::Check { inputs, jobs }))
}

fn jobs(text: &str) -> Result<usize, UsageError> {
    text.parse()
        .ok()
        .filter(|jobs| *jobs > 0)
        .ok_or_else(|| format!("`-j {text}`: expected a number of threads, at least 1").into())
}

fn dump(mut parser: Parser) -> Result<Request, UsageError> {
    let mut shared = Shared::default();
    let (mut stage, mut json, mut output) = (None, false, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(print(DUMP_HELP)),
            Arg::Short(option @ ('I' | 'D' | 'W' | 'A')) => shared.short(option, &mut parser)?,
            Arg::Long("allow-outside") => shared.inputs.outside = true,
            Arg::Long("message-format") => shared.message_format(&mut parser)?,
            Arg::Short('o') | Arg::Long("output") => output = Some(PathBuf::from(parser.value()?)),
            Arg::Long("stage") => stage = Some(self::stage(&parser.value()?.string()?)?),
            Arg::Long("format") => json = is_json(&parser.value()?.string()?)?,
            Arg::Value(file) => shared.inputs.files.push(file.string()?),
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
    match shared.inputs.files.len() {
        1 => Ok(shared.request(|inputs| Command::Dump(Dump { inputs, what, output }))),
        count => Err(format!("`dump` needs exactly one FILE, not {count}").into()),
    }
}

fn explain(mut parser: Parser) -> Result<Request, UsageError> {
    let mut shared = Shared::default();
    let mut interface = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(print(EXPLAIN_HELP)),
            Arg::Short(option @ ('I' | 'D')) => shared.short(option, &mut parser)?,
            Arg::Long("allow-outside") => shared.inputs.outside = true,
            Arg::Long("message-format") => shared.message_format(&mut parser)?,
            Arg::Value(name) if interface.is_none() => interface = Some(name.string()?),
            Arg::Value(file) => shared.inputs.files.push(file.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let Some(interface) = interface else {
        return Err("`explain` needs the name of an INTERFACE".to_owned().into());
    };
    match shared.inputs.files.len() {
        0 | 1 => Ok(shared.request(|inputs| Command::Explain(Explain { interface, inputs }))),
        count => Err(format!("`explain` takes one FILE at most, not {count}").into()),
    }
}

fn explain_code(mut parser: Parser) -> Result<Request, UsageError> {
    let mut code = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(print(EXPLAIN_CODE_HELP)),
            Arg::Long("list") => {
                let messages = Messages::default();
                return Ok(Request { command: Command::ListCodes, messages });
            }
            Arg::Value(word) if code.is_none() => code = Some(self::code(&word.string()?)?),
            other => return Err(other.unexpected().into()),
        }
    }
    let code = code.ok_or_else(|| "`explain-code` needs a CODE, such as IDL0301".to_owned())?;
    Ok(Request { command: Command::ExplainCode(code), messages: Messages::default() })
}

/// A code as it is shown, or its number alone.
fn code(word: &str) -> Result<Code, UsageError> {
    word.parse().or_else(|_| format!("IDL{word:0>4}").parse()).map_err(|_| {
        format!("there is no code `{word}`: `midlc explain-code --list` names all of them").into()
    })
}

fn define(text: &str) -> Result<(String, String), UsageError> {
    options::define(text).map_err(|error| format!("`-D {text}`: {error}").into())
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
