//! The text behind a failure: `ISupportErrorInfo` as a chain of the object, `IErrorInfo` where the system has it.
//!
//! Off Windows nobody keeps an `IErrorInfo` for a thread: objects answer `ISupportErrorInfo` all the same, and texts go nowhere.

use std::ffi::c_void;

use windows_core::{Error, GUID, HRESULT};

use crate::codes::{E_POINTER, S_FALSE, S_OK};
use crate::declare::{Chain, Declare};
use crate::further::Further;
use crate::query::Iid;
use crate::system::{ISupportErrorInfo, ISupportErrorInfo_Vtbl};
use crate::thunk;

/// Names the chain of `ISupportErrorInfo`; nobody implements it.
pub trait SupportErrorInfo {}

// SAFETY: the vtable is that of `ISupportErrorInfo`, with thunks for `T` and `AT`; the IID is its own.
unsafe impl<T: Declare, const AT: usize> Chain<T, AT> for dyn SupportErrorInfo {
    type Interface = ISupportErrorInfo;
    type Vtable = ISupportErrorInfo_Vtbl;
    const VTABLE: &'static ISupportErrorInfo_Vtbl = &ISupportErrorInfo_Vtbl {
        base__: thunk::unknown::<T, AT>(),
        InterfaceSupportsErrorInfo: interface_supports_error_info::<T>,
    };
    #[inline(always)]
    fn answers(iid: Iid) -> bool {
        iid == Iid::of::<ISupportErrorInfo>()
    }
}

/// Yes for every interface of the object.
///
/// # Safety
///
/// V2.
unsafe extern "system" fn interface_supports_error_info<T: Declare>(
    _this: *mut c_void,
    riid: *const GUID,
) -> HRESULT {
    if riid.is_null() {
        return E_POINTER;
    }
    // SAFETY: V2, `riid` is not NULL.
    let iid = unsafe { Iid::read(riid) };
    if T::Chain::answers(iid) || T::Further::find(iid).is_some() { S_OK } else { S_FALSE }
}

/// A failure with a text for people, which a client of an object declared with the option `error_info` finds in the thread's
/// `IErrorInfo`. Off Windows the text is dropped.
///
/// (The text of [`Error::new`] is for Windows Runtime; where that is not there, as under Wine, it ends the process.)
pub fn described(code: HRESULT, text: &str) -> Error {
    set(Some(text));
    // `from` takes over what was just set.
    Error::from(code)
}

/// Sets the text of the failure that a method is about to return, or says that there is none.
#[cold]
pub(crate) fn set(text: Option<&str>) {
    thread::set(text);
}

#[cfg(windows)]
mod thread {
    use std::ffi::c_void;
    use std::ptr::null_mut;

    use windows_core::{GUID, HRESULT, IUnknown, Interface};

    use crate::caller;
    use crate::system::ICreateErrorInfo;

    windows_core::link!("oleaut32.dll" "system" fn CreateErrorInfo(info: *mut *mut c_void) -> HRESULT);
    windows_core::link!("oleaut32.dll" "system" fn SetErrorInfo(reserved: u32, info: *mut c_void) -> HRESULT);

    const IID_ERROR_INFO: GUID = GUID::from_u128(0x1cf2b120_547d_101b_8e65_08002b2bd119);

    /// Without memory for it a failure goes without its text.
    pub(super) fn set(text: Option<&str>) {
        let info = text.and_then(create);
        let info = info.as_ref().map_or(null_mut(), Interface::as_raw);
        // SAFETY: NULL or an `IErrorInfo`, of which the thread keeps a reference of its own.
        let _ = unsafe { SetErrorInfo(0, info) };
    }

    /// An `IErrorInfo` with this description.
    fn create(text: &str) -> Option<IUnknown> {
        let text: Vec<u16> = text.encode_utf16().filter(|unit| *unit != 0).chain([0]).collect();
        let mut created = caller::Out::<*mut c_void>::new();
        let mut info = caller::Out::<*mut c_void>::new();
        // SAFETY: C1 for what the system made; C2, C3 for the outs and the string, which is terminated.
        unsafe {
            CreateErrorInfo(created.as_ptr()).ok().ok()?;
            let created = created.interface::<ICreateErrorInfo>().ok()?;
            let vtable = Interface::vtable(&created);
            (vtable.SetDescription)(Interface::as_raw(&created), text.as_ptr()).ok().ok()?;
            created.query(&IID_ERROR_INFO, info.as_ptr()).ok().ok()?;
            info.interface().ok()
        }
    }
}

#[cfg(not(windows))]
mod thread {
    pub(super) fn set(_text: Option<&str>) {}
}
