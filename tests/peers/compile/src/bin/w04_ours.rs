//! REFUSED: error[E0277]: `Ours` cannot be the value of an agile object: it is not `Send + Sync`

use std::cell::Cell;

struct Ours(#[allow(dead_code, reason = "it is there")] Cell<u64>);
peers::declare!(Ours);

fn main() {}
