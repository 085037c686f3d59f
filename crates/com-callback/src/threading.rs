//! Which threads may use an object.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

/// Which threads may use an object with a value of type `T`.
///
/// # Safety
///
/// If `AGILE` is true then `T: Send + Sync`. If it is false, `may_enter` says yes only on the thread on which `header` was
/// called.
pub unsafe trait Threading<T> {
    /// What the object stores for it beside the count.
    type Header: Copy + 'static;
    /// Whether any thread may use the object, which it then says by answering `IAgileObject`.
    const AGILE: bool;
    /// The header of a new object.
    fn header() -> Self::Header;
    /// Whether the calling thread may touch the value.
    fn may_enter(header: &Self::Header) -> bool;
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
    #[inline(always)]
    fn may_enter((): &()) -> bool {
        true
    }
}

/// Only the thread that made the object may use it. A call on another one is refused before it touches the value.
#[derive(Debug)]
pub enum Apartment {}

// SAFETY: O4, a thread's number is never another thread's.
unsafe impl<T: 'static> Threading<T> for Apartment {
    type Header = ThreadNumber;
    const AGILE: bool = false;
    fn header() -> ThreadNumber {
        ThreadNumber::here()
    }
    #[inline]
    fn may_enter(header: &ThreadNumber) -> bool {
        *header == ThreadNumber::here()
    }
}

/// A thread, by a number that is never given to another one.
///
/// Not the standard library's: that one cannot be asked for at a thread's very end, where somebody's last release may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadNumber(u64);

impl ThreadNumber {
    /// The calling thread. What is kept for it needs no destructor, so it is there as long as the thread is.
    #[inline]
    fn here() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        thread_local! {
            static HERE: Cell<Option<ThreadNumber>> = const { Cell::new(None) };
        }
        HERE.get().unwrap_or_else(|| {
            // Relaxed: the numbers only have to differ. There are more of them than threads can be started.
            let here = Self(NEXT.fetch_add(1, Ordering::Relaxed));
            HERE.set(Some(here));
            here
        })
    }
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
            bound to its thread: keep it in an `AgileReference`",
    note = "if only the thread that makes the object is to use it, give the attribute the option `apartment`"
)]
pub unsafe trait AgileValue: Send + Sync + 'static {}

// SAFETY: O4, the bounds are those of the trait.
#[diagnostic::do_not_recommend]
unsafe impl<T: Send + Sync + 'static> AgileValue for T {}
