//! The arguments of one raw call: what the IDL declares, NULL in one place if the row says so, rubbish in every `[out]`.

use std::ffi::c_void;
use std::ptr::{NonNull, null_mut};
use std::sync::Arc;

use windows_core::{GUID, HRESULT, IUnknown, Interface};

use super::Probe;
use super::script::Script;

/// What rubbish looks like.
const RUBBISH: u8 = 0xA5;

/// A string that is not empty.
static TEXT: [u16; 6] = [0x70, 0x72, 0x6f, 0x62, 0x65, 0];

/// Memory for one pointer parameter, at any alignment that a type of the IDL has.
struct Room {
    first: NonNull<u128>,
    words: usize,
    bytes: usize,
    /// Which pointer parameter, if it is an `[out]`.
    out: Option<usize>,
}

impl Room {
    fn new(bytes: usize, content: u8, out: Option<usize>) -> Self {
        let words = bytes.div_ceil(size_of::<u128>()).max(1);
        let words_of_content = vec![u128::from_ne_bytes([content; size_of::<u128>()]); words];
        let first = Box::into_raw(words_of_content.into_boxed_slice()).cast::<u128>();
        // SAFETY: the address of a box.
        Self { first: unsafe { NonNull::new_unchecked(first) }, words, bytes, out }
    }

    fn is_zero(&self) -> bool {
        // SAFETY: the memory is ours and was initialised to the last byte. What a callee wrote there since has no padding,
        // or was written by bytes.
        let bytes =
            unsafe { std::slice::from_raw_parts(self.first.as_ptr().cast::<u8>(), self.bytes) };
        bytes.iter().all(|byte| *byte == 0)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let slice = std::ptr::slice_from_raw_parts_mut(self.first.as_ptr(), self.words);
        // SAFETY: the box that `new` made.
        drop(unsafe { Box::from_raw(slice) });
    }
}

/// The arguments of one raw call.
///
/// `at` is the place of a parameter among the pointers of its method.
#[doc(hidden)]
pub struct Places {
    null: Option<usize>,
    rooms: Vec<Room>,
    lent: Vec<IUnknown>,
    bystander: Arc<Script>,
}

impl Places {
    /// Arguments of which one, if any, is NULL.
    pub(super) fn new(null: Option<usize>) -> Self {
        Self { null, rooms: Vec::new(), lent: Vec::new(), bystander: Script::new() }
    }

    /// `[in] IFoo *`: a stub.
    pub fn interface<I: Probe>(&mut self, at: usize) -> *mut c_void {
        let stub = I::stub(&self.bystander);
        // SAFETY: every interface begins with `IUnknown`, and the reference goes with the pointer.
        let stub = unsafe { IUnknown::from_raw(stub.into_raw()) };
        self.lend(at, stub)
    }

    /// `[in] IUnknown *`.
    pub fn unknown(&mut self, at: usize) -> *mut c_void {
        self.lend(at, super::inert::inert())
    }

    fn lend(&mut self, at: usize, interface: IUnknown) -> *mut c_void {
        if self.null == Some(at) {
            return null_mut();
        }
        let pointer = interface.as_raw();
        self.lent.push(interface);
        pointer
    }

    /// `[in] T *`, `[in, out] T *`: a zero, which is valid for every `T` without a pointer in it, and NULL behind any other.
    pub fn input<T>(&mut self, at: usize) -> *mut T {
        self.room(at, 0, None)
    }

    /// `[out] T *`: rubbish.
    pub fn out<T>(&mut self, at: usize) -> *mut T {
        self.room(at, RUBBISH, Some(at))
    }

    /// `[in] LPCWSTR`.
    pub fn wide(&mut self, at: usize) -> *const u16 {
        if self.null == Some(at) { std::ptr::null() } else { TEXT.as_ptr() }
    }

    /// `[in] REFIID`: that of `IUnknown`.
    pub fn iid(&mut self, at: usize) -> *mut GUID {
        let place = self.input::<GUID>(at);
        if !place.is_null() {
            // SAFETY: room for a GUID.
            unsafe { place.write(IUnknown::IID) };
        }
        place
    }

    /// `[in] U *`: this value.
    pub fn holding<T>(&mut self, at: usize, value: T) -> *mut T {
        let place = self.input::<T>(at);
        if !place.is_null() {
            // SAFETY: room for a `T`, at any alignment that it has.
            unsafe { place.write(value) };
        }
        place
    }

    /// A string inside a union, which the callee must not write to.
    pub fn text(&self) -> *mut u16 {
        TEXT.as_ptr().cast_mut()
    }

    fn room<T>(&mut self, at: usize, content: u8, out: Option<usize>) -> *mut T {
        if self.null == Some(at) {
            return null_mut();
        }
        let room = Room::new(size_of::<T>(), content, out);
        let first = room.first.as_ptr().cast();
        self.rooms.push(room);
        first
    }

    /// Whether every interface that was lent has the one reference that it had.
    pub(super) fn are_borrowed(&self) -> bool {
        self.lent.iter().all(|lent| super::subject::count(lent) == 1)
    }

    /// The `[out]`s that are not zero after the call; none if there are no `[out]`s at all.
    pub(super) fn not_cleared(&self) -> Option<Vec<usize>> {
        let mut outs = self.rooms.iter().filter_map(|room| Some((room, room.out?))).peekable();
        outs.peek()?;
        Some(outs.filter(|(room, _)| !room.is_zero()).map(|(_, at)| at).collect())
    }
}

/// What a raw call returned.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// An HRESULT.
    Code(HRESULT),
    /// Something else, and whether it was zero.
    Value(bool),
    /// Nothing at all.
    Nothing,
}

impl Returned {
    /// Something else than an HRESULT.
    ///
    /// # Safety
    ///
    /// `T` has no padding.
    pub unsafe fn value<T>(value: T) -> Self {
        // SAFETY: a value without padding is initialised bytes.
        let bytes =
            unsafe { std::slice::from_raw_parts((&raw const value).cast::<u8>(), size_of::<T>()) };
        Self::Value(bytes.iter().all(|byte| *byte == 0))
    }
}
