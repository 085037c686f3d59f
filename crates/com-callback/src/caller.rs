//! What emitted callers call: the calling side of the boundary.
//!
//! An emitted caller lends its arguments (C2), calls through the vtable (C1) and takes over what the callee left in the
//! [`Out`]s (C3). All contracts are those of [`invariants`](crate::invariants).

use std::borrow::Cow;
use std::ffi::{CStr, c_char, c_void};
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use windows_core::{BOOL, HRESULT, Interface, PCWSTR, PWSTR, Result};

use crate::bstr::{BSTR, Bstr};
use crate::codes::{E_INVALIDARG, E_POINTER, E_UNEXPECTED, refuse};
use crate::success::Success;
use crate::task_slice::TaskSlice;
use crate::variant::{VARIANT, Variant};
use crate::wide::{WStr, WString, WideArg};

/// A zeroed place for a result of the callee.
///
/// What a failing callee leaves in it is not touched. After success, take **every** `Out` before the first `?`, so that
/// what the callee gave away is owned.
#[derive(Debug)]
#[must_use]
pub struct Out<W>(MaybeUninit<W>);

impl<W> Out<W> {
    /// A place of zeros.
    #[inline(always)]
    pub const fn new() -> Self {
        Self(MaybeUninit::zeroed())
    }

    /// Its address, for the callee.
    #[inline(always)]
    pub const fn as_ptr(&mut self) -> *mut W {
        self.0.as_mut_ptr()
    }

    /// A result that owns nothing, or that the user takes over as it is.
    ///
    /// # Safety
    ///
    /// C3; M2 for `W`.
    #[inline(always)]
    pub const unsafe fn value(self) -> W {
        // SAFETY: C3, M2: zero or what the callee wrote.
        unsafe { self.0.assume_init() }
    }
}

impl<W> Default for Out<W> {
    fn default() -> Self {
        Self::new()
    }
}

impl Out<BOOL> {
    /// A truth value.
    #[inline(always)]
    pub fn flag(self) -> bool {
        // SAFETY: every bit pattern is a BOOL.
        unsafe { self.value() }.as_bool()
    }
}

impl Out<*mut c_void> {
    /// An interface pointer.
    ///
    /// # Errors
    ///
    /// `E_POINTER` for NULL: the callee succeeded without a result.
    ///
    /// # Safety
    ///
    /// C3: NULL or an owned reference to an `I`.
    #[inline(always)]
    pub unsafe fn interface<I: Interface>(self) -> Result<I> {
        // SAFETY: C3.
        unsafe { self.interface_opt() }.ok_or_else(|| refuse(E_POINTER))
    }

    /// An interface pointer that may be NULL.
    ///
    /// # Safety
    ///
    /// C3: NULL or an owned reference to an `I`.
    #[inline(always)]
    pub unsafe fn interface_opt<I: Interface>(self) -> Option<I> {
        // SAFETY: C3; a pointer is read from where a pointer was put.
        unsafe {
            let raw = self.value();
            if raw.is_null() { None } else { Some(I::from_raw(raw)) }
        }
    }
}

impl Out<PWSTR> {
    /// A string.
    ///
    /// # Errors
    ///
    /// `E_POINTER` for NULL: the callee succeeded without a result.
    ///
    /// # Safety
    ///
    /// C3: NULL or an owned, terminated string in task memory.
    #[inline(always)]
    pub unsafe fn wide(self) -> Result<WString> {
        // SAFETY: C3.
        unsafe { self.wide_opt() }.ok_or_else(|| refuse(E_POINTER))
    }

    /// A string that may be NULL.
    ///
    /// # Safety
    ///
    /// C3: NULL or an owned, terminated string in task memory.
    #[inline(always)]
    pub unsafe fn wide_opt(self) -> Option<WString> {
        // SAFETY: C3.
        unsafe { WString::from_raw(self.value()) }
    }
}

impl Out<BSTR> {
    /// A BSTR; NULL is the empty one.
    ///
    /// # Safety
    ///
    /// C3: NULL or an owned BSTR.
    #[inline(always)]
    pub unsafe fn bstr(self) -> Bstr {
        // SAFETY: C3.
        unsafe { Bstr::from_raw(self.value()) }
    }
}

impl Out<VARIANT> {
    /// A VARIANT.
    ///
    /// # Errors
    ///
    /// `DISP_E_BADVARTYPE` if it holds `BYREF`.
    ///
    /// # Safety
    ///
    /// C3: an owned VARIANT.
    #[inline(always)]
    pub unsafe fn variant(self) -> Result<Variant> {
        // SAFETY: C3.
        unsafe { Variant::from_raw(self.value()) }
    }
}

impl<S> Out<*mut S> {
    /// `[out, size_is(, *n)] T **` with its count. `T` is `S`, or the `Option` of an owner laid out as `S` (M1).
    ///
    /// # Errors
    ///
    /// `E_POINTER` for NULL with a count; `E_UNEXPECTED` for an array that is misaligned or a count that is negative
    /// or huge: the callee broke its contract, and the memory is left alone.
    ///
    /// # Safety
    ///
    /// C3: NULL or `count` owned elements in task memory; M1 for `T`.
    pub unsafe fn slice<T>(self, count: impl TryInto<usize>) -> Result<TaskSlice<T>> {
        const { assert!(size_of::<T>() == size_of::<S>(), "the owner is laid out as the element") };
        // SAFETY: C3.
        let first = NonNull::new(unsafe { self.value() }).map(NonNull::cast::<T>);
        let Ok(count) = count.try_into() else { return Err(refuse(E_UNEXPECTED)) };
        match first {
            None if count == 0 => Ok(TaskSlice::new()),
            None => Err(refuse(E_POINTER)),
            Some(first) if count == 0 => {
                // SAFETY: C3, M3: memory without elements is ours to free all the same.
                unsafe { crate::memory::task_free(first.as_ptr().cast()) };
                Ok(TaskSlice::new())
            }
            Some(first) => {
                let fits = count
                    .checked_mul(size_of::<T>())
                    .is_some_and(|bytes| bytes <= isize::MAX.unsigned_abs());
                if !fits || !first.is_aligned() {
                    return Err(refuse(E_UNEXPECTED));
                }
                // SAFETY: C3, and aligned.
                Ok(unsafe { TaskSlice::from_raw(first, count) })
            }
        }
    }
}

/// The user's slice, lent to a callee that fills it: `[out, size_is(n), length_is(*m)]`.
///
/// If an element can own something, only what the callee says it filled is kept, and only if it succeeded. What lies
/// behind that, or is left by a callee that fails or claims too much, was never given away: it is overwritten by zeros
/// without being released, however this value ends.
#[derive(Debug)]
#[must_use]
pub struct Fill<'a, T> {
    elements: &'a mut [T],
    /// How many elements the callee gave away.
    filled: usize,
    /// What becomes of those, if an element can own something.
    adopt: Option<Adopt<T>>,
}

/// Looks at elements that were given away, and says whether the call succeeded with them.
type Adopt<T> = fn(&mut [T]) -> Result<()>;

impl<'a, T> Fill<'a, T> {
    /// Elements that own nothing.
    #[inline(always)]
    pub const fn values(elements: &'a mut [T]) -> Self {
        Self { elements, filled: 0, adopt: None }
    }

    /// Elements that own something, all-zero bytes then owning nothing (M2). Those that the slice holds are released
    /// first, since the callee overwrites them.
    fn owners(elements: &'a mut [T], adopt: Adopt<T>) -> Self
    where
        T: Default,
    {
        elements.fill_with(T::default);
        Self { elements, filled: 0, adopt: Some(adopt) }
    }

    /// The address of the first element, in the form that crosses the boundary.
    #[inline(always)]
    pub const fn as_ptr<W>(&mut self) -> *mut W {
        const { assert!(size_of::<T>() == size_of::<W>(), "the owner is laid out as the element") };
        self.elements.as_mut_ptr().cast()
    }

    /// How many elements there is room for.
    ///
    /// # Errors
    ///
    /// `E_INVALIDARG` if the parameter cannot say as many.
    #[inline(always)]
    pub fn capacity<N: TryFrom<usize>>(&self) -> Result<N> {
        count(self.elements.len())
    }

    /// What the callee answered: its success code and how many elements it filled.
    ///
    /// # Errors
    ///
    /// The callee's own; `E_UNEXPECTED` if it claims more than there was room for. Elements that can own something own
    /// nothing then. `DISP_E_BADVARTYPE` if a VARIANT came with `BYREF`; it is empty, the others are kept.
    #[inline(always)]
    pub fn filled<N>(mut self, code: HRESULT, fetched: N) -> Result<Success<N>>
    where
        N: TryInto<usize> + Copy,
    {
        code.ok()?;
        let filled = fetched
            .try_into()
            .ok()
            .and_then(|filled| Some((filled, self.elements.get_mut(..filled)?)));
        let Some((filled, elements)) = filled else { return Err(refuse(E_UNEXPECTED)) };
        self.filled = filled;
        if let Some(adopt) = self.adopt {
            adopt(elements)?;
        }
        Success::with_code(fetched, code)
    }
}

impl<T> Drop for Fill<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.adopt.is_some()
            && let Some(rest) = self.elements.get_mut(self.filled..)
        {
            // SAFETY: M2. What is overwritten was not given away by the callee (C3).
            unsafe { rest.as_mut_ptr().write_bytes(0, rest.len()) };
        }
    }
}

impl<'a, I: Interface> Fill<'a, Option<I>> {
    /// Interface pointers; those that the slice holds are released first.
    #[inline(always)]
    pub fn interfaces(elements: &'a mut [Option<I>]) -> Self {
        Self::owners(elements, |_| Ok(()))
    }
}

impl<'a> Fill<'a, Option<WString>> {
    /// Strings; those that the slice holds are freed first.
    #[inline(always)]
    pub fn strings(elements: &'a mut [Option<WString>]) -> Self {
        Self::owners(elements, |_| Ok(()))
    }
}

impl<'a> Fill<'a, Variant> {
    /// VARIANTs; those that the slice holds are cleared first.
    #[inline(always)]
    pub fn variants(elements: &'a mut [Variant]) -> Self {
        Self::owners(elements, Variant::refuse_by_reference)
    }
}

/// `size_is`: the length of a slice in the type of its parameter.
///
/// # Errors
///
/// `E_INVALIDARG` if the parameter cannot say as many.
#[inline(always)]
pub fn count<N: TryFrom<usize>>(len: usize) -> Result<N> {
    N::try_from(len).map_err(|_| refuse(E_INVALIDARG))
}

/// `[in, unique, size_is(n)] const T *`: NULL for `None`.
#[inline(always)]
pub const fn slice_opt<T>(elements: Option<&[T]>) -> *const T {
    match elements {
        Some(elements) => elements.as_ptr(),
        None => std::ptr::null(),
    }
}

/// `[in, out, unique, size_is(n)] T *`: NULL for `None`.
#[inline(always)]
pub const fn slice_mut_opt<T>(elements: Option<&mut [T]>) -> *mut T {
    match elements {
        Some(elements) => elements.as_mut_ptr(),
        None => std::ptr::null_mut(),
    }
}

/// The count of a [`slice_opt`] or [`slice_mut_opt`]: 0 for `None`.
///
/// # Errors
///
/// `E_INVALIDARG` if the parameter cannot say as many.
#[inline(always)]
pub fn count_opt<T, N: TryFrom<usize>>(elements: Option<&[T]>) -> Result<N> {
    count(elements.map_or(0, <[T]>::len))
}

/// `[in, unique] IFoo *`: NULL for `None`.
#[inline(always)]
pub fn interface_opt<I: Interface>(interface: Option<&I>) -> *mut c_void {
    interface.map_or(std::ptr::null_mut(), Interface::as_raw)
}

/// `[in, unique] const S *`: NULL for `None`.
#[inline(always)]
pub fn reference_opt<S>(reference: Option<&S>) -> *const S {
    reference.map_or(std::ptr::null(), std::ptr::from_ref)
}

/// `[in, size_is(n)] IFoo **`: the pointers, which stay owned by the slice.
#[inline(always)]
pub const fn interfaces<I: Interface>(elements: &[Option<I>]) -> *mut *mut c_void {
    elements.as_ptr().cast::<*mut c_void>().cast_mut()
}

/// `[in, string] LPCWSTR`: the string, to be kept for the length of the call.
///
/// # Errors
///
/// `E_INVALIDARG` for a string with a NUL inside.
#[inline(always)]
pub fn wide(text: &impl WideArg) -> Result<Cow<'_, WStr>> {
    text.to_wide()
}

/// `[in, unique, string] LPCWSTR`: NULL for `None`.
#[inline(always)]
pub fn wide_opt(text: Option<&WStr>) -> PCWSTR {
    text.map_or(PCWSTR::null(), WStr::as_pcwstr)
}

/// `[in, unique, string] LPCSTR`: NULL for `None`.
#[inline(always)]
pub fn narrow_opt(text: Option<&CStr>) -> *const c_char {
    text.map_or(std::ptr::null(), CStr::as_ptr)
}

/// `[in, string] LPWSTR` inside a union: the callee does not write, though the type would let it.
#[inline(always)]
pub const fn wide_lent(text: &WStr) -> PWSTR {
    PWSTR(text.as_pcwstr().0.cast_mut())
}

/// `[in, out] IFoo **`: the callee may replace the reference.
#[inline(always)]
pub const fn interface_mut<I: Interface>(interface: &mut Option<I>) -> *mut *mut c_void {
    std::ptr::from_mut(interface).cast()
}

/// `[in, out, string] LPWSTR *`: the callee may replace the string.
#[inline(always)]
pub const fn wide_mut(text: &mut Option<WString>) -> *mut PWSTR {
    std::ptr::from_mut(text).cast()
}

/// `[in, out] BSTR *`: the callee may replace the string.
#[inline(always)]
pub const fn bstr_mut(text: &mut Bstr) -> *mut BSTR {
    std::ptr::from_mut(text).cast()
}

/// `[in] const VARIANT *`.
#[inline(always)]
pub const fn variant(variant: &Variant) -> *const VARIANT {
    std::ptr::from_ref(variant).cast()
}

/// `[in, unique] const VARIANT *`: NULL for `None`.
#[inline(always)]
pub fn variant_opt(variant: Option<&Variant>) -> *const VARIANT {
    variant.map_or(std::ptr::null(), self::variant)
}

/// `[in, optional] VARIANT`: what stands for an argument that is left out, for `None`.
#[inline(always)]
pub fn variant_or_missing(variant: Option<&Variant>) -> *const VARIANT {
    const MISSING: &VARIANT = &VARIANT::MISSING;
    std::ptr::from_ref(variant.map_or(MISSING, Variant::as_raw))
}

/// `[in] VARIANT_BOOL`.
#[inline(always)]
pub const fn variant_bool(flag: bool) -> i16 {
    if flag { -1 } else { 0 }
}

/// `[in, out] VARIANT *`: the callee may replace the value.
#[inline(always)]
pub const fn variant_mut(variant: &mut Variant) -> *mut VARIANT {
    std::ptr::from_mut(variant).cast()
}

/// The code of a method that has more than one for success.
///
/// # Errors
///
/// The callee's own.
#[inline(always)]
pub fn success(code: HRESULT) -> Result<Success<()>> {
    code.ok()?;
    Success::with_code((), code)
}
