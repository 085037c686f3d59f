//! What `cargo xtask regen` makes of `tests/idl/chains.idl`: interfaces of our own making, for tests that need more shapes than one
//! API has. A chain of three, a second one that is derived in two steps, and three interfaces that stand alone; together they have
//! every row of the table from IDL to Rust.
//!
//! Its test runs the conformance kit over them, and over the interfaces of `do-callback`.

#[doc(hidden)]
pub mod generated;
pub mod prelude;

pub use chains_macros::chain_callback;
#[doc(hidden)]
pub use com_callback::__private;
#[cfg(feature = "conformance")]
pub use com_callback::conformance;
pub use com_callback::{codes, set_panic_hook};
#[doc(inline)]
pub use generated::*;
