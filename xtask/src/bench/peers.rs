//! The programs that are measured: ours beside others' in one crate.

use std::path::PathBuf;

use crate::{tools, workspace};

/// A workspace of its own: the peers' dependencies never reach the project's builds.
const PEERS: &str = "tests/peers";

/// Builds the peers outside the checkout, and gives the path of one of their programs.
pub(super) fn build(program: &str) -> Result<PathBuf, String> {
    let target = workspace::target().join("peers");
    let mut cargo = tools::cargo(["build", "--quiet", "--release", "--bin", program]);
    tools::run(cargo.current_dir(workspace::root().join(PEERS)).env("CARGO_TARGET_DIR", &target))?;
    Ok(target.join("release").join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
}
