//! `cargo xtask bench object|compile`: instruction counts, which unlike times are the same on a busy machine. The last line is
//! the verdict.

mod callgrind;
mod compile;
mod object;

use crate::{
    arguments::{Arguments, Outcome},
    tools,
};

pub(crate) fn run(mut arguments: Arguments) -> Outcome {
    let bench = match arguments.next().as_deref() {
        Some("object") => object::run,
        Some("compile") => compile::run,
        Some(unknown) => return Outcome::usage(format!("there is no bench `{unknown}`")),
        None => return Outcome::usage("`bench` needs one of: object, compile".to_owned()),
    };
    if let Err(outcome) = arguments.none_left() {
        return outcome;
    }
    if !tools::VALGRIND.is_present() {
        return Outcome::bad(tools::VALGRIND.missing());
    }
    match bench() {
        Ok(Verdict { good, text }) => {
            println!("{}: {text}", if good { "good" } else { "MISSED" });
            Outcome::of(good)
        }
        Err(message) => Outcome::bad(message),
    }
}

/// What a bench found.
struct Verdict {
    good: bool,
    text: String,
}
