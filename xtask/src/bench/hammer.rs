//! One object hammered by AddRef and Release, from one thread and from two, beside a bare `AtomicU32` that is reached in the same
//! way. Time is what is held against a limit, since what a contended count costs is not in its instructions; those of one thread
//! are printed beside it.

use std::{collections::BTreeMap, path::Path, process::Command, thread};

use super::{Verdict, callgrind, median, peers};
use crate::tools;

/// How often a reference is added and given up before the clock is read again: about a millisecond, so that in most rounds
/// both threads run all the time.
const STRIKES: u32 = 20_000;
/// Rounds of every target. The median of a round's ratios counts: what disturbs the machine disturbs a whole round.
const ROUNDS: u32 = 301;
/// How many percent longer than a bare count the object may take.
const LIMIT: f64 = 10.0;
/// The function whose instructions count.
const COUNTED: &str = "hammered";
/// An object and the bare count that it is held against.
struct Pair {
    object: &'static str,
    bare: &'static str,
    /// How both are reached.
    how: &'static str,
    /// Whether the limit holds for them.
    limited: bool,
}

/// The last pair has no limit. A vtable that is read at every call lies in the cache line of the count, so the line goes from one
/// processor to the other twice as often, and how often depends on every nanosecond between two calls: on the machine, that is.
const PAIRS: [Pair; 3] = [
    Pair {
        object: "handle",
        bare: "inline",
        how: "Object<T> cloned and dropped; an AtomicU32 in the loop itself",
        limited: true,
    },
    Pair {
        object: "kept",
        bare: "bare",
        how: "a vtable, a pair of function pointers: kept by the loop",
        limited: true,
    },
    Pair {
        object: "read",
        bare: "beside",
        how: "the same found anew at every call, through a word beside the count: no limit",
        limited: false,
    },
];
/// Printed for comparison.
const OTHERS: [&str; 4] = ["c-kept", "c-read", "implement-kept", "implement-read"];

pub(super) fn run(slack: f64) -> Result<Verdict, String> {
    let program = peers::build("hammer")?;
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let threads: &[usize] = if processors > 1 { &[1, 2] } else { &[1] };
    let times: Vec<Times> = threads
        .iter()
        .map(|&threads| Times::measure(&program, threads))
        .collect::<Result<_, _>>()?;

    print!("{:<16} {:>12}", "AddRef, Release", "instructions");
    threads.iter().for_each(|threads| print!("{:>16}", format!("ns, {threads} thread(s)")));
    println!();
    let mut worst = (f64::MIN, String::new());
    for pair in &PAIRS {
        row(&program, pair.object, &times)?;
        println!("   {}", pair.how);
        row(&program, pair.bare, &times)?;
        println!();
        print!("{:<29}", "");
        for (times, threads) in times.iter().zip(threads) {
            let more = times.percent_more(pair.object, pair.bare)?;
            print!("{more:>+14.1} %");
            if pair.limited && more > worst.0 {
                worst = (more, format!("{}, {threads} thread(s)", pair.object));
            }
        }
        println!();
    }
    for other in OTHERS {
        row(&program, other, &times)?;
        println!();
    }
    if processors < 2 {
        println!("SKIPPED two threads: there is one processor");
    }
    Ok(Verdict {
        good: worst.0 <= LIMIT + slack,
        text: format!("at most {:+.1} % ({}); the limit is {LIMIT} %", worst.0, worst.1),
    })
}

/// Prints what a target costs, without the end of the line.
fn row(program: &Path, target: &str, times: &[Times]) -> Result<(), String> {
    let strikes = STRIKES.to_string();
    let counted = callgrind::count(program, ["count", target, &strikes], Some(COUNTED))?;
    print!("{target:<16} {:>12.1}", counted as f64 / f64::from(STRIKES));
    for times in times {
        print!("{:>16.2}", median(&mut times.of(target)?.to_vec()));
    }
    Ok(())
}

/// The nanoseconds of each target, by name: a number a round.
struct Times(BTreeMap<String, Vec<f64>>);

impl Times {
    fn measure(program: &Path, threads: usize) -> Result<Times, String> {
        let words =
            ["time".to_owned(), threads.to_string(), STRIKES.to_string(), ROUNDS.to_string()];
        let report = tools::output_of(Command::new(program).args(words))?;
        Times::read(&report).ok_or_else(|| format!("not a report of times:\n{report}"))
    }

    /// A line a target: its name, and the time of each round.
    fn read(report: &str) -> Option<Times> {
        let line = |line: &str| {
            let (name, rounds) = line.split_once(' ')?;
            let rounds = rounds.split_whitespace().map(|word| word.parse().ok());
            Some((name.to_owned(), rounds.collect::<Option<_>>()?))
        };
        report.lines().map(line).collect::<Option<_>>().map(Times)
    }

    fn of(&self, target: &str) -> Result<&[f64], String> {
        self.0.get(target).map(Vec::as_slice).ok_or_else(|| format!("no time of {target}"))
    }

    /// How many percent longer than `bare` the `object` takes, in the median round.
    fn percent_more(&self, object: &str, bare: &str) -> Result<f64, String> {
        let rounds = self.of(object)?.iter().zip(self.of(bare)?);
        let mut ratios: Vec<f64> = rounds.map(|(object, bare)| object / bare).collect();
        Ok((median(&mut ratios) - 1.0) * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Times;

    #[test]
    fn compares_round_by_round() {
        let times = Times::read("kept 11.0 80.0 9.0\nbare 10.0 80.0 5.0\n").expect("a report");
        let more = times.percent_more("kept", "bare").expect("both are there");
        assert!((more - 10.0).abs() < 1e-9, "{more}");
        assert!(times.of("handle").is_err());
        assert!(Times::read("kept\n").is_none());
        assert!(Times::read("kept fast\n").is_none());
    }
}
