//! A hand-written model of emitted code: what the emitter prints for the interfaces of a notice board, made up so that
//! every way in which a parameter can cross the boundary occurs once.
//!
//! The emitter and the runtime are both held to it. `raw` is what windows-bindgen prints (without its own callers); the
//! other four files have the names and the order that emitted files have. In an emitted crate this file is the
//! hand-written gate.
//!
//! ```idl
//! typedef enum NOTE_KIND { NOTE_KIND_PLAIN = 0, NOTE_KIND_URGENT = 1 } NOTE_KIND;
//! typedef struct POINT { LONG x; LONG y; } POINT;
//! typedef struct NOTE_RECORD { LPCWSTR Text; NOTE_KIND Kind; } NOTE_RECORD;
//! typedef [switch_type(DWORD)] union NOTE_VALUE {
//!     [case(1, 6)] DWORD Dword; [case(2)] GUID Id; [case(3)] BOOL Enable;
//!     [case(4)] LPWSTR Text; [case(5)] INote *Note; } NOTE_VALUE;
//! typedef [switch_type(NOTE_KIND)] union NOTE_SIZE {
//!     [case(NOTE_KIND_PLAIN)] DWORD Small; [case(NOTE_KIND_URGENT)] UINT64 Large; } NOTE_SIZE;
//!
//! interface INote : IUnknown {
//!     HRESULT GetText([out] LPWSTR *text);
//!     HRESULT GetId([out] DWORD *id); }
//! interface IEnumNotes : IUnknown {
//!     HRESULT Next([in] ULONG celt, [out, size_is(celt), length_is(*fetched)] INote **rgelt,
//!                  [in, out, unique] ULONG *fetched);
//!     HRESULT Skip([in] ULONG celt);
//!     HRESULT Reset();
//!     HRESULT Clone([out] IEnumNotes **ppenum);
//!     HRESULT GetCount([out] ULONG *count); }
//! interface IBoard : IUnknown {
//!     HRESULT Pin([in] INote *note);
//!     HRESULT SetWatcher([in, unique] INote *watcher);
//!     HRESULT Place([in] const POINT *at, [in, unique] const POINT *size, [in] REFGUID id);
//!     HRESULT SetKind([in] NOTE_KIND kind, [in] BOOL pinned, [in] DWORD dwReserved);
//!     HRESULT Sum([in, size_is(n)] const DWORD *values, [in] DWORD n,
//!                 [in, unique, size_is(m)] const POINT *points, [in] DWORD m, [out] UINT64 *total);
//!     HRESULT PinAll([in, size_is(n)] INote **notes, [in] DWORD n);
//!     HRESULT SetTitle([in, string] LPCWSTR title, [in, unique, string] LPCWSTR subtitle);
//!     HRESULT GetTitle([out] LPWSTR *title);
//!     HRESULT GetState([out] NOTE_KIND *kind, [out] BOOL *pinned, [out] POINT *at, [out] GUID *id,
//!                      [out, unique] DWORD *hits);
//!     HRESULT GetNote([out] INote **note);
//!     HRESULT FindNote([in, string] LPCWSTR text, [out] INote **note);            // NULL with S_OK is meant
//!     HRESULT EnumNotes([out] IEnumNotes **notes);
//!     HRESULT GetHistory([in] DWORD n, [out, size_is(n), length_is(*fetched)] DWORD *values, [out] DWORD *fetched);
//!     HRESULT GetPoints([in, out, unique] DWORD *count, [out, size_is(, *count)] POINT **points);
//!     HRESULT GetNotes([out] DWORD *count, [out, size_is(, *count)] INote ***notes);
//!     HRESULT Adjust([in, out] DWORD *n, [in, out] INote **note, [in, out, string] LPWSTR *text);
//!     HRESULT Open([in] REFIID riid, [out, iid_is(riid)] void **object);
//!     ULONG   Count();
//!     void    Touch([in] INote *note);
//!     HRESULT Refresh();                                                          // success codes
//!     HRESULT Import([in] const NOTE_RECORD *record); }
//! interface IBoard2 : IBoard {
//!     HRESULT SetValue([in] DWORD id, [in, switch_is(id)] NOTE_VALUE value);
//!     HRESULT GetValue([in] DWORD id, [out, switch_is(id)] NOTE_VALUE *value);
//!     HRESULT SetSize([in] NOTE_KIND kind, [in, switch_is(kind)] NOTE_SIZE *size);
//!     HRESULT GetSize([in] NOTE_KIND kind, [out, switch_is(kind)] NOTE_SIZE *size);
//!     HRESULT SetProperty([in] DWORD id, [in] const VARIANT *value, [in, unique] const VARIANT *fallback);
//!     HRESULT GetProperty([in] DWORD id, [out] VARIANT *value);
//!     HRESULT SetLabel([in] BSTR bstrLabel);
//!     HRESULT GetLabel([out] BSTR *label);
//!     HRESULT Rework([in, out] BSTR *label, [in, out] VARIANT *value); }
//! ```
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "an emitted crate offers more than one user takes"
)]

#[allow(
    non_camel_case_types,
    non_snake_case,
    missing_docs,
    reason = "the names are those of the IDL"
)]
#[allow(
    clippy::undocumented_unsafe_blocks,
    clippy::upper_case_acronyms,
    reason = "printed by windows-bindgen"
)]
pub mod raw;

pub mod callers;
pub mod thunks;
pub mod traits;
pub mod values;

pub use com_callback::__private;

pub use self::raw::*;
pub use self::thunks::*;
pub use self::traits::*;
pub use self::values::*;
