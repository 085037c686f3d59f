//! Which interfaces have a builder, and what is called what in it.
//!
//! A **callback interface** only tells: it has methods, and of all of them, inherited ones included, every parameter is `[in]` and
//! an HRESULT or nothing comes back. So each has an answer that needs no thought, `S_OK`, and a closure a method can make an object.
//! What is asked for something has no such answer, and stays a trait to be implemented. So does the asynchronous form of an interface,
//! whose methods come in pairs that need each other.

use midl_frontend::model::{self, Checked, Direction, InterfaceId};

use super::{Lowered, Method, Returns, sal};

/// The builder of a callback interface.
#[derive(Clone, Debug)]
pub(crate) struct Builder {
    /// The name of its type.
    pub(crate) name: String,
    /// Its handlers, in the order of the slots.
    pub(crate) handlers: Vec<Handler>,
}

/// What a builder has for a method.
#[derive(Clone, Debug)]
pub(crate) struct Handler {
    /// `on_job_error` for `JobError`, `on_status_change` for `OnStatusChange`.
    pub(crate) name: String,
    /// The interface that declares the method.
    pub(crate) interface: InterfaceId,
    /// Which of that interface's methods it is.
    pub(crate) at: usize,
}

impl Lowered {
    /// The builder of an interface, if it is a callback interface. `is_taken` says which type names are gone already.
    pub(super) fn builder(
        &self,
        checked: &Checked,
        id: InterfaceId,
        is_taken: impl Fn(&str) -> bool,
    ) -> Option<Builder> {
        let mut handlers: Vec<Handler> = Vec::new();
        for id in self.chain(id) {
            let interface = self.get(id)?;
            if checked[id].async_of.is_some() {
                return None;
            }
            for (at, (method, idl)) in
                interface.methods.iter().zip(&checked[id].methods).enumerate()
            {
                if !only_tells(checked, method, idl) {
                    return None;
                }
                let mut name = match method.name.strip_prefix("on_") {
                    Some(_) => method.name.clone(),
                    None => format!("on_{}", method.name),
                };
                while handlers.iter().any(|handler| handler.name == name) {
                    name = format!("{name}_{}", idl.slot);
                }
                handlers.push(Handler { name, interface: id, at });
            }
        }
        let mut name = format!("{}Builder", self.get(id)?.trait_name);
        while is_taken(&name) {
            name.push_str("Builder");
        }
        (!handlers.is_empty()).then_some(Builder { name, handlers })
    }

    /// The interface and its bases, the root first.
    fn chain(&self, id: InterfaceId) -> Vec<InterfaceId> {
        let base = |id: &InterfaceId| self.get(*id).and_then(|interface| interface.base);
        let mut chain: Vec<InterfaceId> = std::iter::successors(Some(id), base).collect();
        chain.reverse();
        chain
    }
}

/// Nothing but success or failure comes back.
fn only_tells(checked: &Checked, method: &Method, idl: &model::Method) -> bool {
    (method.has_hresult() || method.returns == Returns::Void)
        && sal::read(checked, idl).params.iter().all(|param| param.direction == Direction::In)
}
