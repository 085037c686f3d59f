//! Mutants: each breaks one rule, and the kit says which.

use std::sync::Arc;

use com_callback::conformance::{Report, Rule, Rules};

use crate::object::{Fault, LISTED, object};

/// Runs over an object with a fault, and over its end.
fn run(fault: Fault) -> Report {
    let live = Arc::new(());
    let alive = || Arc::strong_count(&live);
    let object = object(fault, &live);
    let rules = Rules::new(LISTED).apartment().live(&alive);
    let mut report = rules.check(&object);
    report.absorb(rules.check_end(object));
    report
}

/// The rule is broken, and the sentence about it says so.
#[track_caller]
fn assert_caught(fault: Fault, rule: Rule, sentence: &str) {
    assert_says(&run(fault), rule, sentence);
}

/// As [`assert_caught`], and nothing else is broken.
#[track_caller]
fn assert_only(fault: Fault, rule: Rule, sentence: &str) {
    let report = run(fault);
    assert_says(&report, rule, sentence);
    assert!(report.broken().iter().all(|finding| finding.rule == rule), "{report}");
}

#[track_caller]
fn assert_says(report: &Report, rule: Rule, sentence: &str) {
    let mut of_rule = report.broken().iter().filter(|finding| finding.rule == rule);
    let found = of_rule.any(|finding| finding.text.contains(sentence));
    assert!(found, "`{rule}` with `{sentence}` is not among\n{report}");
}

#[test]
fn mutant_a_wrong_iid_digit() {
    let c = "{78120625-5F29-4E06-9E8C-A76D0DBA053D}";
    assert_caught(
        Fault::WrongIidDigit,
        Rule::Answers,
        &format!("{c} is on the list and was refused"),
    );
}

#[test]
fn mutant_a_base_is_not_answered() {
    let base = "{B47E8249-7526-46D7-AC25-D241E845C727}";
    assert_caught(
        Fault::BaseMissing,
        Rule::Answers,
        &format!("{base} is on the list and was refused"),
    );
}

#[test]
fn mutant_success_with_null() {
    assert_caught(
        Fault::SuccessWithNull,
        Rule::Answers,
        "was answered by 0x00000000 and no pointer",
    );
}

#[test]
fn mutant_an_identity_for_each_interface() {
    assert_caught(Fault::IdentityPerInterface, Rule::Identity, "is another pointer");
}

#[test]
fn mutant_that_forgets_what_it_answered() {
    assert_caught(
        Fault::Forgetful,
        Rule::StaticSet,
        "was answered at first and not answered later",
    );
}

#[test]
fn mutant_that_answers_late() {
    assert_caught(Fault::Late, Rule::StaticSet, "was not answered at first and answered later");
}

#[test]
fn mutant_an_interface_that_denies_itself() {
    assert_caught(Fault::NotReflexive, Rule::Reflexive, "does not answer");
}

#[test]
fn mutant_asymmetric() {
    assert_caught(Fault::Asymmetric, Rule::Symmetric, "which does not answer back");
}

#[test]
fn mutant_intransitive() {
    assert_caught(
        Fault::Intransitive,
        Rule::Transitive,
        "{8A829259-E358-4C8D-8333-84B62768AE87} does not answer {78120625-5F29-4E06-9E8C-A76D0DBA053D}",
    );
}

#[test]
fn mutant_a_refusal_that_leaves_the_result() {
    assert_only(Fault::UnknownLeavesResult, Rule::UnknownIid, "*ppv is not NULL");
}

#[test]
fn mutant_a_refusal_by_another_code() {
    assert_caught(Fault::UnknownIsFail, Rule::UnknownIid, "was answered by 0x80004005");
}

#[test]
fn mutant_that_answers_everything() {
    assert_caught(Fault::UnknownIsAnswered, Rule::UnknownIid, "was answered by 0x00000000");
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
fn mutant_a_null_iid_is_taken() {
    assert_only(Fault::NullIidIsOk, Rule::NullIid, "a NULL IID was answered by 0x00000000");
}

#[test]
fn mutant_a_null_iid_leaves_the_result() {
    assert_only(Fault::NullIidLeavesResult, Rule::NullIid, "*ppv is not NULL");
}

#[test]
fn mutant_a_missing_add_ref() {
    assert_only(Fault::MissingAddRef, Rule::Counts, "moved the count by 0, not by 1");
}

#[test]
fn mutant_an_extra_add_ref() {
    assert_only(Fault::ExtraAddRef, Rule::Counts, "moved the count by 2, not by 1");
}

#[test]
fn mutant_add_ref_returns_the_old_count() {
    assert_only(Fault::AddRefReturnsOld, Rule::Counts, "AddRef three times returned [1, 2, 3]");
}

#[test]
fn mutant_release_returns_the_old_count() {
    assert_caught(Fault::ReleaseReturnsOld, Rule::Counts, "Release three times [4, 3, 2]");
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

#[test]
fn mutant_that_claims_to_be_inspectable() {
    assert_only(Fault::Inspectable, Rule::Inspectable, "IInspectable was answered");
}

#[test]
fn mutant_that_claims_to_be_agile() {
    assert_only(
        Fault::Agile,
        Rule::Agility,
        "IAgileObject was answered by an object of an apartment",
    );
}

#[test]
fn mutant_that_is_agile_and_does_not_say_so() {
    let object = object(Fault::None, &Arc::default());
    assert!(Rules::new(LISTED).agile().check(&object).breaks(Rule::Agility));
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

#[test]
fn mutant_a_weak_reference_that_forgets_the_object() {
    assert_caught(Fault::WeakForgets, Rule::Weak, "while the object lives");
}

#[test]
fn mutant_a_weak_reference_that_fails_after_the_end() {
    assert_only(Fault::WeakFailsAfterEnd, Rule::End, "after the end, Resolve of");
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
