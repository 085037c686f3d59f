// What windows-bindgen prints for the interfaces of the model, its callers left out.

pub use com_callback::{BSTR, VARIANT};

windows_core::imp::define_interface!(INote, INote_Vtbl, 0x6d5b1c70_3a0e_4c86_9f3e_0f0d4b1c0001);
windows_core::imp::interface_hierarchy!(INote, windows_core::IUnknown);
#[repr(C)]
#[doc(hidden)]
pub struct INote_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetText: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut windows_core::PWSTR,
    ) -> windows_core::HRESULT,
    pub GetId: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
}

windows_core::imp::define_interface!(
    IEnumNotes,
    IEnumNotes_Vtbl,
    0x6d5b1c70_3a0e_4c86_9f3e_0f0d4b1c0002
);
windows_core::imp::interface_hierarchy!(IEnumNotes, windows_core::IUnknown);
#[repr(C)]
#[doc(hidden)]
pub struct IEnumNotes_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub Next: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub Skip: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub Reset: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Clone: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetCount:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
}

windows_core::imp::define_interface!(IBoard, IBoard_Vtbl, 0x6d5b1c70_3a0e_4c86_9f3e_0f0d4b1c0003);
windows_core::imp::interface_hierarchy!(IBoard, windows_core::IUnknown);
#[repr(C)]
#[doc(hidden)]
pub struct IBoard_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub Pin: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SetWatcher: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub Place: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const POINT,
        *const POINT,
        *const windows_core::GUID,
    ) -> windows_core::HRESULT,
    pub SetKind: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        NOTE_KIND,
        windows_core::BOOL,
        u32,
    ) -> windows_core::HRESULT,
    pub Sum: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const u32,
        u32,
        *const POINT,
        u32,
        *mut u64,
    ) -> windows_core::HRESULT,
    pub PinAll: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const *mut core::ffi::c_void,
        u32,
    ) -> windows_core::HRESULT,
    pub SetTitle: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        windows_core::PCWSTR,
    ) -> windows_core::HRESULT,
    pub GetTitle: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut windows_core::PWSTR,
    ) -> windows_core::HRESULT,
    pub GetState: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut NOTE_KIND,
        *mut windows_core::BOOL,
        *mut POINT,
        *mut windows_core::GUID,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetNote: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub FindNote: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EnumNotes: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetHistory: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut u32,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetPoints: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut u32,
        *mut *mut POINT,
    ) -> windows_core::HRESULT,
    pub GetNotes: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut u32,
        *mut *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub Adjust: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut u32,
        *mut *mut core::ffi::c_void,
        *mut windows_core::PWSTR,
    ) -> windows_core::HRESULT,
    pub Open: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub Count: unsafe extern "system" fn(*mut core::ffi::c_void) -> u32,
    pub Touch: unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void),
    pub Refresh: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Import: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const NOTE_RECORD,
    ) -> windows_core::HRESULT,
}

windows_core::imp::define_interface!(IBoard2, IBoard2_Vtbl, 0x6d5b1c70_3a0e_4c86_9f3e_0f0d4b1c0004);
impl core::ops::Deref for IBoard2 {
    type Target = IBoard;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IBoard2, windows_core::IUnknown, IBoard);
#[repr(C)]
#[doc(hidden)]
pub struct IBoard2_Vtbl {
    pub base__: IBoard_Vtbl,
    pub SetValue:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, NOTE_VALUE) -> windows_core::HRESULT,
    pub GetValue: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut NOTE_VALUE,
    ) -> windows_core::HRESULT,
    pub SetSize: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        NOTE_KIND,
        *const NOTE_SIZE,
    ) -> windows_core::HRESULT,
    pub GetSize: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        NOTE_KIND,
        *mut NOTE_SIZE,
    ) -> windows_core::HRESULT,
    pub SetProperty: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *const VARIANT,
        *const VARIANT,
    ) -> windows_core::HRESULT,
    pub GetProperty: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut VARIANT,
    ) -> windows_core::HRESULT,
    pub SetLabel: unsafe extern "system" fn(*mut core::ffi::c_void, BSTR) -> windows_core::HRESULT,
    pub GetLabel:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut BSTR) -> windows_core::HRESULT,
    pub Rework: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut BSTR,
        *mut VARIANT,
    ) -> windows_core::HRESULT,
}

#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct NOTE_KIND(pub i32);
pub const NOTE_KIND_PLAIN: NOTE_KIND = NOTE_KIND(0);
pub const NOTE_KIND_URGENT: NOTE_KIND = NOTE_KIND(1);

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct POINT {
    pub x: i32,
    pub y: i32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NOTE_RECORD {
    pub Text: windows_core::PCWSTR,
    pub Kind: NOTE_KIND,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub union NOTE_VALUE {
    pub Dword: u32,
    pub Id: windows_core::GUID,
    pub Enable: windows_core::BOOL,
    pub Text: windows_core::PWSTR,
    pub Note: *mut core::ffi::c_void,
}
impl Default for NOTE_VALUE {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub union NOTE_SIZE {
    pub Small: u32,
    pub Large: u64,
}
impl Default for NOTE_SIZE {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
