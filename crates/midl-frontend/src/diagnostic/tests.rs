use super::*;
use crate::{
    source::{FileId, SourceMap},
    testing,
};

/// The place of a text in a file.
fn place(sources: &SourceMap, file: FileId, text: &str) -> Span {
    let start = sources.file(file).text.find(text).expect("the text is there") as u32;
    Span { file, start, end: start + text.len() as u32 }
}

fn two_files() -> (SourceMap, FileId, FileId) {
    let mut sources = SourceMap::default();
    let first = sources.add(testing::file("idl/a.idl", "\n\n  long first;\n  long second;\n"));
    let second = sources.add(testing::file("idl/b.idl", "struct POINT;\n"));
    (sources, first, second)
}

#[test]
fn a_diagnostic_shows_its_places_in_all_files() {
    let (sources, a, b) = two_files();
    let diagnostic = Diagnostic::new(
        Code::DuplicateName,
        "`first` is found",
        place(&sources, a, "first"),
        "here",
    )
    .label(place(&sources, a, "second"), "there")
    .label(place(&sources, b, "struct"), "and elsewhere")
    .note("a remark")
    .help("rename it")
    .help_at(place(&sources, b, "POINT"), "or use this");
    testing::assert_text(
        &render(&diagnostic, &sources, Style::Plain),
        "
error[IDL0304]: `first` is found
 --> idl/a.idl:3:8
  |
3 |   long first;
  |        ^^^^^ here
4 |   long second;
  |        ------ there
  |
 ::: idl/b.idl:1:1
  |
1 | struct POINT;
  | ------ and elsewhere
  |
  = note: a remark
  = help: rename it
help: or use this
 --> idl/b.idl:1:8
  |
1 | struct POINT;
  |        ^^^^^
",
    );
}

#[test]
fn colours_are_an_option() {
    let (sources, a, _) = two_files();
    let diagnostic =
        Diagnostic::new(Code::DuplicateName, "found", place(&sources, a, "first"), "here");
    assert!(!render(&diagnostic, &sources, Style::Plain).contains('\u{1B}'));
    assert!(render(&diagnostic, &sources, Style::Coloured).contains('\u{1B}'));
}

#[test]
fn diagnostics_are_sorted_by_place_and_said_once() {
    let (sources, a, b) = two_files();
    let at =
        |file, text| Diagnostic::new(Code::UnknownType, "found", place(&sources, file, text), "");
    let mut found = vec![at(b, "POINT"), at(a, "second"), at(a, "first"), at(a, "second")];
    sort(&mut found);
    assert_eq!(found, [at(a, "first"), at(a, "second"), at(b, "POINT")]);
}

#[test]
fn codes_are_unique_and_titles_say_something() {
    let mut shown: Vec<String> = Code::ALL.iter().map(ToString::to_string).collect();
    shown.sort();
    shown.dedup();
    assert_eq!(shown.len(), Code::ALL.len());
    assert!(Code::ALL.iter().all(|code| !code.title().is_empty() && !code.title().ends_with('.')));
    assert_eq!(Code::UnterminatedComment.to_string(), "IDL0001");
    assert_eq!(
        (Code::NotUtf8.severity(), Code::NotUtf8InString.severity()),
        (Severity::Error, Severity::Warning)
    );
}
