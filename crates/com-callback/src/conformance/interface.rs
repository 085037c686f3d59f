//! Runs over an interface that the kit can call.

use std::sync::Arc;

use windows_core::Interface;

use super::probe::{Probe, Probing};
use super::report::{Report, Rule};
use super::rules::{Rules, not_reached};
use super::script::Script;
use super::subject::shown;
use crate::codes::S_OK;
use crate::declare::Declare;
use crate::object::{InterfaceOf, Object};

impl Rules<'_> {
    /// Looks at an object of this crate: every rule of [`check`](Self::check), and NULL for each pointer of each method that
    /// may not be NULL. The object's own code does not run.
    ///
    /// An object of an [`apartment`](Self::apartment) is called from another thread too.
    pub fn check_object<T>(&self, object: &Object<T>) -> Report
    where
        T: Declare,
        InterfaceOf<T>: Probe,
    {
        // SAFETY: objects of this crate refuse what the calls pass.
        unsafe { self.check_interface(object.as_interface()) }
    }

    /// As [`check_object`](Self::check_object), for whatever object has the interface.
    ///
    /// # Safety
    ///
    /// The object stands NULL where its IDL allows none, as COM demands. One that does not can do anything.
    pub unsafe fn check_interface<I: Probe>(&self, object: &I) -> Report {
        let mut report = self.check_with_chain::<I>(object);
        let mut probing = Probing::new(&mut report, None, self.is_apartment(), self.panicked);
        object.probe(&mut probing);
        report.leave_out_the_rest(|rule| match rule {
            Rule::Slots => "only a stub says which method ran: `check_stub`",
            Rule::Failure => "only a stub fails when told to: `check_stub`",
            Rule::Panic => "the object was not made to panic: `check_panic`, `check_stub`",
            Rule::Threads => "the object belongs to no apartment",
            _ => not_reached(rule),
        });
        self.without_skipped(report)
    }

    /// As [`check_interface`](Self::check_interface), for an object whose methods do as `script` says and note that they ran:
    /// adds that each slot leads to its method, that failures arrive as they are, and that panics stay inside.
    ///
    /// # Safety
    ///
    /// As for [`check_interface`](Self::check_interface).
    pub unsafe fn check_scripted<I: Probe>(&self, object: &I, script: &Script) -> Report {
        let mut report = self.check_with_chain::<I>(object);
        let apartment = self.is_apartment();
        object.probe(&mut Probing::new(&mut report, Some(script), apartment, self.panicked));
        report.leave_out_the_rest(|rule| match rule {
            Rule::Threads => "the object belongs to no apartment",
            _ => not_reached(rule),
        });
        self.without_skipped(report)
    }

    /// Lets an object panic by a call of `call`: its client gets what [`panics_as`](Self::panics_as) says, and the object works
    /// afterwards.
    pub fn check_panic<I: Interface, R>(
        &self,
        object: &I,
        call: impl FnOnce(&I) -> windows_core::Result<R>,
    ) -> Report {
        let mut report = Report::default();
        let code = call(object).map_or_else(|error| error.code(), |_| S_OK);
        report.check(Rule::Panic, code == self.panicked, || {
            format!("a panic is {} and was {}", shown(self.panicked), shown(code))
        });
        let after = self.black_box(object);
        report.check(Rule::Panic, after.is_good(), || {
            "the object keeps the rules no more after a panic".to_owned()
        });
        report.absorb(after);
        report
    }

    /// The black-box rows, with the IIDs of the interface and its bases on the list.
    fn check_with_chain<I: Probe>(&self, object: &I) -> Report {
        let mut whole = self.clone_expectations();
        for iid in I::CHAIN {
            if !whole.iids.contains(iid) {
                whole.iids.push(*iid);
            }
        }
        whole.black_box(object)
    }
}

/// Looks at every rule over stubs of the interface, an agile one and one that is bound to this thread: what the runtime and the
/// emitted code make of it, whatever a user's code does.
pub fn check_stub<I: Probe>() -> Report {
    let script = Script::new();
    let live = || Arc::strong_count(&script);
    let rules = Rules::new(I::CHAIN).agile().live(&live);
    let agile = I::stub(&script);
    let (threads, rounds) = if cfg!(miri) { (2, 10) } else { (4, 1_000) };
    let mut report = rules.check_hammer(&agile, threads, rounds);
    report.absorb(check_one(&rules, agile, &script));
    let rules = Rules::new(I::CHAIN).apartment().live(&live);
    report.absorb(check_one(&rules, I::bound_stub(&script), &script));
    report
}

/// One stub, up to its end.
fn check_one<I: Probe>(rules: &Rules<'_>, stub: I, script: &Script) -> Report {
    // SAFETY: an object of this crate refuses what the calls pass.
    let mut report = unsafe { rules.check_scripted(&stub, script) };
    report.absorb(rules.check_end(stub));
    report
}

/// An interface of an IDL, by its name: what an emitted crate lists.
#[derive(Clone, Copy, Debug)]
pub struct Probed {
    /// Its name in the IDL.
    pub name: &'static str,
    /// [`check_stub`] for it.
    pub check: fn() -> Report,
}

impl Probed {
    /// The interface `I`.
    pub const fn of<I: Probe>() -> Self {
        Self { name: I::NAME, check: check_stub::<I> }
    }
}
