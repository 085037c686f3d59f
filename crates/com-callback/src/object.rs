//! The typed handle to an object.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

use windows_core::{Interface, Result};

use crate::block::Block;
use crate::declare::{Chain, Declare, DeclaredAgile};
use crate::recognise;

/// The interface that an object with a value of type `T` is declared for.
pub type InterfaceOf<T> = <<T as Declare>::Chain as Chain<T, 0>>::Interface;

/// A COM object with a value of type `T`, and a reference to it: the count is the object's own, so that a clone, an
/// interface pointer and a client's reference are all the same to it.
///
/// It derefs to the value and clones like an `Arc`. It crosses threads exactly when the object is agile.
pub struct Object<T: Declare> {
    block: NonNull<Block<T>>,
    owns: PhantomData<Block<T>>,
}

// SAFETY: O4. `Agile` is a `Threading<T>` only for `T: Send + Sync`, and the count is atomic.
unsafe impl<T: DeclaredAgile> Send for Object<T> {}
// SAFETY: as for `Send`.
unsafe impl<T: DeclaredAgile> Sync for Object<T> {}

impl<T: Declare> Object<T> {
    /// Makes an object of a value.
    pub fn new(value: T) -> Self {
        // SAFETY: O1, `allocate` returns the address of a live block, never NULL.
        unsafe { Self::from_block(NonNull::new_unchecked(Block::allocate(value))) }
    }

    /// The object behind an interface, whichever of its interfaces that is: the same object, counted once more.
    ///
    /// `None` if it is somebody else's, a proxy, or of another type; if it was made by another copy of this crate, as
    /// another DLL has one; and if it is bound to another thread.
    pub fn from_interface<I: Interface>(interface: &I) -> Option<Self> {
        const { assert!(I::UNKNOWN, "only an interface derived from `IUnknown` can be asked") };
        recognise::object(interface)
    }

    /// # Safety
    ///
    /// O1, O2: the block has a reference for this handle.
    pub(crate) unsafe fn from_block(block: NonNull<Block<T>>) -> Self {
        Self { block, owns: PhantomData }
    }

    pub(crate) fn block(&self) -> NonNull<Block<T>> {
        self.block
    }

    /// Another interface of the object, by `QueryInterface`.
    ///
    /// # Errors
    ///
    /// `E_NOINTERFACE` if the object does not have it.
    pub fn cast<I: Interface>(&self) -> Result<I> {
        self.as_interface().cast()
    }

    /// The object's interface, borrowed.
    pub fn as_interface(&self) -> &InterfaceOf<T> {
        let pointer: *const NonNull<Block<T>> = &raw const self.block;
        // SAFETY: M1, an interface type is laid out as its pointer; O1, it points at the vtable word; O2 by the borrow.
        unsafe { &*pointer.cast() }
    }

    /// A new reference to the object's interface, to be given away.
    pub fn to_interface(&self) -> InterfaceOf<T> {
        self.clone().into_interface()
    }

    /// The object's interface in place of this handle.
    pub fn into_interface(self) -> InterfaceOf<T> {
        let this = self.block.as_ptr();
        std::mem::forget(self);
        // SAFETY: O1, a pointer to the block is a pointer to its vtable word; the reference of the handle goes with it.
        unsafe { InterfaceOf::<T>::from_raw(this.cast()) }
    }
}

impl<T: Declare> Deref for Object<T> {
    type Target = T;
    fn deref(&self) -> &T {
        // SAFETY: O1; O2, the handle holds a reference.
        unsafe { Block::value(self.block.as_ptr()) }
    }
}

impl<T: Declare> Clone for Object<T> {
    fn clone(&self) -> Self {
        // SAFETY: O1; O2, the handle holds a reference.
        unsafe { Block::add_ref(self.block.as_ptr()) };
        // SAFETY: O1, O2: the reference just added.
        unsafe { Self::from_block(self.block) }
    }
}

impl<T: Declare> Drop for Object<T> {
    fn drop(&mut self) {
        // SAFETY: O1; O2, the handle gives up its own reference.
        unsafe { Block::release(self.block.as_ptr()) };
    }
}

impl<T: Declare + fmt::Debug> fmt::Debug for Object<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Object").field(&**self).finish()
    }
}
