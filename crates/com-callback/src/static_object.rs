//! Objects without an allocation.

use std::fmt;
use std::ops::Deref;
use std::ptr::NonNull;

use crate::block::Block;
use crate::declare::DeclaredAgile;
use crate::object::{InterfaceOf, Object};

/// A COM object in a `static`: it needs no allocation and never ends.
///
/// ```text
/// static LOG: StaticObject<Log> = StaticObject::new(Log { done: AtomicU32::new(0) });
/// job.set_notify_interface(Some(&LOG.to_interface()))?;
/// ```
pub struct StaticObject<T: DeclaredAgile + Send + Sync>(Block<T>);

// SAFETY: O4. `Agile` is a `Threading<T>` only for `T: Send + Sync`; the vtables are constant and the counts atomic.
unsafe impl<T: DeclaredAgile + Send + Sync> Sync for StaticObject<T> {}
// SAFETY: as for `Sync`.
unsafe impl<T: DeclaredAgile + Send + Sync> Send for StaticObject<T> {}

impl<T: DeclaredAgile + Send + Sync> StaticObject<T> {
    /// Makes the object. One reference is its own, so that no client's is the last.
    pub const fn new(value: T) -> Self {
        Self(Block::in_place((), value))
    }

    /// A reference to the object's interface, to be given away.
    pub fn to_interface(&'static self) -> InterfaceOf<T> {
        self.object().into_interface()
    }

    /// The typed handle.
    pub fn object(&'static self) -> Object<T> {
        let block = NonNull::from(&self.0);
        // SAFETY: O1, the reference covers the whole block, which is never moved or freed; O2, its own reference is never given up.
        unsafe {
            Block::add_ref(block.as_ptr());
            Object::from_block(block)
        }
    }
}

impl<T: DeclaredAgile + Send + Sync> Deref for StaticObject<T> {
    type Target = T;
    fn deref(&self) -> &T {
        // SAFETY: O1, O4; O2, the borrow keeps the block.
        unsafe { Block::value(NonNull::from(&self.0).as_ptr()) }
    }
}

impl<T: DeclaredAgile + Send + Sync + fmt::Debug> fmt::Debug for StaticObject<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StaticObject").field(&**self).finish()
    }
}
