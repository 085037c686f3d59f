//! The conformance kit over every interface of every IDL here, and over objects that were broken on purpose: what the kit calls
//! good must be good, and what is broken must be caught by the rule that is meant.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod interfaces;
