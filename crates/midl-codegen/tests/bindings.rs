//! What the bindings say beyond windows-bindgen's text. That they compile, each record's layout included, is shown where they
//! are used: by the emitted crate.

#![allow(clippy::expect_used, reason = "a test ends at its first surprise")]

mod support;

use support::bindings;

/// The bindings of a text contain each of the parts, white space aside.
fn contain(text: &str, parts: &[&str]) {
    let bindings = bindings("test.idl", text);
    let squeeze = |text: &str| text.split_whitespace().collect::<String>();
    let squeezed = squeeze(&bindings);
    for part in parts {
        assert!(squeezed.contains(&squeeze(part)), "`{part}` is not in\n{bindings}");
    }
}

fn interface(methods: &str) -> String {
    format!(
        r#"import "unknwn.idl"; import "oaidl.idl";
        [object, local, uuid(5b5d9f4e-65a1-4c1c-9d46-a3f4a3b0a004)] interface ITest : IUnknown {{ {methods} }}"#
    )
}

#[test]
fn interfaces_are_documented_types_without_callers() {
    let text =
        interface("HRESULT Go([in] DWORD n);").replace("[object", "/** Tests <this>. */\n[object");
    contain(
        &text,
        &[
            "/// Tests \\<this\\>.",
            "/// IID `5b5d9f4e-65a1-4c1c-9d46-a3f4a3b0a004`",
            "pub struct ITest(windows_core::IUnknown);",
            "unsafe impl windows_core::Interface for ITest",
            "/// Slot 3: `Go`.\n pub Go: unsafe extern \"system\" fn(*mut core::ffi::c_void, u32,) -> windows_core::HRESULT,",
        ],
    );
    assert!(!bindings("test.idl", &text).contains("pub unsafe fn"));
}

#[test]
fn slots_keep_the_conventions_of_c() {
    contain(
        &interface("void __cdecl Plain(void); HRESULT __cdecl Many([in] LPCWSTR format, ...);"),
        &[
            "pub Plain: unsafe extern \"C\" fn(*mut core::ffi::c_void)",
            "pub Many: unsafe extern \"C\" fn(*mut core::ffi::c_void, windows_core::PCWSTR, ...) -> windows_core::HRESULT,",
        ],
    );
}

#[test]
fn repeated_and_reserved_names_are_told_apart() {
    contain(
        &interface("void gen(void); void gen_(void); void type(void); void base__(void);"),
        &["pub gen_:", "pub gen_2:", "pub r#type:", "pub base__2:"],
    );
}

#[test]
fn automation_types_are_the_runtimes() {
    contain(
        &interface("HRESULT Say([in] BSTR text, [in] const VARIANT *value, [out] BSTR *answer);"),
        &[
            "pub use com_callback::BSTR;",
            "pub use com_callback::VARIANT;",
            "BSTR, *const VARIANT, *mut BSTR,",
        ],
    );
}

#[test]
fn enums_are_open_and_named_twice() {
    contain(
        "typedef enum STATE {\n /** Done. */\n S_DONE,\n S_OLD = 0x80000000, S_ANCIENT = S_OLD } STATE;",
        &[
            "#[repr(transparent)] #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)] pub struct STATE(pub i32);",
            "/// Done.\n pub const S_DONE: Self = Self(0);",
            "/// Done.\n pub const S_DONE: STATE = STATE(0);",
            "pub const S_OLD: STATE = STATE(-2147483648);",
            // Two members of one value: the first is shown.
            "0 => formatter.write_str(\"S_DONE\"), -2147483648 => formatter.write_str(\"S_OLD\"), _ =>",
        ],
    );
}

#[test]
fn a_record_that_c_shapes_by_target_has_the_shape_of_64_bits() {
    let quoted = [
        "typedef struct HEADER {",
        "void *Reserved1;",
        "#ifdef _WIN64",
        "char Reserved2[24];",
        "#else",
        "char Reserved2[20];",
        "#endif",
        "} HEADER;",
    ];
    let idl: String = quoted.iter().map(|line| format!("cpp_quote(\"{line}\")\n")).collect();
    contain(
        &idl,
        &[
            "pub Reserved2: [i8; 24],",
            // Built for 32 bits, this is an error: what is emitted has another size there.
            "let _: [(); 24] = [(); core::mem::size_of::<HEADER>()];",
        ],
    );
}

#[test]
fn records_keep_their_fields() {
    contain(
        "typedef struct ONE { unsigned long Value; } ONE;",
        &["pub struct ONE { /// The field `Value`.\n pub Value: u32, }"],
    );
    contain(
        "typedef struct B { int a : 3; int b : 29; char c; } B;",
        &[
            "pub _bitfield: i32, /// The field `c`.\n pub c: i8,",
            "/// The 3 bits of `a`.\n #[inline]\n pub fn a(&self)",
            "pub fn set_b(",
        ],
    );
    contain(
        "typedef struct N { int kind; union { int i; struct { short x, y; } pair; }; } N;",
        &[
            "pub Anonymous: N_0,",
            "pub union N_0 {",
            "pub pair: N_0_0,",
            "[(); 8] = [(); core::mem::size_of::<N>()];",
        ],
    );
}

#[test]
fn packing_is_said_where_it_matters() {
    contain(
        "#pragma pack(push, 1)\ntypedef struct P { char c; long l; } P; typedef struct Q { char c; } Q;\n#pragma pack(pop)",
        &[
            "#[repr(C, packed(1))]",
            "#[repr(C)] #[derive(Clone, Copy, Debug, Default, Eq, PartialEq)] pub struct Q",
        ],
    );
}

#[test]
fn constants_have_the_types_of_what_takes_them() {
    contain(
        r##"
        import "wtypes.idl";
        cpp_quote("#define FLAG 0x80000000")
        cpp_quote("#define NEGATIVE -1")
        cpp_quote("#define E_X ((HRESULT)0x80040001L)")
        const LPCWSTR NAME = L"name";
        const BOOL YES = 1;
        typedef DWORD COOKIE;
        const COOKIE NONE = 0;
        enum { LOOSE = 4 };
        "##,
        &[
            "pub const FLAG: u32 = 2147483648;",
            "pub const NEGATIVE: i32 = -1;",
            "pub const E_X: windows_core::HRESULT = windows_core::HRESULT(0x80040001_u32 as _);",
            "pub const NAME: windows_core::PCWSTR = windows_core::w!(\"name\");",
            "pub const YES: windows_core::BOOL = windows_core::BOOL(1",
            "pub type COOKIE = u32;",
            "pub const NONE: COOKIE = 0;",
            "pub const LOOSE: i32 = 4;",
        ],
    );
}

#[test]
fn functions_without_a_typedef_are_named_after_their_field() {
    contain(
        "typedef struct HOOKS { void (__cdecl *free)(void *memory); long (__stdcall *log)(const char *format, ...); } HOOKS;",
        &[
            "pub type HOOKS_free = Option<unsafe extern \"C\" fn(memory: *mut core::ffi::c_void)>;",
            "pub free: HOOKS_free,",
            "pub type HOOKS_log = Option<unsafe extern \"C\" fn(format: *const i8, ...) -> i32>;",
        ],
    );
}

#[test]
fn what_is_only_declared_is_opaque() {
    contain(
        &format!("interface IGhost; {}", interface("HRESULT Take([in] interface IGhost *ghost);")),
        &[
            "/// The interface `IGhost`, of which the IDL knows the name only.",
            "pub struct IGhost(windows_core::IUnknown);",
        ],
    );
}

#[test]
fn a_file_that_declares_nothing_has_no_bindings() {
    assert_eq!(bindings("test.idl", "import \"unknwn.idl\";"), "");
}

#[test]
fn a_namespace_may_bear_the_name_of_an_item() {
    let checked = support::checked(
        "test.idl",
        "typedef enum STATE { S_DONE } STATE; typedef struct S { STATE state; } S;",
    );
    let winmd = midl_codegen::winmd::emit(&checked, "STATE");
    let items = midl_codegen::bindings::emit(&checked, &winmd, "STATE")
        .expect("windows-bindgen finds every item");
    let structs = items.iter().filter(|item| matches!(item, syn::Item::Struct(_))).count();
    assert_eq!(structs, 2);
}

/// A copy bit by bit would let safe code release a counted reference once for each copy.
#[test]
fn records_with_references_are_not_copied_bit_by_bit() {
    let record = "typedef union EITHER { LONG a; float b; } EITHER;
         typedef struct HELD { IUnknown *object; EITHER either; } HELD;";
    let text = format!("{record} {}", interface("HRESULT Get([out] HELD *held);"));
    let text = text.replace("import \"unknwn.idl\"; import \"oaidl.idl\";", "");
    let bindings = bindings("test.idl", &format!("import \"oaidl.idl\"; {text}"));
    assert!(bindings.contains("pub struct HELD"));
    assert!(!bindings.contains("impl Clone for HELD"), "{bindings}");
}
