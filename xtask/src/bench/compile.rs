//! A compilation from text to checked model, with everything that it imports, beside widl doing the like for a like file.

use std::fs;

use super::{Verdict, callgrind};
use crate::{corpus::WINE, tools, workspace};

/// What is compiled.
const INPUT: &str = "idl/DeliveryOptimization.idl";
/// `widl -h` of Wine 8.0 on its own `bits.idl`, the file most like ours: counted once, used where widl is not installed.
const RECORDED: u64 = 13_700_000;
/// We may take a third of what widl takes.
const SHARE: u64 = 3;

pub(super) fn run(slack: f64) -> Result<Verdict, String> {
    tools::run(&mut tools::cargo([
        "build",
        "--quiet",
        "--release",
        "--package",
        "midlc",
        "--features",
        "cli",
    ]))?;
    let midlc =
        workspace::target().join("release").join(format!("midlc{}", std::env::consts::EXE_SUFFIX));
    let ours = callgrind::count(&midlc, ["check", INPUT], None)?;
    let (theirs, basis) = match widl()? {
        Some(counted) => (counted, "counted now"),
        None => (RECORDED, "recorded: widl or bits.idl is not installed here"),
    };
    println!("midlc check {INPUT:<32} {ours:>12} instructions");
    println!("widl -h bits.idl {:<27} {theirs:>12} instructions ({basis})", "");
    let share = ours as f64 / theirs as f64;
    Ok(Verdict {
        good: (ours * SHARE) as f64 <= theirs as f64 * (1.0 + slack / 100.0),
        text: format!("{share:.3} of widl's instructions; the limit is a third"),
    })
}

/// What widl takes, where it and its file are installed.
fn widl() -> Result<Option<u64>, String> {
    let folder = WINE.folder().map(|folder| WINE.include(&folder));
    let folder = folder.filter(|folder| folder.join("bits.idl").is_file());
    let (Some(widl), Some(folder)) = (super::widl(), folder) else { return Ok(None) };
    let out = workspace::target().join("bench");
    fs::create_dir_all(&out).map_err(|error| format!("cannot make {}: {error}", out.display()))?;
    let (header, input) = (out.join("bits.h"), folder.join("bits.idl"));
    let arguments = [
        "-h".as_ref(),
        "-o".as_ref(),
        header.as_os_str(),
        "-I".as_ref(),
        folder.as_os_str(),
        input.as_os_str(),
    ];
    callgrind::count(&widl, arguments, None).map(Some)
}
