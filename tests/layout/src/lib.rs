//! `layout.def` as assertions: a crate that compiles for a target is right for it.
//!
//! `cargo xtask ci targets` compiles it for the targets of Windows, and lets a C compiler check the same lines.

use std::mem::offset_of;

use do_callback::{BOOL, GUID, HRESULT, VARIANT, generated::raw::*};

/// The number for pointers of 4 bytes, or of 8.
const fn at(narrow: usize, wide: usize) -> usize {
    match size_of::<usize>() {
        4 => narrow,
        8 => wide,
        _ => panic!("Windows has pointers of 4 and of 8 bytes"),
    }
}

include!(concat!(env!("OUT_DIR"), "/layout.rs"));
