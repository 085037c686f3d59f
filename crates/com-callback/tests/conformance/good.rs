//! What keeps the rules is not blamed, and what was not checked is said.

use std::sync::Arc;

use com_callback::codes::E_FAIL;
use com_callback::conformance::{Rule, Rules, assert_com_rules, check_com_rules, hammer};

use crate::object::{A, B, Fault, LISTED, object};

#[test]
fn an_object_without_a_fault_is_good() {
    let live = Arc::new(());
    let object = object(Fault::None, &live);
    assert_com_rules(&object, LISTED);
    let report = check_com_rules(&object, LISTED);
    let looked_at = [
        Rule::Answers,
        Rule::Identity,
        Rule::StaticSet,
        Rule::Reflexive,
        Rule::Symmetric,
        Rule::Transitive,
        Rule::UnknownIid,
        Rule::NullResult,
        Rule::NullIid,
        Rule::Counts,
        Rule::Inspectable,
        Rule::Weak,
    ];
    for rule in looked_at {
        assert!(report.checks(rule) > 0, "{rule} was not looked at");
    }
    let alive = || Arc::strong_count(&live) - 1;
    let rules = Rules::new(LISTED).apartment().live(&alive);
    rules.check(&object).assert();
    rules.check_end(object).assert();
    assert_eq!(alive(), 0);
}

/// Six interfaces with `IUnknown` and the source of weak references: 36 pairs, 216 triples.
#[test]
fn all_pairs_and_triples_are_asked() {
    let report = check_com_rules(&object(Fault::None, &Arc::default()), LISTED);
    assert_eq!(report.checks(Rule::Reflexive), 6);
    assert_eq!(report.checks(Rule::Symmetric), 36);
    assert_eq!(report.checks(Rule::Transitive), 216);
}

#[test]
fn what_is_not_checked_is_said() {
    let object = object(Fault::None, &Arc::default());
    let report = Rules::new(&[A, B]).foreign().check(&object);
    let text = report.to_string();
    for line in [
        "not checked:",
        "no IInspectable on classic COM: the object was made by somebody else",
        "a NULL IID is refused: the object was made by somebody else, and may crash",
        "the last release ends the object: the object is still in use: `check_end` takes the last reference",
        "NULL is refused before the method runs: QueryInterface cannot tell",
        "IAgileObject is no false claim: nobody said whether any thread may call the object",
    ] {
        assert!(text.contains(line), "`{line}` is missing in\n{text}");
    }
    let named: Vec<_> = report.unchecked().iter().map(|finding| finding.rule).collect();
    for &rule in Rule::ALL {
        assert!(
            report.checks(rule) > 0 || named.contains(&rule),
            "{rule} is neither checked nor left out"
        );
    }
}

#[test]
fn the_end_is_not_checked_while_others_hold_the_object() {
    let live = Arc::new(());
    let object = object(Fault::None, &live);
    let other = object.clone();
    let report = Rules::new(LISTED).check_end(object);
    assert!(report.is_good());
    assert_eq!(report.unchecked()[0].text, "1 references are held elsewhere");
    assert_eq!(Arc::strong_count(&live), 2);
    Rules::new(LISTED).check_end(other).assert();
    assert_eq!(Arc::strong_count(&live), 1);
}

#[test]
fn a_hammer_on_an_agile_object_loses_nothing() {
    let live = Arc::new(());
    let object = object(Fault::Agile, &live);
    let rounds = if cfg!(miri) { 20 } else { 20_000 };
    hammer(&object, 3, rounds);
    let report = Rules::new(LISTED).agile().check_hammer(&object, 3, rounds);
    assert!(report.checks(Rule::Hammer) > 0);
    Rules::new(LISTED).check_end(object).assert();
}

/// Elsewhere the system refers to any object.
#[cfg(not(windows))]
#[test]
fn a_hammer_needs_an_agile_object() {
    let report = Rules::new(LISTED).check_hammer(&object(Fault::None, &Arc::default()), 2, 1);
    assert_eq!(report.checks(Rule::Hammer), 0);
    assert_eq!(report.unchecked()[0].text, "no agile reference to the object: 0x80004021");
}

#[test]
fn a_panic_is_looked_at_by_its_code() {
    let object = object(Fault::None, &Arc::default());
    let rules = Rules::new(LISTED).panics_as(E_FAIL);
    let report = rules.check_panic(&object, |_| Err::<(), _>(E_FAIL.into()));
    assert!(report.is_good() && report.checks(Rule::Panic) == 2, "{report}");
    let report = Rules::new(LISTED).check_panic(&object, |_| Ok(()));
    assert_eq!(report.broken()[0].text, "a panic is 0x8000ffff and was 0x00000000");
}

#[test]
fn an_object_must_work_after_a_panic() {
    let object = object(Fault::WrongIidDigit, &Arc::default());
    let rules = Rules::new(LISTED).panics_as(E_FAIL);
    let report = rules.check_panic(&object, |_| Err::<(), _>(E_FAIL.into()));
    assert_eq!(report.broken()[0].text, "the object keeps the rules no more after a panic");
}
