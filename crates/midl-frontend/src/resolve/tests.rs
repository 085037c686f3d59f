use crate::{dump, testing};

/// What the first of the files means, as `dump::model` prints it, or the list of mistakes.
#[track_caller]
fn check(files: &[(&str, &str)], expected: &str) {
    let outcome = testing::compile(files);
    let mut found = testing::summary(&outcome.diagnostics, &outcome.sources);
    if let Some(checked) = &outcome.checked {
        found += &dump::model(checked);
    }
    testing::assert_text(&found, expected);
}

#[track_caller]
fn check_one(idl: &str, expected: &str) {
    check(&[("a.idl", idl)], expected);
}

const UNKNOWN: &str = "typedef long HRESULT; typedef unsigned long DWORD;
    [object, uuid(00000000-0000-0000-C000-000000000046)]
    interface IUnknown { HRESULT QueryInterface([in] void *riid, [out] void **ppv); DWORD AddRef(); DWORD Release(); }";

/// The same for a file that imports `IUnknown`, `HRESULT` and `DWORD`.
#[track_caller]
fn check_com(idl: &str, expected: &str) {
    check(&[("a.idl", &format!("import \"u.idl\";\n{idl}")), ("u.idl", UNKNOWN)], expected);
}

#[test]
fn a_name_may_be_used_before_its_declaration() {
    check_com(
        "typedef [unique] ILate *LPLATE;
         [object, uuid(00000000-0000-0000-0000-000000000001)] interface IEarly : ILate { HRESULT A([in] LPLATE late, [in] S *s); }
         [object, uuid(00000000-0000-0000-0000-000000000002)] interface ILate : IUnknown { HRESULT B(); }
         struct S { long a; };",
        "
        typedef LPLATE = &ILate null

        interface IEarly : ILate 00000000-0000-0000-0000-000000000001
          4 A -> HRESULT
              in late: LPLATE null
              in s: *S

        interface ILate : IUnknown 00000000-0000-0000-0000-000000000002
          3 B -> HRESULT

        struct S x64 4:4 x86 4:4
          0/0 a: long",
    );
}

#[test]
fn stars_on_interfaces() {
    check_com(
        "[local, object, uuid(00000000-0000-0000-0000-000000000001)] interface I : IUnknown {
           typedef I NAME;
           HRESULT A([in] I *a, [out] I **b, [in] NAME *c, [in] const I *d, [in] I *const *e);
         }",
        "
        typedef NAME = I

        interface I : IUnknown 00000000-0000-0000-0000-000000000001 local
          3 A -> HRESULT
              in a: &I
              out b: *&I
              in c: *NAME
              in d: &I
              in e: *const &I",
    );
}

#[test]
fn records_and_their_names() {
    check_one(
        "typedef struct _A { int a; } A, *PA;
         typedef struct { int b; } B;
         typedef struct _A OTHER;
         typedef struct tagC C; struct tagC { struct { A x; union { int y; B z; }; } in; };
         typedef struct tagD *PD;",
        "
        struct A (_A) x64 4:4 x86 4:4
          0/0 a: int
        typedef PA = *A

        struct B x64 4:4 x86 4:4
          0/0 b: int
        typedef OTHER = A

        struct C (tagC) x64 8:4 x86 8:4
          0/0 in: struct = struct x64 8:4 x86 8:4
            0/0 x: A
            4/4 _: union = union x64 4:4 x86 4:4
              0/0 y: int
              0/0 z: B
        typedef PD = *tagD",
    );
}

#[test]
fn unions() {
    check_one(
        "typedef union _U switch(long kind) { case 1: case 2: int a; case 3: ; default: float *b; } U;
         typedef union switch(short t) u { case 'a': int x; } V;
         struct S { long k; [switch_is(k)] union { [case(1, -1)] int a; [default] ; } u; };",
        "
        struct U (_U) x64 16:8 x86 8:4 switch(long)
          0/0 kind: long
          8/4 tagged_union: union switch_is(kind) = union x64 8:8 x86 4:4 switch(long)
            0/0 a: int case 1, 2
            0/0 b: *float default
            nothing case 3

        struct V x64 8:4 x86 8:4 switch(short)
          0/0 t: short
          4/4 u: union switch_is(t) = union x64 4:4 x86 4:4 switch(short)
            0/0 x: int case 97

        struct S x64 8:4 x86 8:4
          0/0 k: long
          4/4 u: union switch_is(k) = union x64 4:4 x86 4:4
            0/0 a: int case 1, -1
            nothing default",
    );
}

#[test]
fn enums() {
    check_one(
        "typedef [v1_enum] enum { A, B = 0x80000000, C, D = A + 10, E } X; enum tagY { F = -1, G };",
        "
        enum X v1
          0 A
          -2147483648 B
          -2147483647 C
          10 D
          11 E

        enum tagY
          -1 F
          0 G",
    );
}

#[test]
fn methods() {
    check_com(
        "typedef [string] wchar_t *LPWSTR;
         [object, dual, uuid(00000000-0000-0000-0000-000000000001)] interface IDispatch : IUnknown {
           [propget, id(3)] HRESULT X([out, retval] long *v);
           [propput, id(0x80000001)] HRESULT X([in, defaultvalue(-1)] long v);
           [local] void __cdecl L(LPWSTR s, ...);
           [call_as(L)] HRESULT RemoteL([in] LPWSTR s);
           HRESULT B([in] DWORD n, [in, out, unique] DWORD *m, [out, size_is(, *m), length_is(n - 1, m ? *m : 2*n)] long **a);
           HRESULT C([in] void *riid, [out, iid_is(riid)] void **ppv, [in, optional] IDispatch *q);
         }",
        "
        typedef LPWSTR = *wchar_t string

        interface IDispatch : IUnknown 00000000-0000-0000-0000-000000000001 dual
          3 get_X -> HRESULT propget id(3)
              out v: *long retval
          4 put_X -> HRESULT propput id(-2147483647)
              in v: long default(-1)
          5 L -> void cdecl [local]
              in s: LPWSTR string
              ...
          6 B -> HRESULT
              in n: DWORD
              inout m: *DWORD null
              out a: **long size_is(, *m) length_is((n - 1), (m ? *m : (2 * n)))
          7 C -> HRESULT
              in riid: *void
              out ppv: **void iid_is(riid)
              in q: &IDispatch null [optional]",
    );
}

#[test]
fn max_and_last() {
    check_com(
        "[object, uuid(00000000-0000-0000-0000-000000000001)] interface I : IUnknown {
           HRESULT A([in] long n, [in, max_is(n)] char *a, [in, size_is((DWORD) * n), first_is(1), last_is(n)] char *b);
         }",
        "
        interface I : IUnknown 00000000-0000-0000-0000-000000000001
          3 A -> HRESULT
              in n: long
              in a: *char size_is((n + 1))
              in b: *char size_is((DWORD) *n) first_is(1) length_is(((n - 1) + 1))",
    );
}

#[test]
fn an_asynchronous_twin() {
    check_com(
        "[object, uuid(00000000-0000-0000-0000-000000000001), async_uuid(00000000-0000-0000-0000-000000000002)]
         interface I : IUnknown { HRESULT A([in] long n, [in, out] long *m, [out, size_is(n)] char *a); }
         typedef AsyncI *P;",
        "
        interface I : IUnknown 00000000-0000-0000-0000-000000000001 [async_uuid(00000000-0000-0000-0000-000000000002)]
          3 A -> HRESULT
              in n: long
              inout m: *long
              out a: *char size_is(n)

        interface AsyncI : IUnknown 00000000-0000-0000-0000-000000000002 async-of I
          3 Begin_A -> HRESULT
              in n: long
              in m: *long
          4 Finish_A -> HRESULT
              out m: *long
              out a: *char size_is()
        typedef P = &AsyncI",
    );
}

#[test]
fn types_of_functions_and_arrays() {
    check_one(
        "typedef int (__stdcall *F)(char *a, ...); typedef int A[2][3]; struct S { F f; A a; int b[]; };",
        "
        typedef F = *fn(*char, ...) -> int
        typedef A = [[int; 3]; 2]

        struct S x64 40:8 x86 32:4
          0/0 f: F
          8/4 a: A
          32/28 b: [int]",
    );
}

#[test]
fn libraries() {
    check_com(
        "[uuid(00000000-0000-0000-0000-00000000000a)] library L {
           [object, uuid(00000000-0000-0000-0000-000000000001)] interface I : IUnknown { HRESULT A(); }
           [uuid(00000000-0000-0000-0000-000000000002)] dispinterface D { properties: [id(1)] long p; methods: [id(2)] void M([in] long a); }
           [uuid(00000000-0000-0000-0000-000000000003)] coclass C { [default] interface I; [source] dispinterface D; }
           module M { const long K = 3; [entry(\"x\")] long f(); }
         }",
        "
        interface I : IUnknown 00000000-0000-0000-0000-000000000001
          3 A -> HRESULT

        dispinterface D 00000000-0000-0000-0000-000000000002
          property p: long [id(1)]
          0 M -> void id(2)
              in a: long

        coclass C 00000000-0000-0000-0000-000000000003
          I default
          D source
        const K: long = 3

        library L 00000000-0000-0000-0000-00000000000a
          I
          D
          C
          K",
    );
}

#[test]
fn the_same_name_twice() {
    let b =
        "typedef struct S { int a; } S; typedef int T; enum { A = 1 }; cpp_quote(\"#define D 1\")";
    check(
        &[("a.idl", &format!("import \"b.idl\"; {b}")), ("b.idl", b)],
        "
        enum
          1 A

        struct S x64 4:4 x86 4:4
          0/0 a: int
        typedef T = int",
    );
    check(
        &[
            (
                "a.idl",
                "import \"b.idl\"; typedef struct S { long a; } S; typedef long T; enum { A = 2 };",
            ),
            ("b.idl", b),
        ],
        "
        IDL0304 a.idl:1:32 `S` is declared twice
        IDL0304 a.idl:1:62 `T` is declared twice
        IDL0304 a.idl:1:72 `A` is declared twice",
    );
    check_one(
        "struct S { int a; }; struct S { int a; };",
        "IDL0304 a.idl:1:29 `S` is declared twice",
    );
}

#[test]
fn what_c_does_not_see_gives_way() {
    check_one(
        "cpp_quote(\"#if 0\") typedef long HANDLE; cpp_quote(\"#endif\") typedef void *HANDLE;",
        "typedef HANDLE = *void",
    );
}

#[test]
fn one_mistake_is_reported_once() {
    check_com(
        "[object, uuid(00000000-0000-0000-0000-000000000001)] interface I : IUnknown {
           HRESULT A([in] Unknwon *a, [out] Nothing b, [in, size_is(nn)] char *c, long n);
         }
         typedef Unheard *X; struct S { X x; Unseen y; };",
        "
        IDL0301 a.idl:3:27 cannot find type `Unknwon`
        IDL0301 a.idl:3:45 cannot find type `Nothing`
        IDL0303 a.idl:3:69 `size_is` names `nn`, which is no parameter
        IDL0301 a.idl:5:18 cannot find type `Unheard`
        IDL0301 a.idl:5:46 cannot find type `Unseen`",
    );
}

#[test]
fn circles() {
    check_one("typedef A B; typedef B A;", "IDL0307 a.idl:1:24 typedef `A` leads to itself");
    check_com(
        "[object, uuid(00000000-0000-0000-0000-000000000001)] interface A : B { HRESULT a(); }
         [object, uuid(00000000-0000-0000-0000-000000000002)] interface B : A { HRESULT b(); }",
        "IDL0306 a.idl:2:64 interfaces derive from each other in a circle: `A` : `B` : `A`",
    );
}

/// A chain of bases is walked, not recursed into.
#[test]
fn a_deep_chain_of_bases() {
    let mut idl = "import \"u.idl\";\n".to_owned();
    for n in 0..3000 {
        let base = if n == 2999 { "IUnknown".to_owned() } else { format!("I{}", n + 1) };
        idl += &format!(
            "[object, uuid(00000000-0000-0000-0000-{n:012})] interface I{n} : {base} {{ HRESULT M{n}(); }}\n"
        );
    }
    let outcome = testing::compile(&[("a.idl", &idl), ("u.idl", UNKNOWN)]);
    assert_eq!(testing::summary(&outcome.diagnostics, &outcome.sources), "");
    let first = outcome
        .checked
        .map(|checked| checked.interfaces.iter().find(|i| &*i.name == "I0").map(|i| i.first_slot));
    assert_eq!(first, Some(Some(3002)));
}

#[test]
fn documentation() {
    let idl = "/** A job. */
        struct S {
            /** Comes first. */
            int a;
            int b; // comes last
            [helpstring(\"From the \\\"help\\\".\")] int c;
        };
        #define N 1 // one
        /** Two. */
        cpp_quote(\"#define M 2\")";
    let outcome = testing::compile(&[("a.idl", idl)]);
    let checked = outcome.checked.expect("no mistake");
    let record = &checked.records[0];
    let origins = [record.origin].into_iter().chain(record.fields.iter().map(|field| field.origin));
    let constants = checked.constants.iter().map(|constant| constant.origin);
    let docs: Vec<String> =
        origins.chain(constants).map(|origin| checked.docs(origin).unwrap_or_default()).collect();
    assert_eq!(docs, ["A job.", "Comes first.", "comes last", "From the \"help\".", "one", "Two."]);
}

/// Whatever is missing from a file, every stage comes to an end and says something sensible of what is left.
#[test]
fn text_with_a_hole() {
    let idl = "import \"u.idl\"; cpp_quote(\"#include <pshpack1.h>\") #define N 3
        typedef enum _E { A, B = A + N, C = 1 << 4 } E;
        typedef struct _S { E e : 3; hyper h[N]; struct _S *next; union { int x; char y; }; [size_is(h)] long t[]; } S, *P;
        typedef union _U switch(long k) u { case A: int a; case 2: S *s; default: ; } U;
        [object, dual, uuid(00000000-0000-0000-0000-000000000001), async_uuid(00000000-0000-0000-0000-000000000002)]
        interface I : IUnknown { const long K = sizeof(S) * N; HRESULT M([in, max_is(n)] const S *a, [in] DWORD n,
          [out, iid_is(r), size_is(, *n ? n : (DWORD) * n)] void **v, [in, defaultvalue(-1)] int (*f)(I *i)); }
        [uuid(00000000-0000-0000-0000-00000000000a)] library L { coclass C { [default] interface I; } };";
    let mut refused = 0;
    for start in 0..idl.len() {
        for length in [1, 7] {
            let rest = idl.get(start + length..).unwrap_or_default();
            let text = format!("{}{rest}", &idl[..start]);
            let outcome = testing::compile(&[("a.idl", &text), ("u.idl", UNKNOWN)]);
            refused += usize::from(outcome.checked.is_none());
            if let Some(checked) = &outcome.checked {
                assert_eq!(dump::json(checked, checked.roots[0]).matches("\"schema\"").count(), 1);
                assert!(!dump::model(checked).is_empty(), "{text}");
            }
        }
    }
    assert!(refused > idl.len() / 2, "{refused} of {}", 2 * idl.len());
}

#[test]
fn c_packs_each_target_in_its_own_way() {
    check_one(
        "cpp_quote(\"#ifdef _WIN64\") cpp_quote(\"#include <pshpack8.h>\")
         cpp_quote(\"#else\") cpp_quote(\"#include <pshpack2.h>\") cpp_quote(\"#endif\")
         struct MIXED { short a; long b; double c; };
         cpp_quote(\"#include <poppack.h>\")
         struct WIDE { short a; long b; };",
        "
        struct MIXED x64 16:8 x86 14:2 pack(8/2)
          0/0 a: short
          4/2 b: long
          8/6 c: double

        struct WIDE x64 8:4 x86 8:4
          0/0 a: short
          4/4 b: long
        ",
    );
}

#[test]
fn c_has_fields_on_one_target_alone() {
    check_one(
        "cpp_quote(\"struct S { short a;\")
         cpp_quote(\"#ifdef _WIN64\") cpp_quote(\"long padding;\") cpp_quote(\"#endif\")
         cpp_quote(\"union { void *p;\")
         cpp_quote(\"#if defined(_WIN64)\") cpp_quote(\"char b[24];\")
         cpp_quote(\"#else\") cpp_quote(\"char b[20];\") cpp_quote(\"#endif\")
         cpp_quote(\"} u; };\")",
        "
        struct S x64 32:8 x86 24:4
          0/0 a: short
          4/- padding: long
          8/4 u: union = union x64 24:8 x86 20:4
            0/0 p: *void
            0/- b: [char; 24]
            -/0 b: [char; 20]
        ",
    );
}

#[test]
fn what_idl_does_not_know_is_left_to_c() {
    check_one(
        "cpp_quote(\"struct A { unknown_t a; };\")
         cpp_quote(\"typedef struct B { struct A a; } B;\")
         cpp_quote(\"struct C { int a\")
         cpp_quote(\"#ifdef __cplusplus\") cpp_quote(\"struct D { int a; };\") cpp_quote(\"#endif\")
         typedef long KEPT;",
        "
        typedef KEPT = long
        ",
    );
}

#[test]
fn the_idl_beside_a_header_says_what_c_finds_there() {
    check(
        &[
            (
                "a.idl",
                "cpp_quote(\"#include \\\"b.h\\\"\") cpp_quote(\"#include \\\"none.h\\\"\")
                 cpp_quote(\"#if 0\") typedef long *FORMAT; cpp_quote(\"#endif\")
                 struct S { FORMAT format; long last; };",
            ),
            ("b.idl", "typedef struct FORMAT { long a; long b; unknown_t *mistake; } FORMAT; oops"),
        ],
        "
        struct S x64 24:8 x86 16:4
          0/0 format: FORMAT
          16/12 last: long
        ",
    );
}

#[test]
fn a_long_chain_of_typedefs_leads_to_its_end() {
    check_one(
        "typedef B A; typedef C B; typedef D C; typedef long D; struct S { A a; D d; };",
        "
        typedef A = B
        typedef B = C
        typedef C = D
        typedef D = long

        struct S x64 8:4 x86 8:4
          0/0 a: A
          4/4 d: D
        ",
    );
}

#[test]
fn a_constant_may_have_a_type_that_is_read_later() {
    check_one("const T V = 5; typedef long T;", "const V: T = 5\ntypedef T = long\n");
}

#[test]
fn what_any_typedef_of_a_chain_says_counts() {
    check_one(
        "typedef [string] wchar_t *A; typedef [unique] A B; typedef B C; struct S { C c; };",
        "
        typedef A = *wchar_t string
        typedef B = A null
        typedef C = B

        struct S x64 8:8 x86 4:4
          0/0 c: C string
        ",
    );
}
