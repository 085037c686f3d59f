use crate::testing;

/// What is wrong with a file that has `IUnknown` and `IDispatch`: a code and a place for each.
#[track_caller]
fn check(idl: &str, expected: &str) {
    let base = "typedef long HRESULT; typedef unsigned long DWORD;
        [object, uuid(00000000-0000-0000-C000-000000000046)] interface IUnknown { HRESULT Q(); DWORD A(); DWORD R(); }
        [object, uuid(00020400-0000-0000-C000-000000000046)] interface IDispatch : IUnknown { HRESULT I(); }";
    let outcome =
        testing::compile(&[("a.idl", &format!("import \"b.idl\";\n{idl}")), ("b.idl", base)]);
    testing::assert_text(&testing::summary(&outcome.diagnostics, &outcome.sources), expected);
    let has_errors = outcome
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity() == crate::diagnostic::Severity::Error);
    assert_eq!(outcome.checked.is_none(), has_errors);
}

/// The same for the methods of an interface.
#[track_caller]
fn check_methods(methods: &str, expected: &str) {
    check(
        &format!(
            "[object, uuid(00000000-0000-0000-0000-000000000001)] interface I : IUnknown {{\n{methods}\n}}"
        ),
        expected,
    );
}

#[test]
fn uuids() {
    check("[object] interface I : IUnknown { HRESULT M(); }", "IDL0503 a.idl:2:20 `I` has no uuid");
    check(
        "[local, object] interface I : IUnknown { HRESULT M(); }",
        "IDL0605 a.idl:2:27 local interface `I` has no uuid",
    );
    check("[local] interface I { HRESULT M(); }", "");
    check("coclass C { interface IUnknown; }", "IDL0503 a.idl:2:9 `C` has no uuid");
    check(
        "[object, uuid(00000000-0000-0000-0000-000000000001), uuid(00000000-0000-0000-0000-000000000002)] interface I : IUnknown { HRESULT M(); }",
        "IDL0504 a.idl:2:54 `uuid` stands here twice",
    );
    check(
        "[object, uuid(00000000-0000-0000-0000-000000000001)] interface I : IUnknown { HRESULT M(); }
         [object, uuid(00000000-0000-0000-0000-000000000001)] interface J : IUnknown { HRESULT M(); }",
        "IDL0602 a.idl:3:73 `I` and `J` have the same uuid",
    );
    check(
        "[object, uuid] interface I : IUnknown { HRESULT M(); }",
        "IDL0308 a.idl:2:10 `uuid` without its argument",
    );
}

#[test]
fn bases() {
    check(
        "interface B; [object, uuid(00000000-0000-0000-0000-000000000001)] interface I : B { HRESULT M(); }",
        "IDL0505 a.idl:2:77 base interface `B` of `I` is never defined",
    );
    check(
        "[object, dual, uuid(00000000-0000-0000-0000-000000000001)] interface I : IUnknown { HRESULT M(); }",
        "IDL0610 a.idl:2:70 dual interface `I` does not derive from `IDispatch`",
    );
    check(
        "[object, dual, uuid(00000000-0000-0000-0000-000000000001)] interface I : IDispatch { HRESULT M(); }",
        "",
    );
}

#[test]
fn members() {
    check_methods(
        "HRESULT M(); HRESULT M([in] long a);",
        "IDL0507 a.idl:3:22 method `M` is declared twice",
    );
    check_methods(
        "HRESULT M([in] long a, [in] long a);",
        "IDL0507 a.idl:3:34 parameter `a` is declared twice",
    );
    check_methods(
        "[propget] HRESULT M([out, retval] long *a); [propput] HRESULT M([in] long a);",
        "",
    );
    check("struct S { long a; long b, a; };", "IDL0507 a.idl:2:28 field `a` is declared twice");
}

#[test]
fn parameters() {
    check_methods(
        "HRESULT M([out] DWORD a);",
        "IDL0510 a.idl:3:23 `[out]` parameter `a` is no pointer",
    );
    check_methods("typedef DWORD *P; HRESULT M([out] P a, [out] DWORD b[2]);", "");
    check_methods(
        "HRESULT M([out] IUnknown *a);",
        "IDL0523 a.idl:3:27 `[out]` parameter `a` is a single pointer to an interface",
    );
    check_methods(
        "HRESULT M([in] IUnknown a);",
        "IDL0508 a.idl:3:25 an interface is used without a pointer",
    );
    check_methods(
        "HRESULT M([in] void a, [in] long b);",
        "IDL0509 a.idl:3:21 a parameter is of type `void`",
    );
    check_methods(
        "HRESULT M([in] long n, [in, size_is(n)] long a);",
        "IDL0511 a.idl:3:46 `size_is` on what is no pointer and no array",
    );
    check_methods("M();", "IDL0501 a.idl:3:1 method `M` has no return type");
}

#[test]
fn return_values_are_only_warned_of() {
    check_methods(
        "HRESULT M([out, retval] long *a, [in] long b);",
        "IDL0603 a.idl:3:31 `[retval]` parameter `a` is not the last one",
    );
    check_methods(
        "HRESULT M([out, retval] long *a, [out, retval] long *b);",
        "IDL0604 a.idl:3:54 a method has more than one `[retval]`",
    );
}

#[test]
fn unions() {
    let union = "typedef [switch_type(long)] union U { [case(1)] long a; [default] char b; } U;";
    check(&format!("{union} struct S {{ long k; [switch_is(k)] U u; }};"), "");
    check(
        &format!("{union} struct S {{ long k; U u; }};"),
        "IDL0513 a.idl:2:101 nothing chooses the arm of this union",
    );
    check(
        &format!("{union} struct S {{ long k; [switch_is()] U u; }};"),
        "IDL0512 a.idl:2:100 `switch_is` names no discriminant",
    );
    check(
        "union U { [case(1)] long a; [case(2, 1)] char b; };",
        "IDL0514 a.idl:2:47 two arms of a union are for `case(1)`",
    );
    check(
        "union U { [default] ; [default] char b; };",
        "IDL0514 a.idl:2:7 two arms of a union are for `default`",
    );
    check(
        "union U { [case(1)] long a; char b; };",
        "IDL0522 a.idl:2:34 a field of this union has no `case`",
    );
    check("union U { long a; char b; };", "");
}

#[test]
fn records() {
    check(
        "struct S { long a[]; long b; };",
        "IDL0515 a.idl:2:17 array `a` without a bound is not the last field",
    );
    check(
        "struct T { long n; long a[]; }; struct S { struct T t; long b; };",
        "IDL0515 a.idl:2:53 array `t` without a bound is not the last field",
    );
    check("struct S { char a : 9; };", "IDL0516 a.idl:2:17 a bit-field of 9 bits in a type of 8");
    check(
        "struct S { float a : 9; };",
        "IDL0516 a.idl:2:18 a bit-field of a type that is no whole number",
    );
    check("struct S { struct T { struct S s; } t; };", "IDL0518 a.idl:2:37 `T` holds itself");
    check(
        "struct S { struct { struct Unknown s; } t; };",
        "IDL0517 a.idl:2:36 `Unknown` is never defined",
    );
    check("struct S { IUnknown a; };", "IDL0508 a.idl:2:21 an interface is used without a pointer");
    check("struct S { void a; };", "IDL0519 a.idl:2:17 `S` has no size");
}

#[test]
fn attributes() {
    check_methods(
        "[vendor] HRESULT M([in, optoinal] long *a);",
        "
        IDL0606 a.idl:3:2 attribute `vendor` is not known
        IDL0606 a.idl:3:25 attribute `optoinal` is not known",
    );
}

#[test]
fn an_import_is_not_warned_of() {
    let broken = "interface I { void M(); [local, odd] void N(); }";
    let outcome =
        testing::compile(&[("a.idl", "import \"b.idl\"; typedef long T;"), ("b.idl", broken)]);
    assert_eq!(testing::summary(&outcome.diagnostics, &outcome.sources), "");
}

#[test]
fn a_file_that_declares_nothing() {
    let outcome = testing::compile(&[("a.idl", "// nothing\n")]);
    assert_eq!(
        testing::summary(&outcome.diagnostics, &outcome.sources),
        "IDL0607 a.idl:1:1 this file declares nothing\n"
    );
}
