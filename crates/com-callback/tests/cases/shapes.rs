//! What thunks call for parameters of a shape that no interface of these tests has.

use std::ptr::{null, null_mut};

use com_callback::__private::thunk;
use com_callback::Variant;
use com_callback::codes::E_INVALIDARG;

#[test]
fn an_optional_variant_may_be_left_out_in_two_ways() {
    let given = |variant: *const Variant| {
        // SAFETY: NULL, or a VARIANT of this test.
        unsafe { thunk::variant_unless_missing(variant.cast()) }.unwrap().map(|found| found.vt())
    };
    assert_eq!(given(null()), None);
    assert_eq!(given(&Variant::missing()), None);
    assert_eq!(given(&Variant::empty()), Some(Variant::empty().vt()), "empty is a value");
}

#[test]
fn an_array_to_be_filled_to_the_last_is_cleared() {
    let mut array = [9_u32; 3];
    // SAFETY: the array has room for two.
    let cleared = unsafe { thunk::slice_out(array.as_mut_ptr(), 2_u32) }.unwrap();
    assert_eq!(*cleared, [0, 0]);
    cleared[1] = 5;
    assert_eq!(array, [0, 5, 9]);
    // SAFETY: NULL has no elements.
    let (none, one) = unsafe {
        (thunk::slice_out::<u32>(null_mut(), 0_u32), thunk::slice_out::<u32>(null_mut(), 1_u32))
    };
    assert!(none.unwrap().is_empty());
    assert_eq!(one.unwrap_err().code(), E_INVALIDARG);
}

/// A slice never reaches over half of the addresses that there are, whatever a client claims.
#[test]
fn an_array_that_no_slice_can_be_made_of_is_refused() {
    let (mut byte, mut fetched) = (1_u8, 9_usize);
    let most = isize::MAX.unsigned_abs() + 1;
    // SAFETY: what is refused is never looked at; the count is a local.
    let (taken, buffer) = unsafe {
        (thunk::slice(&raw const byte, most), thunk::buffer(&raw mut byte, most, &raw mut fetched))
    };
    assert_eq!(taken.unwrap_err().code(), E_INVALIDARG);
    assert_eq!(buffer.unwrap_err().code(), E_INVALIDARG);
    assert_eq!((byte, fetched), (1, 0));
}
