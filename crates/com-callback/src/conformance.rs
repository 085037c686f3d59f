//! The conformance kit: does an object keep the rules of COM? For any object, ours or somebody else's.
//!
//! Behind the feature `conformance`.
//!
//! ```
#![doc = include_str!("../tests/doctest/least.rs")]
//! # struct Echo;
//! # impl Ping for Echo {}
//! # impl __private::Declare for Echo {
//! #     type Chain = dyn Ping;
//! #     type Further = ();
//! #     type Threading = __private::Agile;
//! #     type Counting = __private::Strong;
//! # }
//! use com_callback::conformance::{Rule, Rules, assert_com_rules, check_com_rules, hammer};
//! use com_callback::{GUID, Interface};
//!
//! let object = Object::new(Echo);
//!
//! // All rules at once; a breach is a panic that names each one.
//! assert_com_rules(object.as_interface(), &[IPing::IID]);
//!
//! // The same as a value. This object does not have that interface:
//! let other = GUID::from_u128(0x97ea99c7_0186_4ad4_8df9_c5b4e0ed6b22);
//! let report = check_com_rules(object.as_interface(), &[other]);
//! assert!(report.breaks(Rule::Answers));
//! println!("{report}");
//!
//! // What is expected, in detail. Several threads, and the end of the object, are runs of their own.
//! let rules = Rules::new(&[IPing::IID]).agile();
//! rules.check(object.as_interface()).assert();
//! hammer(object.as_interface(), 4, 100);
//! rules.check_end(object.into_interface()).assert();
//! ```
//!
//! # The rows
//!
//! - **Any object**, by nothing but `IUnknown`: [`Rules::check`] looks at identity, the static set, the laws over all pairs and
//!   triples of interfaces, unknown IIDs, NULL, counts, false claims and weak references. [`Rules::check_end`] takes the last
//!   reference, [`Rules::check_hammer`] several threads.
//! - **An object of an emitted interface**: [`Rules::check_object`] also passes NULL for each pointer of each method in turn,
//!   with rubbish in every `[out]`, which must come back clean. [`Rules::check_panic`] looks at a panic of its own.
//! - **The interface itself**: [`check_stub`] makes objects of it, agile and bound to a thread, of which each method fails or
//!   panics when told to, and adds that each slot leads to its method. An emitted crate lists all its interfaces as `probes::INTERFACES`.
//!
//! A [`Report`] says which rules hold, which are broken and how, and **which were not checked, and why**; the asserting
//! functions always print the last.
//!
//! # The limits
//!
//! An object that breaks a rule can crash the process while it is looked at. The kit mends what it can: a reference that
//! `QueryInterface` did not add is not given back.

mod hammer;
mod inert;
mod interface;
mod places;
mod probe;
mod report;
mod rules;
mod script;
mod subject;
mod weak;

use windows_core::{GUID, Interface};

pub use self::interface::{Probed, check_stub};
#[doc(hidden)]
pub use self::places::{Places, Returned};
pub use self::probe::Probe;
#[doc(hidden)]
pub use self::probe::Probing;
pub use self::report::{Finding, Report, Rule};
pub use self::rules::Rules;
pub use self::script::{Ending, Script};

/// `IAgileObject`, which has no methods: to answer it is to allow calls from any thread.
pub const IID_AGILE_OBJECT: GUID = crate::query::IID_AGILE_OBJECT;

/// Looks at an object that answers `iids`, those of its bases among them, and prints what was not checked.
///
/// # Panics
///
/// A rule is broken: the message names every one, with the IID and what was found (of many breaches of one rule the first).
pub fn assert_com_rules<I: Interface>(object: &I, iids: &[GUID]) {
    check_com_rules(object, iids).assert();
}

/// Looks at an object that answers `iids`, those of its bases among them.
pub fn check_com_rules<I: Interface>(object: &I, iids: &[GUID]) -> Report {
    Rules::new(iids).check(object)
}

/// Uses an agile object from several threads at once, `rounds` times each: its count must end as it began.
///
/// # Panics
///
/// A rule is broken.
pub fn hammer<I: Interface>(object: &I, threads: usize, rounds: usize) {
    Rules::new(&[I::IID]).check_hammer(object, threads, rounds).assert();
}
