//! From a checked model to files: metadata, bindings, traits, thunks, callers and the attribute's table.
//!
//! [`emit`] is the whole of it. It is pure: what it returns is a map of path to text, and somebody else writes or compares.
//!
//! - **What a method becomes is decided once**, in `lower`; traits, thunks, callers and table print that decision.
//! - **Thunks are typed by the vtable they fill**: wire types are read from the bindings, never guessed twice.
//! - **Same input, same bytes.** One printer, no hash order, no dates.
#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};

use midl_frontend::{
    diagnostic::{self, Diagnostic, Severity},
    model::Checked,
};

pub mod bindings;
mod builders;
mod callers;
mod context;
mod dispatch;
mod docs;
mod errors;
mod files;
mod frame;
mod implementable;
mod lower;
pub mod metadata;
mod names;
pub mod options;
mod print;
mod probes;
pub mod report;
mod signatures;
mod table;
#[cfg(test)]
mod testing;
mod thunks;
mod traits;
mod types;
mod values;
pub mod winmd;
mod wire;

pub use options::{Attribute, Filter, Frame, MethodPath, Options, Package, ParamPath, RelPath};
pub use report::Reported;
pub use signatures::{Signature, signatures};

use context::Context;
use errors::EmitError;
use winmd::selection::{self, Selection};

/// The namespace on the way through windows-bindgen, which shows nowhere. It takes a filter for the name of an item before that of
/// a namespace: a dot keeps the two apart, whatever the IDL declares.
const BINDINGS: &str = "Midl.Bindings";

/// The files of a run.
pub type GeneratedSet = BTreeMap<RelPath, String>;

/// What a run makes.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// Every file, by its path.
    pub files: GeneratedSet,
    /// Methods that stay `unsafe` or are left out, and why.
    pub report: Vec<Reported>,
    /// The metadata, under the namespace of the options.
    pub winmd: Vec<u8>,
    /// What came out otherwise than one may expect, such as a name that had to give way to another.
    pub warnings: Vec<Diagnostic>,
    /// How many interfaces can be implemented and called.
    pub interfaces: usize,
    /// How many methods they declare themselves.
    pub methods: usize,
}

/// Makes every file that the options ask for.
///
/// # Errors
///
/// What the output cannot say, each with its place; plan entries that name nothing; windows-bindgen's own failures.
pub fn emit(checked: &Checked, options: &Options) -> Result<Emitted, Vec<Diagnostic>> {
    let mut decided = Decided::new(checked, options)?;
    let left_out = implementable::left_out(checked, &decided.selection);
    let late = decided.lowered.warnings.iter().cloned().chain(left_out);
    let mut warnings = std::mem::take(&mut decided.warnings);
    warnings.extend(late.map(Diagnostic::from));
    diagnostic::sort(&mut warnings);
    let cx = decided.context(checked, options);
    let interfaces = &cx.lowered.interfaces;
    let dispinterfaces = &cx.lowered.dispinterfaces;
    Ok(Emitted {
        files: files::emit(&cx, &decided.raw).map_err(|error| vec![error.into()])?,
        report: report::report(&cx, &decided.selection),
        winmd: winmd::emit_selected(&decided.selection, &options.namespace),
        warnings,
        interfaces: interfaces.len() + dispinterfaces.len(),
        methods: interfaces.iter().map(|interface| interface.methods.len()).sum::<usize>()
            + dispinterfaces.iter().map(|it| it.members.len()).sum::<usize>(),
    })
}

/// A run as far as everything is decided and nothing is printed.
struct Decided<'c> {
    selection: Selection<'c>,
    raw: Vec<syn::Item>,
    wire: wire::Wire,
    lowered: lower::Lowered,
    /// What the selection and the plan say.
    warnings: Vec<Diagnostic>,
}

impl<'c> Decided<'c> {
    /// # Errors
    ///
    /// As those of [`emit`].
    fn new(checked: &'c Checked, options: &Options) -> Result<Self, Vec<Diagnostic>> {
        let selection = Selection::filtered(checked, &options.filter);
        let mut warnings = winmd::check_selected(&selection);
        warnings.extend(unknown_filters(checked, &options.filter).map(Diagnostic::from));
        diagnostic::sort(&mut warnings);
        if warnings.iter().any(|found| found.severity() == Severity::Error) {
            return Err(warnings);
        }
        let metadata = winmd::emit_selected(&selection, BINDINGS);
        let raw = bindings::emit_selected(checked, &selection, &metadata, BINDINGS)
            .map_err(|error| vec![error.into()])?;
        let wire = wire::Wire::read(&raw);
        let interfaces = implementable::interfaces(checked, &selection, &wire);
        let lowered = lower::lower(
            checked,
            (&interfaces, &selection.dispinterfaces),
            &wire::type_names(&raw),
            options,
        )
        .map_err(|errors| errors.into_iter().map(Diagnostic::from).collect::<Vec<_>>())?;
        Ok(Self { selection, raw, wire, lowered, warnings })
    }

    fn context(&'c self, checked: &'c Checked, options: &'c Options) -> Context<'c> {
        Context { checked, lowered: &self.lowered, wire: &self.wire, options }
    }
}

/// Entries of a filter that no item of the named files answers to.
fn unknown_filters<'a>(
    checked: &'a Checked,
    filter: &'a Filter,
) -> impl Iterator<Item = EmitError> {
    let own = checked.items.iter().filter(|item| checked.is_own(**item));
    let names: BTreeSet<&str> = own.flat_map(|item| selection::own_names(checked, *item)).collect();
    let entries = filter.wanted.iter().map(|pattern| (pattern.to_string(), pattern));
    let unwanted = filter.unwanted.iter().map(|pattern| (format!("!{pattern}"), pattern));
    let missing = entries
        .chain(unwanted)
        .filter(|(_, pattern)| !names.iter().any(|name| pattern.matches(name)));
    let errors: Vec<EmitError> = missing
        .map(|(entry, pattern)| EmitError::PlanUnknown {
            entry,
            missing: pattern.letters().to_owned(),
            known: names.iter().map(|name| (*name).to_owned()).collect(),
        })
        .collect();
    errors.into_iter()
}
