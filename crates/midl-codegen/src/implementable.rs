//! Which interfaces Rust code can implement and call.

use midl_frontend::model::{Checked, InterfaceId, ItemId};

use crate::{
    errors::EmitError,
    winmd::{selection::Selection, words},
    wire::Wire,
};

/// The interfaces of the bindings that have an IID, `IUnknown` at their root, and only methods that Rust can write; a base comes
/// with what derives from it.
///
/// An interface that is only known by name, or one with a variadic method, stays a type in the bindings.
pub(crate) fn interfaces(
    checked: &Checked,
    selection: &Selection<'_>,
    wire: &Wire,
) -> Vec<InterfaceId> {
    let is_whole = |id: &InterfaceId| {
        let interface = &checked[*id];
        interface.defined
            && interface.com
            && interface.iid.is_some()
            && interface.methods.iter().all(|method| !method.variadic)
            && wire
                .slots(&interface.name)
                .is_some_and(|slots| slots.len() == interface.methods.len())
    };
    let is_whole_chain = |id: &InterfaceId| {
        checked.chain(*id).iter().filter(|base| !words::is_root(checked, **base)).all(is_whole)
    };
    selection.interfaces.iter().copied().filter(is_whole_chain).collect()
}

/// Interfaces of the named files that are left out for a method that Rust cannot write.
pub(crate) fn left_out(checked: &Checked, selection: &Selection<'_>) -> Vec<EmitError> {
    let left_out = |item: &ItemId| {
        let ItemId::Interface(id) = *item else { return None };
        let interface = &checked[id];
        if !checked.is_own(*item)
            || !selection.interfaces.contains(&id)
            || !interface.com
            || interface.iid.is_none()
        {
            return None;
        }
        let (_, method) = checked.slots(id).into_iter().find(|(_, method)| method.variadic)?;
        Some(EmitError::LeftOut {
            interface: interface.name.to_string(),
            place: interface.origin.span,
            method: method.name.to_string(),
            variadic: method.origin.span,
        })
    };
    checked.items.iter().filter_map(left_out).collect()
}
