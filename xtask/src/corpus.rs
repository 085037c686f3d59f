//! `cargo xtask corpus`: real IDL from two packages of Debian. Every file is compiled, none may end in a panic; and where the
//! answers of other compilers are at hand, ours are compared with them. It installs nothing: what is missing is SKIPPED, loudly.

mod known;
mod metadata;
mod rust;
mod set;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    arguments::{Arguments, Outcome},
    tools, workspace,
};
use set::{Installed, Pieces};
pub(crate) use set::{WINE, idl_files, missing};

/// Where the answers are looked for if nobody says where they are.
const ORACLE: &str = "../shared/oracle";
/// The same, as a variable of the environment.
const ORACLE_VARIABLE: &str = "MIDL_ORACLE";

pub(crate) fn run(mut arguments: Arguments) -> Outcome {
    let mut oracle = env::var_os(ORACLE_VARIABLE).map(PathBuf::from);
    while let Some(word) = arguments.next() {
        if word == "--rust" {
            return rust::run(arguments);
        }
        if word == "--metadata" {
            return match arguments.next().as_deref() {
                None => metadata::run(false),
                Some("--list") => metadata::run(true),
                Some(word) => Outcome::usage(format!("unexpected argument `{word}`")),
            };
        }
        match (word.as_str(), arguments.next()) {
            ("--oracle", Some(folder)) => oracle = Some(folder.into()),
            ("--oracle", None) => return Outcome::usage("`--oracle` needs a folder".to_owned()),
            _ => return Outcome::usage(format!("unexpected argument `{word}`")),
        }
    }
    let oracle = workspace::root().join(oracle.unwrap_or_else(|| ORACLE.into()));
    match all(&oracle) {
        Ok(good) => Outcome::of(good),
        Err(message) => Outcome::bad(message),
    }
}

fn all(oracle: &Path) -> Result<bool, String> {
    let sets = set::installed();
    if sets.is_empty() {
        return Ok(true);
    }
    let midlc = release_midlc()?;
    let mut good = true;
    for installed in &sets {
        good &= compile(&midlc, installed)?;
        good &= compare(&midlc, installed, oracle)?;
    }
    Ok(good)
}

/// The tool as users have it.
pub(crate) fn release_midlc() -> Result<PathBuf, String> {
    let build = ["build", "--quiet", "--release", "--package", "midlc", "--features", "cli"];
    tools::run(&mut tools::cargo(build))?;
    Ok(workspace::target().join("release").join(format!("midlc{}", env::consts::EXE_SUFFIX)))
}

fn with_folders(command: &mut Command, include: &[PathBuf]) {
    for folder in include {
        command.arg("-I").arg(folder);
    }
}

/// Compiles each file by itself. Pieces of others need not stand alone; every other classic file must.
fn compile(midlc: &Path, Installed { set, folder, include }: &Installed) -> Result<bool, String> {
    let files = idl_files(folder);
    let pieces = Pieces::of(&files);
    let (mut accepted, mut win_rt, mut in_pieces) = (0, 0, 0);
    let (mut refused, mut panicked) = (Vec::new(), Vec::new());
    for file in &files {
        let mut dump = Command::new(midlc);
        dump.args(["dump", "--format", "json"]).stdout(Stdio::null());
        with_folders(&mut dump, include);
        let output = dump.arg(file).stderr(Stdio::piped()).output();
        let output =
            output.map_err(|error| format!("cannot start {}: {error}", midlc.display()))?;
        let said = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => accepted += 1,
            Some(1) if said.contains("error[IDL0205]") => win_rt += 1,
            Some(1) if pieces.contain(file) => in_pieces += 1,
            Some(1) => {
                let first = said.lines().find(|line| line.starts_with("error")).unwrap_or("error");
                refused.push(format!("{}: {first}", shown(file, folder)));
            }
            _ => panicked.push(shown(file, folder)),
        }
    }
    println!(
        "{}: {} files, {accepted} compiled, {win_rt} WinRT, {in_pieces} only ever included, {} refused, {} panicked",
        set.name,
        files.len(),
        refused.len(),
        panicked.len()
    );
    refused.iter().for_each(|line| println!("  REFUSED  {line}"));
    panicked.iter().for_each(|line| println!("  PANICKED {line}"));
    Ok(refused.is_empty() && panicked.is_empty())
}

fn shown(file: &Path, folder: &Path) -> String {
    file.strip_prefix(folder).unwrap_or(file).display().to_string()
}

/// Runs the comparison that belongs to the answers.
fn compare(
    midlc: &Path,
    Installed { set, folder, include }: &Installed,
    oracle: &Path,
) -> Result<bool, String> {
    let (script, truth) = (oracle.join("compare.py"), oracle.join("truth").join(set.name));
    if !script.is_file() || !truth.is_dir() {
        println!(
            "SKIPPED comparison of {}: no answers in {}; name their folder with `--oracle DIR` or {ORACLE_VARIABLE}",
            set.name,
            oracle.display()
        );
        return Ok(true);
    }
    if !tools::PYTHON.is_present() {
        println!("SKIPPED comparison of {}: {}", set.name, tools::PYTHON.missing());
        return Ok(true);
    }
    let mut python = Command::new("python3");
    python.arg(&script).arg("--truth").arg(&truth).arg("--idl").arg(folder);
    with_folders(&mut python, include);
    let dump = format!("{} dump --format json", midlc.display());
    python.args(["--show", "1000000", "--dump", &dump]);
    let output = python.output().map_err(|error| format!("cannot start python3: {error}"))?;
    let report = String::from_utf8_lossy(&output.stdout);
    let file = workspace::root().join("tests/corpus/known-differences.toml");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let verdict = known::judge(&report, &known::read(&text)?, set.name)?;
    println!("{}: {}", set.name, verdict.line);
    verdict.open.iter().for_each(|line| println!("  {line}"));
    Ok(verdict.open.is_empty())
}
