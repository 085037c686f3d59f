//! REFUSED: error[E0277]: `Ours` cannot be the value of an agile object: it is not `Send + Sync`

use std::{cell::Cell, rc::Rc};

struct Ours(#[allow(dead_code, reason = "it is there")] Rc<Cell<u64>>);
peers::declare!(Ours);

fn main() {}
