//! Which interfaces Rust code can implement and call.

use midl_frontend::model::{Checked, InterfaceId};

use crate::{
    winmd::{selection::Selection, words},
    wire::Wire,
};

/// The interfaces of the bindings that have an IID, `IUnknown` at their root, and only methods that Rust can write; a base comes
/// with what derives from it.
///
/// An interface that is only known by name, or one with a variadic method, stays a type in the bindings.
pub(crate) fn interfaces(checked: &Checked, wire: &Wire) -> Vec<InterfaceId> {
    let selection = Selection::new(checked);
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
