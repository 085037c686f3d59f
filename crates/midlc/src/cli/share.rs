//! Which thread checks which of the files.
//!
//! Threads share no work but the texts: what files of two threads import is read by both. So files that import much of the same
//! go to one thread, as far as that leaves none with too little to do. What is imported and included is guessed from the beginning
//! of each file; a wrong guess costs time and changes nothing that is told.

use std::{collections::HashMap, panic::resume_unwind, sync::Arc, thread};

use crate::{loader::Loader, options::Inputs};

/// Imports stand at the beginning of a file.
const HEAD: usize = 4 << 10;

/// A file, as far as it matters here.
struct Guess {
    bytes: usize,
    /// The files that it reaches, itself among them: by their index, the named ones first.
    reaches: Vec<usize>,
}

/// A share for each thread: the files by their index among the inputs.
pub(super) fn out(loader: &Loader, inputs: &Inputs, jobs: usize) -> Vec<Vec<usize>> {
    let guesses = guesses(loader, inputs, jobs);
    let weight = |index: &usize| -> usize {
        guesses[*index].reaches.iter().map(|reached| guesses[*reached].bytes).sum()
    };
    let named = inputs.files.len();
    let mut order: Vec<usize> = (0..named).collect();
    order.sort_by_key(|index| std::cmp::Reverse(weight(index)));
    let mut shares = vec![(0, Vec::new()); jobs];
    // By thread and file: the thread reads it.
    let mut reads = vec![vec![false; guesses.len()]; jobs];
    let mut shared_out = vec![false; named];
    for index in order {
        if shared_out[index] {
            continue;
        }
        let added = |thread: usize| -> usize {
            let new = guesses[index].reaches.iter().filter(|file| !reads[thread][**file]);
            new.map(|file| guesses[*file].bytes).sum()
        };
        // What is read twice is lost for all: what a thread would have to read counts twice.
        let cost = |thread: &usize| shares[*thread].0 + 2 * added(*thread);
        let Some(thread) = (0..jobs).min_by_key(cost) else { break };
        shares[thread].0 += added(thread);
        for file in &guesses[index].reaches {
            reads[thread][*file] = true;
            // Where it is read it is as good as checked.
            if *file < named && !std::mem::replace(&mut shared_out[*file], true) {
                shares[thread].1.push(*file);
            }
        }
    }
    shares.into_iter().map(|(_, share)| share).filter(|share| !share.is_empty()).collect()
}

fn guesses(loader: &Loader, inputs: &Inputs, jobs: usize) -> Vec<Guess> {
    let mut files: Vec<_> = inputs.files.iter().cloned().zip(texts(loader, inputs, jobs)).collect();
    let mut known: HashMap<String, Option<usize>> =
        files.iter().enumerate().map(|(index, (file, _))| (base_name(file), Some(index))).collect();
    let mut all_imports = Vec::with_capacity(files.len());
    while let Some((from, text)) = files.get(all_imports.len()).cloned() {
        let mut found = Vec::new();
        for import in imports(&text).chain(includes(&text)) {
            let index = *known.entry(base_name(import)).or_insert_with(|| {
                files.push(loader.glance_import(import, &from)?);
                Some(files.len() - 1)
            });
            found.extend(index);
        }
        all_imports.push(found);
    }
    let guess = |index: usize| {
        let (mut reaches, mut next) = (vec![index], 0);
        let mut known = vec![false; all_imports.len()];
        known[index] = true;
        while let Some(file) = reaches.get(next).copied() {
            next += 1;
            for import in &all_imports[file] {
                if !std::mem::replace(&mut known[*import], true) {
                    reaches.push(*import);
                }
            }
        }
        Guess { bytes: files[index].1.len(), reaches }
    };
    (0..files.len()).map(guess).collect()
}

/// The texts of the named files, read by as many threads as there may be.
fn texts(loader: &Loader, inputs: &Inputs, jobs: usize) -> Vec<Arc<String>> {
    let read = |files: &[String]| -> Vec<Arc<String>> {
        files.iter().map(|file| loader.glance(file).unwrap_or_default()).collect()
    };
    thread::scope(|scope| {
        let parts = inputs.files.chunks(inputs.files.len().div_ceil(jobs));
        let spawn = |files| {
            let thread = thread::Builder::new().spawn_scoped(scope, move || read(files));
            thread.map_err(|_| files)
        };
        let threads: Vec<_> = parts.map(spawn).collect();
        let texts = threads.into_iter().map(|thread| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(files) => read(files),
        });
        texts.flatten().collect()
    })
}

fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(HEAD)]
}

/// The names behind every `#include` near the beginning of a text.
fn includes(text: &str) -> impl Iterator<Item = &str> {
    let lines = head(text).lines().filter_map(|line| line.trim_start().strip_prefix("#include"));
    lines.filter_map(|rest| rest.trim_start().strip_prefix(['"', '<'])?.split(['"', '>']).next())
}

/// The names behind every `import` near the beginning of a text.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let lists = head(text).split("import").skip(1).filter_map(|list| list.split(';').next());
    lists.flat_map(|list| list.split('"').skip(1).step_by(2))
}

fn base_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_imports() {
        let text = "// a\nimport \"A.idl\", \"sub/b.IDL\";\nimport\n\"c.idl\";\nint x;";
        let found: Vec<String> = imports(text).map(base_name).collect();
        assert_eq!(found, ["a.idl", "b.idl", "c.idl"]);
    }

    #[test]
    fn finds_includes() {
        let text =
            "#include <A.h>\n  #include \"sub/b.h\"\ncpp_quote(\"#include <c.h>\")\n#includes";
        let found: Vec<String> = includes(text).map(base_name).collect();
        assert_eq!(found, ["a.h", "b.h"]);
    }
}
