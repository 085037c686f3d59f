//! `midlc generate`: Rust of files, as a whole crate or as one module.

use std::{
    fs, io,
    path::{Component, Path, PathBuf, absolute},
};

use lexopt::{Arg, Parser, ValueExt};

use super::{
    Status, Streams,
    arguments::{Command, Request, Shared, UsageError, print},
    counted,
};
use crate::{
    Builder,
    codegen::{Elsewhere, options::PathError, report::What},
    files::{self, Output},
    options::Inputs,
    pipeline::{Failure, Generated},
};

/// The namespace of metadata that nobody named.
const NAMESPACE: &str = "Idl";

pub(super) const HELP: &str = "\
Make Rust of files: a crate, or one module

Usage: midlc generate [OPTIONS] FILE... --out DIR

All files are one program. The crate is named after DIR; it holds the types of the files, a trait for each
interface, safe callers, and a manifest. Files that were not emitted are never overwritten.

Options:
  --out DIR           The folder to write to
  --module            One module with its gate `mod.rs` instead of a whole crate
  --attribute NAME    Emit the attribute `#[NAME]` that declares an object, too: a proc-macro crate in
                      DIR/macros, which a whole crate depends on
  --filter NAME       Emit what is called NAME and what that needs; `NAME*` is every name that begins so,
                      `!NAME` leaves out what nothing else needs. May be given several times
  --nullable PARAM    IFoo::Method::param is NULL beside a success code at times
  --success METHOD    IFoo::Method has success codes that mean something
  --elsewhere FILE=MODULE
                      What the imported FILE declares stands in the Rust MODULE that was emitted from it, and is
                      not emitted again. With --module
  --runtime-path DIR  Take com-callback and com-callback-expand from folders of these names in DIR, not from
                      the registry
  --winmd FILE        Write Windows metadata, too
  --namespace NS      The namespace of the metadata [default: Idl]
  --report FILE       Write every method that stays unsafe, is left out or is said in part, and why
  -I DIR              Look for imported files in DIR, too. Searched in order, after the importing file's folder
                      and before the built-in files (unknwn.idl, oaidl.idl, wtypes.idl, ...)
  -D NAME[=VALUE]     Define a macro; without a value it is 1
  -W CODE|all         Warn of what the code stands for, or of everything; the last -W or -A counts
  -A CODE|all         Allow it: print no such warning
  --allow-outside     Let imports lead out of the folders of FILE and -I, by absolute paths or `..`
  --message-format FORMAT
                      Tell what is wrong as text, or as json: an object a line [default: text]
  -h, --help          Print this help
";

/// `midlc generate`
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Generate {
    inputs: Inputs,
    out: PathBuf,
    module: bool,
    attribute: Option<String>,
    filters: Vec<String>,
    nullable: Vec<String>,
    success: Vec<String>,
    elsewhere: Vec<Elsewhere>,
    runtime: Option<PathBuf>,
    winmd: Option<PathBuf>,
    namespace: Option<String>,
    report: Option<PathBuf>,
}

pub(super) fn parse(mut parser: Parser) -> Result<Request, UsageError> {
    let mut shared = Shared::default();
    let mut command = Generate::default();
    let mut out = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(print(HELP)),
            Arg::Short(option @ ('I' | 'D' | 'W' | 'A')) => shared.short(option, &mut parser)?,
            Arg::Long("allow-outside") => shared.inputs.outside = true,
            Arg::Long("message-format") => shared.message_format(&mut parser)?,
            Arg::Short('o') | Arg::Long("out") => out = Some(PathBuf::from(parser.value()?)),
            Arg::Long("module") => command.module = true,
            Arg::Long("attribute") => command.attribute = Some(name(parser.value()?.string()?)?),
            Arg::Long("filter") => command.filters.push(parser.value()?.string()?),
            Arg::Long("nullable") => command.nullable.push(parser.value()?.string()?),
            Arg::Long("success") => command.success.push(parser.value()?.string()?),
            Arg::Long("elsewhere") => command.elsewhere.push(elsewhere(parser.value()?.string()?)?),
            Arg::Long("runtime-path") => command.runtime = Some(parser.value()?.into()),
            Arg::Long("winmd") => command.winmd = Some(parser.value()?.into()),
            Arg::Long("namespace") => {
                command.namespace = Some(namespace(parser.value()?.string()?)?)
            }
            Arg::Long("report") => command.report = Some(parser.value()?.into()),
            Arg::Value(file) => shared.inputs.files.push(file.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if shared.inputs.files.is_empty() {
        return Err("`generate` needs at least one FILE".to_owned().into());
    }
    if !command.module && !command.elsewhere.is_empty() {
        return Err("`--elsewhere` needs `--module`: the manifest of a whole crate would not name that of the other module"
            .to_owned()
            .into());
    }
    command.out = out.ok_or_else(|| "`generate` needs `--out DIR`".to_owned())?;
    // Whether they are well-formed is known now; whether they name something, when the files are read.
    command.inputs = shared.inputs.clone();
    command.builder()?;
    Ok(shared.request(|_| Command::Generate(Box::new(command))))
}

/// The name of an attribute: a word of Rust.
fn name(text: String) -> Result<String, UsageError> {
    let starts_well = text.starts_with(|first: char| first == '_' || first.is_ascii_alphabetic());
    let is_word = text.chars().all(|letter| letter == '_' || letter.is_ascii_alphanumeric());
    if starts_well && is_word && !is_reserved(&text) && text != "_" {
        Ok(text)
    } else {
        Err(format!("`--attribute {text}`: expected a name such as `vendor_callback`").into())
    }
}

fn elsewhere(text: String) -> Result<Elsewhere, UsageError> {
    text.parse().map_err(|error: PathError| says("elsewhere", &text, error))
}

fn namespace(text: String) -> Result<String, UsageError> {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first == '_' || first.is_ascii_alphabetic())
            && word.chars().all(|letter| letter == '_' || letter.is_ascii_alphanumeric())
    };
    if text.split('.').all(is_word) {
        Ok(text)
    } else {
        Err(format!("`--namespace {text}`: expected names with dots between them").into())
    }
}

impl Generate {
    fn builder(&self) -> Result<Builder, UsageError> {
        let mut builder = Builder::new()
            .command("midlc generate")
            .of_command_line()
            .lenient()
            .namespace(self.namespace.as_deref().unwrap_or(NAMESPACE));
        builder = builder.inputs(self.inputs.clone());
        let package = package_name(&self.out);
        builder = if self.module {
            // Its documentation imports from the crate that it will be a part of.
            builder.module("")
        } else {
            builder.package(package)
        };
        if let Some(runtime) = &self.runtime {
            builder = builder.runtime_path(relative(&self.out, runtime));
        }
        if let Some(attribute) = &self.attribute {
            builder = builder.attribute(attribute, "macros");
        }
        for entry in &self.filters {
            builder = builder.filter(entry).map_err(|error| says("filter", entry, error))?;
        }
        for entry in &self.nullable {
            builder = builder.nullable(entry).map_err(|error| says("nullable", entry, error))?;
        }
        for Elsewhere { file, module } in &self.elsewhere {
            builder = builder.elsewhere(file, module);
        }
        for entry in &self.success {
            builder = builder.success(entry).map_err(|error| says("success", entry, error))?;
        }
        Ok(builder)
    }
}

fn says(option: &str, entry: &str, error: impl std::fmt::Display) -> UsageError {
    format!("`--{option} {entry}`: {error}").into()
}

pub(super) fn run(command: &Generate, streams: &mut Streams<'_>) -> io::Result<Status> {
    let builder = match command.builder() {
        Ok(builder) => builder,
        Err(error) => return streams.error(error),
    };
    let generated = match builder.generate() {
        Ok(generated) => generated,
        Err(Failure::Load(error)) => return streams.error(error),
        Err(Failure::Mistakes(findings)) => {
            streams.findings(&findings)?;
            return Ok(Status::Mistakes);
        }
    };
    streams.findings(&generated.warnings)?;
    if let Err(message) = write(command, &generated) {
        return streams.error(message);
    }
    writeln!(streams.out, "{}", summary(command, &generated))?;
    Ok(Status::Good)
}

fn write(command: &Generate, generated: &Generated) -> Result<(), String> {
    let out = &command.out;
    if out.is_file() {
        return Err(format!("`{}` is a file: `--out` names a folder", out.display()));
    }
    let foreign = files::foreign(out, &generated.output).map_err(|error| error.to_string())?;
    if let Some(path) = foreign.first() {
        return Err(format!(
            "`{}` was not emitted, and would be overwritten: name another folder, or remove it",
            out.join(path).display()
        ));
    }
    generated.write(out).map_err(|error| format!("cannot write {error}"))?;
    let extra = |path: &Option<PathBuf>, bytes: &[u8]| match path {
        None => Ok(()),
        Some(path) => fs::write(path, bytes)
            .map_err(|error| format!("cannot write `{}`: {error}", path.display())),
    };
    extra(&command.winmd, &generated.winmd)?;
    extra(&command.report, generated.report().as_bytes())
}

/// What was made, in one line.
fn summary(command: &Generate, generated: &Generated) -> String {
    let Output { files, .. } = &generated.output;
    let counts = [
        (files.len(), "file"),
        (generated.interfaces.len(), "interface"),
        (generated.methods, "method"),
    ];
    let counts = counts.map(|(number, noun)| counted(number, noun)).join(", ");
    let mut text = format!("{}: {counts}", command.out.display());
    let count = |fits: fn(What) -> bool| {
        generated.report.iter().filter(|reported| fits(reported.what)).count()
    };
    let left_out = count(|what| what == What::LeftOut);
    let raw = count(|what| matches!(what, What::Unsafe | What::UnsafeToImplement));
    if raw > 0 {
        text.push_str(&format!(", {raw} of them unsafe"));
    }
    if left_out > 0 {
        text.push_str(&format!("; {} left out", counted(left_out, "method")));
    }
    if raw + left_out > 0 && command.report.is_none() {
        text.push_str(" (`--report FILE` lists them)");
    }
    text
}

/// A name for the crate in a folder: that of the folder, as far as cargo takes it.
fn package_name(out: &Path) -> String {
    let whole = lexical(out);
    let leaf = whole.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut name: String = leaf
        .unwrap_or_default()
        .chars()
        .map(|letter| if letter == '_' || letter.is_ascii_alphanumeric() { letter } else { '-' })
        .collect();
    name = name.trim_matches('-').to_owned();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name = format!("idl-{name}").trim_matches('-').to_owned();
    }
    if is_reserved(&name) { format!("{name}-idl") } else { name }
}

/// Names that mean something else where they would stand.
fn is_reserved(name: &str) -> bool {
    const WORDS: &str = "abstract alloc as async await become box break com_callback const continue core crate do dyn else enum extern \
        false final fn for gen generated if impl in let loop macro match mod move mut override prelude priv proc_macro pub \
        ref return self static std struct super test trait true try type typeof union unsafe unsized use virtual where while \
        windows_core yield";
    let name = name.replace('-', "_");
    WORDS.split_whitespace().any(|word| word.eq_ignore_ascii_case(&name))
}

/// An absolute path without `.` and `..`, whether anything is there or not.
fn lexical(path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for component in absolute(path).unwrap_or_else(|_| path.to_path_buf()).components() {
        match component {
            Component::ParentDir => {
                whole.pop();
            }
            Component::CurDir => {}
            other => whole.push(other),
        }
    }
    whole
}

/// The way from a folder to another one, with `/` on every system.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to) = (lexical(from), lexical(to));
    let mut there = to.components().peekable();
    let mut up = 0;
    let mut here = from.components();
    while let Some(component) = here.next() {
        if there.peek() == Some(&component) {
            there.next();
        } else {
            up = 1 + here.count();
            break;
        }
    }
    if up == from.components().count() {
        // Nothing is shared, not even a drive.
        return to.to_string_lossy().replace('\\', "/");
    }
    let down = there.map(|component| component.as_os_str().to_string_lossy().into_owned());
    let way: Vec<String> = std::iter::repeat_n("..".to_owned(), up).chain(down).collect();
    if way.is_empty() { ".".to_owned() } else { way.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_named_after_their_folder() {
        for (folder, name) in [
            ("out/my-vendor", "my-vendor"),
            ("My Vendor", "My-Vendor"),
            ("3d", "idl-3d"),
            ("core", "core-idl"),
            ("a/b/..", "a"),
            ("/", "idl"),
        ] {
            assert_eq!(package_name(Path::new(folder)), name, "{folder}");
        }
    }

    #[test]
    fn ways_between_folders() {
        for (from, to, way) in [
            ("/a/b/c", "/a/d", "../../d"),
            ("/a/b", "/a/b/c", "c"),
            ("/a/b", "/a/b", "."),
            ("/a/b", "/c", "../../c"),
            ("x/y", "x/../z", "../../z"),
        ] {
            assert_eq!(relative(Path::new(from), Path::new(to)), way, "{from} {to}");
        }
    }
}
