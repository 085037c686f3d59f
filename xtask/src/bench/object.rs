//! What COM calls cost: our object, the given C object, and one made by windows-rs's `#[implement]`, behind one interface. Then what
//! each option of ours adds.

use super::{Verdict, callgrind, options, peers};

/// How often each operation is done; the loop around it is counted too, the same for every side.
pub(super) const ROUNDS: u64 = 10_000;
/// The function whose instructions count.
pub(super) const COUNTED: &str = "counted";
/// Who is measured: us, the one we are held against, and another for comparison.
const SIDES: [&str; 3] = ["ours", "c", "implement"];
/// What is measured, and how many instructions more than C's ours may take.
pub(super) const OPERATIONS: [(&str, f64); 6] = [
    ("call", 0.0),
    ("add-ref-release", 0.0),
    ("query-own", 0.0),
    ("query-iunknown", 0.0),
    ("query-unsupported", 0.0),
    ("create-release", 12.0),
];

pub(super) fn run() -> Result<Verdict, String> {
    let program = peers::build("object")?;
    println!("{:<18} {:>8} {:>8} {:>10}   limit", "instructions", "ours", "c", "implement");
    let mut missed = Vec::new();
    for (operation, slack) in OPERATIONS {
        let mut costs = [0.0; SIDES.len()];
        for (side, cost) in SIDES.iter().zip(&mut costs) {
            let rounds = ROUNDS.to_string();
            let counted = callgrind::count(&program, [*side, operation, &rounds], Some(COUNTED))?;
            *cost = counted as f64 / ROUNDS as f64;
        }
        let [ours, c, implement] = costs;
        let limit = c + slack;
        println!("{operation:<18} {ours:>8.1} {c:>8.1} {implement:>10.1}   {limit:.1}");
        // What happens once, in the first round, is spread over all of them.
        if ours > limit + 0.05 {
            missed.push(operation);
        }
    }
    println!();
    options::print()?;
    Ok(match missed.as_slice() {
        [] => Verdict { good: true, text: "no operation takes more than its limit".to_owned() },
        missed => Verdict { good: false, text: format!("above the limit: {}", missed.join(", ")) },
    })
}
