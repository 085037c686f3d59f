//! `[in]` and `[in, out]` parameters: from what the caller passed to what the user's method takes.
//!
//! What the IDL does not allow is refused before user code runs: NULL by `E_POINTER`, what no Rust reference may point
//! at by `E_INVALIDARG`.

use std::ffi::{CStr, c_char, c_void};
use std::ptr::NonNull;

use windows_core::{Interface, PWSTR, Result};

use crate::bstr::{BSTR, Bstr};
use crate::codes::{DISP_E_BADVARTYPE, E_INVALIDARG, E_POINTER, refuse};
use crate::variant::{VARIANT, Variant};
use crate::wide::{WStr, WString};

/// `[in] IFoo *`, borrowed for the call.
///
/// # Safety
///
/// V5.
#[inline(always)]
pub unsafe fn interface<I: Interface>(raw: &*mut c_void) -> Result<&I> {
    // SAFETY: V5.
    match unsafe { interface_opt(raw) } {
        Some(interface) => Ok(interface),
        None => Err(refuse(E_POINTER)),
    }
}

/// `[in, unique] IFoo *`, borrowed for the call.
///
/// # Safety
///
/// V5.
#[inline(always)]
pub unsafe fn interface_opt<I: Interface>(raw: &*mut c_void) -> Option<&I> {
    // SAFETY: V5; M1, `Option<&I>` is NULL or the address of the pointer.
    unsafe { I::from_raw_borrowed(raw) }
}

/// `[in, out] IFoo **`: the method finds the caller's pointer, which releases what it overwrites.
///
/// # Safety
///
/// V2, V5 for what is pointed to.
#[inline(always)]
pub unsafe fn interface_mut<'a, I: Interface>(raw: *mut *mut c_void) -> Result<&'a mut Option<I>> {
    // SAFETY: V2, V5; M1.
    unsafe { reference_mut(raw.cast::<Option<I>>()) }
}

/// `[in] const S *`.
///
/// # Safety
///
/// V2.
#[inline(always)]
pub unsafe fn reference<'a, S>(raw: *const S) -> Result<&'a S> {
    // SAFETY: V2.
    match unsafe { reference_opt(raw) } {
        Ok(Some(reference)) => Ok(reference),
        Ok(None) => Err(refuse(E_POINTER)),
        Err(error) => Err(error),
    }
}

/// `[in, unique] const S *`.
///
/// # Safety
///
/// V2.
#[inline(always)]
pub unsafe fn reference_opt<'a, S>(raw: *const S) -> Result<Option<&'a S>> {
    if !raw.is_aligned() {
        return Err(refuse(E_INVALIDARG));
    }
    // SAFETY: V2, and aligned.
    Ok(unsafe { raw.as_ref() })
}

/// `[in, out] T *`.
///
/// # Safety
///
/// V2.
#[inline(always)]
pub unsafe fn reference_mut<'a, S>(raw: *mut S) -> Result<&'a mut S> {
    // SAFETY: V2.
    match unsafe { reference_mut_opt(raw) } {
        Ok(Some(reference)) => Ok(reference),
        Ok(None) => Err(refuse(E_POINTER)),
        Err(error) => Err(error),
    }
}

/// `[in, out, unique] T *`.
///
/// # Safety
///
/// V2.
#[inline(always)]
pub unsafe fn reference_mut_opt<'a, S>(raw: *mut S) -> Result<Option<&'a mut S>> {
    if !raw.is_aligned() {
        return Err(refuse(E_INVALIDARG));
    }
    // SAFETY: V2, and aligned.
    Ok(unsafe { raw.as_mut() })
}

/// `[in, size_is(n)] const T[]`; NULL without elements is fine.
///
/// # Safety
///
/// V2, V3.
#[inline(always)]
pub unsafe fn slice<'a, S>(raw: *const S, count: impl TryInto<usize>) -> Result<&'a [S]> {
    let count = length::<S>(raw, count)?;
    if count == 0 {
        return Ok(&[]);
    }
    // SAFETY: V2, V3; `length` refused NULL, misaligned and huge.
    Ok(unsafe { std::slice::from_raw_parts(raw, count) })
}

/// `[in, unique, size_is(n)] const T *`; NULL is `None`, whatever the count.
///
/// # Safety
///
/// V2, V3.
#[inline(always)]
pub unsafe fn slice_opt<'a, S>(
    raw: *const S,
    count: impl TryInto<usize>,
) -> Result<Option<&'a [S]>> {
    if raw.is_null() {
        return Ok(None);
    }
    // SAFETY: V2, V3.
    unsafe { slice(raw, count) }.map(Some)
}

/// `[in, out, size_is(n)] T[]`; NULL without elements is fine.
///
/// # Safety
///
/// V2, V3.
#[inline(always)]
pub unsafe fn slice_mut<'a, S>(raw: *mut S, count: impl TryInto<usize>) -> Result<&'a mut [S]> {
    let count = length::<S>(raw, count)?;
    if count == 0 {
        return Ok(&mut []);
    }
    // SAFETY: V2, V3; `length` refused NULL, misaligned and huge.
    Ok(unsafe { std::slice::from_raw_parts_mut(raw, count) })
}

/// `[in, out, unique, size_is(n)] T *`; NULL is `None`, whatever the count.
///
/// # Safety
///
/// V2, V3.
#[inline(always)]
pub unsafe fn slice_mut_opt<'a, S>(
    raw: *mut S,
    count: impl TryInto<usize>,
) -> Result<Option<&'a mut [S]>> {
    if raw.is_null() {
        return Ok(None);
    }
    // SAFETY: V2, V3.
    unsafe { slice_mut(raw, count) }.map(Some)
}

/// `[in, size_is(n)] IFoo **`; elements may be NULL.
///
/// # Safety
///
/// V2, V3, V5 for each element.
#[inline(always)]
pub unsafe fn interfaces<'a, I: Interface>(
    raw: *const *mut c_void,
    count: impl TryInto<usize>,
) -> Result<&'a [Option<I>]> {
    // SAFETY: V2, V3, V5; M1.
    unsafe { slice(raw.cast::<Option<I>>(), count) }
}

/// The count of an array that can be made a slice of.
#[inline(always)]
fn length<S>(raw: *const S, count: impl TryInto<usize>) -> Result<usize> {
    match count.try_into() {
        Ok(0) => Ok(0),
        Ok(count)
            if !raw.is_null()
                && raw.is_aligned()
                && count
                    .checked_mul(size_of::<S>())
                    .is_some_and(|bytes| bytes <= isize::MAX.unsigned_abs()) =>
        {
            Ok(count)
        }
        _ => Err(refuse(E_INVALIDARG)),
    }
}

/// `[in, string] LPCSTR`.
///
/// # Safety
///
/// V2, V4.
#[inline(always)]
pub unsafe fn narrow<'a>(raw: *const c_char) -> Result<&'a CStr> {
    // SAFETY: V2, V4.
    unsafe { narrow_opt(raw)? }.ok_or_else(|| refuse(E_POINTER))
}

/// `[in, unique, string] LPCSTR`.
///
/// # Errors
///
/// None: it is a `Result` as those of all its kin are.
///
/// # Safety
///
/// V2, V4.
#[inline(always)]
pub unsafe fn narrow_opt<'a>(raw: *const c_char) -> Result<Option<&'a CStr>> {
    // SAFETY: V2, V4: not NULL, and terminated.
    Ok(if raw.is_null() { None } else { Some(unsafe { CStr::from_ptr(raw) }) })
}

/// `[in, string] LPCWSTR`.
///
/// # Safety
///
/// V2, V4.
#[inline(always)]
pub unsafe fn wide<'a>(raw: *const u16) -> Result<&'a WStr> {
    // SAFETY: V2, V4.
    match unsafe { wide_opt(raw) } {
        Ok(Some(text)) => Ok(text),
        Ok(None) => Err(refuse(E_POINTER)),
        Err(error) => Err(error),
    }
}

/// `[in, unique, string] LPCWSTR`.
///
/// # Safety
///
/// V2, V4.
#[inline(always)]
pub unsafe fn wide_opt<'a>(raw: *const u16) -> Result<Option<&'a WStr>> {
    if !raw.is_aligned() {
        return Err(refuse(E_INVALIDARG));
    }
    // SAFETY: V2, V4, and aligned.
    Ok(NonNull::new(raw.cast_mut()).map(|first| unsafe { WStr::from_ptr(first) }))
}

/// `[in, out, string] LPWSTR *`: the method finds the caller's string, which frees what it overwrites.
///
/// # Safety
///
/// V2, V4 and M3 for what is pointed to.
#[inline(always)]
pub unsafe fn wide_mut<'a>(raw: *mut PWSTR) -> Result<&'a mut Option<WString>> {
    // SAFETY: V2, V4, M3; M1.
    unsafe { reference_mut(raw.cast::<Option<WString>>()) }
}

/// `[in] BSTR`, borrowed for the call; NULL is the empty string.
///
/// # Safety
///
/// V2: `raw` is NULL or a BSTR.
#[inline(always)]
pub unsafe fn bstr(raw: &BSTR) -> &Bstr {
    // SAFETY: V2; M1.
    unsafe { &*std::ptr::from_ref(raw).cast() }
}

/// `[in, out] BSTR *`: the method finds the caller's string, which frees what it overwrites.
///
/// # Safety
///
/// V2.
#[inline(always)]
pub unsafe fn bstr_mut<'a>(raw: *mut BSTR) -> Result<&'a mut Bstr> {
    // SAFETY: V2; M1.
    unsafe { reference_mut(raw.cast::<Bstr>()) }
}

/// `[in] const VARIANT *`, and `[in] VARIANT` by its address.
///
/// # Safety
///
/// V2: a valid VARIANT.
#[inline(always)]
pub unsafe fn variant<'a>(raw: *const VARIANT) -> Result<&'a Variant> {
    // SAFETY: V2; M1.
    unsafe { reference(raw.cast::<Variant>()) }
}

/// `[in, unique] const VARIANT *`.
///
/// # Safety
///
/// V2: NULL or a valid VARIANT.
#[inline(always)]
pub unsafe fn variant_opt<'a>(raw: *const VARIANT) -> Result<Option<&'a Variant>> {
    // SAFETY: V2; M1.
    unsafe { reference_opt(raw.cast::<Variant>()) }
}

/// `[in, optional] VARIANT`: none for NULL, and for what stands for an argument that is left out.
///
/// # Safety
///
/// V2: NULL or a valid VARIANT.
#[inline(always)]
pub unsafe fn variant_unless_missing<'a>(raw: *const VARIANT) -> Result<Option<&'a Variant>> {
    // SAFETY: V2.
    let variant = unsafe { variant_opt(raw)? };
    Ok(variant.filter(|variant| !variant.is_missing()))
}

/// `[in, out] VARIANT *`: the method finds the caller's VARIANT, which clears what it overwrites.
///
/// `BYREF` is refused by `DISP_E_BADVARTYPE`: the method could move it out of the call that it is valid for.
///
/// # Safety
///
/// V2: a valid VARIANT.
#[inline(always)]
pub unsafe fn variant_mut<'a>(raw: *mut VARIANT) -> Result<&'a mut Variant> {
    // SAFETY: V2; M1.
    let variant = unsafe { reference_mut(raw.cast::<Variant>())? };
    if variant.vt().is_by_reference() {
        return Err(refuse(DISP_E_BADVARTYPE));
    }
    Ok(variant)
}
