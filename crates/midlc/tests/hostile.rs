//! Input that means harm, given to the tool as a process: it ends, says why, and takes no more than it may.
//!
//! Each test has a real file of its kind. A hang is a failure: the process is killed after a while.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Far more than any run here takes, also in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

struct Ended {
    status: Option<i32>,
    said: String,
    out: Vec<u8>,
}

/// Runs the tool in a folder, and kills it when it does not end.
fn midlc(folder: &Path, arguments: &[&str]) -> Ended {
    let mut child = Command::new(env!("CARGO_BIN_EXE_midlc"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let out = thread::spawn(move || {
        let mut bytes = Vec::new();
        out.read_to_end(&mut bytes).unwrap();
        bytes
    });
    let said = thread::spawn(move || {
        let mut text = String::new();
        err.read_to_string(&mut text).unwrap();
        text
    });
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{arguments:?} does not end");
        }
        thread::sleep(Duration::from_millis(2));
    };
    Ended { status: status.code(), said: said.join().unwrap(), out: out.join().unwrap() }
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The tool refuses `input.idl` of this text, with one of these words among what it says.
#[track_caller]
fn refused(text: &str, word: &str) {
    let folder = folder(&[("input.idl", text)]);
    let ended = midlc(folder.path(), &["check", "input.idl"]);
    assert_eq!(ended.status, Some(1), "{}", ended.said);
    assert!(ended.said.contains(word), "{}", ended.said);
}

#[test]
fn what_is_no_file() {
    let folder = folder(&[("importer.idl", "import \"sub\";\n"), ("huge.idl", "")]);
    fs::create_dir(folder.path().join("sub")).unwrap();
    let huge = fs::File::options().write(true).open(folder.path().join("huge.idl")).unwrap();
    huge.set_len(1 << 40).unwrap();
    for (arguments, why) in [
        (["check", "sub"], "error: cannot read `sub`: it is a folder, not a regular file\n"),
        (["check", "huge.idl"], "error: cannot read `huge.idl`: it is larger than 64 MiB\n"),
        (["check", "importer.idl"], "error[IDL0102]: cannot read file `sub`\n"),
        (["dump", "sub"], "error: cannot read `sub`: it is a folder, not a regular file\n"),
    ] {
        let ended = midlc(folder.path(), &arguments);
        assert_eq!(ended.status, Some(1), "{arguments:?}");
        assert!(ended.said.starts_with(why), "{arguments:?}: {}", ended.said);
    }
}

#[cfg(unix)]
#[test]
fn fifos_and_devices() {
    let importer = "import \"fifo.idl\";\n#include \"zero.h\"\n";
    let folder = folder(&[("importer.idl", importer)]);
    let made = Command::new("mkfifo").arg(folder.path().join("fifo.idl")).status().unwrap();
    assert!(made.success());
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("zero.h")).unwrap();
    for (file, kind) in [("fifo.idl", "a FIFO"), ("/dev/zero", "a device"), ("zero.h", "a device")]
    {
        let ended = midlc(folder.path(), &["check", file]);
        assert_eq!(ended.status, Some(1), "{file}");
        let why = format!("error: cannot read `{file}`: it is {kind}, not a regular file\n");
        assert!(ended.said.starts_with(&why), "{}", ended.said);
    }
    let ended = midlc(folder.path(), &["check", "importer.idl"]);
    assert!(ended.said.contains("it is a FIFO, not a regular file"), "{}", ended.said);
    assert!(ended.said.contains("it is a device, not a regular file"), "{}", ended.said);
}

#[test]
fn imports_that_lead_out() {
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("inner");
    fs::create_dir(&inner).unwrap();
    fs::write(outer.path().join("secret.idl"), "typedef int SECRET;\n").unwrap();
    fs::write(inner.join("a.idl"), "import \"../secret.idl\";\ntypedef SECRET OPEN;\n").unwrap();
    let absolute = outer.path().join("secret.idl");
    let absolute = absolute.to_str().unwrap().replace('\\', "/");
    let text = format!("#include \"{absolute}\"\ntypedef SECRET OPEN;\n");
    fs::write(inner.join("b.idl"), text).unwrap();
    for file in ["a.idl", "b.idl"] {
        let ended = midlc(&inner, &["check", file]);
        assert_eq!(ended.status, Some(1));
        assert!(ended.said.starts_with("error[IDL0116]: file `"), "{}", ended.said);
        assert!(!ended.said.contains("typedef int"), "{}", ended.said);
        for allowed in [&["check", "--allow-outside", file][..], &["check", "-I", "..", file]] {
            let ended = midlc(&inner, allowed);
            assert_eq!((ended.status, ended.said.as_str()), (Some(0), ""), "{allowed:?}");
        }
    }
}

/// Ten lines that stand for ten billion words.
#[test]
fn macros_that_breed() {
    let mut text = String::from("#define M0 long\n");
    for level in 1..=10 {
        let before = format!("M{} ", level - 1);
        writeln!(text, "#define M{level} {}", before.repeat(10)).unwrap();
    }
    refused(&format!("{text}typedef M10 X;\n"), "error[IDL0114]");
    let mut text = String::from("#define F0(x) x x\n");
    for level in 1..=40 {
        writeln!(text, "#define F{level}(x) F{}(x x)", level - 1).unwrap();
    }
    refused(&format!("{text}typedef F40(long) X;\n"), "error[IDL0114]");
    // They may come to nothing at all.
    let mut text = String::from("#define N0\n");
    for level in 1..=31 {
        let before = level - 1;
        writeln!(text, "#define N{level} N{before} N{before}").unwrap();
    }
    refused(&format!("{text}N31 typedef long X;\n"), "error[IDL0114]");
}

/// A few kilobytes that stand for gigabytes, in few words.
#[test]
fn long_words_that_breed() {
    let word = "w".repeat(60_000);
    let mut text = format!("#define M0 {word}\n");
    for level in 1..=4 {
        let before = format!("M{} ", level - 1);
        writeln!(text, "#define M{level} {}", before.repeat(16)).unwrap();
    }
    refused(&format!("{text}[custom(M4)] interface IX;\n"), "error[IDL0114]");
    let mut text = format!("#define W {word}\n#define J(a, b) a##b\n#define X(a, b) J(a, b)\n");
    for number in 0..10_000 {
        writeln!(text, "const long X(W, {number}) = 1;").unwrap();
    }
    refused(&text, "error[IDL0114]");
}

#[test]
fn files_that_breed() {
    let twice = "#include \"b.h\"\n#include \"b.h\"\n";
    let mut files = vec![("input.idl".to_owned(), "#include \"h0.h\"\n".to_owned())];
    for level in 0..40 {
        files.push((format!("h{level}.h"), twice.replace('b', &format!("h{}", level + 1))));
    }
    files.push(("h40.h".to_owned(), "int x;\n".repeat(100)));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    let ended = {
        let folder = folder(&files);
        midlc(folder.path(), &["check", "input.idl"])
    };
    assert!(ended.said.contains("included files add up to too much text"), "{}", ended.said);
    let itself = folder(&[("input.idl", "#include \"input.idl\"\n")]);
    let ended = midlc(itself.path(), &["check", "input.idl"]);
    assert!(ended.said.starts_with("error[IDL0104]"), "{}", ended.said);
}

#[test]
fn deep_nesting() {
    const DEPTH: usize = 200_000;
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(DEPTH), close.repeat(DEPTH));
    for text in [
        format!("const long X = {};", nested("(", ")")),
        format!("const long X = {}1;", "-".repeat(DEPTH)),
        format!("const long X = {}1;", "sizeof ".repeat(DEPTH)),
        format!("const long X = {}2;", "1 ? ".repeat(DEPTH)),
        format!("#if {}\n#endif", nested("(", ")")),
        format!("#if {}1\n#error\n#endif\n", "!".repeat(DEPTH)),
        format!("typedef struct {{ {} }} X;", nested("struct {", "} x;")),
        format!("typedef long {}x{};", "(".repeat(DEPTH), ")".repeat(DEPTH)),
        format!("typedef long {}x;", "*".repeat(DEPTH)),
        format!("typedef long x{};", "[1]".repeat(DEPTH)),
        format!("library L {{ {} }}", nested("library L {", "}")),
        format!("[uuid({})] interface X {{}}", nested("(", ")")),
        format!("{} interface X {{}}", "[".repeat(DEPTH)),
    ] {
        let folder = folder(&[("input.idl", &text)]);
        let ended = midlc(folder.path(), &["check", "input.idl"]);
        let begin = &text[..40];
        assert_eq!(ended.status, Some(1), "{begin}");
        assert!(ended.said.len() < 1 << 20, "{begin}");
    }
}

/// Rows of declarations that each mean the one before.
#[test]
fn long_rows() {
    const LENGTH: usize = 20_000;
    let mut aliases = String::from("typedef long T0;\n");
    let mut bases = String::from("[local] interface I0 { void M(); }\n");
    for index in 1..LENGTH {
        writeln!(aliases, "typedef T{} *T{index};", index - 1).unwrap();
        writeln!(bases, "[local] interface I{index} : I{} {{ }}", index - 1).unwrap();
    }
    for text in [aliases, bases] {
        let folder = folder(&[("input.idl", &text)]);
        let ended = midlc(folder.path(), &["check", "input.idl"]);
        assert!(ended.status.is_some(), "a signal ended the process");
    }
}

#[test]
fn long_words_and_strings() {
    const LONG: usize = 1 << 20;
    refused(&format!("cpp_quote(\"{}\")", "x".repeat(LONG)), "error[IDL0009]: string is too long");
    let good = folder(&[("input.idl", &format!("cpp_quote(\"{}\")\n", "x".repeat(65_000)))]);
    let ended = midlc(good.path(), &["check", "input.idl"]);
    assert!(!ended.said.contains("IDL0009"), "{}", ended.said);
    refused(&format!("typedef {} X;", "y".repeat(LONG)), "error[IDL0301]");
    refused(&format!("const long X = {};", "9".repeat(LONG)), "error[IDL0007]");
    refused(&format!("typedef long \"{}", "z".repeat(LONG)), "error[IDL0002]");
}

/// A mistake a byte: some are told, and the rest is counted.
#[test]
fn mistakes_without_end() {
    for text in ["@\n".repeat(1 << 20), "@".repeat(1 << 20), "typedef X Y\n".repeat(1 << 16)] {
        let folder = folder(&[("input.idl", &text)]);
        let ended = midlc(folder.path(), &["check", "input.idl"]);
        assert_eq!(ended.status, Some(1));
        assert!(ended.said.contains("warning[IDL0652]: only 999 mistakes are told"));
        assert!(ended.said.len() < 2 << 20, "{} bytes", ended.said.len());
    }
}

#[test]
fn bytes_that_are_no_text() {
    let folder = folder(&[]);
    let mut state = 1_u64;
    let noise: Vec<u8> = (0..1 << 16)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        })
        .collect();
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(noise.iter().copied()).collect();
    for bytes in [noise, utf16, vec![0; 1 << 16]] {
        fs::write(folder.path().join("input.idl"), bytes).unwrap();
        assert_eq!(midlc(folder.path(), &["check", "input.idl"]).status, Some(1));
    }
}

/// Same input, same bytes: also what is said, and whatever else the process does.
#[test]
fn the_same_bytes_each_time() {
    let folder = bad_and_good();
    for arguments in [
        &["check", "bad.idl", "good.idl"][..],
        &["dump", "good.idl"],
        &["dump", "--format", "json", "good.idl"],
        &["dump", "--stage", "winmd", "good.idl"],
        &["explain", "I", "good.idl"],
    ] {
        let first = midlc(folder.path(), arguments);
        let second = midlc(folder.path(), arguments);
        assert_eq!((first.out, first.said), (second.out, second.said), "{arguments:?}");
    }
}

/// Whatever the number of threads and the order of the files: what is told, in both forms.
#[test]
fn the_same_bytes_from_any_number_of_threads() {
    let folder = bad_and_good();
    // Many importers of one bad file, so that threads meet in it.
    let mut files = vec!["bad.idl".to_owned(), "good.idl".to_owned(), "missing.idl".to_owned()];
    for index in 0..12 {
        let name = format!("importer{index}.idl");
        let text = format!("import \"bad.idl\";\ntypedef LOGN X{index};\n");
        fs::write(folder.path().join(&name), text).unwrap();
        files.push(name);
    }
    for format in ["text", "json"] {
        let said = |jobs: &str, files: &[String]| {
            let mut arguments = vec!["check", "-W", "all", "--message-format", format, "-j", jobs];
            arguments.extend(files.iter().map(String::as_str));
            midlc(folder.path(), &arguments).said
        };
        let one = said("1", &files);
        assert!(one.contains("ULNOG") && one.matches("cannot find type `LOGN`").count() == 12);
        let backwards: Vec<String> = files.iter().rev().cloned().collect();
        for jobs in ["1", "2", "8"] {
            for files in [&files, &backwards] {
                assert_eq!(one, said(jobs, files), "-j {jobs}, {format}");
            }
        }
    }
}

/// Whatever stood in the folder before, and wherever it is: what is written.
#[test]
fn the_same_files_each_time() {
    let folder = bad_and_good();
    fs::write(folder.path().join("more.idl"), "import \"good.idl\";\ntypedef I *PI;\n").unwrap();
    let written = |out: &str| {
        let out_folder = format!("{out}/same");
        let arguments = ["generate", "good.idl", "more.idl", "--out", &out_folder];
        let more = ["--attribute", "same_callback", "--winmd", "w", "--report", "r"];
        let ended = midlc(folder.path(), &[&arguments[..], &more].concat());
        assert_eq!(ended.status, Some(0), "{}", ended.said);
        let mut files = files_below(&folder.path().join(&out_folder));
        files.extend(["w", "r"].map(|name| (name.into(), bytes(&folder.path().join(name)))));
        files
    };
    let first = written("one");
    assert!(first.len() > 10, "{}", first.len());
    assert!(first == written("one"), "over what was there");
    assert!(first == written("two/deeper"), "elsewhere");
}

/// Two files, one of them with mistakes.
fn bad_and_good() -> TempDir {
    let bad = "import \"unknwn.idl\";\ntypedef ULNOG X;\ntypedef enum E { A, A } E;\n";
    let good = "import \"oaidl.idl\";\n[object, uuid(00000001-0002-0003-0004-000000000005)]\ninterface I : IDispatch { HRESULT M([in] VARIANT v); }\n";
    folder(&[("bad.idl", bad), ("good.idl", good)])
}

/// Every file below a folder: its path there, and what it holds.
fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut files, mut open) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.insert(path.strip_prefix(folder).unwrap().to_path_buf(), bytes(&path));
            }
        }
    }
    files
}

fn bytes(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap()
}
