//! The calling side, against callees that break their promises.

use std::ptr::{NonNull, dangling_mut, null_mut, without_provenance_mut};

use com_callback::__private::caller::{self, Fill, Out};
use com_callback::codes::{E_ACCESSDENIED, E_INVALIDARG, E_POINTER, E_UNEXPECTED, S_FALSE, S_OK};
use com_callback::memory::{task_alloc, task_free};
use com_callback::{HRESULT, Interface, TaskSlice};

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

#[test]
fn an_interface_that_is_taken_is_owned() {
    let live = Live::default();
    let mut out = Out::<*mut std::ffi::c_void>::new();
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
