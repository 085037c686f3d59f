//! What makes a value an object: the declaration that `#[do_callback]` writes, and the `unsafe trait`s that decide
//! whether it holds.
//!
//! [`Declare`] is safe to implement, also by hand and wrongly: it only names a [`Chain`] and a [`Threading`], and both
//! are `unsafe trait`s whose impls carry the bounds.

use windows_core::Interface;

use crate::object::Object;
use crate::query::Iid;

/// Declares that `Self` can be the value of a COM object.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as a COM object",
    label = "no impl declares this type",
    note = "put the attribute that comes with the callback traits, such as `#[do_callback]`, on its impl of the most \
            derived one"
)]
pub trait Declare: Sized + 'static {
    /// The interface with its bases that the object answers, written as `dyn Trait` of the emitted trait.
    type Chain: ?Sized + Chain<Self, 0>;
    /// Which threads may use the object.
    type Threading: Threading<Self>;
}

/// An interface and all its bases, implemented by objects with a value of type `T`.
///
/// # Safety
///
/// `Vtable` is the `repr(C)` vtable of `Interface`, beginning with that of `IUnknown`. Every function in `VTABLE`
/// expects a `this` that points at vtable word `AT` of a `Block<T>` (O1), as the functions of
/// [`thunk`](crate::__private::thunk) do. `answers` says yes to the IIDs of `Interface` and of its bases only.
pub unsafe trait Chain<T: Declare, const AT: usize> {
    /// The most derived interface.
    type Interface: Interface<Vtable = Self::Vtable>;
    /// Its vtable.
    type Vtable: 'static;
    /// The vtable of every object with a value of type `T`.
    const VTABLE: &'static Self::Vtable;
    /// Whether `iid` is one of the chain, `IUnknown` left aside.
    fn answers(iid: Iid) -> bool;
}

/// Says that the values of type `T` are declared as objects of this chain, which is what emitted conversions ask for.
///
/// It holds where [`Declare`] does. It is a trait of the chain, since a message of the compiler comes from the trait
/// that fails for another type than the one the user converts.
#[diagnostic::on_unimplemented(
    message = "`{T}` is not declared as a COM object with this interface",
    label = "this conversion needs the declaration",
    note = "put the attribute that comes with the callback traits, such as `#[do_callback]`, on its impl of the most \
            derived one"
)]
pub trait Declared<T> {
    /// The interface of the chain.
    type Interface;
    /// Makes an object of a value, and gives its interface away.
    fn object(value: T) -> Self::Interface;
}

#[diagnostic::do_not_recommend]
impl<T: Declare<Chain = C>, C: ?Sized + Chain<T, 0>> Declared<T> for C {
    type Interface = C::Interface;
    #[inline]
    fn object(value: T) -> C::Interface {
        Object::new(value).into_interface()
    }
}

/// Which threads may use an object with a value of type `T`.
///
/// # Safety
///
/// If `AGILE` is true then `T: Send + Sync`. If it is false the header and the thunks keep other threads away.
pub unsafe trait Threading<T> {
    /// What the object stores for it beside the count.
    type Header: 'static;
    /// Whether any thread may use the object, which it then says by answering `IAgileObject`.
    const AGILE: bool;
    /// The header of a new object.
    fn header() -> Self::Header;
}

/// The default: any thread may use the object, several at once.
#[derive(Debug)]
pub enum Agile {}

// SAFETY: O4, `AgileValue` holds only for `Send + Sync`.
unsafe impl<T: AgileValue> Threading<T> for Agile {
    type Header = ();
    const AGILE: bool = true;
    #[inline(always)]
    fn header() {}
}

/// A value that any thread may use.
///
/// # Safety
///
/// Implemented below for every type that may have it. An `unsafe trait`, since coherence lets a foreign crate add an
/// impl for a type of its own that is known not to be `Send`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the value of an agile object: it is not `Send + Sync`",
    label = "COM clients call an agile object from any thread, several at once",
    note = "use `Arc`, `Mutex` and atomics in place of `Rc`, `RefCell` and `Cell`; an interface of another object is \
            bound to its thread: keep it in an `AgileReference`"
)]
pub unsafe trait AgileValue: Send + Sync + 'static {}

// SAFETY: O4, the bounds are those of the trait.
#[diagnostic::do_not_recommend]
unsafe impl<T: Send + Sync + 'static> AgileValue for T {}

/// Expands to the impl of `Declare`. The macro twin of an emitted trait calls it with the path of that trait.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare {
    ({$($path:tt)*} agile {$($generics:tt)*} {$($value:tt)*} {$($bounds:tt)*}) => {
        #[automatically_derived]
        #[allow(deprecated, reason = "the user's own impl has the warning")]
        impl $($generics)* $crate::__private::Declare for $($value)* $($bounds)* {
            type Chain = dyn $($path)*;
            type Threading = $crate::__private::Agile;
        }
    };
}
