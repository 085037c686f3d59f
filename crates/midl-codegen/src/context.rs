//! What every emitter reads: the model, the decisions, the wire types.

use midl_frontend::{
    model::{Checked, Guid, InterfaceId, RecordId},
    source::{Owner, Span},
};
use proc_macro2::Ident;
use syn::{Abi, Type};

use crate::{
    Declared,
    elsewhere::Held,
    files,
    lower::{self, Lowered, Returns},
    names,
    options::Options,
    winmd::selection::Selection,
    wire::Wire,
};

/// One run's inputs to the emitters.
pub(crate) struct Context<'c> {
    /// The model.
    pub(crate) checked: &'c Checked,
    /// What is emitted of it.
    pub(crate) selection: &'c Selection<'c>,
    /// The decisions.
    pub(crate) lowered: &'c Lowered,
    /// The wire types.
    pub(crate) wire: &'c Wire,
    /// What other modules hold.
    pub(crate) elsewhere: &'c Held,
    /// The plan.
    pub(crate) options: &'c Options,
}

/// A method with everything that is known of it.
#[derive(Clone, Copy)]
pub(crate) struct Method<'c> {
    /// In the IDL.
    pub(crate) idl: &'c midl_frontend::model::Method,
    /// In Rust.
    pub(crate) rust: &'c lower::Method,
    /// Its field in the vtable.
    pub(crate) field: &'c Ident,
    /// Its calling convention.
    pub(crate) abi: Option<&'c Abi>,
    /// The wire types of its parameters.
    pub(crate) wire: &'c [Type],
    /// What it returns on the wire.
    pub(crate) output: Option<&'c Type>,
    /// The hidden pointer through which it returns a record.
    pub(crate) hidden: Option<&'c Type>,
}

impl<'c> Context<'c> {
    /// An interface's own methods.
    pub(crate) fn methods(
        &self,
        interface: &'c lower::Interface,
    ) -> impl Iterator<Item = Method<'c>> {
        let idl = &self.checked[interface.id];
        let slots = self.wire.slots(&idl.name).unwrap_or_default();
        idl.methods.iter().zip(&interface.methods).zip(slots).map(|((idl, rust), slot)| {
            let hides = matches!(rust.returns, Returns::Record { .. });
            let (hidden, wire) = slot.params.split_at(usize::from(hides));
            Method {
                idl,
                rust,
                field: &slot.name,
                abi: slot.abi.as_ref(),
                wire,
                output: slot.output.as_ref(),
                hidden: hidden.first(),
            }
        })
    }

    /// The interface's type.
    pub(crate) fn interface(&self, id: InterfaceId) -> Ident {
        idl_type(&self.checked[id].name)
    }

    /// The interface's trait; none for one that is not emitted, as `IUnknown`.
    pub(crate) fn trait_of(&self, id: InterfaceId) -> Option<Ident> {
        self.lowered.get(id).map(|interface| names::ident(&interface.trait_name))
    }

    /// The bases of an interface that have a trait, the nearest first.
    pub(crate) fn bases(&self, interface: &lower::Interface) -> Vec<&'c lower::Interface> {
        let mut bases = Vec::new();
        let mut next = interface.base;
        while let Some(base) = next.and_then(|id| self.lowered.get(id)) {
            bases.push(base);
            next = base.base;
        }
        bases
    }

    /// The module of an interface's thunks.
    pub(crate) fn module(&self, interface: &lower::Interface) -> Ident {
        let name = names::snake_case(&interface.trait_name);
        let earlier = self.lowered.interfaces.iter().take_while(|other| other.id != interface.id);
        let same = earlier.filter(|other| names::snake_case(&other.trait_name) == name).count();
        match (&*name, same) {
            ("thunk" | "core" | "std" | "com_callback" | "windows_core", _) => {
                names::ident(&format!("{name}_"))
            }
            (_, 0) => names::ident(&name),
            _ => names::ident(&format!("{name}_{same}")),
        }
    }

    /// The enum that stands for a union on the safe side.
    pub(crate) fn union(&self, id: RecordId) -> &'c str {
        self.lowered.unions.iter().find(|union| union.id == id).map_or("", |union| &union.name)
    }

    /// The interfaces and dispinterfaces of the output.
    pub(crate) fn declared(&self) -> Vec<Declared> {
        let declared = |name: &str, iid: Option<Guid>, place: Span| Declared {
            name: name.to_owned(),
            iid: iid.map(|iid| iid.to_string()).unwrap_or_default(),
            place: self.place(place),
            is_prelude: self.checked.sources().file(place.file).owner == Owner::Prelude,
        };
        let interfaces = self.lowered.here().map(|interface| {
            let interface = &self.checked[interface.id];
            declared(&interface.name, interface.iid, interface.origin.span)
        });
        let dispinterfaces = self.lowered.dispinterfaces.iter().map(|dispinterface| {
            let dispinterface = &self.checked[dispinterface.id];
            declared(&dispinterface.name, dispinterface.iid, dispinterface.origin.span)
        });
        interfaces.chain(dispinterfaces).collect()
    }

    /// The first line of each file.
    pub(crate) fn banner(&self) -> String {
        files::banner(&self.options.command, &self.options.inputs)
    }

    /// `idl/Foo.idl:12`, the file named as in diagnostics.
    pub(crate) fn place(&self, span: Span) -> String {
        let sources = self.checked.sources();
        let (line, _) = sources.line_column(span.file, span.start);
        format!("{}:{line}", shown(&sources.file(span.file).name))
    }
}

/// A type of the IDL, as emitted files beside the bindings call it.
pub(crate) fn idl_type(name: &str) -> Ident {
    names::ident(files::other_name(name).as_deref().unwrap_or(name))
}

/// A file's name in emitted text: what stands on one machine alone is left out of it.
pub(crate) fn shown(path: &str) -> &str {
    let is_absolute = path.starts_with('/') || path.as_bytes().get(1) == Some(&b':');
    if is_absolute { path.rsplit('/').next().unwrap_or(path) } else { path }
}
