//! COM objects from plain Rust values: the runtime that emitted code calls.
//!
//! A crate emitted from an IDL file has a trait, a vtable and safe callers for each interface. This crate has what is
//! the same for all of them: the object, its count, `QueryInterface`, the panic guard, and the types of what crosses
//! the boundary. It works on every operating system. Users depend on the emitted crate, which re-exports what they need.
//!
//! # The object
//!
//! ```text
//!  interface pointer --> +---------------------------+
//!                        | vtable   one pointer      |  IUnknown, then the interface with its bases
//!                        | count    four bytes       |
//!                        | header   nothing          |  room for what an option asks for
//!                        | value: T                  |  at its own alignment
//!                        +---------------------------+
//! ```
//!
//! One allocation, one interface pointer, which is its identity: a value of four bytes makes an object of sixteen.
//! [`Object<T>`](Object) is a typed handle on it, counted like every other reference.
//!
//! # The rules it keeps
//!
//! - `QueryInterface` answers `IUnknown`, the interface, its bases, and `IAgileObject`. It writes the pointer on every
//!   path, NULL when it fails. NULL arguments are `E_POINTER`.
//! - The object may be used from any thread, so its value is `Send + Sync`; anything else does not compile.
//! - An `[in]` interface pointer is borrowed. NULL where the IDL allows none is `E_POINTER`, what no Rust reference may
//!   point at is `E_INVALIDARG`, and the method is not called.
//! - An `[out]` parameter is cleared on entry and set when the method succeeds. What was made for a method that fails
//!   afterwards is freed.
//! - A failing method returns a failing HRESULT: an `Err` with the code of a success is `E_FAIL`. More than one code
//!   for success is [`Success`].
//! - A panic does not leave the object: the client gets `E_UNEXPECTED`, or zero from a method without an HRESULT, and
//!   the [hook](set_panic_hook) gets the panic. A destructor that panics is contained, and the memory is freed.
//! - Memory that changes owner is [task memory](memory).
//!
//! What the `unsafe` code rests on is written down in [`invariants`].
//!
//! # The limits
//!
//! - With `panic = "abort"` nothing is contained: the process ends, as Rust says.
//! - A second panic while the first unwinds ends the process, as everywhere in Rust; so does a count above 2³¹.
//! - A string without a terminator, an array shorter than its count, a released pointer: what the contract of COM
//!   forbids a client, no server can check.
//! - SAFEARRAY has no type here, and a VARIANT that holds one is [opaque](Value::Other). Off Windows it is not freed
//!   with its VARIANT, since only its maker knows how.

pub mod codes;
pub mod invariants;
pub mod memory;

#[doc(hidden)]
pub mod caller;
#[doc(hidden)]
pub mod thunk;

mod agile_reference;
mod block;
mod bstr;
mod count;
mod declare;
mod guard;
mod object;
mod out_buffer;
mod query;
#[cfg(doctest)]
mod soundness;
mod success;
mod task_slice;
mod variant;
mod wide;

pub use windows_core::{BOOL, Error, GUID, HRESULT, IUnknown, Interface, Result};

pub use self::agile_reference::AgileReference;
pub use self::bstr::{BSTR, Bstr, bstr_free};
pub use self::guard::{ContainedPanic, During, set_panic_hook};
pub use self::object::Object;
pub use self::out_buffer::OutBuffer;
pub use self::success::Success;
pub use self::task_slice::TaskSlice;
pub use self::variant::{VARIANT, Value, VarType, Variant};
pub use self::wide::{WStr, WString, WideArg};

/// What emitted code and expansions use. Not part of the public interface: it changes with the emitter.
#[doc(hidden)]
pub mod __private {
    pub use windows_core;

    pub use crate::__declare as declare;
    pub use crate::declare::{Agile, AgileValue, Chain, Declare, Declared, Threading};
    pub use crate::object::InterfaceOf;
    pub use crate::query::Iid;
    pub use crate::wide::{wide_len, wide_units};
    pub use crate::{caller, thunk};
}
