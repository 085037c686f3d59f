//! The caller's array that a method fills: `[out, size_is(n), length_is(*m)]`.

use std::ffi::c_void;
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

use windows_core::Result;

use crate::codes::{E_INVALIDARG, E_POINTER, refuse};
use crate::success::Success;

/// Room for elements in the caller's memory, filled from the front.
///
/// What was pushed reaches the caller if the method succeeds. If it fails or panics, the elements are dropped and the
/// caller sees none.
pub struct OutBuffer<'a, T> {
    first: NonNull<T>,
    capacity: usize,
    len: usize,
    fetched: Option<Fetched>,
    memory: PhantomData<&'a mut [T]>,
}

/// Where the number of elements goes. Part of the buffer, so that buffers that trade places keep their own.
struct Fetched {
    at: NonNull<c_void>,
    write: unsafe fn(NonNull<c_void>, usize) -> bool,
}

impl Fetched {
    /// # Safety
    ///
    /// V2: `at` is writable for as long as the result is used.
    unsafe fn new<N: TryFrom<usize>>(at: NonNull<N>) -> Self {
        /// # Safety
        ///
        /// V2: `at` is writable and was a pointer to an `N`.
        unsafe fn write<N: TryFrom<usize>>(at: NonNull<c_void>, count: usize) -> bool {
            match N::try_from(count) {
                // SAFETY: V2.
                Ok(count) => unsafe { at.cast::<N>().write_unaligned(count) },
                Err(_) => return false,
            }
            true
        }
        Self { at: at.cast(), write: write::<N> }
    }

    fn set(&self, count: usize) -> Result<()> {
        // SAFETY: V2 by the contract of `new`.
        if unsafe { (self.write)(self.at, count) } { Ok(()) } else { Err(refuse(E_INVALIDARG)) }
    }
}

impl<'a, T> OutBuffer<'a, T> {
    /// Clears the caller's array and its count.
    ///
    /// # Safety
    ///
    /// V2, V3 for `first` and `fetched` during `'a`; M1 and M2 for `T`, which is the element or the owner of one.
    pub(crate) unsafe fn new<N, M>(first: *mut T, capacity: N, fetched: *mut M) -> Result<Self>
    where
        N: TryInto<usize>,
        M: TryFrom<usize>,
    {
        // SAFETY: V2, `fetched` is not NULL.
        let fetched = NonNull::new(fetched).map(|fetched| unsafe { Fetched::new(fetched) });
        if let Some(fetched) = &fetched {
            fetched.set(0)?;
        }
        let capacity = capacity.try_into().map_err(|_| refuse(E_INVALIDARG))?;
        if capacity
            .checked_mul(size_of::<T>())
            .is_none_or(|bytes| bytes > isize::MAX.unsigned_abs())
        {
            return Err(refuse(E_INVALIDARG));
        }
        let first = match NonNull::new(first) {
            None if capacity > 0 => return Err(refuse(E_POINTER)),
            None => NonNull::dangling(),
            Some(first) if capacity > 0 && !first.is_aligned() => return Err(refuse(E_INVALIDARG)),
            Some(first) => first,
        };
        if capacity > 0 {
            // SAFETY: V2, V3; M2 for the zeros.
            unsafe { first.write_bytes(0, capacity) };
        }
        if fetched.is_none() && capacity > 1 {
            return Err(refuse(E_INVALIDARG));
        }
        Ok(Self { first, capacity, len: 0, fetched, memory: PhantomData })
    }

    /// How many elements the caller has room for.
    pub const fn capacity(&self) -> usize {
        self.capacity
    }

    /// How many elements have been pushed.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing has been pushed.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether there is no room left.
    pub const fn is_full(&self) -> bool {
        self.len == self.capacity
    }

    /// Adds an element.
    ///
    /// # Errors
    ///
    /// The element itself, if there is no room for it.
    pub fn push(&mut self, element: T) -> std::result::Result<(), T> {
        if self.is_full() {
            return Err(element);
        }
        // SAFETY: V3, there is room; the old content is zero and owns nothing.
        unsafe { self.first.add(self.len).write(element) };
        self.len += 1;
        Ok(())
    }

    /// Takes elements until the buffer is full or there are no more: the answer of an enumerator's `Next`, `S_OK` if
    /// the caller got as many as it asked for, `S_FALSE` if fewer.
    ///
    /// It takes no element that it has no room for, so that the iterator can go on where this call stopped.
    pub fn fill_from(&mut self, elements: impl IntoIterator<Item = T>) -> Success<()> {
        let mut elements = elements.into_iter();
        while !self.is_full() {
            match elements.next() {
                Some(element) => {
                    // SAFETY: V3, there is room; the old content is zero and owns nothing.
                    unsafe { self.first.add(self.len).write(element) };
                    self.len += 1;
                }
                None => return Success::s_false(()),
            }
        }
        Success::ok(())
    }

    /// The method succeeded: writes the count and leaves the elements to the caller.
    pub(crate) fn finish(self) -> Result<()> {
        if let Some(fetched) = &self.fetched {
            fetched.set(self.len)?;
        }
        let _ = ManuallyDrop::new(self);
        Ok(())
    }
}

impl<T> Drop for OutBuffer<'_, T> {
    fn drop(&mut self) {
        let pushed = std::mem::take(&mut self.len);
        for at in 0..pushed {
            // SAFETY: `at` is below what was pushed. The element is moved out, and M2 for the zeros.
            unsafe {
                let element = self.first.add(at).read();
                self.first.add(at).write_bytes(0, 1);
                drop(element);
            }
        }
    }
}

impl<T> fmt::Debug for OutBuffer<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutBuffer")
            .field("len", &self.len)
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// Safe code can exchange two buffers. Each must still tell its own caller, of its own room.
    #[test]
    fn buffers_that_trade_places_keep_their_counts() {
        let (mut small, mut large) = ([9_u32; 1], [9_u32; 3]);
        let (mut in_small, mut in_large) = (9_u32, 9_u16);
        // SAFETY: V2, V3: arrays and counts of this function.
        let (mut first, mut second) = unsafe {
            (
                OutBuffer::new(small.as_mut_ptr(), 1_u32, &raw mut in_small).unwrap(),
                OutBuffer::new(large.as_mut_ptr(), 3_u32, &raw mut in_large).unwrap(),
            )
        };
        std::mem::swap(&mut first, &mut second);
        while first.push(5).is_ok() {}
        first.finish().unwrap();
        drop(second);
        assert_eq!((small, in_small), ([0], 0));
        assert_eq!((large, in_large), ([5; 3], 3));
    }

    #[test]
    fn a_count_that_does_not_fit_takes_everything_back() {
        let (mut elements, mut count) = (vec![0_u8; 300], 9_u8);
        // SAFETY: V2, V3: array and count of this function.
        let mut buffer =
            unsafe { OutBuffer::new(elements.as_mut_ptr(), 300, &raw mut count).unwrap() };
        while buffer.push(7).is_ok() {}
        assert_eq!(buffer.finish().unwrap_err().code(), E_INVALIDARG);
        assert!(elements.iter().all(|element| *element == 0));
        assert_eq!(count, 0);
    }
}
