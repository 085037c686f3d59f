//! What a file with a callback needs: `use do_callback::prelude::*;`.
//!
//! The traits, interfaces, types and constants of the IDL, the attribute, and the words of the runtime that occur in their
//! signatures.

#[cfg(feature = "bits")]
pub use crate::bits::{builders::*, raw::*, thunks::*, traits::*};
#[cfg(feature = "download")]
pub use crate::download::{builders::*, raw::*, thunks::*, traits::*};
pub use crate::{
    AgileReference, BOOL, Bstr, GUID, HRESULT, IUnknown, Interface, Object, OutBuffer, Result,
    StaticObject, Success, TaskSlice, Variant, WStr, WString, WeakObject, WideArg, do_callback,
    generated::*,
};
