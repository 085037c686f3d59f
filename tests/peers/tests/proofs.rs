//! What `#[implement]` of windows-rs 0.100 gets wrong, W1 to W15, and that our object does not: a test for each side of each.
//!
//! The programs stand in `src/bin`, one file a defect, which explains it; those that must not compile in `compile`. What a test saw it
//! prints, and `cargo xtask peers` makes a table of that. Tests that need Miri are ignored by default.
#![allow(clippy::unwrap_used, reason = "tests")]

mod run;

use run::{Signal, bindings, compiled, miri, proof};

const RACE: &str = "Data race detected";
const NO_ALIASING: &str = "-Zmiri-disable-stacked-borrows";

#[test]
#[ignore = "needs miri"]
fn w01_theirs_frees_while_another_thread_reads() {
    miri("w01 theirs", &[]).refused_by_every_seed(RACE);
}

#[test]
#[ignore = "needs miri"]
fn w01_ours_acquires_before_it_frees() {
    miri("w01 ours", &[]).passes_every_seed();
}

#[test]
fn w02_theirs_shares_an_rc_between_threads() {
    proof("w02 theirs").says("LOST");
}

/// The rules of aliasing are left out, which these programs break before they race (W14).
#[test]
#[ignore = "needs miri"]
fn w02_theirs_is_a_data_race() {
    miri("w02 theirs", &[NO_ALIASING]).refused_by_every_seed(RACE);
}

#[test]
fn w02_ours_refuses_an_rc() {
    compiled("w02_ours");
}

#[test]
fn w03_theirs_carries_a_bound_object_to_another_thread() {
    proof("w03 theirs").says("LOST");
}

#[test]
#[ignore = "needs miri"]
fn w03_theirs_is_a_data_race() {
    miri("w03 theirs", &[NO_ALIASING]).refused_by_every_seed(RACE);
}

#[test]
fn w03_ours_keeps_weak_references_with_their_object() {
    compiled("w03_ours");
}

#[test]
fn w04_theirs_shares_a_cell_between_threads() {
    proof("w04 theirs").says("LOST");
}

#[test]
#[ignore = "needs miri"]
fn w04_theirs_is_a_data_race() {
    miri("w04 theirs", &[]).refused_by_every_seed(RACE);
}

#[test]
fn w04_ours_refuses_a_cell() {
    compiled("w04_ours");
    compiled("w04_ours_bound");
}

#[test]
fn w05_theirs_outlives_what_it_borrows() {
    proof("w05 theirs").says("what it borrowed is GONE");
}

#[test]
fn w05_ours_refuses_a_value_that_borrows() {
    compiled("w05_ours");
    compiled("w05_ours_by_hand");
}

#[test]
fn w06_theirs_hands_out_a_handle_on_the_stack() {
    proof("w06 theirs").says("a handle is left, its object is GONE");
}

#[test]
fn w06_ours_gives_no_handle_to_an_object_on_the_stack() {
    compiled("w06_ours");
}

#[test]
fn w07_theirs_ends_the_process_by_a_panic() {
    proof("w07 theirs").ends_by(&[Signal::Abort]);
}

#[test]
fn w07_ours_contains_a_panic() {
    proof("w07 ours").says("went on: 0x8000ffff");
}

/// The processor stops it, or, in a build with checks, the check that comes before.
#[test]
fn w08_theirs_writes_through_null() {
    bindings("w08 theirs").ends_by(&[Signal::Segment, Signal::Illegal, Signal::Abort]);
}

#[test]
fn w08_ours_refuses_null() {
    bindings("w08 ours").says("went on: 0x80004003");
}

#[test]
fn w09_theirs_leaves_the_result_of_a_failure_unset() {
    let seen = bindings("w09 theirs");
    seen.says("failed: 0x80004005 and 0xdeadbeef");
    seen.says("empty: 0x00000000 and 0xdeadbeef");
}

#[test]
fn w09_ours_clears_the_result_of_a_failure() {
    let seen = bindings("w09 ours");
    seen.says("failed: 0x80004005 and 0x0");
    seen.says("empty: 0x80004005 and 0x0");
}

#[test]
fn w10_theirs_is_never_destroyed() {
    proof("w10 theirs").says("no reference is left, 0 of 1 object destroyed");
}

/// By chance, so that only the rate is told: the test above needs no luck.
#[test]
fn w10_theirs_leaks_at_a_rate() {
    proof("w10 theirs-rounds").says("of 200000 objects leaked");
}

#[test]
fn w10_ours_is_always_destroyed() {
    proof("w10 ours-rounds").says("0 of 200000 objects leaked");
}

#[test]
fn w11_theirs_has_a_success_code_or_a_value() {
    bindings("w11 theirs").says("0x00000001, no value");
}

#[test]
fn w11_ours_has_a_success_code_and_a_value() {
    bindings("w11 ours").says("0x00000001, a value");
}

#[test]
fn w12_theirs_needs_unsafe() {
    compiled("w12_theirs");
}

#[test]
fn w12_ours_works_where_unsafe_is_forbidden() {
    compiled("w12_ours");
}

#[test]
fn w13_theirs_is_large() {
    proof("w13 theirs").says("40 bytes for a value of 4");
}

/// What its calls cost is measured by `cargo xtask bench object`.
#[test]
fn w13_ours_is_two_words() {
    proof("w13 ours").says("16 bytes for a value of 4");
}

#[test]
#[ignore = "needs miri"]
fn w14_theirs_is_refused_under_stacked_borrows() {
    miri("w14 theirs", &[]).refused_by_every_seed("trying to retag");
}

#[test]
#[ignore = "needs miri"]
fn w14_theirs_is_refused_under_tree_borrows() {
    miri("w14 theirs", &["-Zmiri-tree-borrows"]).refused_by_every_seed("is forbidden");
}

#[test]
#[ignore = "needs miri"]
fn w14_ours_passes_under_both() {
    let strict = "-Zmiri-strict-provenance";
    miri("w14 ours", &[strict]).passes_every_seed();
    miri("w14 ours", &[strict, "-Zmiri-tree-borrows"]).passes_every_seed();
}

#[test]
fn w15_theirs_takes_its_count_for_a_pointer() {
    let seen = proof("w15 theirs");
    seen.says("AddRef goes on and says 0");
    seen.ends_by(&[Signal::Segment]);
}

#[test]
fn w15_theirs_wraps_to_zero_with_weak_references() {
    let seen = proof("w15 theirs-weak");
    seen.says("AddRef goes on and says [0, 1]");
    seen.says("destroyed");
}

#[test]
fn w15_ours_aborts_before_it_wraps() {
    proof("w15 ours-below").says("AddRef says 2147483648");
    proof("w15 ours").ends_by(&[Signal::Abort]);
}
