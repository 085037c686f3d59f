//! The panic guard: user code runs inside it, and nothing unwinds into a COM client.

use std::any::{Any, type_name};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{PoisonError, RwLock};

use crate::declare::{Declare, OnPanic};
use crate::error_info;

/// A method of an interface, by the names that the IDL gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Method {
    /// The interface that declares it.
    pub interface: &'static str,
    /// The method.
    pub name: &'static str,
}

impl Method {
    #[doc(hidden)]
    pub const fn new(interface: &'static str, name: &'static str) -> Self {
        Self { interface, name }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.interface, self.name)
    }
}

/// What user code was doing when it panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum During {
    /// A method that a client called; the client gets `E_UNEXPECTED`, or what the declaration says in its place, or
    /// zero if the method returns no HRESULT.
    Method(&'static Method),
    /// The destructor of the value, run by the last release.
    Destructor,
    /// The function that the declaration names for the last release.
    FinalRelease,
    /// Code that listens to what `tracing` is told.
    Tracing(&'static Method),
}

impl fmt::Display for During {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method(method) => method.fmt(f),
            Self::Destructor => f.write_str("the destructor"),
            Self::FinalRelease => f.write_str("the final release"),
            Self::Tracing(method) => write!(f, "the tracing of {method}"),
        }
    }
}

/// A panic that was stopped at the boundary.
pub struct ContainedPanic<'a> {
    payload: &'a (dyn Any + Send),
    value: &'static str,
    during: During,
}

impl ContainedPanic<'_> {
    /// The text of the panic, if it has one: the payload of `panic!` with a message.
    pub fn message(&self) -> Option<&str> {
        message(self.payload)
    }

    /// What was passed to the panic.
    pub fn payload(&self) -> &(dyn Any + Send) {
        self.payload
    }

    /// The name of the Rust type whose code panicked, as [`type_name`] gives it.
    pub fn value_type(&self) -> &'static str {
        self.value
    }

    /// What the code was doing.
    pub fn during(&self) -> During {
        self.during
    }
}

impl fmt::Debug for ContainedPanic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContainedPanic")
            .field("value_type", &self.value)
            .field("during", &self.during)
            .field("message", &self.message())
            .finish_non_exhaustive()
    }
}

fn message(payload: &(dyn Any + Send)) -> Option<&str> {
    match payload.downcast_ref::<&'static str>() {
        Some(text) => Some(text),
        None => payload.downcast_ref::<String>().map(String::as_str),
    }
}

/// A value that was left as it is, since its object ended on a thread that must not touch it.
#[derive(Debug)]
pub struct LeakedValue {
    value: &'static str,
}

impl LeakedValue {
    /// The name of the Rust type of the value, as [`type_name`] gives it.
    pub fn value_type(&self) -> &'static str {
        self.value
    }
}

/// A function of the user's that is told of something.
struct Hook<F>(RwLock<Option<F>>);

impl<F: Copy> Hook<F> {
    const fn none() -> Self {
        Self(RwLock::new(None))
    }

    fn set(&self, hook: F) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(hook);
    }

    /// Calls the hook, if there is one. It may panic too.
    fn tell(&self, call: impl FnOnce(F)) {
        let hook = *self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(hook) = hook
            && let Err(panic) = catch_unwind(AssertUnwindSafe(|| call(hook)))
        {
            dispose(panic);
        }
    }
}

static PANIC_HOOK: Hook<fn(&ContainedPanic<'_>)> = Hook::none();
static LEAK_HOOK: Hook<fn(&LeakedValue)> = Hook::none();

/// Sets the function that is told of every panic stopped at the boundary, in place of the one set before.
///
/// It runs on the thread that panicked, after unwinding and before the client gets its answer. A panic of its own is
/// stopped too. The standard panic hook has run by then, so that what it prints is printed already.
pub fn set_panic_hook(hook: fn(&ContainedPanic<'_>)) {
    PANIC_HOOK.set(hook);
}

/// Sets the function that is told of every value leaked by an object that is bound to its thread, in place of the one
/// set before.
///
/// It runs on the thread that gave up the last reference. A panic of its own is stopped.
pub fn set_leak_hook(hook: fn(&LeakedValue)) {
    LEAK_HOOK.set(hook);
}

/// Runs user code of a `T`; `None` if it panicked.
///
/// That the value may be left half changed is no concern of memory safety: whoever shares it chose the types for that.
#[inline(always)]
pub(crate) fn contain<T: Declare, R>(during: During, body: impl FnOnce() -> R) -> Option<R> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(result) => Some(result),
        Err(payload) => {
            report(payload, type_name::<T>(), during, T::ON_PANIC, T::ERROR_INFO);
            None
        }
    }
}

/// Tells the hook and disposes of the payload; the hook may panic too.
#[cold]
#[inline(never)]
fn report(
    payload: Box<dyn Any + Send>,
    value: &'static str,
    during: During,
    policy: OnPanic,
    has_error_info: bool,
) {
    let panic = ContainedPanic { payload: &*payload, value, during };
    PANIC_HOOK.tell(|hook| hook(&panic));
    if policy == OnPanic::Abort {
        std::process::abort();
    }
    if has_error_info && matches!(during, During::Method(_)) {
        error_info::set(message(&*payload));
    }
    dispose(payload);
}

/// Tells the hook that a `T` is left as it is.
#[cold]
#[inline(never)]
pub(crate) fn leaked<T>() {
    LEAK_HOOK.tell(|hook| hook(&LeakedValue { value: type_name::<T>() }));
}

/// Drops a payload, whose destructor may panic with another one, and so on. What still panics after a few is forgotten.
fn dispose(mut payload: Box<dyn Any + Send>) {
    for _ in 0..4 {
        match catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            Ok(()) => return,
            Err(next) => payload = next,
        }
    }
    std::mem::forget(payload);
}
