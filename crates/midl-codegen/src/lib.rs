//! From a checked model to files: metadata, bindings, traits, thunks, callers and the attribute's table.
//!
//! [`emit`] is the whole of it. It is pure: what it returns is a map of path to text, and somebody else writes or compares.
//!
//! - **What a method becomes is decided once**, in `lower`; traits, thunks, callers and table print that decision.
//! - **Thunks are typed by the vtable they fill**: wire types are read from the bindings, never guessed twice.
//! - **Same input, same bytes.** One printer, no hash order, no dates.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;

use midl_frontend::{
    diagnostic::{self, Diagnostic, Severity},
    model::Checked,
};

pub mod bindings;
mod callers;
mod context;
mod docs;
mod errors;
mod files;
mod implementable;
mod lower;
mod names;
pub mod options;
mod print;
mod probes;
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

pub use options::{Attribute, MethodPath, Options, ParamPath, RelPath};
pub use signatures::{Signature, signatures};

use context::Context;

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
    /// Methods that stay `unsafe`, and why.
    pub report: Vec<RawMethod>,
    /// What came out otherwise than one may expect, such as a name that had to give way to another.
    pub warnings: Vec<Diagnostic>,
    /// How many interfaces can be implemented and called.
    pub interfaces: usize,
    /// How many methods they declare themselves.
    pub methods: usize,
}

/// A method with a parameter that has no safe form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMethod {
    /// The method.
    pub method: MethodPath,
    /// Calling it is safe nonetheless; implementing it is not.
    pub safe_to_call: bool,
    /// Why, one line a parameter: "`pFileSet`: its data holds pointers".
    pub reasons: Vec<String>,
}

/// Makes every file that the options ask for.
///
/// # Errors
///
/// What the output cannot say, each with its place; plan entries that name nothing; windows-bindgen's own failures.
pub fn emit(checked: &Checked, options: &Options) -> Result<Emitted, Vec<Diagnostic>> {
    let mut warnings = winmd::check(checked);
    diagnostic::sort(&mut warnings);
    if warnings.iter().any(|found| found.severity() == Severity::Error) {
        return Err(warnings);
    }
    let metadata = winmd::emit(checked, BINDINGS);
    let raw = bindings::emit(checked, &metadata, BINDINGS).map_err(|error| vec![error.into()])?;
    let wire = wire::Wire::read(&raw);
    let interfaces = implementable::interfaces(checked, &wire);
    let lowered = lower::lower(checked, &interfaces, &wire::type_names(&raw), options)
        .map_err(|errors| errors.into_iter().map(Diagnostic::from).collect::<Vec<_>>())?;
    let left_out = implementable::left_out(checked);
    warnings.extend(lowered.warnings.iter().cloned().chain(left_out).map(Diagnostic::from));
    diagnostic::sort(&mut warnings);
    let cx = Context { checked, lowered: &lowered, wire: &wire, options };
    Ok(Emitted {
        files: files::emit(&cx, &raw).map_err(|error| vec![error.into()])?,
        report: report(&cx),
        warnings,
        interfaces: lowered.interfaces.len(),
        methods: lowered.interfaces.iter().map(|interface| interface.methods.len()).sum(),
    })
}

fn report(cx: &Context<'_>) -> Vec<RawMethod> {
    let mut report = Vec::new();
    for interface in &cx.lowered.interfaces {
        for method in cx.methods(interface).filter(|method| method.rust.is_unsafe_to_implement()) {
            report.push(RawMethod {
                method: MethodPath {
                    interface: cx.checked[interface.id].name.to_string(),
                    method: method.idl.name.to_string(),
                },
                safe_to_call: !method.rust.is_unsafe_to_call(),
                reasons: method
                    .rust
                    .reasons()
                    .map(|(at, reason)| match at {
                        Some(at) => format!("`{}`: {reason}", method.idl.params[at].name),
                        None => format!("the result: {reason}"),
                    })
                    .collect(),
            });
        }
    }
    report
}
