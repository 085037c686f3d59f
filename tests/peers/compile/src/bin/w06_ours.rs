//! REFUSED: error[E0597]: `local` does not live long enough

struct Ours;
peers::declare!(Ours);

/// A static object that is none.
fn main() {
    let _outlives = {
        let local = do_callback::StaticObject::new(Ours);
        local.to_interface()
    };
}
