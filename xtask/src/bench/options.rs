//! What each option of an object costs beside the plain one: the size of the object, and the instructions of each operation.

use std::{path::Path, process::Command};

use super::{
    callgrind,
    object::{COUNTED, OPERATIONS, ROUNDS},
    peers,
};
use crate::tools;

/// The object without options: the first row, and what the others are held against.
const PLAIN: &str = "plain";
/// The size of a word of the target that is measured.
const WORD: f64 = 8.0;

/// Each option by its name in the program that is counted, and as it is written.
const OPTIONS: [(&str, &str); 10] = [
    ("apartment", "apartment"),
    ("also-one", "also(A)"),
    ("also-two", "also(A, B)"),
    ("weak", "weak"),
    ("error-info", "error_info"),
    ("no-marshal", "no_marshal"),
    ("panic-abort", "panic = abort"),
    ("panic-code", "panic = CODE"),
    ("final-release", "final_release = f"),
    ("static", "StaticObject"),
];

/// Prints the table. It has no limits: who asks for an option pays for it.
pub(super) fn print() -> Result<(), String> {
    let program = peers::build("options")?;
    let sizes = Sizes(tools::output_of(&mut Command::new(peers::build("sizes")?))?);
    print!("{:<18} {:>6} {:>6}", "each option adds", "bytes", "words");
    OPERATIONS
        .iter()
        .for_each(|(operation, _)| print!(" {:>width$}", operation, width = width(operation)));
    println!();

    let (size, costs) = (sizes.of(PLAIN)?, counted(&program, PLAIN)?);
    print!("{PLAIN:<18} {size:>6} {:>6.1}", size / WORD);
    row(costs.iter().map(|cost| format!("{cost:.1}")));
    let add = |option: &str, more_size: f64, counted: &[f64]| {
        print!("{option:<18} {more_size:>+6} {:>+6.1}", more_size / WORD);
        row(counted.iter().zip(&costs).map(|(cost, plain)| format!("{:+.1}", cost - plain)));
    };
    for (name, option) in OPTIONS {
        add(option, sizes.of(name)? - size, &counted(&program, name)?);
    }
    add("feature tracing", 0.0, &counted(&peers::build_traced("options")?, PLAIN)?);
    println!(
        "The value is a u32; a size is padded to a word. `no_marshal` changes an answer on Windows only."
    );
    println!(
        "A static object is never made: its create-release is one reference more and less. Nobody listens to `tracing`."
    );
    Ok(())
}

/// Prints a cell an operation.
fn row(cells: impl Iterator<Item = String>) {
    for ((operation, _), cell) in OPERATIONS.iter().zip(cells) {
        print!(" {cell:>width$}", width = width(operation));
    }
    println!();
}

/// How wide the column of an operation is.
fn width(operation: &str) -> usize {
    operation.len().max(6)
}

/// The instructions of each operation on an object with this option.
fn counted(program: &Path, option: &str) -> Result<Vec<f64>, String> {
    let rounds = ROUNDS.to_string();
    let cost = |(operation, _): &(&str, f64)| {
        let counted = callgrind::count(program, [option, operation, &rounds], Some(COUNTED))?;
        Ok(counted as f64 / ROUNDS as f64)
    };
    OPERATIONS.iter().map(cost).collect()
}

/// What the program `sizes` printed: a line an option, its name and its bytes.
struct Sizes(String);

impl Sizes {
    fn of(&self, option: &str) -> Result<f64, String> {
        let bytes =
            |line: &str| line.split_once(' ').filter(|(name, _)| *name == option)?.1.parse().ok();
        self.0
            .lines()
            .find_map(bytes)
            .ok_or_else(|| format!("no size of `{option}` in:\n{}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Sizes;

    #[test]
    fn finds_a_size_by_the_whole_name() {
        let sizes = Sizes("also-one 24\nalso 32\n".to_owned());
        assert_eq!(sizes.of("also"), Ok(32.0));
        assert!(sizes.of("al").is_err());
    }
}
