#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

use crate::testing;

#[test]
fn json_of_one_file() {
    let outcome = testing::compile(&[
        (
            "dir/a.idl",
            "import \"b.idl\";
             [object, uuid(00000000-0000-0000-0000-000000000001)]
             interface J : I { HRESULT M([in, size_is(n)] const struct T *a, [in] unsigned long n, [out] J **b); }
             typedef enum { A = 0x80000000 } E;
             typedef struct T { E e; void *p; } S;
             const E K = A;",
        ),
        ("b.idl", "typedef long HRESULT; [object, uuid(00000000-0000-0000-0000-000000000002)] interface I { HRESULT M(); }"),
    ]);
    let checked = outcome.checked.unwrap();
    let expected = r#"{"schema":"midlc-dump/1","file":"a.idl","interfaces":[{"name":"J","iid":"00000000-0000-0000-0000-000000000001","base":"I","attributes":["object","uuid(00000000-0000-0000-0000-000000000001)"],"slots":[
        {"slot":0,"name":"M","interface":"I","returns":{"base":"HRESULT","pointers":0},"params":[],"attributes":[]},
        {"slot":1,"name":"J_M","interface":"J","returns":{"base":"HRESULT","pointers":0},"params":[
        {"name":"a","type":{"base":"T","pointers":1},"direction":"in","attributes":["in","size_is(n)"]},
        {"name":"n","type":{"base":"unsigned long","pointers":0},"direction":"in","attributes":["in"]},
        {"name":"b","type":{"base":"J","pointers":2},"direction":"out","attributes":["out"]}],"attributes":[]}]}],
        "enums":[{"name":"E","tag":null,"values":[["A",-2147483648]]}],
        "structs":[{"name":"S","tag":"T","kind":"struct","size":{"x64":16,"x86":8},"align":{"x64":8,"x86":4},"fields":[
        {"name":"e","type":{"base":"E","pointers":0},"offset":{"x64":0,"x86":0},"size":{"x64":4,"x86":4}},
        {"name":"p","type":{"base":"void","pointers":1},"offset":{"x64":8,"x86":4},"size":{"x64":8,"x86":4}}]}],
        "constants":[{"name":"K","type":{"base":"E","pointers":0},"value":-2147483648}]}"#;
    let expected: String = expected.lines().map(str::trim).collect();
    assert_eq!(super::json(&checked, checked.roots[0]), expected + "\n");
}
