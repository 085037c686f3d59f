//! A reference to somebody's object that may cross threads.

use std::ffi::c_void;
use std::fmt;

use windows_core::{IUnknown, Interface, Result};

use crate::caller;
use crate::query::IID_AGILE_OBJECT;

/// A reference to an object, own or foreign, that any thread may hold and resolve.
///
/// Interface pointers are bound to their thread, so an agile object that keeps one keeps it in here. On Windows the
/// system marshals for an object that is bound to an apartment; elsewhere there are no apartments, and only an object
/// that answers `IAgileObject` can be referred to.
pub struct AgileReference<I: Interface>(system::Reference<I>);

// SAFETY: O4. `new` has seen the object answer `IAgileObject`, by which it allows calls from any thread; or what is held is an entry
// of the global interface table, which the system lets every thread use.
unsafe impl<I: Interface> Send for AgileReference<I> {}
// SAFETY: as for `Send`.
unsafe impl<I: Interface> Sync for AgileReference<I> {}

impl<I: Interface> AgileReference<I> {
    /// Refers to the object behind `interface`.
    ///
    /// # Errors
    ///
    /// If the object does not answer `IAgileObject`: what the system's global interface table returns on Windows, elsewhere
    /// `CO_E_NOT_SUPPORTED`.
    pub fn new(interface: &I) -> Result<Self> {
        const { assert!(I::UNKNOWN, "only an interface derived from `IUnknown` is counted") };
        system::Reference::new(interface).map(Self)
    }

    /// The interface, for use on the calling thread.
    ///
    /// # Errors
    ///
    /// On Windows, what unmarshalling returns: the object's apartment may have ended, or the thread be in none.
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

/// Whether the object allows calls from any thread.
fn is_agile<I: Interface>(interface: &I) -> bool {
    let mut agile = caller::Out::<*mut c_void>::new();
    // SAFETY: C1; C2, C3 for the IID and `agile`.
    unsafe {
        interface.query(&IID_AGILE_OBJECT, agile.as_ptr()).is_ok()
            && agile.interface::<IUnknown>().is_ok()
    }
}

#[cfg(windows)]
mod system {
    use std::ffi::c_void;
    use std::marker::PhantomData;
    use std::sync::Arc;

    use windows_core::{GUID, Interface, Result};

    use super::is_agile;
    use crate::activation::in_process;
    use crate::caller::Out;
    use crate::system::IGlobalInterfaceTable;

    /// What an agile object needs no help for, any apartment's threads included.
    #[derive(Clone)]
    pub(super) enum Reference<I> {
        /// The interface of an object that allowed calls from any thread.
        Direct(I),
        /// Of an object that is bound to an apartment.
        Marshalled(Arc<Entry<I>>),
    }

    /// An entry of the process's global interface table.
    pub(super) struct Entry<I> {
        table: IGlobalInterfaceTable,
        cookie: u32,
        interface: PhantomData<I>,
    }

    impl<I: Interface> Entry<I> {
        fn new(interface: &I) -> Result<Self> {
            const TABLE: GUID = GUID::from_u128(0x00000323_0000_0000_c000_000000000046);
            let table = in_process::<IGlobalInterfaceTable>(&TABLE)?;
            let mut cookie = Out::<u32>::new();
            // SAFETY: C1; C2, C3 for `interface`, its IID and `cookie`.
            unsafe {
                let register = table.vtable().RegisterInterfaceInGlobal;
                register(table.as_raw(), interface.as_raw(), &I::IID, cookie.as_ptr()).ok()?;
                Ok(Self { table, cookie: cookie.value(), interface: PhantomData })
            }
        }

        fn get(&self) -> Result<I> {
            let mut interface = Out::<*mut c_void>::new();
            // SAFETY: C1; C2, C3 for the IID and `interface`.
            unsafe {
                let get = self.table.vtable().GetInterfaceFromGlobal;
                get(self.table.as_raw(), self.cookie, &I::IID, interface.as_ptr()).ok()?;
                interface.interface()
            }
        }
    }

    impl<I> Drop for Entry<I> {
        fn drop(&mut self) {
            // SAFETY: C1. A failure leaves the entry to the end of the process.
            let _ = unsafe {
                (self.table.vtable().RevokeInterfaceFromGlobal)(self.table.as_raw(), self.cookie)
            };
        }
    }

    impl<I: Interface> Reference<I> {
        pub(super) fn new(interface: &I) -> Result<Self> {
            match is_agile(interface) {
                true => Ok(Self::Direct(interface.clone())),
                false => Entry::new(interface).map(|entry| Self::Marshalled(Arc::new(entry))),
            }
        }

        pub(super) fn resolve(&self) -> Result<I> {
            match self {
                Self::Direct(interface) => Ok(interface.clone()),
                Self::Marshalled(entry) => entry.get(),
            }
        }
    }
}

#[cfg(not(windows))]
mod system {
    use windows_core::{Interface, Result};

    use super::is_agile;
    use crate::codes::{CO_E_NOT_SUPPORTED, refuse};

    /// The interface of an object that allowed calls from any thread.
    #[derive(Clone)]
    pub(super) struct Reference<I>(I);

    impl<I: Interface> Reference<I> {
        pub(super) fn new(interface: &I) -> Result<Self> {
            match is_agile(interface) {
                true => Ok(Self(interface.clone())),
                false => Err(refuse(CO_E_NOT_SUPPORTED)),
            }
        }

        pub(super) fn resolve(&self) -> Result<I> {
            Ok(self.0.clone())
        }
    }
}
