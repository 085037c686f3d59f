//! How a mutant is run, and what must be said of it.

use std::sync::Arc;

use com_callback::conformance::{Report, Rule, Rules};

use crate::object::{Fault, LISTED, object_with};

/// Runs over an object with a fault, and over its end.
pub fn run(fault: Fault) -> Report {
    run_on(fault, None)
}

/// As [`run`], the fault being that of one interface.
pub fn run_on(fault: Fault, on: Option<usize>) -> Report {
    let live = Arc::new(());
    let alive = || Arc::strong_count(&live);
    let object = object_with(fault, on, &live);
    let rules = Rules::new(LISTED).apartment().live(&alive);
    let mut report = rules.check(&object);
    report.absorb(rules.check_end(object));
    report
}

/// The rule is broken, and the sentence about it says so.
#[track_caller]
pub fn assert_caught(fault: Fault, rule: Rule, sentence: &str) {
    assert_says(&run(fault), rule, sentence);
}

/// As [`assert_caught`], and nothing else is broken.
#[track_caller]
pub fn assert_only(fault: Fault, rule: Rule, sentence: &str) {
    let report = run(fault);
    assert_says(&report, rule, sentence);
    assert!(report.broken().iter().all(|finding| finding.rule == rule), "{report}");
}

#[track_caller]
pub fn assert_says(report: &Report, rule: Rule, sentence: &str) {
    let mut of_rule = report.broken().iter().filter(|finding| finding.rule == rule);
    let found = of_rule.any(|finding| finding.text.contains(sentence));
    assert!(found, "`{rule}` with `{sentence}` is not among\n{report}");
}
