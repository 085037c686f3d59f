//! What implementers write for each method, as text: for a tool that explains an interface and emits nothing.

use midl_frontend::{
    diagnostic::{Diagnostic, Severity},
    model::{Checked, InterfaceId},
};

use crate::{
    BINDINGS, bindings,
    context::Context,
    diagnostics,
    elsewhere::Held,
    implementable, lower,
    options::Options,
    traits,
    winmd::{self, selection::Selection},
    wire::{self, Wire},
};

/// A method as its trait declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The interface that declares the method.
    pub interface: InterfaceId,
    /// The trait of that interface.
    pub trait_name: String,
    /// The slot, counted from the start of the vtable.
    pub slot: u32,
    /// `fn job_error(&self, job: &IBackgroundCopyJob) -> Result<()>`
    pub text: String,
}

/// The signatures of every interface that [`crate::emit`] would make a trait for, in its order.
///
/// # Errors
///
/// As those of [`crate::emit`].
pub fn signatures(checked: &Checked, options: &Options) -> Result<Vec<Signature>, Vec<Diagnostic>> {
    let selection = Selection::filtered(checked, &options.filter);
    let refused = winmd::check_selected(&selection);
    if refused.iter().any(|found| found.severity() == Severity::Error) {
        return Err(refused);
    }
    let metadata = winmd::emit_selected(&selection, BINDINGS);
    let elsewhere = Held::find(checked, options).map_err(diagnostics)?;
    let raw = bindings::emit_selected(checked, &selection, &elsewhere, &metadata, BINDINGS)
        .map_err(|error| vec![error.into()])?;
    let wire = Wire::read(raw.all());
    let interfaces = implementable::interfaces(checked, &selection, &wire);
    let taken = wire::type_names(raw.all());
    let lowered =
        lower::lower(checked, &interfaces, &taken, &elsewhere, options).map_err(diagnostics)?;
    let cx = Context { checked, lowered: &lowered, wire: &wire, elsewhere: &elsewhere, options };
    let of_interface = |interface| {
        cx.methods(interface).map(|method| Signature {
            interface: interface.id,
            trait_name: interface.trait_name.clone(),
            slot: method.idl.slot,
            text: traits::text(&traits::signature(&cx, method)),
        })
    };
    Ok(lowered.here().flat_map(of_interface).collect())
}
