//! The allocation behind every interface pointer.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::ffi::c_void;
use std::mem::offset_of;

use crate::count::Count;
use crate::counting::Counting;
use crate::declare::{Chain, Declare};
use crate::further::Further;
use crate::guard::{self, During};
use crate::threading::Threading;

type VtableOf<T> = <<T as Declare>::Chain as Chain<T, 0>>::Vtable;
type FurtherOf<T> = <<T as Declare>::Further as Further<T>>::Words;
type WeakVtableOf<T> = <<T as Declare>::Counting as Counting<T>>::Vtable;
type WeakCountOf<T> = <<T as Declare>::Counting as Counting<T>>::Count;
type HeaderOf<T> = <<T as Declare>::Threading as Threading<T>>::Header;

/// One object: what an interface pointer points at.
///
/// Its functions take the raw pointer of the whole allocation and form references to single fields only, and never
/// one that could outlive the object (O1, O3).
#[repr(C)]
pub(crate) struct Block<T: Declare> {
    vtable: &'static VtableOf<T>,
    further: FurtherOf<T>,
    weak_vtable: WeakVtableOf<T>,
    header: HeaderOf<T>,
    count: Count,
    weak_count: WeakCountOf<T>,
    value: T,
}

impl<T: Declare> Block<T> {
    /// A block with one reference that stays where it is put: what a static object consists of.
    pub(crate) const fn in_place(header: HeaderOf<T>, value: T) -> Self {
        Self {
            vtable: <T::Chain as Chain<T, 0>>::VTABLE,
            further: T::Further::WORDS,
            weak_vtable: T::Counting::VTABLE,
            header,
            count: Count::one(),
            weak_count: T::Counting::COUNT,
            value,
        }
    }

    /// Makes an object with one reference, which the caller owns. This is where O1 begins.
    pub(crate) fn allocate(value: T) -> *mut Self {
        Box::into_raw(Box::new(Self::in_place(T::Threading::header(), value)))
    }

    /// Makes an object without a value and without a reference. With weak references it has the one that all strong
    /// references are together, which is the caller's.
    pub(crate) fn allocate_without_value() -> *mut Self {
        let layout = Layout::new::<Self>();
        // SAFETY: a block is never empty: it has a vtable word.
        let block = unsafe { alloc(layout) }.cast::<Self>();
        if block.is_null() {
            handle_alloc_error(layout);
        }
        // SAFETY: the memory has the layout of a block, and is nobody else's yet. O1 for all but the value.
        unsafe {
            (&raw mut (*block).vtable).write(<T::Chain as Chain<T, 0>>::VTABLE);
            (&raw mut (*block).further).write(T::Further::WORDS);
            (&raw mut (*block).weak_vtable).write(T::Counting::VTABLE);
            (&raw mut (*block).header).write(T::Threading::header());
            (&raw mut (*block).count).write(Count::none());
            (&raw mut (*block).weak_count).write(T::Counting::COUNT);
        }
        block
    }

    /// Gives a block its value and its first reference, which the caller owns.
    ///
    /// # Safety
    ///
    /// `block` is from [`allocate_without_value`](Self::allocate_without_value) and has no value yet.
    pub(crate) unsafe fn complete(block: *mut Self, value: T) {
        // SAFETY: by the contract of this function; nobody looks at the value while the count is zero.
        unsafe {
            (&raw mut (*block).value).write(value);
            (*block).count.publish();
        }
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

    /// The interface pointer to vtable word `at`.
    ///
    /// # Safety
    ///
    /// O1; the object has that many further words.
    #[inline(always)]
    pub(crate) unsafe fn interface(block: *mut Self, at: usize) -> *mut c_void {
        // SAFETY: O1, the further words follow the first.
        unsafe { block.cast::<*const c_void>().add(at).cast() }
    }

    /// The object whose weak reference is behind the pointer.
    ///
    /// # Safety
    ///
    /// O1 for the word of the weak reference.
    #[inline(always)]
    pub(crate) unsafe fn from_weak(this: *mut c_void) -> *mut Self {
        // SAFETY: O1, the word lies inside the block.
        unsafe { this.byte_sub(offset_of!(Self, weak_vtable)).cast() }
    }

    /// The pointer to the object's weak reference, which has an identity of its own.
    ///
    /// # Safety
    ///
    /// O1.
    #[inline(always)]
    pub(crate) unsafe fn weak_interface(block: *mut Self) -> *mut c_void {
        // SAFETY: O1.
        unsafe { (&raw mut (*block).weak_vtable).cast() }
    }

    /// The value.
    ///
    /// # Safety
    ///
    /// O1, O4, and O2 for as long as the reference is used.
    #[inline(always)]
    pub(crate) unsafe fn value<'a>(this: *mut Self) -> &'a T {
        // SAFETY: O1, O2. Nothing makes a mutable reference to the value before O3.
        unsafe { &(*this).value }
    }

    /// Whether the calling thread may touch the value.
    ///
    /// # Safety
    ///
    /// O1, and O2 or O5.
    #[inline(always)]
    pub(crate) unsafe fn may_enter(this: *mut Self) -> bool {
        // SAFETY: as for this function; the header never changes.
        T::Threading::may_enter(unsafe { &(*this).header })
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

    /// Adds a reference for the holder of a weak one, and says whether there was a value still.
    ///
    /// # Safety
    ///
    /// O1, O5.
    pub(crate) unsafe fn try_add_ref(this: *mut Self) -> bool {
        // SAFETY: O1, O5.
        unsafe { (*this).count.try_add() }
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

    /// Adds a weak reference and returns the new count.
    ///
    /// # Safety
    ///
    /// O1, and O2 or O5.
    pub(crate) unsafe fn add_weak(this: *mut Self) -> u32 {
        // SAFETY: as for this function.
        unsafe { T::Counting::weak_count(&(*this).weak_count).map_or(0, Count::add) }
    }

    /// Gives a weak reference up, frees the memory if it was the last, and returns the new count.
    ///
    /// # Safety
    ///
    /// O1, O5; the weak reference is the caller's own, or the one of all strong references after O3.
    pub(crate) unsafe fn release_weak(this: *mut Self) -> u32 {
        // SAFETY: as for this function.
        let left = unsafe { T::Counting::weak_count(&(*this).weak_count).and_then(Count::release) };
        match left {
            Some(left) => left.get(),
            None => {
                // SAFETY: O3, O5: no reference of either kind is left. The block was allocated by this layout, by
                // `Box` or here. All but the value, which is gone, needs no drop.
                unsafe { dealloc(this.cast(), Layout::new::<Self>()) };
                0
            }
        }
    }

    /// Ends the value, also when its destructor panics, and then gives up the memory.
    ///
    /// On a thread that must not touch the value, it is left as it is, in its memory.
    ///
    /// # Safety
    ///
    /// O1, O3: this was the last reference.
    #[inline(always)]
    unsafe fn destroy(this: *mut Self) {
        // SAFETY: O1, O3.
        unsafe {
            if !Self::may_enter(this) {
                return guard::leaked::<T>();
            }
            if T::FINAL_RELEASE.is_some() || std::mem::needs_drop::<T>() {
                Self::end_value(this);
            }
            Self::release_weak(this);
        }
    }

    /// Drops the value, or gives it to whom the declaration names; a panic of either ends here.
    ///
    /// Out of line, so that Release stays a handful of instructions.
    ///
    /// # Safety
    ///
    /// O1, O3: this was the last reference, and the value is not used again.
    #[inline(never)]
    unsafe fn end_value(this: *mut Self) {
        match T::FINAL_RELEASE {
            Some(take) => {
                // SAFETY: O3, nobody else can reach the value, and nobody reads it again.
                let value = unsafe { (&raw mut (*this).value).read() };
                guard::contain::<T, _>(During::FinalRelease, || take(value));
            }
            None => {
                // SAFETY: O3, nobody else can reach the value.
                let drop = || unsafe { (&raw mut (*this).value).drop_in_place() };
                guard::contain::<T, _>(During::Destructor, drop);
            }
        }
    }
}
