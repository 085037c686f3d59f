//! A checked model as Windows metadata: the border to windows-bindgen and to every other tool that reads `.winmd`.
//!
//! - **What cannot be said is refused first**: [`check()`] gives a place, a cause and a way out for what the format or
//!   windows-bindgen has no word for. [`emit`] relies on it.
//! - **The ABI counts.** The types of vtable slots and records are exact. What metadata knows beyond that (directions, sizes)
//!   is written as far as it goes.
//! - **Same model, same bytes.**

mod aliases;
mod check;
mod constants;
mod methods;
pub(crate) mod names;
mod records;
mod rows;
pub(crate) mod selection;
pub(crate) mod storage;
pub(crate) mod types;
pub(crate) mod words;

use midl_frontend::model::Checked;

pub use check::check;
pub(crate) use check::check_selected;

use crate::options::Filter;
use rows::Rows;
use selection::Selection;

/// The metadata of everything that the named files declare and reach, in one namespace.
///
/// `namespace` is one name or several with dots between them. The model must have passed [`check()`] without an error: what it
/// refuses is left out here or comes out wrong.
#[must_use]
pub fn emit(checked: &Checked, namespace: &str) -> Vec<u8> {
    emit_selected(&Selection::new(checked), namespace)
}

/// The metadata of what a filter keeps of it.
#[must_use]
pub fn emit_filtered(checked: &Checked, filter: &Filter, namespace: &str) -> Vec<u8> {
    emit_selected(&Selection::filtered(checked, filter), namespace)
}

pub(crate) fn emit_selected(selection: &Selection<'_>, namespace: &str) -> Vec<u8> {
    let mut rows = Rows::new(selection, namespace);
    for &id in &selection.interfaces {
        rows.interface(id);
    }
    for &id in &selection.records {
        rows.record(id);
    }
    for name in &selection.provided {
        rows.provided(name);
    }
    for &id in &selection.enums {
        rows.enumeration(id);
    }
    for &id in &selection.aliases {
        rows.alias(id);
    }
    for &id in &selection.functions {
        rows.function(id);
    }
    rows.constants();
    rows.file.into_stream()
}
