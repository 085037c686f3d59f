//! Which thread checks which of the files.
//!
//! Threads share no work but the texts: what files of two threads import is read by both. So files that import much of the same
//! go to one thread, as far as that leaves none with too little to do. What is imported and included is guessed from the beginning
//! of each file; a wrong guess costs time and changes nothing that is told.

use std::{collections::HashMap, panic::resume_unwind, thread};

use crate::{loader::Loader, options::Inputs};

/// Imports stand at the beginning of a file.
const HEAD: usize = 4 << 10;

/// To look at fewer files takes less time than to start a thread.
const A_THREADS_WORTH: usize = 16;

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
    let mut files = look_at(loader, inputs.files.clone(), jobs);
    let names = files.iter().enumerate().map(|(index, file)| (base_name(&file.path), Some(index)));
    let mut known: HashMap<String, Option<usize>> = names.collect();
    let mut all_imports = Vec::with_capacity(files.len());
    // What the named files import, then what that imports, and so on.
    while all_imports.len() < files.len() {
        let (count, mut paths) = (files.len(), Vec::new());
        for Looked { path, names, .. } in &files[all_imports.len()..] {
            let index = |name: &String| {
                *known.entry(base_name(name)).or_insert_with(|| {
                    paths.push(loader.find_import(name, path)?);
                    Some(count + paths.len() - 1)
                })
            };
            all_imports.push(names.iter().filter_map(index).collect::<Vec<usize>>());
        }
        files.extend(look_at(loader, paths, jobs));
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
        Guess { bytes: files[index].bytes, reaches }
    };
    (0..files.len()).map(guess).collect()
}

/// What is seen of a file at a glance.
struct Looked {
    path: String,
    bytes: usize,
    /// What it seems to import and include.
    names: Vec<String>,
}

/// Looks at files by as many threads as there may be.
fn look_at(loader: &Loader, paths: Vec<String>, jobs: usize) -> Vec<Looked> {
    let look = |paths: &[String]| -> Vec<Looked> {
        let one = |path: &String| {
            let text = loader.glance(path).unwrap_or_default();
            let names = imports(&text).chain(includes(&text)).map(str::to_owned).collect();
            Looked { path: path.clone(), bytes: text.len(), names }
        };
        paths.iter().map(one).collect()
    };
    if paths.len() < A_THREADS_WORTH {
        return look(&paths);
    }
    thread::scope(|scope| {
        let parts = paths.chunks(paths.len().div_ceil(jobs));
        let spawn = |paths| {
            let thread = thread::Builder::new().spawn_scoped(scope, move || look(paths));
            thread.map_err(|_| paths)
        };
        let threads: Vec<_> = parts.map(spawn).collect();
        let looked = threads.into_iter().map(|thread| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(paths) => look(paths),
        });
        looked.flatten().collect()
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
