use crate::{
    diagnostic::{self, Style},
    testing,
};

/// The files in the order of their units, and what was reported.
#[track_caller]
fn check(files: &[(&str, &str)], units: &[&str], errors: &str) {
    let program = testing::parse(files);
    let names: Vec<&str> =
        program.units.iter().map(|unit| &*program.sources.file(unit.file).name).collect();
    assert_eq!(names, units);
    testing::assert_text(&testing::summary(&program.errors, &program.sources), errors);
}

#[test]
fn each_file_once_imports_first() {
    let files = [
        ("a.idl", "import \"b.idl\", \"C.IDL\"; import \"b.idl\";"),
        ("b.idl", "import \"d.idl\";"),
        ("c.idl", "import \"d.idl\"; import \"b.idl\";"),
        ("d.idl", ""),
    ];
    check(&files, &["d.idl", "b.idl", "c.idl", "a.idl"], "");
}

#[test]
fn macros_do_not_cross_an_import() {
    let files = [
        ("a.idl", "#define T int\nimport \"b.idl\";"),
        ("b.idl", "#ifdef T\n#error crossed\n#endif"),
    ];
    check(&files, &["b.idl", "a.idl"], "");
}

#[test]
fn a_header_that_is_no_idl_is_skipped_with_grace() {
    let files = [
        ("a.idl", "#include \"a.h\"\nimport \"b.h\"; typedef long KEPT;"),
        (
            "a.h",
            "#define A 1\nnamespace std { class x : public y { }; } template <class T> void f() { g(1); }\n",
        ),
        (
            "b.h",
            "typedef enum E { B } E;\nstatic inline int f(void) { return 1; }\nint x = { 1 };\n",
        ),
    ];
    check(&files, &["b.h", "a.idl"], "");
}

#[test]
fn a_circle_is_reported_with_its_files() {
    let files = [
        ("a.idl", "import \"b.idl\";"),
        ("b.idl", "import \"c.idl\";"),
        ("c.idl", "import \"b.idl\";"),
    ];
    check(&files, &["c.idl", "b.idl", "a.idl"], "IDL0103 c.idl:1:8 file `b.idl` imports itself");
    let program = testing::parse(&files);
    testing::assert_text(
        &diagnostic::render(&program.errors[0], &program.sources, Style::Plain),
        r#"
error[IDL0103]: file `b.idl` imports itself
 --> c.idl:1:8
  |
1 | import "b.idl";
  |        ^^^^^^^ this closes the circle
  |
 ::: b.idl:1:8
  |
1 | import "c.idl";
  |        ------- imports `c.idl`
  |
  = note: the circle: `c.idl`, `b.idl`
  = help: move what both files need into a third one
"#,
    );
}

#[test]
fn a_missing_file_makes_its_unit_incomplete() {
    let program = testing::parse(&[("a.idl", "import \"none.idl\"; typedef NONE X;")]);
    testing::assert_text(
        &testing::summary(&program.errors, &program.sources),
        "IDL0101 a.idl:1:8 cannot find file `none.idl`",
    );
    assert!(program.units[0].incomplete && program.may_be_lost(crate::symbol::kw::VOID));
}

#[test]
fn a_long_chain_of_imports_needs_no_stack() {
    let files: Vec<(String, String)> = (0..5000)
        .map(|number| (format!("{number}.idl"), format!("import \"{}.idl\";", number + 1)))
        .collect();
    let mut files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (&**name, &**text)).collect();
    files.push(("5000.idl", ""));
    assert_eq!(testing::parse(&files).units.len(), 5001);
}

#[test]
fn a_type_library_is_read_as_idl_of_its_name() {
    let library = r#"library L { importlib("folder\\b.tlb"); importlib("none.dll"); }"#;
    check(&[("a.idl", library), ("b.idl", "typedef long B;")], &["a.idl", "b.idl"], "");
}

#[test]
fn what_was_included_is_not_read_again_for_a_library() {
    let library = "#include \"b.idl\"\nlibrary L { importlib(\"b.tlb\"); }";
    check(&[("a.idl", library), ("b.idl", "typedef long B;")], &["a.idl"], "");
}
