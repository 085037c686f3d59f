//! The runtime, driven through the model of emitted code: by raw vtables, as a C client would, and by the safe callers.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod cases;
mod emitted;
mod fixture;
