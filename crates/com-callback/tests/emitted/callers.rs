//! Safe callers on each interface.
//!
//! Every `Out` is taken before the first `?`, so that what the callee gave away is owned on every path.

use std::ffi::c_void;

use super::__private::caller;
use super::raw::*;
use super::values::*;
use com_callback::{
    BOOL, BSTR, Bstr, GUID, Interface, Result, Success, TaskSlice, VARIANT, Variant, WStr, WString,
    WideArg,
};
use windows_core::PWSTR;

impl INote {
    /// `GetText`, slot 3.
    pub fn get_text(&self) -> Result<WString> {
        let mut text = caller::Out::<PWSTR>::new();
        // SAFETY: C1; C2, C3 for `text`.
        unsafe {
            (Interface::vtable(self).GetText)(Interface::as_raw(self), text.as_ptr()).ok()?;
            text.wide()
        }
    }

    /// `GetId`, slot 4.
    pub fn get_id(&self) -> Result<u32> {
        let mut id = caller::Out::<u32>::new();
        // SAFETY: C1; C2, C3 for `id`.
        unsafe {
            (Interface::vtable(self).GetId)(Interface::as_raw(self), id.as_ptr()).ok()?;
            Ok(id.value())
        }
    }
}

impl IEnumNotes {
    /// `Next`, slot 3.
    pub fn next(&self, rgelt: &mut [Option<INote>]) -> Result<Success<u32>> {
        let mut rgelt = caller::Fill::interfaces(rgelt);
        let mut fetched = caller::Out::<u32>::new();
        // SAFETY: C1; C2, C3 for `rgelt`, `fetched`.
        unsafe {
            let code = (Interface::vtable(self).Next)(
                Interface::as_raw(self),
                rgelt.capacity()?,
                rgelt.as_ptr(),
                fetched.as_ptr(),
            );
            rgelt.filled(code, fetched.value())
        }
    }

    /// `Skip`, slot 4.
    pub fn skip(&self, celt: u32) -> Result<Success<()>> {
        // SAFETY: C1.
        unsafe { caller::success((Interface::vtable(self).Skip)(Interface::as_raw(self), celt)) }
    }

    /// `Reset`, slot 5.
    pub fn reset(&self) -> Result<()> {
        // SAFETY: C1.
        unsafe { (Interface::vtable(self).Reset)(Interface::as_raw(self)).ok() }
    }

    /// `Clone`, slot 6.
    #[allow(clippy::should_implement_trait, reason = "the name is that of the IDL")]
    pub fn clone(&self) -> Result<IEnumNotes> {
        let mut ppenum = caller::Out::<*mut c_void>::new();
        // SAFETY: C1; C2, C3 for `ppenum`.
        unsafe {
            (Interface::vtable(self).Clone)(Interface::as_raw(self), ppenum.as_ptr()).ok()?;
            ppenum.interface()
        }
    }

    /// `GetCount`, slot 7.
    pub fn get_count(&self) -> Result<u32> {
        let mut count = caller::Out::<u32>::new();
        // SAFETY: C1; C2, C3 for `count`.
        unsafe {
            (Interface::vtable(self).GetCount)(Interface::as_raw(self), count.as_ptr()).ok()?;
            Ok(count.value())
        }
    }
}

impl IBoard {
    /// `Pin`, slot 3.
    pub fn pin(&self, note: &INote) -> Result<()> {
        // SAFETY: C1; C2 for `note`.
        unsafe {
            (Interface::vtable(self).Pin)(Interface::as_raw(self), Interface::as_raw(note)).ok()
        }
    }

    /// `SetWatcher`, slot 4.
    pub fn set_watcher(&self, watcher: Option<&INote>) -> Result<()> {
        // SAFETY: C1; C2 for `watcher`.
        unsafe {
            (Interface::vtable(self).SetWatcher)(
                Interface::as_raw(self),
                caller::interface_opt(watcher),
            )
            .ok()
        }
    }

    /// `Place`, slot 5.
    pub fn place(&self, at: &POINT, size: Option<&POINT>, id: &GUID) -> Result<()> {
        // SAFETY: C1; C2 for `at`, `size`, `id`.
        unsafe {
            (Interface::vtable(self).Place)(
                Interface::as_raw(self),
                at,
                caller::reference_opt(size),
                id,
            )
            .ok()
        }
    }

    /// `SetKind`, slot 6.
    pub fn set_kind(&self, kind: NOTE_KIND, pinned: bool, reserved: u32) -> Result<()> {
        // SAFETY: C1.
        unsafe {
            (Interface::vtable(self).SetKind)(
                Interface::as_raw(self),
                kind,
                BOOL::from(pinned),
                reserved,
            )
            .ok()
        }
    }

    /// `Sum`, slot 7.
    pub fn sum(&self, values: &[u32], points: Option<&[POINT]>) -> Result<u64> {
        let mut total = caller::Out::<u64>::new();
        // SAFETY: C1; C2 for `values`, `points`; C2, C3 for `total`.
        unsafe {
            (Interface::vtable(self).Sum)(
                Interface::as_raw(self),
                values.as_ptr(),
                caller::count(values.len())?,
                caller::slice_opt(points),
                caller::count_opt(points)?,
                total.as_ptr(),
            )
            .ok()?;
            Ok(total.value())
        }
    }

    /// `PinAll`, slot 8.
    pub fn pin_all(&self, notes: &[Option<INote>]) -> Result<()> {
        // SAFETY: C1; C2 for `notes`.
        unsafe {
            (Interface::vtable(self).PinAll)(
                Interface::as_raw(self),
                caller::interfaces(notes),
                caller::count(notes.len())?,
            )
            .ok()
        }
    }

    /// `SetTitle`, slot 9.
    pub fn set_title(&self, title: impl WideArg, subtitle: Option<&WStr>) -> Result<()> {
        let title = caller::wide(&title)?;
        // SAFETY: C1; C2 for `title`, `subtitle`.
        unsafe {
            (Interface::vtable(self).SetTitle)(
                Interface::as_raw(self),
                title.as_pcwstr(),
                caller::wide_opt(subtitle),
            )
            .ok()
        }
    }

    /// `GetTitle`, slot 10.
    pub fn get_title(&self) -> Result<WString> {
        let mut title = caller::Out::<PWSTR>::new();
        // SAFETY: C1; C2, C3 for `title`.
        unsafe {
            (Interface::vtable(self).GetTitle)(Interface::as_raw(self), title.as_ptr()).ok()?;
            title.wide()
        }
    }

    /// `GetState`, slot 11: kind, pinned, at, id, hits.
    pub fn get_state(&self) -> Result<(NOTE_KIND, bool, POINT, GUID, u32)> {
        let mut kind = caller::Out::<NOTE_KIND>::new();
        let mut pinned = caller::Out::<BOOL>::new();
        let mut at = caller::Out::<POINT>::new();
        let mut id = caller::Out::<GUID>::new();
        let mut hits = caller::Out::<u32>::new();
        // SAFETY: C1; C2, C3 for `kind`, `pinned`, `at`, `id`, `hits`.
        unsafe {
            (Interface::vtable(self).GetState)(
                Interface::as_raw(self),
                kind.as_ptr(),
                pinned.as_ptr(),
                at.as_ptr(),
                id.as_ptr(),
                hits.as_ptr(),
            )
            .ok()?;
            Ok((kind.value(), pinned.flag(), at.value(), id.value(), hits.value()))
        }
    }

    /// `GetNote`, slot 12.
    pub fn get_note(&self) -> Result<INote> {
        let mut note = caller::Out::<*mut c_void>::new();
        // SAFETY: C1; C2, C3 for `note`.
        unsafe {
            (Interface::vtable(self).GetNote)(Interface::as_raw(self), note.as_ptr()).ok()?;
            note.interface()
        }
    }

    /// `FindNote`, slot 13.
    pub fn find_note(&self, text: impl WideArg) -> Result<Option<INote>> {
        let text = caller::wide(&text)?;
        let mut note = caller::Out::<*mut c_void>::new();
        // SAFETY: C1; C2 for `text`; C2, C3 for `note`.
        unsafe {
            (Interface::vtable(self).FindNote)(
                Interface::as_raw(self),
                text.as_pcwstr(),
                note.as_ptr(),
            )
            .ok()?;
            Ok(note.interface_opt())
        }
    }

    /// `EnumNotes`, slot 14.
    pub fn enum_notes(&self) -> Result<IEnumNotes> {
        let mut notes = caller::Out::<*mut c_void>::new();
        // SAFETY: C1; C2, C3 for `notes`.
        unsafe {
            (Interface::vtable(self).EnumNotes)(Interface::as_raw(self), notes.as_ptr()).ok()?;
            notes.interface()
        }
    }

    /// `GetHistory`, slot 15.
    pub fn get_history(&self, values: &mut [u32]) -> Result<u32> {
        let mut values = caller::Fill::values(values);
        let mut fetched = caller::Out::<u32>::new();
        // SAFETY: C1; C2, C3 for `values`, `fetched`.
        unsafe {
            let code = (Interface::vtable(self).GetHistory)(
                Interface::as_raw(self),
                values.capacity()?,
                values.as_ptr(),
                fetched.as_ptr(),
            );
            Ok(values.filled(code, fetched.value())?.into_value())
        }
    }

    /// `GetPoints`, slot 16.
    pub fn get_points(&self) -> Result<TaskSlice<POINT>> {
        let mut count = caller::Out::<u32>::new();
        let mut points = caller::Out::<*mut POINT>::new();
        // SAFETY: C1; C2, C3 for `count`, `points`.
        unsafe {
            (Interface::vtable(self).GetPoints)(
                Interface::as_raw(self),
                count.as_ptr(),
                points.as_ptr(),
            )
            .ok()?;
            points.slice(count.value())
        }
    }

    /// `GetNotes`, slot 17.
    pub fn get_notes(&self) -> Result<TaskSlice<Option<INote>>> {
        let mut count = caller::Out::<u32>::new();
        let mut notes = caller::Out::<*mut *mut c_void>::new();
        // SAFETY: C1; C2, C3 for `count`, `notes`; M1.
        unsafe {
            (Interface::vtable(self).GetNotes)(
                Interface::as_raw(self),
                count.as_ptr(),
                notes.as_ptr(),
            )
            .ok()?;
            notes.slice(count.value())
        }
    }

    /// `Adjust`, slot 18.
    pub fn adjust(
        &self,
        n: &mut u32,
        note: &mut Option<INote>,
        text: &mut Option<WString>,
    ) -> Result<()> {
        // SAFETY: C1; C2, C3 for `n`, `note`, `text`.
        unsafe {
            (Interface::vtable(self).Adjust)(
                Interface::as_raw(self),
                n,
                caller::interface_mut(note),
                caller::wide_mut(text),
            )
            .ok()
        }
    }

    /// `Open`, slot 19.
    pub fn open<I: Interface>(&self) -> Result<I> {
        let mut object = caller::Out::<*mut c_void>::new();
        // SAFETY: C1; C2, C3 for `object`.
        unsafe {
            (Interface::vtable(self).Open)(Interface::as_raw(self), &I::IID, object.as_ptr())
                .ok()?;
            object.interface()
        }
    }

    /// `Count`, slot 20.
    pub fn count(&self) -> u32 {
        // SAFETY: C1.
        unsafe { (Interface::vtable(self).Count)(Interface::as_raw(self)) }
    }

    /// `Touch`, slot 21.
    pub fn touch(&self, note: &INote) {
        // SAFETY: C1; C2 for `note`.
        unsafe { (Interface::vtable(self).Touch)(Interface::as_raw(self), Interface::as_raw(note)) }
    }

    /// `Refresh`, slot 22.
    pub fn refresh(&self) -> Result<Success<()>> {
        // SAFETY: C1.
        unsafe { caller::success((Interface::vtable(self).Refresh)(Interface::as_raw(self))) }
    }

    /// `Import`, slot 23.
    ///
    /// # Safety
    ///
    /// `record` points to what the IDL declares: a `NOTE_RECORD`, whose pointers are valid.
    pub unsafe fn import(&self, record: *const NOTE_RECORD) -> Result<()> {
        // SAFETY: C1; `record` by the contract of this function.
        unsafe { (Interface::vtable(self).Import)(Interface::as_raw(self), record).ok() }
    }
}

impl IBoard2 {
    /// `SetValue`, slot 24.
    pub fn set_value(&self, id: u32, value: NoteValueRef<'_>) -> Result<()> {
        let value = value.to_wire(id)?;
        // SAFETY: C1; C2 for `value`.
        unsafe { (Interface::vtable(self).SetValue)(Interface::as_raw(self), id, value).ok() }
    }

    /// `GetValue`, slot 25.
    pub fn get_value(&self, id: u32) -> Result<NoteValue> {
        let mut value = caller::Out::<NOTE_VALUE>::new();
        // SAFETY: C1; C2, C3 for `value`.
        unsafe {
            (Interface::vtable(self).GetValue)(Interface::as_raw(self), id, value.as_ptr()).ok()?;
            NoteValue::from_wire(id, value.value())
        }
    }

    /// `SetSize`, slot 26.
    pub fn set_size(&self, kind: NOTE_KIND, size: NoteSize) -> Result<()> {
        let size = size.into_wire(kind)?;
        // SAFETY: C1; C2 for `size`.
        unsafe { (Interface::vtable(self).SetSize)(Interface::as_raw(self), kind, &size).ok() }
    }

    /// `GetSize`, slot 27.
    pub fn get_size(&self, kind: NOTE_KIND) -> Result<NoteSize> {
        let mut size = caller::Out::<NOTE_SIZE>::new();
        // SAFETY: C1; C2, C3 for `size`.
        unsafe {
            (Interface::vtable(self).GetSize)(Interface::as_raw(self), kind, size.as_ptr()).ok()?;
            NoteSize::from_wire(kind, &size.value())
        }
    }

    /// `SetProperty`, slot 28.
    pub fn set_property(&self, id: u32, value: &Variant, fallback: Option<&Variant>) -> Result<()> {
        // SAFETY: C1; C2 for `value`, `fallback`.
        unsafe {
            (Interface::vtable(self).SetProperty)(
                Interface::as_raw(self),
                id,
                caller::variant(value),
                caller::variant_opt(fallback),
            )
            .ok()
        }
    }

    /// `GetProperty`, slot 29.
    pub fn get_property(&self, id: u32) -> Result<Variant> {
        let mut value = caller::Out::<VARIANT>::new();
        // SAFETY: C1; C2, C3 for `value`.
        unsafe {
            (Interface::vtable(self).GetProperty)(Interface::as_raw(self), id, value.as_ptr())
                .ok()?;
            value.variant()
        }
    }

    /// `SetLabel`, slot 30.
    pub fn set_label(&self, label: &Bstr) -> Result<()> {
        // SAFETY: C1; C2 for `label`.
        unsafe { (Interface::vtable(self).SetLabel)(Interface::as_raw(self), label.as_raw()).ok() }
    }

    /// `GetLabel`, slot 31.
    pub fn get_label(&self) -> Result<Bstr> {
        let mut label = caller::Out::<BSTR>::new();
        // SAFETY: C1; C2, C3 for `label`.
        unsafe {
            (Interface::vtable(self).GetLabel)(Interface::as_raw(self), label.as_ptr()).ok()?;
            Ok(label.bstr())
        }
    }

    /// `Rework`, slot 32.
    pub fn rework(&self, label: &mut Bstr, value: &mut Variant) -> Result<()> {
        // SAFETY: C1; C2, C3 for `label`, `value`.
        unsafe {
            (Interface::vtable(self).Rework)(
                Interface::as_raw(self),
                caller::bstr_mut(label),
                caller::variant_mut(value),
            )
            .ok()
        }
    }
}
