//! What a stub does when it is called, and what it was called by.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use windows_core::{Error, HRESULT, Result};

use crate::codes::E_NOTIMPL;

/// How every method of a stub ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By this failure; a method without an HRESULT returns zero.
    Failure(HRESULT),
    /// By a panic, of which the standard hook says nothing.
    Panic,
}

/// Shared by a stub and whoever looks at it. A stub holds one clone of the `Arc`, so that the number of clones says whether
/// it lives.
#[derive(Debug)]
pub struct Script(Mutex<State>);

#[derive(Debug)]
struct State {
    ending: Ending,
    calls: Vec<&'static str>,
}

impl Script {
    /// Each method fails by `E_NOTIMPL`.
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(State { ending: Ending::Failure(E_NOTIMPL), calls: Vec::new() })))
    }

    /// From now on each method ends like this.
    pub fn end_by(&self, ending: Ending) {
        self.state().ending = ending;
    }

    /// The methods that ran since the last time, as `IFoo::Bar`.
    pub fn take_calls(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.state().calls)
    }

    /// A method with an HRESULT runs.
    ///
    /// # Errors
    ///
    /// Always: the failure that the script says.
    pub fn fail<T>(&self, method: &'static str) -> Result<T> {
        match self.run(method) {
            Ending::Failure(code) => Err(Error::from_hresult(code)),
            Ending::Panic => resume_unwind(Box::new("the script says so")),
        }
    }

    /// A method without an HRESULT runs.
    pub fn hear(&self, method: &'static str) {
        if self.run(method) == Ending::Panic {
            resume_unwind(Box::new("the script says so"));
        }
    }

    fn run(&self, method: &'static str) -> Ending {
        let mut state = self.state();
        state.calls.push(method);
        state.ending
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
