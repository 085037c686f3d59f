//! `proof NAME SIDE`: shows one defect of `#[implement]`, or that our object does not have it, in a process of its own, since
//! some of them end the process. `tests/proofs.rs` runs it, natively and under Miri, and judges what it sees.

mod w01;
mod w02;
mod w03;
mod w04;
mod w05;
mod w06;
mod w07;
mod w10;
mod w13;
mod w14;
mod w15;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["w01", "theirs"] => w01::theirs(),
        ["w01", "ours"] => w01::ours(),
        ["w02", "theirs"] => w02::theirs(),
        ["w03", "theirs"] => w03::theirs(),
        ["w04", "theirs"] => w04::theirs(),
        ["w05", "theirs"] => w05::theirs(),
        ["w06", "theirs"] => w06::theirs(),
        ["w07", "theirs"] => w07::theirs(),
        ["w07", "ours"] => w07::ours(),
        ["w10", "theirs"] => w10::theirs(),
        ["w10", "theirs-rounds"] => w10::theirs_rounds(),
        ["w10", "ours-rounds"] => w10::ours_rounds(),
        ["w13", "theirs"] => w13::theirs(),
        ["w13", "ours"] => w13::ours(),
        ["w14", "theirs"] => w14::theirs(),
        ["w14", "ours"] => w14::ours(),
        ["w15", "theirs"] => w15::theirs(),
        ["w15", "theirs-weak"] => w15::theirs_weak(),
        ["w15", "ours"] => w15::ours(),
        ["w15", "ours-below"] => w15::ours_below(),
        _ => {
            eprintln!("usage: proof NAME SIDE");
            std::process::exit(2);
        }
    }
}
