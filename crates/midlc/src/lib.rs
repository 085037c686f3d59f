//! The compiler: from classic COM IDL to Rust, on any operating system.
//!
//! [`pipeline`] is the whole of it on one page. [`loader`] finds and reads files (the prelude is built in), the front end
//! checks them, the code generator emits, and [`files`] is the only place that writes. [`options`] says what can be asked
//! for; a plan file ([`plan`], feature `regen`), a [`Builder`] in a build script and the command line (feature `cli`) are three
//! spellings of it.
#![forbid(unsafe_code)]

mod builder;
#[cfg(feature = "cli")]
pub mod cli;
pub mod files;
pub mod loader;
pub mod options;
pub mod outputs;
pub mod pipeline;
#[cfg(feature = "regen")]
pub mod plan;
pub mod prelude;
mod stand_ins;

pub use builder::{BuildError, Builder};
pub use midl_codegen as codegen;
pub use midl_frontend as frontend;

/// The chapter of the book whose example is a build script.
#[cfg(doctest)]
#[doc = include_str!("../../do-callback/book/src/vendor.md")]
struct Book;
