//! The functions of the system that the tests call, declared as windows-rs declares its own.

use std::ffi::c_void;

use do_callback::{GUID, HRESULT};
use windows_core::link;

link!("ole32.dll" "system" fn CoInitializeEx(reserved: *const c_void, model: u32) -> HRESULT);
link!("ole32.dll" "system" fn CoUninitialize());
link!("ole32.dll" "system" fn CoInitializeSecurity(descriptor: *const c_void, count: i32, services: *const c_void, reserved: *const c_void, authentication: u32, impersonation: u32, list: *const c_void, capabilities: u32, reserved3: *const c_void) -> HRESULT);
link!("ole32.dll" "system" fn CoCreateInstance(class: *const GUID, outer: *mut c_void, context: u32, iid: *const GUID, object: *mut *mut c_void) -> HRESULT);
link!("ole32.dll" "system" fn CoMarshalInterface(stream: *mut c_void, iid: *const GUID, object: *mut c_void, context: u32, context_data: *mut c_void, flags: u32) -> HRESULT);
link!("ole32.dll" "system" fn CoUnmarshalInterface(stream: *mut c_void, iid: *const GUID, object: *mut *mut c_void) -> HRESULT);
link!("ole32.dll" "system" fn CoReleaseMarshalData(stream: *mut c_void) -> HRESULT);
link!("ole32.dll" "system" fn CoMarshalInterThreadInterfaceInStream(iid: *const GUID, object: *mut c_void, stream: *mut *mut c_void) -> HRESULT);
link!("ole32.dll" "system" fn CoGetInterfaceAndReleaseStream(stream: *mut c_void, iid: *const GUID, object: *mut *mut c_void) -> HRESULT);
link!("ole32.dll" "system" fn CreateStreamOnHGlobal(memory: *mut c_void, delete: i32, stream: *mut *mut c_void) -> HRESULT);
link!("ole32.dll" "system" fn GetHGlobalFromStream(stream: *mut c_void, memory: *mut *mut c_void) -> HRESULT);
link!("kernel32.dll" "system" fn GlobalAlloc(flags: u32, size: usize) -> *mut c_void);
link!("kernel32.dll" "system" fn GlobalLock(memory: *mut c_void) -> *mut c_void);
link!("kernel32.dll" "system" fn GlobalUnlock(memory: *mut c_void) -> i32);
link!("kernel32.dll" "system" fn GlobalSize(memory: *mut c_void) -> usize);
link!("user32.dll" "system" fn MsgWaitForMultipleObjectsEx(count: u32, handles: *const *mut c_void, milliseconds: u32, mask: u32, flags: u32) -> u32);
link!("user32.dll" "system" fn PeekMessageW(message: *mut Message, window: *mut c_void, first: u32, last: u32, remove: u32) -> i32);
link!("user32.dll" "system" fn DispatchMessageW(message: *const Message) -> isize);

/// `MSG`.
#[repr(C)]
#[derive(Debug)]
pub struct Message {
    window: *mut c_void,
    message: u32,
    first: usize,
    second: isize,
    time: u32,
    point: [i32; 2],
}

impl Message {
    /// Room for a message.
    pub const EMPTY: Message = Message {
        window: std::ptr::null_mut(),
        message: 0,
        first: 0,
        second: 0,
        time: 0,
        point: [0; 2],
    };
}
