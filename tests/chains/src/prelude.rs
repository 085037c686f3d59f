//! What a file with an object needs: `use chains::prelude::*;`.

pub use com_callback::{
    AgileReference, BOOL, Bstr, GUID, HRESULT, IUnknown, Interface, Object, OutBuffer, Result,
    StaticObject, Success, TaskSlice, Variant, WStr, WString, WeakObject, WideArg,
};

pub use crate::{chain_callback, generated::*};
