//! UTF-16 strings that end at a NUL: the view and the owner.
//!
//! Own types, since those of windows-strings measure a string by the C library's `wcslen`, whose characters have four
//! bytes on most systems.

use std::borrow::{Borrow, Cow};
use std::fmt::{self, Write};
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr::NonNull;

use windows_core::{PCWSTR, PWSTR, Result};

use crate::codes::{E_INVALIDARG, refuse};
use crate::memory;

/// A borrowed UTF-16 string. It ends at a NUL and has none inside; lone surrogates may occur.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct WStr([u16]);

impl WStr {
    /// A view of units of which the last, and no other, is NUL.
    pub const fn from_units_with_nul(units: &[u16]) -> Option<&Self> {
        let mut at = 0;
        while at < units.len() {
            if units[at] == 0 {
                return if at + 1 == units.len() { Some(Self::wrap(units)) } else { None };
            }
            at += 1;
        }
        None
    }

    /// A view of a buffer up to its first NUL; nothing where it has none.
    pub const fn from_units_until_nul(units: &[u16]) -> Option<&Self> {
        let mut at = 0;
        while at < units.len() {
            if units[at] == 0 {
                return Some(Self::wrap(units.split_at(at + 1).0));
            }
            at += 1;
        }
        None
    }

    const fn wrap(units_with_nul: &[u16]) -> &Self {
        // SAFETY: `repr(transparent)`.
        unsafe { &*(std::ptr::from_ref(units_with_nul) as *const Self) }
    }

    /// A view of the string at `first`.
    ///
    /// # Safety
    ///
    /// V4: `first` points to units up to and including a NUL, which stay readable and unchanged for `'a`.
    pub unsafe fn from_ptr<'a>(first: NonNull<u16>) -> &'a Self {
        let mut len = 0;
        // SAFETY: V4, each unit up to the NUL is readable.
        while unsafe { first.add(len).read() } != 0 {
            len += 1;
        }
        // SAFETY: V4, and `len` units were read above.
        Self::wrap(unsafe { std::slice::from_raw_parts(first.as_ptr(), len + 1) })
    }

    /// The units without the NUL.
    pub fn units(&self) -> &[u16] {
        &self.0[..self.len()]
    }

    /// The units with the NUL.
    pub fn units_with_nul(&self) -> &[u16] {
        &self.0
    }

    /// How many units there are before the NUL.
    pub const fn len(&self) -> usize {
        self.0.len() - 1
    }

    /// Whether there is nothing before the NUL.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The address of the first unit, as Windows functions take it. Valid as long as the string is.
    pub const fn as_pcwstr(&self) -> PCWSTR {
        PCWSTR(self.0.as_ptr())
    }

    /// The characters; a lone surrogate comes out as U+FFFD.
    pub fn chars(&self) -> impl Iterator<Item = char> + '_ {
        char::decode_utf16(self.units().iter().copied())
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

impl fmt::Display for WStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() || f.precision().is_some() {
            return f.pad(&self.chars().collect::<String>());
        }
        self.chars().try_for_each(|c| f.write_char(c))
    }
}

impl fmt::Debug for WStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.chars().collect::<String>(), f)
    }
}

impl PartialEq<str> for WStr {
    fn eq(&self, other: &str) -> bool {
        self.units().iter().copied().eq(other.encode_utf16())
    }
}

impl PartialEq<&str> for WStr {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl ToOwned for WStr {
    type Owned = WString;
    fn to_owned(&self) -> WString {
        WString::from(self)
    }
}

/// An owned UTF-16 string in task memory, ready to be given to the other side of a call.
///
/// One pointer, never NULL; `Option<WString>` is the pointer that may be.
#[repr(transparent)]
pub struct WString(NonNull<u16>);

// SAFETY: a sole owner of plain memory that any thread may free.
unsafe impl Send for WString {}
// SAFETY: shared access only reads.
unsafe impl Sync for WString {}

impl WString {
    /// Copies units that hold no NUL.
    fn copy(units: &[u16]) -> Self {
        let first = memory::allocate::<u16>(units.len() + 1);
        // SAFETY: the memory is new and has room for the units and the NUL.
        unsafe {
            first.copy_from_nonoverlapping(NonNull::from(units).cast(), units.len());
            first.add(units.len()).write(0);
        }
        Self(first)
    }

    /// Takes ownership of a string; `None` for NULL.
    ///
    /// # Safety
    ///
    /// `raw` is NULL or a terminated string (V4) in task memory (M3) that nobody else owns.
    pub unsafe fn from_raw(raw: PWSTR) -> Option<Self> {
        NonNull::new(raw.0).map(Self)
    }

    /// Gives the string to whoever will free its task memory.
    pub fn into_raw(self) -> PWSTR {
        PWSTR(ManuallyDrop::new(self).0.as_ptr())
    }
}

impl Deref for WString {
    type Target = WStr;
    fn deref(&self) -> &WStr {
        // SAFETY: V4, the string is terminated from its making and borrowed with `self`.
        unsafe { WStr::from_ptr(self.0) }
    }
}

impl Drop for WString {
    fn drop(&mut self) {
        // SAFETY: M3, the memory is task memory and ours.
        unsafe { memory::task_free(self.0.as_ptr().cast()) }
    }
}

impl Clone for WString {
    fn clone(&self) -> Self {
        Self::from(&**self)
    }
}

impl Default for WString {
    fn default() -> Self {
        Self::copy(&[])
    }
}

impl From<&WStr> for WString {
    fn from(text: &WStr) -> Self {
        Self::copy(text.units())
    }
}

/// A NUL inside ends the string, as it does for every reader of it.
impl From<&str> for WString {
    fn from(text: &str) -> Self {
        Self::copy(&text.encode_utf16().take_while(|unit| *unit != 0).collect::<Vec<_>>())
    }
}

/// A NUL inside ends the string, as it does for every reader of it.
impl From<String> for WString {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl Borrow<WStr> for WString {
    fn borrow(&self) -> &WStr {
        self
    }
}

impl AsRef<WStr> for WString {
    fn as_ref(&self) -> &WStr {
        self
    }
}

impl fmt::Display for WString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

impl fmt::Debug for WString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq for WString {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for WString {}

impl PartialOrd for WString {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for WString {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (**self).cmp(&**other)
    }
}

impl std::hash::Hash for WString {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl PartialEq<str> for WString {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for WString {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

/// What a safe caller takes for a string: `&str`, `&String`, `&WStr` or `&WString`.
pub trait WideArg {
    /// The string in the form that crosses the boundary.
    ///
    /// # Errors
    ///
    /// `E_INVALIDARG` if there is a NUL inside: the callee would see less than was passed.
    fn to_wide(&self) -> Result<Cow<'_, WStr>>;
}

impl WideArg for &str {
    fn to_wide(&self) -> Result<Cow<'_, WStr>> {
        if self.contains('\0') {
            return Err(refuse(E_INVALIDARG));
        }
        Ok(Cow::Owned(WString::from(*self)))
    }
}

impl WideArg for &String {
    fn to_wide(&self) -> Result<Cow<'_, WStr>> {
        Ok(Cow::Owned(self.as_str().to_wide()?.into_owned()))
    }
}

impl WideArg for &WStr {
    fn to_wide(&self) -> Result<Cow<'_, WStr>> {
        Ok(Cow::Borrowed(self))
    }
}

impl WideArg for &WString {
    fn to_wide(&self) -> Result<Cow<'_, WStr>> {
        Ok(Cow::Borrowed(self))
    }
}

/// A [`WStr`] made at compile time from a string literal. A NUL inside does not compile.
///
/// ```
/// let title = com_callback::wide!("Grüße");
/// assert_eq!(title.len(), 5);
/// ```
#[macro_export]
macro_rules! wide {
    ($text:literal) => {{
        const UNITS: [u16; $crate::__private::wide_len($text) + 1] =
            $crate::__private::wide_units($text);
        const WIDE: &$crate::WStr = match $crate::WStr::from_units_with_nul(&UNITS) {
            ::core::option::Option::Some(wide) => wide,
            ::core::option::Option::None => ::core::panic!("a wide string ends at its first NUL"),
        };
        WIDE
    }};
}

/// How many UTF-16 units `text` takes.
pub const fn wide_len(text: &str) -> usize {
    let (bytes, mut at, mut len) = (text.as_bytes(), 0, 0);
    while at < bytes.len() {
        let (_, width) = decode(bytes, at);
        len += if width == 4 { 2 } else { 1 };
        at += width;
    }
    len
}

/// The UTF-16 units of `text` and a NUL; `N` is one more than `wide_len` says.
pub const fn wide_units<const N: usize>(text: &str) -> [u16; N] {
    let (bytes, mut at, mut units, mut len) = (text.as_bytes(), 0, [0; N], 0);
    while at < bytes.len() {
        let (scalar, width) = decode(bytes, at);
        if width == 4 {
            units[len] = (0xD800 + ((scalar - 0x1_0000) >> 10)) as u16;
            units[len + 1] = (0xDC00 + (scalar & 0x3FF)) as u16;
            len += 2;
        } else {
            units[len] = scalar as u16;
            len += 1;
        }
        at += width;
    }
    units
}

/// The scalar value at `at`, where a character of valid UTF-8 begins, and how many bytes it takes.
const fn decode(bytes: &[u8], at: usize) -> (u32, usize) {
    let first = bytes[at] as u32;
    let (mut scalar, width) = match first {
        0..0x80 => (first, 1),
        0x80..0xE0 => (first & 0x1F, 2),
        0xE0..0xF0 => (first & 0x0F, 3),
        _ => (first & 0x07, 4),
    };
    let mut next = 1;
    while next < width {
        scalar = scalar << 6 | (bytes[at + next] & 0x3F) as u32;
        next += 1;
    }
    (scalar, width)
}
