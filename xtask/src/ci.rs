//! `cargo xtask ci`: what CI runs, in its order, up to the first failure. It installs nothing: a required tool that is missing
//! is a failure with the line that installs it, an optional one is SKIPPED, loudly.

use std::{process::Command, time::Instant};

use crate::{
    arguments::{Arguments, Outcome},
    bench, checked, corpus, demo, fuzz, peers, publish, regen, tidy,
    tools::{self, MSVC, Tool},
    wine, workspace,
};

/// One thing that must hold.
struct Step {
    name: &'static str,
    needs: &'static [Need],
    run: fn() -> Result<(), String>,
}

/// A tool that a step cannot do without.
#[derive(Clone, Copy)]
enum Need {
    /// The step fails where it is missing.
    Required(Tool),
    /// The step is skipped where it is missing.
    Optional(Tool),
    /// Required where it exists at all: on Linux.
    OnLinux(Tool),
    /// The step is skipped where this says what is missing.
    IfNone(fn() -> Option<String>),
}

const STEPS: &[Step] = &[
    Step { name: "fmt", needs: &[Need::Required(tools::RUSTFMT)], run: fmt },
    Step { name: "clippy", needs: &[Need::Required(tools::CLIPPY)], run: clippy },
    Step { name: "test", needs: &[], run: test },
    Step { name: "features", needs: &[], run: features },
    Step { name: "tidy", needs: &[], run: || own(tidy::run, &[]) },
    Step { name: "snapshots", needs: &[Need::Optional(tools::INSTA)], run: snapshots },
    Step { name: "docs", needs: &[], run: docs },
    Step {
        name: "regen",
        needs: &[Need::Required(tools::RUSTFMT)],
        run: || own(regen::run, &["--check"]),
    },
    Step { name: "demo", needs: &[], run: || own(demo::run, &[]) },
    Step { name: "user", needs: &[], run: user },
    Step { name: "package", needs: &[], run: publish::package },
    Step { name: "minimal", needs: &[Need::Optional(tools::NIGHTLY)], run: publish::minimal },
    Step { name: "deny", needs: &[Need::Optional(tools::CARGO_DENY)], run: publish::deny },
    Step {
        name: "semver",
        needs: &[Need::IfNone(publish::unreleased), Need::Optional(tools::SEMVER_CHECKS)],
        run: publish::semver,
    },
    Step {
        name: "object",
        needs: &[Need::OnLinux(tools::VALGRIND)],
        run: || own(bench::run, &["object"]),
    },
    Step {
        name: "compile",
        needs: &[Need::OnLinux(tools::VALGRIND)],
        // It stands just below the limit, and the libc of another machine may cost more: `bench compile` says so without the slack.
        run: || own(bench::run, &["compile", "--slack", "3"]),
    },
    Step { name: "corpus", needs: &[Need::IfNone(corpus::missing)], run: || own(corpus::run, &[]) },
    Step {
        name: "corpus-rust",
        needs: &[Need::IfNone(corpus::missing), Need::Required(tools::RUSTFMT)],
        // Every fourth file: the whole set takes minutes.
        run: || own(corpus::run, &["--rust", "--sample", "4"]),
    },
    Step { name: "peers", needs: &[Need::Required(tools::RUSTFMT)], run: || own(peers::run, &[]) },
    Step { name: "loom", needs: &[], run: loom },
    Step {
        name: "build",
        needs: &[Need::IfNone(unmeasured), Need::IfNone(|| tools::missing_target(MSVC))],
        // The slack is the noise of a runner.
        run: || own(bench::run, &["build", "--slack", "5"]),
    },
    Step {
        name: "hammer",
        needs: &[Need::OnLinux(tools::VALGRIND)],
        // A runner is no quiet machine, and no noise may fail it: this catches a lock, or a second count.
        run: || own(bench::run, &["hammer", "--slack", "40"]),
    },
    Step { name: "leaks", needs: &[Need::OnLinux(tools::VALGRIND)], run: leaks },
    Step { name: "targets", needs: &[Need::IfNone(missing_targets)], run: targets },
    Step {
        name: "wine",
        needs: &[Need::IfNone(wine::missing)],
        run: || own(wine::run, &["--if-available"]),
    },
    Step { name: "miri", needs: &[Need::Optional(tools::MIRI)], run: checked::miri },
    Step {
        name: "sanitizers",
        needs: &[Need::Optional(tools::RUST_SRC)],
        run: checked::sanitizers,
    },
    Step {
        name: "fuzz",
        needs: &[Need::Optional(tools::CARGO_FUZZ), Need::Optional(tools::CXX)],
        run: fuzz,
    },
];

/// The names of the steps.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    STEPS.iter().map(|step| step.name)
}

pub(crate) fn run(arguments: Arguments) -> Outcome {
    let steps = match choose(arguments) {
        Ok(steps) => steps,
        Err(outcome) => return outcome,
    };
    let mut skipped = Vec::new();
    for step in &steps {
        println!("\n=== {}", step.name);
        let started = Instant::now();
        match missing(step.needs) {
            Some(Missing::Skip(why)) => {
                println!("SKIPPED {}: {why}", step.name);
                skipped.push(step.name);
                continue;
            }
            Some(Missing::Fail(why)) => return Outcome::bad(format!("{}: {why}", step.name)),
            None => {}
        }
        if let Err(message) = (step.run)() {
            return Outcome::bad(format!("{}: {message}", step.name));
        }
        println!("=== {}: good, {:.1} s", step.name, started.elapsed().as_secs_f64());
    }
    let note = if skipped.is_empty() {
        String::new()
    } else {
        format!(", SKIPPED: {}", skipped.join(", "))
    };
    println!("\nci: {} of {} steps good{note}", steps.len() - skipped.len(), steps.len());
    Outcome::Good
}

/// The steps named, or all but those to be left out.
fn choose(mut arguments: Arguments) -> Result<Vec<&'static Step>, Outcome> {
    let (mut named, mut left_out) = (Vec::new(), Vec::new());
    while let Some(word) = arguments.next() {
        let (list, name) = match word.as_str() {
            "--skip" => (&mut left_out, arguments.next().unwrap_or_default()),
            _ => (&mut named, word),
        };
        match STEPS.iter().find(|step| step.name == name) {
            Some(step) => list.push(step.name),
            None => {
                let known: Vec<&str> = names().collect();
                return Err(Outcome::usage(format!(
                    "there is no step `{name}`; the steps are: {}",
                    known.join(", ")
                )));
            }
        }
    }
    let chosen = |step: &&Step| {
        (named.is_empty() || named.contains(&step.name)) && !left_out.contains(&step.name)
    };
    Ok(STEPS.iter().filter(chosen).collect())
}

enum Missing {
    Skip(String),
    Fail(String),
}

fn missing(needs: &[Need]) -> Option<Missing> {
    needs.iter().find_map(|need| match *need {
        Need::Required(tool) if !tool.is_present() => Some(Missing::Fail(tool.missing())),
        Need::Optional(tool) if !tool.is_present() => Some(Missing::Skip(tool.missing())),
        Need::OnLinux(tool) if !cfg!(target_os = "linux") => {
            Some(Missing::Skip(format!("`{}` does not exist on this system", tool.name)))
        }
        Need::OnLinux(tool) if !tool.is_present() => Some(Missing::Fail(tool.missing())),
        Need::IfNone(missing) => missing().map(Missing::Skip),
        _ => None,
    })
}

/// Another command of ours; it has said itself what is wrong.
fn own(command: fn(Arguments) -> Outcome, words: &[&str]) -> Result<(), String> {
    match command(Arguments::of(words)) {
        Outcome::Good => Ok(()),
        Outcome::Bad => Err("failed, see above".to_owned()),
        Outcome::Usage(message) => Err(message),
    }
}

/// The workspaces that the main one leaves out.
const OWN_WORKSPACES: &[&str] = &[
    "tests/fuzz/Cargo.toml",
    "tests/loom/Cargo.toml",
    "tests/peers/Cargo.toml",
    "tests/peers/build/Cargo.toml",
    "tests/user/Cargo.toml",
    "tests/wine/Cargo.toml",
];

fn fmt() -> Result<(), String> {
    tools::run(&mut tools::cargo(["fmt", "--all", "--check"]))?;
    OWN_WORKSPACES.iter().try_for_each(|manifest| {
        tools::run(&mut tools::cargo(["fmt", "--all", "--check", "--manifest-path", manifest]))
    })
}

fn clippy() -> Result<(), String> {
    let deny = ["--", "-D", "warnings"];
    let all = ["clippy", "--workspace", "--all-targets", "--locked"];
    tools::run(tools::cargo(all).args(deny))?;
    let features =
        [&["clippy", "--all-features", "--all-targets", "--locked"][..], &RUNTIME].concat();
    tools::run(tools::cargo(features).args(deny))?;
    // As a build script has it: without the tool.
    let library = ["clippy", "--package", "midlc", "--lib", "--no-default-features", "--locked"];
    tools::run(tools::cargo(library).args(deny))?;
    CLIPPED_APART.iter().try_for_each(|name| clippy_apart(name))
}

/// The workspaces that the step `clippy` looks at beside the main one. `wine` and `fuzz` do it with what else they need, and
/// `tests/peers/build` is for Windows only.
const CLIPPED_APART: [&str; 3] = ["loom", "peers", "user"];

/// A workspace of its own below `tests`, in the folder of the target folder where its tests are built.
fn clippy_apart(name: &str) -> Result<(), String> {
    let mut cargo = tools::cargo(["clippy", "--all-targets", "--all-features", "--locked"]);
    cargo.arg("--manifest-path").arg(format!("tests/{name}/Cargo.toml"));
    if name != "peers" {
        // Some programs of tests/peers/compile are there to be refused.
        cargo.arg("--workspace");
    }
    cargo.arg("--target-dir").arg(workspace::target().join(name));
    tools::run(cargo.args(["--", "-D", "warnings"]))
}

fn test() -> Result<(), String> {
    tools::run(tools::cargo(["test", "--workspace", "--locked"]).env("INSTA_UPDATE", "no"))?;
    // Some member of the workspace asks for features that change what the compiler says.
    tools::run(&mut tools::cargo(["test", "--package", "do-callback", "--test", "ui", "--locked"]))
}

/// The crates that users have, with all that they can ask for.
const RUNTIME: [&str; 4] = ["--package", "com-callback", "--package", "do-callback"];

/// What the features of the runtime add.
fn features() -> Result<(), String> {
    let test = ["test", "--package", "com-callback", "--all-features", "--tests", "--locked"];
    tools::run(&mut tools::cargo(test))?;
    // What stands behind features that are off by default.
    let modules =
        ["--features", "bits,download", "--lib", "--test", "ui", "--test", "comfort", "--locked"];
    tools::run(tools::cargo(["test", "--package", "do-callback"]).args(modules))
}

fn snapshots() -> Result<(), String> {
    // Its own options count more than `INSTA_UPDATE`: with `--check` nothing is written beside the snapshots.
    tools::run(&mut tools::cargo([
        "insta",
        "test",
        "--workspace",
        "--unreferenced=reject",
        "--check",
    ]))
}

fn docs() -> Result<(), String> {
    let arguments = ["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"];
    tools::run(tools::cargo(arguments).env("RUSTDOCFLAGS", "-D warnings"))?;
    let features = [&["doc", "--no-deps", "--all-features", "--locked"][..], &RUNTIME].concat();
    tools::run(tools::cargo(features).env("RUSTDOCFLAGS", "-D warnings"))
}

/// Crates as users write them: the attribute in a crate that renames ours, and what the panic guard cannot contain.
fn user() -> Result<(), String> {
    let target = workspace::target().join("user");
    let cargo = |arguments: &[&str]| {
        let mut cargo = tools::cargo(arguments);
        cargo.args(["--manifest-path", "tests/user/Cargo.toml"]).env("CARGO_TARGET_DIR", &target);
        tools::run(&mut cargo)
    };
    cargo(&["test", "--workspace", "--locked"])?;
    cargo(&["build", "--package", "limits", "--profile", "aborting", "--locked"])?;
    let limits = target.join("aborting").join(format!("limits{}", std::env::consts::EXE_SUFFIX));
    let ended = tools::errors_of(Command::new(&limits).arg("method").env("RUST_BACKTRACE", "0"));
    match ended {
        Err(text) if text.contains("a method") => {
            println!("with `panic = \"abort\"` nothing is contained, as it must be: {text}");
            Ok(())
        }
        Err(other) => Err(other),
        Ok(_) => Err("a panic was contained in spite of `panic = \"abort\"`".to_owned()),
    }
}

/// The counts in every order of threads, and mutants of them.
fn loom() -> Result<(), String> {
    let test = ["test", "--release", "--locked", "--manifest-path", "tests/loom/Cargo.toml"];
    let mut cargo = tools::cargo(test);
    cargo.args(["--", "--show-output"]);
    // Each mutant panics, which needs no backtrace.
    cargo.env("CARGO_TARGET_DIR", workspace::target().join("loom")).env("RUST_BACKTRACE", "0");
    tools::run(&mut cargo)
}

/// Why no time can be compared, elsewhere than on Linux.
fn unmeasured() -> Option<String> {
    (!cfg!(target_os = "linux"))
        .then(|| "user CPU is read from /proc, which does not exist on this system".to_owned())
}

/// The C client under valgrind: what Rust gave away was freed, and every object ended.
fn leaks() -> Result<(), String> {
    let valgrind = "valgrind --quiet --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=9";
    let runner = format!("target.'cfg(unix)'.runner = '{valgrind}'");
    let test = ["test", "--package", "suite", "--test", "abi", "--locked", "--config", &runner];
    tools::run(tools::cargo(test).args(["--", "--test-threads=1"]))
}

const TARGETS: [&str; 3] = ["i686-pc-windows-gnu", MSVC, "aarch64-pc-windows-msvc"];

/// Why none of the targets can be compiled for, if that is so.
fn missing_targets() -> Option<String> {
    TARGETS
        .into_iter()
        .map(tools::missing_target)
        .collect::<Option<Vec<_>>>()
        .map(|why| why.concat())
}

/// The code for Windows, and the layout of what emitted code passes, for every target that can be compiled for.
fn targets() -> Result<(), String> {
    for target in TARGETS {
        match tools::missing_target(target) {
            Some(why) => println!("SKIPPED {target}: {why}"),
            None => {
                let check = ["check", "--package", "do-callback", "--package", "layout"];
                tools::run(tools::cargo(check).args(["--locked", "--target", target]))?;
                if target == MSVC {
                    // The crates of users as well: one is on the `windows` crate, which is for Windows only.
                    let check = [
                        "check",
                        "--workspace",
                        "--locked",
                        "--manifest-path",
                        "tests/user/Cargo.toml",
                    ];
                    let mut check = tools::cargo(check);
                    check.args(["--target", target]).arg("--target-dir");
                    tools::run(check.arg(workspace::target().join("user")))?;
                }
                println!("{target}: good");
            }
        }
    }
    if !tools::MINGW.is_present() {
        println!("SKIPPED tests/layout/layout.c: {}", tools::MINGW.missing());
        return Ok(());
    }
    ["-m32", "-m64"].into_iter().try_for_each(|pointers| {
        let mut gcc = Command::new("x86_64-w64-mingw32-gcc");
        gcc.args([pointers, "-Wall", "-Werror", "-fsyntax-only", "tests/layout/layout.c"]);
        tools::run(gcc.current_dir(workspace::root()))?;
        println!("mingw-w64's headers, {pointers}: good");
        Ok(())
    })
}

/// Half a minute a target: a net for what is grossly wrong.
fn fuzz() -> Result<(), String> {
    clippy_apart("fuzz")?;
    own(fuzz::run, &["--seconds", "30"])
}
