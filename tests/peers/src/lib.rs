//! Three objects behind one interface, `IBackgroundCopyCallback`: ours, one in C, one made by `#[implement]` of windows-rs. Each has the
//! same duties: a NULL check an argument, and an atomic addition in `JobModification`. `cargo xtask bench object` counts their
//! instructions.
//!
//! Beside them, what the proofs that `cargo xtask peers` runs have in common.

use std::{
    ffi::c_void,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

pub mod allocator;
pub mod declare;
pub mod lost;
pub mod measure;
pub mod raw;
pub mod words;

/// Which object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `#[do_callback]`
    Ours,
    /// `data/cobj.c`
    C,
    /// `#[implement]`
    Implement,
}

impl Side {
    /// How an object of this side is made: one reference, the caller's.
    pub fn constructor(self) -> extern "C" fn() -> *mut c_void {
        match self {
            Side::Ours => ours::create,
            Side::C => c::create,
            Side::Implement => implement::create,
        }
    }
}

mod ours {
    use super::*;
    use do_callback::prelude::*;

    #[derive(Default)]
    struct Counter {
        hits: AtomicU32,
    }

    #[do_callback]
    impl BackgroundCopyCallback for Counter {
        fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
            Ok(())
        }
        fn job_error(
            &self,
            _job: &IBackgroundCopyJob,
            _error: &IBackgroundCopyError,
        ) -> Result<()> {
            Ok(())
        }
        fn job_modification(&self, _job: &IBackgroundCopyJob, reserved: u32) -> Result<()> {
            self.hits.fetch_add(reserved, Relaxed);
            Ok(())
        }
    }

    pub(super) extern "C" fn create() -> *mut c_void {
        let callback: IBackgroundCopyCallback = Counter::default().into();
        windows_core::Interface::into_raw(callback)
    }
}

mod c {
    use super::*;

    unsafe extern "C" {
        fn c_object_new() -> *mut c_void;
    }

    pub(super) extern "C" fn create() -> *mut c_void {
        // SAFETY: the function has no preconditions.
        unsafe { c_object_new() }
    }
}

mod implement {
    use super::*;
    use windows_core::{HRESULT, IUnknown, Interface, implement, interface};

    const E_POINTER: HRESULT = HRESULT(0x8000_4003_u32.cast_signed());

    /// The interface as `#[implement]` wants it declared.
    #[interface("97ea99c7-0186-4ad4-8df9-c5b4e0ed6b22")]
    unsafe trait ICallback: IUnknown {
        fn job_transferred(&self, job: *mut c_void) -> HRESULT;
        fn job_error(&self, job: *mut c_void, error: *mut c_void) -> HRESULT;
        fn job_modification(&self, job: *mut c_void, reserved: u32) -> HRESULT;
    }

    #[implement(ICallback)]
    #[derive(Default)]
    struct Counter {
        hits: AtomicU32,
    }

    impl ICallback_Impl for Counter_Impl {
        unsafe fn job_transferred(&self, job: *mut c_void) -> HRESULT {
            if job.is_null() { E_POINTER } else { HRESULT(0) }
        }
        unsafe fn job_error(&self, job: *mut c_void, error: *mut c_void) -> HRESULT {
            if job.is_null() || error.is_null() { E_POINTER } else { HRESULT(0) }
        }
        unsafe fn job_modification(&self, job: *mut c_void, reserved: u32) -> HRESULT {
            if job.is_null() {
                return E_POINTER;
            }
            self.hits.fetch_add(reserved, Relaxed);
            HRESULT(0)
        }
    }

    pub(super) extern "C" fn create() -> *mut c_void {
        let callback: ICallback = Counter::default().into();
        Interface::into_raw(callback)
    }
}
