//! What implementers write for each method, as text: for a tool that explains an interface and emits nothing.

use midl_frontend::{
    diagnostic::Diagnostic,
    model::{Checked, InterfaceId},
};

use crate::{Decided, options::Options, traits};

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
    let decided = Decided::new(checked, options)?;
    let cx = decided.context(checked, options);
    let of_interface = |interface| {
        cx.methods(interface).map(|method| Signature {
            interface: interface.id,
            trait_name: interface.trait_name.clone(),
            slot: method.idl.slot,
            text: traits::text(&traits::signature(&cx, method)),
        })
    };
    Ok(cx.lowered.here().flat_map(of_interface).collect())
}
