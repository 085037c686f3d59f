//! What is emitted for the good cases is Rust: each becomes a crate of its own, as `midlc generate` makes it, and all of them are
//! checked by the compiler, with warnings denied.

use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use midlc::{
    codegen::{Frame, Package},
    loader::Loader,
    pipeline,
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

/// The crate that `midlc generate` would make of a case, which denies warnings.
fn write_crate(case: &Case, folder: &Path) {
    let mut options = case.options().clone();
    let (name, runtime) = (format!("case-{}", case.name()), workspace().join("crates"));
    options.code.library = "src/generated".to_owned();
    options.code.attribute = None;
    options.code.frame =
        Frame::Crate(Package { name, runtime: Some(runtime.to_string_lossy().into_owned()) });
    let mut loader = Loader::new(&options.inputs.base, &options.inputs.include);
    let generated = pipeline::generate(&mut loader, &options)
        .unwrap_or_else(|failure| panic!("{} cannot be emitted:\n{failure}", case.name()));
    for (path, text) in &generated.output.files {
        let lints = "\n[lints.rust]\nmissing_docs = \"deny\"\nwarnings = \"deny\"\n";
        let lints = if path == "Cargo.toml" { lints } else { "" };
        write(&folder.join(path), &format!("{text}{lints}"));
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
