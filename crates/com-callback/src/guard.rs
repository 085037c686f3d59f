//! The panic guard: user code runs inside it, and nothing unwinds into a COM client.

use std::any::{Any, type_name};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{PoisonError, RwLock};

/// What user code was doing when it panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum During {
    /// A method that a client called; the client gets `E_UNEXPECTED`, or zero if the method returns no HRESULT.
    Method,
    /// The destructor of the value, run by the last release.
    Destructor,
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
        match self.payload.downcast_ref::<&'static str>() {
            Some(text) => Some(text),
            None => self.payload.downcast_ref::<String>().map(String::as_str),
        }
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

type Hook = fn(&ContainedPanic<'_>);

static HOOK: RwLock<Option<Hook>> = RwLock::new(None);

/// Sets the function that is told of every panic stopped at the boundary, in place of the one set before.
///
/// It runs on the thread that panicked, after unwinding and before the client gets its answer. A panic of its own is
/// stopped too. The standard panic hook has run by then, so that what it prints is printed already.
pub fn set_panic_hook(hook: fn(&ContainedPanic<'_>)) {
    *HOOK.write().unwrap_or_else(PoisonError::into_inner) = Some(hook);
}

/// Runs user code of a `T`; `None` if it panicked.
///
/// That the value may be left half changed is no concern of memory safety: whoever shares it chose the types for that.
#[inline(always)]
pub(crate) fn contain<T, R>(during: During, body: impl FnOnce() -> R) -> Option<R> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(result) => Some(result),
        Err(payload) => {
            report(payload, type_name::<T>(), during);
            None
        }
    }
}

/// Tells the hook and disposes of the payload; the hook may panic too.
#[cold]
#[inline(never)]
fn report(payload: Box<dyn Any + Send>, value: &'static str, during: During) {
    let hook = *HOOK.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(hook) = hook {
        let panic = ContainedPanic { payload: &*payload, value, during };
        if let Err(second) = catch_unwind(AssertUnwindSafe(|| hook(&panic))) {
            dispose(second);
        }
    }
    dispose(payload);
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
