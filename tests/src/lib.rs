//! What the tests of this package share.
//!
//! A case is a folder with an `input.idl` ([`case`]). It runs through the compiler that ships: its loader, its plan files, its
//! pipeline. Each stage is then shown as text ([`stage`]), and the text stands beside the input as a snapshot.
#![forbid(unsafe_code)]

pub mod case;
pub mod stage;
pub mod table;

use std::path::{Path, PathBuf};

/// The root of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}
