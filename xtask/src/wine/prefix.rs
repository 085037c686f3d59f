//! Wine and the one prefix of ours: made once, stopped after every run.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use super::program;
use crate::{tools, workspace};

/// The DLL that Wine lacks.
const SHIM: &str = "tests/wine/bcryptprimitives.c";

/// A Wine that can run 64-bit programs.
pub(super) struct Wine {
    /// The program that starts others.
    loader: PathBuf,
    /// The program that knows which of them run.
    server: PathBuf,
}

/// A prefix that is ready, until it is dropped: then every process in it ends.
pub(super) struct Session {
    wine: Wine,
    prefix: PathBuf,
    version: String,
    /// Held as long as the session: one at a time.
    _lock: File,
}

impl Wine {
    /// The first of `PATH`, or Debian's, which is not in it.
    pub(super) fn find() -> Option<Wine> {
        let hidden =
            |name: &str| Some(Path::new("/usr/lib/wine").join(name)).filter(|file| file.is_file());
        let first = |names: [&str; 2]| {
            names.into_iter().find_map(|name| tools::find(name).or_else(|| hidden(name)))
        };
        Some(Wine {
            loader: first(["wine64", "wine"])?,
            server: first(["wineserver64", "wineserver"])?,
        })
    }

    /// Makes the prefix unless it is there, as this Wine made it.
    pub(super) fn session(self, folder: &Path) -> Result<Session, String> {
        let lock = File::create(folder.join("lock")).map_err(|error| format!("lock: {error}"))?;
        lock.try_lock().map_err(|_| "another `cargo xtask wine` runs in this target folder")?;
        let version = Command::new(&self.loader)
            .arg("--version")
            .output()
            .map_err(|error| format!("{}: {error}", self.loader.display()))?;
        let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
        let prefix = folder.join("prefix");
        let session = Session { wine: self, prefix, version, _lock: lock };
        session.prepare().map_err(|error| format!("the Wine prefix: {error}"))?;
        Ok(session)
    }
}

impl Session {
    /// The program that starts others.
    pub(super) fn loader(&self) -> &Path {
        &self.wine.loader
    }

    /// What Wine says of itself.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// Lets a program, and all that it starts, use the prefix: without a screen, without a debugger that makes a success of a
    /// crash, without offers to download what nobody needs.
    pub(super) fn enter(&self, command: &mut Command) {
        command
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            .env("WINEDLLOVERRIDES", "mscoree=;mshtml=;winemenubuilder.exe=;winedbg.exe=")
            .env_remove("WINEARCH")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY");
    }

    fn prepare(&self) -> Result<(), String> {
        let shim = workspace::root().join(SHIM);
        let source = fs::read_to_string(&shim).map_err(|error| format!("{SHIM}: {error}"))?;
        // Written last: what it holds is what the prefix was made of.
        let (mark, made_of) = (self.prefix.join("made-of"), format!("{}\n{source}", self.version));
        if fs::read_to_string(&mark).is_ok_and(|there| there == made_of) {
            return Ok(());
        }
        println!("making a Wine prefix in {}", self.prefix.display());
        if self.prefix.exists() {
            fs::remove_dir_all(&self.prefix).map_err(|error| error.to_string())?;
        }
        self.bounded(&self.wine.loader, &["wineboot", "-i"], 300)?;
        // The first COM calls in a prefix fail until its services have come up and gone.
        self.bounded(&self.wine.server, &["-w"], 300)?;
        let dll = self.prefix.join("drive_c/windows/system32/bcryptprimitives.dll");
        if !dll.exists() {
            let mut gcc = Command::new("x86_64-w64-mingw32-gcc");
            gcc.args(["-O2", "-Wall", "-Werror", "-shared", "-o"])
                .arg(dll)
                .arg(shim)
                .arg("-ladvapi32");
            tools::run(&mut gcc)?;
        }
        fs::write(mark, made_of).map_err(|error| error.to_string())
    }

    /// Runs a program of Wine's that may take so many seconds.
    fn bounded(&self, program: &Path, arguments: &[&str], seconds: u64) -> Result<(), String> {
        let mut command = Command::new(program);
        self.enter(&mut command);
        // What it starts must not hold our output open.
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let ended =
            command.spawn().and_then(|child| program::wait(child, Duration::from_secs(seconds)));
        let what = || format!("{} {}", program.display(), arguments.join(" "));
        match ended {
            Ok(Some(status)) if status.success() => Ok(()),
            Ok(Some(status)) => Err(format!("`{}` failed ({status})", what())),
            Ok(None) => Err(format!("`{}` did not end in {seconds} s", what())),
            Err(error) => Err(format!("`{}` does not start: {error}", what())),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It fails where nothing runs any more.
        drop(self.bounded(&self.wine.server, &["-k"], 30));
        drop(self.bounded(&self.wine.server, &["-w"], 30));
    }
}
