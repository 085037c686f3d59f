//! Interfaces as `#[implement]` wants them declared: in a crate of their own, as users of windows-rs have them.

use windows_core::{HRESULT, IUnknown, interface};

/// Nothing beside what every object does.
#[interface("3f0c2c8e-6a55-4f6b-9d3e-6b1a52b6a001")]
pub unsafe trait IPing: IUnknown {}

/// One method.
#[interface("3f0c2c8e-6a55-4f6b-9d3e-6b1a52b6a002")]
pub unsafe trait ICall: IUnknown {
    pub fn call(&self) -> HRESULT;
}
