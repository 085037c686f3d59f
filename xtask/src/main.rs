//! `cargo xtask`: the project's own commands, one file each. It depends on no emitted crate, so that `regen` can restore any
//! emitted file.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what these commands do")]

mod arguments;
mod bench;
mod checked;
mod ci;
mod corpus;
mod demo;
mod fuzz;
mod mirror;
mod peers;
mod publish;
mod regen;
mod tidy;
mod tools;
mod wine;
mod workspace;

use std::process::ExitCode;

use arguments::{Arguments, Outcome};

const HELP: &str = "\
Usage: cargo xtask <COMMAND>

Commands:
  regen [--check] [--only CRATE]   Emit the checked-in code from the IDL that idl/regen.toml names
                                   --check writes nothing: it shows the difference and fails when there is one
  demo                             Emit into the target folder, build a user's crate on it and run it
  bench object                     Count the instructions of COM calls: ours, C's, windows-rs's; and what each option adds
  bench compile                    Count the instructions of a compilation beside widl's
  bench corpus                     Hold the compiler beside widl over the IDL of libwine-dev, and look at growth and memory
  bench build [--slack PERCENT]    Time the clean build of a user's crate beside windows-core's and windows's
  bench hammer [--slack PERCENT]   Time AddRef and Release from one and two threads beside a bare AtomicU32
                                   --slack lets a time be that much above its limit, on a noisy machine
  fuzz [--seconds N] [TARGET]...   Run the compiler under libFuzzer, a minute a target or as long as told
                                   targets: lexer, preprocessor, parser, pipeline
  wine [--if-available]            Run the tests that need Windows under Wine, on Windows as they are
                                   --if-available skips them, and says so, where Wine is missing
  corpus [--oracle DIR]            Compile the IDL of libwine-dev and directx-headers-dev, and compare with what others say of it
  corpus --metadata [--list]       Hold its interfaces against Microsoft's own metadata
  corpus --rust [--sample N] [--target T]
                                   Make a crate of every IDL file of two Debian packages and check it; --sample takes every N-th
  peers                            Show what windows-rs's #[implement] gets wrong and our object does not, W1 to W15
  tidy                             Check what no compiler checks: banners, cases, snapshots, the map of the crates
  ci [STEP]... [--skip STEP]...    Run what CI runs, in its order; installs nothing
";

fn main() -> ExitCode {
    let mut arguments = Arguments::from_env();
    let outcome = match arguments.next().as_deref() {
        Some("regen") => regen::run(arguments),
        Some("demo") => demo::run(arguments),
        Some("bench") => bench::run(arguments),
        Some("fuzz") => fuzz::run(arguments),
        Some("wine") => wine::run(arguments),
        Some("corpus") => corpus::run(arguments),
        Some("peers") => peers::run(arguments),
        Some("tidy") => tidy::run(arguments),
        Some("ci") => ci::run(arguments),
        Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Outcome::Good
        }
        Some(unknown) => Outcome::usage(format!("there is no command `{unknown}`")),
        None => Outcome::usage("no command given".to_owned()),
    };
    match outcome {
        Outcome::Good => ExitCode::SUCCESS,
        Outcome::Bad => ExitCode::FAILURE,
        Outcome::Usage(message) => {
            eprintln!("error: {message}\n\n{HELP}");
            ExitCode::from(2)
        }
    }
}
