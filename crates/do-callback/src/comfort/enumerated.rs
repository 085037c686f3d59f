//! What an enumerator has to give.

use crate::{Result, Success};

/// Asks an enumerator for one thing after the other, up to the end.
#[inline]
pub(super) fn all<T>(
    mut next: impl FnMut(&mut [Option<T>]) -> Result<Success<u32>>,
) -> Result<Vec<T>> {
    let mut found = Vec::new();
    loop {
        let mut one = [None];
        let got_all = next(&mut one)?.is_s_ok();
        let [one] = one;
        let has_more = got_all && one.is_some();
        found.extend(one);
        if !has_more {
            return Ok(found);
        }
    }
}
