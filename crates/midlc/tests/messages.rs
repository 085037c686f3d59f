//! Diagnostics for programs, and for people: `--message-format json`, order, colours.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::{
    fs,
    process::{Command, Output},
};

const BAD: &str = "import \"unknwn.idl\";\r\n\r\n// \u{e9}\r\ntypedef /* \u{e9} */ ULNOG COUNT;\r\ntypedef FROB FROBS;\r\n";

/// Runs the tool in a folder with two bad files.
fn midlc(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("b.idl"), BAD).unwrap();
    fs::write(folder.path().join("a.idl"), "import \"b.idl\";\ntypedef COUTN TWO;\n").unwrap();
    Command::new(env!("CARGO_BIN_EXE_midlc"))
        .args(arguments)
        .current_dir(folder.path())
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap()
}

fn said(arguments: &[&str]) -> String {
    let output = midlc(arguments);
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

const ULNOG: &str = r#"{"code":"IDL0301","severity":"error","message":"cannot find type `ULNOG`","labels":[{"file":"b.idl","line":4,"column":17,"end_line":4,"end_column":22,"#;

#[test]
fn json_is_an_object_a_line() {
    let said = said(&["check", "--message-format", "json", "b.idl", "nowhere.idl"]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 3, "{said}");
    assert!(lines[0].starts_with(ULNOG), "{said}");
    assert!(lines[0].ends_with("}") && lines[0].contains(r#""helps":[{"text":"#), "{said}");
    assert!(lines[1].contains(r#""message":"cannot find type `FROB`""#), "{said}");
    assert_eq!(
        lines[2],
        r#"{"code":null,"severity":"error","message":"cannot read `nowhere.idl`: no such file","labels":[],"helps":[],"notes":[]}"#
    );
}

/// What other commands find is told in the same form.
#[test]
fn json_from_every_command() {
    for command in [&["dump", "b.idl"][..], &["explain", "IUnknown", "b.idl"]] {
        let arguments: Vec<&str> =
            command.iter().copied().chain(["--message-format", "json"]).collect();
        assert!(said(&arguments).starts_with(ULNOG), "{command:?}");
    }
}

/// By file, then by place, each once, whatever the order of the files named.
#[test]
fn a_run_is_sorted() {
    let forward = said(&["check", "a.idl", "b.idl"]);
    assert_eq!(forward, said(&["check", "b.idl", "a.idl"]));
    let lines: Vec<&str> = forward.lines().collect();
    let mistakes = lines.windows(2).filter(|pair| pair[0].starts_with("error["));
    let places: Vec<&str> = mistakes.map(|pair| pair[1].trim()).collect();
    assert_eq!(places, ["--> a.idl:2:9", "--> b.idl:4:17", "--> b.idl:5:9"]);
    assert!(forward.ends_with("3 errors in 2 files\n"));
}

/// Neither colours nor progress where no terminal is.
#[test]
fn plain_without_a_terminal() {
    assert!(!said(&["check", "a.idl", "b.idl"]).contains('\x1b'));
}

#[test]
fn an_unknown_format() {
    let output = midlc(&["check", "--message-format", "xml", "a.idl"]);
    assert_eq!(output.status.code(), Some(2));
}
