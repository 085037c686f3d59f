//! The programs that are measured: ours beside others' in one crate.

use std::path::PathBuf;

use crate::{peers::PEERS, tools, workspace};

/// Builds the peers outside the checkout, and gives the path of one of their programs.
pub(super) fn build(program: &str) -> Result<PathBuf, String> {
    build_in("peers", program, &[])
}

/// The same with the feature `tracing`, in a folder of its own: the two builds share nothing of ours.
pub(super) fn build_traced(program: &str) -> Result<PathBuf, String> {
    build_in("peers-traced", program, &["--features", "tracing"])
}

fn build_in(folder: &str, program: &str, more: &[&str]) -> Result<PathBuf, String> {
    let target = workspace::target().join(folder);
    let mut cargo = tools::cargo(["build", "--quiet", "--release", "--bin", program]);
    cargo.args(more).current_dir(workspace::root().join(PEERS)).env("CARGO_TARGET_DIR", &target);
    tools::run(&mut cargo)?;
    Ok(target.join("release").join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
}
