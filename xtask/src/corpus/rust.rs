//! `cargo xtask corpus --rust`: a crate of every IDL file that Debian packages hold, checked by the compiler.
//!
//! A crate counts when it has every interface, struct, enum and constant that the file declares, with the values of enumerators and
//! constants, asserts sizes, offsets and slot counts, and passes `cargo check`. All crates are one workspace with one target folder below ours.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use midlc::{
    Builder,
    codegen::report::What,
    frontend::{
        diagnostic::{Code, Severity},
        layout::{Layouts, Target},
        model::{Checked, Constant, ItemId, Value},
    },
    loader::Loader,
    pipeline::{self, Failure, Findings, Generated},
};

use super::set::{self, Installed, Pieces, idl_files};
use crate::{
    arguments::{Arguments, Outcome},
    tools, workspace,
};

/// How many of a hundred crates must count.
const REQUIRED: usize = 90;

/// What of a declared file the bindings take from elsewhere under the same name.
const PROVIDED: [&str; 6] = ["BOOL", "BSTR", "GUID", "HRESULT", "IUnknown", "VARIANT"];

/// One crate.
struct Made {
    name: String,
    file: PathBuf,
    verdict: Result<(), String>,
}

/// What was counted over all crates.
#[derive(Default)]
struct Total {
    interfaces: usize,
    methods: usize,
    raw: usize,
    left_out: usize,
    /// Why methods stay unsafe or are left out, by how often.
    reasons: BTreeMap<String, usize>,
    /// Files without a crate of their own, by why.
    without: BTreeMap<&'static str, Vec<String>>,
}

impl Total {
    fn note_reasons(&mut self, generated: &Generated) {
        for reason in generated.report.iter().flat_map(|entry| &entry.reasons) {
            *self.reasons.entry(without_names(reason)).or_default() += 1;
        }
    }

    fn print(&self) {
        for (why, files) in &self.without {
            println!("{} files without a crate, {why}: {}", files.len(), files.join(", "));
        }
        let mut reasons: Vec<(&String, &usize)> = self.reasons.iter().collect();
        reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(**count), *reason));
        for (reason, count) in reasons {
            println!("{count:>6}  {reason}");
        }
    }
}

/// "`pFileSet`: its data holds pointers" without the name.
fn without_names(reason: &str) -> String {
    let reason = match reason.split_once("`: ") {
        Some((_, reason)) if reason.len() < 200 => reason,
        _ => reason,
    };
    reason.split('`').step_by(2).collect::<Vec<_>>().join("..")
}

/// Takes the words after `--rust`: `--sample N` takes every N-th file, `--target T` checks for another target.
pub(crate) fn run(mut arguments: Arguments) -> Outcome {
    let (mut step, mut target) = (1, None);
    while let Some(word) = arguments.next() {
        match (word.as_str(), arguments.next()) {
            ("--sample", Some(number)) if number.parse().is_ok_and(|number: usize| number > 0) => {
                step = number.parse().unwrap_or(1);
            }
            ("--target", Some(name)) => target = Some(name),
            _ => return Outcome::usage(format!("unexpected argument `{word}`")),
        }
    }
    match all(step, target.as_deref()) {
        Ok(outcome) => outcome,
        Err(message) => Outcome::bad(message),
    }
}

fn all(step: usize, target: Option<&str>) -> Result<Outcome, String> {
    let started = Instant::now();
    let folder = workspace::target().join("corpus-rust");
    let mut total = Total::default();
    let mut crates = Vec::new();
    let sets = set::installed();
    if sets.is_empty() {
        return Ok(Outcome::Good);
    }
    for installed in &sets {
        let files = idl_files(&installed.folder);
        let pieces = Pieces::of(&files);
        for file in files.into_iter().step_by(step) {
            let is_piece = pieces.contain(&file);
            crates.extend(make(installed, file, is_piece, &folder, &mut total)?);
        }
    }
    let emitted = started.elapsed();
    let failed = check(&folder, &crates, target)?;
    let mut good = 0;
    for made in &mut crates {
        if let Some(first) = failed.get(&made.name) {
            made.verdict = made.verdict.clone().and(Err(format!("does not compile: {first}")));
        }
        match &made.verdict {
            Ok(()) => good += 1,
            Err(why) => println!("{}: {why}", made.file.display()),
        }
    }
    total.print();
    println!(
        "{good} of {} crates count ({:.1} %); {} interfaces and {} methods, of which {} stay unsafe; {} methods left out; emitted in \
         {:.1} s, checked in {:.1} s",
        crates.len(),
        good as f64 * 100.0 / crates.len().max(1) as f64,
        total.interfaces,
        total.methods,
        total.raw,
        total.left_out,
        emitted.as_secs_f64(),
        (started.elapsed() - emitted).as_secs_f64(),
    );
    Ok(Outcome::of(good * 100 >= crates.len() * REQUIRED))
}

/// Makes the crate of a file; nothing of a file in the syntax of WinRT, and of a fragment that means nothing by itself.
fn make(
    installed: &Installed,
    file: PathBuf,
    is_piece: bool,
    folder: &Path,
    total: &mut Total,
) -> Result<Option<Made>, String> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().replace('.', "-");
    let name = format!("{}-{stem}", installed.set.name);
    let runtime = workspace::root().join("crates");
    let mut builder = Builder::new()
        .command("cargo xtask corpus --rust")
        .lenient()
        .file(file.to_string_lossy())
        .package(&name)
        .runtime_path(runtime.to_string_lossy());
    for include in &installed.include {
        builder = builder.include(include.to_string_lossy());
    }
    let verdict = match panic::catch_unwind(AssertUnwindSafe(|| attempt(&builder))) {
        Err(_) => Err("PANIC".to_owned()),
        Ok(Err(Failure::Load(error))) => Err(error.to_string()),
        Ok(Err(Failure::Mistakes(findings))) if is_piece || is_winrt(&findings) => {
            let why = if is_winrt(&findings) { "WinRT syntax" } else { "a part of another file" };
            total.without.entry(why).or_default().push(name);
            return Ok(None);
        }
        Ok(Err(Failure::Mistakes(findings))) => Err(first_line(&findings)),
        Ok(Ok((generated, checked))) => {
            total.interfaces += generated.interfaces.len();
            total.methods += generated.methods;
            let left_out =
                generated.report.iter().filter(|entry| entry.what == What::LeftOut).count();
            total.left_out += left_out;
            total.note_reasons(&generated);
            let is_raw = |what| matches!(what, What::Unsafe | What::UnsafeToImplement);
            total.raw += generated.report.iter().filter(|entry| is_raw(entry.what)).count();
            generated.write(&folder.join(&name)).map_err(|error| error.to_string())?;
            is_whole(&generated, &checked)
        }
    };
    Ok(Some(Made { name, file, verdict }))
}

/// What was emitted, and the model that it was made of.
fn attempt(builder: &Builder) -> Result<(Generated, Checked), Failure> {
    let generated = builder.generate()?;
    let inputs = &builder.options().inputs;
    let mut loader = Loader::new(&inputs.base, &inputs.include).lenient();
    let outcome = pipeline::compile(&mut loader, inputs)?;
    match outcome.checked {
        Some(checked) => Ok((generated, checked)),
        None => Err(Failure::Mistakes(Findings {
            diagnostics: outcome.diagnostics,
            sources: outcome.sources,
        })),
    }
}

fn is_winrt(findings: &Findings) -> bool {
    findings.diagnostics.iter().any(|found| found.code == Code::WinRtSyntax)
}

fn first_line(findings: &Findings) -> String {
    let error = findings.diagnostics.iter().find(|found| found.severity() == Severity::Error);
    error.map(|found| found.message.clone()).unwrap_or_default()
}

/// That the bindings have everything which the file declares, with its assertions.
fn is_whole(generated: &Generated, checked: &Checked) -> Result<(), String> {
    let raw = generated.output.files.get("src/generated/raw.rs").map_or("", String::as_str);
    let declared = declared(raw);
    let values = values(raw);
    let is_there = |name: &str| declared.contains(name) || PROVIDED.contains(&name);
    // Long names are printed on lines of their own.
    let asserts: BTreeSet<&str> = raw
        .split("size_of::<")
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .map(|name| name.trim().trim_end_matches(',').trim_start_matches("r#"))
        .collect();
    let mut layouts = Layouts::new(checked, Target::X64);
    let mut missing = Vec::new();
    for item in checked.items.iter().filter(|item| checked.is_own(**item)) {
        match *item {
            // An interface of RPC has no vtable: its functions are in the report.
            ItemId::Interface(id) if checked[id].defined && checked[id].com => {
                let name = &*checked[id].name;
                if !is_there(name) {
                    missing.push(format!("interface {name}"));
                } else if !PROVIDED.contains(&name) && !asserts.contains(&*format!("{name}_Vtbl")) {
                    missing.push(format!("slot count of {name}"));
                }
            }
            ItemId::Record(id) if checked[id].defined => {
                let record = &checked[id];
                let names: Vec<&str> =
                    record.name.iter().chain(&record.tag).map(|name| &**name).collect();
                let is_bound =
                    names.iter().any(|name| asserts.contains(name) || PROVIDED.contains(name));
                // `_GUID` and its kin: a tag of what the bindings provide.
                let is_provided =
                    names.iter().any(|name| PROVIDED.contains(&name.trim_matches('_')));
                if !names.is_empty()
                    && !is_provided
                    && (!names.iter().any(|name| is_there(name)) || !is_bound)
                {
                    missing.push(format!("record {}", names[0]));
                } else if let Ok(layout) = layouts.record(id)
                    && layout.fields.len() != record.fields.len()
                {
                    missing.push(format!("layout of {}", names.first().unwrap_or(&"a record")));
                }
            }
            ItemId::Enum(id) => {
                let members = checked[id].members.iter().map(|member| &*member.name);
                let absent = members.filter(|member| !is_there(member));
                missing.extend(absent.map(|name| format!("enumerator {name}")));
                let other = checked[id].members.iter().filter(|member| {
                    let value = Value::Integer {
                        value: i128::from(member.value),
                        unsigned: false,
                        wide: false,
                    };
                    values.get(&*member.name).is_some_and(|text| !is_value(text, &value))
                });
                missing.extend(other.map(|member| format!("the value of {}", member.name)));
                let names = checked[id].name.iter().chain(&checked[id].tag);
                let names: Vec<&str> = names.map(|name| &**name).collect();
                if !names.is_empty() && !names.iter().any(|name| is_there(name)) {
                    missing.push(format!("enum {}", names[0]));
                }
            }
            ItemId::Constant(id) if !is_there(&checked[id].name) => {
                missing.push(format!("constant {}", checked[id].name));
            }
            ItemId::Constant(id) => {
                let Constant { name, value, .. } = &checked[id];
                if values.get(&**name).is_some_and(|text| !is_value(text, value)) {
                    missing.push(format!("the value of {name}"));
                }
            }
            _ => {}
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        let more = if missing.len() > 3 { ", .." } else { "" };
        missing.truncate(3);
        Err(format!("the crate lacks {}{more}", missing.join(", ")))
    }
}

/// The names that the bindings declare.
fn declared(raw: &str) -> BTreeSet<&str> {
    let word = |text: &str| -> usize {
        text.find(|letter: char| letter != '_' && !letter.is_ascii_alphanumeric())
            .unwrap_or(text.len())
    };
    let mut names = BTreeSet::new();
    let mut in_definition = false;
    for line in raw.lines() {
        let line = line.trim();
        for keyword in ["pub struct ", "pub union ", "pub type ", "pub const "] {
            if let Some(rest) = line.strip_prefix(keyword) {
                let rest = rest.trim_start_matches("r#");
                names.insert(&rest[..word(rest)]);
            }
        }
        if let Some((_, rest)) = line.split_once("define_interface!(") {
            names.insert(&rest[..word(rest)]);
            in_definition = rest.is_empty();
        } else if in_definition {
            names.insert(&line[..word(line)]);
            in_definition = false;
        }
        if let Some(used) = line.strip_prefix("pub use ") {
            names
                .extend(used.split([':', '{', '}', ',', ';', ' ']).filter(|name| !name.is_empty()));
        }
    }
    names
}

/// What stands behind the `=` of every constant, without spaces.
fn values(raw: &str) -> BTreeMap<&str, String> {
    let mut values = BTreeMap::new();
    for rest in raw.split("\npub const ").skip(1) {
        let Some((name, rest)) = rest.split_once(": ") else { continue };
        let Some((_, value)) = rest.split_once(" =") else { continue };
        let value = value.split(";\n").next().unwrap_or_default();
        values.insert(name.trim_start_matches("r#"), value.trim().to_owned());
    }
    values
}

/// Whether a constant's text says this value. A number is compared bit by bit: C lets its sign depend on the type.
fn is_value(text: &str, value: &Value) -> bool {
    let inner = text.rsplit_once('(').map_or(text, |(_, inner)| inner);
    let inner = inner.trim_matches(|end: char| end.is_whitespace() || matches!(end, ')' | ','));
    match value {
        Value::Integer { value, .. } => {
            let digits = inner.trim_start_matches('-');
            let (digits, radix) =
                digits.strip_prefix("0x").map_or((digits, 10), |digits| (digits, 16));
            let digits = digits.split('_').next().unwrap_or_default();
            let end = digits.find(|digit: char| !digit.is_digit(radix)).unwrap_or(digits.len());
            let Ok(number) = i128::from_str_radix(&digits[..end], radix) else { return false };
            let number = if inner.starts_with('-') { -number } else { number };
            let is_short = |number: i128| u32::try_from(number.unsigned_abs()).is_ok();
            number == *value
                || number as u64 == *value as u64
                || (is_short(number) && is_short(*value) && number as u32 == *value as u32)
        }
        Value::Float(value) => {
            let number: String = inner
                .chars()
                .take_while(|char| {
                    char.is_ascii_digit() || matches!(char, '.' | '-' | 'e' | 'E' | '+')
                })
                .collect();
            // The text may have the digits of an `f32`.
            number
                .parse::<f64>()
                .is_ok_and(|number| number == *value || number as f32 == *value as f32)
        }
        // A `GUID` and a string have forms of their own.
        Value::String { .. } => true,
    }
}

/// Checks all crates at once; gives the first error of each that fails.
fn check(
    folder: &Path,
    crates: &[Made],
    target: Option<&str>,
) -> Result<BTreeMap<String, String>, String> {
    let failed = |error| format!("{}: {error}", folder.display());
    let mut manifest = "[workspace]\nresolver = \"3\"\nmembers = [\n".to_owned();
    for made in crates.iter().filter(|made| folder.join(&made.name).join("Cargo.toml").is_file()) {
        let _ = writeln!(manifest, "    \"{}\",", made.name);
    }
    manifest.push_str("]\n");
    fs::create_dir_all(folder).map_err(failed)?;
    fs::write(folder.join("Cargo.toml"), manifest).map_err(failed)?;
    // The same versions as everywhere, and nothing to fetch.
    fs::copy(workspace::root().join("Cargo.lock"), folder.join("Cargo.lock")).map_err(failed)?;
    let mut check: Command = tools::cargo(["check", "--workspace", "--offline", "--keep-going"]);
    check.args(["--message-format", "short"]).current_dir(folder);
    check.arg("--target-dir").arg(folder.join("target"));
    if let Some(target) = target {
        check.args(["--target", target]);
    }
    let output = check.output().map_err(|error| format!("cargo: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut failures = BTreeMap::new();
    for line in text.lines() {
        if let Some((name, _)) =
            line.strip_prefix("error: could not compile `").and_then(|rest| rest.split_once('`'))
        {
            let own = format!("{name}/");
            let first =
                text.lines().find(|line| line.starts_with(&own) && line.contains(": error"));
            failures.insert(name.to_owned(), first.unwrap_or("no message").to_owned());
        }
    }
    if !output.status.success() && failures.is_empty() {
        return Err(format!("cargo check failed:\n{text}"));
    }
    Ok(failures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_from_the_text() {
        let raw = "\npub const A: DISPID = 0xFFFFFFFC_u32 as _;\n\npub const B: HRESULT = HRESULT(\n    0x401E8_u32 as _,\n);\n\npub const r#C: E = E(-7);\n\npub const D: f32 = 1.5f32;\n";
        let values = values(raw);
        let integer = |value: i128| Value::Integer { value, unsigned: false, wide: false };
        for (name, value, other) in [
            ("A", integer(-4), integer(-5)),
            ("B", integer(0x401E8), integer(0x401E9)),
            ("C", integer(-7), integer(7)),
            ("D", Value::Float(1.5), Value::Float(1.25)),
        ] {
            assert!(is_value(&values[name], &value), "{name}: {}", values[name]);
            assert!(!is_value(&values[name], &other), "{name}: {}", values[name]);
        }
    }
}
