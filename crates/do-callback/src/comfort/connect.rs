//! The way to the services of Windows.

use super::{Manager, Result};
use crate::GUID;

/// The class of the Background Intelligent Transfer Service, `BackgroundCopyManager`.
pub const BITS: GUID = GUID::from_u128(0x4991d34b_80a1_4291_83b6_3328366b9097);

/// The class of Delivery Optimization. That it serves `IBackgroundCopyManager` was seen on later releases than that of 1709, whose
/// documentation names no class.
pub const DELIVERY_OPTIMIZATION: GUID = GUID::from_u128(0x5b99fa76_721c_423c_adac_56d03c8a8007);

impl Manager {
    /// Connects to the Background Intelligent Transfer Service.
    ///
    /// The thread must have initialised COM, and the process must let the service impersonate it: `CoInitializeEx`, then
    /// `CoInitializeSecurity` with `RPC_C_IMP_LEVEL_IMPERSONATE`, once and before the first interface crosses an apartment. Neither is
    /// done here, since both are the program's to decide.
    ///
    /// # Errors
    ///
    /// The service cannot be reached; the text says which of these calls is missing. On other systems than Windows always: there
    /// `do-embedded` has a service, and `Manager::from` takes its interface.
    pub fn connect() -> Result<Self> {
        Self::connect_to(&BITS)
    }

    /// Connects to a service by its class: [`BITS`], [`DELIVERY_OPTIMIZATION`], or another that has an `IBackgroundCopyManager`.
    ///
    /// # Errors
    ///
    /// As those of [`Manager::connect`].
    pub fn connect_to(class: &GUID) -> Result<Self> {
        system::connect(class)
    }
}

#[cfg(windows)]
mod system {
    use super::super::{Error, Manager, Result};
    use crate::{GUID, HRESULT, IBackgroundCopyManager, codes::E_ACCESSDENIED};

    const CO_E_NOTINITIALIZED: HRESULT = HRESULT(0x8004_01F0_u32.cast_signed());
    const REGDB_E_CLASSNOTREG: HRESULT = HRESULT(0x8004_0154_u32.cast_signed());
    const CO_E_FAILEDTOIMPERSONATE: HRESULT = HRESULT(0x8001_0123_u32.cast_signed());

    pub(super) fn connect(class: &GUID) -> Result<Manager> {
        let manager = com_callback::local_server::<IBackgroundCopyManager>(class);
        manager.map(Manager::from).map_err(|error| {
            let failure = Error::new("cannot connect to the service", error.code());
            match error.code() {
                CO_E_NOTINITIALIZED => failure.with_help("call `CoInitializeEx` on this thread first"),
                E_ACCESSDENIED | CO_E_FAILEDTOIMPERSONATE => failure.with_help(
                    "call `CoInitializeSecurity` with `RPC_C_IMP_LEVEL_IMPERSONATE` first, once in the process",
                ),
                REGDB_E_CLASSNOTREG => failure.with_help("this Windows has no such service"),
                _ => failure,
            }
        })
    }
}

#[cfg(not(windows))]
mod system {
    use super::super::{Error, Manager, Result};
    use crate::{GUID, codes::CO_E_NOT_SUPPORTED};

    pub(super) fn connect(_class: &GUID) -> Result<Manager> {
        Err(Error::new("cannot connect to the service", CO_E_NOT_SUPPORTED).with_help(
            "it is one of Windows: elsewhere `do-embedded` has a service, for `Manager::from`",
        ))
    }
}
