//! What a program does on Windows before it calls a service: it initialises COM, and lets the service act in its name.

use do_callback::Result;

/// The thread's place in COM, up to its drop.
pub(crate) struct Apartment(());

#[cfg(windows)]
mod system {
    use std::{ffi::c_void, ptr::null};

    use do_callback::HRESULT;

    #[link(name = "ole32")]
    unsafe extern "system" {
        pub(super) fn CoInitializeEx(reserved: *const c_void, apartment: u32) -> HRESULT;
        pub(super) fn CoUninitialize();
        fn CoInitializeSecurity(
            descriptor: *const c_void,
            services: i32,
            list: *const c_void,
            reserved: *const c_void,
            authentication: u32,
            impersonation: u32,
            authentications: *const c_void,
            capabilities: u32,
            reserved2: *const c_void,
        ) -> HRESULT;
    }

    /// `RPC_C_AUTHN_LEVEL_DEFAULT`, `RPC_C_IMP_LEVEL_IMPERSONATE`, and everybody may call.
    pub(super) fn allow() -> HRESULT {
        // SAFETY: NULL stands for nothing in every place where it is passed, as the function's documentation says.
        unsafe { CoInitializeSecurity(null(), -1, null(), null(), 0, 3, null(), 0, null()) }
    }
}

/// Enters the multi-threaded apartment: callbacks come on any thread, and nobody need pump messages.
#[cfg(windows)]
pub(crate) fn enter() -> Result<Apartment> {
    // SAFETY: NULL is what the reserved argument must be.
    unsafe { system::CoInitializeEx(std::ptr::null(), 0) }.ok()?;
    let apartment = Apartment(());
    system::allow().ok()?;
    Ok(apartment)
}

#[cfg(windows)]
impl Drop for Apartment {
    fn drop(&mut self) {
        // SAFETY: on the thread that initialised it, since the type is never sent; no interface is left by then.
        unsafe { system::CoUninitialize() }
    }
}

/// Without Windows there is nothing to enter, and the service says so itself.
#[cfg(not(windows))]
pub(crate) fn enter() -> Result<Apartment> {
    Ok(Apartment(()))
}
