//! Which thread checks which of the files.
//!
//! Threads share no work but the texts: what files of two threads import is read by both. So files that import much of the same
//! go to one thread, as far as that leaves none with too little to do. What is imported is guessed from the beginning of each
//! file; a wrong guess costs time and changes nothing that is told.

use std::collections::HashMap;

use crate::{loader::Loader, options::Inputs};

/// Imports stand at the beginning of a file.
const HEAD: usize = 8 << 10;

/// A named file, as far as it matters here.
struct Guess {
    bytes: usize,
    /// The named files that it reaches, itself among them.
    reaches: Vec<usize>,
}

/// A share for each thread: the files by their index among the inputs.
pub(super) fn out(loader: &Loader, inputs: &Inputs, jobs: usize) -> Vec<Vec<usize>> {
    let guesses = guesses(loader, inputs);
    let weight = |index: &usize| -> usize {
        guesses[*index].reaches.iter().map(|reached| guesses[*reached].bytes).sum()
    };
    let mut order: Vec<usize> = (0..guesses.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(weight(index)));
    let mut shares = vec![(0, Vec::new()); jobs];
    // By thread and file: the thread reads it.
    let mut reads = vec![vec![false; guesses.len()]; jobs];
    let mut shared_out = vec![false; guesses.len()];
    for index in order {
        if shared_out[index] {
            continue;
        }
        let added = |thread: usize| -> usize {
            let new = guesses[index].reaches.iter().filter(|file| !reads[thread][**file]);
            new.map(|file| guesses[*file].bytes).sum()
        };
        let Some((total, thread)) =
            (0..jobs).map(|thread| (shares[thread].0 + added(thread), thread)).min()
        else {
            break;
        };
        shares[thread].0 = total;
        for file in &guesses[index].reaches {
            reads[thread][*file] = true;
            // Where it is read it is as good as checked.
            if !std::mem::replace(&mut shared_out[*file], true) {
                shares[thread].1.push(*file);
            }
        }
    }
    shares.into_iter().map(|(_, share)| share).filter(|share| !share.is_empty()).collect()
}

fn guesses(loader: &Loader, inputs: &Inputs) -> Vec<Guess> {
    let files = inputs.files.iter().map(|file| loader.glance(file));
    let texts: Vec<_> = files.map(Option::unwrap_or_default).collect();
    let names: HashMap<String, usize> =
        inputs.files.iter().enumerate().map(|(index, file)| (base_name(file), index)).collect();
    let imports: Vec<Vec<usize>> = texts
        .iter()
        .map(|text| imports(text).filter_map(|name| names.get(&name).copied()).collect())
        .collect();
    let guess = |index: usize| {
        let (mut reaches, mut next) = (vec![index], 0);
        let mut known = vec![false; imports.len()];
        known[index] = true;
        while let Some(file) = reaches.get(next).copied() {
            next += 1;
            for import in &imports[file] {
                if !std::mem::replace(&mut known[*import], true) {
                    reaches.push(*import);
                }
            }
        }
        Guess { bytes: texts[index].len(), reaches }
    };
    (0..texts.len()).map(guess).collect()
}

/// The names behind every `import` near the beginning of a text.
fn imports(text: &str) -> impl Iterator<Item = String> {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let lists = head.split("import").skip(1).filter_map(|list| list.split(';').next());
    lists.flat_map(|list| list.split('"').skip(1).step_by(2)).map(base_name)
}

fn base_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_imports() {
        let found: Vec<String> =
            imports("// a\nimport \"A.idl\", \"sub/b.IDL\";\nimport\n\"c.idl\";\nint x;").collect();
        assert_eq!(found, ["a.idl", "b.idl", "c.idl"]);
    }
}
