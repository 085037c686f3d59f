//! Whether an object has weak references, and what they take in it.

use crate::count::Count;
use crate::declare::Declare;
use crate::system::IWeakReference_Vtbl;
use crate::weak;

/// Which references to an object with a value of type `T` there are.
///
/// # Safety
///
/// `weak_count` gives the count in its argument, and `Vtable` is the vtable word of the weak reference; or it gives `None`
/// always. Neither type needs a drop.
pub unsafe trait Counting<T> {
    /// The vtable word of the weak reference, or nothing.
    type Vtable: Copy + 'static;
    /// The count of the weak references, or nothing.
    type Count: 'static;
    /// The word.
    const VTABLE: Self::Vtable;
    /// The count of a new object.
    #[allow(clippy::declare_interior_mutable_const, reason = "each new object begins with a copy")]
    const COUNT: Self::Count;
    /// The count of the weak references.
    fn weak_count(count: &Self::Count) -> Option<&Count>;
}

/// The default: strong references only.
#[derive(Debug)]
pub enum Strong {}

// SAFETY: there is no count.
unsafe impl<T> Counting<T> for Strong {
    type Vtable = ();
    type Count = ();
    const VTABLE: () = ();
    const COUNT: () = ();
    #[inline(always)]
    fn weak_count((): &()) -> Option<&Count> {
        None
    }
}

/// Strong and weak references.
#[derive(Debug)]
pub enum StrongAndWeak {}

// SAFETY: the count is the argument; the vtable is that of the weak reference.
unsafe impl<T: Declare<Counting = Self>> Counting<T> for StrongAndWeak {
    type Vtable = &'static IWeakReference_Vtbl;
    type Count = Count;
    const VTABLE: &'static IWeakReference_Vtbl = &weak::vtable::<T>();
    const COUNT: Count = Count::one();
    #[inline(always)]
    fn weak_count(count: &Count) -> Option<&Count> {
        Some(count)
    }
}
