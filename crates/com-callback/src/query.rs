//! `IUnknown` of every object: the three thunks that each vtable begins with.
//!
//! They work on raw pointers from first to last. A reference to the object would claim it for the length of the
//! function, in which another thread may free it.

use std::ffi::c_void;
use std::hint::cold_path;

use windows_core::{GUID, HRESULT, IUnknown, IUnknown_Vtbl, Interface};

use crate::block::Block;
use crate::codes::{E_NOINTERFACE, E_POINTER, S_OK};
use crate::declare::{Chain, Declare};
use crate::further::Further;
#[cfg(windows)]
use crate::marshal;
use crate::recognise;
#[cfg(windows)]
use crate::system::IMarshal;
use crate::threading::Threading;

/// `IAgileObject`, which has no methods: to answer it is to allow calls from any thread.
pub(crate) const IID_AGILE_OBJECT: GUID = GUID::from_u128(0x94ea2b94_e9cc_49e0_c0ff_ee64ca8f5b90);

/// An interface identifier as two words: most comparisons end after the first, and it is read from an unaligned GUID
/// without a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Iid(u64, u64);

impl Iid {
    pub(crate) const UNKNOWN: Self = Self::of::<IUnknown>();
    pub(crate) const AGILE_OBJECT: Self = Self::new(IID_AGILE_OBJECT);
    #[cfg(windows)]
    pub(crate) const MARSHAL: Self = Self::of::<IMarshal>();
    const OWN: Self = Self::new(recognise::IID_OWN);

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
    pub(crate) unsafe fn read(riid: *const GUID) -> Self {
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
    // SAFETY: V1 gives O1 and O2; V2.
    unsafe { query(Block::<T>::from_this::<AT>(this), riid, object) }
}

/// Reads the IID that a caller asks for and clears the pointer that it wants filled.
///
/// # Errors
///
/// `E_POINTER` if either is NULL.
///
/// # Safety
///
/// V2.
#[inline(always)]
pub(crate) unsafe fn asked(riid: *const GUID, object: *mut *mut c_void) -> Result<Iid, HRESULT> {
    if object.is_null() {
        return Err(E_POINTER);
    }
    // SAFETY: V2, `object` is not NULL.
    unsafe { object.write_unaligned(std::ptr::null_mut()) };
    if riid.is_null() {
        return Err(E_POINTER);
    }
    // SAFETY: V2, `riid` is not NULL.
    Ok(unsafe { Iid::read(riid) })
}

/// `QueryInterface` of every interface of an object.
///
/// # Safety
///
/// O1, O2; V2 for the pointers.
#[inline(always)]
pub(crate) unsafe fn query<T: Declare>(
    block: *mut Block<T>,
    riid: *const GUID,
    object: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: V2.
    let iid = match unsafe { asked(riid, object) } {
        Ok(iid) => iid,
        Err(code) => return code,
    };
    let word = if T::Chain::answers(iid) || iid == Iid::UNKNOWN {
        0
    } else {
        // Keeps the compiler from testing for the other interfaces first.
        cold_path();
        match T::Further::find(iid) {
            Some(word) => word,
            None if T::Threading::AGILE && iid == Iid::AGILE_OBJECT => 0,
            #[cfg(windows)]
            None if T::Threading::AGILE && T::MARSHAL && iid == Iid::MARSHAL => {
                // SAFETY: O1, O2; V2, `object` is not NULL.
                return unsafe { marshal::marshaler(block, object) };
            }
            None if iid == Iid::OWN => {
                // SAFETY: O1, O2.
                return unsafe { recognise::answer(block) };
            }
            None => return E_NOINTERFACE,
        }
    };
    // SAFETY: O1, O2; `find` names words that the object has; V2 as above.
    unsafe {
        Block::add_ref(block);
        object.write_unaligned(Block::interface(block, word));
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
