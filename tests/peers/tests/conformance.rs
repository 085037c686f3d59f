//! The conformance kit over objects that were made by others: `#[implement]` of windows-rs, and C. Whatever it says of them, it
//! says by the same rows as of ours.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use do_callback::{
    conformance::{Probe, Report, Rule, Rules},
    prelude::*,
};
use peers::Side;

/// A new object of this side.
fn object(side: Side) -> IBackgroundCopyCallback {
    // SAFETY: an interface pointer to a callback, with one reference.
    unsafe { IBackgroundCopyCallback::from_raw(side.constructor()()) }
}

/// The black-box rows, those of the interface, the hammer, and the end.
fn run(side: Side, rules: &Rules<'_>) -> Report {
    let object = object(side);
    // SAFETY: all three sides look for NULL.
    let mut report = unsafe { rules.check_interface(&object) };
    report.absorb(rules.check_hammer(&object, 2, if cfg!(miri) { 5 } else { 2_000 }));
    report.absorb(rules.check_end(object));
    report
}

#[test]
fn ours_keeps_every_rule() {
    run(Side::Ours, &Rules::new(IBackgroundCopyCallback::CHAIN).agile()).assert();
}

#[test]
fn cs_object_keeps_every_rule_of_foreign_objects() {
    run(Side::C, &Rules::new(IBackgroundCopyCallback::CHAIN).foreign()).assert();
}

/// By the rules of our objects it claims an interface that it does not have, and leaves `*ppv` alone when the IID is NULL. By
/// those of foreign objects it is good.
#[test]
fn implement_claims_iinspectable_and_keeps_the_others() {
    let rules = Rules::new(IBackgroundCopyCallback::CHAIN);
    // `GetWeakReference` with NULL ends the process.
    let report = rules.skip(Rule::Weak, "it would crash").check(&object(Side::Implement));
    let mut broken: Vec<_> = report.broken().iter().map(|finding| finding.rule).collect();
    broken.sort();
    assert_eq!(broken, [Rule::NullIid, Rule::Inspectable], "{report}");

    let rules = Rules::new(IBackgroundCopyCallback::CHAIN).agile().foreign();
    let report = run(Side::Implement, &rules);
    report.assert();
    assert!(report.checks(Rule::Weak) > 0, "its weak references were looked at");
}
