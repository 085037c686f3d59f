use super::*;
use crate::testing::{self, Memory};

/// The tokens that are left of the first file, and what was reported.
fn run(files: &[(&str, &str)]) -> (String, String, Preprocessed) {
    let mut memory = Memory::new(files);
    let mut sources = SourceMap::default();
    let root = memory.root(&mut sources);
    let mut symbols = Symbols::default();
    let mut context =
        Context::new(&mut sources, &mut memory, &mut symbols, &[("GIVEN".into(), "7".into())]);
    let out = context.preprocess(root, false);
    let errors = context.errors;
    (lexer::dump(&out.tokens, &symbols), testing::summary(&errors, &sources), out)
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let (tokens, errors, _) = run(&[("input.idl", text)]);
    assert_eq!(errors, "");
    testing::assert_text(tokens.trim_end().trim_end_matches("<end>"), expected);
}

#[track_caller]
fn check_err(text: &str, expected: &str) {
    testing::assert_text(&run(&[("input.idl", text)]).1, expected);
}

#[test]
fn object_macros() {
    check("#define A 1 + B\n#define B 2\nA;", "1 + 2 ;");
    check("#define A 1\n#undef A\nA", "A");
    check("GIVEN __midl _WIN32", "7 600 1");
    check("#define X X\nX", "X");
}

#[test]
fn function_macros() {
    check("#define F(a, b) b a\nF(1, (2, 3)) F", "( 2 , 3 ) 1 F");
    check("#define F() nothing\nF()", "nothing");
    check("#define F(a) [a]\nF()", "[ ]");
    check("#define F(a) a\n#define G F\nG(1)", "1");
    check("#define F(a, ...) a __VA_ARGS__\nF(1, 2, 3) F(1)", "1 2 , 3 1");
    check("#define F(a) <a>\nF(\n1\n)", "< 1 >");
    check("#define F(a) a\nF(F(F(x)))", "x");
}

#[test]
fn a_space_before_the_parenthesis_makes_an_object_macro() {
    check("#define F (a)\nF(1)", "( a ) ( 1 )");
}

#[test]
fn joining_and_quoting() {
    check(
        "#define WIRE(name) typedef wire ## name *wire_ ## name;\nWIRE(BSTR)",
        "typedef wireBSTR * wire_BSTR ;",
    );
    check("#define S(a) #a\nS( b  +\"c\\n\" )", r#""b +\"c\\n\"""#);
    check("#define J(a, b, c) a##b##c\nJ(x,,y) J(,,) J(1,2,3)", "xy 123");
    check("#define A 1\n#define J(a) a ## A\nJ(A) J(x)", "AA xA");
    check("#define L(a, ...) f(a, ## __VA_ARGS__)\nL(1) L(1, 2)", "f ( 1 ) f ( 1 , 2 )");
}

#[test]
fn macros_in_attributes_and_declarations() {
    check(
        "#define MAYBE(a, b) b ? *b : a\n[length_is(MAYBE(count, fetched))]",
        "[ length_is ( fetched ? * fetched : count ) ]",
    );
}

#[test]
fn conditionals() {
    check("#if 0\na\n#elif 1 + 1 == 2\nb\n#else\nc\n#endif\nd", "b\nd");
    check("#ifdef A\n#if 1\na\n#endif\n#else\nb\n#endif", "b");
    check("#ifndef A\na\n#else\n'unclosed \"quotes\n#error no\n#nonsense\n#endif", "a");
    check("#if defined(GIVEN) && !defined NOT_GIVEN && GIVEN >= 7\na\n#endif", "a");
    check("#define HAS (defined(GIVEN) && !defined NONE)\n#if HAS\na\n#endif", "a");
    check("#if 0 && 1 / 0 || (2 ? 1 : 1 / 0)\na\n#endif", "a");
    check("#if -1 > 0u && 'A' == 65 && (1 << 3 | 1) == 9 && ~0 < 0\na\n#endif", "a");
    check("[a,\n#if 0\nb,\n#endif\n]", "[ a ,\n]");
}

#[test]
fn directives_without_effect() {
    check("#\n# 12 \"file\"\n#line 3\n#pragma warning(disable: 1)\n#warning careful\na", "a");
}

#[test]
fn echo_is_a_quote() {
    check("#pragma midl_echo(\"#define A 1\")\nB", "cpp_quote ( \"#define A 1\" )\nB");
}

#[test]
fn packing_is_noted_where_it_changes() {
    let text = "a\n#pragma pack(push, 4)\nb\n#pragma pack(push, name, 1)\nc\n#pragma pack(2)\n#pragma pack(pop, name)\nd\n#pragma pack(pop)\n#pragma pack(8)\n#pragma pack()\n";
    let (_, errors, out) = run(&[("input.idl", text)]);
    assert_eq!(errors, "");
    let expected = [
        (1, Some(4)),
        (2, Some(1)),
        (3, Some(2)),
        (3, Some(4)),
        (4, None),
        (4, Some(8)),
        (4, None),
    ];
    assert_eq!(out.packs, expected);
}

#[test]
fn includes() {
    let files = [
        (
            "input.idl",
            "#include \"a.h\"\n#include <A.H>\n#define NAME \"b.idl\"\n#include NAME\nONE TWO",
        ),
        (
            "a.h",
            "#pragma once\n#define ONE 1\nint a;\n#error a header may say what it likes\n#include <none.h>",
        ),
        ("b.idl", "#define TWO 2\n"),
    ];
    let (tokens, errors, out) = run(&files);
    testing::assert_text(&tokens, "int a ;\n1 2\n<end>");
    assert_eq!(errors, "");
    assert_eq!(out.headers.len(), 1);
}

#[test]
fn only_definitions_of_the_file_itself_may_be_constants() {
    let files = [
        (
            "input.idl",
            "#include \"a.h\"\n#define A 1\n#define B\n#define C(x) x\n#define A 2 + 3\n#define D 4\n#undef D\n",
        ),
        ("a.h", "#define E 5\n"),
    ];
    let (_, errors, out) = run(&files);
    testing::assert_text(&errors, "IDL0651 input.idl:5:9 macro `A` is defined again, differently");
    assert_eq!(out.defines.iter().map(|(_, value)| value.len()).collect::<Vec<_>>(), [4]);
}

#[test]
fn a_token_of_a_macro_has_the_place_of_its_use() {
    let (_, _, out) = run(&[("input.idl", "#define F(a) x a y\nF(b)")]);
    let places: Vec<(u32, u32)> =
        out.tokens.iter().map(|token| (token.span.start, token.span.end)).collect();
    assert_eq!(places, [(19, 20), (21, 22), (19, 20), (23, 23)]);
}

#[test]
fn mistakes_in_conditionals() {
    check_err("#if 1\n#if 1\n#endif", "IDL0107 input.idl:1:2 conditional is not closed");
    check_err(
        "#endif\n#else",
        "IDL0108 input.idl:1:2 `#endif` without `#if`\nIDL0108 input.idl:2:2 `#else` without `#if`",
    );
    check_err("#if 1\n#else\n#else\n#endif", "IDL0108 input.idl:3:2 `#else` after `#else`");
    for condition in ["", "(1", "1 +", "1 2", "defined", "1 / 0", "F(1)", "1.5", ")", "defined(1)"]
    {
        let (_, errors, _) = run(&[("input.idl", &format!("#if {condition}\n#endif"))]);
        assert!(
            errors.starts_with("IDL0109") && errors.lines().count() == 1,
            "{condition}: {errors}"
        );
    }
}

#[test]
fn mistakes_in_macros() {
    check_err("#define A B\n#define B A\nA", "IDL0111 input.idl:3:1 macro `A` leads to itself");
    check_err(
        "#define F(a) a\nF(1, 2)",
        "IDL0112 input.idl:2:1 macro `F` takes 1 argument, found 2",
    );
    check_err("#define F(a) a\nF(1", "IDL0113 input.idl:2:1 arguments of macro `F` are not closed");
    check_err(
        "#define J(a) a ## -\nJ(b)",
        "IDL0115 input.idl:2:1 `##` makes `b-`, which is no word",
    );
    check_err("#define F(a", "IDL0106 input.idl:1:9 directive cannot be read");
    check_err("#define 1", "IDL0106 input.idl:1:9 directive cannot be read");
    check_err("#defin A", "IDL0105 input.idl:1:2 unknown directive `#defin`");
    check_err("#pragma pack(3)", "IDL0106 input.idl:1:14 directive cannot be read");
    check_err("#pragma pack(pop)", "IDL0106 input.idl:1:9 directive cannot be read");
}

#[test]
fn what_grows_without_end_is_stopped() {
    let mut bomb = String::from("#define A0 a a\n");
    for level in 1..40 {
        bomb += &format!("#define A{level} A{} A{}\n", level - 1, level - 1);
    }
    let (tokens, errors, _) = run(&[("input.idl", &format!("{bomb}before A39 after"))]);
    testing::assert_text(&errors, "IDL0114 input.idl:41:8 macro `A39` expands to too much text");
    testing::assert_text(&tokens, "before\n<end>");

    let nested = format!("#define F(a) a a\n{}x{}", "F(".repeat(300), ")".repeat(300));
    assert!(run(&[("input.idl", &nested)]).1.starts_with("IDL0114"));

    let mut joined = String::from("#define J0(a) a##a\n");
    for level in 1..40 {
        joined += &format!("#define J{level}(a) J{}(a##a)\n", level - 1);
    }
    assert!(run(&[("input.idl", &format!("{joined}J39(word)"))]).1.contains("IDL0115"));
}

#[test]
fn files_that_include_themselves_are_stopped() {
    let files =
        [("input.idl", "#include \"a.h\"\n"), ("a.h", "#include \"a.h\"\n#include \"a.h\"\n")];
    testing::assert_text(&run(&files).1, "IDL0104 a.h:1:10 files include each other too deeply");
}

#[test]
fn a_missing_file_is_reported_in_idl_only() {
    let (_, errors, out) = run(&[("input.idl", "#include \"none.h\"\n")]);
    testing::assert_text(
        &errors,
        "IDL0609 input.idl:1:10 header `none.h` is not found and skipped",
    );
    assert!(!out.incomplete, "names that only it declares are missing all the same");
}

#[test]
fn what_a_macro_comes_to_is_asked_anew_when_one_changes() {
    check(
        "#define A B + B\n#define B 1\nA A\n#undef B\nA\n#define B 2\nA",
        "1 + 1 1 + 1\nB + B\n2 + 2",
    );
    check("#define F(x) x\n#define A F\n#define B A\nB(1) B A(2)", "1 F 2");
    check("#define E\n#define A E 1 E\nA E A;", "1 1 ;");
}

#[test]
fn what_a_macro_that_comes_to_nothing_leaves_before_others() {
    let quote = "#define S(x) #x\n#define X(x) S(x)\n#define E\n#define A E 5\n";
    check(&format!("{quote}#define B - A\nX(-A) X(B)"), r#""- 5" "- 5""#);
}
