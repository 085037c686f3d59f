//! The allocation behind every interface pointer.

use std::alloc::{Layout, dealloc};
use std::ffi::c_void;

use crate::count::Count;
use crate::declare::{Chain, Declare, Threading};
use crate::guard::{self, During};

type VtableOf<T> = <<T as Declare>::Chain as Chain<T, 0>>::Vtable;
type HeaderOf<T> = <<T as Declare>::Threading as Threading<T>>::Header;

/// One object: what an interface pointer points at.
///
/// Its functions take the raw pointer of the whole allocation and form references to single fields only, and never
/// one that could outlive the object (O1, O3).
#[repr(C)]
pub(crate) struct Block<T: Declare> {
    vtable: &'static VtableOf<T>,
    count: Count,
    header: HeaderOf<T>,
    value: T,
}

impl<T: Declare> Block<T> {
    /// Makes an object with one reference, which the caller owns. This is where O1 begins.
    pub(crate) fn allocate(value: T) -> *mut Self {
        Box::into_raw(Box::new(Self {
            vtable: <T::Chain as Chain<T, 0>>::VTABLE,
            count: Count::one(),
            header: T::Threading::header(),
            value,
        }))
    }

    /// The object whose vtable word `AT` the interface pointer points at.
    ///
    /// # Safety
    ///
    /// O1.
    #[inline(always)]
    pub(crate) unsafe fn from_this<const AT: usize>(this: *mut c_void) -> *mut Self {
        // SAFETY: O1, `AT` words before stay inside the block.
        unsafe { this.cast::<*const c_void>().sub(AT).cast() }
    }

    /// The value.
    ///
    /// # Safety
    ///
    /// O1, and O2 for as long as the reference is used.
    #[inline(always)]
    pub(crate) unsafe fn value<'a>(this: *mut Self) -> &'a T {
        // SAFETY: O1, O2. Nothing makes a mutable reference to the value before O3.
        unsafe { &(*this).value }
    }

    /// Adds a reference and returns the new count.
    ///
    /// # Safety
    ///
    /// O1, O2.
    #[inline(always)]
    pub(crate) unsafe fn add_ref(this: *mut Self) -> u32 {
        // SAFETY: O1, O2.
        unsafe { (*this).count.add() }
    }

    /// Gives a reference up, destroys the object if it was the last, and returns the new count.
    ///
    /// # Safety
    ///
    /// O1, O2; the reference is the caller's own.
    #[inline(always)]
    pub(crate) unsafe fn release(this: *mut Self) -> u32 {
        // SAFETY: O1, O2. The reference to the count is to an atomic, which makes no claim on memory that another
        // thread may free once the count is down.
        match unsafe { (*this).count.release() } {
            Some(left) => left.get(),
            None => {
                // SAFETY: O3.
                unsafe { Self::destroy(this) };
                0
            }
        }
    }

    /// Drops the value and frees the memory, also when the value's destructor panics.
    ///
    /// # Safety
    ///
    /// O1, O3: this was the last reference.
    #[inline(always)]
    unsafe fn destroy(this: *mut Self) {
        if std::mem::needs_drop::<T>() {
            // SAFETY: O3.
            unsafe { Self::drop_value(this) };
        }
        // SAFETY: O3. The block came from a `Box`, which allocates by this layout.
        unsafe {
            (&raw mut (*this).header).drop_in_place();
            dealloc(this.cast(), Layout::new::<Self>());
        }
    }

    /// Drops the value; a panic of its destructor ends here.
    ///
    /// Out of line, so that Release stays a handful of instructions.
    ///
    /// # Safety
    ///
    /// O1, O3: this was the last reference, and the value is not used again.
    #[inline(never)]
    unsafe fn drop_value(this: *mut Self) {
        // SAFETY: O3, nobody else can reach the value.
        guard::contain::<T, _>(During::Destructor, || unsafe {
            (&raw mut (*this).value).drop_in_place()
        });
    }
}
