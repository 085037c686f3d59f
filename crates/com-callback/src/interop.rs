//! To and from the interface types of the `windows` crate, version 0.62: the same pointers under other names.
//!
//! Interfaces are asked for by `QueryInterface` on the IID of the type that is wanted, so that a conversion is never a claim.

use std::ffi::c_void;

use windows_core::{GUID, Interface, Result};
use windows_core_0_62 as theirs;

use crate::codes::{E_POINTER, refuse};
use crate::declare::Declare;
use crate::object::Object;

/// Hands an object to code that is written with the `windows` crate.
///
/// ```text
/// let callback = Object::new(Log::default());
/// let theirs: windows::Win32::Networking::BackgroundIntelligentTransferService::IBackgroundCopyCallback = callback.to_windows()?;
/// job.SetNotifyInterface(&theirs)?;
/// ```
pub trait ToWindows {
    /// The object's interface with the IID of `I`, counted once more.
    ///
    /// # Errors
    ///
    /// What `QueryInterface` returns: `E_NOINTERFACE` if the object does not have it.
    fn to_windows<I: theirs::Interface>(&self) -> theirs::Result<I>;
}

impl<J: Interface> ToWindows for J {
    fn to_windows<I: theirs::Interface>(&self) -> theirs::Result<I> {
        const {
            assert!(
                J::UNKNOWN && I::UNKNOWN,
                "only an interface derived from `IUnknown` can be asked"
            )
        };
        let theirs::GUID { data1, data2, data3, data4 } = I::IID;
        let iid = GUID { data1, data2, data3, data4 };
        let mut found = std::ptr::null_mut::<c_void>();
        // SAFETY: C1; C2 for both pointers. What comes of a success is an owned `I`, by the IID.
        unsafe {
            theirs::HRESULT(self.query(&iid, &raw mut found).0).ok()?;
            if found.is_null() {
                Err(theirs::HRESULT(E_POINTER.0).into())
            } else {
                Ok(I::from_raw(found))
            }
        }
    }
}

impl<T: Declare> ToWindows for Object<T> {
    fn to_windows<I: theirs::Interface>(&self) -> theirs::Result<I> {
        self.as_interface().to_windows()
    }
}

/// Takes an object from code that is written with the `windows` crate.
pub trait FromWindows: Interface {
    /// The interface of this type of somebody's object, counted once more.
    ///
    /// # Errors
    ///
    /// What `QueryInterface` returns: `E_NOINTERFACE` if the object does not have it.
    fn from_windows<I: theirs::Interface>(interface: &I) -> Result<Self> {
        const { assert!(I::UNKNOWN, "only an interface derived from `IUnknown` can be asked") };
        let raw = interface.as_raw();
        // SAFETY: `interface` is alive and begins with `IUnknown`, which both crates lay out as a pointer.
        match unsafe { windows_core::IUnknown::from_raw_borrowed(&raw) } {
            Some(unknown) => unknown.cast(),
            None => Err(refuse(E_POINTER)),
        }
    }
}

impl<J: Interface> FromWindows for J {}
