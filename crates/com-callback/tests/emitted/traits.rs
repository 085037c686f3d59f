//! A trait for each interface.

use super::raw::*;
use super::values::*;
use com_callback::{
    Bstr, GUID, IUnknown, OutBuffer, Result, Success, TaskSlice, Variant, WStr, WString,
};

/// A note: what objects of `INote` do.
pub trait Note {
    /// `GetText`, slot 3.
    fn get_text(&self) -> Result<WString>;
    /// `GetId`, slot 4.
    fn get_id(&self) -> Result<u32>;
}

/// Notes one after the other: what objects of `IEnumNotes` do.
pub trait EnumNotes {
    /// `Next`, slot 3.
    fn next(&self, rgelt: &mut OutBuffer<'_, INote>) -> Result<Success<()>>;
    /// `Skip`, slot 4.
    fn skip(&self, celt: u32) -> Result<Success<()>>;
    /// `Reset`, slot 5.
    fn reset(&self) -> Result<()>;
    /// `Clone`, slot 6.
    fn clone(&self) -> Result<IEnumNotes>;
    /// `GetCount`, slot 7.
    fn get_count(&self) -> Result<u32>;
}

/// A notice board: what objects of `IBoard` do.
pub trait Board {
    /// `Pin`, slot 3.
    fn pin(&self, note: &INote) -> Result<()>;
    /// `SetWatcher`, slot 4.
    fn set_watcher(&self, watcher: Option<&INote>) -> Result<()>;
    /// `Place`, slot 5.
    fn place(&self, at: &POINT, size: Option<&POINT>, id: &GUID) -> Result<()>;
    /// `SetKind`, slot 6.
    fn set_kind(&self, kind: NOTE_KIND, pinned: bool, reserved: u32) -> Result<()>;
    /// `Sum`, slot 7.
    fn sum(&self, values: &[u32], points: Option<&[POINT]>) -> Result<u64>;
    /// `PinAll`, slot 8.
    fn pin_all(&self, notes: &[Option<INote>]) -> Result<()>;
    /// `SetTitle`, slot 9.
    fn set_title(&self, title: &WStr, subtitle: Option<&WStr>) -> Result<()>;
    /// `GetTitle`, slot 10.
    fn get_title(&self) -> Result<WString>;
    /// `GetState`, slot 11: kind, pinned, at, id, hits.
    fn get_state(&self) -> Result<(NOTE_KIND, bool, POINT, GUID, u32)>;
    /// `GetNote`, slot 12.
    fn get_note(&self) -> Result<INote>;
    /// `FindNote`, slot 13.
    fn find_note(&self, text: &WStr) -> Result<Option<INote>>;
    /// `EnumNotes`, slot 14.
    fn enum_notes(&self) -> Result<IEnumNotes>;
    /// `GetHistory`, slot 15.
    fn get_history(&self, values: &mut OutBuffer<'_, u32>) -> Result<()>;
    /// `GetPoints`, slot 16.
    fn get_points(&self) -> Result<TaskSlice<POINT>>;
    /// `GetNotes`, slot 17.
    fn get_notes(&self) -> Result<TaskSlice<Option<INote>>>;
    /// `Adjust`, slot 18.
    fn adjust(
        &self,
        n: &mut u32,
        note: &mut Option<INote>,
        text: &mut Option<WString>,
    ) -> Result<()>;
    /// `Open`, slot 19.
    fn open(&self, riid: &GUID) -> Result<IUnknown>;
    /// `Count`, slot 20. A panic returns zero.
    fn count(&self) -> u32;
    /// `Touch`, slot 21. Not called with NULL.
    fn touch(&self, note: &INote);
    /// `Refresh`, slot 22.
    fn refresh(&self) -> Result<Success<()>>;
    /// `Import`, slot 23.
    ///
    /// # Safety
    ///
    /// The caller passes what the IDL declares: `record` points to a `NOTE_RECORD`, whose pointers are valid.
    unsafe fn import(&self, record: *const NOTE_RECORD) -> Result<()>;
}

/// A notice board with values: what objects of `IBoard2` do.
pub trait Board2: Board {
    /// `SetValue`, slot 24.
    fn set_value(&self, id: u32, value: NoteValueRef<'_>) -> Result<()>;
    /// `GetValue`, slot 25.
    fn get_value(&self, id: u32) -> Result<NoteValue>;
    /// `SetSize`, slot 26.
    fn set_size(&self, kind: NOTE_KIND, size: NoteSize) -> Result<()>;
    /// `GetSize`, slot 27.
    fn get_size(&self, kind: NOTE_KIND) -> Result<NoteSize>;
    /// `SetProperty`, slot 28.
    fn set_property(&self, id: u32, value: &Variant, fallback: Option<&Variant>) -> Result<()>;
    /// `GetProperty`, slot 29.
    fn get_property(&self, id: u32) -> Result<Variant>;
    /// `SetLabel`, slot 30.
    fn set_label(&self, label: &Bstr) -> Result<()>;
    /// `GetLabel`, slot 31.
    fn get_label(&self) -> Result<Bstr>;
    /// `Rework`, slot 32.
    fn rework(&self, label: &mut Bstr, value: &mut Variant) -> Result<()>;
}
