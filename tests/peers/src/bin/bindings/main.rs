//! `bindings NAME theirs|ours`: as `proof`, for defects of what windows-bindgen emits for those who implement an interface.

mod w08;
mod w09;
mod w11;

/// What users of windows-rs have: bindings of Microsoft's own metadata.
#[allow(
    dead_code,
    non_snake_case,
    non_camel_case_types,
    non_upper_case_globals,
    clippy::all,
    reason = "emitted by windows-bindgen"
)]
mod bits {
    include!(concat!(env!("OUT_DIR"), "/bits.rs"));
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["w08", "theirs"] => w08::theirs(),
        ["w08", "ours"] => w08::ours(),
        ["w09", "theirs"] => w09::theirs(),
        ["w09", "ours"] => w09::ours(),
        ["w11", "theirs"] => w11::theirs(),
        ["w11", "ours"] => w11::ours(),
        _ => {
            eprintln!("usage: bindings NAME theirs|ours");
            std::process::exit(2);
        }
    }
}
