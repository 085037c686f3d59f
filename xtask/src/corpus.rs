//! `cargo xtask corpus`: real IDL from two packages of Debian. Every file is compiled, none may end in a panic; and where the
//! answers of other compilers are at hand, ours are compared with them. It installs nothing: what is missing is SKIPPED, loudly.

mod known;

use std::{
    collections::BTreeSet,
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    arguments::{Arguments, Outcome},
    corpus_metadata, corpus_rust, tools, workspace,
};

/// Where the answers are looked for if nobody says where they are.
const ORACLE: &str = "../shared/oracle";
/// The same, as a variable of the environment.
const ORACLE_VARIABLE: &str = "MIDL_ORACLE";

/// IDL of a package, and who has answers for it.
pub(crate) struct Set {
    /// What the folder of its answers is called.
    pub(crate) name: &'static str,
    /// The line that installs it.
    pub(crate) install: &'static str,
    /// Where the package puts its IDL: the first of these that is there.
    folders: &'static [&'static str],
    /// Where the IDL that it imports is, below `folders`.
    include: &'static str,
}

pub(crate) const WINE: Set = Set {
    name: "wine8",
    install: "apt-get install --no-install-recommends libwine-dev",
    folders: &["/usr/include/wine/wine", "/usr/include/wine"],
    include: "windows",
};

pub(crate) const DIRECTX: Set = Set {
    name: "directx",
    install: "apt-get install --no-install-recommends directx-headers-dev",
    folders: &["/usr/include/directx"],
    include: "",
};

impl Set {
    /// The folder of the package, where it is installed.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        let there = |folder: &Path| !idl_files(&folder.join(self.include)).is_empty();
        self.folders.iter().map(PathBuf::from).find(|folder| there(folder))
    }

    /// The folder that imports are looked for in.
    pub(crate) fn include(&self, folder: &Path) -> PathBuf {
        folder.join(self.include)
    }
}

/// The IDL files of a folder and those below it, sorted.
pub(crate) fn idl_files(folder: &Path) -> Vec<PathBuf> {
    let is_idl =
        |path: &PathBuf| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("idl"));
    workspace::walk(folder).unwrap_or_default().into_iter().filter(is_idl).collect()
}

pub(crate) fn run(mut arguments: Arguments) -> Outcome {
    let mut oracle = env::var_os(ORACLE_VARIABLE).map(PathBuf::from);
    while let Some(word) = arguments.next() {
        if word == "--rust" {
            return corpus_rust::run(arguments);
        }
        if word == "--metadata" {
            return match arguments.next().as_deref() {
                None => corpus_metadata::run(false),
                Some("--list") => corpus_metadata::run(true),
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
    let sets: Vec<(&Set, PathBuf)> =
        [&WINE, &DIRECTX].into_iter().filter_map(|set| Some((set, set.folder()?))).collect();
    for set in [&WINE, &DIRECTX] {
        if !sets.iter().any(|(there, _)| there.name == set.name) {
            println!(
                "SKIPPED {}: its IDL is missing; install it with\n\n    {}\n",
                set.name, set.install
            );
        }
    }
    if sets.is_empty() {
        return Ok(true);
    }
    let midlc = release_midlc()?;
    let mut good = true;
    for (set, folder) in &sets {
        let mut include = vec![set.include(folder)];
        if set.name != WINE.name {
            include.extend(WINE.folder().map(|folder| WINE.include(&folder)));
        }
        good &= compile(&midlc, set, folder, &include)?;
        good &= compare(&midlc, set, folder, &include, oracle)?;
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
fn compile(midlc: &Path, set: &Set, folder: &Path, include: &[PathBuf]) -> Result<bool, String> {
    let files = idl_files(folder);
    let pieces = pieces(&files);
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
            Some(1) if file.file_name().is_some_and(|name| pieces.contains(&lower(name))) => {
                in_pieces += 1;
            }
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

/// The names of files that others `#include`.
fn pieces(files: &[PathBuf]) -> BTreeSet<String> {
    let mut pieces = BTreeSet::new();
    for text in files.iter().filter_map(|file| fs::read(file).ok()) {
        for line in String::from_utf8_lossy(&text).lines() {
            let name = line.trim_start().strip_prefix("#include");
            pieces.extend(
                name.and_then(|name| name.split(['"', '<', '>']).nth(1)).map(str::to_lowercase),
            );
        }
    }
    pieces
}

fn lower(name: &OsStr) -> String {
    name.to_string_lossy().to_lowercase()
}

fn shown(file: &Path, folder: &Path) -> String {
    file.strip_prefix(folder).unwrap_or(file).display().to_string()
}

/// Runs the comparison that belongs to the answers.
fn compare(
    midlc: &Path,
    set: &Set,
    folder: &Path,
    include: &[PathBuf],
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
