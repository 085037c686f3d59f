//! The conformance kit over every interface of every IDL here, over objects of a user, and over objects that were broken on
//! purpose: what is good must be called good, and what is broken must be caught by the rule that is meant. Mutants of `IUnknown`
//! itself are in the tests of `com-callback`.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod buffers;
mod closures;
mod crates;
mod harbour;
mod interfaces;
mod mutants;
mod objects;
mod without_hresult;
