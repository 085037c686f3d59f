//! The counts of an object under loom, which runs each model in every order of its threads and lets every load read what the
//! memory model allows.
//!
//! The count is the source as it is shipped, on loom's atomics. What the rest of the runtime does with it is said again here
//! ([`block`]), so that the value and the memory can be of a kind that notices races. The same models run on [`mutants`], each
//! weakened in one place, and must refuse them.

pub mod block;

mod models;

pub use models::{Models, models};

/// What the models need of a count.
pub trait Count: Send + Sync + 'static {
    fn one() -> Self;
    fn none() -> Self;
    fn add(&self);
    fn try_add(&self) -> bool;
    fn publish(&self);
    /// Whether it was the last.
    fn release(&self) -> bool;
}

macro_rules! count {
    ($count:ty) => {
        impl Count for $count {
            fn one() -> Self {
                <$count>::one()
            }
            fn none() -> Self {
                <$count>::none()
            }
            fn add(&self) {
                <$count>::add(self);
            }
            fn try_add(&self) -> bool {
                <$count>::try_add(self)
            }
            fn publish(&self) {
                <$count>::publish(self);
            }
            fn release(&self) -> bool {
                <$count>::release(self).is_none()
            }
        }
    };
}

#[path = "../../../crates/com-callback/src/count.rs"]
mod shipped;
count!(shipped::Count);
pub use shipped::Count as Shipped;

include!(concat!(env!("OUT_DIR"), "/mutants.rs"));
