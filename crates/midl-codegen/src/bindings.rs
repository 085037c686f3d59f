//! Metadata as Rust: windows-bindgen's output, finished.
//!
//! windows-bindgen makes interfaces, vtables, records, constants. Here its text becomes items again and is finished: docs from
//! the IDL's comments, enums that print their members, slots of conventions that metadata cannot say, layouts that the
//! compiler checks. Its callers (`unsafe fn GetName(&self, ..)`) are dropped: safe ones are emitted elsewhere.

mod bindgen;
mod enums;
mod finish;
mod interfaces;
mod layouts;
mod packing;
mod records;

use std::fmt;

use midl_frontend::{
    diagnostic::{Code, Diagnostic},
    model::Checked,
};

use crate::{elsewhere::Held, winmd::selection::Selection};
use finish::Finish;

/// Why there are no bindings. None of it is a mistake in the IDL: [`crate::winmd::check`] finds those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// windows-bindgen runs rustfmt, and that cannot be run.
    Rustfmt {
        /// What the system or rustfmt said.
        reason: String,
    },
    /// The folder for temporary files cannot be written.
    TemporaryFile {
        /// What the system said.
        reason: String,
    },
    /// windows-bindgen panicked, or its output is no Rust.
    Bindgen {
        /// What it said.
        reason: String,
        /// The items that it was given.
        items: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Rustfmt { reason } => write!(f, "cannot run `rustfmt`: {reason}"),
            Error::TemporaryFile { reason } => write!(f, "cannot write a temporary file: {reason}"),
            Error::Bindgen { reason, .. } => write!(f, "windows-bindgen gave up: {reason}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<Error> for Diagnostic {
    fn from(error: Error) -> Diagnostic {
        let (code, help, note) = match &error {
            Error::Rustfmt { .. } => (
                Code::RustfmtMissing,
                "install it: `rustup component add rustfmt`",
                "windows-bindgen passes its output through rustfmt".to_owned(),
            ),
            Error::TemporaryFile { .. } => (
                Code::BindgenFailed,
                "make the folder for temporary files writable, or name another one in `TMPDIR`",
                "windows-bindgen writes to a file only".to_owned(),
            ),
            Error::Bindgen { items, .. } => (
                Code::BindgenFailed,
                "this is a mistake of the compiler: please report it with the IDL",
                format!("the items were: {items}"),
            ),
        };
        // No place in the IDL is at fault.
        let (labels, helps) = (Vec::new(), Vec::new());
        Diagnostic { code, message: error.to_string(), labels, helps, notes: vec![note] }.help(help)
    }
}

/// The bindings of a model, as items of one module that names `windows_core` and `core` only.
///
/// `winmd` is what [`crate::winmd::emit`] made of the same model for the same `namespace`; the model passed
/// [`crate::winmd::check`]. Every public item has a doc line.
///
/// # Errors
///
/// The tools fail: see [`Error`].
pub fn emit(checked: &Checked, winmd: &[u8], namespace: &str) -> Result<Vec<syn::Item>, Error> {
    let selection = Selection::new(checked);
    let bindings = emit_selected(checked, &selection, &Held::default(), winmd, namespace)?;
    Ok(bindings.here)
}

/// The items of the bindings, by where they stand.
#[derive(Default)]
pub(crate) struct Bindings {
    /// In the module that is emitted.
    pub(crate) here: Vec<syn::Item>,
    /// In other modules: read for what they say of vtables and unions.
    pub(crate) elsewhere: Vec<syn::Item>,
}

impl Bindings {
    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &syn::Item> + Clone {
        self.here.iter().chain(&self.elsewhere)
    }
}

/// The names of everything in the bindings of a selection that is made for it: what the runtime provides is not.
pub(crate) fn names(selection: &Selection<'_>) -> Vec<String> {
    finish::names(selection)
}

pub(crate) fn emit_selected(
    checked: &Checked,
    selection: &Selection<'_>,
    elsewhere: &Held,
    winmd: &[u8],
    namespace: &str,
) -> Result<Bindings, Error> {
    if selection.is_empty() {
        return Ok(Bindings::default());
    }
    // Each item by its full name: the name of a namespace may be that of an item too.
    let names = finish::item_names(selection);
    let full_names = names.iter().map(|name| format!("{namespace}.{name}"));
    let raw =
        bindgen::run(winmd, full_names).map_err(|failure| failure.into_error(&names.join(", ")))?;
    Ok(Finish::new(checked, selection, elsewhere).items(raw))
}
