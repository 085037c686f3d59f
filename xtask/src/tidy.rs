//! `cargo xtask tidy`: what neither a compiler nor a test checks. Every complaint of a run is printed, not the first alone.
//!
//! That each diagnostic code has a case is asked of the snapshots; the test that compiles the cases knows whether they are true.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use midlc::{files::BANNER, frontend::diagnostic::Code};

use crate::{
    arguments::{Arguments, Outcome},
    ci, publish, regen, workspace,
};

pub(crate) fn run(arguments: Arguments) -> Outcome {
    if let Err(outcome) = arguments.none_left() {
        return outcome;
    }
    match complaints() {
        Ok(complaints) => {
            complaints.iter().for_each(|complaint| eprintln!("error: {complaint}"));
            Outcome::of(complaints.is_empty())
        }
        Err(message) => Outcome::bad(message),
    }
}

fn complaints() -> Result<Vec<String>, String> {
    let files = workspace::walk(&workspace::root())
        .map_err(|error| format!("cannot list the checkout: {error}"))?;
    let emitted = emitted_folders()?;
    let mut complaints = Vec::new();
    let mut check = |result: io::Result<Vec<String>>| match result {
        Ok(found) => complaints.extend(found),
        Err(error) => complaints.push(format!("cannot read the checkout: {error}")),
    };
    check(banners(&files, &emitted));
    check(cases(&files));
    check(codes());
    check(Ok(pending(&files)));
    check(map());
    check(packages());
    check(floor());
    check(workflow());
    check(book());
    Ok(complaints)
}

fn emitted_folders() -> Result<Vec<PathBuf>, String> {
    let root = workspace::root();
    let options = regen::plan()?
        .crates
        .into_iter()
        .flat_map(|planned| planned.modules)
        .map(|module| module.code);
    let folders = options
        .flat_map(|code| [Some(code.library), code.attribute.map(|attribute| attribute.folder)]);
    Ok(folders.flatten().map(|folder| root.join(folder)).collect())
}

/// A Rust file begins with the banner exactly where `regen` writes.
fn banners(files: &[PathBuf], emitted: &[PathBuf]) -> io::Result<Vec<String>> {
    let mut complaints = Vec::new();
    for file in
        files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
    {
        let announced = fs::read(file)?.starts_with(BANNER.as_bytes());
        let belongs = emitted.iter().any(|folder| file.starts_with(folder));
        if announced != belongs {
            let file = workspace::shown(file);
            complaints.push(match belongs {
                true => format!(
                    "{file} is in an emitted folder and begins without `{BANNER}..`: move it out"
                ),
                false => format!("{file} begins with `{BANNER}..` and no plan emits it"),
            });
        }
    }
    Ok(complaints)
}

/// A case is a folder with an input and what must come of it, and no snapshot lies anywhere else below the cases. Which further
/// stages a case shows is the business of the test that makes them.
fn cases(files: &[PathBuf]) -> io::Result<Vec<String>> {
    let root = workspace::root().join("tests/cases");
    let mut complaints = Vec::new();
    for (kind, snapshot) in [("ok", "model.snap"), ("err", "diagnostics.snap")] {
        for entry in fs::read_dir(root.join(kind))? {
            let case = entry?.path();
            let missing =
                ["input.idl", snapshot].into_iter().filter(|file| !case.join(file).is_file());
            complaints
                .extend(missing.map(|file| format!("{} has no {file}", workspace::shown(&case))));
        }
    }
    let is_snapshot = |file: &&PathBuf| file.starts_with(&root) && has_extension(file, "snap");
    for snapshot in files.iter().filter(is_snapshot) {
        if snapshot.parent().is_none_or(|case| !case.join("input.idl").is_file()) {
            complaints
                .push(format!("{} belongs to no case: delete it", workspace::shown(snapshot)));
        }
    }
    complaints.sort();
    Ok(complaints)
}

/// Each code is shown by the snapshot of some case, or the test of the cases says why it cannot be.
fn codes() -> io::Result<Vec<String>> {
    let tests = workspace::root().join("tests");
    let excused = fs::read_to_string(tests.join("cases.rs"))?;
    let mut shown = String::new();
    for entry in fs::read_dir(tests.join("cases/err"))? {
        shown += &fs::read_to_string(entry?.path().join("diagnostics.snap")).unwrap_or_default();
    }
    let without = Code::ALL.iter().filter(|code| {
        !shown.contains(&format!("[{code}]")) && !excused.contains(&format!("(Code::{code:?}, "))
    });
    Ok(without
        .map(|code| format!("{code} ({}) has no case under tests/cases/err", code.title()))
        .collect())
}

/// No snapshot waits for a review.
fn pending(files: &[PathBuf]) -> Vec<String> {
    let pending = files
        .iter()
        .filter(|file| has_extension(file, "new") || has_extension(file, "pending-snap"));
    pending
        .map(|file| format!("{} waits for a review: `cargo insta review`", workspace::shown(file)))
        .collect()
}

/// The map names every crate.
fn map() -> io::Result<Vec<String>> {
    let crates = workspace::root().join("crates");
    let map = fs::read_to_string(crates.join("README.md"))?;
    let words: BTreeSet<&str> =
        map.split(|character: char| !character.is_alphanumeric() && character != '-').collect();
    let mut complaints = Vec::new();
    for entry in fs::read_dir(&crates)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() && !words.contains(name.as_str()) {
            complaints.push(format!("crates/README.md does not name `{name}`"));
        }
    }
    complaints.sort();
    Ok(complaints)
}

/// Each published crate has what its package must hold, and the licences are those of the checkout.
fn packages() -> io::Result<Vec<String>> {
    let mut complaints = Vec::new();
    for published in publish::crates().map_err(io::Error::other)? {
        for name in publish::IN_EVERY_PACKAGE {
            let file = published.folder.join(name);
            let Ok(text) = fs::read(&file) else {
                complaints.push(format!("{} is missing", workspace::shown(&file)));
                continue;
            };
            let original = fs::read(workspace::root().join(name));
            if original.is_ok_and(|original| original != text) {
                complaints.push(format!("{} is not what {name} is", workspace::shown(&file)));
            }
        }
    }
    Ok(complaints)
}

/// Where the examples of the book become tests.
const TESTED_IN: [&str; 3] =
    ["crates/do-callback/src/book.rs", "crates/do-embedded/src/book.rs", "crates/midlc/src/lib.rs"];

/// Each chapter of the book is in its table of contents, and one with examples is tested somewhere.
fn book() -> io::Result<Vec<String>> {
    let root = workspace::root();
    let chapters = root.join("crates/do-callback/book/src");
    let contents = fs::read_to_string(chapters.join("SUMMARY.md"))?;
    let tests: Result<String, io::Error> =
        TESTED_IN.iter().map(|file| fs::read_to_string(root.join(file))).collect();
    let tests = tests?;
    let mut complaints = Vec::new();
    for chapter in workspace::walk(&chapters)?.iter().filter(|file| has_extension(file, "md")) {
        let name = chapter.file_name().unwrap_or_default().to_string_lossy();
        if name == "SUMMARY.md" {
            continue;
        }
        if !contents.contains(&format!("({name})")) {
            complaints.push(format!("{} is not in SUMMARY.md", workspace::shown(chapter)));
        }
        let is_tested =
            tests.contains(&format!("\"{name}\"")) || tests.contains(&format!("/{name}\""));
        if fs::read_to_string(chapter)?.contains("```rust") && !is_tested {
            complaints.push(format!("nothing tests the examples of {}", workspace::shown(chapter)));
        }
    }
    Ok(complaints)
}

/// The least compiler that the manifests promise is the one that CI builds with.
fn floor() -> io::Result<Vec<String>> {
    let read = |file: &str| fs::read_to_string(workspace::root().join(file));
    let manifest = read("Cargo.toml")?;
    let floor = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \""));
    let floor = floor.and_then(|rest| rest.split('"').next()).unwrap_or("nothing");
    let mut complaints = Vec::new();
    for (file, before) in
        [(".ci/run", "toolchain="), (".github/workflows/ci.yml", "RUSTUP_TOOLCHAIN: ")]
    {
        if !read(file)?.contains(&format!("{before}{floor}.")) {
            complaints.push(format!(
                "{file} does not build with Rust {floor}, which Cargo.toml promises"
            ));
        }
    }
    Ok(complaints)
}

/// Each step of `cargo xtask ci` is run by a job on GitHub, too.
fn workflow() -> io::Result<Vec<String>> {
    const FILE: &str = ".github/workflows/ci.yml";
    let text = fs::read_to_string(workspace::root().join(FILE))?;
    let commands = text.lines().filter(|line| line.contains("cargo "));
    let words: BTreeSet<&str> = commands.flat_map(str::split_whitespace).collect();
    // What is run by itself there, so that the snapshots that changed can be shown.
    let is_run =
        |step: &str| words.contains(step) || (step == "snapshots" && words.contains("insta"));
    let forgotten = ci::names().filter(|step| !is_run(step));
    Ok(forgotten.map(|step| format!("no job of {FILE} runs the step `{step}`")).collect())
}

fn has_extension(file: &Path, wanted: &str) -> bool {
    file.extension().is_some_and(|extension| extension == wanted)
}
