//! The rows of an interface: raw calls through each slot, made by emitted code.

use std::ffi::c_void;
use std::sync::Arc;
use std::thread;

use windows_core::{GUID, HRESULT, Interface};

use super::places::{Places, Returned};
use super::report::{Report, Rule};
use super::script::{Ending, Script};
use super::subject::shown;
use crate::codes::{E_ACCESSDENIED, E_NOTIMPL, RPC_E_WRONG_THREAD};

/// An interface that the kit can call: emitted for each one of an IDL.
///
/// # Safety
///
/// `probe` hands out calls that pass what the IDL declares for every slot of the interface, and NULL where it is told to.
pub unsafe trait Probe: Interface {
    /// Its name in the IDL.
    const NAME: &'static str;
    /// Its IID and those of its bases, `IUnknown` left aside.
    const CHAIN: &'static [GUID];
    /// An agile object with this interface, whose methods do as the script says.
    fn stub(script: &Arc<Script>) -> Self;
    /// The same, bound to the thread that calls this, with weak references and error information.
    fn bound_stub(script: &Arc<Script>) -> Self;
    /// Goes through the methods, those of the bases first.
    #[doc(hidden)]
    fn probe(&self, probing: &mut Probing<'_>);
}

/// A method, as it is in the IDL.
#[derive(Clone, Copy)]
struct Slot {
    /// `IFoo::Bar`
    method: &'static str,
    /// The names of its pointers in their order; `?` behind one that may be NULL.
    pointers: &'static [&'static str],
}

impl Slot {
    /// The pointers that may be NULL, or those that may not.
    fn pointers(self, optional: bool) -> impl Iterator<Item = usize> {
        let pointers = self.pointers.iter().enumerate();
        pointers.filter(move |(_, name)| name.ends_with('?') == optional).map(|(at, _)| at)
    }

    fn name(self, at: usize) -> &'static str {
        self.pointers[at].trim_end_matches('?')
    }
}

/// A raw call of one slot.
type Call<I> = fn(&I, &mut Places) -> Returned;

/// Which rows are wanted, and where they are noted.
#[doc(hidden)]
pub struct Probing<'p> {
    report: &'p mut Report,
    /// Set if the object is a stub, which then tells what it was called by.
    script: Option<&'p Script>,
    /// The object belongs to the calling thread.
    apartment: bool,
    /// What a panic returns.
    panicked: HRESULT,
}

impl<'p> Probing<'p> {
    pub(super) fn new(
        report: &'p mut Report,
        script: Option<&'p Script>,
        apartment: bool,
        panicked: HRESULT,
    ) -> Self {
        Self { report, script, apartment, panicked }
    }

    /// The rows of one method: `IFoo::Bar`, the names of its pointers in their order with `?` behind those that may be NULL,
    /// and a raw call.
    pub fn method<I: Interface>(
        &mut self,
        object: &I,
        method: &'static str,
        pointers: &'static [&'static str],
        call: Call<I>,
    ) {
        let slot = Slot { method, pointers };
        for at in slot.pointers(false) {
            self.refused(object, slot, at, call);
        }
        if self.script.is_some() {
            for null in [None].into_iter().chain(slot.pointers(true).map(Some)) {
                self.reached(object, slot, null, call);
            }
            self.panicking(object, slot, call);
        }
        if self.apartment {
            self.elsewhere(object, slot, call);
        }
    }

    /// A method that cannot be called without knowing more.
    pub fn unprobed(&mut self, method: &'static str, reason: &'static str) {
        for rule in [Rule::Slots, Rule::NullArgument, Rule::Outs, Rule::Failure, Rule::Panic] {
            let for_stubs = matches!(rule, Rule::Slots | Rule::Failure | Rule::Panic);
            if !for_stubs || self.script.is_some() {
                self.report.leave_out(rule, format!("{method}: {reason}"));
            }
        }
        if self.apartment {
            self.report.leave_out(Rule::Threads, format!("{method}: {reason}"));
        }
    }

    /// NULL where none is allowed.
    fn refused<I: Interface>(&mut self, object: &I, slot: Slot, at: usize, call: Call<I>) {
        self.forget_calls();
        let mut places = Places::new(Some(at));
        let returned = call(object, &mut places);
        let name = slot.name(at);
        let when = || format!("with NULL for `{name}`");
        match judge(returned, HRESULT::is_err) {
            Some(right) => self.report.check(Rule::NullArgument, right, || {
                format!("{} {} returned {}", slot.method, when(), told(returned))
            }),
            None if self.script.is_none() => {
                let reason = format!("{}: it returns nothing to go by", slot.method);
                self.report.leave_out(Rule::NullArgument, reason);
            }
            None => {}
        }
        if let Some(script) = self.script {
            let calls = script.take_calls();
            self.report.check(Rule::NullArgument, calls.is_empty(), || {
                format!("{} {} ran {}", slot.method, when(), calls.join(", "))
            });
        }
        self.cleared(slot, &places, &when());
    }

    /// The method runs and fails by its own code.
    fn reached<I: Interface>(
        &mut self,
        object: &I,
        slot: Slot,
        null: Option<usize>,
        call: Call<I>,
    ) {
        let Some(script) = self.script else { return };
        let when = || match null {
            Some(at) => format!("with NULL for `{}`, which may be,", slot.name(at)),
            None => "called as the IDL says".to_owned(),
        };
        for code in [E_NOTIMPL, E_ACCESSDENIED] {
            script.end_by(Ending::Failure(code));
            self.forget_calls();
            let mut places = Places::new(null);
            let returned = call(object, &mut places);
            let calls = script.take_calls();
            self.report.check(Rule::Slots, calls == [slot.method], || {
                let ran = if calls.is_empty() { "nothing".to_owned() } else { calls.join(", ") };
                format!("{} {} ran {ran}", slot.method, when())
            });
            if let Returned::Code(returned) = returned {
                self.report.check(Rule::Failure, returned == code, || {
                    let (code, returned) = (shown(code), shown(returned));
                    format!("{} fails by {code} and returned {returned}", slot.method)
                });
            }
            self.cleared(slot, &places, &when());
            self.report.check(Rule::Counts, places.are_borrowed(), || {
                format!(
                    "{} {} kept a reference to an interface that it was lent",
                    slot.method,
                    when()
                )
            });
        }
        script.end_by(Ending::Failure(E_NOTIMPL));
    }

    /// The method panics; the object works afterwards.
    fn panicking<I: Interface>(&mut self, object: &I, slot: Slot, call: Call<I>) {
        let Some(script) = self.script else { return };
        script.end_by(Ending::Panic);
        let mut places = Places::new(None);
        let returned = call(object, &mut places);
        if let Some(right) = judge(returned, |code| code == self.panicked) {
            self.report.check(Rule::Panic, right, || {
                let expected = shown(self.panicked);
                format!("a panic in {} is {expected} and returned {}", slot.method, told(returned))
            });
        }
        self.cleared(slot, &places, "that panicked");
        script.end_by(Ending::Failure(E_NOTIMPL));
        self.forget_calls();
        call(object, &mut Places::new(None));
        let runs = !script.take_calls().is_empty();
        self.report.check(Rule::Panic, runs, || {
            format!("after a panic {} is not called any more", slot.method)
        });
    }

    /// A call on a thread that is not the object's.
    fn elsewhere<I: Interface>(&mut self, object: &I, slot: Slot, call: Call<I>) {
        self.forget_calls();
        let object = Sent(object.as_raw());
        let (returned, not_cleared) = thread::scope(|scope| {
            let elsewhere = scope.spawn(move || {
                let raw = object.into_inner();
                let mut places = Places::new(None);
                // SAFETY: the interface lives, since the caller of this function waits. That the object belongs to another
                // thread is what it has to find out, and nothing but the call is done to it.
                let object = unsafe { I::from_raw_borrowed(&raw) };
                let returned = object.map(|object| call(object, &mut places));
                (returned, places.not_cleared())
            });
            elsewhere.join().unwrap_or((None, None))
        });
        let right = match returned {
            Some(returned) => judge(returned, |code| code == RPC_E_WRONG_THREAD),
            None => Some(false),
        };
        if let Some(right) = right {
            self.report.check(Rule::Threads, right, || {
                let returned = returned.map_or("nothing, by a panic".to_owned(), told);
                format!("{} on another thread returned {returned}", slot.method)
            });
        }
        if let Some(script) = self.script {
            let calls = script.take_calls();
            self.report.check(Rule::Threads, calls.is_empty(), || {
                format!("{} on another thread ran {}", slot.method, calls.join(", "))
            });
        }
        self.outs(slot, not_cleared, "on another thread");
    }

    fn cleared(&mut self, slot: Slot, places: &Places, when: &str) {
        self.outs(slot, places.not_cleared(), when);
    }

    fn outs(&mut self, slot: Slot, not_cleared: Option<Vec<usize>>, when: &str) {
        let Some(not_cleared) = not_cleared else { return };
        self.report.check(Rule::Outs, not_cleared.is_empty(), || {
            let names: Vec<&str> = not_cleared.iter().map(|at| slot.name(*at)).collect();
            format!("{} {when} did not clear `{}`", slot.method, names.join("`, `"))
        });
    }

    fn forget_calls(&self) {
        if let Some(script) = self.script {
            script.take_calls();
        }
    }
}

/// Whether a call returned what it should: the right code, or zero. `None` where it returns nothing.
fn judge(returned: Returned, is_right: impl FnOnce(HRESULT) -> bool) -> Option<bool> {
    match returned {
        Returned::Code(code) => Some(is_right(code)),
        Returned::Value(zero) => Some(zero),
        Returned::Nothing => None,
    }
}

fn told(returned: Returned) -> String {
    match returned {
        Returned::Code(code) => shown(code),
        Returned::Value(true) => "zero".to_owned(),
        Returned::Value(false) => "something else than zero".to_owned(),
        Returned::Nothing => "nothing".to_owned(),
    }
}

/// An interface pointer on its way to a thread that must not use it.
struct Sent(*mut c_void);

// SAFETY: see `Probing::elsewhere`.
unsafe impl Send for Sent {}

impl Sent {
    fn into_inner(self) -> *mut c_void {
        self.0
    }
}
