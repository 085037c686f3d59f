//! `hammer count TARGET STRIKES`: to be run under callgrind. `hammer time THREADS STRIKES ROUNDS`: rounds of every
//! target; a line each with its name and the nanoseconds of a strike in each round.

mod target;

use target::Target;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if run(&words).is_none() {
        eprintln!("usage: hammer count TARGET STRIKES | hammer time THREADS STRIKES ROUNDS");
        std::process::exit(2);
    }
}

fn run(words: &[&str]) -> Option<()> {
    match words {
        ["count", target, strikes] => {
            let (_, target) = Target::ALL.into_iter().find(|(name, _)| name == target)?;
            target::count(target, strikes.parse().ok()?);
        }
        ["time", threads, strikes, rounds] => {
            time(threads.parse().ok()?, strikes.parse().ok()?, rounds.parse().ok()?);
        }
        _ => return None,
    }
    Some(())
}

/// A round is one run of every target: what disturbs the machine disturbs all of them.
fn time(threads: u32, strikes: u32, rounds: u32) {
    let mut times = [const { Vec::new() }; Target::ALL.len()];
    for round in 0..rounds {
        for ((_, target), times) in Target::ALL.into_iter().zip(&mut times) {
            let time = target::time(target, threads, strikes, round);
            times.push(time.as_nanos() as f64 / f64::from(strikes));
        }
    }
    for ((name, _), times) in Target::ALL.into_iter().zip(times) {
        let times: Vec<String> = times.iter().map(|time| format!("{time:.3}")).collect();
        println!("{name} {}", times.join(" "));
    }
}
