//! What is known to be wrong in the answers of another compiler.

use std::collections::BTreeSet;

use toml::{Table, Value};

/// A group of differences with one proof.
pub(super) struct Difference {
    truth: String,
    file: String,
    facts: Vec<String>,
}

/// What is left of a comparison.
pub(super) struct Verdict {
    /// The figures.
    pub(super) line: String,
    /// Differences that nothing explains, and explanations of what does not differ.
    pub(super) open: Vec<String>,
}

/// Reads `known-differences.toml`.
pub(super) fn read(text: &str) -> Result<Vec<Difference>, String> {
    let table: Table = text.parse().map_err(|error| format!("known-differences.toml: {error}"))?;
    let list = table.get("difference").and_then(Value::as_array).map(Vec::as_slice);
    list.unwrap_or_default().iter().map(difference).collect()
}

fn difference(value: &Value) -> Result<Difference, String> {
    let text = |name: &str| {
        let text = value.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        text.map(str::to_owned)
            .ok_or_else(|| format!("known-differences.toml: `{name}` is missing"))
    };
    // Without these two nobody need believe it.
    text("why")?;
    text("proof")?;
    let facts = value.get("facts").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Ok(Difference {
        truth: text("truth")?,
        file: text("file")?,
        facts: facts.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
    })
}

/// Reads what `compare.py` prints, and takes out what is known.
pub(super) fn judge(report: &str, known: &[Difference], truth: &str) -> Result<Verdict, String> {
    let known: Vec<&Difference> = known.iter().filter(|known| known.truth == truth).collect();
    let mut unused: BTreeSet<(&str, &str)> = BTreeSet::new();
    for difference in &known {
        unused
            .extend(difference.facts.iter().map(|fact| (difference.file.as_str(), fact.as_str())));
    }
    let (mut explained, mut open) = (0, Vec::new());
    for line in report.lines().map(str::trim_start) {
        if line.starts_with("failed ") {
            open.push(line.to_owned());
        }
        let Some(miss) = line.strip_prefix("miss  ") else { continue };
        let place = place(miss);
        let fact = known.iter().find_map(|difference| {
            let rest = place.strip_prefix(&difference.file)?.strip_prefix(':')?;
            let is_it = |fact: &&String| {
                rest.strip_prefix(fact.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            difference
                .facts
                .iter()
                .find(is_it)
                .map(|fact| (difference.file.as_str(), fact.as_str()))
        });
        match fact {
            Some(fact) => {
                explained += 1;
                unused.remove(&fact);
            }
            None => open.push(line.to_owned()),
        }
    }
    for (file, fact) in unused {
        open.push(format!("known-differences.toml: {file}:{fact} does not differ any more"));
    }
    let total = report.lines().find(|line| line.starts_with("all "));
    let total = total.ok_or_else(|| format!("the comparison printed no total:\n{report}"))?;
    let words: Vec<&str> = total.split_whitespace().collect();
    let [_, hit, _, all, ..] = words[..] else {
        return Err(format!("the comparison printed an unknown total: {total}"));
    };
    let line = format!(
        "{hit} of {all} facts agree, {explained} differ by proven mistakes of the other compiler"
    );
    Ok(Verdict { line, open })
}

/// `d3d12:ID3D12Heap[8].GetDesc.RetVal: want ..` without the number of the slot and what was wanted.
fn place(miss: &str) -> String {
    let end = miss.find(": want ").unwrap_or(miss.len());
    let mut place = String::new();
    let mut inside = false;
    for letter in miss[..end].chars() {
        match letter {
            '[' => inside = true,
            ']' => inside = false,
            _ if !inside => place.push(letter),
            _ => {}
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &str = r#"
        [[difference]]
        truth = "t"
        file = "a"
        why = "because"
        proof = "look"
        facts = ["IFoo.Get", "REC"]
    "#;

    fn check(report: &str, open: &[&str]) {
        let known = read(KNOWN).expect("it is well-formed");
        let verdict = judge(report, &known, "t").expect("it has a total");
        assert_eq!(verdict.open, open);
    }

    #[test]
    fn what_is_known_is_taken_out() {
        check(
            "  miss  a:IFoo[3].Get.x: want 1, got 2\n  miss  a:REC: want 1, got 2\nall 8 of 10 80 %",
            &[],
        );
    }

    #[test]
    fn what_is_not_known_stays() {
        check(
            "  miss  a:IFoo[3].Getter: want 1, got 2\n  miss  a:IFoo[3].Get: want 1, got 2\n  miss  a:REC.f: want 1, got 2\n  failed  b: why\nall 6 of 10 60 %",
            &["miss  a:IFoo[3].Getter: want 1, got 2", "failed  b: why"],
        );
    }

    #[test]
    fn what_agrees_again_must_go() {
        check(
            "  miss  a:REC: want 1, got 2\nall 9 of 10 90 %",
            &["known-differences.toml: a:IFoo.Get does not differ any more"],
        );
    }

    #[test]
    fn a_group_without_proof_is_refused() {
        assert!(read(&KNOWN.replace("proof = \"look\"", "")).is_err());
    }
}
