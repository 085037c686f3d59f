//! Counting the instructions of a program.

use std::{env, ffi::OsStr, fs, path::Path, process::Command};

use crate::{tools, workspace};

/// Runs a program under callgrind and gives how many instructions it executed: inside `function` and what that calls, or in
/// all. The program sees no variable of the environment: reading them costs, and everybody has others.
pub(super) fn count<S: AsRef<OsStr>>(
    program: &Path,
    arguments: impl IntoIterator<Item = S>,
    function: Option<&str>,
) -> Result<u64, String> {
    let folder = workspace::target().join("bench");
    fs::create_dir_all(&folder)
        .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    let mut profile = std::ffi::OsString::from("--callgrind-out-file=");
    profile.push(folder.join("callgrind.out"));
    let mut valgrind = Command::new("valgrind");
    valgrind
        .env_clear()
        .envs(env::var_os("PATH").map(|path| ("PATH", path)))
        .arg("--tool=callgrind")
        .arg(profile)
        .current_dir(workspace::root());
    valgrind.args(function.map(|function| format!("--toggle-collect={function}")));
    let report = tools::errors_of(valgrind.arg(program).args(arguments))?;
    collected(&report).ok_or_else(|| format!("callgrind says no number:\n{report}"))
}

/// The number behind `Collected :` in callgrind's last lines.
fn collected(report: &str) -> Option<u64> {
    let line = report.lines().rev().find_map(|line| line.split_once("Collected :"))?;
    line.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::collected;

    #[test]
    fn reads_the_sum() {
        let report = "==7== Events    : Ir\n==7== Collected : 13712345\n==7== \n==7== I   refs:      13,712,345\n";
        assert_eq!(collected(report), Some(13_712_345));
        assert_eq!(collected("==7== no such line"), None);
    }
}
