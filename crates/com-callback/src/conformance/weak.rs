//! `IWeakReferenceSource` and `IWeakReference`, by hand.

use std::ffi::c_void;
use std::ptr::{dangling_mut, null_mut};

use windows_core::{GUID, HRESULT, IUnknown, IUnknown_Vtbl, Interface};

use super::report::{Report, Rule};
use super::subject::{
    Answer, Asking, IID_WEAK_REFERENCE, IID_WEAK_REFERENCE_SOURCE, Name, count, query, shown,
};
use crate::codes::{E_NOINTERFACE, E_POINTER, S_OK};
use crate::query::IID_AGILE_OBJECT;

#[repr(C)]
struct SourceVtable {
    unknown: IUnknown_Vtbl,
    get_weak_reference: unsafe extern "system" fn(*mut c_void, *mut *mut c_void) -> HRESULT,
}

#[repr(C)]
struct WeakVtable {
    unknown: IUnknown_Vtbl,
    resolve: unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT,
}

/// The vtable of an interface.
///
/// # Safety
///
/// `V` is its layout.
unsafe fn vtable<V>(interface: &IUnknown) -> &'static V {
    // SAFETY: an interface pointer points at the address of its vtable, which lives as long as its code.
    unsafe { &**interface.as_raw().cast::<*const V>() }
}

/// A weak reference to an object.
pub(super) struct Weak(IUnknown);

impl Weak {
    /// A weak reference, if the object has them.
    pub(super) fn of(object: &IUnknown) -> Option<Self> {
        let answer = query(object, Some(&IID_WEAK_REFERENCE_SOURCE));
        if answer.code != S_OK || answer.pointer.is_null() {
            return None;
        }
        // SAFETY: an owned reference to an `IWeakReferenceSource`.
        let source = unsafe { IUnknown::from_raw(answer.pointer) };
        let (_, weak) = get(&source);
        weak.map(Self)
    }

    /// Resolves to an interface; what comes of it is not owned by anybody yet.
    fn resolve(&self, iid: &GUID) -> Answer {
        let mut pointer = dangling_mut::<c_void>();
        // SAFETY: an `IWeakReference`; IID and place live.
        let code = unsafe {
            (vtable::<WeakVtable>(&self.0).resolve)(self.0.as_raw(), iid, &raw mut pointer)
        };
        Answer { code, pointer }
    }

    /// The object is gone.
    pub(super) fn check_ended(&self, iids: &[GUID], report: &mut Report) {
        for iid in iids {
            let Answer { code, pointer } = self.resolve(iid);
            report.check(Rule::End, code == S_OK && pointer.is_null(), || {
                let what = if pointer.is_null() { "NULL" } else { "a pointer" };
                format!("after the end, Resolve of {} gave {} and {what}", Name(*iid), shown(code))
            });
        }
    }
}

/// A weak reference of a source.
fn get(source: &IUnknown) -> (HRESULT, Option<IUnknown>) {
    let mut pointer = null_mut::<c_void>();
    // SAFETY: an `IWeakReferenceSource`; the place lives.
    let code = unsafe {
        (vtable::<SourceVtable>(source).get_weak_reference)(source.as_raw(), &raw mut pointer)
    };
    let given = code.is_ok() && !pointer.is_null();
    // SAFETY: an owned reference that came with a success.
    (code, given.then(|| unsafe { IUnknown::from_raw(pointer) }))
}

/// While the object lives: the weak reference is another object, does not keep this one, and leads to it. Only with `null` the
/// source is asked without a place for the result.
pub(super) fn check(object: &IUnknown, answered: &[GUID], null: bool, asking: &mut Asking<'_>) {
    let Some(source) = asking.ask(object, IID_WEAK_REFERENCE_SOURCE) else { return };
    let before = asking.counted.then(|| count(object));
    let (code, weak) = get(&source);
    asking.report.check(Rule::Weak, code == S_OK && weak.is_some(), || {
        let what = if weak.is_some() { "a pointer" } else { "NULL" };
        format!("GetWeakReference gave {} and {what}", shown(code))
    });
    let Some(weak) = weak else { return };
    if let Some(before) = before {
        let added = count(object).cast_signed().wrapping_sub(before.cast_signed());
        asking.report.check(Rule::Weak, added == 0, || {
            format!("a weak reference moved the object's count by {added}")
        });
        counts_itself(&source, &weak, asking);
    }
    if null {
        // SAFETY: an `IWeakReferenceSource`; it has to refuse NULL.
        let code = unsafe {
            (vtable::<SourceVtable>(&source).get_weak_reference)(source.as_raw(), null_mut())
        };
        asking.report.check(Rule::Weak, code == E_POINTER, || {
            format!("GetWeakReference without a place for it gave {}", shown(code))
        });
    } else {
        let reason =
            "GetWeakReference with NULL: the object was made by somebody else, and may crash";
        asking.report.leave_out(Rule::Weak, reason);
    }
    own_identity(object, &weak, answered, asking);
    leads(object, &Weak(weak), answered, asking);
}

/// A source that gives the same weak reference again adds one reference to it.
fn counts_itself(source: &IUnknown, weak: &IUnknown, asking: &mut Asking<'_>) {
    let before = count(weak);
    let (_, again) = get(source);
    if let Some(again) = again.filter(|again| again.as_raw() == weak.as_raw()) {
        let added = count(&again).wrapping_sub(before);
        asking.report.check(Rule::Weak, added == 1, || {
            format!("the same weak reference again moved its count by {added}")
        });
    }
}

/// The weak reference is an object of its own.
fn own_identity(object: &IUnknown, weak: &IUnknown, answered: &[GUID], asking: &mut Asking<'_>) {
    let (own, of_object) = (asking.ask(weak, IUnknown::IID), asking.ask(object, IUnknown::IID));
    let raw = |interface: &Option<IUnknown>| interface.as_ref().map(Interface::as_raw);
    asking.report.check(Rule::Weak, own.is_some() && raw(&own) != raw(&of_object), || {
        "IUnknown of the weak reference is missing or the object's".to_owned()
    });
    let itself = asking.ask(weak, IID_WEAK_REFERENCE);
    let from_itself = itself.and_then(|itself| asking.ask(&itself, IUnknown::IID));
    asking.report.check(
        Rule::Weak,
        from_itself.is_some() && raw(&from_itself) == raw(&own),
        || "the weak reference does not answer IWeakReference with its own identity".to_owned(),
    );
    for iid in answered.iter().filter(|iid| !MARKERS.contains(iid)) {
        let claimed = asking.ask(weak, *iid).is_some();
        asking.report.check(Rule::Weak, !claimed, || {
            format!("the weak reference answers {}, which is the object's", Name(*iid))
        });
    }
}

/// What both may have.
const MARKERS: &[GUID] = &[
    IUnknown::IID,
    IID_AGILE_OBJECT,
    super::subject::IID_MARSHAL,
    super::subject::IID_INSPECTABLE,
];

/// The weak reference leads to the object as long as that lives.
fn leads(object: &IUnknown, weak: &Weak, answered: &[GUID], asking: &mut Asking<'_>) {
    let identity = asking.ask(object, IUnknown::IID);
    for iid in answered {
        let before = asking.counted.then(|| count(object));
        let answer = weak.resolve(iid);
        let given = answer.code == S_OK && !answer.pointer.is_null();
        asking.report.check(Rule::Weak, given, || {
            let what = if answer.pointer.is_null() { "NULL" } else { "a pointer" };
            let code = shown(answer.code);
            format!("Resolve of {} gave {code} and {what} while the object lives", Name(*iid))
        });
        if !given {
            continue;
        }
        let interface = asking.take(object, *iid, answer, before);
        let own = interface.and_then(|interface| asking.ask(&interface, IUnknown::IID));
        let same = own.as_ref().map(Interface::as_raw) == identity.as_ref().map(Interface::as_raw);
        asking
            .report
            .check(Rule::Weak, same, || format!("Resolve of {} leads elsewhere", Name(*iid)));
    }
    let stranger = GUID::from_u128(0x7d2e_6a4b_913c_4f58_b6a0_5c1d_e8f3_9247);
    let Answer { code, pointer } = weak.resolve(&stranger);
    asking.report.check(Rule::Weak, code == E_NOINTERFACE && pointer.is_null(), || {
        format!("Resolve of an unknown IID gave {}", shown(code))
    });
    if code.is_ok() && !pointer.is_null() {
        // SAFETY: a reference that came with a success.
        drop(unsafe { IUnknown::from_raw(pointer) });
    }
}
