//! `[out]` parameters: cleared on entry, set when the method succeeds.

use std::ffi::c_void;
use std::ptr::NonNull;

use windows_core::{BOOL, GUID, IUnknown, Interface, PWSTR, Result};

use crate::bstr::{BSTR, Bstr};
use crate::codes::{E_INVALIDARG, E_POINTER, refuse};
use crate::out_buffer::OutBuffer;
use crate::task_slice::TaskSlice;
use crate::variant::{VARIANT, Variant};
use crate::wide::WString;

/// A cleared place in the caller's memory for a `W`, as it crosses the boundary.
#[derive(Debug)]
#[must_use]
pub struct Out<W>(NonNull<W>);

/// `[out] T *`: clears what the caller's pointer points to.
///
/// # Errors
///
/// `E_POINTER` for NULL.
///
/// # Safety
///
/// V2 for as long as the result is used; M2 for `W`.
#[inline(always)]
pub unsafe fn out<W>(raw: *mut W) -> Result<Out<W>> {
    // SAFETY: V2, M2.
    match unsafe { out_opt(raw) } {
        Some(out) => Ok(out),
        None => Err(refuse(E_POINTER)),
    }
}

/// `[out, unique] T *`, which may be NULL.
///
/// # Safety
///
/// V2 for as long as the result is used; M2 for `W`.
#[inline(always)]
pub unsafe fn out_opt<W>(raw: *mut W) -> Option<Out<W>> {
    let place = NonNull::new(raw)?;
    // SAFETY: V2, M2. By bytes, so that alignment does not matter.
    unsafe { place.cast::<u8>().write_bytes(0, size_of::<W>()) };
    Some(Out(place))
}

impl<W> Out<W> {
    /// Gives the result to the caller.
    ///
    /// `K` is the kind of conversion and is always inferred.
    #[inline(always)]
    pub fn set<K>(self, result: impl IntoWire<W, K>) {
        // SAFETY: V2 by the contract of `out`; what is overwritten is zero and owns nothing.
        unsafe { self.0.write_unaligned(result.into_wire()) };
    }
}

impl Out<*mut c_void> {
    /// `[out, iid_is(riid)] void **`: asks the object for the interface that the caller wants.
    ///
    /// It can fail, so it comes before every other `set` of its thunk.
    ///
    /// # Errors
    ///
    /// Those of [`query`].
    #[inline(always)]
    pub fn query(self, riid: &GUID, object: IUnknown) -> Result<()> {
        self.set(query(riid, &object)?);
        Ok(())
    }
}

/// The interface that the caller wants, owned under the name of its base: what comes of it before another result fails
/// is released.
///
/// # Errors
///
/// What `QueryInterface` says, and `E_POINTER` should it succeed with NULL.
#[inline(always)]
pub fn query(riid: &GUID, object: &IUnknown) -> Result<IUnknown> {
    let mut interface = std::ptr::null_mut();
    // SAFETY: V2 for both pointers, which are to locals of ours. What comes of a success is NULL or owned, and every
    // interface begins with `IUnknown`.
    unsafe {
        object.query(riid, &raw mut interface).ok()?;
        if interface.is_null() { Err(refuse(E_POINTER)) } else { Ok(IUnknown::from_raw(interface)) }
    }
}

/// A result in the form that crosses the boundary.
///
/// `K` tells the conversions apart where the compiler could not; it is always inferred.
pub trait IntoWire<W, K> {
    /// The form that crosses the boundary. What it owns goes with it.
    fn into_wire(self) -> W;
}

/// The kinds of [`IntoWire`].
pub mod wire {
    /// The value itself: numbers, enums, records.
    #[derive(Debug)]
    pub enum Same {}
    /// What an owner holds.
    #[derive(Debug)]
    pub enum Owned {}
    /// What an owner holds, or NULL.
    #[derive(Debug)]
    pub enum Nullable {}
}

impl<W> IntoWire<W, wire::Same> for W {
    #[inline(always)]
    fn into_wire(self) -> W {
        self
    }
}

impl IntoWire<BOOL, wire::Owned> for bool {
    #[inline(always)]
    fn into_wire(self) -> BOOL {
        self.into()
    }
}

/// `VARIANT_BOOL`
impl IntoWire<i16, wire::Owned> for bool {
    #[inline(always)]
    fn into_wire(self) -> i16 {
        -i16::from(self)
    }
}

impl<I: Interface> IntoWire<*mut c_void, wire::Owned> for I {
    #[inline(always)]
    fn into_wire(self) -> *mut c_void {
        self.into_raw()
    }
}

impl<I: Interface> IntoWire<*mut c_void, wire::Nullable> for Option<I> {
    #[inline(always)]
    fn into_wire(self) -> *mut c_void {
        self.map_or(std::ptr::null_mut(), Interface::into_raw)
    }
}

impl IntoWire<PWSTR, wire::Owned> for WString {
    #[inline(always)]
    fn into_wire(self) -> PWSTR {
        self.into_raw()
    }
}

impl IntoWire<PWSTR, wire::Nullable> for Option<WString> {
    #[inline(always)]
    fn into_wire(self) -> PWSTR {
        self.map_or(PWSTR::null(), WString::into_raw)
    }
}

impl IntoWire<BSTR, wire::Owned> for Bstr {
    #[inline(always)]
    fn into_wire(self) -> BSTR {
        self.into_raw()
    }
}

impl IntoWire<VARIANT, wire::Owned> for Variant {
    #[inline(always)]
    fn into_wire(self) -> VARIANT {
        self.into_raw()
    }
}

/// A cleared pointer and count in the caller's memory, for an array that the method allocates.
#[derive(Debug)]
#[must_use]
pub struct OutSlice<T, N> {
    first: Out<*mut T>,
    count: Out<N>,
}

/// `[out, size_is(, *n)] T **` with its count: clears both.
///
/// # Errors
///
/// `E_POINTER` if either is NULL.
///
/// # Safety
///
/// V2 for as long as the result is used; M1 for `T`, which is the element or the owner of one; M2 for `N`.
#[inline(always)]
pub unsafe fn out_slice<T, N>(first: *mut *mut T, count: *mut N) -> Result<OutSlice<T, N>> {
    // SAFETY: V2, M2.
    let (first, count) = unsafe { (out(first), out(count)) };
    Ok(OutSlice { first: first?, count: count? })
}

impl<T, N: TryFrom<usize>> OutSlice<T, N> {
    /// Gives the array to the caller.
    ///
    /// It can fail, so it comes before every `set` of its thunk.
    ///
    /// # Errors
    ///
    /// `E_INVALIDARG` if there are more elements than the count can say.
    #[inline(always)]
    pub fn set(self, elements: TaskSlice<T>) -> Result<()> {
        let count = N::try_from(elements.len()).map_err(|_| refuse(E_INVALIDARG))?;
        self.first.set(elements.into_raw().0);
        self.count.set(count);
        Ok(())
    }
}

/// The caller's array for a method to fill, with the right to say that the method succeeded.
#[derive(Debug)]
pub struct BufferOut<'a, T>(OutBuffer<'a, T>);

/// `[out, size_is(n), length_is(*m)] T[]` with its counts: clears the array and the count.
///
/// # Errors
///
/// `E_POINTER` for a NULL array with room, `E_INVALIDARG` for one that is misaligned or huge, and for a NULL `fetched`
/// with room for more than one: the caller could not know how many it got.
///
/// # Safety
///
/// V2, V3 for as long as the result is used; M1 for `T`, which is the element or the owner of one; M2 for an element.
#[inline(always)]
pub unsafe fn buffer<'a, T, N, M>(
    first: *mut T,
    capacity: N,
    fetched: *mut M,
) -> Result<BufferOut<'a, T>>
where
    N: TryInto<usize>,
    M: TryFrom<usize>,
{
    // SAFETY: V2, V3, M1, M2.
    unsafe { OutBuffer::new(first, capacity, fetched) }.map(BufferOut)
}

impl<'a, T> BufferOut<'a, T> {
    /// What the user's method fills.
    #[inline(always)]
    pub fn buffer(&mut self) -> &mut OutBuffer<'a, T> {
        &mut self.0
    }

    /// The method succeeded: leaves the elements to the caller and tells it how many there are.
    ///
    /// It can fail, so it comes before every `set` of its thunk.
    ///
    /// # Errors
    ///
    /// `E_INVALIDARG` if there are more elements than the count can say.
    #[inline(always)]
    pub fn finish(self) -> Result<()> {
        self.0.finish()
    }
}

/// `[out, size_is(n)] T[]`, an array that the method fills to the last: clears it. NULL without elements is fine.
///
/// # Errors
///
/// `E_INVALIDARG` as for [`slice_mut`](super::slice_mut).
///
/// # Safety
///
/// V2, V3; M2 for `S`.
#[inline(always)]
pub unsafe fn slice_out<'a, S>(raw: *mut S, count: impl TryInto<usize>) -> Result<&'a mut [S]> {
    // SAFETY: V2, V3.
    let slice: &mut [std::mem::MaybeUninit<S>] = unsafe { super::slice_mut(raw.cast(), count)? };
    let (first, count) = (slice.as_mut_ptr(), slice.len());
    // SAFETY: V2, V3, M2: cleared, each element is a valid `S`.
    unsafe {
        first.write_bytes(0, count);
        Ok(std::slice::from_raw_parts_mut(first.cast(), count))
    }
}
