//! The model as text for people ([`model()`]) and as JSON for other programs ([`json()`]).
//!
//! Neither decides anything: what they print stands in the model or is asked of [`crate::layout`].

mod json;
mod model;
mod spell;

pub use json::json;
pub(crate) use json::writer::Json;
pub use model::model;

#[cfg(test)]
mod tests;
