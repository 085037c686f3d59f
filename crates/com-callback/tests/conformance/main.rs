//! The black-box rows of the conformance kit, over objects written by hand: one that keeps every rule, and mutants of it that
//! break one each.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod caught;
mod good;
// They touch no memory that the good object does not touch, and each is a run of some seconds under Miri.
#[cfg(not(miri))]
mod laws;
mod object;
mod run;
