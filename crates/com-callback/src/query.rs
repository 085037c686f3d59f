//! `IUnknown` of every object: the three thunks that each vtable begins with.
//!
//! They work on raw pointers from first to last. A reference to the object would claim it for the length of the
//! function, in which another thread may free it.

use std::ffi::c_void;
use std::hint::cold_path;

use windows_core::{GUID, HRESULT, IUnknown, IUnknown_Vtbl, Interface};

use crate::block::Block;
use crate::codes::{E_NOINTERFACE, E_POINTER, S_OK};
use crate::declare::{Chain, Declare, Threading};

/// `IAgileObject`, which has no methods: to answer it is to allow calls from any thread.
pub(crate) const IID_AGILE_OBJECT: GUID = GUID::from_u128(0x94ea2b94_e9cc_49e0_c0ff_ee64ca8f5b90);

/// An interface identifier as two words: most comparisons end after the first, and it is read from an unaligned GUID
/// without a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Iid(u64, u64);

impl Iid {
    const UNKNOWN: Self = Self::of::<IUnknown>();
    const AGILE_OBJECT: Self = Self::new(IID_AGILE_OBJECT);

    /// The identifier of an interface type.
    #[inline(always)]
    pub const fn of<I: Interface>() -> Self {
        Self::new(I::IID)
    }

    const fn new(guid: GUID) -> Self {
        // SAFETY: a GUID is sixteen bytes without padding.
        let [first, second] = unsafe { std::mem::transmute::<GUID, [u64; 2]>(guid) };
        Self(first, second)
    }

    /// Reads the identifier that a caller passed.
    ///
    /// # Safety
    ///
    /// V2, but for the alignment: `riid` is not NULL and points to the bytes of a GUID.
    #[inline(always)]
    unsafe fn read(riid: *const GUID) -> Self {
        // SAFETY: V2 by the contract of this function; any sixteen bytes are two words.
        let [first, second] = unsafe { riid.cast::<[u64; 2]>().read_unaligned() };
        Self(first, second)
    }
}

/// The `IUnknown` part of the vtable at word `AT`.
pub const fn unknown<T: Declare, const AT: usize>() -> IUnknown_Vtbl {
    IUnknown_Vtbl {
        QueryInterface: query_interface::<T, AT>,
        AddRef: add_ref::<T, AT>,
        Release: release::<T, AT>,
    }
}

/// # Safety
///
/// V1, V2.
unsafe extern "system" fn query_interface<T: Declare, const AT: usize>(
    this: *mut c_void,
    riid: *const GUID,
    object: *mut *mut c_void,
) -> HRESULT {
    if object.is_null() {
        return E_POINTER;
    }
    // SAFETY: V2, `object` is not NULL.
    unsafe { object.write_unaligned(std::ptr::null_mut()) };
    if riid.is_null() {
        return E_POINTER;
    }
    // SAFETY: V2, `riid` is not NULL.
    let iid = unsafe { Iid::read(riid) };
    let answered = if T::Chain::answers(iid) || iid == Iid::UNKNOWN {
        true
    } else {
        // Keeps the compiler from testing for the agile marker first.
        cold_path();
        T::Threading::AGILE && iid == Iid::AGILE_OBJECT
    };
    if !answered {
        return E_NOINTERFACE;
    }
    // SAFETY: V1 gives O1 and O2. One chain, so every interface of the object is the same pointer; V2 as above.
    unsafe {
        let block = Block::<T>::from_this::<AT>(this);
        Block::add_ref(block);
        object.write_unaligned(block.cast());
    }
    S_OK
}

/// # Safety
///
/// V1.
unsafe extern "system" fn add_ref<T: Declare, const AT: usize>(this: *mut c_void) -> u32 {
    // SAFETY: V1 gives O1 and O2.
    unsafe { Block::add_ref(Block::<T>::from_this::<AT>(this)) }
}

/// # Safety
///
/// V1, and the reference given up is the caller's own.
unsafe extern "system" fn release<T: Declare, const AT: usize>(this: *mut c_void) -> u32 {
    // SAFETY: V1 gives O1 and O2.
    unsafe { Block::release(Block::<T>::from_this::<AT>(this)) }
}
