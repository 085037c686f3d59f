#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

use crate::{dump, testing};

/// The constant `A` as the model has it, from `const TYPE A = VALUE;` or `#define A VALUE`.
#[track_caller]
fn check(declaration: &str, expected: &str) {
    let outcome = testing::compile(&[("a.idl", declaration)]);
    let Some(checked) = &outcome.checked else {
        panic!("{}", testing::summary(&outcome.diagnostics, &outcome.sources));
    };
    let text = dump::model(checked);
    let line = text.lines().find(|line| line.starts_with("const A")).unwrap();
    assert_eq!(line, format!("const A{expected}"), "{declaration}");
}

#[test]
fn literals() {
    check("#define A 10", " = 10 (0xa)");
    check("#define A 010", " = 8");
    check("#define A 0x7fffffff", " = 2147483647 (0x7fffffff)");
    check("#define A 0x80000000", " = 2147483648u (0x80000000)");
    check("#define A 0x100000000", " = 4294967296ll (0x100000000)");
    check("#define A 5UL", " = 5u");
    check("#define A 5LL", " = 5ll");
    check("#define A 'a'", " = 97 (0x61)");
    check("#define A L\"text\"", " = L\"text\"");
    check("#define A 1.5", " = 1.5");
    check("#define A -2147483648", " = -2147483648 (0x80000000)");
}

#[test]
fn operators_wrap_as_in_c() {
    check("#define A 0x7fffffff + 1", " = -2147483648 (0x80000000)");
    check("#define A 0u - 1", " = 4294967295u (0xffffffff)");
    check("#define A -1 < 0u", " = 0");
    check("#define A -1LL < 0u", " = 1");
    check("#define A ~0", " = -1");
    check("#define A -7 / 2", " = -3");
    check("#define A -7 % 2", " = -1");
    check("#define A (1 << 31) >> 31", " = -1");
    check("#define A 1 + 2 * 3", " = 7");
    check("#define A !0 && 2 || 0", " = 1");
    check("#define A 0 && 1 / 0", " = 0");
    check("#define A 1 ? 2 : 1 / 0", " = 2");
    check("#define A 1 / 4.0", " = 0.25");
}

/// A product is no sum, and a factor of 1 changes neither value nor type.
#[test]
fn the_short_way_for_sums_says_what_the_long_one_does() {
    let numbers = [
        "0",
        "1",
        "-1",
        "0x7fffffff",
        "0x80000000",
        "-2147483648",
        "4294967295u",
        "-3u",
        "0x100000000",
        "-5LL",
        "-9223372036854775808",
        "0xffffffffffffffff",
    ];
    let mut text = String::new();
    let mut count = 0;
    for a in numbers {
        for b in numbers {
            for sum in [format!("{a} + {b}"), format!("(({a})-{b})+7"), format!("-1 - ({a} - {b})")]
            {
                text.push_str(&format!("#define S{count} {sum}\n#define P{count} ({sum}) * 1\n"));
                count += 1;
            }
        }
    }
    let checked = testing::compile(&[("a.idl", &text)]).checked.unwrap();
    let text = dump::model(&checked);
    let value = |name: String| {
        let head = format!("const {name} = ");
        text.lines().find_map(|line| line.strip_prefix(&head)).unwrap()
    };
    for index in 0..count {
        assert_eq!(value(format!("S{index}")), value(format!("P{index}")), "{index}");
    }
}

#[test]
fn casts() {
    let long = "typedef long LONG; typedef unsigned __int64 UINT64; typedef LONG HRESULT; ";
    check(
        &format!("{long} cpp_quote(\"#define A ((UINT64)(-1))\")"),
        ": UINT64 = 18446744073709551615ull (0xffffffffffffffff)",
    );
    check(
        &format!("{long} cpp_quote(\"#define A ((UINT64) - 1)\")"),
        ": UINT64 = 18446744073709551615ull (0xffffffffffffffff)",
    );
    check(
        &format!("{long} cpp_quote(\"#define A _HRESULT_TYPEDEF_(0x80D02002L)\")"),
        ": HRESULT = -2133843966 (0x80d02002)",
    );
    check("const unsigned char A = -1;", ": unsigned char = 255u (0xff)");
    check("const double A = 3;", ": double = 3.0");
    check("typedef wchar_t *LPWSTR; const LPWSTR A = L\"x\";", ": LPWSTR = L\"x\"");
}

#[test]
fn names() {
    check("const long A = B + 1; const long B = C; enum { Z, C = 4 };", ": long = 5");
    check(
        "typedef struct { char a; double b; } S; const long A = sizeof(S);",
        ": long = 16 (0x10)",
    );
    check("const long A = TRUE;", ": long = 1");
}

#[test]
fn what_is_c_only_is_no_constant() {
    let idl = "cpp_quote(\"#define A sizeof(x)\") cpp_quote(\"#define B A + f(1)\") cpp_quote(\"#define C ((void*)-1)\")";
    let outcome = testing::compile(&[("a.idl", idl)]);
    assert_eq!(dump::model(&outcome.checked.unwrap()), "");
}

#[track_caller]
fn check_error(idl: &str, expected: &str) {
    let outcome = testing::compile(&[("a.idl", idl)]);
    testing::assert_text(&testing::summary(&outcome.diagnostics, &outcome.sources), expected);
}

#[test]
fn mistakes() {
    check_error("const long A = 1 / 0;", "IDL0404 a.idl:1:16 division by zero");
    check_error(
        "const long A = 1 << 32;",
        "IDL0405 a.idl:1:16 a number of 32 bits is shifted by 32",
    );
    check_error("const long A = A;", "IDL0406 a.idl:1:16 the value of `A` depends on itself");
    check_error("const long A = \"x\";", "IDL0403 a.idl:1:16 a whole number is needed");
    check_error("const long A = NOTHING;", "IDL0401 a.idl:1:16 cannot find constant `NOTHING`");
    check_error("const long A = B; const long B = 1 / 0;", "IDL0404 a.idl:1:34 division by zero");
}

/// Constants that wait for each other, forwards, do not use up the stack.
#[test]
fn a_long_row() {
    let row: String = (0..5000).map(|n| format!("const long C{n} = C{};\n", n + 1)).collect();
    let outcome = testing::compile(&[("a.idl", &format!("{row} const long C5000 = 1;"))]);
    assert!(
        outcome
            .diagnostics
            .iter()
            .all(|diagnostic| diagnostic.code == crate::diagnostic::Code::ConstantTooDeep)
    );
    assert!(outcome.checked.is_none());
}
