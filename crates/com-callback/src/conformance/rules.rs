//! What is expected of an object, and the rows that need nothing but its `IUnknown`.

use windows_core::{GUID, HRESULT, IUnknown, Interface};

use super::report::{Report, Rule};
use super::subject::{
    Asking, IID_INSPECTABLE, IID_MARSHAL, IID_SUPPORT_ERROR_INFO, IID_WEAK_REFERENCE_SOURCE, Name,
    add_ref, count, query, query_nowhere, release, shown, unknown,
};
use super::{hammer, weak};
use crate::codes::{E_NOINTERFACE, E_POINTER, E_UNEXPECTED};
use crate::query::IID_AGILE_OBJECT;

/// What is expected of an object. It begins as what an object of this crate promises.
///
/// While a run looks at an object nobody else may use it, since it reads the count between calls.
#[derive(Debug)]
pub struct Rules<'l> {
    pub(super) iids: Vec<GUID>,
    agility: Agility,
    counted: bool,
    foreign: bool,
    pub(super) panicked: HRESULT,
    skipped: Vec<(Rule, String)>,
    live: Option<&'l dyn LiveProbe>,
}

/// A closure that says how many values are alive.
trait LiveProbe {
    fn live(&self) -> usize;
}

impl<F: Fn() -> usize> LiveProbe for F {
    fn live(&self) -> usize {
        self()
    }
}

impl std::fmt::Debug for dyn LiveProbe + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LiveProbe").field(&self.live()).finish()
    }
}

/// Who may call the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Agility {
    /// Nobody said.
    Unsaid,
    /// Any thread.
    Agile,
    /// One apartment.
    Apartment,
}

impl<'l> Rules<'l> {
    /// The object answers these IIDs, those of the bases among them. `IUnknown` need not be listed; if `IAgileObject` is
    /// listed, the object must be [`agile`](Self::agile).
    pub fn new(iids: &[GUID]) -> Self {
        let mut list: Vec<GUID> = Vec::new();
        for iid in std::iter::once(&IUnknown::IID).chain(iids) {
            if !list.contains(iid) {
                list.push(*iid);
            }
        }
        let agility =
            if list.contains(&IID_AGILE_OBJECT) { Agility::Agile } else { Agility::Unsaid };
        Self {
            iids: list,
            agility,
            counted: true,
            foreign: false,
            panicked: E_UNEXPECTED,
            skipped: Vec::new(),
            live: None,
        }
    }

    /// The object was made by somebody else: it may have `IInspectable`, and is not asked with a NULL IID, nor for a weak
    /// reference without a place for it.
    pub fn foreign(mut self) -> Self {
        self.foreign = true;
        self.skip(Rule::Inspectable, "the object was made by somebody else")
            .skip(Rule::NullIid, "the object was made by somebody else, and may crash")
    }

    /// Any thread may call the object: it answers `IAgileObject`.
    pub fn agile(mut self) -> Self {
        self.agility = Agility::Agile;
        self
    }

    /// The object belongs to an apartment: it does not answer `IAgileObject`.
    pub fn apartment(mut self) -> Self {
        self.agility = Agility::Apartment;
        self
    }

    /// `AddRef` and `Release` return nothing to go by, as those of a static object.
    pub fn uncounted(mut self) -> Self {
        self.counted = false;
        self.skip(Rule::Counts, "the object does not tell its count")
    }

    /// A method that panics fails by this code, and not by `E_UNEXPECTED`.
    pub fn panics_as(mut self, code: HRESULT) -> Self {
        self.panicked = code;
        self
    }

    /// Leaves a rule out; the report says why.
    pub fn skip(mut self, rule: Rule, reason: &str) -> Self {
        self.skipped.push((rule, reason.to_owned()));
        self
    }

    /// How many values are alive, of the object's type and of all that it makes: must be after a run what it was before.
    pub fn live<F: Fn() -> usize>(mut self, live: &'l F) -> Self {
        self.live = Some(live);
        self
    }

    /// Looks at every rule that needs no more than `IUnknown`.
    pub fn check<I: Interface>(&self, object: &I) -> Report {
        let mut report = self.black_box(object);
        report.leave_out_the_rest(|rule| match rule {
            Rule::Slots
            | Rule::NullArgument
            | Rule::Outs
            | Rule::Failure
            | Rule::Panic
            | Rule::Threads => {
                "QueryInterface cannot tell: a probe of the interface does, as `check_object`"
            }
            _ => not_reached(rule),
        });
        report
    }

    /// The black-box rows, without a word on the others.
    pub(super) fn black_box<I: Interface>(&self, object: &I) -> Report {
        let object = unknown(object);
        let mut report = Report::default();
        let live = self.live.map(LiveProbe::live);
        let start = self.counted.then(|| count(&object));
        if self.counted {
            moves_by_one(&object, &mut report);
        }
        let counted = self.counted && !report.breaks(Rule::Counts);
        let mut asking = Asking { report: &mut report, counted };
        let known = Known::gather(&object, &self.iids, &mut asking);
        known.check_laws(&object, &mut asking);
        for (_, interface) in known.interfaces() {
            if counted {
                moves_by_one(interface, asking.report);
            }
            refused(interface, &known.answered(), &mut asking);
            if !self.skips(Rule::NullIid) {
                null_iid(interface, &mut asking);
            }
        }
        self.claims(&known, &mut asking);
        if known.answers(IID_WEAK_REFERENCE_SOURCE) && !self.skips(Rule::Weak) {
            weak::check(&object, &known.answered(), !self.foreign, &mut asking);
        }
        known.check_again(&object, &mut asking);
        drop(known);
        if let Some(start) = start {
            let end = count(&object);
            report.check(Rule::Counts, start == end, || {
                format!("the count was {start} before the run and is {end} after it")
            });
        }
        if let (Some(before), Some(probe)) = (live, self.live) {
            let after = probe.live();
            report.check(Rule::End, before == after, || {
                format!("{before} values lived before the run, {after} live after it")
            });
        }
        self.without_skipped(report)
    }

    /// Takes the object's last reference: it ends, and weak references to it say so.
    pub fn check_end<I: Interface>(&self, object: I) -> Report {
        let mut report = Report::default();
        if self.skips(Rule::End) {
            return self.without_skipped(report);
        }
        let object: IUnknown = {
            let borrowed = unknown(&object);
            let owned = IUnknown::clone(&borrowed);
            drop(object);
            owned
        };
        if self.counted && count(&object) != 1 {
            let others = count(&object).wrapping_sub(1);
            report.leave_out(Rule::End, format!("{others} references are held elsewhere"));
            return report;
        }
        let live = self.live.map(LiveProbe::live);
        let weak = weak::Weak::of(&object);
        let this = std::mem::ManuallyDrop::new(object);
        // SAFETY: the reference is ours, and `this` is not used again.
        let left = unsafe { release(&this) };
        if self.counted {
            report
                .check(Rule::End, left == 0, || format!("the last Release returned {left}, not 0"));
        }
        if let Some(weak) = weak {
            weak.check_ended(&self.iids, &mut report);
        }
        if let (Some(before), Some(probe)) = (live, self.live) {
            let after = probe.live();
            report.check(Rule::End, after < before, || {
                format!("{before} values lived before the last release and {after} after it")
            });
        } else if !self.counted {
            report.leave_out(Rule::End, "neither a count nor a probe says whether it ended");
        }
        report
    }

    /// Uses the object from several threads at once, `rounds` times each, through an
    /// [`AgileReference`](crate::AgileReference).
    pub fn check_hammer<I: Interface>(&self, object: &I, threads: usize, rounds: usize) -> Report {
        let mut report = Report::default();
        hammer::check(&unknown(object), &self.iids, self.counted, threads, rounds, &mut report);
        self.without_skipped(report)
    }

    /// The same expectations, to be changed.
    pub(super) fn clone_expectations(&self) -> Self {
        Self { iids: self.iids.clone(), skipped: self.skipped.clone(), ..*self }
    }

    pub(super) fn is_apartment(&self) -> bool {
        self.agility == Agility::Apartment
    }

    pub(super) fn skips(&self, rule: Rule) -> bool {
        self.skipped.iter().any(|(skipped, _)| *skipped == rule)
    }

    /// Rows that were left out count for nothing, whatever was seen on the way.
    pub(super) fn without_skipped(&self, mut report: Report) -> Report {
        for (rule, reason) in &self.skipped {
            report.forget(*rule);
            report.leave_out(*rule, reason.as_str());
        }
        report
    }

    /// What the object must not say of itself.
    fn claims(&self, known: &Known, asking: &mut Asking<'_>) {
        if !self.skips(Rule::Inspectable) {
            let claimed = known.answers(IID_INSPECTABLE);
            asking.report.check(Rule::Inspectable, !claimed, || {
                "IInspectable was answered, which the object does not implement".to_owned()
            });
        }
        if self.agility != Agility::Unsaid {
            let (claimed, meant) =
                (known.answers(IID_AGILE_OBJECT), self.agility == Agility::Agile);
            asking.report.check(Rule::Agility, claimed == meant, || match claimed {
                true => "IAgileObject was answered by an object of an apartment".to_owned(),
                false => "IAgileObject was not answered, although any thread may call".to_owned(),
            });
        }
    }
}

/// Why a run did not come to a rule, where it could have.
pub(super) fn not_reached(rule: Rule) -> &'static str {
    match rule {
        Rule::End => "the object is still in use: `check_end` takes the last reference",
        Rule::Hammer => "one thread alone asks: `check_hammer` takes several",
        Rule::Weak => "the object has no IWeakReferenceSource",
        Rule::Agility => "nobody said whether any thread may call the object",
        _ => "nothing of the object shows it",
    }
}

/// Three references more and three less, each of which says the new count.
fn moves_by_one(object: &IUnknown, report: &mut Report) {
    let up: Vec<u32> = (0..3).map(|_| add_ref(object)).collect();
    // SAFETY: the references are those just added.
    let down: Vec<u32> = (0..3).map(|_| unsafe { release(object) }).collect();
    let holds = up.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1))
        && up.iter().rev().zip(&down).all(|(up, down)| *down == up.wrapping_sub(1));
    report.check(Rule::Counts, holds, || {
        format!("AddRef three times returned {up:?}, Release three times {down:?}")
    });
}

/// The interfaces that the object was found to have.
struct Known {
    /// IID, whether it stands on the list, and the interface if it was answered.
    found: Vec<(GUID, Option<IUnknown>)>,
    /// What the object itself said at first.
    first: Vec<(GUID, bool)>,
}

impl Known {
    /// Asks for what is listed and for what objects have beside it. What the object itself refuses is looked for from its
    /// other interfaces.
    fn gather(object: &IUnknown, listed: &[GUID], asking: &mut Asking<'_>) -> Self {
        let extra = [
            IID_AGILE_OBJECT,
            IID_MARSHAL,
            IID_WEAK_REFERENCE_SOURCE,
            IID_SUPPORT_ERROR_INFO,
            IID_INSPECTABLE,
        ];
        let extra = extra.into_iter().filter(|iid| !listed.contains(iid));
        let mut found: Vec<(GUID, Option<IUnknown>)> = Vec::new();
        for iid in listed.iter().copied().chain(extra) {
            found.push((iid, asking.ask(object, iid)));
        }
        let first: Vec<_> =
            found.iter().map(|(iid, interface)| (*iid, interface.is_some())).collect();
        for (iid, answered) in first.iter().filter(|(iid, _)| listed.contains(iid)) {
            asking.report.check(Rule::Answers, *answered, || {
                format!("{} is on the list and was refused", Name(*iid))
            });
        }
        for at in 0..found.len() {
            if found[at].1.is_none() {
                let iid = found[at].0;
                found[at].1 = (0..found.len()).find_map(|from| {
                    let from = found[from].1.clone()?;
                    asking.ask(&from, iid)
                });
            }
        }
        Self { found, first }
    }

    fn answers(&self, iid: GUID) -> bool {
        self.found.iter().any(|(known, interface)| *known == iid && interface.is_some())
    }

    /// The IIDs of all that was found.
    fn answered(&self) -> Vec<GUID> {
        self.interfaces().map(|(iid, _)| iid).collect()
    }

    fn interfaces(&self) -> impl Iterator<Item = (GUID, &IUnknown)> {
        self.found.iter().filter_map(|(iid, interface)| Some((*iid, interface.as_ref()?)))
    }

    /// Identity, and the laws over all pairs and triples.
    fn check_laws(&self, object: &IUnknown, asking: &mut Asking<'_>) {
        let Some(identity) = asking.ask(object, IUnknown::IID) else { return };
        let iids = self.answered();
        for (a, from_a) in self.interfaces() {
            same_identity(&identity, from_a, &format!("{}", Name(a)), asking);
            let reflexive = asking.ask(from_a, a).is_some();
            asking
                .report
                .check(Rule::Reflexive, reflexive, || format!("{0} does not answer {0}", Name(a)));
            for &b in &iids {
                let Some(to_b) = asking.ask(from_a, b) else { continue };
                let back = asking.ask(&to_b, a);
                asking.report.check(Rule::Symmetric, back.is_some(), || {
                    format!("{} answers {}, which does not answer back", Name(a), Name(b))
                });
                let path = format!("{} by way of {}", Name(b), Name(a));
                same_identity(&identity, &to_b, &path, asking);
                for &c in &iids {
                    if asking.ask(&to_b, c).is_none() {
                        continue;
                    }
                    let straight = asking.ask(from_a, c).is_some();
                    asking.report.check(Rule::Transitive, straight, || {
                        format!(
                            "{} answers {1}, {1} answers {2}, and {0} does not answer {2}",
                            Name(a),
                            Name(b),
                            Name(c)
                        )
                    });
                }
            }
        }
    }

    /// The same questions as at first, several times, in the other order.
    fn check_again(&self, object: &IUnknown, asking: &mut Asking<'_>) {
        for _ in 0..3 {
            for &(iid, first) in self.first.iter().rev() {
                let now = asking.ask(object, iid).is_some();
                asking.report.check(Rule::StaticSet, now == first, || {
                    let said = |answered: bool| if answered { "answered" } else { "not answered" };
                    format!("{} was {} at first and {} later", Name(iid), said(first), said(now))
                });
            }
        }
    }
}

/// `IUnknown` of `interface`, asked for twice, is `identity`.
fn same_identity(identity: &IUnknown, interface: &IUnknown, path: &str, asking: &mut Asking<'_>) {
    for _ in 0..2 {
        let own = asking.ask(interface, IUnknown::IID);
        let same = own.as_ref().map(Interface::as_raw) == Some(identity.as_raw());
        asking.report.check(Rule::Identity, same, || {
            let what = if own.is_some() { "is another pointer" } else { "is refused" };
            format!("IUnknown of {path} {what}")
        });
    }
}

/// IIDs that nobody has, and those of the object with one digit changed.
fn strangers(answered: &[GUID]) -> Vec<GUID> {
    let mut strangers = vec![
        GUID::zeroed(),
        GUID::from_u128(0xffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff),
        GUID::from_u128(0x7d2e_6a4b_913c_4f58_b6a0_5c1d_e8f3_9247),
    ];
    for iid in answered {
        let (mut first, mut last) = (*iid, *iid);
        first.data1 ^= 0x10;
        last.data4[7] ^= 0x01;
        strangers.extend([first, last]);
    }
    strangers.retain(|iid| !answered.contains(iid) && !KNOWN.contains(iid));
    strangers
}

/// Neighbours of what the kit asks for that exist: an object may have them.
const KNOWN: &[GUID] = &[
    IID_WEAK_REFERENCE_SOURCE,
    super::subject::IID_WEAK_REFERENCE,
    IID_MARSHAL,
    // IUnknown's neighbour, IClassFactory.
    GUID::from_u128(0x00000001_0000_0000_c000_000000000046),
];

/// What the object does not have, and the missing place for a result.
fn refused(object: &IUnknown, answered: &[GUID], asking: &mut Asking<'_>) {
    for iid in strangers(answered) {
        let before = asking.counted.then(|| count(object));
        let answer = query(object, Some(&iid));
        asking.report.check(Rule::UnknownIid, answer.code == E_NOINTERFACE, || {
            format!("{} was answered by {}", Name(iid), shown(answer.code))
        });
        drop(asking.take(object, iid, answer, before));
        null_result(object, iid, asking);
    }
    for &iid in answered {
        null_result(object, iid, asking);
    }
}

fn null_result(object: &IUnknown, iid: GUID, asking: &mut Asking<'_>) {
    let before = asking.counted.then(|| count(object));
    let code = query_nowhere(object, &iid);
    asking.report.check(Rule::NullResult, code == E_POINTER, || {
        format!("{} with a NULL ppv was answered by {}", Name(iid), shown(code))
    });
    if let Some(before) = before {
        let added = count(object).wrapping_sub(before);
        asking.report.check(Rule::NullResult, added == 0, || {
            format!("{} with a NULL ppv added a reference", Name(iid))
        });
        if added == 1 {
            // SAFETY: the reference is the one that `QueryInterface` added for nobody.
            unsafe { release(object) };
        }
    }
}

fn null_iid(object: &IUnknown, asking: &mut Asking<'_>) {
    let answer = query(object, None);
    asking.report.check(Rule::NullIid, answer.code.is_err(), || {
        format!("a NULL IID was answered by {}", shown(answer.code))
    });
    asking.report.check(Rule::NullIid, answer.pointer.is_null(), || {
        "a NULL IID was refused and *ppv is not NULL".to_owned()
    });
}
