//! Calling through `IDispatch`: members by DISPID or by name, arguments and results as VARIANTs.
//!
//! A dispinterface has no slots of its own: its emitted methods are one line each, and call what is here. Whoever knows a member
//! by its name alone, or wants all that a server says of a failure, calls [`Automation`].

mod argument;
#[doc(hidden)]
pub mod automate;
mod fault;
mod result;

use std::ffi::c_void;
use std::ptr::null_mut;

use windows_core::{GUID, HRESULT, IUnknown_Vtbl, Interface, Result};

pub use self::argument::{Argument, ByReference, Flag};

pub use self::fault::{EXCEPINFO, Fault};
pub use self::result::{currency, interface, interface_opt};
use crate::caller::Out;
use crate::codes::E_INVALIDARG;
use crate::codes::refuse;
use crate::variant::{VARIANT, Variant};

/// The slots of `IDispatch`.
#[repr(C)]
#[allow(
    missing_docs,
    missing_debug_implementations,
    non_snake_case,
    reason = "the slots are documented by the system, and named as there"
)]
pub struct IDispatch_Vtbl {
    pub base__: IUnknown_Vtbl,
    pub GetTypeInfoCount: unsafe extern "system" fn(*mut c_void, *mut u32) -> HRESULT,
    pub GetTypeInfo: unsafe extern "system" fn(*mut c_void, u32, u32, *mut *mut c_void) -> HRESULT,
    pub GetIDsOfNames: unsafe extern "system" fn(
        *mut c_void,
        *const GUID,
        *const *const u16,
        u32,
        u32,
        *mut i32,
    ) -> HRESULT,
    pub Invoke: unsafe extern "system" fn(
        *mut c_void,
        i32,
        *const GUID,
        u32,
        u16,
        *mut DISPPARAMS,
        *mut VARIANT,
        *mut EXCEPINFO,
        *mut u32,
    ) -> HRESULT,
}

/// The arguments of a call, the last one first.
#[repr(C)]
#[derive(Debug)]
#[allow(
    missing_docs,
    non_snake_case,
    reason = "the record is documented by the system, and named as there"
)]
pub struct DISPPARAMS {
    pub rgvarg: *mut VARIANT,
    pub rgdispidNamedArgs: *mut i32,
    pub cArgs: u32,
    pub cNamedArgs: u32,
}

/// The name that the value of a property is passed under.
const DISPID_PROPERTYPUT: i32 = -3;
/// Names and texts in the language of the user.
const LOCALE_USER_DEFAULT: u32 = 0x0400;

/// What comes of a call: a failure keeps all that the server says of it.
pub type Answer<T> = core::result::Result<T, Fault>;

/// A member of an object: known by its DISPID, or to be asked for by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member<'n> {
    /// Its DISPID.
    Id(i32),
    /// Its name; upper and lower case are the same to most servers.
    Name(&'n str),
}

impl From<i32> for Member<'_> {
    fn from(id: i32) -> Self {
        Member::Id(id)
    }
}

impl<'n> From<&'n str> for Member<'n> {
    fn from(name: &'n str) -> Self {
        Member::Name(name)
    }
}

/// What is done with a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// `DISPATCH_METHOD` with a result.
    Call,
    /// `DISPATCH_METHOD` without one.
    Run,
    /// `DISPATCH_PROPERTYGET`
    Get,
    /// `DISPATCH_PROPERTYPUT`
    Put,
    /// `DISPATCH_PROPERTYPUTREF`
    PutRef,
}

impl Action {
    const fn flags(self) -> u16 {
        match self {
            Action::Call | Action::Run => 1,
            Action::Get => 2,
            Action::Put => 4,
            Action::PutRef => 8,
        }
    }

    const fn has_result(self) -> bool {
        matches!(self, Action::Call | Action::Get)
    }

    const fn is_put(self) -> bool {
        matches!(self, Action::Put | Action::PutRef)
    }
}

/// Every interface with the slots of `IDispatch`: that one, what derives from it, and dispinterfaces.
///
/// Arguments are given in the order in which the member declares them. They are lent: the callee copies what it keeps.
///
/// ```
/// use com_callback::Automation;
///
/// fn water(plant: &impl Automation) -> com_callback::Result<bool> {
///     let answer = plant.dispatch_call("Water", &mut [5.into()])?;
///     bool::try_from(answer)
/// }
/// ```
///
/// # Safety
///
/// The vtable of the interface begins with [`IDispatch_Vtbl`].
pub unsafe trait Automation: Interface {
    /// The DISPID of a member.
    ///
    /// # Errors
    ///
    /// The callee's own, `DISP_E_UNKNOWNNAME` where it has no such member; `E_INVALIDARG` for a name with a NUL inside.
    fn dispatch_id(&self, name: &str) -> Result<i32> {
        // SAFETY: C1, by the contract of the trait.
        unsafe { id_of(self.as_raw(), name) }
    }

    /// Calls a method.
    ///
    /// # Errors
    ///
    /// What the callee says of its failure; `DISP_E_BADVARTYPE` for a result that holds `BYREF`.
    fn dispatch_call<'n>(
        &self,
        member: impl Into<Member<'n>>,
        arguments: &mut [Argument<'_>],
    ) -> Answer<Variant> {
        // SAFETY: C1, by the contract of the trait.
        unsafe { invoke(self.as_raw(), member.into(), Action::Call, arguments) }
    }

    /// Calls a method and asks for no result.
    ///
    /// # Errors
    ///
    /// What the callee says of its failure.
    fn dispatch_run<'n>(
        &self,
        member: impl Into<Member<'n>>,
        arguments: &mut [Argument<'_>],
    ) -> Answer<()> {
        // SAFETY: C1, by the contract of the trait.
        unsafe { invoke(self.as_raw(), member.into(), Action::Run, arguments) }.map(drop)
    }

    /// Reads a property; the arguments say which, where it has several values.
    ///
    /// # Errors
    ///
    /// As those of [`dispatch_call`](Self::dispatch_call).
    fn dispatch_get<'n>(
        &self,
        member: impl Into<Member<'n>>,
        arguments: &mut [Argument<'_>],
    ) -> Answer<Variant> {
        // SAFETY: C1, by the contract of the trait.
        unsafe { invoke(self.as_raw(), member.into(), Action::Get, arguments) }
    }

    /// Sets a property to the last of the arguments; those before it say which, where it has several values.
    ///
    /// # Errors
    ///
    /// What the callee says of its failure; `E_INVALIDARG` without an argument.
    fn dispatch_put<'n>(
        &self,
        member: impl Into<Member<'n>>,
        arguments: &mut [Argument<'_>],
    ) -> Answer<()> {
        // SAFETY: C1, by the contract of the trait.
        unsafe { invoke(self.as_raw(), member.into(), Action::Put, arguments) }.map(drop)
    }

    /// Sets a property to the object that is the last of the arguments, rather than to that object's value.
    ///
    /// # Errors
    ///
    /// As those of [`dispatch_put`](Self::dispatch_put).
    fn dispatch_put_ref<'n>(
        &self,
        member: impl Into<Member<'n>>,
        arguments: &mut [Argument<'_>],
    ) -> Answer<()> {
        // SAFETY: C1, by the contract of the trait.
        unsafe { invoke(self.as_raw(), member.into(), Action::PutRef, arguments) }.map(drop)
    }
}

/// The slots behind an interface pointer.
///
/// # Safety
///
/// C1: `this` is alive for as long as the reference, and its vtable begins with that of `IDispatch`.
unsafe fn vtable<'v>(this: *mut c_void) -> &'v IDispatch_Vtbl {
    // SAFETY: C1.
    unsafe { &**this.cast::<*const IDispatch_Vtbl>() }
}

/// `GetIDsOfNames` for one name.
///
/// # Safety
///
/// C1, as [`vtable`] has it.
unsafe fn id_of(this: *mut c_void, name: &str) -> Result<i32> {
    if name.contains('\0') {
        return Err(refuse(E_INVALIDARG));
    }
    let units: Vec<u16> = name.encode_utf16().chain([0]).collect();
    let mut id = Out::<i32>::new();
    // SAFETY: C1; C2, C3 for the name, which is terminated, the list of one and the result.
    unsafe {
        let (names, iid) = ([units.as_ptr()], GUID::zeroed());
        let answer = (vtable(this).GetIDsOfNames)(
            this,
            &iid,
            names.as_ptr(),
            1,
            LOCALE_USER_DEFAULT,
            id.as_ptr(),
        );
        answer.ok()?;
        Ok(id.value())
    }
}

/// `Invoke`. The arguments come back in the order in which they were given.
///
/// # Safety
///
/// C1, as [`vtable`] has it.
unsafe fn invoke(
    this: *mut c_void,
    member: Member<'_>,
    action: Action,
    arguments: &mut [Argument<'_>],
) -> Answer<Variant> {
    let id = match member {
        Member::Id(id) => id,
        // SAFETY: C1.
        Member::Name(name) => unsafe { id_of(this, name)? },
    };
    let (Ok(count), false) =
        (u32::try_from(arguments.len()), action.is_put() && arguments.is_empty())
    else {
        return Err(refuse(E_INVALIDARG).into());
    };
    let mut value_name = DISPID_PROPERTYPUT;
    let mut result = Out::<VARIANT>::new();
    let mut exception = Out::<EXCEPINFO>::new();
    let mut wrong = u32::MAX;
    arguments.reverse();
    let mut parameters = DISPPARAMS {
        rgvarg: arguments.as_mut_ptr().cast(),
        rgdispidNamedArgs: if action.is_put() { &raw mut value_name } else { null_mut() },
        cArgs: count,
        cNamedArgs: u32::from(action.is_put()),
    };
    // SAFETY: C1; C2, C3 for the arguments, which are laid out as VARIANTs, and for the places of the results.
    let answer = unsafe {
        (vtable(this).Invoke)(
            this,
            id,
            &GUID::zeroed(),
            LOCALE_USER_DEFAULT,
            action.flags(),
            &mut parameters,
            if action.has_result() { result.as_ptr() } else { null_mut() },
            exception.as_ptr(),
            &mut wrong,
        )
    };
    arguments.reverse();
    if answer.is_err() {
        // SAFETY: C3: zero, or what the callee says of its exception.
        let exception = unsafe { exception.value() };
        return Err(Fault::new(answer, exception, wrong, arguments.len()));
    }
    // SAFETY: C3.
    Ok(unsafe { result.variant()? })
}

/// Makes a struct with the one field `unknown` the type of a dispinterface: a counted pointer to an object with the slots of
/// `IDispatch`.
#[doc(hidden)]
#[macro_export]
macro_rules! __dispinterface {
    ($name:ident, $iid:literal) => {
        // SAFETY: a counted pointer, to an object that answered the IID of the dispinterface; those have the slots of `IDispatch`.
        unsafe impl $crate::Interface for $name {
            type Vtable = $crate::dispatch::IDispatch_Vtbl;
            const IID: $crate::GUID = $crate::GUID::from_u128($iid);
        }

        // SAFETY: the vtable is that of `IDispatch`.
        unsafe impl $crate::Automation for $name {}

        impl ::core::ops::Deref for $name {
            type Target = $crate::IUnknown;
            fn deref(&self) -> &$crate::IUnknown {
                &self.unknown
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_tuple(::core::stringify!($name))
                    .field(&$crate::Interface::as_raw(self))
                    .finish()
            }
        }
    };
}
