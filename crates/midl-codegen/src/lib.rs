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

pub mod agreement;
pub mod bindings;
mod builders;
mod callers;
mod context;
mod defaults;
mod dispatch;
mod docs;
mod elsewhere;
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
mod results;
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

pub use options::{
    Attribute, Elsewhere, Filter, Frame, Given, MethodPath, Options, Package, ParamPath, RelPath,
};
pub use report::Reported;
pub use signatures::{Signature, signatures};
pub use table::Known;

use context::Context;
use elsewhere::Held;
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
    /// The interfaces that can be implemented and called, in the order of their declaration; then the dispinterfaces.
    pub interfaces: Vec<Declared>,
    /// How many methods they declare themselves.
    pub methods: usize,
    /// What the attribute is to know of the module, and of what it is built on.
    pub known: Known,
}

/// An interface of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Its name in the IDL.
    pub name: String,
    /// Its IID.
    pub iid: String,
    /// Where the IDL declares it: `idl/Foo.idl:12`.
    pub place: String,
    /// A file of the compiler declares it.
    pub is_prelude: bool,
}

/// Makes the module that the options ask for, and what stands around it. The crate of the attribute, which may know several
/// modules, is [`emit_attribute`]'s.
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
    let dispinterfaces = &cx.lowered.dispinterfaces;
    Ok(Emitted {
        files: files::emit(&cx, &decided.raw).map_err(|error| vec![error.into()])?,
        report: report::report(&cx, &decided.selection),
        winmd: winmd::emit_selected(&decided.selection, &options.namespace),
        warnings,
        interfaces: cx.declared(),
        methods: cx.lowered.here().map(|interface| interface.methods.len()).sum::<usize>()
            + dispinterfaces.iter().map(|it| it.members.len()).sum::<usize>(),
        known: table::known(&cx),
    })
}

/// Makes the crate of an attribute that knows modules of one crate, or of several that are built on each other.
///
/// # Errors
///
/// The table is no Rust: a fault of this compiler.
pub fn emit_attribute(
    attribute: &Attribute,
    modules: &[(&Options, &Known)],
) -> Result<GeneratedSet, Vec<Diagnostic>> {
    table::emit(attribute, modules).map_err(|error| vec![error.into()])
}

fn diagnostics(errors: Vec<EmitError>) -> Vec<Diagnostic> {
    errors.into_iter().map(Diagnostic::from).collect()
}

/// A run as far as everything is decided and nothing is printed.
struct Decided<'c> {
    selection: Selection<'c>,
    raw: bindings::Bindings,
    elsewhere: Held,
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
        warnings.extend(unknown_filters(checked, options).map(Diagnostic::from));
        diagnostic::sort(&mut warnings);
        if warnings.iter().any(|found| found.severity() == Severity::Error) {
            return Err(warnings);
        }
        let metadata = winmd::emit_selected(&selection, BINDINGS);
        let elsewhere = Held::find(checked, options).map_err(diagnostics)?;
        let raw = bindings::emit_selected(checked, &selection, &elsewhere, &metadata, BINDINGS)
            .map_err(|error| vec![error.into()])?;
        let wire = wire::Wire::read(raw.all());
        let interfaces = implementable::interfaces(checked, &selection, &wire);
        let lowered = lower::lower(
            checked,
            (&interfaces, &selection.dispinterfaces),
            &wire::type_names(raw.all()),
            &elsewhere,
            options,
        )
        .map_err(diagnostics)?;
        Ok(Self { selection, raw, elsewhere, wire, lowered, warnings })
    }

    fn context(&'c self, checked: &'c Checked, options: &'c Options) -> Context<'c> {
        let Self { selection, lowered, wire, elsewhere, .. } = self;
        Context { checked, selection, lowered, wire, elsewhere, options }
    }
}

/// Entries of a filter that no item of the named files answers to.
fn unknown_filters(checked: &Checked, options: &Options) -> impl Iterator<Item = EmitError> {
    let filter = &options.filter;
    let own = checked.items.iter().filter(|item| checked.is_own(**item));
    let names: BTreeSet<&str> = own.flat_map(|item| selection::own_names(checked, *item)).collect();
    let entries = filter.wanted.iter().map(|pattern| (pattern.to_string(), pattern));
    let unwanted = filter.unwanted.iter().map(|pattern| (format!("!{pattern}"), pattern));
    let missing = entries
        .chain(unwanted)
        .filter(|(_, pattern)| !names.iter().any(|name| pattern.matches(name)));
    let errors: Vec<EmitError> = missing
        .map(|(entry, pattern)| EmitError::FilterUnknown {
            option: options.given.option("filter"),
            entry,
            missing: pattern.letters().to_owned(),
            known: names.iter().map(|name| (*name).to_owned()).collect(),
        })
        .collect();
    errors.into_iter()
}
