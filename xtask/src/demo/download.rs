//! The demo's second half: files come from a server on the loopback, by the service of `do-embedded` and its example.

use std::{fs, path::Path, process::Command};

use super::server::Server;
use crate::tools;

/// The files that are downloaded, and how many bytes they have.
const FILES: [(&str, usize); 3] =
    [("small.bin", 1 << 20), ("middle.bin", 4 << 20), ("large.bin", 8 << 20)];

/// Runs the example in `checkout`, and looks at what has arrived.
pub(super) fn run(checkout: &Path, folder: &Path) -> Result<(), String> {
    println!("A download from a server on the loopback, by an embedded service:");
    let server = Server::start(FILES.map(|(name, len)| (name, content(len))).into())
        .map_err(|error| format!("no server on the loopback: {error}"))?;
    let to = folder.join("downloads");
    let example = ["run", "--quiet", "--package", "do-embedded", "--example", "download", "--"];
    let mut cargo: Command = tools::cargo(example);
    cargo
        .args(FILES.map(|(name, _)| server.url(name)))
        .arg("--to")
        .arg(&to)
        .current_dir(checkout)
        .env("CARGO_TARGET_DIR", folder.join("build"));
    tools::run(&mut cargo)?;
    for (name, len) in FILES {
        let arrived = fs::read(to.join(name)).map_err(|error| format!("{name}: {error}"))?;
        if arrived != content(len) {
            return Err(format!("{name} is not what the server has"));
        }
    }
    println!("All {} files are what the server has.", FILES.len());
    Ok(())
}

/// Bytes that differ from place to place.
fn content(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at ^ at >> 8 ^ at >> 16) as u8).collect()
}
