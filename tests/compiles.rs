//! What is emitted for the good cases is Rust: each becomes a crate of its own, behind the gate that `do-callback` has, and all of
//! them are checked by the compiler, with warnings denied.

use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use suite::{case::Case, workspace};

#[test]
fn every_good_case() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiles");
    let mut members = String::new();
    for input in Case::all("ok") {
        let case = Case::of(&input);
        write_crate(&case, &root.join(case.name()));
        let _ = writeln!(members, "    \"{}\",", case.name());
    }
    write(
        &root.join("Cargo.toml"),
        &format!("[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n"),
    );
    // The same versions as everywhere, and nothing to fetch.
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the lock file can be copied");

    for features in ["--no-default-features", "--all-features"] {
        let mut check = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        check.args(["check", "--workspace", "--offline", "--quiet", "--keep-going", features]);
        check.current_dir(&root).env("CARGO_TARGET_DIR", root.join("target"));
        let output = check.output().expect("cargo starts");
        assert!(
            output.status.success(),
            "emitted code does not compile with {features}:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// A crate that holds nothing but what is emitted, and the gate.
fn write_crate(case: &Case, folder: &Path) {
    let generated = case
        .generate()
        .unwrap_or_else(|failure| panic!("{} cannot be emitted:\n{failure}", case.name()));
    let workspace = workspace();
    let manifest = format!(
        "[package]\nname = \"case_{}\"\nedition = \"2024\"\n\n\
         [features]\nconformance = [\"com-callback/conformance\"]\n\n[dependencies]\n\
         com-callback = {{ path = {:?} }}\n\
         windows-core = {{ version = \"=0.100.0\", default-features = false, features = [\"std\"] }}\n",
        case.name(),
        workspace.join("crates/com-callback"),
    );
    write(&folder.join("Cargo.toml"), &manifest);
    let head = "//! A case.\n#![deny(warnings, missing_docs)]\n\npub mod generated;\n";
    write(&folder.join("src/lib.rs"), head);
    let gate = fs::read_to_string(workspace.join("crates/do-callback/src/generated.rs"))
        .expect("the gate can be read");
    write(&folder.join("src/generated.rs"), &gate);
    let library = &case.options().code.library;
    for (path, text) in &generated.output.files {
        if let Some(file) = path.strip_prefix(&**library) {
            write(&folder.join("src/generated").join(file.trim_start_matches('/')), text);
        }
    }
}

/// Leaves a file alone that has this text, so that cargo does not check it again.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return;
    }
    let folder = path.parent().map(PathBuf::from).unwrap_or_default();
    fs::create_dir_all(folder).expect("a folder below the target folder");
    fs::write(path, text).expect("a file below the target folder");
}
