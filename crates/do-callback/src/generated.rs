//! This file is hand-written; its children are emitted by `cargo xtask regen`. What they need allowed is allowed here.

#[rustfmt::skip]
#[allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    reason = "names are those of the IDL"
)]
#[allow(
    clippy::missing_safety_doc,
    clippy::undocumented_unsafe_blocks,
    clippy::upper_case_acronyms,
    unused_qualifications,
    reason = "the text is windows-bindgen's"
)]
pub mod raw;

#[rustfmt::skip]
#[allow(
    clippy::type_complexity,
    clippy::too_many_arguments,
    reason = "a closure has as many arguments as the IDL has parameters"
)]
pub mod builders;

#[rustfmt::skip]
#[allow(
    clippy::not_unsafe_ptr_arg_deref,
    clippy::too_many_arguments,
    reason = "as many as the IDL has; the pointers among them are handles, behind which nobody looks"
)]
pub mod callers;

#[cfg(feature = "conformance")]
#[rustfmt::skip]
#[allow(
    clippy::too_many_arguments,
    unused_variables,
    reason = "a stub has the signatures of the IDL and looks at no argument"
)]
pub mod probes;

#[rustfmt::skip]
pub mod results;

#[rustfmt::skip]
pub mod thunks;

#[rustfmt::skip]
#[allow(clippy::too_many_arguments, reason = "as many as the IDL has")]
pub mod traits;

#[rustfmt::skip]
#[allow(clippy::wrong_self_convention, reason = "a borrowed union is copied to its wire form")]
pub mod values;

pub use com_callback::__private;

#[allow(
    unreachable_pub,
    unused_imports,
    reason = "the IDL behind a gate may have no interface or no union"
)]
pub use self::{builders::*, raw::*, thunks::*, traits::*, values::*};
