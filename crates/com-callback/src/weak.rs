//! Weak references: `IWeakReferenceSource` as a chain of the object, `IWeakReference` as a word inside it, and a typed handle.
//!
//! A weak reference keeps the object's memory and not its value. It is no allocation of its own: it is a second interface pointer
//! into the block, with an identity and a count of its own.

use std::ffi::c_void;
use std::fmt;
use std::marker::PhantomData;
use std::ptr::NonNull;

use windows_core::{GUID, HRESULT, IUnknown_Vtbl};

use crate::block::Block;
use crate::codes::{E_NOINTERFACE, E_POINTER, RPC_E_WRONG_THREAD, S_OK};
use crate::declare::{Chain, Declare, DeclaredAgile, DeclaredWeak};
use crate::object::Object;
use crate::query::{self, Iid};
use crate::system::{
    IWeakReference, IWeakReference_Vtbl, IWeakReferenceSource, IWeakReferenceSource_Vtbl,
};
use crate::threading::Threading;
use crate::thunk;

/// Names the chain of `IWeakReferenceSource`; nobody implements it.
pub trait WeakReferenceSource {}

// SAFETY: the vtable is that of `IWeakReferenceSource`, with thunks for `T` and `AT`; the IID is its own.
unsafe impl<T, const AT: usize> Chain<T, AT> for dyn WeakReferenceSource
where
    T: DeclaredWeak,
{
    type Interface = IWeakReferenceSource;
    type Vtable = IWeakReferenceSource_Vtbl;
    const VTABLE: &'static IWeakReferenceSource_Vtbl = &IWeakReferenceSource_Vtbl {
        base__: thunk::unknown::<T, AT>(),
        GetWeakReference: get_weak_reference::<T, AT>,
    };
    #[inline(always)]
    fn answers(iid: Iid) -> bool {
        iid == Iid::of::<IWeakReferenceSource>()
    }
}

/// # Safety
///
/// V1, V2.
unsafe extern "system" fn get_weak_reference<T, const AT: usize>(
    this: *mut c_void,
    reference: *mut *mut c_void,
) -> HRESULT
where
    T: DeclaredWeak,
{
    if reference.is_null() {
        return E_POINTER;
    }
    // SAFETY: V1 gives O1 and O2; V2, `reference` is not NULL.
    unsafe {
        let block = Block::<T>::from_this::<AT>(this);
        if !Block::may_enter(block) {
            reference.write_unaligned(std::ptr::null_mut());
            return RPC_E_WRONG_THREAD;
        }
        Block::add_weak(block);
        reference.write_unaligned(Block::weak_interface(block));
    }
    S_OK
}

/// The vtable of the weak reference to a value of type `T`.
pub(crate) const fn vtable<T: DeclaredWeak>() -> IWeakReference_Vtbl {
    IWeakReference_Vtbl {
        base__: IUnknown_Vtbl {
            QueryInterface: query_interface::<T>,
            AddRef: add_ref::<T>,
            Release: release::<T>,
        },
        Resolve: resolve::<T>,
    }
}

/// # Safety
///
/// V1 for the weak reference, V2.
unsafe extern "system" fn query_interface<T: DeclaredWeak>(
    this: *mut c_void,
    riid: *const GUID,
    object: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: V2.
    let iid = match unsafe { query::asked(riid, object) } {
        Ok(iid) => iid,
        Err(code) => return code,
    };
    if iid == Iid::UNKNOWN
        || iid == Iid::of::<IWeakReference>()
        || (T::Threading::AGILE && iid == Iid::AGILE_OBJECT)
    {
        // SAFETY: V1 gives O1 and O5; V2, `object` is not NULL.
        unsafe {
            Block::add_weak(Block::<T>::from_weak(this));
            object.write_unaligned(this);
        }
        return S_OK;
    }
    E_NOINTERFACE
}

/// # Safety
///
/// V1 for the weak reference.
unsafe extern "system" fn add_ref<T: DeclaredWeak>(this: *mut c_void) -> u32 {
    // SAFETY: V1 gives O1 and O5.
    unsafe { Block::add_weak(Block::<T>::from_weak(this)) }
}

/// # Safety
///
/// V1 for the weak reference, and the reference given up is the caller's own.
unsafe extern "system" fn release<T: DeclaredWeak>(this: *mut c_void) -> u32 {
    // SAFETY: V1 gives O1 and O5.
    unsafe { Block::release_weak(Block::<T>::from_weak(this)) }
}

/// After the object's end it succeeds with NULL.
///
/// On a thread that must not touch the value it makes no strong reference, which could become the last one there.
///
/// # Safety
///
/// V1 for the weak reference, V2.
unsafe extern "system" fn resolve<T: DeclaredWeak>(
    this: *mut c_void,
    riid: *const GUID,
    object: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: V2.
    if let Err(code) = unsafe { query::asked(riid, object) } {
        return code;
    }
    // SAFETY: V1 gives O1 and O5. What `try_add_ref` adds is released here, by the way that may destroy the object.
    unsafe {
        let block = Block::<T>::from_weak(this);
        if !Block::may_enter(block) {
            return RPC_E_WRONG_THREAD;
        }
        if !Block::try_add_ref(block) {
            return S_OK;
        }
        let code = query::query(block, riid, object);
        Block::release(block);
        code
    }
}

/// A typed weak reference to an object that was declared with the option `weak`: it keeps the memory and not the value.
///
/// It crosses threads exactly when the object is agile.
pub struct WeakObject<T: DeclaredWeak> {
    block: NonNull<Block<T>>,
    owns: PhantomData<Block<T>>,
}

// SAFETY: O4. `Agile` is a `Threading<T>` only for `T: Send + Sync`, and both counts are atomic.
unsafe impl<T: DeclaredWeak + DeclaredAgile> Send for WeakObject<T> {}
// SAFETY: as for `Send`.
unsafe impl<T: DeclaredWeak + DeclaredAgile> Sync for WeakObject<T> {}

impl<T: DeclaredWeak> WeakObject<T> {
    /// # Safety
    ///
    /// O1, and O2 or O5. The weak reference is the caller's own, and becomes the handle's.
    pub(crate) unsafe fn from_block(block: NonNull<Block<T>>) -> Self {
        Self { block, owns: PhantomData }
    }

    /// The object, if it still has its value.
    pub fn upgrade(&self) -> Option<Object<T>> {
        // SAFETY: O1; O5, the handle holds a weak reference; the reference added becomes the object's.
        unsafe { Block::try_add_ref(self.block.as_ptr()).then(|| Object::from_block(self.block)) }
    }
}

impl<T: DeclaredWeak> Clone for WeakObject<T> {
    fn clone(&self) -> Self {
        // SAFETY: O1; O5, the handle holds a weak reference; the new handle gets the one that is added.
        unsafe {
            Block::add_weak(self.block.as_ptr());
            Self::from_block(self.block)
        }
    }
}

impl<T: DeclaredWeak> Drop for WeakObject<T> {
    fn drop(&mut self) {
        // SAFETY: O1; O5, the handle gives up its own weak reference.
        unsafe { Block::release_weak(self.block.as_ptr()) };
    }
}

impl<T: DeclaredWeak> fmt::Debug for WeakObject<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(WeakObject)")
    }
}

// The bounds stand at the functions: a method whose impl does not hold is looked for elsewhere, and the message is about that.
impl<T: Declare> Object<T> {
    /// Makes an object whose value holds, or hands out, references to the object itself.
    ///
    /// The weak reference cannot be upgraded while the value is being made. A panic of `make` leaves no memory behind.
    pub fn new_cyclic(make: impl FnOnce(&WeakObject<T>) -> T) -> Self
    where
        T: DeclaredWeak,
    {
        // SAFETY: O1, `allocate_without_value` returns the address of a live block, never NULL.
        let block = unsafe { NonNull::new_unchecked(Block::allocate_without_value()) };
        // SAFETY: the block's first weak reference is ours. Should `make` panic, it is given up.
        let weak = unsafe { WeakObject::from_block(block) };
        let value = make(&weak);
        // From here on it is the weak reference of all strong ones together.
        std::mem::forget(weak);
        // SAFETY: the block has no value yet; the reference that it gets is the object's.
        unsafe {
            Block::complete(block.as_ptr(), value);
            Self::from_block(block)
        }
    }

    /// A weak reference to the object.
    pub fn downgrade(&self) -> WeakObject<T>
    where
        T: DeclaredWeak,
    {
        // SAFETY: O1; O2, this handle holds a reference; the new handle gets the weak reference that is added.
        unsafe {
            Block::add_weak(self.block().as_ptr());
            WeakObject::from_block(self.block())
        }
    }
}
