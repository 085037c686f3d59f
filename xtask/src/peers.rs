//! `cargo xtask peers`: what `#[implement]` of windows-rs gets wrong, W1 to W15, and that our object does not: the tests of
//! `tests/peers`, as a table.

use std::process::Command;

use crate::{
    arguments::{Arguments, Outcome},
    tools, workspace,
};

/// A workspace of its own: the peers' dependencies never reach the project's builds.
pub(crate) const PEERS: &str = "tests/peers";
/// The defects have the numbers from 1 to this one.
const DEFECTS: usize = 15;

pub(crate) fn run(arguments: Arguments) -> Outcome {
    match arguments.none_left() {
        Ok(()) => peers().map_or_else(Outcome::bad, |()| Outcome::Good),
        Err(outcome) => outcome,
    }
}

fn peers() -> Result<(), String> {
    let with_miri = tools::MIRI.is_present();
    let text = output(with_miri)?;
    let proofs = read(&text);
    print(&proofs);
    if !with_miri {
        println!("\nSKIPPED rows: {}", tools::MIRI.missing());
    }
    let lacks = |number: &usize| {
        let has = |side| proofs.iter().any(|proof| proof.number == *number && proof.side == side);
        !has("theirs") || !has("ours")
    };
    match (1..=DEFECTS).find(lacks) {
        Some(number) => Err(format!("W{number} lacks the proof of a side")),
        None => conformance(),
    }
}

/// The conformance kit over objects of `#[implement]`.
fn conformance() -> Result<(), String> {
    let mut cargo = cargo(&["--test", "conformance", "--", "--show-output"]);
    tools::run(&mut cargo)
}

/// What the tests print. They run as users' programs do: optimised.
fn output(with_miri: bool) -> Result<String, String> {
    let mut cargo = cargo(&["--features", "bindings", "--test", "proofs", "--no-fail-fast", "--"]);
    // The plain format names each test.
    cargo.args(["--show-output", "--format", "pretty", "--color", "never"]);
    if with_miri {
        cargo.arg("--include-ignored");
    }
    let output = cargo.output().map_err(|error| format!("cargo does not start: {error}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    let text = format!("{}{errors}", String::from_utf8_lossy(&output.stdout));
    if output.status.success() { Ok(text) } else { Err(format!("a proof failed:\n{text}")) }
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = tools::cargo(["test", "--quiet", "--release", "--locked"]);
    cargo.args(arguments).current_dir(workspace::root().join(PEERS));
    cargo.env("CARGO_TARGET_DIR", workspace::target().join("peers"));
    cargo
}

/// A test, named `w01_theirs_what_it_shows`.
struct Proof<'a> {
    number: usize,
    side: &'a str,
    name: &'a str,
    result: &'a str,
    seen: Vec<&'a str>,
}

fn read(text: &str) -> Vec<Proof<'_>> {
    let mut proofs: Vec<Proof<'_>> = text.lines().filter_map(proof).collect();
    proofs.sort_by_key(|proof| (proof.number, proof.side == "ours"));
    for proof in &mut proofs {
        // What a test printed stands below its name, up to an empty line.
        let title = format!("---- {} stdout ----", proof.name);
        let lines = text.lines().skip_while(|line| *line != title).skip(1);
        proof.seen = lines.take_while(|line| !line.is_empty()).collect();
    }
    proofs
}

/// A line `test w01_theirs_what_it_shows ... ok`.
fn proof(line: &str) -> Option<Proof<'_>> {
    let (name, result) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let mut words = name.strip_prefix('w')?.split('_');
    let number = words.next()?.parse().ok()?;
    // The reason stands behind: `ignored, needs miri`.
    let result = result.split(',').next()?;
    Some(Proof { number, side: words.next()?, name, result, seen: Vec::new() })
}

fn print(proofs: &[Proof<'_>]) {
    let mut before = 0;
    for proof in proofs {
        let number =
            if proof.number == before { String::new() } else { format!("W{}", proof.number) };
        before = proof.number;
        let result = if proof.result == "ignored" { "SKIPPED" } else { proof.result };
        let name = proof.name;
        println!("{number:<4} {:<6} {name:<54} {result:<8} {}", proof.side, proof.seen.join("; "));
    }
}
