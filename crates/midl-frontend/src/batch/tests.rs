use std::convert::Infallible;

use crate::{
    diagnostic::Levels,
    program::Options,
    source::{FileId, SourceMap},
    testing::Memory,
};

use super::{Batch, Verdict};

/// Reads files together, all of them named, and compares which are settled by the first round, and which at all.
#[track_caller]
fn check(files: &[(&str, &str)], together: &[&str], at_all: &[&str]) {
    let mut memory = Memory::new(files);
    let mut sources = SourceMap::default();
    let roots: Vec<_> =
        files.iter().filter_map(|(name, _)| memory.load(&mut sources, name)).collect();
    let mut batch = Batch::read(sources, &roots, &mut memory, &Options::default());
    let mut settled = Vec::new();
    let mut judged = 0;
    let levels = Levels::default();
    let Ok(()) = batch.judge(&levels, |Verdict { root, diagnostics }| {
        judged += 1;
        settled.extend(diagnostics.map(|_| root));
        Ok::<(), Infallible>(())
    });
    assert_eq!(judged, roots.len(), "each named file has one verdict");
    settled.sort_unstable();
    let name = |file: FileId| &*batch.sources().file(file).name;
    let first = batch.rounds.iter().take(1).flat_map(|round| round.verdicts(&levels));
    let first = first.filter(|verdict| verdict.diagnostics.is_some());
    let first: Vec<&str> = first.map(|verdict| name(verdict.root)).collect();
    assert_eq!(first, together, "in the first round");
    let settled: Vec<&str> = settled.into_iter().map(name).collect();
    assert_eq!(settled, at_all, "at all");
}

#[test]
fn strangers_may_differ() {
    check(
        &[
            ("a.idl", "typedef long T; struct S { T a; };"),
            ("b.idl", "typedef struct { char b; } T; enum E { X = 1 };"),
            ("c.idl", "import \"a.idl\"; enum E { X = 2 }; struct C { T c[X]; };"),
            ("d.idl", "import \"b.idl\"; struct C { T d; };"),
        ],
        &["a.idl", "b.idl", "c.idl", "d.idl"],
        &["a.idl", "b.idl", "c.idl", "d.idl"],
    );
}

#[test]
fn who_sees_two_meanings_stands_alone() {
    check(
        &[
            ("a.idl", "typedef long T;"),
            ("b.idl", "typedef char T;"),
            ("c.idl", "typedef long T;"),
            ("ab.idl", "import \"a.idl\", \"b.idl\"; struct S { T a; };"),
            ("ac.idl", "import \"a.idl\", \"c.idl\"; struct S { T a; };"),
        ],
        &["a.idl", "b.idl", "c.idl", "ac.idl"],
        &["a.idl", "b.idl", "c.idl", "ac.idl"],
    );
}

#[test]
fn what_is_borrowed_must_be_there_before() {
    check(
        &[
            ("a.idl", "typedef long T;"),
            // On its own it is a mistake.
            ("b.idl", "struct S { T a; };"),
            ("c.idl", "import \"a.idl\", \"b.idl\"; struct C { struct S s; };"),
            ("d.idl", "import \"b.idl\", \"a.idl\"; struct C { struct S s; };"),
        ],
        &["a.idl", "c.idl"],
        &["a.idl", "c.idl", "d.idl"],
    );
}

#[test]
fn a_mistake_is_everybodys_who_reaches_it() {
    check(
        &[
            ("a.idl", "struct S { NOBODY a; };"),
            ("b.idl", "import \"a.idl\"; typedef long B;"),
            ("c.idl", "typedef long C;"),
        ],
        &["c.idl"],
        &["c.idl"],
    );
}

#[test]
fn a_mention_is_a_pointer_and_no_record() {
    check(
        &[
            ("a.idl", "interface I; struct G; typedef struct G *PG; typedef interface I *PI;"),
            (
                "b.idl",
                "[local, uuid(00000000-0000-0000-0000-000000000001)] interface I { void f(); };",
            ),
            ("c.idl", "struct G { long a; };"),
            ("ab.idl", "import \"a.idl\", \"b.idl\"; typedef PI X;"),
            ("ac.idl", "import \"a.idl\", \"c.idl\"; typedef PG X;"),
        ],
        &["a.idl", "b.idl", "c.idl", "ab.idl"],
        &["a.idl", "b.idl", "c.idl", "ab.idl", "ac.idl"],
    );
}

#[test]
fn a_macro_is_its_own_files() {
    check(
        &[
            ("a.idl", "#define N 3\ntypedef long A;"),
            ("b.idl", "import \"a.idl\"; const long N = 4; struct S { long a[N]; };"),
        ],
        &["a.idl", "b.idl"],
        &["a.idl", "b.idl"],
    );
}

#[test]
fn who_is_warned_of_itself_is_settled() {
    let warned = "[object, dual, uuid(6b1f9d3e-0000-0000-0000-000000000001)] interface IOdd { };";
    check(
        &[
            ("a.idl", warned),
            ("b.idl", "import \"a.idl\"; struct S { long a; };"),
            ("c.idl", "struct C { long a; };"),
        ],
        &["a.idl", "c.idl"],
        &["a.idl", "b.idl", "c.idl"],
    );
}

#[test]
fn who_borrows_is_settled_without_the_lender() {
    let files = [
        ("a.idl", "typedef struct T { long a; } T;"),
        ("b.idl", "typedef struct T U; struct S { U *a; };"),
    ];
    check(&files, &["a.idl"], &["a.idl", "b.idl"]);
}

#[test]
fn the_mistakes_of_a_companion_are_nobodys() {
    let files = [
        ("t.idl", "typedef char T; struct S { NOBODY a; };"),
        (
            "a.idl",
            "cpp_quote(\"#if 0\")\ntypedef long T;\ncpp_quote(\"#endif\")\ncpp_quote(\"#include \\\"t.h\\\"\")\n",
        ),
        ("b.idl", "import \"a.idl\", \"t.idl\"; struct B { T t; };"),
        ("c.idl", "import \"a.idl\"; struct S s();"),
    ];
    check(&files, &[], &["a.idl", "c.idl"]);
}
