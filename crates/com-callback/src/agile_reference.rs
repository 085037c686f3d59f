//! A reference to somebody's object that may cross threads.

use std::fmt;

use windows_core::{Interface, Result};

/// A reference to an object, own or foreign, that any thread may hold and resolve.
///
/// Interface pointers are bound to their thread, so an agile object that keeps one keeps it in here. On Windows the
/// system marshals for an object that is bound to an apartment; elsewhere there are no apartments, and only an object
/// that answers `IAgileObject` can be referred to.
pub struct AgileReference<I: Interface>(system::Reference<I>);

// SAFETY: O4. On Windows the system's own agile reference is what is held. Elsewhere `new` has seen the object answer
// `IAgileObject`, by which it allows calls from any thread.
unsafe impl<I: Interface> Send for AgileReference<I> {}
// SAFETY: as for `Send`.
unsafe impl<I: Interface> Sync for AgileReference<I> {}

impl<I: Interface> AgileReference<I> {
    /// Refers to the object behind `interface`.
    ///
    /// # Errors
    ///
    /// What `RoGetAgileReference` returns on Windows; elsewhere `CO_E_NOT_SUPPORTED` if the object does not answer
    /// `IAgileObject`.
    pub fn new(interface: &I) -> Result<Self> {
        const { assert!(I::UNKNOWN, "only an interface derived from `IUnknown` is counted") };
        system::Reference::new(interface).map(Self)
    }

    /// The interface, for use on the calling thread.
    ///
    /// # Errors
    ///
    /// On Windows, what unmarshalling returns: the object's apartment may have ended.
    pub fn resolve(&self) -> Result<I> {
        self.0.resolve()
    }
}

impl<I: Interface> Clone for AgileReference<I> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<I: Interface> fmt::Debug for AgileReference<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgileReference").finish_non_exhaustive()
    }
}

#[cfg(windows)]
mod system {
    pub(super) use windows_core::AgileReference as Reference;
}

#[cfg(not(windows))]
mod system {
    use std::ffi::c_void;

    use windows_core::{IUnknown, Interface, Result};

    use crate::caller;
    use crate::codes::{CO_E_NOT_SUPPORTED, refuse};
    use crate::query::IID_AGILE_OBJECT;

    /// The interface of an object that allowed calls from any thread.
    #[derive(Clone)]
    pub(super) struct Reference<I>(I);

    impl<I: Interface> Reference<I> {
        pub(super) fn new(interface: &I) -> Result<Self> {
            let mut agile = caller::Out::<*mut c_void>::new();
            // SAFETY: C1; C2, C3 for the IID and `agile`.
            let answered = unsafe {
                interface.query(&IID_AGILE_OBJECT, agile.as_ptr()).is_ok()
                    && agile.interface::<IUnknown>().is_ok()
            };
            if answered { Ok(Self(interface.clone())) } else { Err(refuse(CO_E_NOT_SUPPORTED)) }
        }

        pub(super) fn resolve(&self) -> Result<I> {
            Ok(self.0.clone())
        }
    }
}
