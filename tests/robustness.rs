//! Damaged text never stops the compiler: it says what is wrong and goes on.

use std::{fs, path::Path, sync::Arc};

use midlc::{
    frontend::{
        Outcome, compile,
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

/// Compiles the text: a panic fails the test, and so does a refusal without a reason.
fn check(text: &str) {
    let mut sources = SourceMap::default();
    let root = sources.add(SourceFile {
        name: "input.idl".to_owned(),
        owner: Owner::User,
        text: Arc::new(text.to_owned()),
        invalid: Vec::new(),
    });
    let mut loader = Loader::new("", [""; 0]);
    let Outcome { checked, diagnostics, .. } =
        compile(sources, &[root], &mut loader, &Options::default());
    assert!(checked.is_some() || !diagnostics.is_empty(), "refused without a reason:\n{text}");
}
