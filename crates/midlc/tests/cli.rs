//! The tool, run as a process: what it prints where, and its exit status.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::{
    fs, io,
    process::{Command, Output},
};

use midlc::{
    cli::{self, Messages, Status, Streams},
    frontend::diagnostic::Style,
};
use tempfile::TempDir;

const GOOD: &str = r#"import "unknwn.idl";
[object, uuid(00000001-0002-0003-0004-000000000005)]
interface IThing : IUnknown
{
    HRESULT Count([out] ULONG *pCount);
}
"#;

/// The tool in a folder with two files.
fn midlc(arguments: &[&str]) -> (TempDir, Output) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.idl"), GOOD).unwrap();
    fs::write(folder.path().join("bad.idl"), GOOD.replace("ULONG", "ULNOG")).unwrap();
    fs::write(
        folder.path().join("conditional.idl"),
        format!("#if WANTED != 7\nnonsense\n#endif\n{GOOD}"),
    )
    .unwrap();
    fs::create_dir(folder.path().join("sdk")).unwrap();
    fs::write(folder.path().join("sdk/base.idl"), GOOD).unwrap();
    let importer = "import \"BASE.idl\";\ntypedef int NUMBER;\n";
    fs::write(folder.path().join("importer.idl"), importer).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_midlc"))
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    (folder, output)
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The exit status, and what standard error begins with.
#[track_caller]
fn check(arguments: &[&str], status: i32, error: &str) -> Output {
    let (_folder, output) = midlc(arguments);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert!(said.starts_with(error) && (said.is_empty() == error.is_empty()), "{said}");
    output
}

#[test]
fn good_files_pass_in_silence() {
    let output = check(&["check", "good.idl", "good.idl"], 0, "");
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn mistakes_are_status_1_on_standard_error() {
    let output = check(&["check", "good.idl", "bad.idl"], 1, "error[IDL03");
    let said = text(&output.stderr);
    assert!(said.contains("--> bad.idl:5:"), "{said}");
    assert!(said.ends_with("\n\n1 error in 2 files\n"), "{said}");
    assert!(!said.contains('\u{1b}'), "no colours off a terminal");
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn a_mistake_that_two_files_import_is_told_once() {
    let (folder, _) = midlc(&["--version"]);
    for name in ["one.idl", "two.idl"] {
        fs::write(folder.path().join(name), "import \"bad.idl\";\ntypedef int NUMBER;\n").unwrap();
    }
    let mut tool = Command::new(env!("CARGO_BIN_EXE_midlc"));
    let output =
        tool.args(["check", "one.idl", "two.idl"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr).matches("ULNOG").count(), 2, "{}", text(&output.stderr));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let said = |jobs| {
        let files = ["bad.idl", "good.idl", "missing.idl", "importer.idl", "sdk/base.idl"];
        let (_folder, output) = midlc(&[&["check", "-I", "sdk", "-j", jobs][..], &files].concat());
        assert_eq!(output.status.code(), Some(1));
        text(&output.stderr).to_owned()
    };
    let one = said("1");
    assert!(one.contains("ULNOG") && one.contains("missing.idl"), "{one}");
    assert_eq!(one, said("4"));
    check(&["check", "-j", "0", "good.idl"], 2, "error: `-j 0`");
}

#[test]
fn a_file_that_is_not_there() {
    check(&["check", "nope.idl"], 1, "error: cannot read `nope.idl`: no such file\n");
    check(&["dump", "sdk"], 1, "error: cannot read `sdk`: it is a folder, not a regular file\n");
}

#[test]
fn include_folders_and_defines() {
    check(&["check", "importer.idl"], 1, "error[IDL0101]");
    check(&["check", "-Isdk", "importer.idl"], 0, "");
    check(&["check", "-I", "sdk", "importer.idl"], 0, "");
    check(&["check", "conditional.idl"], 1, "error");
    check(&["check", "-DWANTED=7", "conditional.idl"], 0, "");
    check(&["check", "-D", "WANTED=7", "conditional.idl"], 0, "");
}

#[test]
fn wrong_command_lines_are_status_2() {
    check(&[], 2, "error: no command given\n");
    check(&["chekc"], 2, "error: there is no command `chekc`: is `check` meant?\n");
    check(&["x.idl"], 2, "error: there is no command `x.idl`: the commands are `check`, ");
    check(&["check"], 2, "error: `check` needs at least one FILE\n");
    check(&["check", "--nope", "good.idl"], 2, "error: invalid option '--nope'\n");
    check(
        &["check", "-D", "7", "good.idl"],
        2,
        "error: `-D 7`: expected the form NAME or NAME=VALUE\n",
    );
    check(&["check", "good.idl", "-I"], 2, "error: missing argument for option '-I'\n");
    check(&["dump"], 2, "error: `dump` needs exactly one FILE, not 0\n");
    check(&["dump", "good.idl", "bad.idl"], 2, "error: `dump` needs exactly one FILE, not 2\n");
    check(&["dump", "--stage", "asm", "good.idl"], 2, "error: there is no stage `asm`");
    check(&["dump", "--format", "xml", "good.idl"], 2, "error: there is no format `xml`");
    check(
        &["dump", "--format", "json", "--stage", "ast", "good.idl"],
        2,
        "error: json is a format of the model",
    );
}

#[test]
fn help_and_version() {
    for (arguments, first) in [
        (["--help"].as_slice(), "Compiler from classic COM IDL to Rust"),
        (&["check", "--help"], "Check files and say what is wrong with them"),
        (&["dump", "-h"], "Print one file as the compiler sees it"),
        (&["--version"], concat!("midlc ", env!("CARGO_PKG_VERSION"), "\n")),
    ] {
        let output = check(arguments, 0, "");
        assert!(text(&output.stdout).starts_with(first), "{}", text(&output.stdout));
    }
}

#[test]
fn a_wrong_command_line_names_the_help_of_its_command() {
    for (arguments, help) in
        [(&["--nope"][..], "`midlc --help`"), (&["dump", "--nope"], "`midlc dump --help`")]
    {
        let output = check(arguments, 2, "error: invalid option '--nope'\n");
        assert!(text(&output.stderr).ends_with(&format!("try {help}.\n")), "{output:?}");
    }
}

#[test]
fn help_is_a_command_too() {
    for (words, option) in [
        (&["help"][..], &["--help"][..]),
        (&["help", "generate"], &["generate", "--help"]),
        (&["help", "explain-code"], &["explain-code", "-h"]),
    ] {
        assert_eq!(check(words, 0, "").stdout, check(option, 0, "").stdout, "{words:?}");
    }
    check(&["help", "explian"], 2, "error: there is no command `explian`: is `explain` meant?\n");
}

#[test]
fn a_code_by_its_number_and_all_of_them() {
    let whole = check(&["explain-code", "IDL0301"], 0, "");
    for code in ["0301", "301", "idl0301"] {
        assert_eq!(check(&["explain-code", code], 0, "").stdout, whole.stdout, "{code}");
    }
    check(
        &["explain-code", "9999"],
        2,
        "error: there is no code `9999`: `midlc explain-code --list`",
    );
    let list = check(&["explain-code", "--list"], 0, "");
    assert!(text(&list.stdout).contains("\nIDL0301  a type that nothing declares (error)\n"));
}

#[test]
fn every_stage_can_be_dumped() {
    for (arguments, part) in [
        (["dump", "good.idl"].as_slice(), "IThing"),
        (&["dump", "--stage", "tokens", "good.idl"], "IThing"),
        (&["dump", "--stage", "ast", "good.idl"], "IThing"),
        (&["dump", "--stage=model", "good.idl"], "00000001-0002-0003-0004-000000000005"),
        (&["dump", "--format", "json", "good.idl"], r#""schema":"midlc-dump/1""#),
    ] {
        let output = check(arguments, 0, "");
        let dumped = text(&output.stdout);
        assert!(dumped.replace("\": \"", "\":\"").contains(part), "{arguments:?}: {dumped}");
        assert!(dumped.ends_with('\n'), "{arguments:?}");
    }
}

#[test]
fn winmd_is_bytes() {
    let output = check(&["dump", "--stage", "winmd", "good.idl"], 0, "");
    assert!(output.stdout.starts_with(b"MZ"), "a winmd is a portable executable");
    let (folder, output) = midlc(&["dump", "--stage", "winmd", "-o", "good.winmd", "good.idl"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    assert!(fs::read(folder.path().join("good.winmd")).unwrap().starts_with(b"MZ"));
}

#[test]
fn a_file_with_mistakes_dumps_what_was_understood_of_its_text() {
    for stage in ["tokens", "ast"] {
        let output = check(&["dump", "--stage", stage, "bad.idl"], 0, "");
        assert!(text(&output.stdout).contains("ULNOG"), "{stage}");
    }
    for format in ["text", "json"] {
        let output = check(&["dump", "--format", format, "bad.idl"], 1, "error[IDL03");
        assert_eq!(text(&output.stdout), "", "{format}");
    }
}

/// What is off unless asked for, what is on unless refused, and the last word of several.
#[test]
fn warnings_by_code() {
    const DOUBTFUL: &str = r#"import "unknwn.idl";
[object, uuid(00000001-0002-0003-0004-000000000005)]
interface IDoubtful : IUnknown
{
    HRESULT Read([out] BYTE *data, [in] ULONG cbData);
    HRESULT Write([in] LONG count, [in, size_is(count)] const BYTE *data);
}
"#;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("doubtful.idl"), DOUBTFUL).unwrap();
    let codes = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_midlc"))
            .arg("check")
            .args(arguments)
            .arg("doubtful.idl")
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
        let said = text(&output.stderr);
        said.match_indices("warning[").map(|(at, _)| said[at + 8..at + 15].to_owned()).collect()
    };
    let check = |arguments: &[&str], expected: &[&str]| {
        let found: Vec<String> = codes(arguments);
        assert_eq!(found, expected, "{arguments:?}");
    };
    check(&[], &["IDL0621"]);
    check(&["-W", "IDL0622"], &["IDL0621", "IDL0622"]);
    check(&["-W", "all", "-A", "idl0621"], &["IDL0622"]);
    check(&["-A", "all"], &[]);
    check(&["-A", "all", "-W", "IDL0622"], &["IDL0622"]);
}

#[test]
fn levels_are_for_warnings() {
    check(&["check", "-A", "IDL0301", "bad.idl"], 2, "error: `-A`: IDL0301 is an error");
    check(&["check", "-W", "everything", "good.idl"], 2, "error: `-W`: `everything` is no code");
}

/// A reader that goes away, and one that cannot take more.
struct Refusing(io::ErrorKind);

impl io::Write for Refusing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let told = |kind| {
        let (mut out, mut err) = (Refusing(kind), Vec::new());
        let mut streams = Streams {
            out: &mut out,
            out_is_terminal: false,
            err: &mut err,
            err_is_terminal: false,
            style: Style::Plain,
            messages: Messages::default(),
        };
        let status = cli::run(["explain-code", "--list"].map(Into::into), &mut streams);
        (status, text(&err).to_owned())
    };
    assert_eq!(told(io::ErrorKind::BrokenPipe), (Status::Good, String::new()));
    let (status, said) = told(io::ErrorKind::StorageFull);
    assert_eq!(status, Status::Mistakes);
    assert!(said.starts_with("error: cannot write the output: "), "{said}");
}
