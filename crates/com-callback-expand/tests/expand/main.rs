#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "tests")]
//! The attribute from outside: tokens in, tokens and messages out.
//!
//! What rustc makes of them is tested by the compile-fail cases of the workspace (`tests/ui`).

mod accepted;
mod refused;
mod robust;
mod support;
