//! The black-box rows of the conformance kit, over objects written by hand: one that keeps every rule, and mutants of it that
//! break one each.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod caught;
mod good;
mod object;
