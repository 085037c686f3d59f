//! The attribute `#[acme_callback]`, made by the build script.
#![forbid(unsafe_code)]

include!(concat!(env!("OUT_DIR"), "/macros/lib.rs"));
