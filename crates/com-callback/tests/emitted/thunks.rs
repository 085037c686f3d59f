//! The vtable of each interface, for every value whose type has its trait.
//!
//! A thunk takes its `[out]` parameters first, so that each is cleared on every path. The rest runs inside the panic
//! guard. What can fail after the user's method comes before what cannot.

use std::ffi::c_void;

use super::__private::thunk;
use super::__private::{Chain, Declare, Declared, Iid};
use super::raw::*;
use super::traits::*;
use super::values::*;
use com_callback::{BOOL, GUID, HRESULT};
use windows_core::{PCWSTR, PWSTR};

mod note {
    use super::*;

    unsafe extern "system" fn get_text<T: Note + Declare, const AT: usize>(
        this: *mut c_void,
        text: *mut PWSTR,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `text`.
        unsafe {
            let text = thunk::out(text);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("INote", "GetText") },
                |implementer| {
                    let text = text?;
                    text.set(Note::get_text(implementer)?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn get_id<T: Note + Declare, const AT: usize>(
        this: *mut c_void,
        id: *mut u32,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `id`.
        unsafe {
            let id = thunk::out(id);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("INote", "GetId") },
                |implementer| {
                    let id = id?;
                    id.set(Note::get_id(implementer)?);
                    Ok(())
                },
            )
        }
    }

    /// The vtable at word `AT`.
    pub(super) const fn vtable<T: Note + Declare, const AT: usize>() -> INote_Vtbl {
        INote_Vtbl {
            base__: thunk::unknown::<T, AT>(),
            GetText: get_text::<T, AT>,
            GetId: get_id::<T, AT>,
        }
    }
}

// SAFETY: `vtable` fills the vtable of `INote` with thunks for `T` and `AT`; the IIDs are its own and its bases'.
unsafe impl<T: Note + Declare, const AT: usize> Chain<T, AT> for dyn Note {
    type Interface = INote;
    type Vtable = INote_Vtbl;
    const VTABLE: &'static INote_Vtbl = &note::vtable::<T, AT>();
    #[inline(always)]
    fn answers(iid: Iid) -> bool {
        iid == Iid::of::<INote>()
    }
}

impl<T> From<T> for INote
where
    dyn Note: Declared<T, Interface = INote>,
{
    fn from(value: T) -> Self {
        <dyn Note>::object(value)
    }
}

/// Declares an object of `INote`; `#[do_callback]` calls it by the path of the trait.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_Note {
    ($($declaration:tt)*) => {
        $crate::emitted::__private::declare! { {$crate::emitted::Note} $($declaration)* }
    };
}
#[doc(hidden)]
pub use __declare_Note as Note;

mod enum_notes {
    use super::*;

    unsafe extern "system" fn next<T: EnumNotes + Declare, const AT: usize>(
        this: *mut c_void,
        celt: u32,
        rgelt: *mut *mut c_void,
        fetched: *mut u32,
    ) -> HRESULT {
        // SAFETY: V1; V2, V3, M1, M2 for `rgelt` and `fetched`.
        unsafe {
            let rgelt = thunk::buffer(rgelt.cast::<INote>(), celt, fetched);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IEnumNotes", "Next") },
                |implementer| {
                    let mut rgelt = rgelt?;
                    let success = EnumNotes::next(implementer, rgelt.buffer())?;
                    rgelt.finish()?;
                    Ok(success)
                },
            )
        }
    }

    unsafe extern "system" fn skip<T: EnumNotes + Declare, const AT: usize>(
        this: *mut c_void,
        celt: u32,
    ) -> HRESULT {
        // SAFETY: V1.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IEnumNotes", "Skip") },
                |implementer| EnumNotes::skip(implementer, celt),
            )
        }
    }

    unsafe extern "system" fn reset<T: EnumNotes + Declare, const AT: usize>(
        this: *mut c_void,
    ) -> HRESULT {
        // SAFETY: V1.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IEnumNotes", "Reset") },
                |implementer| EnumNotes::reset(implementer),
            )
        }
    }

    unsafe extern "system" fn clone<T: EnumNotes + Declare, const AT: usize>(
        this: *mut c_void,
        ppenum: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `ppenum`.
        unsafe {
            let ppenum = thunk::out(ppenum);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IEnumNotes", "Clone") },
                |implementer| {
                    let ppenum = ppenum?;
                    ppenum.set(EnumNotes::clone(implementer)?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn get_count<T: EnumNotes + Declare, const AT: usize>(
        this: *mut c_void,
        count: *mut u32,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `count`.
        unsafe {
            let count = thunk::out(count);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IEnumNotes", "GetCount") },
                |implementer| {
                    let count = count?;
                    count.set(EnumNotes::get_count(implementer)?);
                    Ok(())
                },
            )
        }
    }

    /// The vtable at word `AT`.
    pub(super) const fn vtable<T: EnumNotes + Declare, const AT: usize>() -> IEnumNotes_Vtbl {
        IEnumNotes_Vtbl {
            base__: thunk::unknown::<T, AT>(),
            Next: next::<T, AT>,
            Skip: skip::<T, AT>,
            Reset: reset::<T, AT>,
            Clone: clone::<T, AT>,
            GetCount: get_count::<T, AT>,
        }
    }
}

// SAFETY: `vtable` fills the vtable of `IEnumNotes` with thunks for `T` and `AT`; the IIDs are its own and its bases'.
unsafe impl<T: EnumNotes + Declare, const AT: usize> Chain<T, AT> for dyn EnumNotes {
    type Interface = IEnumNotes;
    type Vtable = IEnumNotes_Vtbl;
    const VTABLE: &'static IEnumNotes_Vtbl = &enum_notes::vtable::<T, AT>();
    #[inline(always)]
    fn answers(iid: Iid) -> bool {
        iid == Iid::of::<IEnumNotes>()
    }
}

impl<T> From<T> for IEnumNotes
where
    dyn EnumNotes: Declared<T, Interface = IEnumNotes>,
{
    fn from(value: T) -> Self {
        <dyn EnumNotes>::object(value)
    }
}

/// Declares an object of `IEnumNotes`; `#[do_callback]` calls it by the path of the trait.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_EnumNotes {
    ($($declaration:tt)*) => {
        $crate::emitted::__private::declare! { {$crate::emitted::EnumNotes} $($declaration)* }
    };
}
#[doc(hidden)]
pub use __declare_EnumNotes as EnumNotes;

mod board {
    use super::*;

    unsafe extern "system" fn pin<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        note: *mut c_void,
    ) -> HRESULT {
        // SAFETY: V1; V5 for `note`.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "Pin") },
                |implementer| Board::pin(implementer, thunk::interface(&note)?),
            )
        }
    }

    unsafe extern "system" fn set_watcher<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        watcher: *mut c_void,
    ) -> HRESULT {
        // SAFETY: V1; V5 for `watcher`.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "SetWatcher") },
                |implementer| Board::set_watcher(implementer, thunk::interface_opt(&watcher)),
            )
        }
    }

    unsafe extern "system" fn place<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        at: *const POINT,
        size: *const POINT,
        id: *const GUID,
    ) -> HRESULT {
        // SAFETY: V1; V2 for `at`, `size`, `id`.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "Place") },
                |implementer| {
                    Board::place(
                        implementer,
                        thunk::reference(at)?,
                        thunk::reference_opt(size)?,
                        thunk::reference(id)?,
                    )
                },
            )
        }
    }

    unsafe extern "system" fn set_kind<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        kind: NOTE_KIND,
        pinned: BOOL,
        reserved: u32,
    ) -> HRESULT {
        // SAFETY: V1.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "SetKind") },
                |implementer| Board::set_kind(implementer, kind, pinned.as_bool(), reserved),
            )
        }
    }

    unsafe extern "system" fn sum<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        values: *const u32,
        n: u32,
        points: *const POINT,
        m: u32,
        total: *mut u64,
    ) -> HRESULT {
        // SAFETY: V1; V2, V3 for `values`, `points`; V2, M2 for `total`.
        unsafe {
            let total = thunk::out(total);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "Sum") },
                |implementer| {
                    let total = total?;
                    total.set(Board::sum(
                        implementer,
                        thunk::slice(values, n)?,
                        thunk::slice_opt(points, m)?,
                    )?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn pin_all<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        notes: *const *mut c_void,
        n: u32,
    ) -> HRESULT {
        // SAFETY: V1; V2, V3, V5 for `notes`.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "PinAll") },
                |implementer| Board::pin_all(implementer, thunk::interfaces(notes, n)?),
            )
        }
    }

    unsafe extern "system" fn set_title<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        title: PCWSTR,
        subtitle: PCWSTR,
    ) -> HRESULT {
        // SAFETY: V1; V2, V4 for `title`, `subtitle`.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "SetTitle") },
                |implementer| {
                    Board::set_title(
                        implementer,
                        thunk::wide(title.0)?,
                        thunk::wide_opt(subtitle.0)?,
                    )
                },
            )
        }
    }

    unsafe extern "system" fn get_title<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        title: *mut PWSTR,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `title`.
        unsafe {
            let title = thunk::out(title);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "GetTitle") },
                |implementer| {
                    let title = title?;
                    title.set(Board::get_title(implementer)?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn get_state<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        kind: *mut NOTE_KIND,
        pinned: *mut BOOL,
        at: *mut POINT,
        id: *mut GUID,
        hits: *mut u32,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `kind`, `pinned`, `at`, `id`, `hits`.
        unsafe {
            let kind = thunk::out(kind);
            let pinned = thunk::out(pinned);
            let at = thunk::out(at);
            let id = thunk::out(id);
            let hits = thunk::out_opt(hits);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "GetState") },
                |implementer| {
                    let (kind, pinned, at, id) = (kind?, pinned?, at?, id?);
                    let results = Board::get_state(implementer)?;
                    kind.set(results.0);
                    pinned.set(results.1);
                    at.set(results.2);
                    id.set(results.3);
                    if let Some(hits) = hits {
                        hits.set(results.4);
                    }
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn get_note<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        note: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `note`.
        unsafe {
            let note = thunk::out(note);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "GetNote") },
                |implementer| {
                    let note = note?;
                    note.set(Board::get_note(implementer)?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn find_note<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        text: PCWSTR,
        note: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: V1; V2, V4 for `text`; V2, M2 for `note`.
        unsafe {
            let note = thunk::out(note);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "FindNote") },
                |implementer| {
                    let note = note?;
                    note.set(Board::find_note(implementer, thunk::wide(text.0)?)?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn enum_notes<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        notes: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `notes`.
        unsafe {
            let notes = thunk::out(notes);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "EnumNotes") },
                |implementer| {
                    let notes = notes?;
                    notes.set(Board::enum_notes(implementer)?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn get_history<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        n: u32,
        values: *mut u32,
        fetched: *mut u32,
    ) -> HRESULT {
        // SAFETY: V1; V2, V3, M1, M2 for `values` and `fetched`.
        unsafe {
            let values = thunk::buffer(values, n, fetched);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "GetHistory") },
                |implementer| {
                    let mut values = values?;
                    Board::get_history(implementer, values.buffer())?;
                    values.finish()?;
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn get_points<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        count: *mut u32,
        points: *mut *mut POINT,
    ) -> HRESULT {
        // SAFETY: V1; V2, M1, M2 for `points` and `count`.
        unsafe {
            let points = thunk::out_slice(points, count);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "GetPoints") },
                |implementer| {
                    let points = points?;
                    points.set(Board::get_points(implementer)?)?;
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn get_notes<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        count: *mut u32,
        notes: *mut *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: V1; V2, M1, M2 for `notes` and `count`.
        unsafe {
            let notes = thunk::out_slice(notes.cast::<*mut Option<INote>>(), count);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "GetNotes") },
                |implementer| {
                    let notes = notes?;
                    notes.set(Board::get_notes(implementer)?)?;
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn adjust<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        n: *mut u32,
        note: *mut *mut c_void,
        text: *mut PWSTR,
    ) -> HRESULT {
        // SAFETY: V1; V2 for `n`; V2, V5 for `note`; V2, V4, M3 for `text`.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "Adjust") },
                |implementer| {
                    Board::adjust(
                        implementer,
                        thunk::reference_mut(n)?,
                        thunk::interface_mut(note)?,
                        thunk::wide_mut(text)?,
                    )
                },
            )
        }
    }

    unsafe extern "system" fn open<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        riid: *const GUID,
        object: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: V1; V2 for `riid`; V2, M2 for `object`.
        unsafe {
            let object = thunk::out(object);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "Open") },
                |implementer| {
                    let object = object?;
                    let riid = thunk::reference(riid)?;
                    object.query(riid, Board::open(implementer, riid)?)?;
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn count<T: Board + Declare, const AT: usize>(this: *mut c_void) -> u32 {
        // SAFETY: V1; M2 for the result.
        unsafe {
            thunk::plain::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "Count") },
                |implementer| Ok(Board::count(implementer)),
            )
        }
    }

    unsafe extern "system" fn touch<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        note: *mut c_void,
    ) {
        // SAFETY: V1; V5 for `note`.
        unsafe {
            thunk::plain::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "Touch") },
                |implementer| {
                    Board::touch(implementer, thunk::interface(&note)?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn refresh<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
    ) -> HRESULT {
        // SAFETY: V1.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "Refresh") },
                |implementer| Board::refresh(implementer),
            )
        }
    }

    unsafe extern "system" fn import<T: Board + Declare, const AT: usize>(
        this: *mut c_void,
        record: *const NOTE_RECORD,
    ) -> HRESULT {
        // SAFETY: V1; what `record` points to is passed on to an `unsafe fn` with the same contract.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard", "Import") },
                |implementer| Board::import(implementer, record),
            )
        }
    }

    /// The vtable at word `AT`.
    pub(super) const fn vtable<T: Board + Declare, const AT: usize>() -> IBoard_Vtbl {
        IBoard_Vtbl {
            base__: thunk::unknown::<T, AT>(),
            Pin: pin::<T, AT>,
            SetWatcher: set_watcher::<T, AT>,
            Place: place::<T, AT>,
            SetKind: set_kind::<T, AT>,
            Sum: sum::<T, AT>,
            PinAll: pin_all::<T, AT>,
            SetTitle: set_title::<T, AT>,
            GetTitle: get_title::<T, AT>,
            GetState: get_state::<T, AT>,
            GetNote: get_note::<T, AT>,
            FindNote: find_note::<T, AT>,
            EnumNotes: enum_notes::<T, AT>,
            GetHistory: get_history::<T, AT>,
            GetPoints: get_points::<T, AT>,
            GetNotes: get_notes::<T, AT>,
            Adjust: adjust::<T, AT>,
            Open: open::<T, AT>,
            Count: count::<T, AT>,
            Touch: touch::<T, AT>,
            Refresh: refresh::<T, AT>,
            Import: import::<T, AT>,
        }
    }
}

// SAFETY: `vtable` fills the vtable of `IBoard` with thunks for `T` and `AT`; the IIDs are its own and its bases'.
unsafe impl<T: Board + Declare, const AT: usize> Chain<T, AT> for dyn Board {
    type Interface = IBoard;
    type Vtable = IBoard_Vtbl;
    const VTABLE: &'static IBoard_Vtbl = &board::vtable::<T, AT>();
    #[inline(always)]
    fn answers(iid: Iid) -> bool {
        iid == Iid::of::<IBoard>()
    }
}

impl<T> From<T> for IBoard
where
    dyn Board: Declared<T, Interface = IBoard>,
{
    fn from(value: T) -> Self {
        <dyn Board>::object(value)
    }
}

/// Declares an object of `IBoard`; `#[do_callback]` calls it by the path of the trait.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_Board {
    ($($declaration:tt)*) => {
        $crate::emitted::__private::declare! { {$crate::emitted::Board} $($declaration)* }
    };
}
#[doc(hidden)]
pub use __declare_Board as Board;

mod board2 {
    use super::*;

    unsafe extern "system" fn set_value<T: Board2 + Declare, const AT: usize>(
        this: *mut c_void,
        id: u32,
        value: NOTE_VALUE,
    ) -> HRESULT {
        // SAFETY: V1; V2, V4, V5 for the arm of `value` that `id` selects.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard2", "SetValue") },
                |implementer| {
                    Board2::set_value(implementer, id, NoteValueRef::from_wire(id, &value)?)
                },
            )
        }
    }

    unsafe extern "system" fn get_value<T: Board2 + Declare, const AT: usize>(
        this: *mut c_void,
        id: u32,
        value: *mut NOTE_VALUE,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `value`.
        unsafe {
            let value = thunk::out(value);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard2", "GetValue") },
                |implementer| {
                    let value = value?;
                    value.set(Board2::get_value(implementer, id)?.into_wire(id)?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn set_size<T: Board2 + Declare, const AT: usize>(
        this: *mut c_void,
        kind: NOTE_KIND,
        size: *const NOTE_SIZE,
    ) -> HRESULT {
        // SAFETY: V1; V2 for the arm of `size` that `kind` selects.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard2", "SetSize") },
                |implementer| {
                    Board2::set_size(
                        implementer,
                        kind,
                        NoteSize::from_wire(kind, thunk::reference(size)?)?,
                    )
                },
            )
        }
    }

    unsafe extern "system" fn get_size<T: Board2 + Declare, const AT: usize>(
        this: *mut c_void,
        kind: NOTE_KIND,
        size: *mut NOTE_SIZE,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `size`.
        unsafe {
            let size = thunk::out(size);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard2", "GetSize") },
                |implementer| {
                    let size = size?;
                    size.set(Board2::get_size(implementer, kind)?.into_wire(kind)?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn set_property<T: Board2 + Declare, const AT: usize>(
        this: *mut c_void,
        id: u32,
        value: *const VARIANT,
        fallback: *const VARIANT,
    ) -> HRESULT {
        // SAFETY: V1; V2 for `value`, `fallback`.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard2", "SetProperty") },
                |implementer| {
                    Board2::set_property(
                        implementer,
                        id,
                        thunk::variant(value)?,
                        thunk::variant_opt(fallback)?,
                    )
                },
            )
        }
    }

    unsafe extern "system" fn get_property<T: Board2 + Declare, const AT: usize>(
        this: *mut c_void,
        id: u32,
        value: *mut VARIANT,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `value`.
        unsafe {
            let value = thunk::out(value);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard2", "GetProperty") },
                |implementer| {
                    let value = value?;
                    value.set(Board2::get_property(implementer, id)?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn set_label<T: Board2 + Declare, const AT: usize>(
        this: *mut c_void,
        label: BSTR,
    ) -> HRESULT {
        // SAFETY: V1; V2 for `label`.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard2", "SetLabel") },
                |implementer| Board2::set_label(implementer, thunk::bstr(&label)),
            )
        }
    }

    unsafe extern "system" fn get_label<T: Board2 + Declare, const AT: usize>(
        this: *mut c_void,
        label: *mut BSTR,
    ) -> HRESULT {
        // SAFETY: V1; V2, M2 for `label`.
        unsafe {
            let label = thunk::out(label);
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard2", "GetLabel") },
                |implementer| {
                    let label = label?;
                    label.set(Board2::get_label(implementer)?);
                    Ok(())
                },
            )
        }
    }

    unsafe extern "system" fn rework<T: Board2 + Declare, const AT: usize>(
        this: *mut c_void,
        label: *mut BSTR,
        value: *mut VARIANT,
    ) -> HRESULT {
        // SAFETY: V1; V2 for `label`, `value`.
        unsafe {
            thunk::method::<T, AT, _>(
                this,
                const { &thunk::Method::new("IBoard2", "Rework") },
                |implementer| {
                    Board2::rework(implementer, thunk::bstr_mut(label)?, thunk::variant_mut(value)?)
                },
            )
        }
    }

    /// The vtable at word `AT`.
    pub(super) const fn vtable<T: Board2 + Declare, const AT: usize>() -> IBoard2_Vtbl {
        IBoard2_Vtbl {
            base__: board::vtable::<T, AT>(),
            SetValue: set_value::<T, AT>,
            GetValue: get_value::<T, AT>,
            SetSize: set_size::<T, AT>,
            GetSize: get_size::<T, AT>,
            SetProperty: set_property::<T, AT>,
            GetProperty: get_property::<T, AT>,
            SetLabel: set_label::<T, AT>,
            GetLabel: get_label::<T, AT>,
            Rework: rework::<T, AT>,
        }
    }
}

// SAFETY: `vtable` fills the vtable of `IBoard2` with thunks for `T` and `AT`; the IIDs are its own and its bases'.
unsafe impl<T: Board2 + Declare, const AT: usize> Chain<T, AT> for dyn Board2 {
    type Interface = IBoard2;
    type Vtable = IBoard2_Vtbl;
    const VTABLE: &'static IBoard2_Vtbl = &board2::vtable::<T, AT>();
    #[inline(always)]
    fn answers(iid: Iid) -> bool {
        iid == Iid::of::<IBoard2>() || iid == Iid::of::<IBoard>()
    }
}

impl<T> From<T> for IBoard2
where
    dyn Board2: Declared<T, Interface = IBoard2>,
{
    fn from(value: T) -> Self {
        <dyn Board2>::object(value)
    }
}

/// Declares an object of `IBoard2`; `#[do_callback]` calls it by the path of the trait.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_Board2 {
    ($($declaration:tt)*) => {
        $crate::emitted::__private::declare! { {$crate::emitted::Board2} $($declaration)* }
    };
}
#[doc(hidden)]
pub use __declare_Board2 as Board2;
