//! REFUSED: error[E0432]: unresolved import `do_callback::__private::Block`

use do_callback::__private::Block;

struct Ours;
peers::declare!(Ours);

fn main() {
    let _outer: Option<Block<Ours>> = None;
}
