//! The interfaces of an object beside its first chain: a vtable word for each, behind the first.

use std::ffi::c_void;
use std::marker::PhantomData;

use crate::declare::{Chain, Declare};
use crate::query::Iid;

/// One more chain of an object, written as `dyn Trait` of the emitted trait.
#[derive(Debug)]
pub struct Face<C: ?Sized>(PhantomData<C>);

/// A vtable word: the address of a vtable.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Word(*const c_void);

impl Word {
    const fn of<T: Declare, C: ?Sized + Chain<T, AT>, const AT: usize>() -> Self {
        Self(std::ptr::from_ref(C::VTABLE).cast())
    }
}

/// The chains of an object with a value of type `T` beside its first one, as a tuple of [`Face`]s.
///
/// # Safety
///
/// `WORDS` is an array of vtable words, the first of which lies at word 1 of the block: element `n` is the vtable of a
/// `Chain<T, n + 1>`. `find` gives the word of a chain that answers the IID.
#[diagnostic::on_unimplemented(
    message = "`{T}` does not implement every trait that `also(..)` names",
    label = "this object is to have the interfaces of all of them",
    note = "each has an impl of its own for `{T}`, with the option `part`",
    note = "an object has at most eight, `weak` and `error_info` among them"
)]
pub unsafe trait Further<T> {
    /// An array of [`Word`]s.
    type Words: Copy + 'static;
    /// The vtables, in order.
    const WORDS: Self::Words;
    /// The word of the first chain that answers `iid`.
    fn find(iid: Iid) -> Option<usize>;
}

macro_rules! further {
    ($count:literal $($chain:ident $at:literal)*) => {
        #[diagnostic::do_not_recommend]
        // SAFETY: each word is that of the chain for its place, and `find` names the places with the chains.
        unsafe impl<T: Declare, $($chain: ?Sized + Chain<T, $at>),*> Further<T> for ($(Face<$chain>,)*) {
            type Words = [Word; $count];
            const WORDS: Self::Words = [$(Word::of::<T, $chain, $at>()),*];
            #[inline(always)]
            fn find(_iid: Iid) -> Option<usize> {
                $(if $chain::answers(_iid) {
                    return Some($at);
                })*
                None
            }
        }
    };
}

further!(0);
further!(1 A 1);
further!(2 A 1 B 2);
further!(3 A 1 B 2 C 3);
further!(4 A 1 B 2 C 3 D 4);
further!(5 A 1 B 2 C 3 D 4 E 5);
further!(6 A 1 B 2 C 3 D 4 E 5 F 6);
further!(7 A 1 B 2 C 3 D 4 E 5 F 6 G 7);
further!(8 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8);
