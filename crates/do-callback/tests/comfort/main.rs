//! The comfort layer over a service of the tests' own, which does what it is told and notes what it is asked.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod builders;
#[cfg(feature = "download")]
mod download;
mod future;
mod manager;
mod registration;
mod service;
mod sharing;
