//! Runs over an interface that the kit can call.

use windows_core::{HRESULT, Interface};

use super::probe::{PANICKED, Probe, Probing};
use super::report::{Report, Rule};
use super::rules::Rules;
use super::script::Script;
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
        let mut probing = Probing::new(&mut report, None, self.is_apartment(), PANICKED);
        object.probe(&mut probing);
        report.leave_out_the_rest(|rule| match rule {
            Rule::End => "the object is still in use: `check_end` takes the last reference",
            Rule::Hammer => "one thread alone asks: `check_hammer` takes several",
            Rule::Weak => "the object has no IWeakReferenceSource",
            Rule::Agility => "nobody said whether any thread may call the object",
            Rule::Slots => "only a stub says which method ran: `check_stub`",
            Rule::Failure => "only a stub fails when told to: `check_stub`",
            Rule::Panic => "the object was not made to panic: `check_panic`, `check_stub`",
            Rule::Threads => "the object belongs to no apartment",
            _ => "no method of the interface can show it",
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
        object.probe(&mut Probing::new(&mut report, Some(script), apartment, PANICKED));
        self.without_skipped(report)
    }

    /// Lets an object panic by a call of `call`: its client gets `expected`, and the object works afterwards.
    pub fn check_panic<I: Interface, R>(
        &self,
        object: &I,
        expected: HRESULT,
        call: impl FnOnce(&I) -> windows_core::Result<R>,
    ) -> Report {
        let mut report = Report::default();
        let code = call(object).map_or_else(|error| error.code(), |_| S_OK);
        report.check(Rule::Panic, code == expected, || {
            use super::subject::shown;
            format!("a panic is {} and was {}", shown(expected), shown(code))
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

/// Looks at every rule over a stub of the interface: what the runtime and the emitted code make of it, whatever a user's code
/// does.
pub fn check_stub<I: Probe>() -> Report {
    let script = Script::new();
    let live = || std::sync::Arc::strong_count(&script);
    let stub = I::stub(&script);
    let rules = Rules::new(I::CHAIN).agile().live(&live);
    // SAFETY: an object of this crate refuses what the calls pass.
    let mut report = unsafe { rules.check_scripted(&stub, &script) };
    let (threads, rounds) = if cfg!(miri) { (2, 10) } else { (4, 1_000) };
    report.absorb(rules.check_hammer(&stub, threads, rounds));
    report.absorb(rules.check_end(stub));
    report.leave_out_the_rest(|rule| match rule {
        Rule::Weak => "a stub has no weak references",
        Rule::Threads => "a stub is agile",
        _ => "no method of the interface can show it",
    });
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
