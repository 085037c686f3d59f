//! Tests of the runtime where something watches them: Miri, and the sanitizers of LLVM.

use std::{env::consts::ARCH, process::Command};

use crate::{tools, workspace};

/// Miri lets the threads run in this many orders.
const SEEDS: &str = "-Zmiri-many-seeds=0..16";
/// Both models of aliasing; addresses are never made from numbers.
const MODELS: [&str; 2] =
    ["-Zmiri-strict-provenance", "-Zmiri-strict-provenance -Zmiri-tree-borrows"];

/// The tests of the conformance kit.
const CONFORMANCE: [&str; 4] = ["--features", "conformance", "--test", "conformance"];
/// Its tests over emitted interfaces.
const CHAINS: [&str; 4] = ["--package", "chains", "--test", "conformance"];

/// The tests of the comfort layer, whose futures are woken by other threads.
const COMFORT: [&str; 6] =
    ["--package", "do-callback", "--features", "bits,download", "--test", "comfort"];

/// All tests of the runtime, with every seed and under both models; the conformance kit, the examples of the docs and the
/// comfort layer with one seed.
pub(crate) fn miri() -> Result<(), String> {
    for model in MODELS {
        let seeds = format!("{model} {SEEDS}");
        println!("{seeds}");
        runtime_under_miri(&["--tests"], &seeds)?;
        runtime_under_miri(&["--features", "tracing", "--test", "tracing"], &seeds)?;
        runtime_under_miri(&[&CONFORMANCE[..], &["a_hammer"]].concat(), &seeds)?;
        runtime_under_miri(&CONFORMANCE, model)?;
        runtime_under_miri(&["--doc"], model)?;
        under_miri(&COMFORT, model)?;
    }
    // Minutes for a model: one will do.
    under_miri(&CHAINS, MODELS[0])
}

fn runtime_under_miri(tests: &[&str], flags: &str) -> Result<(), String> {
    under_miri(&[&["--package", "com-callback"], tests].concat(), flags)
}

fn under_miri(tests: &[&str], flags: &str) -> Result<(), String> {
    let mut miri = nightly(&["miri", "test", "--quiet", "--locked"]);
    tools::run(miri.args(tests).env("MIRIFLAGS", flags))
}

/// A sanitizer, and the mistakes that it must find: an ignored test of the hammer, and what is said of it.
struct Sanitizer {
    name: &'static str,
    mutants: &'static [(&'static str, &'static str)],
}

const SANITIZERS: [Sanitizer; 2] = [
    Sanitizer {
        name: "thread",
        mutants: &[("mutant_with_a_data_race", "ThreadSanitizer: data race")],
    },
    Sanitizer {
        name: "address",
        mutants: &[
            ("mutant_that_releases_once_too_often", "AddressSanitizer: heap-use-after-free"),
            ("mutant_that_never_releases", "LeakSanitizer: detected memory leaks"),
        ],
    },
];

/// The tests of the runtime, with its hammer, under each sanitizer; the standard library is built for it too, or the thread
/// sanitizer would not see its locks.
pub(crate) fn sanitizers() -> Result<(), String> {
    SANITIZERS.iter().try_for_each(|sanitizer| {
        println!("{} sanitizer", sanitizer.name);
        tools::run(sanitized(sanitizer).args(["--lib", "--test", "com", "--test", "hammer"]))?;
        sanitizer.mutants.iter().try_for_each(|&(mutant, words)| caught(sanitizer, mutant, words))
    })
}

fn caught(sanitizer: &Sanitizer, mutant: &str, words: &str) -> Result<(), String> {
    let mut cargo = sanitized(sanitizer);
    cargo.args(["--test", "hammer", "--", "--exact", "--ignored", mutant]);
    match tools::errors_of(&mut cargo) {
        Err(said) if said.contains(words) => {
            println!("{mutant} is caught: {words}");
            Ok(())
        }
        Err(said) => Err(format!("{mutant} fails without `{words}`:\n{said}")),
        Ok(_) => Err(format!("{mutant} is not caught")),
    }
}

fn sanitized(sanitizer: &Sanitizer) -> Command {
    let mut cargo = nightly(&["test", "--quiet", "-Zbuild-std", "--package", "com-callback"]);
    cargo.arg("--target").arg(format!("{ARCH}-unknown-linux-gnu"));
    cargo.env("RUSTFLAGS", format!("-Zsanitizer={}", sanitizer.name)).env("RUST_BACKTRACE", "0");
    cargo.env("CARGO_TARGET_DIR", workspace::target().join(sanitizer.name));
    cargo
}

/// Cargo of the nightly toolchain: this process runs under another one, and says so to its children.
fn nightly(arguments: &[&str]) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo"]).args(arguments);
    command.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    command.current_dir(workspace::root());
    command
}
