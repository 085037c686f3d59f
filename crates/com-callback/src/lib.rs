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
//!                        | further  nothing          |  a pointer for each further chain
//!                        | weak     nothing          |  the vtable of the weak reference
//!                        | header   nothing          |  the thread that made an object bound to it
//!                        | count    four bytes       |  and four more with weak references
//!                        | value: T                  |  at its own alignment
//!                        +---------------------------+
//! ```
//!
//! One allocation, and without options one interface pointer, which is its identity: a value of four bytes makes an object of
//! sixteen. [`Object<T>`](Object) is a typed handle on it, counted like every other reference; [`StaticObject<T>`](StaticObject)
//! is the same without an allocation. What is `nothing` above is what an option of the attribute asks for:
//!
//! | option | costs | what it is |
//! |-|-|-|
//! | `also(Other)` | a word a chain | an interface that is no base of the others; one identity for all |
//! | `apartment` | eight bytes | only the thread that made the object may use it: no `Send + Sync` |
//! | `weak` | two and a half words | [`WeakObject`], [`Object::new_cyclic`], `IWeakReferenceSource` |
//! | `error_info` | a word | `ISupportErrorInfo`: a failure comes with its text, see [`described`] |
//! | `no_marshal`, `panic = ..`, `final_release = ..` | nothing | see the attribute |
//!
//! # The rules it keeps
//!
//! - `QueryInterface` answers `IUnknown`, the interfaces, their bases, `IAgileObject` for agile objects, and on Windows `IMarshal`
//!   for them; never `IInspectable`. It writes the pointer on every path, NULL when it fails. NULL arguments are `E_POINTER`.
//! - An agile object may be used from any thread, so its value is `Send + Sync`; anything else does not compile. An object bound
//!   to its thread refuses every method on another one by `RPC_E_WRONG_THREAD`, before it touches the value, and so does a
//!   weak reference to it; if the last reference is given up there, the value is leaked, and the [hook](set_leak_hook) is told.
//! - An `[in]` interface pointer is borrowed. NULL where the IDL allows none is `E_POINTER`, what no Rust reference may
//!   point at is `E_INVALIDARG`, and the method is not called.
//! - An `[out]` parameter is cleared on entry and set when the method succeeds. What was made for a method that fails
//!   afterwards is freed.
//! - A failing method returns a failing HRESULT: an `Err` with the code of a success is `E_FAIL`. More than one code
//!   for success is [`Success`].
//! - A panic does not leave the object: the client gets `E_UNEXPECTED` or what the declaration says, or zero from a method
//!   without an HRESULT, and the [hook](set_panic_hook) gets the panic. A destructor that panics is contained, and the memory is
//!   freed. Hooks, `final_release` and whoever listens to `tracing` run inside the same guard.
//! - Memory that changes owner is [task memory](memory).
//!
//! # Features
//!
//! - `tracing`: a span a call, `call` of the target `com_callback` at the level `DEBUG`, with `interface`, `method`, `hresult`,
//!   `microseconds` and `panicked`.
//! - `windows-0_62`: `ToWindows` and `FromWindows`, between our interfaces and those of the `windows` crate 0.62.
//!
//! What the `unsafe` code rests on is written down in [`invariants`].
//!
//! # The limits
//!
//! - With `panic = "abort"` nothing is contained: the process ends, as Rust says.
//! - A second panic while the first unwinds ends the process, as everywhere in Rust; so does a count above 2³¹.
//! - A string without a terminator, an array shorter than its count, a released pointer: what the contract of COM
//!   forbids a client, no server can check.
//! - `CoDisconnectObject` does not cut off the clients that an agile object has in other processes; those of an object with
//!   `no_marshal` it does.
//! - SAFEARRAY has no type here, and a VARIANT that holds one is [opaque](Value::Other). Off Windows it is not freed
//!   with its VARIANT, since only its maker knows how.

pub mod codes;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod dispatch;
pub mod invariants;
pub mod memory;

#[doc(hidden)]
pub mod caller;
#[doc(hidden)]
pub mod thunk;

#[cfg(windows)]
mod activation;
mod agile_reference;
mod block;
mod bstr;
mod count;
mod counting;
mod declare;
mod error_info;
mod further;
mod guard;
#[cfg(feature = "windows-0_62")]
mod interop;
#[cfg(windows)]
mod marshal;
mod object;
mod out_buffer;
mod query;
mod recognise;
mod results;
mod size;
#[cfg(doctest)]
mod soundness;
mod static_object;
mod success;
mod system;
mod task_slice;
mod threading;
mod trace;
mod variant;
mod weak;
mod wide;

pub use windows_core::{BOOL, Error, GUID, HRESULT, IUnknown, Interface, Result};

#[cfg(windows)]
pub use self::activation::{allow_impersonation, local_server};
pub use self::agile_reference::AgileReference;
pub use self::bstr::{BSTR, Bstr, bstr_free};
pub use self::dispatch::Automation;
pub use self::error_info::described;
pub use self::guard::{ContainedPanic, During, LeakedValue, Method, set_leak_hook, set_panic_hook};
#[cfg(feature = "windows-0_62")]
pub use self::interop::{FromWindows, ToWindows};
pub use self::object::Object;
pub use self::out_buffer::OutBuffer;
pub use self::results::{Meaning, ResultCode};
pub use self::static_object::StaticObject;
pub use self::success::Success;
pub use self::task_slice::TaskSlice;
pub use self::variant::{VARIANT, Value, VarType, Variant};
pub use self::weak::WeakObject;
pub use self::wide::{WStr, WString, WideArg};

/// What emitted code and expansions use. Not part of the public interface: it changes with the emitter.
#[doc(hidden)]
pub mod __private {
    pub use windows_core;

    pub use crate::__declare as declare;
    pub use crate::__dispinterface as dispinterface;
    pub use crate::counting::{Counting, Strong, StrongAndWeak};
    pub use crate::declare::{Chain, Declare, Declared, DeclaredAgile, DeclaredWeak, OnPanic};
    pub use crate::dispatch::automate;
    pub use crate::error_info::SupportErrorInfo;
    pub use crate::further::{Face, Further, Word};
    pub use crate::object::InterfaceOf;
    pub use crate::query::Iid;
    pub use crate::system::{ISupportErrorInfo, IWeakReference, IWeakReferenceSource};
    pub use crate::threading::{Agile, AgileValue, Apartment, Threading};
    pub use crate::weak::WeakReferenceSource;
    pub use crate::wide::{wide_len, wide_units};
    pub use crate::{caller, thunk};
}
