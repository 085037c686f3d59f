//! Task memory: what one side of a call allocates and the other frees.
//!
//! On Windows it is COM's task allocator. Elsewhere it is the C library's `malloc` and `free`, so that a C client
//! frees what it is given with plain `free`.

use std::ffi::c_void;

#[cfg(windows)]
mod system {
    use std::ffi::c_void;

    windows_core::link!("ole32.dll" "system" fn CoTaskMemAlloc(bytes: usize) -> *mut c_void);
    windows_core::link!("ole32.dll" "system" fn CoTaskMemFree(memory: *const c_void));

    pub(super) use {CoTaskMemAlloc as alloc, CoTaskMemFree as free};
}

#[cfg(not(windows))]
mod system {
    use std::ffi::c_void;

    unsafe extern "C" {
        #[link_name = "malloc"]
        pub(super) fn alloc(bytes: usize) -> *mut c_void;
        #[link_name = "free"]
        pub(super) fn free(memory: *mut c_void);
    }
}

/// The alignment that task memory has on every system.
pub(crate) const ALIGNMENT: usize = 2 * size_of::<usize>();

/// Allocates task memory of at least `bytes` bytes, aligned for every type that crosses the boundary. NULL if there is
/// none left.
///
/// `extern "system"`, so that it can be handed to a client as a function pointer.
pub extern "system" fn task_alloc(bytes: usize) -> *mut c_void {
    // SAFETY: the allocators have no precondition.
    unsafe { system::alloc(bytes) }
}

/// Frees task memory. NULL is fine.
///
/// `extern "system"`, so that it can be handed to a client as a function pointer.
///
/// # Safety
///
/// M3: `memory` is NULL or came from the task allocator, and nobody uses it afterwards.
pub unsafe extern "system" fn task_free(memory: *mut c_void) {
    // SAFETY: M3 by the contract of this function; both allocators accept NULL.
    unsafe { system::free(memory) }
}

/// Task memory for `count` values of type `T`, not yet initialised, never NULL.
///
/// Running out of memory ends the process, as it does everywhere in Rust.
pub(crate) fn allocate<T>(count: usize) -> std::ptr::NonNull<T> {
    const { assert!(align_of::<T>() <= ALIGNMENT, "task memory is aligned for two words at most") };
    let Ok(layout) = std::alloc::Layout::array::<T>(count) else {
        std::alloc::handle_alloc_error(std::alloc::Layout::new::<T>());
    };
    match std::ptr::NonNull::new(task_alloc(layout.size().max(1))) {
        Some(memory) => memory.cast(),
        None => std::alloc::handle_alloc_error(layout),
    }
}
