//! `cargo xtask wine`: the tests that need Windows, in a Wine prefix of their own below the target folder. On Windows itself they run
//! as they are, against the system's own services.

mod prefix;
mod program;

use std::{fs, path::Path};

use crate::{
    arguments::{Arguments, Outcome},
    tools, workspace,
};
use prefix::Wine;

/// What the tests are built for.
const TARGET: &str = "x86_64-pc-windows-gnu";

/// The tests that are a workspace of their own.
const SERVICE: &str = "tests/wine/Cargo.toml";

pub(crate) fn run(mut arguments: Arguments) -> Outcome {
    let only_if_available = match arguments.next().as_deref() {
        None => false,
        Some("--if-available") => true,
        Some("--run") => return program::run(arguments),
        Some(word) => return Outcome::usage(format!("unexpected argument `{word}`")),
    };
    if let Err(outcome) = arguments.none_left() {
        return outcome;
    }
    match missing() {
        Some(why) if only_if_available => {
            println!("SKIPPED wine: {why}");
            Outcome::Good
        }
        Some(why) => Outcome::bad(why),
        None => prove().map_or_else(Outcome::bad, |()| Outcome::Good),
    }
}

/// What is not there, and the line that installs it.
pub(crate) fn missing() -> Option<String> {
    if cfg!(windows) {
        None
    } else if Wine::find().is_none() {
        Some(tools::WINE.missing())
    } else if !tools::MINGW.is_present() {
        Some(tools::MINGW.missing())
    } else {
        tools::missing_target(TARGET)
    }
}

fn prove() -> Result<(), String> {
    let folder = workspace::target().join("wine");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if cfg!(windows) {
        return tests(&folder, None);
    }
    let wine = Wine::find().ok_or("Wine is gone")?;
    let session = wine.session(&folder)?;
    tests(&folder, Some(&session))?;
    println!("wine: everything is good under {}", session.version());
    Ok(())
}

/// Builds and runs all tests, each program through `--run`.
fn tests(folder: &Path, session: Option<&prefix::Session>) -> Result<(), String> {
    let build = folder.join("build");
    let service = ["--manifest-path", SERVICE];
    if session.is_some() && tools::CLIPPY.is_present() {
        let mut clippy = tools::cargo(["clippy", "--all-targets", "--target", TARGET]);
        clippy.args(service).arg("--target-dir").arg(&build).args(["--", "-D", "warnings"]);
        tools::run(&mut clippy)?;
    }
    let runner = runner(session)?;
    let test = |package: &[&str]| {
        let mut test = tools::cargo(["test"]);
        test.args(package).arg("--target-dir").arg(&build).args(["--config", &runner]);
        if let Some(session) = session {
            test.args(["--target", TARGET]);
            session.enter(&mut test);
        }
        // One after the other: each wants a service or every thread to itself.
        tools::run(test.args(["--", "--test-threads=1"]))
    };
    // The chains bring the conformance kit, which is a test of the runtime too.
    test(&["--package", "com-callback", "--package", "chains", "--lib", "--tests"])?;
    // The example takes BITS; of the embedded service's own tests those that meet files and sockets.
    test(&["--package", "do-embedded", "--test", "example", "--test", "transfers"])?;
    test(&service)
}

/// Cargo's setting that starts test programs through this one.
fn runner(session: Option<&prefix::Session>) -> Result<String, String> {
    let own = std::env::current_exe().map_err(|error| format!("this program's path: {error}"))?;
    let wine = session.map(|session| format!(", '{}'", session.loader().display()));
    let wine = wine.unwrap_or_default();
    Ok(format!("target.'cfg(windows)'.runner=['{}', 'wine', '--run'{wine}]", own.display()))
}
