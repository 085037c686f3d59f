//! The calling side, against callees that break their promises.

use std::ffi::c_void;
use std::ptr::{NonNull, dangling_mut, null_mut, without_provenance_mut};

use com_callback::__private::caller::{self, Fill, Out};
use com_callback::codes::{
    DISP_E_BADVARTYPE, E_ACCESSDENIED, E_INVALIDARG, E_POINTER, E_UNEXPECTED, S_FALSE, S_OK,
};
use com_callback::memory::{task_alloc, task_free};
use com_callback::{HRESULT, IUnknown, Interface, TaskSlice, VARIANT, Value, VarType, Variant};

use crate::emitted::*;
use crate::fixture::{Live, slip};

/// What a callee left for `[out, size_is(, *n)] DWORD **`.
fn left(first: *mut u32, count: i64) -> Result<TaskSlice<u32>, HRESULT> {
    let mut out = Out::<*mut u32>::new();
    // SAFETY: the place is ours; what is left in it is an array of ours, or must not be read.
    unsafe {
        out.as_ptr().write(first);
        out.slice(count).map_err(|error| error.code())
    }
}

#[test]
fn an_array_is_taken_only_if_it_can_be_one() {
    assert_eq!(left(null_mut(), 0).unwrap().len(), 0);
    assert_eq!(left(null_mut(), 1).unwrap_err(), E_POINTER);
    let odd = without_provenance_mut(1001);
    assert_eq!(left(odd, 1).unwrap_err(), E_UNEXPECTED);
    assert_eq!(left(dangling_mut(), -1).unwrap_err(), E_UNEXPECTED);
    assert_eq!(left(dangling_mut(), i64::MAX).unwrap_err(), E_UNEXPECTED);
    assert_eq!(left(task_alloc(8).cast(), 0).unwrap().len(), 0, "memory without elements is freed");
    let (first, count) = TaskSlice::from(vec![1, 2, 3]).into_raw();
    assert_eq!(*left(first, i64::try_from(count).unwrap()).unwrap(), [1, 2, 3]);
}

#[test]
fn a_filled_buffer_is_believed_within_its_room() {
    let mut values = [0_u32; 3];
    assert_eq!(Fill::values(&mut values).filled(S_OK, 3_u32).unwrap().into_value(), 3);
    assert_eq!(Fill::values(&mut values).filled(S_FALSE, 1_i32).unwrap().code(), S_FALSE);
    for claim in [4, -1, i64::MAX] {
        assert_eq!(Fill::values(&mut values).filled(S_OK, claim).unwrap_err().code(), E_UNEXPECTED);
    }
    let mut many = [0_u8; 300];
    assert_eq!(Fill::values(&mut many).capacity::<u8>().unwrap_err().code(), E_INVALIDARG);
    assert_eq!(caller::count::<u16>(70_000).unwrap_err().code(), E_INVALIDARG);
}

/// A failing callee may leave anything in the buffer: it is forgotten, and never released.
#[test]
fn what_a_failing_callee_leaves_is_not_touched() {
    let live = Live::default();
    let mut notes = [Some(slip(1, &live)), None];
    let mut fill = Fill::interfaces(&mut notes);
    assert_eq!(live.count(), 0);
    // SAFETY: the buffer has room for two pointers, which are not used.
    unsafe { fill.as_ptr::<*mut INote>().write(dangling_mut()) };
    assert_eq!(fill.filled(E_ACCESSDENIED, 0_u32).unwrap_err().code(), E_ACCESSDENIED);
    assert!(notes.iter().all(Option::is_none));
}

/// A callee may use the room behind what it fills as it likes: nothing of it reaches the client by a proxy either.
#[test]
fn what_lies_behind_the_filled_elements_is_not_touched() {
    let live = Live::default();
    let mut notes: [Option<INote>; 3] = [None, None, None];
    let mut fill = Fill::interfaces(&mut notes);
    let first = fill.as_ptr::<*mut c_void>();
    // SAFETY: the buffer has room for three pointers, of which one is a reference that goes into it.
    unsafe {
        first.write(slip(1, &live).into_raw());
        first.add(1).write(dangling_mut());
        first.add(2).write(dangling_mut());
    }
    assert_eq!(fill.filled(S_FALSE, 1_u32).unwrap().into_value(), 1);
    assert_eq!(notes[0].as_ref().unwrap().get_id().unwrap(), 1);
    assert!(notes[1..].iter().all(Option::is_none));
    drop(notes);
    assert_eq!(live.count(), 0);
}

/// Who claims more than there was room for is believed in nothing. The same holds when nobody asks: a caller with other
/// results, too, returns the failure of its callee at once.
#[test]
fn what_nobody_was_told_of_is_not_touched() {
    let mut notes: [Option<INote>; 2] = [None, None];
    for claim in [Some(3), Some(-1), None] {
        let mut fill = Fill::interfaces(&mut notes);
        // SAFETY: the buffer has room for two pointers, which are not used.
        unsafe { fill.as_ptr::<*mut c_void>().write(dangling_mut()) };
        if let Some(claim) = claim {
            assert_eq!(fill.filled(S_OK, claim).unwrap_err().code(), E_UNEXPECTED);
        } else {
            drop(fill);
        }
        assert!(notes.iter().all(Option::is_none));
    }
}

#[test]
fn variants_are_filled_without_the_memory_of_others() {
    let live = Live::default();
    let mut values = [Variant::from("old"), Variant::empty(), Variant::empty(), Variant::empty()];
    let by_reference = VarType(VarType::BYREF.0 | VarType::UNKNOWN.0);
    let mut fill = Fill::variants(&mut values);
    let first = fill.as_ptr::<VARIANT>();
    // SAFETY: the buffer has room for four VARIANTs. The type of the second is then written over, which is the first
    // field, and so is that of the fourth, which is not among the filled ones.
    unsafe {
        first.write(Variant::from(1).into_raw());
        first.add(1).cast::<VarType>().write(by_reference);
        first.add(2).write(Variant::from(IUnknown::from(slip(1, &live))).into_raw());
        first.add(3).cast::<VarType>().write(VarType::UNKNOWN);
        first.add(3).byte_add(8).cast::<*mut c_void>().write(dangling_mut());
    }
    assert_eq!(fill.filled(S_OK, 3).unwrap_err().code(), DISP_E_BADVARTYPE);
    assert_eq!(values[0], Variant::from(1));
    assert_eq!((values[1].value(), values[3].value()), (Value::Empty, Value::Empty));
    assert_eq!((values[2].vt(), live.count()), (VarType::UNKNOWN, 1));
    drop(values);
    assert_eq!(live.count(), 0);
}

#[test]
fn an_interface_that_is_taken_is_owned() {
    let live = Live::default();
    let mut out = Out::<*mut c_void>::new();
    // SAFETY: the place is ours, and the reference goes into it.
    unsafe {
        out.as_ptr().write(slip(1, &live).into_raw());
        assert_eq!(out.interface::<INote>().unwrap().get_id().unwrap(), 1);
        assert_eq!(Out::new().interface::<INote>().unwrap_err().code(), E_POINTER);
    }
    assert_eq!(live.count(), 0);
}

#[test]
fn task_slices_own_their_elements() {
    let live = Live::default();
    let slice: TaskSlice<_> = (0..3).map(|id| Some(slip(id, &live))).collect();
    let copy = Clone::clone(&slice);
    drop(slice);
    assert_eq!((live.count(), copy.len()), (3, 3));
    drop(copy);
    assert_eq!(live.count(), 0);
    assert_eq!(TaskSlice::<u32>::default().into_raw(), (null_mut(), 0));
    let (first, count) = TaskSlice::from(vec![POINT { x: 1, y: 2 }]).into_raw();
    // SAFETY: one element in task memory of ours.
    unsafe {
        assert_eq!((NonNull::new(first).unwrap().read().y, count), (2, 1));
        task_free(first.cast());
    }
}

/// An element whose destructor panics takes neither the others nor the memory with it.
#[test]
fn a_panicking_element_does_not_leak_the_others() {
    struct Brittle(bool, #[allow(dead_code, reason = "held to be counted")] Live);
    impl Drop for Brittle {
        fn drop(&mut self) {
            assert!(!self.0, "told to");
        }
    }
    let live = Live::default();
    let slice = TaskSlice::from(vec![
        Brittle(false, live.clone()),
        Brittle(true, live.clone()),
        Brittle(false, live.clone()),
    ]);
    assert_eq!(live.count(), 3);
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(slice))).is_err());
    assert_eq!(live.count(), 0);
}
