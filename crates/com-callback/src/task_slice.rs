//! Arrays in task memory.

use std::fmt;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use crate::memory;

/// An owned array in task memory, ready to be given to the other side of a call.
///
/// Make one from a `Vec`, or collect into it. An empty one is NULL on the wire.
pub struct TaskSlice<T> {
    first: NonNull<T>,
    len: usize,
}

// SAFETY: a sole owner of its elements, like `Box<[T]>`, in memory that any thread may free.
unsafe impl<T: Send> Send for TaskSlice<T> {}
// SAFETY: as for `Box<[T]>`.
unsafe impl<T: Sync> Sync for TaskSlice<T> {}

impl<T> TaskSlice<T> {
    /// An array without elements.
    pub const fn new() -> Self {
        Self { first: NonNull::dangling(), len: 0 }
    }

    /// Takes ownership of `len` elements; NULL is fine if `len` is 0.
    ///
    /// # Safety
    ///
    /// `first` points to `len` valid, aligned elements in task memory (M3) that nobody else owns; if `len` is 0 it is
    /// not used.
    pub(crate) const unsafe fn from_raw(first: NonNull<T>, len: usize) -> Self {
        Self { first, len }
    }

    /// Gives the elements to whoever will free their task memory: their address, NULL if there are none, and how many.
    pub fn into_raw(self) -> (*mut T, usize) {
        let this = ManuallyDrop::new(self);
        (if this.len == 0 { std::ptr::null_mut() } else { this.first.as_ptr() }, this.len)
    }
}

impl<T> Drop for TaskSlice<T> {
    fn drop(&mut self) {
        /// Frees the memory also when the destructor of an element panics.
        struct Memory<T>(NonNull<T>);
        impl<T> Drop for Memory<T> {
            fn drop(&mut self) {
                // SAFETY: M3, the memory is task memory and ours.
                unsafe { memory::task_free(self.0.as_ptr().cast()) }
            }
        }
        if self.len == 0 {
            return;
        }
        let memory = Memory(self.first);
        // SAFETY: the elements are ours and are not used again.
        unsafe { NonNull::slice_from_raw_parts(memory.0, self.len).drop_in_place() }
    }
}

impl<T> Deref for TaskSlice<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        // SAFETY: `first` is aligned and leads to `len` elements, borrowed with `self`.
        unsafe { std::slice::from_raw_parts(self.first.as_ptr(), self.len) }
    }
}

impl<T> DerefMut for TaskSlice<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as for `deref`, borrowed mutably with `self`.
        unsafe { std::slice::from_raw_parts_mut(self.first.as_ptr(), self.len) }
    }
}

impl<T> Default for TaskSlice<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> From<Vec<T>> for TaskSlice<T> {
    fn from(mut elements: Vec<T>) -> Self {
        let len = elements.len();
        if len == 0 {
            return Self::new();
        }
        let first = memory::allocate::<T>(len);
        // SAFETY: the memory is new and has room for `len` elements, which the vector forgets.
        unsafe {
            first.as_ptr().copy_from_nonoverlapping(elements.as_ptr(), len);
            elements.set_len(0);
        }
        Self { first, len }
    }
}

impl<T> FromIterator<T> for TaskSlice<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self::from(elements.into_iter().collect::<Vec<_>>())
    }
}

impl<'a, T> IntoIterator for &'a TaskSlice<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Clone> Clone for TaskSlice<T> {
    fn clone(&self) -> Self {
        self.iter().cloned().collect()
    }
}

impl<T: fmt::Debug> fmt::Debug for TaskSlice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<T: PartialEq> PartialEq for TaskSlice<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}
