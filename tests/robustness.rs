//! Damaged text never stops the compiler: it says what is wrong and goes on.

use std::{fs, path::Path, sync::Arc};

use midlc::{
    codegen::winmd,
    frontend::{
        Outcome, compile,
        diagnostic::{Severity, Style, render},
        program::Options,
        source::{Owner, SourceFile, SourceMap},
    },
    loader::Loader,
};
use suite::{case::Case, workspace};

/// Inputs that hold much syntax in little text.
const CASES: [&str; 4] =
    ["syntax_attributes", "syntax_declarators", "preprocessor", "union_encapsulated"];

/// Every prefix: a file that ends anywhere.
#[test]
fn prefixes() {
    for_each_case(|text| {
        for end in 0..text.len() {
            check(&text[..end]);
        }
    });
}

/// Every byte left out once.
#[test]
fn deletions() {
    for_each_case(|text| {
        for at in 0..text.len() {
            check(&format!("{}{}", &text[..at], &text[at + 1..]));
        }
    });
}

/// Every byte written twice.
#[test]
fn duplications() {
    for_each_case(|text| {
        for at in 0..text.len() {
            check(&format!("{}{}", &text[..=at], &text[at..]));
        }
    });
}

/// What is wrong already, cut off here and there.
#[test]
fn prefixes_of_mistakes() {
    const STEP: usize = 29;
    for input in Case::all("err") {
        let Ok(text) = fs::read_to_string(&input) else { continue };
        let ends = (0..text.len()).step_by(STEP).filter(|end| text.is_char_boundary(*end));
        ends.for_each(|end| check(&text[..end]));
    }
}

/// A whole file without some of its lines.
#[test]
fn missing_lines() {
    const STEP: usize = 23;
    let text = fs::read_to_string(workspace().join("idl/DeliveryOptimization.idl"))
        .expect("the input can be read");
    let lines: Vec<&str> = text.lines().collect();
    for at in (0..lines.len()).step_by(STEP) {
        let without: Vec<&str> =
            [&lines[..at], &lines[(at + at % 5 + 1).min(lines.len())..]].concat();
        check(&without.join("\n"));
    }
}

/// Pieces of all cases, cut and mixed as a fuzzer does, in the same way each time.
#[test]
fn mixtures() {
    const ROUNDS: usize = 4000;
    let texts: Vec<String> = ["ok", "err"]
        .iter()
        .flat_map(|folder| Case::all(folder))
        .filter_map(|input| fs::read_to_string(input).ok())
        .filter(|text| text.is_ascii() && text.len() < 10_000)
        .collect();
    assert!(texts.len() > 100, "the cases are gone");
    let mut random = Random(1);
    for _ in 0..ROUNDS {
        let mut text = random.of(&texts).clone();
        for _ in 0..=random.below(4) {
            let (start, end) = random.range(text.len());
            let piece = match random.below(6) {
                0 => String::new(),
                1 => text[start..end].repeat(2),
                2 => random
                    .of(&["(", "[", "{", "\"", "#if 1\n", "##", "*", "0xFFFFFFFF", "/*"])
                    .to_string(),
                _ => {
                    let other = random.of(&texts);
                    let (start, end) = random.range(other.len());
                    other[start..end].to_owned()
                }
            };
            text.replace_range(start..end, &piece);
        }
        check(&text);
    }
}

/// What crashed the compiler or kept it busy without end, reduced: also to be shown.
#[test]
fn crashes_of_the_past() {
    let folder = workspace().join("tests/fuzz/crashes");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let bytes = fs::read(entry.expect("an entry").path()).expect("a file");
        let outcome = compiled(&String::from_utf8_lossy(&bytes));
        for found in &outcome.diagnostics {
            assert!(!render(found, &outcome.sources, Style::Plain).is_empty());
        }
        count += 1;
    }
    assert!(count > 0, "the folder of crashes is empty");
}

/// Numbers that are the same in each run (Knuth's MMIX generator).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    fn of<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }

    /// A short piece of a text of this length.
    fn range(&mut self, length: usize) -> (usize, usize) {
        let start = self.below(length + 1);
        (start, (start + self.below(120)).min(length))
    }
}

/// The inputs are ASCII, so that every offset is a border between characters.
fn for_each_case(damage: impl Fn(&str)) {
    for case in CASES {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/ok").join(case).join("input.idl");
        let text = fs::read_to_string(path).expect("the case can be read");
        assert!(text.is_ascii(), "{case}");
        damage(&text);
    }
}

fn check(text: &str) {
    compiled(text);
}

/// Compiles the text to metadata: a panic fails the test, and so does a refusal without a reason.
fn compiled(text: &str) -> Outcome {
    let mut sources = SourceMap::default();
    let root = sources.add(SourceFile {
        name: "input.idl".to_owned(),
        owner: Owner::User,
        text: Arc::new(text.to_owned()),
        invalid: Vec::new(),
    });
    let mut loader = Loader::new("", [""; 0]);
    let outcome = compile(sources, &[root], &mut loader, &Options::default());
    let refused_with_reason = outcome.checked.is_some() || !outcome.diagnostics.is_empty();
    assert!(refused_with_reason, "refused without a reason:\n{text}");
    if let Some(checked) = &outcome.checked {
        let refused = winmd::check(checked);
        if refused.iter().all(|found| found.severity() == Severity::Warning) {
            assert!(!winmd::emit(checked, "Robust").is_empty(), "{text}");
        }
    }
    outcome
}
