use crate::{ast, testing};

/// The tree of a file without mistakes.
#[track_caller]
fn check(text: &str, expected: &str) {
    let program = testing::parse(&[("input.idl", text), ("other.idl", "")]);
    assert_eq!(testing::summary(&program.errors, &program.sources), "");
    let unit = program.units.last().expect("the file is a unit");
    testing::assert_text(&ast::dump(&unit.ast, &program.symbols), expected);
}

/// What is reported, and what is left of the tree.
#[track_caller]
fn check_err(text: &str, errors: &str, expected: &str) {
    let program = testing::parse(&[("input.idl", text)]);
    testing::assert_text(&testing::summary(&program.errors, &program.sources), errors);
    testing::assert_text(&ast::dump(&program.units[0].ast, &program.symbols), expected);
}

#[test]
fn interfaces() {
    check(
        "[object, uuid(97EA99C7-0186-4AD4-8DF9-C5B4E0ED6B22)] interface IFoo : IUnknown {
             [propget, id(-4)] HRESULT Size([in, out] long *a, [out, retval] IFoo **b);
             const long LIMIT = 3, MORE = LIMIT * 2;
             typedef struct S { long a; } S;
             import \"other.idl\";
         };
         interface IBar; interface IBaz { }",
        "
        import \"other.idl\"
        [object, uuid(97EA99C7-0186-4AD4-8DF9-C5B4E0ED6B22)] interface IFoo : IUnknown
          [propget, id(-4)] method Size([in, out] a: Long *, [out, retval] b: IFoo * *) -> HRESULT
          const LIMIT: const Long = 3
          const MORE: const Long = (* LIMIT 2)
          typedef S: struct S
            a: Long
        forward interface IBar
        interface IBaz
        ",
    );
}

#[test]
fn attribute_words_are_names_elsewhere() {
    check(
        "typedef struct id { long version, flags; source *range; } callback;
         interface I { HRESULT message([in] long in, [out] control *object, default async, small small); }",
        "
        typedef callback: struct id
          version: Long, flags: Long
          range: source *
        interface I
          method message([in] in: Long, [out] object: control *, async: default, small: Small) -> HRESULT
        ",
    );
}

#[test]
fn attribute_lists() {
    check(
        "interface I {
             [,in,,][out,] HRESULT A([in][size_is(,*n), length_is(, *n)] long **a, [iid_is(*riid)] void **p);
             [custom(97EA99C7-0186-4AD4-8DF9-C5B4E0ED6B22, \"x\"), annotation(\"__in \" \"x\"), implicit_handle(handle_t h)] void B();
         }",
        "
        interface I
          [in, out] method A([in, size_is(,*n), length_is(, *n)] a: Long * *, [iid_is(*riid)] p: void * *) -> HRESULT
          [custom(97EA99C7-0186-4AD4-8DF9-C5B4E0ED6B22, \"x\"), annotation(\"__in \" \"x\"), implicit_handle(handle_t h)] method B() -> void
        ",
    );
}

#[test]
fn number_types() {
    check(
        "typedef unsigned A; typedef long long int B; typedef unsigned __int64 C; typedef int short unsigned D;
         typedef signed char E; typedef char F; typedef unsigned small G; typedef hyper H; typedef long const I;
         typedef unsigned __int3264 J; typedef wchar_t K; typedef error_status_t L; typedef byte M; typedef boolean N;",
        "
        typedef A: UInt
        typedef B: Hyper
        typedef C: UHyper
        typedef D: UShort
        typedef E: SignedChar
        typedef F: Char
        typedef G: USmall
        typedef H: Hyper
        typedef I: const Long
        typedef J: UInt3264
        typedef K: WChar
        typedef L: ErrorStatus
        typedef M: Byte
        typedef N: Boolean
        ",
    );
}

#[test]
fn declarators() {
    check(
        "typedef T *A[2][3], (*B)[4], const *C, * const *D, far *E;
         typedef HRESULT (__stdcall *F)(void), (WINAPI *G)(long, ...), *(__cdecl H)(T (*)(long));
         typedef T I[], J[*], K[2..5];",
        "
        typedef A: T * [3] [2], B: T [4] *, C: const T *, D: T *const *, E: T *
        typedef F: HRESULT fn stdcall () *, G: HRESULT fn stdcall (_: Long, ...) *, H: HRESULT * fn cdecl (_: T fn(_: Long) *)
        typedef I: T [], J: T [], K: T [2..5]
        ",
    );
}

#[test]
fn methods() {
    check(
        "interface I {
             const WCHAR *STDMETHODCALLTYPE Name();
             HRESULT _cdecl Print([in] LPCSTR format, ...);
             Missing([in] SAFEARRAY(interface IX *) a, [in] SAFEARRAY b, struct S c, T);
             S (Paren)(void) const;
         }",
        "
        interface I
          method Name stdcall () -> const WCHAR *
          method Print cdecl ([in] format: LPCSTR, ...) -> HRESULT
          method Missing([in] a: SAFEARRAY(interface IX *), [in] b: SAFEARRAY, c: struct S, _: T) -> missing
          method Paren() -> S
        ",
    );
}

#[test]
fn records() {
    check(
        "typedef [public] struct tagS { unsigned a : 3, : 0; union { int b; struct { T c; }; }; [string] char d[]; } S, *PS;
         #pragma pack(push, 1)
         struct P { long a; };
         #pragma pack(pop)
         struct Q;",
        "
        [public] typedef S: struct tagS, PS: struct tagS *
          a: UInt : 3 bits, _: UInt : 0 bits
          _: union _
            b: Int
            _: struct _
              c: T
          [string] d: Char []
        struct P pack 1
          a: Long
        forward struct Q
        ",
    );
}

#[test]
fn unions() {
    check(
        "typedef [switch_type(unsigned long)] union U { [case(1, A)] long a; [case(2)] ; [default] ; } U;
         typedef union tagE switch (ULONG kind) value { case 1: case B: long a; default: ; } E;
         union switch (short kind) { case 0: long a; };",
        "
        [switch_type(unsigned long)] typedef U: union U
          [case(1, A)] a: Long
          [case(2)] _: missing
          [default] _: missing
        typedef E: union tagE switch kind: ULONG in value
          case 1: case B: a: Long
          default: _: missing
        union _ switch kind: Short in _
          case 0: a: Long
        ",
    );
}

#[test]
fn enums() {
    check(
        "typedef [v1_enum] enum tagE { A, [helpstring(\"b\")] B = A + 1, C = 0x80000000, } E; enum F { G }; enum H;",
        "
        [v1_enum] typedef E: enum tagE
          A
          [helpstring(\"b\")] B = (+ A 1)
          C = 0x80000000
        enum F
          G
        forward enum H
        ",
    );
}

#[test]
fn expressions() {
    check(
        "const long A = 1 + 2 * 3 << 4 & 5 == 6 | 7 && 8 || 9 ? 10 : 11 ? 12 : 13;
         const long B = -~!x + (y - sizeof(const T *)) / sizeof(long);
         const long C = (UINT64)(-1) + (T)-1 + (unsigned long)-1 + (T *)0 + (x)(y);
         const long D = 'A' + '\\n' + L'x' + 'ab' + 017 + 0xFFul + 5LL + 1.5;
         const WCHAR E[] = L\"a\" L\"\\\"b\";
         const long F = MAKE(1, x) + a->b.c[2] + *p;",
        "
        const A: const Long = (? (|| (&& (| (& (<< (+ 1 (* 2 3)) 4) (== 5 6)) 7) 8) 9) 10 (? 11 12 13))
        const B: const Long = (+ (- (~ (! x))) (/ (- y (sizeof const T *)) (sizeof Long)))
        const C: const Long = (+ (+ (+ (- (+ (cast UINT64 (- 1)) T) 1) (cast ULong (- 1))) (cast T * 0)) (cast x y))
        const D: const Long = (+ (+ (+ (+ (+ (+ (+ '65' '10') L'120') '24930') 0xF) 0xFFu) 5ll) 1.5)
        const E: const WCHAR [] = L\"a\\\"b\"
        const F: const Long = (+ (+ (MAKE 1 x) ([] (. (-> a b) c) 2)) (* p))
        ",
    );
}

#[test]
fn libraries() {
    check(
        "[uuid(97EA99C7-0186-4AD4-8DF9-C5B4E0ED6B22), version(1.0)] library L {
             importlib(\"stdole2.tlb\");
             [default] dispinterface D { properties: [id(1)] long a; methods: [id(2)] void B([in] short c); }
             dispinterface E { interface IFoo; };
             coclass C { [default, source] dispinterface D; interface IFoo; };
             [dllname(\"a.dll\")] module M { const int X = 1; [entry(1)] HRESULT F(); };
         }
         midl_pragma warning(disable: 2111)
         extern const T GLOBAL;",
        "
        [uuid(97EA99C7-0186-4AD4-8DF9-C5B4E0ED6B22), version(1.0)] library L
          importlib \"stdole2.tlb\"
          [default] dispinterface D
            [id(1)] a: Long
            [id(2)] method B([in] c: Short) -> void
          dispinterface E
            interface IFoo
          coclass C
            [default, source] dispinterface D
            interface IFoo
          [dllname(\"a.dll\")] module M
            const X: const Int = 1
            [entry(1)] method F() -> HRESULT
        ",
    );
}

#[test]
fn quotes() {
    check(
        "#define OWN 1
         #define NO_VALUE a b
         cpp_quote(\"#define A ((HRESULT)0x80040201L) // why\")
         cpp_quote(\"#define F(x) x\")
         cpp_quote(\"#if 0\")
         cpp_quote(\"#define B 1\")
         typedef long HIDDEN;
         cpp_quote(\"#ifdef X\") cpp_quote(\"#endif\");
         cpp_quote(\"#else\")
         cpp_quote(\"#define C \" \"\\\"c\\\"\")
         cpp_quote(\"#endif\")",
        r##"
        define OWN = 1
        cpp_quote "#define A ((HRESULT)0x80040201L) // why" -> define A = (cast HRESULT 0x80040201)
        cpp_quote "#define F(x) x"
        quoted-out cpp_quote "#if 0"
        quoted-out cpp_quote "#define B 1"
        quoted-out typedef HIDDEN: Long
        quoted-out cpp_quote "#ifdef X"
        quoted-out cpp_quote "#endif"
        cpp_quote "#else"
        cpp_quote "#define C \"c\"" -> define C = "c"
        cpp_quote "#endif"
        "##,
    );
}

#[test]
fn a_definition_in_a_string_has_its_place_there() {
    let text = "cpp_quote(\"#define A 5\")";
    let program = testing::parse(&[("input.idl", text)]);
    let ast::ItemKind::CppQuote(quote) = &program.units[0].ast.items[0].kind else {
        panic!("a quote")
    };
    let define = quote.define.as_ref().expect("a definition");
    assert_eq!(
        (program.sources.text(define.name.span), program.sources.text(define.value.span)),
        ("A", "5")
    );
}

#[test]
fn one_mistake_is_reported_once_and_the_rest_is_read() {
    check_err(
        "interface I {
             HRESULT A([in] long a, [in] , [in] long c)
             HRESULT B([in long b);
             HRESULT C([in out] long c;
             HRESULT;
             HRESULT D([size_is(1 +)] long *d);
             HRESULT E();
         }
         typedef enum X { P Q, R = } X;
         struct S { long a, b }",
        "
        IDL0201 input.idl:2:42 expected a parameter, found `,`
        IDL0201 input.idl:2:56 expected `;`, found `HRESULT`
        IDL0202 input.idl:3:24 `[` is not closed
        IDL0202 input.idl:4:23 `(` is not closed
        IDL0201 input.idl:4:27 expected `,`, found `out`
        IDL0201 input.idl:5:21 expected a name, found `;`
        IDL0201 input.idl:6:36 expected an expression, found `)`
        IDL0201 input.idl:9:28 expected `,` or `}`, found `Q`
        IDL0201 input.idl:9:36 expected an expression, found `}`
        IDL0201 input.idl:10:30 expected `;`, found `}`
        IDL0201 input.idl:10:32 expected `;`, found the end of the file
        ",
        "
        interface I
          method A([in] a: Long, [in] c: Long) -> HRESULT
          method B([in] b: Long) -> HRESULT
          method C([in, out] c: Long) -> HRESULT
          method D([size_is(1 +)] d: Long *) -> HRESULT
          method E() -> HRESULT
        typedef X: enum X
          P
        struct S
          a: Long, b: Long
        ",
    );
}

#[test]
fn brackets() {
    check_err(
        "interface I { HRESULT A();
         interface J { } } }
         [uuid(1)]",
        "
        IDL0202 input.idl:1:13 `{` is not closed
        IDL0203 input.idl:2:26 `}` closes nothing
        IDL0203 input.idl:2:28 `}` closes nothing
        IDL0207 input.idl:3:10 attributes belong to nothing
        ",
        "
        interface I
          method A() -> HRESULT
        interface J
        ",
    );
}

#[test]
fn words_that_begin_nothing() {
    check_err(
        "interfce IFoo { HRESULT A(); };
         typedf long X;
         using namespace Y;
         5;
         typedef long Z;",
        "
        IDL0206 input.idl:1:1 `interfce` begins no declaration
        IDL0206 input.idl:2:10 `typedf` begins no declaration
        IDL0206 input.idl:3:10 `using` begins no declaration
        IDL0206 input.idl:4:10 a number begins no declaration
        ",
        "typedef Z: Long",
    );
}

#[test]
fn win_rt_is_refused_once() {
    check_err(
        "namespace A.B { runtimeclass C; }
         apicontract D { }
         typedef long X;",
        "IDL0205 input.idl:1:1 `namespace` is WinRT syntax",
        "typedef X: Long",
    );
}

#[test]
fn characters_out_of_place_are_reported_once() {
    check_err(
        "interface I { HRESULT Caf\u{FFFD}(); HRESULT A() @ deprecated; HRESULT B(); }
         [helpstring(\"open)]
         interface J { }
         const char C = 'c;
         typedef long X;",
        "
        IDL0005 input.idl:1:26 a byte here is not UTF-8
        IDL0004 input.idl:1:43 character `@` has no meaning here
        IDL0002 input.idl:2:22 string is not closed
        IDL0003 input.idl:4:25 character constant is not closed
        ",
        "
        interface I
          method Caf() -> HRESULT
          method A() -> HRESULT
          method B() -> HRESULT
        [helpstring(\"open)])] interface J
        const C: const Char = error
        typedef X: Long
        ",
    );
}

#[test]
fn what_is_lost_is_known_to_be_lost() {
    let program = testing::parse(&[("input.idl", "typedef 5 LOST; typedef long KEPT 5;")]);
    let symbols = &program.symbols;
    let lost = symbols.find("LOST").expect("it was read");
    let kept = symbols.find("KEPT").expect("it was read");
    assert!(program.may_be_lost(lost) && !program.may_be_lost(kept));
}

#[test]
fn nesting_has_a_limit() {
    for (open, middle, close) in [
        ("const long A = ", "(", ")"),
        ("const long A = ", "-", ""),
        ("const long A = ", "1+", ""),
        ("const long A = ", "a?", ":b"),
        ("const long A = ", "a[", "]"),
        ("", "struct { ", "} a;"),
        ("typedef long ", "*", ""),
        ("typedef long ", "(*", ")"),
        ("typedef long a", "[1]", ""),
        ("typedef ", "SAFEARRAY(", ")"),
        ("void f", "(void (*)", ")"),
        ("", "library L { ", "}"),
    ] {
        let text = format!("{open}{}x{};", middle.repeat(20_000), close.repeat(20_000));
        let program = testing::parse(&[("input.idl", &text)]);
        let summary = testing::summary(&program.errors, &program.sources);
        assert!(summary.contains("IDL0204"), "{middle}: {summary}");
    }
}

/// Something of everything.
const SAMPLE: &str = "
#if defined(X) || 1
#define DECLARE(a, ...) typedef struct _##a { __VA_ARGS__ } a, *P##a
#endif
import \"other.idl\"; cpp_quote(\"#define A (1 << 2)\") /* c */ // d
DECLARE(S, long a; union { int b : 3; [string] char *c; } u;);
[object, uuid(97EA99C7-0186-4AD4-8DF9-C5B4E0ED6B22), helpstring(\"h\\\"\")] interface IFoo : IUnknown {
  [propget] HRESULT F([in, size_is(n + 1, *m)] const T **p, [out, retval] SAFEARRAY(T) *v, ...);
  const long L = (T)-1 ? 'x' : sizeof(long *); typedef void (__stdcall *CB)(T[2][]);
};
typedef [v1_enum] enum { X = 0x10, Y } E; typedef union switch (long t) u { case 1: default: T a; } U;
library L { importlib(\"x\"); dispinterface D { properties: long a; methods: void B(); } coclass C { [default] interface I; } }
#pragma pack(push, 2)
module M { const WCHAR W[] = L\"w\" \"x\"; };
";

/// Whatever happens to a file, parsing ends, and each span is a place in a file.
fn survives(text: &str) {
    let program = testing::parse(&[("input.idl", text), ("other.idl", "typedef long T;")]);
    for diagnostic in &program.errors {
        let rendered = crate::diagnostic::render(
            diagnostic,
            &program.sources,
            crate::diagnostic::Style::Plain,
        );
        assert!(rendered.contains("-->"), "a diagnostic shows a place: {rendered}");
    }
}

#[test]
fn every_beginning_of_a_file_is_survived() {
    for end in 0..SAMPLE.len() {
        survives(&SAMPLE[..end]);
    }
}

#[test]
fn every_missing_byte_is_survived() {
    for at in 0..SAMPLE.len() {
        survives(&[&SAMPLE[..at], &SAMPLE[at + 1..]].concat());
    }
}

#[test]
fn every_doubled_and_swapped_word_is_survived() {
    let words: Vec<&str> =
        SAMPLE.split_inclusive([' ', '(', ')', '[', ']', '{', '}', ';', ',', '\n']).collect();
    for at in 0..words.len() {
        let mut doubled = words.clone();
        doubled.insert(at, words[at]);
        survives(&doubled.concat());
        let mut swapped = words.clone();
        swapped.swap(at, words.len() - 1 - at);
        survives(&swapped.concat());
    }
}
