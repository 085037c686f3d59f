#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

use super::{LayoutError, Layouts, Target};
use crate::{model::ItemId, resolve, testing};

fn layouts_of(
    idl: &str,
    read: impl Fn(&mut Layouts<'_>, crate::model::RecordId) -> String,
) -> String {
    let (module, errors) = resolve::resolve(&testing::parse(&[("a.idl", idl)]));
    assert!(errors.is_empty(), "{errors:?}");
    let last = module.items.iter().rev().find_map(|item| match item {
        ItemId::Record(id) => Some(*id),
        _ => None,
    });
    let texts = Target::ALL.map(|target| read(&mut Layouts::new(&module, target), last.unwrap()));
    if texts[0] == texts[1] { texts[0].clone() } else { texts.join(" | ") }
}

/// The last record as `size:align offset offset ..`, of x64 and, where that differs, of x86.
#[track_caller]
fn check(idl: &str, expected: &str) {
    let found = layouts_of(idl, |layouts, id| {
        let layout = layouts.record(id).unwrap();
        let mut text = format!("{}:{}", layout.whole.size, layout.whole.align);
        for field in &layout.fields {
            text += &match field.bit {
                Some(bit) => format!(" {}.{bit}", field.offset),
                None => format!(" {}", field.offset),
            };
        }
        text
    });
    assert_eq!(found, expected, "{idl}");
}

#[test]
fn natural() {
    check("struct S { char a; short b; long c; hyper d; };", "16:8 0 2 4 8");
    check("struct S { char a; void *b; __int3264 c; };", "24:8 0 8 16 | 12:4 0 4 8");
    check("struct S { double a; char b; };", "16:8 0 8");
    check("enum E { A }; struct S { enum E a; char b[3]; wchar_t c; };", "12:4 0 4 8");
    check("union U { char a[5]; long b; };", "8:4 0 0");
    check("struct I { char a; hyper b; }; struct S { char a; struct I b[2]; };", "40:8 0 8");
}

#[test]
fn packed() {
    check("#pragma pack(push, 1)\nstruct S { char a; hyper b; };\n#pragma pack(pop)", "9:1 0 1");
    check("#pragma pack(2)\nstruct S { char a; hyper b; short c; };", "12:2 0 2 10");
    check("cpp_quote(\"#include <pshpack1.h>\")\nstruct S { char a; long b; };", "5:1 0 1");
}

#[test]
fn bit_fields() {
    check("struct S { unsigned long a : 3; unsigned long b : 5; };", "4:4 0.0 0.3");
    check("struct S { unsigned long a : 30; unsigned long b : 5; };", "8:4 0.0 4.0");
    check("struct S { char a : 3; long b : 3; };", "8:4 0.0 4.0");
    check(
        "struct S { unsigned long a : 3; unsigned long : 0; unsigned long b : 3; };",
        "8:4 0.0 4.0 4.0",
    );
    check("struct S { unsigned long a : 3; char b; };", "8:4 0.0 4");
}

#[test]
fn open_arrays_count_as_one_element() {
    check("struct S { long n; [size_is(n)] short a[]; };", "8:4 0 4");
}

#[track_caller]
fn check_error(idl: &str, expected: impl Fn(LayoutError) -> bool) {
    let found = layouts_of(idl, |layouts, id| {
        let error = layouts.record(id).unwrap_err();
        assert!(expected(error), "{error:?}");
        String::new()
    });
    assert_eq!(found, "");
}

#[test]
fn without_layout() {
    check_error("struct S { struct S a; };", |error| matches!(error, LayoutError::Recursive(_)));
    check_error("struct S { struct Unknown a; };", |error| {
        matches!(error, LayoutError::Undefined(_))
    });
    check_error("struct S { void a; };", |error| error == LayoutError::Unsized);
    check_error("struct S { hyper a[0x7fffffff]; };", |error| error == LayoutError::TooLarge);
    check_error("struct S { char a[0x7fffffff]; char b; };", |error| {
        error == LayoutError::TooLarge
    });
    check_error("struct S { char a[0x7fffffff][0x7fffffff][0x7fffffff]; };", |error| {
        error == LayoutError::TooLarge
    });
}

/// A row of records, each of which holds the next, is followed to a limit and not to the end of the stack.
#[test]
fn deep() {
    let row: String =
        (0..2000).map(|n| format!("struct S{n} {{ struct S{} a; }};\n", n + 1)).collect();
    let (module, _) = resolve::resolve(&testing::parse(&[(
        "a.idl",
        &format!("{row} struct S2000 {{ int a; }};"),
    )]));
    let mut layouts = Layouts::new(&module, Target::X64);
    let outermost = module.items.iter().find_map(|item| match item {
        ItemId::Record(id) => Some(*id),
        _ => None,
    });
    assert_eq!(layouts.record(outermost.unwrap()).unwrap_err(), LayoutError::TooDeep);
}
