//! From IDL text to the decision in a line a method.

use std::collections::BTreeSet;

use midl_frontend::model::ItemId;

use super::{dispatch, lower};
use crate::{elsewhere::Held, errors::EmitError, options::Options, testing};

/// Lowers every interface that the text declares and compares the methods, a line each.
#[track_caller]
fn check(idl: &str, expected: &[&str]) {
    check_plan(idl, &testing::options(), expected);
}

#[track_caller]
fn check_plan(idl: &str, options: &Options, expected: &[&str]) {
    let checked = testing::checked(idl);
    let lowered = lower(
        &checked,
        (&testing::own_interfaces(&checked), &[]),
        &BTreeSet::new(),
        &Held::default(),
        options,
    )
    .expect("the plan fits");
    let texts: Vec<String> = lowered
        .interfaces
        .iter()
        .flat_map(|interface| &interface.methods)
        .map(|method| method.text(&checked))
        .collect();
    assert_eq!(texts, expected);
}

/// An interface with these methods.
fn interface(methods: &str) -> String {
    format!(
        "import \"oaidl.idl\";
         typedef struct POINT2 {{ LONG x; LONG y; }} POINT2;
         typedef struct NAMED {{ LPWSTR name; LONG n; }} NAMED;
         typedef enum KIND {{ KIND_A, KIND_B }} KIND;
         typedef [switch_type(KIND)] union VALUE {{ [case(KIND_A)] DWORD n; [case(KIND_B)] LPWSTR s; }} VALUE;
         [object, uuid(6d5b1c70-3a0e-4c86-9f3e-0f0d4b1c0001)] interface IFoo : IUnknown {{ {methods} }}"
    )
}

#[test]
fn values_go_in() {
    check(
        &interface(
            "HRESULT M([in] DWORD dwReserved, [in] KIND kind, [in] BOOL fOn, [in] POINT2 at, [in] HWND hwnd);",
        ),
        &["m(reserved: value, kind: value, on: bool, at: value, hwnd: value) -> Result"],
    );
}

/// The handle of a memory block may be its address, so that a made-up one is not for safe code to pass.
#[test]
fn handles_of_memory_are_raw() {
    check(
        &format!(
            "typedef void *HGLOBAL; typedef struct {{ HGLOBAL block; }} HELD; {}",
            interface("HRESULT M([in] HGLOBAL block); HRESULT N([in] HELD held);")
        ),
        &[
            "m(block: raw: the IDL does not say what is behind the pointer) -> Result",
            "n(held: raw: its data holds pointers) -> Result",
        ],
    );
}

#[test]
fn pointers_go_in() {
    check(
        &interface(
            "HRESULT M([in] IFoo *pFoo, [in, unique] IFoo *pOther);
             HRESULT N([in] const POINT2 *at, [in, unique] POINT2 *size, [in] REFGUID id);
             HRESULT O([in] LPCWSTR name, [in, unique] LPCWSTR comment, [in, string] const WCHAR *text);
             HRESULT P([in] BSTR bstrName, [in] const VARIANT *pv, [in, unique] VARIANT *pw, [in] VARIANT v);",
        ),
        &[
            "m(foo: &IFoo, other: &IFoo or NULL) -> Result",
            "n(at: &plain, size: &plain or NULL, id: &plain) -> Result",
            "o(name: &WStr, comment: &WStr or NULL, text: &WStr) -> Result",
            "p(name: &Bstr, pv: &Variant, pw: &Variant or NULL, v: &Variant by value) -> Result",
        ],
    );
}

#[test]
fn arrays_take_their_counts() {
    check(
        &interface(
            "HRESULT M([in, size_is(n)] const POINT2 *points, [in] DWORD n);
             HRESULT N([in] LONG n, [in, unique, size_is(n)] DWORD a[]);
             HRESULT O([in] DWORD n, [in, size_is(n)] IFoo **foos, [in] DWORD cb, [in, size_is(cb)] const void *data);
             HRESULT P([in] DWORD n, [in, size_is(n)] DWORD *a, [in, size_is(n)] DWORD *b);
             HRESULT Q([in] DWORD n, [in, out, size_is(n)] DWORD *a, [out, size_is(n)] DWORD *b);",
        ),
        &[
            "m(points: &[plain; n]) -> Result",
            "n(a: &[plain; n] or NULL) -> Result",
            "o(foos: &[IFoo; n], data: &[u8; cb]) -> Result",
            "p(a: &[plain; n], b: &[plain; n]) -> Result",
            "q(a: &mut [plain; n], b: &mut [plain; n] cleared) -> Result",
        ],
    );
}

#[test]
fn results_come_out() {
    check(
        &interface(
            "HRESULT M([out] DWORD *n);
             HRESULT N([out] KIND *pKind, [out] BOOL *pOn, [out, unique] GUID *pId);
             HRESULT O([out] IFoo **ppFoo, [out] LPWSTR *ppName, [out, string] WCHAR **ppText);
             HRESULT P([out, retval] BSTR *pName, [out] VARIANT *pValue);
             HRESULT Q([in] REFIID riid, [out, iid_is(riid)] void **ppv);
             HRESULT R([in] IID *riid, [out, iid_is(riid)] IUnknown **ppunkItem);
             HRESULT S([out] NAMED *named);",
        ),
        &[
            "m() -> Result (n: plain)",
            "n() -> Result (kind: plain, on: bool, id: plain or NULL)",
            "o() -> Result (foo: IFoo, name: WString, text: WString)",
            "p() -> Result (name: Bstr, value: Variant)",
            "q(riid: &plain) -> Result (ppv: by riid)",
            "r(riid: &plain) -> Result (item: by riid)",
            "s() -> Result (named: holds pointers)",
        ],
    );
}

#[test]
fn arrays_come_out() {
    check(
        &interface(
            "HRESULT M([in] ULONG celt, [out, size_is(celt), length_is(*pceltFetched)] IFoo **rgelt,
                       [out] ULONG *pceltFetched);
             HRESULT N([out, size_is(cb), length_is(*pcbRead)] void *pv, [in] ULONG cb, [out] ULONG *pcbRead);
             HRESULT O([in, out, unique] DWORD *n, [out, size_is(, *n)] POINT2 **points);
             HRESULT P([out] DWORD *n, [out, size_is(, *n)] IFoo ***foos);
             HRESULT Q([out, size_is(, (unsigned long) (*pLength))] BYTE **ppBuffer, [in, out, unique] UINT64 *pLength);",
        ),
        &[
            "m(rgelt: buffer of celt IFoo -> fetched) -> Result",
            "n(pv: buffer of cb u8 -> read) -> Result",
            "o() -> Result (points: [plain; n])",
            "p() -> Result (foos: [IFoo; n])",
            "q() -> Result (buffer: [plain; length])",
        ],
    );
}

#[test]
fn data_flows_both_ways() {
    check(
        &interface(
            "HRESULT M([in, out] DWORD *n, [in, out] IFoo **ppFoo, [in, out] LPWSTR *ppText, [in, out] BSTR *pName);
             HRESULT N([in, out, unique] POINT2 *at, [in, out, unique] BSTR *pName);",
        ),
        &[
            "m(n: &mut plain, foo: &mut Option<IFoo>, text: &mut Option<WString>, name: &mut Bstr) -> Result",
            "n(at: &mut plain or NULL, name: raw: data that flows both ways through a pointer that may be NULL) -> Result",
        ],
    );
}

#[test]
fn unions_follow_their_discriminant() {
    check(
        &interface(
            "HRESULT M([in] KIND kind, [in, switch_is(kind)] VALUE value);
             HRESULT N([in] KIND kind, [in, switch_is(kind)] VALUE *value);
             HRESULT O([in] KIND kind, [out, switch_is(kind)] VALUE *value);
             HRESULT P([in] DWORD kind, [in, switch_is(kind)] VALUE value);",
        ),
        &[
            "m(kind: value, value: VALUE by kind) -> Result",
            "n(kind: value, value: &VALUE by kind) -> Result",
            "o(kind: value) -> Result (value: VALUE by kind)",
            "p(kind: value, value: raw: a union without a discriminant that is simply another parameter) -> Result",
        ],
    );
}

#[test]
fn success_codes_are_built_in_and_planned() {
    let enumerator = "import \"unknwn.idl\";
        [object, uuid(6d5b1c70-3a0e-4c86-9f3e-0f0d4b1c0001)] interface IEnumFoo : IUnknown {
            HRESULT Next([in] ULONG celt, [out, size_is(celt), length_is(pceltFetched ? *pceltFetched : celt)] DWORD *rgelt,
                         [in, out, unique] ULONG *pceltFetched);
            HRESULT Skip([in] ULONG celt);
            HRESULT Reset();
            HRESULT Clone([out] IEnumFoo **ppenum);
        }";
    let next = "next(rgelt: buffer of celt plain -> fetched) -> Success";
    let skip = "skip(celt: value) -> Success";
    check(enumerator, &[next, skip, "reset() -> Result", "clone() -> Result (ppenum: IEnumFoo)"]);
    let mut options = testing::options();
    options.success.insert("IEnumFoo::Reset".parse().expect("a path"));
    options.nullable.insert("IEnumFoo::Clone::ppenum".parse().expect("a path"));
    check_plan(
        enumerator,
        &options,
        &[next, skip, "reset() -> Success", "clone() -> Result (ppenum: Option<IEnumFoo>)"],
    );
}

#[test]
fn strings_that_the_plan_says_may_be_missing() {
    let source = &interface("HRESULT GetBoth([out] LPWSTR *ppFirst, [out] LPWSTR *ppSecond);");
    check(source, &["get_both() -> Result (first: WString, second: WString)"]);
    let mut options = testing::options();
    options.nullable.insert("IFoo::GetBoth::ppSecond".parse().expect("a path"));
    check_plan(
        source,
        &options,
        &["get_both() -> Result (first: WString, second: Option<WString>)"],
    );
}

#[test]
fn methods_without_hresult() {
    check(
        &interface(
            "ULONG Count();
             void Touch([in] IFoo *pFoo, [in] LPCWSTR name);
             BOOL IsOn();
             POINT2 Where();
             void Get([out] DWORD *n, [out] IFoo **foo, [out, string] LPWSTR *name);
             BOOL Try([out] BSTR *text, [out] DWORD two[2]);
             void Value([out] VARIANT *value);
             IFoo *Self();
             void *Handle();
             NAMED Named();",
        ),
        &[
            "count() -> value",
            "touch(foo: &IFoo, name: &WStr) -> nothing",
            "is_on() -> bool",
            "where() -> record",
            "get() -> nothing (n: plain, foo: Option<IFoo>, name: Option<WString>)",
            "try() -> bool (text: Bstr, two: [plain; 2])",
            "value(value: raw: the method returns no HRESULT and could not say that there is no result) -> nothing",
            "self() -> value",
            "handle() -> raw",
            "named() -> raw record",
        ],
    );
}

#[test]
fn what_has_no_safe_form_is_raw_for_a_reason() {
    check(
        &interface(
            "HRESULT A([in] NAMED *named, [in] DWORD n, [in, size_is(n)] NAMED *several, [in, size_is(n)] DWORD *ids);
             HRESULT B([in] void *context, [in] DWORD **table, [in] IFoo **foos);
             HRESULT C([in, out, string] char *name, [in] WCHAR *text, [in] BYTE *bytes);
             HRESULT D([in] DWORD cch, [out, string, size_is(cch * 2)] WCHAR *buffer, [out] void **handle);
             HRESULT E([in] SAFEARRAY(LONG) array, [in] DWORD n, [in, size_is(n << 2)] DWORD *pairs);",
        ),
        &[
            "a(named: raw: its data holds pointers, n: value, several: raw: its data holds pointers, ids: raw: it shares its \
             size with a parameter that has no safe form) -> Result",
            "b(context: raw: the IDL does not say what is behind the pointer, table: raw: the IDL does not say what is behind the \
             pointer, foos: raw: the IDL does not say what is behind the pointer) -> Result",
            "c(name: raw: a string of bytes that is not simply read, text: raw: characters or bytes without `string` or `size_is`, \
             bytes: raw: characters or bytes without `string` or `size_is`) -> Result",
            "d(cch: value, buffer: raw: a buffer for a string, handle: raw: the IDL does not say what is behind the pointer) -> \
             Result",
            "e(array: raw: a `SAFEARRAY`, n: value, pairs: raw: its size is not simply another parameter) -> Result",
        ],
    );
}

#[test]
fn two_methods_of_one_name_are_told_apart() {
    let checked = testing::checked(&interface("HRESULT GetID(); HRESULT GetId();"));
    let lowered = lower(
        &checked,
        (&testing::own_interfaces(&checked), &[]),
        &BTreeSet::new(),
        &Held::default(),
        &testing::options(),
    )
    .expect("no plan");
    let names: Vec<&str> =
        lowered.interfaces[0].methods.iter().map(|method| &*method.name).collect();
    assert_eq!(names, ["get_id", "get_id_4"]);
    assert!(
        matches!(&lowered.warnings[..], [EmitError::MethodRenamed { name, .. }] if name == "get_id_4")
    );
}

#[test]
fn a_plan_that_names_nothing_is_refused() {
    let checked = testing::checked(&interface("HRESULT M([out] IFoo **ppFoo);"));
    for (nullable, missing) in [("IBar::M::x", "IBar"), ("IFoo::N::x", "N"), ("IFoo::M::x", "x")] {
        let mut options = testing::options();
        options.nullable.insert(nullable.parse().expect("a path"));
        let errors = lower(&checked, (&[], &[]), &BTreeSet::new(), &Held::default(), &options)
            .expect_err("the plan is wrong");
        assert!(
            matches!(&errors[..], [EmitError::PlanUnknown { missing: found, .. }] if found == missing),
            "{errors:?}"
        );
    }
}

#[test]
fn bytes_arrays_of_a_fixed_size_and_automation() {
    check(
        &interface(
            "HRESULT A([in, string] LPCSTR name, [in, unique, string] LPCSTR other);
             HRESULT B([in] const float four[4], [out] DWORD two[2]);
             HRESULT C([in] VARIANT_BOOL in, [out, retval] VARIANT_BOOL *out);
             HRESULT D([in, optional] VARIANT value, [in, optional] VARIANT *pointer, [in] VARIANT there);
             HRESULT E([in, defaultvalue(0)] IFoo *foo, [in, out] VARIANT_BOOL *both);",
        ),
        &[
            "a(name: &CStr, other: &CStr or NULL) -> Result",
            "b(four: &[plain; 4]) -> Result (two: [plain; 2])",
            "c(in: bool) -> Result (out: bool)",
            "d(value: &Variant by value or missing, pointer: &Variant or missing, there: &Variant by value) -> Result",
            "e(foo: &IFoo or NULL, both: &mut plain) -> Result",
        ],
    );
}

#[test]
fn a_cast_that_cuts_a_number_off_is_another_number() {
    check(
        &interface(
            "HRESULT A([in] UINT n, [in, size_is((ULONG) n)] const DWORD *values);
             HRESULT B([in] UINT n, [in, size_is((BYTE) n)] const DWORD *values);
             HRESULT C([in] UINT n, [in, size_is((USHORT) (n + 1))] const DWORD *values, [in, size_is((ULONG) n + 1)] const DWORD *more);",
        ),
        &[
            "a(values: &[plain; n]) -> Result",
            "b(n: value, values: raw: its size is not simply another parameter) -> Result",
            "c(n: value, values: raw: its size is not simply another parameter, more: &[plain; computed]) -> Result",
        ],
    );
}

#[test]
fn lengths_that_the_idl_says() {
    check(
        &interface(
            "HRESULT A([in, size_is(20)] BYTE *hash, [out, size_is(2)] POINT2 *ends);
             HRESULT B([in, out] DWORD four[4], [in, out, unique, size_is(3)] DWORD *three);
             HRESULT C([in] UINT n, [in, max_is(n - 1)] const DWORD *values);
             HRESULT D([out, size_is(5000)] DWORD *many, [in, unique, size_is(1)] void *reserved);
             HRESULT E([in] UINT n, [in] USHORT m, [in, size_is(n * (m + 1))] const DWORD *a, [out, size_is(n + m)] POINT2 *b);
             HRESULT F([in] UINT n, [in, size_is(n)] DWORD *a, [in, size_is(2 * n)] DWORD *b, [in, out] UINT *m, [in, size_is(*m + 1)] DWORD *c);
             HRESULT G([in] UINT n, [in, size_is(n * sizeof(void *))] DWORD *a, [in, size_is(n * sizeof(WCHAR))] DWORD *b);",
        ),
        &[
            "a(hash: &[plain; 20]) -> Result (ends: [plain; 2])",
            "b(four: &mut [plain; 4], three: &mut [plain; 3] or NULL) -> Result",
            "c(values: &[plain; n]) -> Result",
            "d(many: raw: too large to be returned by value, reserved: raw: its size is not simply another parameter) -> Result",
            "e(n: value, m: value, a: &[plain; computed], b: &mut [plain; computed] cleared) -> Result",
            "f(n: value, a: raw: it shares its size with a parameter that has no safe form, b: &[plain; computed], m: &mut plain, c: raw: its \
             size is not simply another parameter) -> Result",
            "g(n: value, a: raw: its size is not simply another parameter, b: &[plain; computed]) -> Result",
        ],
    );
}

#[test]
fn buffers_for_strings_and_buffers_that_may_be_missing() {
    check(
        &interface(
            "HRESULT A([out, string, size_is(cch)] LPWSTR text, [in] int cch);
             HRESULT B([in, out, string, size_is(cch)] WCHAR *text, [in] UINT cch);
             HRESULT C([in, out, unique, size_is(n)] WCHAR *text, [in] UINT n, [out] UINT *actual);
             HRESULT D([in, out, unique, size_is(n)] DWORD *a, [in] UINT n, [in, out, unique, size_is(n)] DWORD *b);
             HRESULT E([out, string, size_is(cch)] LPSTR text, [in] UINT cch);",
        ),
        &[
            "a(text: &mut [unit; cch] cleared) -> Result",
            "b(text: &mut [unit; cch]) -> Result",
            "c(text: &mut [plain; n] or NULL) -> Result (actual: plain)",
            "d(a: raw: it shares its size with a parameter that has no safe form, n: value, b: raw: it shares its size with a \
             parameter that has no safe form) -> Result",
            "e(text: raw: a string of bytes that is not simply read, cch: value) -> Result",
        ],
    );
}

/// Where IDL's own attributes are silent, the words of C's headers count.
#[test]
fn annotations_say_what_attributes_do_not() {
    check(
        &interface(
            "HRESULT A([in] UINT n, [in, annotation(\"_In_reads_(n)\")] const POINT2 *p);
             HRESULT B([in] UINT cb, [annotation(\"_Out_writes_bytes_(cb)\")] void *p);
             HRESULT C([in, annotation(\"_In_opt_\")] IFoo *foo, [annotation(\"_Inout_\")] UINT *n);
             HRESULT D([annotation(\"__in_ecount_opt(n)\")] const DWORD *p, [in] UINT n);
             HRESULT E([in] UINT n, [in, annotation(\"_In_reads_(n * 2)\")] const DWORD *p);
             HRESULT F([out, annotation(\"_Outptr_result_maybenull_\")] IFoo **foo);
             HRESULT G([in, size_is(n), annotation(\"_In_reads_(m)\")] const DWORD *p, [in] UINT n, [in] UINT m);
             HRESULT H([in, annotation(\"_In_range_(0, 3)\")] UINT n, [in, annotation(\"_In_reads_bytes_(n)\")] const DWORD *p);",
        ),
        &[
            "a(p: &[plain; n]) -> Result",
            "b(p: &mut [u8; cb] cleared) -> Result",
            "c(foo: &IFoo or NULL, n: &mut plain) -> Result",
            "d(p: &[plain; n] or NULL) -> Result",
            "e(n: value, p: raw: its size is not simply another parameter) -> Result",
            "f() -> Result (foo: Option<IFoo>)",
            "g(p: &[plain; n], m: value) -> Result",
            "h(n: value, p: raw: its size is not simply another parameter) -> Result",
        ],
    );
}

/// 16 KiB are returned by value, and no byte more.
#[test]
fn what_is_too_large_for_a_stack_is_raw() {
    let idl = interface(
        "HRESULT A([out] DWORD most[4096]);
         HRESULT B([out] DWORD more[4097]);
         HRESULT C([out] HALL *hall, [in, out] HALL *changed);",
    );
    check(
        &idl.replace(
            "typedef enum",
            "typedef struct HALL { DWORD rows[65][64]; } HALL; typedef enum",
        ),
        &[
            "a() -> Result (most: [plain; 4096])",
            "b(more: raw: too large to be returned by value) -> Result",
            "c(hall: raw: too large to be returned by value, changed: &mut plain) -> Result",
        ],
    );
}

#[test]
fn what_no_variant_can_carry_is_left_out_for_a_reason() {
    let checked = testing::checked(
        "import \"oaidl.idl\";
         typedef struct PLACE { long x; } PLACE;
         [uuid(c0ffee62-0000-4000-8000-000000000062)] library L {
             [uuid(c0ffee63-0000-4000-8000-000000000063)] dispinterface D {
                 properties: [id(1)] PLACE Place; [id(2)] long Fine;
                 methods:
                     [id(3)] void A([in] void *memory, [in] LPWSTR text);
                     [id(4), vararg] void B([in] SAFEARRAY(VARIANT) words);
                     [id(5)] INT_PTR C();
                     [id(6)] void E([in, out] IDispatch **object);
             };
         };",
    );
    let ids: Vec<_> = checked
        .items
        .iter()
        .filter_map(|item| match item {
            ItemId::Dispinterface(id) => Some(*id),
            _ => None,
        })
        .collect();
    let lowered = dispatch::lower(&checked, &ids, &[]);
    let names: Vec<&str> = lowered[0].members.iter().map(|member| &*member.name).collect();
    assert_eq!(names, ["get_fine", "put_fine"]);
    let left_out: Vec<String> = lowered[0]
        .left_out
        .iter()
        .map(|(name, why)| format!("{name}: {}", why.join("; ")))
        .collect();
    assert_eq!(
        left_out,
        [
            "Place: a record, which a VARIANT holds with its type library only",
            "A: `memory`: a type that no VARIANT can hold; `text`: a string that is no `BSTR`",
            "B: its last parameter stands for any number of arguments",
            "C: the result: a number as wide as a pointer",
            "E: `object`: an object that flows both ways",
        ]
    );
}
