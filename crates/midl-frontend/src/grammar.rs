//! The grammar of IDL: one function a production, the production above it.
//!
//! Attribute names and most keywords are words like others: they mean something only where the grammar looks for them, and
//! are names everywhere else.

mod attribute;
mod declarator;
mod expression;
mod item;
mod quote;
mod record;
mod specifier;
mod told;

pub(crate) use item::file;
pub(crate) use quote::define;
pub(crate) use told::Told;
