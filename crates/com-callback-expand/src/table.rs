//! The table of interfaces that an attribute knows. It is emitted from the IDL as a `static`.

use crate::suggest;

/// Everything one attribute knows.
#[derive(Debug)]
pub struct Table {
    /// The attribute's name, without `#[]`.
    pub attribute: &'static str,
    /// Its interfaces, in the order of the IDL.
    pub interfaces: &'static [Interface],
    /// The names of its dispinterfaces, which nobody can implement by an attribute.
    pub dispinterfaces: &'static [&'static str],
}

/// One COM interface and the trait that stands for it.
#[derive(Debug)]
pub struct Interface {
    /// The trait's name: `BackgroundCopyCallback`.
    pub trait_name: &'static str,
    /// The interface's name in the IDL: `IBackgroundCopyCallback`.
    pub name: &'static str,
    /// The interface's IID, as in the IDL: `97ea99c7-0186-4ad4-8df9-c5b4e0ed6b22`.
    pub iid: &'static str,
    /// The trait of the base interface; `None` when the base is `IUnknown`.
    pub base: Option<&'static str>,
    /// The feature of the crate that it stands behind.
    pub feature: Option<Feature>,
    /// Where the IDL declares it: `idl/DeliveryOptimization.idl:123`.
    pub source: &'static str,
    /// Its own methods in vtable order, those of its bases not among them.
    pub methods: &'static [Method],
}

/// A feature of the crate with the traits, which hands it on to that of the attribute.
#[derive(Debug)]
pub struct Feature {
    /// Its name: `bits`.
    pub name: &'static str,
    /// The crate, as paths name it: `do_callback`.
    pub krate: &'static str,
    /// Whether it is on.
    pub is_on: bool,
}

/// One method of an [`Interface`].
#[derive(Debug)]
pub struct Method {
    /// Its Rust name: `job_transferred`; a raw identifier where Rust needs one.
    pub name: &'static str,
    /// Its name in the IDL: `JobTransferred`.
    pub idl_name: &'static str,
    /// Its slot in the vtable, counted from `QueryInterface` = 0.
    pub slot: u32,
    /// How many parameters it takes besides `self`.
    pub arity: u32,
    /// The whole signature, to paste into an impl: `fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()>`; it
    /// begins with `unsafe` when [`is_unsafe`](Self::is_unsafe).
    pub signature: &'static str,
    /// Whether the trait declares it as `unsafe fn`.
    pub is_unsafe: bool,
    /// Where the IDL declares it: `idl/DeliveryOptimization.idl:130`.
    pub source: &'static str,
}

impl Table {
    /// The interface whose trait has this name.
    pub(crate) fn by_trait(&self, name: &str) -> Option<&Interface> {
        self.interfaces.iter().find(|interface| interface.trait_name == name)
    }

    /// The interface that the IDL knows under this name.
    pub(crate) fn by_interface(&self, name: &str) -> Option<&Interface> {
        self.interfaces.iter().find(|interface| interface.name == name)
    }

    /// The dispinterface that is meant by this name, or by the name that its trait would have.
    pub(crate) fn dispinterface(&self, name: &str) -> Option<&'static str> {
        self.dispinterfaces.iter().copied().find(|known| {
            let plain = known.trim_start_matches('_');
            let bare = plain.strip_prefix(['D', 'I']).unwrap_or(plain);
            [*known, plain, bare].contains(&name)
        })
    }

    /// The interface that was probably meant by a misspelt trait or interface name.
    pub(crate) fn near(&self, name: &str) -> Option<&Interface> {
        suggest::nearest(name, self.interfaces, |interface| [interface.trait_name, interface.name])
    }

    /// The bases of `interface`, nearest first.
    pub(crate) fn bases(&self, interface: &Interface) -> impl Iterator<Item = &Interface> {
        let base = |of: &Interface| of.base.and_then(|base| self.by_trait(base));
        // A chain cannot be longer than the table, whatever an emitter may have written into it.
        std::iter::successors(base(interface), move |of| base(of)).take(self.interfaces.len())
    }

    /// True for `IDispatch` and what derives from it.
    pub(crate) fn is_dispatch(&self, interface: &Interface) -> bool {
        const IID: &str = "00020400-0000-0000-c000-000000000046";
        interface.iid == IID || self.bases(interface).any(|base| base.iid == IID)
    }

    /// The interfaces that have `interface` among their bases, in table order.
    pub(crate) fn derived<'t>(
        &'t self,
        interface: &'t Interface,
    ) -> impl Iterator<Item = &'t Interface> {
        self.interfaces
            .iter()
            .filter(|other| self.bases(other).any(|base| base.trait_name == interface.trait_name))
    }
}

impl Interface {
    /// The feature that it lacks.
    pub(crate) fn off(&self) -> Option<&Feature> {
        self.feature.as_ref().filter(|feature| !feature.is_on)
    }

    /// The own method with this Rust name.
    pub(crate) fn method(&self, name: &str) -> Option<&Method> {
        self.methods.iter().find(|method| bare(method.name) == bare(name))
    }
}

/// An identifier without `r#`.
pub(crate) fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
