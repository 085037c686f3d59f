//! A copy of the checkout in the target folder, for commands that must not write into the checkout itself.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use crate::workspace;

/// What a workspace needs to build.
const PARTS: &[&str] = &["Cargo.toml", "Cargo.lock", "crates", "templates", "tests", "xtask"];

/// Makes `mirror` hold what the checkout holds. A file that is right already is not touched, so that only what changed is
/// built anew.
pub(crate) fn update(mirror: &Path) -> io::Result<()> {
    let root = workspace::root();
    let mut wanted = BTreeSet::new();
    for part in PARTS.iter().map(|part| root.join(part)) {
        if part.is_dir() {
            wanted.extend(workspace::walk(&part)?);
        } else if part.is_file() {
            wanted.insert(part);
        }
    }
    let wanted: BTreeSet<PathBuf> = wanted
        .iter()
        .filter_map(|file| file.strip_prefix(&root).ok())
        .map(Path::to_path_buf)
        .collect();
    fs::create_dir_all(mirror)?;
    for leftover in workspace::walk(mirror)? {
        if leftover.strip_prefix(mirror).is_ok_and(|file| !wanted.contains(file)) {
            fs::remove_file(leftover)?;
        }
    }
    wanted.iter().try_for_each(|file| copy(&root.join(file), &mirror.join(file)))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let bytes = fs::read(from)?;
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(to, bytes)
}
