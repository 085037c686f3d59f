//! What makes a value an object: the declaration that `#[do_callback]` writes, and the `unsafe trait`s that decide
//! whether it holds.
//!
//! [`Declare`] is safe to implement, also by hand and wrongly: what it names are types whose `unsafe trait`s carry the
//! bounds, and constants on which nothing rests.

use windows_core::{HRESULT, Interface};

use crate::counting::{Counting, StrongAndWeak};
use crate::further::Further;
use crate::object::Object;
use crate::query::Iid;
use crate::threading::{Agile, Threading};

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
    /// The chains beside it, as a tuple of [`Face`](crate::further::Face)s.
    type Further: Further<Self>;
    /// Which threads may use the object.
    type Threading: Threading<Self>;
    /// Which kinds of references there are to it.
    type Counting: Counting<Self>;
    /// Whether an agile object brings its own marshaler, on Windows.
    const MARSHAL: bool = true;
    /// Whether clients may rely on the thread's `IErrorInfo` after a failure, on Windows.
    const ERROR_INFO: bool = false;
    /// What a client gets from a method that panicked.
    const ON_PANIC: OnPanic = OnPanic::UNEXPECTED;
    /// Who gets the value at the last release, in place of its destructor.
    const FINAL_RELEASE: Option<fn(Self)> = None;
}

/// What a client gets from a method that panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnPanic {
    /// This failure; zero from a method without an HRESULT.
    Return(Failure),
    /// Nothing: the process ends, after the hook.
    Abort,
}

impl OnPanic {
    /// The default, `E_UNEXPECTED`.
    pub const UNEXPECTED: Self = Self::returning(crate::codes::E_UNEXPECTED);

    /// A failure other than the default one.
    ///
    /// # Panics
    ///
    /// If `code` is the code of a success, which at compile time is an error.
    pub const fn returning(code: HRESULT) -> Self {
        assert!(code.0 < 0, "a method that panicked has not succeeded: name the code of a failure");
        Self::Return(Failure(code))
    }
}

/// The code of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure(HRESULT);

impl Failure {
    pub(crate) const fn code(self) -> HRESULT {
        self.0
    }
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

/// Says that the values of type `Self` are declared as agile objects. It holds where [`Declare`] says so.
///
/// It does not ask for `Send` itself: a value that holds a weak reference to its own object would be asked in circles.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as an agile COM object",
    label = "only an agile object may be used from several threads",
    note = "the attribute, such as `#[do_callback]`, declares one, unless it has the option `apartment`"
)]
pub trait DeclaredAgile: Declare<Threading = Agile> {}

#[diagnostic::do_not_recommend]
impl<T: Declare<Threading = Agile>> DeclaredAgile for T {}

/// Says that the values of type `Self` are declared as objects with weak references. It holds where [`Declare`] says so.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as a COM object with weak references",
    label = "this needs the option `weak`",
    note = "give it to the attribute on the impl: `#[do_callback(weak)]`"
)]
pub trait DeclaredWeak: Declare<Counting = StrongAndWeak> {}

#[diagnostic::do_not_recommend]
impl<T: Declare<Counting = StrongAndWeak>> DeclaredWeak for T {}

/// Expands to the impl of `Declare`. The macro twin of an emitted trait calls it with the path of that trait.
///
/// Options follow the threading as words, each with its arguments in parentheses. Arms that begin with `@` are its own.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare {
    (
        {$($path:tt)*} $threading:ident $(, $option:ident $(($($argument:tt)*))?)*
        {$($generics:tt)*} {$($value:tt)*} {$($bounds:tt)*}
    ) => {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        #[allow(deprecated, reason = "the user's own impl has the warning")]
        impl $($generics)* $crate::__private::Declare for $($value)* $($bounds)* {
            type Chain = dyn $($path)*;
            type Further = $crate::__declare!(@further [] $($option $(($($argument)*))?,)*);
            type Threading = $crate::__declare!(@threading $threading);
            type Counting = $crate::__declare!(@counting $($option)*);
            $($crate::__declare! { @constant $option $(($($argument)*))? })*
        }
    };

    (@threading agile) => { $crate::__private::Agile };
    (@threading apartment) => { $crate::__private::Apartment };

    (@counting) => { $crate::__private::Strong };
    (@counting weak $($rest:ident)*) => { $crate::__private::StrongAndWeak };
    (@counting $other:ident $($rest:ident)*) => { $crate::__declare!(@counting $($rest)*) };

    (@further [$($face:ty,)*]) => { ($($crate::__private::Face<$face>,)*) };
    (@further [$($faces:tt)*] also($($path:path),*), $($rest:tt)*) => {
        $crate::__declare!(@further [$($faces)* $(dyn $path,)*] $($rest)*)
    };
    (@further [$($faces:tt)*] weak, $($rest:tt)*) => {
        $crate::__declare!(@further [$($faces)* dyn $crate::__private::WeakReferenceSource,] $($rest)*)
    };
    (@further [$($faces:tt)*] error_info, $($rest:tt)*) => {
        $crate::__declare!(@further [$($faces)* dyn $crate::__private::SupportErrorInfo,] $($rest)*)
    };
    (@further [$($faces:tt)*] $other:ident $(($($argument:tt)*))?, $($rest:tt)*) => {
        $crate::__declare!(@further [$($faces)*] $($rest)*)
    };

    (@constant no_marshal) => { const MARSHAL: ::core::primitive::bool = false; };
    (@constant error_info) => { const ERROR_INFO: ::core::primitive::bool = true; };
    (@constant panic(abort)) => {
        const ON_PANIC: $crate::__private::OnPanic = $crate::__private::OnPanic::Abort;
    };
    (@constant panic($($code:tt)*)) => {
        const ON_PANIC: $crate::__private::OnPanic =
            $crate::__private::OnPanic::returning($($code)*);
    };
    (@constant final_release($($function:tt)*)) => {
        const FINAL_RELEASE: ::core::option::Option<fn(Self)> =
            ::core::option::Option::Some($($function)*);
    };
    (@constant also($($path:tt)*)) => {};
    (@constant weak) => {};
}
