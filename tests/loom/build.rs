//! Makes the mutants: the source of the count as it is shipped, with one ordering weakened in each, and one without
//! its look at zero.

use std::{env, fs, path::Path};

const SOURCE: &str = "../../crates/com-callback/src/count.rs";
const STRONG: [&str; 3] = ["Ordering::Release", "Ordering::AcqRel", "Ordering::Acquire"];

/// A mistake in the logic: an upgrade that does not look whether there is an object still.
const LOOK: &str = "while before != 0";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={SOURCE}");
    println!("cargo:rustc-cfg=loom");
    let source = fs::read_to_string(SOURCE).expect("the checkout is complete");
    let (code, _) = source.split_once("#[cfg(all(test").expect("the source ends with its tests");
    // Comments go: those of a module cannot stand where the mutants will.
    let code: Vec<_> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let mut mutants = Vec::new();
    for strong in STRONG {
        let places = code.match_indices(strong);
        mutants.extend(places.map(|(place, _)| mutant(&code, place, strong, "Ordering::Relaxed")));
    }
    assert!(mutants.len() >= 2, "the count has no orderings");
    let place = code.find(LOOK).expect("an upgrade looks at the count first");
    mutants.push(mutant(&code, place, LOOK, "while before != u32::MAX"));
    let folder = env::var_os("OUT_DIR").expect("cargo says where output goes");
    fs::write(Path::new(&folder).join("mutants.rs"), modules(&mutants)).expect("a writable folder");
}

struct Mutant {
    code: String,
    lack: String,
}

fn mutant(code: &str, place: usize, old: &str, new: &str) -> Mutant {
    let (before, rest) = code.split_at(place);
    let (_, function) = before.rsplit_once(" fn ").expect("what is changed stands in a function");
    let (function, _) = function.split_once('(').expect("a function has parameters");
    Mutant {
        code: format!("{before}{new}{}", &rest[old.len()..]),
        lack: format!("`{function}` without `{old}`"),
    }
}

fn modules(mutants: &[Mutant]) -> String {
    let (mut modules, mut list) = (String::new(), String::new());
    for (number, Mutant { code, lack }) in mutants.iter().enumerate() {
        modules +=
            &format!("mod mutant_{number} {{\n{code}\n}}\ncount!(mutant_{number}::Count);\n");
        list += &format!("(\"{lack}\", models::<mutant_{number}::Count>()),\n");
    }
    format!(
        "{modules}\n/// What each mutant lacks, and the models of it.\n\
         pub fn mutants() -> Vec<(&'static str, Models)> {{\n    vec![\n{list}    ]\n}}\n"
    )
}
