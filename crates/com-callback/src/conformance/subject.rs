//! The object under test, as its client sees it: `IUnknown`, by hand.

use std::ffi::c_void;
use std::fmt;
use std::mem::ManuallyDrop;
use std::ptr::{dangling_mut, null, null_mut};

use windows_core::{GUID, HRESULT, IUnknown, Interface};

use super::report::{Report, Rule};
use crate::codes::S_OK;
use crate::query::IID_AGILE_OBJECT;

pub(super) const IID_INSPECTABLE: GUID = GUID::from_u128(0xaf86e2e0_b12d_4c6a_9c5a_d7aa65101e90);
pub(super) const IID_MARSHAL: GUID = GUID::from_u128(0x00000003_0000_0000_c000_000000000046);
pub(super) const IID_SUPPORT_ERROR_INFO: GUID =
    GUID::from_u128(0xdf0b3d60_548f_101b_8e65_08002b2bd119);
pub(super) const IID_WEAK_REFERENCE_SOURCE: GUID =
    GUID::from_u128(0x00000038_0000_0000_c000_000000000046);
pub(super) const IID_WEAK_REFERENCE: GUID = GUID::from_u128(0x00000037_0000_0000_c000_000000000046);

/// An IID, with its name where it is one that everybody knows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Name(pub(super) GUID);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = [
            (IUnknown::IID, "IUnknown"),
            (IID_AGILE_OBJECT, "IAgileObject"),
            (IID_INSPECTABLE, "IInspectable"),
            (IID_MARSHAL, "IMarshal"),
            (IID_SUPPORT_ERROR_INFO, "ISupportErrorInfo"),
            (IID_WEAK_REFERENCE_SOURCE, "IWeakReferenceSource"),
            (IID_WEAK_REFERENCE, "IWeakReference"),
        ];
        match known.iter().find(|(iid, _)| *iid == self.0) {
            Some((_, name)) => f.write_str(name),
            None => write!(f, "{{{:?}}}", self.0),
        }
    }
}

/// An HRESULT in the form that everybody looks up.
pub(super) fn shown(code: HRESULT) -> String {
    format!("{:#010x}", code.0.cast_unsigned())
}

/// What `QueryInterface` answered. The result was something else than NULL before.
#[derive(Clone, Copy)]
pub(super) struct Answer {
    pub(super) code: HRESULT,
    pub(super) pointer: *mut c_void,
}

impl Answer {
    /// Whether the place for the result was left alone.
    pub(super) fn is_untouched(self) -> bool {
        self.pointer == dangling_mut()
    }
}

/// Calls `QueryInterface`; what comes of it is not owned by anybody yet.
pub(super) fn query(from: &IUnknown, iid: Option<&GUID>) -> Answer {
    let mut pointer: *mut c_void = dangling_mut();
    let iid = iid.map_or(null(), std::ptr::from_ref);
    // SAFETY: C1; the IID is NULL or lives, the place for the result lives.
    let code = unsafe {
        (Interface::vtable(from).QueryInterface)(Interface::as_raw(from), iid, &raw mut pointer)
    };
    Answer { code, pointer }
}

/// Calls `QueryInterface` without a place for the result.
pub(super) fn query_nowhere(from: &IUnknown, iid: &GUID) -> HRESULT {
    // SAFETY: C1; NULL is what COM says that an object has to refuse.
    unsafe { (Interface::vtable(from).QueryInterface)(Interface::as_raw(from), iid, null_mut()) }
}

/// Adds a reference and returns the new count.
pub(super) fn add_ref(object: &IUnknown) -> u32 {
    // SAFETY: C1.
    unsafe { (Interface::vtable(object).AddRef)(Interface::as_raw(object)) }
}

/// Gives up a reference and returns the new count.
///
/// # Safety
///
/// The reference is one that [`add_ref`] or `QueryInterface` added, and `object` keeps its own.
pub(super) unsafe fn release(object: &IUnknown) -> u32 {
    // SAFETY: C1 and the contract of this function.
    unsafe { (Interface::vtable(object).Release)(Interface::as_raw(object)) }
}

/// The number of references.
pub(super) fn count(object: &IUnknown) -> u32 {
    add_ref(object);
    // SAFETY: the reference is the one just added.
    unsafe { release(object) }
}

/// Borrows an interface as its `IUnknown`.
pub(super) fn unknown<I: Interface>(interface: &I) -> ManuallyDrop<IUnknown> {
    const { assert!(I::UNKNOWN, "only an interface derived from `IUnknown` is counted") };
    // SAFETY: every COM interface begins with `IUnknown`; the copy is never released.
    ManuallyDrop::new(unsafe { IUnknown::from_raw(interface.as_raw()) })
}

/// Asks, counts and notes.
pub(super) struct Asking<'r> {
    pub(super) report: &'r mut Report,
    /// Whether what `AddRef` and `Release` return can be believed.
    pub(super) counted: bool,
}

impl Asking<'_> {
    /// The interface, if it is answered as COM demands. A reference too few is not given back, one too many is.
    pub(super) fn ask(&mut self, from: &IUnknown, iid: GUID) -> Option<IUnknown> {
        let before = self.counted.then(|| count(from));
        let answer = query(from, Some(&iid));
        self.take(from, iid, answer, before)
    }

    /// What an answer gave; `before` is the count of `from` before it was asked.
    pub(super) fn take(
        &mut self,
        from: &IUnknown,
        iid: GUID,
        answer: Answer,
        before: Option<u32>,
    ) -> Option<IUnknown> {
        if answer.code.is_err() {
            self.report.check(Rule::UnknownIid, answer.pointer.is_null(), || {
                format!("{} was refused by {} and *ppv is not NULL", Name(iid), shown(answer.code))
            });
            return None;
        }
        let is_there = !answer.pointer.is_null() && !answer.is_untouched();
        self.report.check(Rule::Answers, answer.code == S_OK && is_there, || {
            let what = if is_there { "a pointer" } else { "no pointer" };
            format!("{} was answered by {} and {what}", Name(iid), shown(answer.code))
        });
        if !is_there {
            return None;
        }
        // SAFETY: a pointer that `QueryInterface` gave with a success; every interface begins with `IUnknown`.
        let interface = unsafe { IUnknown::from_raw(answer.pointer) };
        match before {
            Some(before) => self.counted(from, iid, interface, before),
            None => Some(interface),
        }
    }

    /// The interface, and whether there is one reference more.
    fn counted(
        &mut self,
        from: &IUnknown,
        iid: GUID,
        interface: IUnknown,
        before: u32,
    ) -> Option<IUnknown> {
        let after = count(from);
        let added = after.wrapping_sub(before);
        // What has a count of its own may keep the object by one reference, or by one of all such.
        let missing = added == 0 && shares_count(from, &interface);
        let right = added == 1 || (added == 0 && !missing);
        self.report.check(Rule::Counts, right, || {
            let added = after.cast_signed().wrapping_sub(before.cast_signed());
            format!("QueryInterface for {} moved the count by {added}, not by 1", Name(iid))
        });
        if missing {
            let interface = ManuallyDrop::new(interface);
            // A reference of its own, in place of the one that is missing.
            return Some(IUnknown::clone(&interface));
        }
        if added < 16 {
            for _ in 1..added {
                // SAFETY: `QueryInterface` added this reference, and nobody knows of it.
                unsafe { release(from) };
            }
        }
        Some(interface)
    }
}

/// Whether two interfaces are counted together.
fn shares_count(one: &IUnknown, other: &IUnknown) -> bool {
    let before = count(one);
    let more = IUnknown::clone(other);
    let shared = count(one) != before;
    drop(more);
    shared
}
