//! `options OPTION OPERATION ROUNDS`: a cell of the table of options of `cargo xtask bench object`, to be run under callgrind.

mod rows;

use peers::measure::{self, Operation};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if run(&words).is_none() {
        eprintln!("usage: options OPTION OPERATION ROUNDS");
        std::process::exit(2);
    }
}

fn run(words: &[&str]) -> Option<()> {
    let [option, operation, rounds] = words else { return None };
    let (_, create) = rows::ALL.into_iter().find(|(name, _)| name == option)?;
    measure::run(create, Operation::named(operation)?, rounds.parse().ok()?);
    Some(())
}
