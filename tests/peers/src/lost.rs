//! Two threads count in one cell without a lock: what goes lost is the visible part of the data race.

use std::{cell::Cell, hint::black_box, sync::Barrier};

/// How often each thread counts in a round: long enough to be interrupted where there is one processor only.
const EACH: u64 = if cfg!(miri) { 10 } else { 50_000_000 };
/// After so many rounds without a loss there is none.
const ROUNDS: u64 = if cfg!(miri) { 1 } else { 200 };

/// Two threads that begin together.
pub struct Round(Barrier);

impl Round {
    /// Waits for the other thread, then counts up, one by one.
    pub fn count_in(&self, cell: &Cell<u64>) {
        self.0.wait();
        for _ in 0..EACH {
            // Looked up each time: the optimiser must not count in a register.
            let cell = black_box(cell);
            cell.set(cell.get() + 1);
        }
    }
}

/// Runs rounds of two threads until increments go lost, and says how many; `round` gives the number in the cell.
pub fn report(round: impl Fn(&Round) -> u64) {
    let mut rounds = (1..=ROUNDS).map(|number| (number, round(&Round(Barrier::new(2)))));
    match rounds.find(|&(_, counted)| counted != 2 * EACH) {
        Some((number, counted)) => {
            println!("LOST: {counted} of {} increments arrived, in round {number}", 2 * EACH)
        }
        None => println!("none lost in {ROUNDS} rounds"),
    }
}
