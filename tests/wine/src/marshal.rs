//! Interfaces on their way to other apartments and processes.

use std::{
    ffi::c_void,
    ptr::{null_mut, slice_from_raw_parts},
};

use do_callback::{GUID, HRESULT, IUnknown, Interface, Result};

use crate::system;

/// How far a reference travels: `MSHCTX`.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum To {
    /// Another process of this machine.
    Process = 0,
    /// Another apartment of this process.
    Apartment = 3,
}

/// What takes an interface on the way, once.
pub fn to_bytes<I: Interface>(interface: &I, to: To) -> Result<Vec<u8>> {
    let stream = stream_on(null_mut())?;
    // SAFETY: `stream` is a stream, `interface` an interface of the kind of its IID.
    unsafe {
        system::CoMarshalInterface(
            stream.as_raw(),
            &I::IID,
            interface.as_raw(),
            to as u32,
            null_mut(),
            0,
        )
        .ok()?;
        let mut memory = null_mut();
        system::GetHGlobalFromStream(stream.as_raw(), &mut memory).ok()?;
        let bytes = system::GlobalLock(memory);
        let bytes = &*slice_from_raw_parts(bytes.cast::<u8>(), system::GlobalSize(memory));
        let copy = bytes.to_vec();
        system::GlobalUnlock(memory);
        Ok(copy)
    }
}

/// The interface that came as these bytes.
pub fn from_bytes<I: Interface>(bytes: &[u8]) -> Result<I> {
    let stream = stream_of(bytes)?;
    let mut object = null_mut();
    // SAFETY: what was unmarshalled is of the kind of its IID.
    unsafe {
        system::CoUnmarshalInterface(stream.as_raw(), &I::IID, &mut object).ok()?;
        Ok(I::from_raw(object))
    }
}

/// Gives up these bytes, out of which no interface was taken.
pub fn release(bytes: &[u8]) -> Result<()> {
    let stream = stream_of(bytes)?;
    // SAFETY: `stream` is a stream.
    unsafe { system::CoReleaseMarshalData(stream.as_raw()) }.ok()
}

/// A stream at the beginning of a copy of these bytes.
fn stream_of(bytes: &[u8]) -> Result<IUnknown> {
    const GMEM_MOVEABLE: u32 = 2;
    // SAFETY: the memory is as long as the bytes, and given away.
    unsafe {
        let memory = system::GlobalAlloc(GMEM_MOVEABLE, bytes.len());
        let room = system::GlobalLock(memory);
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), room.cast(), bytes.len());
        system::GlobalUnlock(memory);
        stream_on(memory)
    }
}

/// A stream over `memory`, which it frees; over memory of its own where that is NULL.
fn stream_on(memory: *mut c_void) -> Result<IUnknown> {
    let mut stream = null_mut();
    // SAFETY: `memory` is NULL or global memory that the caller gives away.
    unsafe {
        system::CreateStreamOnHGlobal(memory, 1, &mut stream).ok()?;
        Ok(IUnknown::from_raw(stream))
    }
}

/// Bytes as an argument of a command line.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What [`to_hex`] was given.
pub fn from_hex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// An interface in a stream, on its way to one other thread.
#[derive(Debug)]
pub struct Parcel(*mut c_void);

// SAFETY: such a stream is made to be opened on another thread.
unsafe impl Send for Parcel {}

impl Parcel {
    /// `CoMarshalInterThreadInterfaceInStream`.
    pub fn pack<I: Interface>(interface: &I) -> Result<Parcel> {
        let mut stream = null_mut();
        // SAFETY: `interface` is an interface of the kind of its IID.
        let packed = unsafe {
            system::CoMarshalInterThreadInterfaceInStream(&I::IID, interface.as_raw(), &mut stream)
        };
        packed.ok().map(|()| Parcel(stream))
    }

    /// `CoGetInterfaceAndReleaseStream`.
    pub fn open<I: Interface>(self) -> Result<I> {
        let mut object = null_mut();
        // SAFETY: the stream is given up; what comes out is of the kind of its IID.
        unsafe {
            system::CoGetInterfaceAndReleaseStream(self.0, &I::IID, &mut object).ok()?;
            Ok(I::from_raw(object))
        }
    }
}

/// The process's global interface table.
#[derive(Debug)]
pub struct GlobalTable(IUnknown);

#[repr(C)]
struct GlobalTableVtable {
    unknown: [*const c_void; 3],
    register: unsafe extern "system" fn(*mut c_void, *mut c_void, *const GUID, *mut u32) -> HRESULT,
    revoke: unsafe extern "system" fn(*mut c_void, u32) -> HRESULT,
    get: unsafe extern "system" fn(*mut c_void, u32, *const GUID, *mut *mut c_void) -> HRESULT,
}

impl GlobalTable {
    /// The table, to be used on this thread.
    pub fn open() -> Result<GlobalTable> {
        const CLASS: GUID = GUID::from_u128(0x00000323_0000_0000_c000_000000000046);
        const IID: GUID = GUID::from_u128(0x00000146_0000_0000_c000_000000000046);
        const IN_PROCESS: u32 = 1;
        create(&CLASS, IN_PROCESS, &IID).map(GlobalTable)
    }

    fn vtable(&self) -> &GlobalTableVtable {
        // SAFETY: the object was asked for by the IID of this vtable.
        unsafe { &**self.0.as_raw().cast::<*const GlobalTableVtable>() }
    }

    /// Puts an interface into the table and gives its number.
    pub fn register<I: Interface>(&self, interface: &I) -> Result<u32> {
        let mut cookie = 0;
        // SAFETY: the table is live, `interface` an interface of the kind of its IID.
        unsafe {
            (self.vtable().register)(self.0.as_raw(), interface.as_raw(), &I::IID, &mut cookie)
        }
        .ok()
        .map(|()| cookie)
    }

    /// Takes an interface out of the table.
    pub fn revoke(&self, cookie: u32) -> Result<()> {
        // SAFETY: the table is live.
        unsafe { (self.vtable().revoke)(self.0.as_raw(), cookie) }.ok()
    }

    /// An interface of the table, for this thread.
    pub fn get<I: Interface>(&self, cookie: u32) -> Result<I> {
        let mut object = null_mut();
        // SAFETY: the table is live; what comes out is of the kind of its IID.
        unsafe {
            (self.vtable().get)(self.0.as_raw(), cookie, &I::IID, &mut object).ok()?;
            Ok(I::from_raw(object))
        }
    }
}

/// `CoCreateInstance`: an object of a class, by the interface asked for.
pub fn create(class: &GUID, context: u32, iid: &GUID) -> Result<IUnknown> {
    let mut object = null_mut();
    // SAFETY: no outer object; every interface is an `IUnknown`.
    unsafe {
        system::CoCreateInstance(class, null_mut(), context, iid, &mut object).ok()?;
        Ok(IUnknown::from_raw(object))
    }
}
