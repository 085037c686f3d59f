//! `object SIDE OPERATION ROUNDS`: one row of `cargo xtask bench object`, to be run under callgrind.

use peers::{Side, measure};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [side, operation, rounds] = arguments.as_slice() else { return usage() };
    let side = match side.as_str() {
        "ours" => Side::Ours,
        "c" => Side::C,
        "implement" => Side::Implement,
        _ => return usage(),
    };
    let Some(operation) = measure::Operation::named(operation) else { return usage() };
    let Ok(rounds) = rounds.parse() else { return usage() };
    measure::run(side.constructor(), operation, rounds);
}

fn usage() {
    eprintln!(
        "usage: object ours|c|implement call|add-ref-release|query-own|query-iunknown|query-unsupported|create-release ROUNDS"
    );
    std::process::exit(2);
}
