//! Mutants in what they count, keep and write: each breaks one rule, and the kit says which.

use std::sync::Arc;

use com_callback::conformance::{Rule, Rules};

use crate::object::{Fault, LISTED, object};
#[cfg(not(miri))]
use crate::run::run_on;
use crate::run::{assert_caught, assert_only, assert_says};

#[test]
fn mutant_success_with_null() {
    assert_caught(
        Fault::SuccessWithNull,
        Rule::Answers,
        "was answered by 0x00000000 and no pointer",
    );
}

#[test]
fn mutant_a_null_result_is_taken() {
    assert_only(
        Fault::NullResultIsOk,
        Rule::NullResult,
        "with a NULL ppv was answered by 0x00000000",
    );
}

#[test]
fn mutant_a_null_result_is_counted() {
    assert_only(Fault::NullResultIsCounted, Rule::NullResult, "with a NULL ppv added a reference");
}

#[test]
fn mutant_a_null_iid_is_taken() {
    assert_only(Fault::NullIidIsOk, Rule::NullIid, "a NULL IID was answered by 0x00000000");
}

#[test]
fn mutant_a_null_iid_leaves_the_result() {
    assert_only(Fault::NullIidLeavesResult, Rule::NullIid, "*ppv is not NULL");
}

/// What is wrong with one interface only, which is not the one that the kit is given.
///
/// Not under Miri: they touch no memory that the other mutants do not touch.
#[cfg(not(miri))]
#[test]
fn mutants_of_a_further_interface_are_caught() {
    for (fault, rule) in [
        (Fault::UnknownLeavesResult, Rule::UnknownIid),
        (Fault::UnknownIsFail, Rule::UnknownIid),
        (Fault::UnknownIsAnswered, Rule::UnknownIid),
        (Fault::NullResultIsOk, Rule::NullResult),
        (Fault::NullIidIsOk, Rule::NullIid),
        (Fault::NullIidLeavesResult, Rule::NullIid),
        (Fault::Inspectable, Rule::Inspectable),
        (Fault::Agile, Rule::Agility),
        (Fault::AddRefReturnsOld, Rule::Counts),
        (Fault::ReleaseReturnsOld, Rule::Counts),
    ] {
        for on in 1..3 {
            let report = run_on(fault, Some(on));
            assert!(report.breaks(rule), "{fault:?} of interface {on}:\n{report}");
        }
    }
}

#[test]
fn mutant_a_missing_add_ref() {
    assert_only(Fault::MissingAddRef, Rule::Counts, "moved the count by 0, not by 1");
}

#[test]
fn mutant_an_extra_add_ref() {
    assert_only(Fault::ExtraAddRef, Rule::Counts, "moved the count by 2, not by 1");
}

/// Not under Miri, whose own leak check would end the run.
#[cfg(not(miri))]
#[test]
fn mutant_that_keeps_a_reference_when_it_refuses() {
    assert_only(
        Fault::KeepsReference,
        Rule::Counts,
        "the count was 1 before the run and is 2 after it",
    );
}

/// Not under Miri, whose own leak check would end the run.
#[cfg(not(miri))]
#[test]
fn mutant_a_weak_reference_that_keeps_the_object() {
    assert_caught(
        Fault::WeakKeepsAlive,
        Rule::Weak,
        "a weak reference moved the object's count by 1",
    );
}

#[test]
fn mutant_a_weak_reference_without_an_identity() {
    assert_caught(
        Fault::WeakIsTheObject,
        Rule::Weak,
        "IUnknown of the weak reference is missing or the object's",
    );
}

/// Not under Miri, whose own leak check would end the run.
#[cfg(not(miri))]
#[test]
fn mutant_a_weak_reference_that_is_counted_twice() {
    assert_only(
        Fault::WeakIsCountedTwice,
        Rule::Weak,
        "the same weak reference again moved its count by 2",
    );
}

#[test]
fn mutant_a_weak_reference_that_forgets_the_object() {
    assert_caught(Fault::WeakForgets, Rule::Weak, "while the object lives");
}

#[test]
fn mutants_of_a_weak_reference() {
    for (fault, sentence) in [
        (Fault::WeakIsRefused, "GetWeakReference gave 0x80004005 and NULL"),
        (Fault::WeakNowhereIsOk, "GetWeakReference without a place for it gave 0x00000000"),
        (Fault::WeakClaims, "which is the object's"),
        (Fault::WeakLeadsElsewhere, "leads elsewhere"),
        (Fault::WeakKnowsStrangers, "Resolve of an unknown IID gave 0x00000000"),
    ] {
        assert_caught(fault, Rule::Weak, sentence);
    }
}

#[test]
fn mutant_a_weak_reference_that_fails_after_the_end() {
    assert_only(Fault::WeakFailsAfterEnd, Rule::End, "after the end, Resolve of");
}

#[test]
fn mutant_whose_last_reference_is_none() {
    let object = object(Fault::NeverLast, &Arc::default());
    let report = Rules::new(LISTED).check_end(object);
    assert_says(&report, Rule::End, "the last Release returned 1, not 0");
}

/// Not under Miri, whose own leak check would end the run.
#[cfg(not(miri))]
#[test]
fn mutant_that_makes_values_which_stay() {
    assert_caught(Fault::MakesValues, Rule::End, "values lived before the run, 3 live after it");
}

#[test]
fn mutant_that_refuses_other_threads() {
    let object = object(Fault::RefusesElsewhere, &Arc::default());
    let report = Rules::new(LISTED).check_hammer(&object, 2, 8);
    assert_says(&report, Rule::Hammer, "was refused");
}

/// Not under Miri, whose own leak check would end the run.
#[cfg(not(miri))]
#[test]
fn mutant_that_leaks() {
    assert_caught(Fault::NeverFreed, Rule::End, "values lived before the last release and");
}

/// Not under Miri, whose own leak check would end the run.
#[cfg(not(miri))]
#[test]
fn mutant_that_loses_references_on_other_threads() {
    let object = object(Fault::LosesReferences, &Arc::default());
    // References that nobody gives back, so that lost ones do not end the object.
    std::mem::forget(vec![object.clone(); 1000]);
    let report = Rules::new(LISTED).check_hammer(&object, 4, 700);
    let found = &report.broken()[0];
    assert_eq!(found.rule, Rule::Hammer);
    assert!(found.text.starts_with("the count was 1001 before 4 threads and is"), "{report}");
    std::mem::forget(object);
}
