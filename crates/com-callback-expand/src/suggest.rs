//! "Did you mean": which known name is close enough to a misspelt one to be worth naming.

use crate::table::bare;

/// The candidate with a name nearest to `name`, if one is near: one letter differs, or at most a third of them.
///
/// `names` gives all the names of a candidate (Rust's and the IDL's). Letter case and underscores do not count, so
/// `JobTransferred` finds `job_transferred`. The first of several equally near ones wins.
pub(crate) fn nearest<'c, C, const N: usize>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c C>,
    names: impl Fn(&'c C) -> [&'c str; N],
) -> Option<&'c C> {
    let letters = fold(name);
    let mut nearest = None;
    for candidate in candidates {
        for known in names(candidate).map(fold) {
            let distance = distance(&letters, &known);
            let is_near = distance <= (letters.len().max(known.len()) / 3).max(1);
            if is_near && nearest.is_none_or(|(_, least)| distance < least) {
                nearest = Some((candidate, distance));
            }
        }
    }
    nearest.map(|(candidate, _)| candidate)
}

fn fold(name: &str) -> Vec<char> {
    bare(name).chars().filter(|&letter| letter != '_').flat_map(char::to_lowercase).collect()
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, &from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &to) in b.iter().enumerate() {
            let mut best =
                (above[j] + usize::from(from != to)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && from == b[j - 1] && a[i - 1] == to {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near<'a>(name: &str, known: &'a [&'a str]) -> Option<&'a str> {
        nearest(name, known, |known| [*known]).copied()
    }

    #[test]
    fn distances() {
        let between = |a: &str, b: &str| distance(&fold(a), &fold(b));
        assert_eq!(between("", ""), 0);
        assert_eq!(between("", "abc"), 3);
        assert_eq!(between("abc", ""), 3);
        assert_eq!(between("job_error", "JobError"), 0);
        assert_eq!(between("job_transfered", "job_transferred"), 1);
        assert_eq!(between("job_errro", "job_error"), 1);
        assert_eq!(between("kitten", "sitting"), 3);
    }

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["job_transferred", "job_error", "r#type"];
        assert_eq!(near("jobTransfered", &known), Some("job_transferred"));
        assert_eq!(near("job_err", &known), Some("job_error"));
        assert_eq!(near("typ", &known), Some("r#type"));
        assert_eq!(near("helper", &known), None);
        assert_eq!(near("helper", &[]), None);
        assert_eq!(near("abcxyz", &["abcdef"]), None, "half of the letters");
        assert_eq!(near("to", &["do", "no"]), Some("do"), "one letter, and the first of two");
    }
}
