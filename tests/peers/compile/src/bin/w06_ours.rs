//! REFUSED: error[E0599]: no method named `into_outer`

struct Ours;
peers::declare!(Ours);

fn main() {
    let _outer = Ours.into_outer();
}
