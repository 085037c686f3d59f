//! Did you mean: which of several names is nearest to a misspelt one.

/// What belongs to the nearest name, if one is near enough to be meant; the first of several.
#[must_use]
pub fn nearest<'n, T>(wanted: &str, candidates: impl Iterator<Item = (&'n str, T)>) -> Option<T> {
    // A third of the name may be wrong, and a short name has no room for that.
    let mut limit = (wanted.len() / 3).min(4) + 1;
    let mut best = None;
    let of_wanted = letters(wanted);
    for (name, candidate) in candidates {
        // A change brings in one letter at most, and takes one away.
        let of_name = letters(name);
        let (more, less) = (of_name & !of_wanted, of_wanted & !of_name);
        if name.len().abs_diff(wanted.len()) < limit
            && (more.count_ones().max(less.count_ones()) as usize) < limit
            && let Some(distance) = distance_below(wanted, name, limit)
            && distance > 0
        {
            limit = distance;
            best = Some(candidate);
        }
    }
    best
}

/// The letters of a name as bits, whatever their case; some share one.
fn letters(name: &str) -> u64 {
    name.bytes().fold(0, |letters, byte| letters | 1 << (byte.to_ascii_lowercase() % 64))
}

/// How many letters must be changed, added, left out, or exchanged with their neighbour to get from one name to the other, if
/// fewer than `limit`. A different case costs nothing but makes the names differ.
fn distance_below(a: &str, b: &str, limit: usize) -> Option<usize> {
    if a == b {
        return Some(0);
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let same = x.eq_ignore_ascii_case(y);
            let mut cost = (last[j] + usize::from(!same)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0
                && j > 0
                && x.eq_ignore_ascii_case(&b[j - 1])
                && y.eq_ignore_ascii_case(&a[i - 1])
            {
                cost = cost.min(before_last[j - 1] + 1);
            }
            row.push(cost);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().map(|distance| distance.max(1)).filter(|distance| *distance < limit)
}

#[cfg(test)]
mod tests {
    use super::distance_below;

    #[test]
    fn distances() {
        assert_eq!(distance_below("IDODownlod", "IDODownload", 4), Some(1));
        assert_eq!(distance_below("dword", "DWORD", 2), Some(1));
        assert_eq!(distance_below("DWROD", "DWORD", 2), Some(1));
        assert_eq!(distance_below("ULONG", "HWND", 2), None);
        assert_eq!(distance_below("same", "same", 1), Some(0));
    }
}
