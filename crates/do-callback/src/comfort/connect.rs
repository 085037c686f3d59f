//! The way to the services of Windows.

use super::{Manager, Result};
use crate::{GUID, IBackgroundCopyManager};

/// The class of the Background Intelligent Transfer Service, `BackgroundCopyManager`.
pub const BITS: GUID = GUID::from_u128(0x4991d34b_80a1_4291_83b6_3328366b9097);

/// The class of Delivery Optimization. That it serves `IBackgroundCopyManager` was seen on later releases than that of 1709, whose
/// documentation names no class.
pub const DELIVERY_OPTIMIZATION: GUID = GUID::from_u128(0x5b99fa76_721c_423c_adac_56d03c8a8007);

/// Prepares the process for services that call back: once, at its start, before anything else uses COM.
///
/// It is [`multithreaded`], and on Windows services may then act as the caller (`CoInitializeSecurity` with `RPC_C_IMP_LEVEL_IMPERSONATE`
/// and static cloaking). A program that has its own way to do both does not call it. Elsewhere it does nothing.
///
/// # Errors
///
/// What the system answers: `RPC_E_TOO_LATE` if the process has settled its security before.
#[inline]
pub fn initialise() -> Result<()> {
    multithreaded()?;
    system::allow_impersonation()
}

/// Lets every thread that is in no apartment be in the multithreaded one, from now on and for the whole process.
///
/// On Windows this is `CoIncrementMTAUsage`. Elsewhere there are no apartments, and it does nothing.
///
/// # Errors
///
/// What the system answers.
#[inline]
pub fn multithreaded() -> Result<()> {
    system::multithreaded()
}

impl Manager {
    /// Connects to the Background Intelligent Transfer Service.
    ///
    /// The thread must have initialised COM, and the process must let the service impersonate it: `CoInitializeEx`, then
    /// `CoInitializeSecurity` with `RPC_C_IMP_LEVEL_IMPERSONATE`, once and before the first interface crosses an apartment. Neither is
    /// done here, since both are the program's to decide; [`initialise`] does both.
    ///
    /// # Errors
    ///
    /// The service cannot be reached; the text says which of these calls is missing. On other systems than Windows always: there
    /// `do-embedded` has a service, and `Manager::from` takes its interface.
    #[inline]
    pub fn connect() -> Result<Self> {
        Self::connect_to(&BITS)
    }

    /// Connects to a service by its class: [`BITS`], [`DELIVERY_OPTIMIZATION`], or another that has an `IBackgroundCopyManager`.
    ///
    /// # Errors
    ///
    /// As those of [`Manager::connect`].
    #[inline]
    pub fn connect_to(class: &GUID) -> Result<Self> {
        system::connect::<IBackgroundCopyManager>(class).map(Self::from)
    }
}

#[cfg(windows)]
pub(super) mod system {
    use super::super::{Error, Result};
    use crate::{GUID, HRESULT, Interface, codes::E_ACCESSDENIED};

    const CO_E_NOTINITIALIZED: HRESULT = HRESULT(0x8004_01F0_u32.cast_signed());
    const REGDB_E_CLASSNOTREG: HRESULT = HRESULT(0x8004_0154_u32.cast_signed());
    const CO_E_FAILEDTOIMPERSONATE: HRESULT = HRESULT(0x8001_0123_u32.cast_signed());

    #[inline]
    pub(super) fn multithreaded() -> Result<()> {
        windows_core::init_mta().map_err(Error::of("cannot enter the multithreaded apartment"))
    }

    #[inline]
    pub(super) fn allow_impersonation() -> Result<()> {
        com_callback::allow_impersonation()
            .map_err(Error::of("cannot let services act as the caller"))
    }

    /// The service of a class.
    #[inline]
    pub(in super::super) fn connect<I: Interface>(class: &GUID) -> Result<I> {
        com_callback::local_server(class).map_err(|error| {
            let failure = Error::new("cannot connect to the service", error.code());
            match error.code() {
                CO_E_NOTINITIALIZED => {
                    failure.with_help("call `CoInitializeEx` on this thread first")
                }
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
pub(super) mod system {
    use super::super::{Error, Result};
    use crate::{GUID, Interface, codes::CO_E_NOT_SUPPORTED};

    #[inline]
    pub(super) fn multithreaded() -> Result<()> {
        Ok(())
    }

    #[inline]
    pub(super) fn allow_impersonation() -> Result<()> {
        Ok(())
    }

    /// No service, and where there is one.
    #[inline]
    pub(in super::super) fn connect<I: Interface>(_class: &GUID) -> Result<I> {
        Err(Error::new("cannot connect to the service", CO_E_NOT_SUPPORTED).with_help(
            "it is one of Windows: elsewhere `do-embedded` has a service, and its interface has a `From`",
        ))
    }
}
