//! An enum for each union with a discriminant.

use super::__private::{caller, thunk};
use super::raw::*;
use com_callback::codes::{E_INVALIDARG, E_POINTER};
use com_callback::{BOOL, GUID, Interface, Result, WStr, WString};

/// `NOTE_VALUE` with its discriminant, owned.
#[derive(Clone, Debug)]
pub enum NoteValue {
    /// `Dword`: 1, 6.
    Dword(u32),
    /// `Id`: 2.
    Id(GUID),
    /// `Enable`: 3.
    Enable(bool),
    /// `Text`: 4.
    Text(WString),
    /// `Note`: 5.
    Note(INote),
}

/// `NOTE_VALUE` with its discriminant, borrowed.
#[derive(Clone, Copy, Debug)]
pub enum NoteValueRef<'a> {
    /// `Dword`: 1, 6.
    Dword(u32),
    /// `Id`: 2.
    Id(GUID),
    /// `Enable`: 3.
    Enable(bool),
    /// `Text`: 4.
    Text(&'a WStr),
    /// `Note`: 5.
    Note(&'a INote),
}

impl NoteValue {
    /// The union for `id`; `E_INVALIDARG` if `id` selects another arm or none.
    pub(super) fn into_wire(self, id: u32) -> Result<NOTE_VALUE> {
        match (id, self) {
            (1 | 6, Self::Dword(value)) => Ok(NOTE_VALUE { Dword: value }),
            (2, Self::Id(value)) => Ok(NOTE_VALUE { Id: value }),
            (3, Self::Enable(value)) => Ok(NOTE_VALUE { Enable: BOOL::from(value) }),
            (4, Self::Text(value)) => Ok(NOTE_VALUE { Text: value.into_raw() }),
            (5, Self::Note(value)) => Ok(NOTE_VALUE { Note: value.into_raw() }),
            _ => Err(E_INVALIDARG.into()),
        }
    }

    /// The arm that `id` selects; `E_INVALIDARG` if there is none, `E_POINTER` if it holds NULL.
    ///
    /// # Safety
    ///
    /// C3: the callee set the arm that `id` selects.
    pub(super) unsafe fn from_wire(id: u32, wire: NOTE_VALUE) -> Result<Self> {
        // SAFETY: C3, `id` selects the arm.
        unsafe {
            match id {
                1 | 6 => Ok(Self::Dword(wire.Dword)),
                2 => Ok(Self::Id(wire.Id)),
                3 => Ok(Self::Enable(wire.Enable.as_bool())),
                4 => Ok(Self::Text(WString::from_raw(wire.Text).ok_or(E_POINTER)?)),
                5 => {
                    if wire.Note.is_null() {
                        return Err(E_POINTER.into());
                    }
                    Ok(Self::Note(INote::from_raw(wire.Note)))
                }
                _ => Err(E_INVALIDARG.into()),
            }
        }
    }
}

impl<'a> NoteValueRef<'a> {
    /// The union for `id`, lent; `E_INVALIDARG` if `id` selects another arm or none.
    pub(super) fn to_wire(self, id: u32) -> Result<NOTE_VALUE> {
        match (id, self) {
            (1 | 6, Self::Dword(value)) => Ok(NOTE_VALUE { Dword: value }),
            (2, Self::Id(value)) => Ok(NOTE_VALUE { Id: value }),
            (3, Self::Enable(value)) => Ok(NOTE_VALUE { Enable: BOOL::from(value) }),
            (4, Self::Text(value)) => Ok(NOTE_VALUE { Text: caller::wide_lent(value) }),
            (5, Self::Note(value)) => Ok(NOTE_VALUE { Note: Interface::as_raw(value) }),
            _ => Err(E_INVALIDARG.into()),
        }
    }

    /// The arm that `id` selects; `E_INVALIDARG` if there is none, `E_POINTER` if it holds NULL.
    ///
    /// # Safety
    ///
    /// V2, V4, V5: the caller set the arm that `id` selects.
    pub(super) unsafe fn from_wire(id: u32, wire: &'a NOTE_VALUE) -> Result<Self> {
        // SAFETY: V2, V4, V5, `id` selects the arm.
        unsafe {
            match id {
                1 | 6 => Ok(Self::Dword(wire.Dword)),
                2 => Ok(Self::Id(wire.Id)),
                3 => Ok(Self::Enable(wire.Enable.as_bool())),
                4 => Ok(Self::Text(thunk::wide(wire.Text.0)?)),
                5 => Ok(Self::Note(thunk::interface(&wire.Note)?)),
                _ => Err(E_INVALIDARG.into()),
            }
        }
    }
}

/// `NOTE_SIZE` with its discriminant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NoteSize {
    /// `Small`: `NOTE_KIND_PLAIN`.
    Small(u32),
    /// `Large`: `NOTE_KIND_URGENT`.
    Large(u64),
}

impl NoteSize {
    /// The union for `kind`; `E_INVALIDARG` if `kind` selects another arm or none.
    pub(super) fn into_wire(self, kind: NOTE_KIND) -> Result<NOTE_SIZE> {
        match (kind.0, self) {
            (0, Self::Small(value)) => Ok(NOTE_SIZE { Small: value }),
            (1, Self::Large(value)) => Ok(NOTE_SIZE { Large: value }),
            _ => Err(E_INVALIDARG.into()),
        }
    }

    /// The arm that `kind` selects; `E_INVALIDARG` if there is none.
    ///
    /// # Safety
    ///
    /// V2, C3: the other side set the arm that `kind` selects.
    pub(super) unsafe fn from_wire(kind: NOTE_KIND, wire: &NOTE_SIZE) -> Result<Self> {
        // SAFETY: V2, C3, `kind` selects the arm.
        unsafe {
            match kind.0 {
                0 => Ok(Self::Small(wire.Small)),
                1 => Ok(Self::Large(wire.Large)),
                _ => Err(E_INVALIDARG.into()),
            }
        }
    }
}
