//! Interfaces of the system's that every object may answer, or that the runtime calls.
#![allow(
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    reason = "the interfaces are documented by the system, and named as there"
)]

use std::ffi::c_void;

use windows_core::imp::{define_interface, interface_hierarchy};
use windows_core::{GUID, HRESULT, IUnknown, IUnknown_Vtbl};

define_interface!(IWeakReference, IWeakReference_Vtbl, 0x00000037_0000_0000_c000_000000000046);
interface_hierarchy!(IWeakReference, IUnknown);

#[repr(C)]
pub struct IWeakReference_Vtbl {
    pub base__: IUnknown_Vtbl,
    pub Resolve: unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT,
}

define_interface!(
    IWeakReferenceSource,
    IWeakReferenceSource_Vtbl,
    0x00000038_0000_0000_c000_000000000046
);
interface_hierarchy!(IWeakReferenceSource, IUnknown);

#[repr(C)]
pub struct IWeakReferenceSource_Vtbl {
    pub base__: IUnknown_Vtbl,
    pub GetWeakReference: unsafe extern "system" fn(*mut c_void, *mut *mut c_void) -> HRESULT,
}

define_interface!(
    ISupportErrorInfo,
    ISupportErrorInfo_Vtbl,
    0xdf0b3d60_548f_101b_8e65_08002b2bd119
);
interface_hierarchy!(ISupportErrorInfo, IUnknown);

#[repr(C)]
pub struct ISupportErrorInfo_Vtbl {
    pub base__: IUnknown_Vtbl,
    pub InterfaceSupportsErrorInfo: unsafe extern "system" fn(*mut c_void, *const GUID) -> HRESULT,
}

#[cfg(windows)]
mod windows_only {
    use super::*;

    define_interface!(IMarshal, IMarshal_Vtbl, 0x00000003_0000_0000_c000_000000000046);
    interface_hierarchy!(IMarshal, IUnknown);

    #[repr(C)]
    pub struct IMarshal_Vtbl {
        pub base__: IUnknown_Vtbl,
        pub GetUnmarshalClass: unsafe extern "system" fn(
            *mut c_void,
            *const GUID,
            *const c_void,
            u32,
            *const c_void,
            u32,
            *mut GUID,
        ) -> HRESULT,
        pub GetMarshalSizeMax: unsafe extern "system" fn(
            *mut c_void,
            *const GUID,
            *const c_void,
            u32,
            *const c_void,
            u32,
            *mut u32,
        ) -> HRESULT,
        pub MarshalInterface: unsafe extern "system" fn(
            *mut c_void,
            *mut c_void,
            *const GUID,
            *const c_void,
            u32,
            *const c_void,
            u32,
        ) -> HRESULT,
        pub UnmarshalInterface: unsafe extern "system" fn(
            *mut c_void,
            *mut c_void,
            *const GUID,
            *mut *mut c_void,
        ) -> HRESULT,
        pub ReleaseMarshalData: unsafe extern "system" fn(*mut c_void, *mut c_void) -> HRESULT,
        pub DisconnectObject: unsafe extern "system" fn(*mut c_void, u32) -> HRESULT,
    }

    define_interface!(
        IGlobalInterfaceTable,
        IGlobalInterfaceTable_Vtbl,
        0x00000146_0000_0000_c000_000000000046
    );
    interface_hierarchy!(IGlobalInterfaceTable, IUnknown);

    #[repr(C)]
    pub struct IGlobalInterfaceTable_Vtbl {
        pub base__: IUnknown_Vtbl,
        pub RegisterInterfaceInGlobal:
            unsafe extern "system" fn(*mut c_void, *mut c_void, *const GUID, *mut u32) -> HRESULT,
        pub RevokeInterfaceFromGlobal: unsafe extern "system" fn(*mut c_void, u32) -> HRESULT,
        pub GetInterfaceFromGlobal:
            unsafe extern "system" fn(*mut c_void, u32, *const GUID, *mut *mut c_void) -> HRESULT,
    }

    define_interface!(
        ICreateErrorInfo,
        ICreateErrorInfo_Vtbl,
        0x22f03340_547d_101b_8e65_08002b2bd119
    );
    interface_hierarchy!(ICreateErrorInfo, IUnknown);

    #[repr(C)]
    pub struct ICreateErrorInfo_Vtbl {
        pub base__: IUnknown_Vtbl,
        pub SetGUID: unsafe extern "system" fn(*mut c_void, *const GUID) -> HRESULT,
        pub SetSource: unsafe extern "system" fn(*mut c_void, *const u16) -> HRESULT,
        pub SetDescription: unsafe extern "system" fn(*mut c_void, *const u16) -> HRESULT,
        pub SetHelpFile: unsafe extern "system" fn(*mut c_void, *const u16) -> HRESULT,
        pub SetHelpContext: unsafe extern "system" fn(*mut c_void, u32) -> HRESULT,
    }
}

#[cfg(windows)]
pub(crate) use windows_only::*;
