//! What a user waits for: the clean build of a crate with one callback, by `do-callback`, by windows-core with `#[implement]`, and by
//! the `windows` crate. Proc-macro crates and build scripts are the user's wait too, so they count.
//!
//! User CPU of cargo and all that it started, in rounds of one build a side, so that a machine that gets slower does so for all.

use std::{fs, io, path::Path};

use super::{Verdict, median};
use crate::{
    tools::{self, MSVC},
    workspace,
};

/// Three crates, a workspace of their own.
const CRATES: &str = "tests/peers/build";
/// Builds a side; the median counts.
const ROUNDS: usize = 3;
/// Ticks of `/proc` a second, the same on every Linux.
const TICKS: f64 = 100.0;

/// The crate that is held against the others.
const OURS: &str = "build-ours";
/// The others, and how many percent of their time ours may take.
const OTHERS: [(&str, f64); 2] = [("build-implement", 60.0), ("build-windows", 45.0)];

pub(super) fn run(slack: f64) -> Result<Verdict, String> {
    tools::run(tools::cargo(["fetch", "--quiet"]).current_dir(workspace::root().join(CRATES)))?;
    let mut seconds = [const { Vec::new() }; 1 + OTHERS.len()];
    for _ in 0..ROUNDS {
        for (name, seconds) in
            [OURS].into_iter().chain(OTHERS.map(|(name, _)| name)).zip(&mut seconds)
        {
            seconds.push(clean_build(name)?);
        }
    }
    println!("{:<18} {:>8} {:>8} {:>8}   ours    limit", "user CPU, s", "median", "least", "most");
    let [ours, others @ ..] = &mut seconds;
    let ours = row(OURS, ours);
    println!();
    let (mut good, mut shares) = (true, Vec::new());
    for ((name, limit), seconds) in OTHERS.into_iter().zip(others) {
        let share = ours / row(name, seconds) * 100.0;
        println!(" {share:>5.1} % {limit:>5.0} %");
        good &= share <= limit + slack;
        shares.push(format!("{share:.1} % of {name}, the limit is {limit:.0} %"));
    }
    Ok(Verdict { good, text: shares.join("; ") })
}

/// Prints what a side took, without the end of the line, and gives its median.
fn row(name: &str, seconds: &mut [f64]) -> f64 {
    let middle = median(seconds);
    let (least, most) = (seconds[0], seconds[seconds.len() - 1]);
    print!("{name:<18} {middle:>8.2} {least:>8.2} {most:>8.2}  ");
    middle
}

/// Builds a crate and all that it depends on, from nothing, and gives the user CPU that it took.
fn clean_build(name: &str) -> Result<f64, String> {
    let target = workspace::target().join("bench/build").join(name);
    remove(&target).map_err(|error| format!("cannot remove {}: {error}", target.display()))?;
    let mut cargo = tools::cargo(["build", "--quiet", "--offline", "--lib", "--target", MSVC]);
    // A user has our crates from a registry, and those are never built incrementally.
    cargo.env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", &target).args(["--package", name]);
    let before = user_ticks_of_children()?;
    tools::run(cargo.current_dir(workspace::root().join(CRATES)))?;
    Ok((user_ticks_of_children()? - before) as f64 / TICKS)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// The user CPU of all processes that this one started, and that those started, once they ended.
fn user_ticks_of_children() -> Result<u64, String> {
    let stat = fs::read_to_string("/proc/self/stat")
        .map_err(|error| format!("user CPU is read from /proc, as Linux has it: {error}"))?;
    cutime(&stat).ok_or_else(|| format!("not a line of /proc/self/stat: {stat}"))
}

/// The sixteenth field of a line of `/proc/*/stat`. The second is a name in parentheses, which may hold anything.
fn cutime(stat: &str) -> Option<u64> {
    let (_, behind_name) = stat.rsplit_once(')')?;
    behind_name.split_whitespace().nth(16 - 3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::cutime;

    #[test]
    fn reads_the_user_time_of_children() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194304 139 99 0 0 11 12 4711 14 20 0 1 0 288 3 0";
        assert_eq!(cutime(stat), Some(4711));
        assert_eq!(cutime("7 a S 1"), None);
    }
}
