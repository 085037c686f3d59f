//! `cargo xtask bench object|compile|corpus|build|hammer`: what things cost. Instructions where they say it, which unlike times are the
//! same on a busy machine. The last line is the verdict.

mod build;
mod callgrind;
mod compile;
mod corpus;
mod hammer;
mod object;
mod options;
mod peers;

use std::path::PathBuf;

use crate::{
    arguments::{Arguments, Outcome},
    tools,
};

pub(crate) fn run(mut arguments: Arguments) -> Outcome {
    let name = arguments.next();
    let has_slack = matches!(name.as_deref(), Some("compile" | "build" | "hammer"));
    let slack = match slack(has_slack, &mut arguments) {
        Ok(slack) => slack,
        Err(outcome) => return outcome,
    };
    let valgrind: fn() -> Option<String> = || tools::VALGRIND.absent();
    let (missing, bench): (_, &dyn Fn() -> _) = match name.as_deref() {
        Some("object") => (valgrind, &object::run),
        Some("compile") => (valgrind, &|| compile::run(slack)),
        Some("corpus") => (valgrind, &corpus::run),
        Some("build") => (|| tools::missing_target(tools::MSVC), &|| build::run(slack)),
        Some("hammer") => (valgrind, &|| hammer::run(slack)),
        Some(unknown) => return Outcome::usage(format!("there is no bench `{unknown}`")),
        None => {
            let message = "`bench` needs one of: object, compile, corpus, build, hammer";
            return Outcome::usage(message.to_owned());
        }
    };
    if let Err(outcome) = arguments.none_left() {
        return outcome;
    }
    if let Some(why) = missing() {
        return Outcome::bad(why);
    }
    match bench() {
        Ok(Verdict { good, text }) => {
            println!("{}: {text}", if good { "good" } else { "MISSED" });
            Outcome::of(good)
        }
        Err(message) => Outcome::bad(message),
    }
}

/// What `--slack PERCENT` says: how much above its limit a cost may be before it counts as missed. None, unless the machine is
/// known to be noisy, or the limit to be missed.
fn slack(has_slack: bool, arguments: &mut Arguments) -> Result<f64, Outcome> {
    match arguments.next().as_deref() {
        None => Ok(0.0),
        Some("--slack") if has_slack => {
            let percent = arguments.next().and_then(|percent| percent.parse().ok());
            percent.ok_or_else(|| Outcome::usage("`--slack` needs a number".to_owned()))
        }
        Some(word) => Err(Outcome::usage(format!("unexpected argument `{word}`"))),
    }
}

/// What a bench found.
struct Verdict {
    good: bool,
    text: String,
}

/// widl, by the names that distributions give it.
fn widl() -> Option<PathBuf> {
    ["widl", "widl-stable"].into_iter().find_map(tools::find)
}

/// Sorts what was measured and gives the middle.
fn median(measured: &mut [f64]) -> f64 {
    measured.sort_by(f64::total_cmp);
    measured[measured.len() / 2]
}
