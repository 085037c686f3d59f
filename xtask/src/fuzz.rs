//! `cargo xtask fuzz`: the compiler under libFuzzer, for a while a target. The seeds are the cases and every IDL file of the project.

use std::{fs, io, path::Path, process::Command};

use crate::{
    arguments::{Arguments, Outcome},
    workspace,
};

const TARGETS: [&str; 4] = ["lexer", "preprocessor", "parser", "pipeline"];

/// A seed larger than this makes each run slow and teaches nothing new.
const LARGEST_SEED: u64 = 1 << 15;

pub(crate) fn run(mut arguments: Arguments) -> Outcome {
    let mut seconds = "60".to_owned();
    let mut targets = Vec::new();
    while let Some(word) = arguments.next() {
        match word.as_str() {
            "--seconds" => match arguments.next() {
                Some(number) if number.parse::<u32>().is_ok() => seconds = number,
                _ => return Outcome::usage("`--seconds` needs a number".to_owned()),
            },
            target if TARGETS.contains(&target) => targets.push(target.to_owned()),
            unknown => return Outcome::usage(format!("there is no target `{unknown}`")),
        }
    }
    if targets.is_empty() {
        targets = TARGETS.map(str::to_owned).to_vec();
    }
    let folder = workspace::root().join("tests/fuzz");
    if let Err(error) = seeds(&folder.join("seeds")) {
        return Outcome::bad(format!("cannot write the seeds: {error}"));
    }
    // Each target has its time, whatever another one found.
    let failed: Vec<&String> =
        targets.iter().filter(|target| !fuzz(&folder, target, &seconds)).collect();
    if failed.is_empty() {
        Outcome::Good
    } else {
        Outcome::bad(format!(
            "{failed:?}: reduce what is in tests/fuzz/artifacts (`cargo +nightly fuzz tmin`), mend it, and keep it in \
             tests/fuzz/crashes"
        ))
    }
}

fn fuzz(folder: &Path, target: &str, seconds: &str) -> bool {
    let corpus = folder.join("corpus").join(target);
    if fs::create_dir_all(&corpus).is_err() {
        return false;
    }
    println!("{target}: {seconds} seconds");
    let mut command = Command::new("rustup");
    command
        .args(["run", "nightly", "cargo", "fuzz", "run", "--fuzz-dir"])
        .arg(folder)
        .arg(target)
        .args([corpus, folder.join("seeds"), folder.join("crashes")])
        // What is no hang takes seconds at the most, but on a busy machine, and with its addresses watched, twenty times that.
        .args(["--", "-timeout=60", "-rss_limit_mb=3000", "-max_len=16384", "-print_final_stats=1"])
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-dict={}", folder.join("idl.dict").display()))
        .current_dir(folder)
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN");
    match command.status() {
        Ok(status) => status.success(),
        Err(error) => {
            eprintln!("error: cannot run `rustup run nightly cargo fuzz`: {error}");
            false
        }
    }
}

/// Every IDL file of the project by its path.
fn seeds(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for file in workspace::walk(&workspace::root())? {
        let is_idl = file.extension().is_some_and(|extension| extension == "idl");
        if is_idl && fs::metadata(&file)?.len() <= LARGEST_SEED {
            fs::copy(&file, folder.join(workspace::shown(&file).replace('/', "_")))?;
        }
    }
    Ok(())
}
