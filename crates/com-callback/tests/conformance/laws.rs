//! Mutants in what they answer: each breaks one rule, and the kit says which.

use std::sync::Arc;

use com_callback::conformance::{Rule, Rules};

use crate::object::{Fault, LISTED, object};
use crate::run::{assert_caught, assert_only};

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
fn mutant_add_ref_returns_the_old_count() {
    assert_only(Fault::AddRefReturnsOld, Rule::Counts, "AddRef three times returned [1, 2, 3]");
}

#[test]
fn mutant_release_returns_the_old_count() {
    assert_caught(Fault::ReleaseReturnsOld, Rule::Counts, "Release three times [4, 3, 2]");
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
