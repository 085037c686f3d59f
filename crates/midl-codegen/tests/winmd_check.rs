//! What metadata cannot say is refused with a place, a cause and a way out.

mod support;

use midl_codegen::winmd;
use midl_frontend::diagnostic::{Code, Style, render};
use support::checked;

/// Declarations that are refused, by the code and a part of the text.
fn refused(text: &str, code: Code, part: &str) {
    let checked = checked("test.idl", text);
    let diagnostics = winmd::check(&checked);
    let shown: String =
        diagnostics.iter().map(|error| render(error, checked.sources(), Style::Plain)).collect();
    assert_eq!(diagnostics.iter().map(|error| error.code).collect::<Vec<_>>(), [code], "{shown}");
    assert!(shown.contains(part), "`{part}` is not in\n{shown}");
    assert!(
        diagnostics.iter().all(|error| error.place().is_some() && !error.helps.is_empty()),
        "{shown}"
    );
}

fn accepted(text: &str) {
    let checked = checked("test.idl", text);
    assert_eq!(winmd::check(&checked), []);
}

#[test]
fn names_that_the_bindings_need() {
    refused("typedef struct Option { int x; } Option;", Code::EmitNameTaken, "a record here");
    refused("typedef enum core { C } core;", Code::EmitNameTaken, "an enum here");
    // A constant is no type.
    accepted("const long Option = 1; typedef enum E { f, value, core } E;");
    // The type is Rust's own then.
    accepted("typedef unsigned long u32; typedef struct S { u32 x; } S;");
}

#[test]
fn names_that_meet_in_the_bindings() {
    let text = r#"
        import "unknwn.idl";
        [object, uuid(5b5d9f4e-65a1-4c1c-9d46-a3f4a3b0a002)] interface IFoo : IUnknown {}
        typedef struct IFoo_Vtbl { int x; } IFoo_Vtbl;
    "#;
    refused(text, Code::EmitNameTwice, "`IFoo_Vtbl`");
    refused(
        "typedef struct S { int Anonymous; union { int x; }; int gen; int gen_; } S;",
        Code::EmitNameTwice,
        "`gen_`",
    );
    accepted(r##"typedef enum E { A = 1 } E; cpp_quote("#define A 1")"##);
}

#[test]
fn types_without_a_word() {
    refused("typedef struct S { __int128 x; } S;", Code::EmitTypeUnsayable, "128 bits");
    let text = r#"
        import "unknwn.idl";
        [object, local, uuid(5b5d9f4e-65a1-4c1c-9d46-a3f4a3b0a003)]
        interface IFast : IUnknown { void __fastcall Go(void); }
    "#;
    refused(text, Code::EmitTypeUnsayable, "__fastcall");
}

#[test]
fn layouts_that_rust_cannot_give() {
    // The nameless bits close the unit and align what follows.
    refused(
        "typedef struct S { char a : 3; int : 0; char b : 3; } S;",
        Code::EmitLayoutDiffers,
        "`S`",
    );
    accepted("typedef struct S { int a : 3; int : 0; int b : 3; } S;");
}

#[test]
fn delivery_optimization_can_be_said() {
    accepted(&support::project_file("idl/DeliveryOptimization.idl"));
}
