//! Callbacks of Delivery Optimization and BITS as plain Rust: implement a trait, put `#[do_callback]` on it, and any COM client
//! can call the object.
//!
//! ```
//! #![forbid(unsafe_code)]
//! use do_callback::prelude::*;
//! use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
//!
//! #[derive(Default)]
//! struct Log {
//!     done: AtomicU32,
//! }
//!
//! #[do_callback]
//! impl BackgroundCopyCallback for Log {
//!     fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()> {
//!         println!("done: {}", job.get_display_name()?);
//!         self.done.fetch_add(1, Relaxed);
//!         Ok(())
//!     }
//!     fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
//!         Ok(())
//!     }
//!     fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
//!         Ok(())
//!     }
//! }
//!
//! // The interface alone:
//! let callback: IBackgroundCopyCallback = Log::default().into();
//!
//! // The interface, and the state beside it:
//! fn register(job: &IBackgroundCopyJob) -> Result<Object<Log>> {
//!     let log = Object::new(Log::default());
//!     job.set_notify_interface(Some(&log.to_interface()))?;
//!     Ok(log)
//! }
//! ```
//!
//! Where a callback has no state to speak of, closures make one. [`comfort`] has jobs, registrations that end by themselves, and futures:
//!
//! ```no_run
//! use do_callback::comfort::{Manager, Notify, initialise};
//! use do_callback::prelude::*;
//!
//! # async fn download() -> do_callback::comfort::Result<()> {
//! initialise()?; // COM, for the whole process
//! let job = Manager::connect()?.create_job("updates")?;
//! job.add_file("http://localhost/file", r"C:\updates\file")?;
//! let callback = IBackgroundCopyCallback::builder()
//!     .on_job_modification(|job, _| {
//!         println!("{} bytes", job.get_progress()?.BytesTransferred);
//!         Ok(())
//!     })
//!     .build();
//! let registration = job.notify(&callback, Notify::MODIFICATION)?;
//! job.resume()?;
//! job.transferred().await?; // an error of the job ends it as one, with the file
//! drop(registration);
//! job.complete()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Where things are
//!
//! An interface `IFoo` of the IDL is three things here:
//!
//! - the **type** [`IFoo`](raw), a counted pointer to somebody's object, with a safe method for every method of the IDL:
//!   [`IBackgroundCopyJob::get_display_name`];
//! - the **trait** `Foo`, without the `I`, that an object of your own implements: [`BackgroundCopyCallback`](trait@BackgroundCopyCallback). A derived
//!   interface's trait has its base's trait above it;
//! - the **vtable** `IFoo_Vtbl` in [`raw`], which you need not see.
//!
//! Methods have the names of the IDL in snake_case, enums and their members, structs and constants keep theirs. [`prelude`] has
//! all of them. In a pattern, rustc takes a name alone that is not in upper case for a slip (`non_upper_case_globals`). Write such a
//! member behind its type: `DODownloadState::DODownloadState_Paused => ..`.
//!
//! # What types become
//!
//! | IDL | in a trait's method | when you call |
//! |-|-|-|
//! | `[in] IFoo *` | `&IFoo` | the same |
//! | `[in, unique] IFoo *` | `Option<&IFoo>` | the same |
//! | `[in] const S *`, `REFGUID` | `&S`, `&GUID` | the same |
//! | `DWORD`, an enum, `BOOL`, `VARIANT_BOOL` | `u32`, the enum's type, `bool`, `bool` | the same |
//! | `[in, size_is(n)] T[]` and `n` | `&[T]` | the same |
//! | `[in, string] LPCWSTR` | [`&WStr`](WStr) | [`impl WideArg`](WideArg): `&str`, `&String`, `&WStr`, `&WString` |
//! | `[in, unique, string] LPCWSTR` | `Option<&WStr>` | the same |
//! | `[in, string] LPCSTR` | `&CStr` | the same |
//! | `[in] T[4]`, `[out] T[4]` | `&[T; 4]`, `Result<[T; 4]>` | the same |
//! | `[out] T *`, several of them | `Result<T>`, a tuple | the same |
//! | `[out] IFoo **` | `Result<IFoo>` | the same |
//! | `[out] LPWSTR *` | [`Result<WString>`](WString) | the same |
//! | an `[out]` that the plan says may be NULL | `Result<Option<IFoo>>`, `Result<Option<WString>>` | the same |
//! | `[out, size_is(n), length_is(*m)] T *` | [`&mut OutBuffer<T>`](OutBuffer) | `&mut [T]`, and the count in the result |
//! | `[out, size_is(, *n)] T **` | [`Result<TaskSlice<T>>`](TaskSlice) | the same |
//! | `[in, out] T *` | `&mut T` | the same |
//! | `[in] REFIID riid`, `[out, iid_is(riid)] void **` | `&GUID`, `Result<IUnknown>` | the result says which |
//! | a union with `switch_is` | an enum by arm | the same |
//! | `VARIANT`, `BSTR` | [`Variant`], [`Bstr`] | the same |
//! | `[in, optional] VARIANT` | `Option<&Variant>`, none for what stands for "left out" | the same |
//! | success codes that mean something | [`Result<Success<T>>`](Success) | the same |
//! | data that holds pointers | the raw type, in an `unsafe fn` | the same |
//!
//! # What an object promises
//!
//! Objects are agile: a client may call them from any thread, several at once. The type must be `Send + Sync + 'static`, and
//! leaving that out does not compile. Interfaces of other objects are bound to their thread: to keep one in an object, keep an
//! [`AgileReference`] to it.
//!
//! With `#[do_callback(apartment)]` only the thread that makes the object may use it, and its type may hold an `Rc` or a `RefCell`.
//! A call on any other thread returns `RPC_E_WRONG_THREAD` before it reaches your code. Make such an object in a single-threaded
//! apartment, where the system brings every call to its thread; in the multi-threaded apartment calls come on any thread, and
//! would be refused.
//!
//! A panic in a method does not cross the boundary; the client gets `E_UNEXPECTED` (or what `panic = ..` says), and
//! [`set_panic_hook`] hears of it, with the method's name. So does a panic in a destructor, in a hook, or in
//! `final_release`. Two limits are Rust's own: a second panic while the first unwinds ends the process, and with `panic =
//! "abort"` any panic does. The payload of a panic whose own destructor panics again and again is forgotten.
//!
//! # Beside the first interface
//!
//! The [attribute](macro@do_callback) takes options: further interfaces (`also(..)`), weak references (`weak`), texts for failures
//! (`error_info`), what a panic returns (`panic = ..`), who gets the value at the last release (`final_release = ..`). Without
//! them an object has none of their costs.
//!
//! ```
//! use do_callback::prelude::*;
//! # struct File;
//! # macro_rules! silent { () => {
//! #     fn get_remote_name(&self) -> Result<WString> { Ok(WString::default()) }
//! #     fn get_local_name(&self) -> Result<WString> { Ok(WString::default()) }
//! #     fn get_progress(&self) -> Result<BG_FILE_PROGRESS> { Ok(BG_FILE_PROGRESS::default()) }
//! # } }
//!
//! struct Tree {
//!     own: WeakObject<Tree>,
//! }
//!
//! #[do_callback(weak)]
//! impl BackgroundCopyFile for Tree {
//!     // ..
//! #   silent!();
//! }
//!
//! // An object that needs its own interface pointer:
//! let tree = Object::new_cyclic(|own| Tree { own: own.clone() });
//! let itself: IBackgroundCopyFile = tree.own.upgrade().ok_or(codes::E_FAIL)?.to_interface();
//!
//! // The value behind an interface that came back from somewhere:
//! let found: Option<Object<Tree>> = Object::from_interface(&itself);
//! assert!(found.is_some());
//!
//! # #[do_callback] impl BackgroundCopyFile for File { silent!(); }
//! // An object without an allocation:
//! static FILE: StaticObject<File> = StaticObject::new(File);
//! assert!(FILE.to_interface().get_local_name()?.is_empty());
//! # use do_callback::{Error, codes};
//! # Ok::<(), Error>(())
//! ```
//!
//! # Result codes
//!
//! Each code that the IDL declares is a constant, [`DO_E_JOB_EMPTY`]. [`result_code()`] shows any code by its name and by what it
//! means:
//!
//! ```
//! use do_callback::{DO_E_JOB_EMPTY, Error, result_code};
//!
//! let error = Error::from(DO_E_JOB_EMPTY);
//! let code = result_code(error.code());
//! assert_eq!(format!("{code:?}: {code}"), "DO_E_JOB_EMPTY: The job holds no file.");
//! ```
//!
//! # Features
//!
//! | feature | what it adds |
//! |-|-|
//! | `bits` | the module `bits`: BITS beyond what Delivery Optimization shares with it, up to 10.3, such as `BackgroundCopyCallback2` |
//! | `download` | the module `download`: Delivery Optimization since 1809, such as `DODownloadStatusCallback` |
//! | `conformance` | `conformance::assert_com_rules` and its kit: does an object keep the rules of COM? |
//! | `tracing` | a span a call, with interface, method, HRESULT, duration and whether it panicked |
//! | `windows-0_62` | `ToWindows::to_windows`: our object as an interface type of the `windows` crate 0.62 |
//!
//! # How sure the vtables are
//!
//! The text of the 1709 `DeliveryOptimization.idl` was never published. The interfaces that Delivery Optimization shares with
//! BITS are certain. **The slots of the four `IDeliveryOptimization*` interfaces are doubtful.**

/// BITS beyond what Delivery Optimization shares with it: the callbacks for single files, ranges and certificates, HTTP
/// options, files on demand, the cache of peers.
#[cfg(feature = "bits")]
pub mod bits;
pub mod comfort;
/// Delivery Optimization since 1809: a download with properties and a status, its callback, its service.
#[cfg(feature = "download")]
pub mod download;
#[doc(hidden)]
pub mod generated;
pub mod prelude;
mod result_code;

#[doc(hidden)]
pub use com_callback::__private;
#[cfg(feature = "conformance")]
pub use com_callback::conformance;
pub use com_callback::{
    AgileReference, BOOL, BSTR, Bstr, ContainedPanic, During, Error, GUID, HRESULT, IUnknown,
    Interface, LeakedValue, Meaning, Method, Object, OutBuffer, Result, ResultCode, StaticObject,
    Success, TaskSlice, VARIANT, Value, VarType, Variant, WStr, WString, WeakObject, WideArg,
    bstr_free, codes, described, memory, set_leak_hook, set_panic_hook, wide,
};
#[cfg(feature = "windows-0_62")]
pub use com_callback::{FromWindows, ToWindows};
pub use do_callback_macros::do_callback;
#[doc(inline)]
pub use generated::*;
pub use result_code::result_code;

#[cfg(doctest)]
mod book;
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
