//! Automation strings: UTF-16 units behind a length prefix.

use std::ffi::c_void;
use std::fmt;
use std::mem::ManuallyDrop;

/// A BSTR as it crosses the boundary: a pointer that owns nothing by itself. NULL is the empty string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct BSTR(pub *mut u16);

impl Default for BSTR {
    fn default() -> Self {
        Self(std::ptr::null_mut())
    }
}

#[cfg(windows)]
mod system {
    windows_core::link!("oleaut32.dll" "system" fn SysAllocStringLen(units: *const u16, len: u32) -> *mut u16);
    windows_core::link!("oleaut32.dll" "system" fn SysFreeString(string: *mut u16));
    windows_core::link!("oleaut32.dll" "system" fn SysStringLen(string: *mut u16) -> u32);

    pub(super) use {SysAllocStringLen as alloc, SysFreeString as free, SysStringLen as len};
}

/// The same layout in task memory: four bytes with the length in bytes, the units, a NUL.
#[cfg(not(windows))]
mod system {
    use std::ptr::null_mut;

    use crate::memory::{task_alloc, task_free};

    const PREFIX: usize = size_of::<u32>();

    /// # Safety
    ///
    /// `units` points to `len` units, at most `LONGEST`.
    pub(super) unsafe fn alloc(units: *const u16, len: u32) -> *mut u16 {
        let bytes = len * 2;
        let memory = task_alloc(PREFIX + bytes as usize + size_of::<u16>()).cast::<u32>();
        if memory.is_null() {
            return null_mut();
        }
        // SAFETY: the memory is new, aligned for a u32, and has room for prefix, units and NUL.
        unsafe {
            memory.write(bytes);
            let first = memory.add(1).cast::<u16>();
            first.copy_from_nonoverlapping(units, len as usize);
            first.add(len as usize).write(0);
            first
        }
    }

    /// # Safety
    ///
    /// `string` is NULL or came from `alloc` and is not used again.
    pub(super) unsafe fn free(string: *mut u16) {
        if !string.is_null() {
            // SAFETY: M3, the memory begins at the prefix.
            unsafe { task_free(string.byte_sub(PREFIX).cast()) }
        }
    }

    /// # Safety
    ///
    /// `string` is NULL or came from `alloc`.
    pub(super) unsafe fn len(string: *mut u16) -> u32 {
        if string.is_null() {
            return 0;
        }
        // SAFETY: the prefix lies before the first unit.
        unsafe { string.cast::<u32>().sub(1).read() / 2 }
    }
}

/// Frees a BSTR. NULL is fine. On Windows this is `SysFreeString`.
///
/// `extern "system"`, so that it can be handed to a client as a function pointer.
///
/// # Safety
///
/// `string` is NULL or a BSTR that nobody uses afterwards.
pub unsafe extern "system" fn bstr_free(string: *mut c_void) {
    // SAFETY: by the contract of this function.
    unsafe { system::free(string.cast()) }
}

/// An owned BSTR. It may hold NULs and lone surrogates; NULL and the empty string are the same.
///
/// `&Bstr` is also what a method gets for an `[in] BSTR`: one pointer either way.
#[repr(transparent)]
pub struct Bstr(BSTR);

// SAFETY: a sole owner of plain memory that any thread may free.
unsafe impl Send for Bstr {}
// SAFETY: shared access only reads.
unsafe impl Sync for Bstr {}

impl Bstr {
    /// The empty string: NULL.
    pub const fn new() -> Self {
        Self(BSTR(std::ptr::null_mut()))
    }

    /// Copies units. Running out of memory ends the process, as it does everywhere in Rust; so does a text longer than
    /// a BSTR can be, about two thousand million units.
    pub fn from_units(units: &[u16]) -> Self {
        if units.is_empty() {
            return Self::new();
        }
        let string = match u32::try_from(units.len()) {
            // SAFETY: the length is that of the slice.
            Ok(len) if len <= Self::LONGEST => unsafe { system::alloc(units.as_ptr(), len) },
            _ => std::ptr::null_mut(),
        };
        if string.is_null() {
            std::alloc::handle_alloc_error(std::alloc::Layout::for_value(units));
        }
        Self(BSTR(string))
    }

    /// The length in bytes, with prefix and NUL, fits into 32 bits.
    const LONGEST: u32 = u32::MAX / 2 - 4;

    /// Takes ownership of a BSTR.
    ///
    /// # Safety
    ///
    /// `raw` is NULL or a BSTR that nobody else owns.
    pub const unsafe fn from_raw(raw: BSTR) -> Self {
        Self(raw)
    }

    /// Gives the BSTR to whoever will free it.
    pub fn into_raw(self) -> BSTR {
        ManuallyDrop::new(self).0
    }

    /// The pointer, still owned by `self`.
    pub const fn as_raw(&self) -> BSTR {
        self.0
    }

    /// The units, without the NUL behind them.
    pub fn units(&self) -> &[u16] {
        if self.0.0.is_null() {
            return &[];
        }
        // SAFETY: a BSTR that is not NULL has as many units as its prefix says, borrowed with `self`.
        unsafe { std::slice::from_raw_parts(self.0.0, system::len(self.0.0) as usize) }
    }

    /// How many units there are.
    pub fn len(&self) -> usize {
        self.units().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn chars(&self) -> impl Iterator<Item = char> + '_ {
        char::decode_utf16(self.units().iter().copied())
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

impl Drop for Bstr {
    fn drop(&mut self) {
        // SAFETY: the BSTR is ours.
        unsafe { system::free(self.0.0) }
    }
}

impl Clone for Bstr {
    fn clone(&self) -> Self {
        Self::from_units(self.units())
    }
}

impl Default for Bstr {
    fn default() -> Self {
        Self::new()
    }
}

impl From<&str> for Bstr {
    fn from(text: &str) -> Self {
        Self::from_units(&text.encode_utf16().collect::<Vec<_>>())
    }
}

impl From<String> for Bstr {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// A lone surrogate comes out as U+FFFD.
impl fmt::Display for Bstr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.chars().collect::<String>())
    }
}

impl fmt::Debug for Bstr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.chars().collect::<String>(), f)
    }
}

impl PartialEq for Bstr {
    fn eq(&self, other: &Self) -> bool {
        self.units() == other.units()
    }
}

impl Eq for Bstr {}

impl PartialEq<str> for Bstr {
    fn eq(&self, other: &str) -> bool {
        self.units().iter().copied().eq(other.encode_utf16())
    }
}

impl PartialEq<&str> for Bstr {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}
