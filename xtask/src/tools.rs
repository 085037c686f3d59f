//! Running other programs.

use std::{
    env,
    ffi::OsStr,
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::workspace;

/// A program other than cargo, which every command has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool {
    /// How its presence is asked: the program and its arguments.
    pub(crate) probe: &'static [&'static str],
    /// What it is called.
    pub(crate) name: &'static str,
    /// The line that installs it.
    pub(crate) install: &'static str,
}

pub(crate) const RUSTFMT: Tool = Tool {
    probe: &["cargo", "fmt", "--version"],
    name: "rustfmt",
    install: "rustup component add rustfmt",
};

pub(crate) const CLIPPY: Tool = Tool {
    probe: &["cargo", "clippy", "--version"],
    name: "clippy",
    install: "rustup component add clippy",
};

pub(crate) const VALGRIND: Tool = Tool {
    probe: &["valgrind", "--version"],
    name: "valgrind",
    install: "apt-get install --no-install-recommends valgrind",
};

pub(crate) const INSTA: Tool = Tool {
    probe: &["cargo", "insta", "--version"],
    name: "cargo-insta",
    install: "cargo install cargo-insta --version 1.49.0 --locked",
};

pub(crate) const CARGO_DENY: Tool = Tool {
    probe: &["cargo", "deny", "--version"],
    name: "cargo-deny",
    install: "cargo install cargo-deny --version 0.20.2 --locked",
};

pub(crate) const SEMVER_CHECKS: Tool = Tool {
    probe: &["cargo", "semver-checks", "--version"],
    name: "cargo-semver-checks",
    install: "cargo install cargo-semver-checks --locked",
};

pub(crate) const NIGHTLY: Tool = Tool {
    probe: &["rustup", "run", "nightly", "cargo", "--version"],
    name: "nightly",
    install: "rustup toolchain install nightly",
};

pub(crate) const MIRI: Tool = Tool {
    probe: &["rustup", "run", "nightly", "cargo", "miri", "--version"],
    name: "miri",
    install: "rustup toolchain install nightly --component miri,rust-src",
};

pub(crate) const CARGO_FUZZ: Tool = Tool {
    probe: &["rustup", "run", "nightly", "cargo", "fuzz", "--version"],
    name: "cargo-fuzz with nightly",
    install: "cargo install cargo-fuzz --version 0.13.2 --locked",
};

/// libFuzzer is built with it.
pub(crate) const CXX: Tool = Tool {
    probe: &["c++", "--version"],
    name: "c++",
    install: "apt-get install --no-install-recommends g++",
};

/// Debian keeps it out of `PATH`: `wine::missing` looks further.
pub(crate) const WINE: Tool = Tool {
    probe: &["wine64", "--version"],
    name: "wine64",
    install: "apt-get install --no-install-recommends wine64",
};

pub(crate) const MINGW: Tool = Tool {
    probe: &["x86_64-w64-mingw32-gcc", "--version"],
    name: "x86_64-w64-mingw32-gcc",
    install: "apt-get install --no-install-recommends gcc-mingw-w64-x86-64-win32",
};

/// The sources of the standard library, which sanitizers need.
pub(crate) const RUST_SRC: Tool = Tool {
    probe: &[
        "sh",
        "-c",
        "test -f \"$(rustup run nightly rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock\"",
    ],
    name: "nightly with rust-src",
    install: "rustup toolchain install nightly --component miri,rust-src",
};

/// The target that the `windows` crate builds for.
pub(crate) const MSVC: &str = "x86_64-pc-windows-msvc";

pub(crate) const PYTHON: Tool = Tool {
    probe: &["python3", "--version"],
    name: "python3",
    install: "apt-get install --no-install-recommends python3",
};

impl Tool {
    /// True where the program starts and says that all is well.
    pub(crate) fn is_present(self) -> bool {
        let Some((program, arguments)) = self.probe.split_first() else { return false };
        let probe = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .current_dir(workspace::root())
            .status();
        probe.is_ok_and(|status| status.success())
    }

    /// Why a command cannot run where it is absent, and the way out; `None` where it is present.
    pub(crate) fn absent(self) -> Option<String> {
        (!self.is_present()).then(|| self.missing())
    }

    /// Why a command cannot run without it, and the way out.
    pub(crate) fn missing(self) -> String {
        format!("`{}` is missing; install it with\n\n    {}\n", self.name, self.install)
    }
}

/// Why nothing can be built for a target, and the way out; `None` where the compiler has its standard library.
pub(crate) fn missing_target(target: &str) -> Option<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let folder = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", target])
        .stderr(Stdio::null())
        .current_dir(workspace::root())
        .output()
        .map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    match folder {
        Ok(folder) if folder.is_dir() => None,
        _ => Some(format!(
            "the target `{target}` is missing; install it with\n\n    rustup target add {target}\n"
        )),
    }
}

/// Cargo at the root of the checkout: the one that runs us.
pub(crate) fn cargo(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(workspace::root());
    command
}

/// Runs a command to its end; the error says what did not start or what failed.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` failed ({status})", spelled(command))),
        Err(error) => Err(format!("`{}` does not start: {error}", spelled(command))),
    }
}

/// Runs a command to its end and gives what it wrote to standard error, where callgrind writes.
pub(crate) fn errors_of(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| format!("`{}` does not start: {error}", spelled(command)))?;
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        Ok(errors)
    } else {
        Err(format!("`{}` failed:\n{errors}", spelled(command)))
    }
}

/// Runs a command to its end and gives what it wrote to standard output.
pub(crate) fn output_of(command: &mut Command) -> Result<String, String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("`{}` does not start: {error}", spelled(command)))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`{}` failed ({})", spelled(command), output.status))
    }
}

/// The first program of this name in `PATH`.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn spelled(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
