//! `midlc check A B C` prints what checking each file on its own prints, whatever the files have to do with each other and on
//! any number of threads. Files are made up at random from few names, so that they agree, differ, borrow and collide.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::{collections::BTreeSet, ffi::OsString, fmt::Write, fs, path::Path};

use midlc::{
    cli::{self, Messages, Status, Streams},
    frontend::diagnostic::Style,
};

/// What the tool says of some files, line by line, and whether it found mistakes.
type Said = (Vec<String>, bool);

fn check(folder: &Path, jobs: &str, files: &[String]) -> Said {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut streams = Streams {
        out: &mut out,
        out_is_terminal: false,
        err: &mut err,
        err_is_terminal: false,
        messages: Messages::Text,
        style: Style::Plain,
    };
    let path = |file: &str| folder.join(file).to_str().unwrap().to_owned();
    let fixed = ["check", "--message-format", "json", "-W", "all", "-j", jobs, "-I"];
    let arguments = fixed.map(str::to_owned).into_iter().chain([path("sdk")]);
    let arguments = arguments.chain(files.iter().map(|file| path(file))).map(OsString::from);
    let status = cli::run(arguments, &mut streams);
    let lines = String::from_utf8(err).unwrap().lines().map(str::to_owned).collect();
    assert_ne!(status, Status::Usage);
    (lines, status == Status::Mistakes)
}

/// Compares what is said of all files together with what is said of each.
#[track_caller]
fn compare(folder: &Path, files: &[String]) {
    compare_with(folder, files, &|jobs| check(folder, jobs, files));
}

/// The same for what `together` says.
#[track_caller]
fn compare_with(folder: &Path, files: &[String], together: &dyn Fn(&str) -> Said) {
    let mut said = BTreeSet::new();
    let mut failed = false;
    for file in files {
        let (lines, mistakes) = check(folder, "1", std::slice::from_ref(file));
        said.extend(lines);
        failed |= mistakes;
    }
    for jobs in ["1", "2", "3"] {
        let (lines, mistakes) = together(jobs);
        let together: BTreeSet<String> = lines.iter().cloned().collect();
        let lost: Vec<_> = said.difference(&together).collect();
        let more: Vec<_> = together.difference(&said).collect();
        let texts = || {
            let text = |file: &String| fs::read_to_string(folder.join(file)).unwrap_or_default();
            files.iter().map(|file| format!("--- {file}\n{}", text(file))).collect::<String>()
        };
        assert!(
            lost.is_empty() && more.is_empty(),
            "-j {jobs}: lost {lost:#?}, more {more:#?}\n{}",
            texts()
        );
        assert_eq!(lines.len(), together.len(), "-j {jobs}: something is said twice");
        assert_eq!(mistakes, failed, "-j {jobs}");
    }
}

/// A small generator of numbers: the same at every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn one_in(&mut self, number: u64) -> bool {
        self.below(number) == 0
    }
}

/// Names are few: declarations meet.
const NAMES: u64 = 5;

fn declaration(numbers: &mut Numbers, clean: bool) -> String {
    let (n, m, k) = (numbers.below(NAMES), numbers.below(NAMES), numbers.below(NAMES));
    // Most declarations of a name agree.
    let other = if clean { 0 } else { u64::from(numbers.one_in(6)) };
    let kinds = if clean { 13 } else { 24 };
    match numbers.below(kinds) {
        0 => format!("typedef long T{n};\n"),
        1 => format!("typedef struct S{n} {{ long a{other}; long b; }} S{n};\n"),
        2 => format!("interface I{n};\n"),
        3 | 4 => format!(
            "[object, uuid(00000000-0000-0000-0000-00000000000{n}), pointer_default(unique)] interface I{n} : IUnknown {{ HRESULT Do{other}([in] long x, [in] I{n} *p); }}\n"
        ),
        5 => format!("const long C{n} = {};\n", n + other),
        6 => format!("typedef enum E{n} {{ A{n}, B{n} = {} }} E{n};\n", 70_000 + other),
        7 => format!("struct G{n};\n"),
        8 => format!("cpp_quote(\"#define Q{n} {}\")\n", n + other),
        9 => format!("#define D{n} {other}\n"),
        10 => format!("typedef struct G{n} *PG{n};\n"),
        11 => format!("cpp_quote(\"#if 0\")\ntypedef unsigned long Z{n};\ncpp_quote(\"#endif\")\n"),
        12 => String::from("import \"wtypes.idl\";\n"),
        // From here on what needs something that may not be there.
        13 => format!(
            "[object, uuid(10000000-0000-0000-0000-00000000000{n})] interface J{n} : I{m} {{ HRESULT Go([in] S{m} *s, [in] E{k} e, [in] PG{k} g); }}\n"
        ),
        14 => format!("typedef T{m} T{n};\n"),
        15 => format!("struct U{n} {{ S{m} s; long a[C{k} + 1]; E{m} e; }};\n"),
        16 => format!("typedef long R{n}[Q{m} + D{k} + B{k}];\n"),
        17 => format!("struct G{n} {{ long g{other}; E{m} e; }};\n"),
        18 => format!(
            "[object, uuid(20000000-0000-0000-0000-00000000000{n}), async_uuid(30000000-0000-0000-0000-00000000000{n}), pointer_default(unique)] interface K{n} : IUnknown {{ HRESULT Wait([in] struct G{m} *g, [in, out] long **x); }}\n"
        ),
        19 => format!(
            "[object, uuid(40000000-0000-0000-0000-00000000000{n})] interface L{n} : IUnknown {{ HRESULT Use([in] AsyncK{m} *k, [in] H{n} *h, [in] HWND w); }}\n"
        ),
        20 => format!(
            "[uuid(50000000-0000-0000-0000-00000000000{n})] coclass H{n} {{ [default] interface I{m}; }};\n"
        ),
        21 => format!("typedef I{m} S{n};\n"),
        22 => format!("interface AsyncK{n} : IUnknown {{ HRESULT Mine(); }}\n"),
        _ => format!(
            "cpp_quote(\"#if 0\")\ntypedef struct Z{m} Z{m};\ncpp_quote(\"#endif\")\ncpp_quote(\"#include \\\"f{n}.h\\\"\")\n"
        ),
    }
}

fn file(numbers: &mut Numbers, index: u64, count: u64, clean: bool) -> String {
    let mut text = String::new();
    if clean || !numbers.one_in(8) {
        text.push_str("import \"unknwn.idl\";\n");
    }
    for _ in 0..numbers.below(4) {
        // Mostly a file that stands before this one: a circle is a mistake.
        let import = if !clean && numbers.one_in(25) {
            numbers.below(count)
        } else {
            numbers.below(index.max(1))
        };
        if import != index {
            let spelled =
                if numbers.one_in(4) { format!("F{import}.IDL") } else { format!("f{import}.idl") };
            let word = if !clean && numbers.one_in(12) { "#include" } else { "import" };
            let end = if word == "import" { ";" } else { "" };
            writeln!(text, "{word} \"{spelled}\"{end}").unwrap();
        }
    }
    for _ in 0..numbers.below(7) {
        text.push_str(&declaration(numbers, clean));
    }
    text
}

/// How many sets of files a test makes.
const GRAPHS: u64 = 40;

fn graphs(seed: u64, clean: bool) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("sdk")).unwrap();
    let mut numbers = Numbers(seed);
    for _ in 0..GRAPHS {
        let count = 2 + numbers.below(7);
        let mut named = Vec::new();
        for index in 0..count {
            // Some files are found by `-I` alone.
            let name = match numbers.below(5) {
                0 => format!("sdk/f{index}.idl"),
                _ => format!("f{index}.idl"),
            };
            fs::write(folder.path().join(&name), file(&mut numbers, index, count, clean)).unwrap();
            if !numbers.one_in(6) {
                named.push(name);
            }
        }
        if !named.is_empty() {
            compare(folder.path(), &named);
        }
        for index in 0..count {
            for name in [format!("sdk/f{index}.idl"), format!("f{index}.idl")] {
                let _ = fs::remove_file(folder.path().join(name));
            }
        }
    }
}

#[test]
fn files_that_are_in_order() {
    graphs(1, true);
}

#[test]
fn files_that_collide() {
    graphs(2, false);
    graphs(3, false);
}

/// Every case of the compiler's tests, the good ones and the bad.
#[test]
fn the_cases() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    for kind in ["ok", "err"] {
        let folders =
            fs::read_dir(cases.join(kind)).unwrap().map(|entry| entry.unwrap().file_name());
        let names = folders.map(|name| format!("{kind}/{}/input.idl", name.to_str().unwrap()));
        let mut files: Vec<String> = names.filter(|name| cases.join(name).exists()).collect();
        files.sort();
        assert!(files.len() > 40, "{}", files.len());
        compare(&cases, &files);
    }
}

/// What a mutant says instead.
type Mutant = fn(Said) -> Said;

/// A tool that says something else of many files than of each is caught.
#[test]
fn mutants_are_caught() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("sdk")).unwrap();
    let files = ["a.idl", "b.idl"].map(str::to_owned);
    for file in &files {
        fs::write(folder.path().join(file), "typedef MISSING A;\ntypedef ABSENT B;\n").unwrap();
    }
    let honest = check(folder.path(), "1", &files);
    assert_eq!((honest.0.len(), honest.1), (4, true));
    let mutants: [(&str, Mutant); 4] = [
        ("lost", |(lines, mistakes)| (lines[1..].to_vec(), mistakes)),
        ("more", |(lines, mistakes)| ([lines, vec!["{}".to_owned()]].concat(), mistakes)),
        ("twice", |(lines, mistakes)| ([lines.clone(), lines].concat(), mistakes)),
        ("good", |(lines, _)| (lines, false)),
    ];
    for (name, mutant) in mutants {
        let together = |jobs: &str| match jobs {
            "2" => mutant(check(folder.path(), jobs, &files)),
            _ => check(folder.path(), jobs, &files),
        };
        let run = || compare_with(folder.path(), &files, &together);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err();
        assert!(caught, "{name}");
    }
    compare(folder.path(), &files);
}
