//! Every folder under `cases` through the whole compiler, each stage beside its input as a snapshot.
//!
//! A good case shows `model`, `winmd` and `callbacks`; one that begins with `syntax_` its `ast` too; one about data ([`DATA`])
//! its `bindings`; one about parameters (`param_`) its `probes`; one about closures (`builder_`) its `builders`; one with an `input.rs` the `expansion` of the attribute on its impls. A stage that has nothing to show for a
//! case has no snapshot. A case of mistakes has its `diagnostics`, as the tool prints them.
//!
//! To add a case: make the folder, run `cargo insta test --review -p suite`, read each stage before it is accepted. A case may
//! bring further files to import, and a plan (`regen.toml`) where it is about one.

use std::collections::BTreeSet;

use midlc::{
    frontend::diagnostic::Code,
    pipeline::{Failure, Findings},
};
use suite::{case::Case, stage};

/// How the names of cases begin that are about what the bindings show.
const DATA: [&str; 8] =
    ["const_", "doc_", "enum_", "function_", "library_", "struct_", "typedef_", "union_"];

#[test]
fn good_cases() {
    let mut wrong = Vec::new();
    insta::glob!("cases/ok", "*/input.idl", |input| {
        let case = Case::of(input);
        match good_stages(&case) {
            Ok(shown) => compare(&case, &shown, &mut wrong),
            Err(failure) => wrong.push(format!("{} is refused:\n{failure}", case.name())),
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn cases_of_mistakes() {
    let mut wrong = Vec::new();
    insta::glob!("cases/err", "*/input.idl", |input| {
        let case = Case::of(input);
        let findings = findings(&case);
        if findings.diagnostics.is_empty() {
            wrong.push(format!("{}: nothing was found", case.name()));
        }
        compare(&case, &[("diagnostics", findings.to_string())], &mut wrong);
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Kinds of mistakes that no IDL makes, or none that could stand here.
const NOT_OF_THE_IDL: [(Code, &str); 5] = [
    (Code::StringTooLong, "the file would be large: `crates/midlc/tests/hostile.rs` makes it"),
    (Code::TooManyMistakes, "as the one before"),
    (Code::RustfmtMissing, "the machine lacks it"),
    (Code::NotRust, "an emitter of ours is wrong"),
    (Code::BindgenFailed, "a check of ours let something pass"),
];

/// Each kind of mistake is made in some case, so that somebody has read what is said about it.
#[test]
fn every_code_has_a_case() {
    let found: BTreeSet<Code> = Case::all("err")
        .iter()
        .flat_map(|input| findings(&Case::of(input)).diagnostics)
        .map(|diagnostic| diagnostic.code)
        .chain(NOT_OF_THE_IDL.map(|(code, _)| code))
        .collect();
    let missing = Code::ALL.iter().filter(|code| !found.contains(code));
    let missing: Vec<String> = missing.map(|code| format!("{code}: {}", code.title())).collect();
    assert!(
        missing.is_empty(),
        "no case under cases/err makes these mistakes:\n{}",
        missing.join("\n")
    );
}

/// Each thing that the compiler says has a place, and a way out or a reason. What a plan says has no place in the IDL.
#[test]
fn every_diagnostic_shows_a_way_out() {
    let mut without = BTreeSet::new();
    for input in Case::all("err") {
        let case = Case::of(&input);
        for diagnostic in findings(&case).diagnostics {
            let placed = diagnostic.place().is_some() || diagnostic.code == Code::PlanUnknown;
            if !placed || diagnostic.helps.is_empty() && diagnostic.notes.is_empty() {
                without.insert(format!(
                    "{} in {}: {}",
                    diagnostic.code,
                    case.name(),
                    diagnostic.message
                ));
            }
        }
    }
    let without: Vec<String> = without.into_iter().collect();
    assert!(without.is_empty(), "{}", without.join("\n"));
}

/// A folder without an input would be passed over in silence.
#[test]
fn every_folder_is_a_case() {
    for folder in ["ok", "err"] {
        let inputs = Case::all(folder);
        assert!(inputs.len() >= 25, "cases/{folder} lost its cases");
        for input in inputs {
            assert!(input.is_file(), "{} is missing", input.display());
        }
    }
}

/// The stages that a good case is about, each with its text; a stage without text has nothing to show.
fn good_stages(case: &Case) -> Result<Vec<(&'static str, String)>, Failure> {
    let options = case.options();
    let outcome = case.compile();
    let Some(checked) = outcome.checked else {
        return Err(Failure::Mistakes(Findings {
            diagnostics: outcome.diagnostics,
            sources: outcome.sources,
        }));
    };
    let generated = case.generate()?;
    let files = &generated.output.files;

    let mut shown = vec![
        ("model", stage::model(&checked)),
        ("winmd", stage::winmd(&checked, &options.code.namespace)),
        ("callbacks", stage::callbacks(files, options)),
        ("warnings", generated.warnings.to_string()),
    ];
    if case.name().starts_with("syntax_") {
        shown.push(("ast", stage::ast(options)));
    }
    if DATA.iter().any(|about| case.name().starts_with(about)) {
        shown.push(("bindings", stage::bindings(files, options)));
    }
    if case.name().starts_with("param_") {
        shown.push(("probes", stage::probes(files, options)));
    }
    if case.name().starts_with("builder_") {
        shown.push(("builders", stage::builders(files, options)));
    }
    if let Some(input) = case.read("input.rs") {
        shown.push(("expansion", stage::expansion(&input, files, options)));
    }
    shown.retain(|(_, text)| !text.is_empty());
    Ok(shown)
}

/// Compares each stage with its snapshot. A snapshot that no stage makes any more is stale, and nothing would compare it.
fn compare(case: &Case, shown: &[(&str, String)], wrong: &mut Vec<String>) {
    for (name, text) in shown {
        case.assert_snapshot(name, text);
    }
    let stale = case
        .snapshots()
        .into_iter()
        .filter(|snapshot| shown.iter().all(|(name, _)| name != snapshot));
    wrong
        .extend(stale.map(|snapshot| format!("{}: no stage makes `{snapshot}.snap`", case.name())));
}

/// What the compiler has to say about a case, whether it refuses it or not.
fn findings(case: &Case) -> Findings {
    match case.generate() {
        Ok(generated) => generated.warnings,
        Err(Failure::Mistakes(findings)) => findings,
        Err(Failure::Load(error)) => panic!("{}: {error}", case.name()),
    }
}
