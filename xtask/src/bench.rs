//! `cargo xtask bench object|compile|build|hammer`: what things cost. Instructions where they say it, which unlike times are the
//! same on a busy machine. The last line is the verdict.

mod build;
mod callgrind;
mod compile;
mod hammer;
mod object;
mod options;
mod peers;

use crate::{
    arguments::{Arguments, Outcome},
    tools,
};

pub(crate) fn run(mut arguments: Arguments) -> Outcome {
    let name = arguments.next();
    let limit = match hammer_limit(name.as_deref(), &mut arguments) {
        Ok(limit) => limit,
        Err(outcome) => return outcome,
    };
    let (needed, bench): (_, &dyn Fn() -> _) = match name.as_deref() {
        Some("object") => (tools::VALGRIND, &object::run),
        Some("compile") => (tools::VALGRIND, &compile::run),
        Some("build") => (tools::MSVC_TARGET, &build::run),
        Some("hammer") => (tools::VALGRIND, &|| hammer::run(limit)),
        Some(unknown) => return Outcome::usage(format!("there is no bench `{unknown}`")),
        None => {
            let message = "`bench` needs one of: object, compile, build, hammer";
            return Outcome::usage(message.to_owned());
        }
    };
    if let Err(outcome) = arguments.none_left() {
        return outcome;
    }
    if !needed.is_present() {
        return Outcome::bad(needed.missing());
    }
    match bench() {
        Ok(Verdict { good, text }) => {
            println!("{}: {text}", if good { "good" } else { "MISSED" });
            Outcome::of(good)
        }
        Err(message) => Outcome::bad(message),
    }
}

/// What `bench hammer --limit PERCENT` says, or the limit that holds on a quiet machine.
fn hammer_limit(bench: Option<&str>, arguments: &mut Arguments) -> Result<f64, Outcome> {
    if bench != Some("hammer") {
        return Ok(HAMMER_LIMIT);
    }
    match arguments.next().as_deref() {
        None => Ok(HAMMER_LIMIT),
        Some("--limit") => {
            let percent = arguments.next().and_then(|percent| percent.parse().ok());
            percent.ok_or_else(|| Outcome::usage("`--limit` needs a number".to_owned()))
        }
        Some(word) => Err(Outcome::usage(format!("unexpected argument `{word}`"))),
    }
}

/// How many percent longer than a bare count a hammered object may take.
const HAMMER_LIMIT: f64 = 10.0;

/// What a bench found.
struct Verdict {
    good: bool,
    text: String,
}

/// Sorts what was measured and gives the middle.
fn median(measured: &mut [f64]) -> f64 {
    measured.sort_by(f64::total_cmp);
    measured[measured.len() / 2]
}
