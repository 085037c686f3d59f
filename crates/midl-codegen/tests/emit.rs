//! The files of a run as a whole: which there are, how they begin, and that the same input gives the same bytes.
#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at its first surprise")]

mod support;

use std::collections::BTreeSet;

use midl_codegen::{Attribute, Emitted, Given, Options, emit, emit_attribute, report::What};
use quote::ToTokens;

const IDL: &str = r#"
import "oaidl.idl";

typedef struct SPOT { LONG x; LONG y; } SPOT;
typedef struct NAMED { LPWSTR name; } NAMED;
typedef enum KIND { KIND_SMALL, KIND_TEXT } KIND;
typedef [switch_type(KIND)] union VALUE { [case(KIND_SMALL)] DWORD small; [case(KIND_TEXT)] LPWSTR text; } VALUE;

/** A note; see [somewhere] <else>. */
[object, uuid(6d5b1c70-3a0e-4c86-9f3e-0f0d4b1c0001)]
interface INote : IUnknown {
    /** The text. */
    HRESULT GetText([out] LPWSTR *ppText);
    HRESULT SetText([in] LPCWSTR pszText, [in, unique] LPCWSTR pszComment);
    HRESULT GetValue([in] KIND kind, [out, switch_is(kind)] VALUE *pValue);
    HRESULT SetValue([in] KIND kind, [in, switch_is(kind)] VALUE value);
    HRESULT Open([in] REFIID riid, [out, iid_is(riid)] void **ppv);
    HRESULT Move([in] const SPOT *pTo, [in] BOOL fSlowly, [out] SPOT *pFrom, [out] ULONG *puSteps);
    HRESULT Name([in] NAMED *pNamed);
    HRESULT Tell([out] NAMED *pNamed);
    void Type([in] DWORD dwType);
}

[object, uuid(6d5b1c70-3a0e-4c86-9f3e-0f0d4b1c0002)]
interface IEnumNotes : IUnknown {
    HRESULT Next([in] ULONG celt, [out, size_is(celt), length_is(*pceltFetched)] INote **rgelt,
                 [in, out, unique] ULONG *pceltFetched);
}

[object, uuid(6d5b1c70-3a0e-4c86-9f3e-0f0d4b1c0003)]
interface INote2 : INote {
    HRESULT Sum([in, size_is(n)] const DWORD *values, [in] DWORD n, [out] UINT64 *pTotal);
}
"#;

fn options(attribute: Option<Attribute>) -> Options {
    Options {
        command: "cargo xtask regen".to_owned(),
        inputs: vec!["idl/notes.idl".to_owned()],
        namespace: "Notes".to_owned(),
        library: "crates/notes/src/generated".to_owned(),
        module: "generated".to_owned(),
        given: Given::Plan,
        krate: "notes".to_owned(),
        attribute,
        nullable: BTreeSet::new(),
        success: BTreeSet::new(),
        filter: Default::default(),
        frame: Default::default(),
        elsewhere: Vec::new(),
        feature: None,
    }
}

fn emitted(attribute: bool) -> Emitted {
    let attribute = attribute.then(|| Attribute {
        name: "note_callback".to_owned(),
        folder: "crates/notes-macros/src".to_owned(),
    });
    let options = options(attribute);
    let mut emitted =
        emit(&support::checked("idl/notes.idl", IDL), &options).expect("it can be emitted");
    if let Some(attribute) = &options.attribute {
        let macros = emit_attribute(attribute, &[(&options, &emitted.known)]);
        emitted.files.extend(macros.expect("it can be emitted"));
    }
    emitted
}

/// The signatures of a trait or of an interface's methods, as Rust prints tokens.
fn signatures(text: &str, name: &str) -> Vec<String> {
    let file = syn::parse_file(text).expect("emitted files are Rust");
    let methods = file.items.into_iter().flat_map(|item| match item {
        syn::Item::Trait(item) if item.ident == name => item
            .items
            .into_iter()
            .filter_map(|item| match item {
                syn::TraitItem::Fn(function) => Some(function.sig),
                _ => None,
            })
            .collect(),
        syn::Item::Impl(item) if item.self_ty.to_token_stream().to_string() == name => item
            .items
            .into_iter()
            .filter_map(|item| match item {
                syn::ImplItem::Fn(function) => Some(function.sig),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    });
    methods.map(|signature| signature.to_token_stream().to_string().replace(' ', "")).collect()
}

/// Compares without regard to spaces.
#[track_caller]
fn assert_signatures(emitted: &Emitted, file: &str, name: &str, expected: &[&str]) {
    let text = &emitted.files[&format!("crates/notes/src/generated/{file}.rs")];
    let expected: Vec<String> = expected.iter().map(|line| line.replace(' ', "")).collect();
    assert_eq!(signatures(text, name), expected);
}

#[test]
fn files_and_banners() {
    let emitted = emitted(true);
    let paths: Vec<&str> = emitted.files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "crates/notes-macros/src/lib.rs",
            "crates/notes-macros/src/table.rs",
            "crates/notes/src/generated/builders.rs",
            "crates/notes/src/generated/callers.rs",
            "crates/notes/src/generated/probes.rs",
            "crates/notes/src/generated/raw.rs",
            "crates/notes/src/generated/thunks.rs",
            "crates/notes/src/generated/traits.rs",
            "crates/notes/src/generated/values.rs",
        ]
    );
    for (path, text) in &emitted.files {
        let banner = "// @generated by `cargo xtask regen` from idl/notes.idl. Do not edit.\n";
        assert!(text.starts_with(banner), "{path}: {text}");
        assert!(
            text.ends_with('\n') && !text.contains('\r') && !text.contains("/// SAFETY"),
            "{path}"
        );
        syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    assert_eq!((emitted.interfaces.len(), emitted.methods), (3, 11));
}

#[test]
fn without_an_attribute_there_is_no_macro_crate() {
    let emitted = emitted(false);
    assert!(emitted.files.keys().all(|path| path.starts_with("crates/notes/src/generated/")));
    assert!(!emitted.files.values().any(|text| text.contains("note_callback")));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(emitted(true).files, emitted(true).files);
}

#[test]
fn both_sides_of_a_method() {
    let emitted = emitted(true);
    assert_signatures(
        &emitted,
        "traits",
        "Note",
        &[
            "fn get_text(&self) -> Result<WString>",
            "fn set_text(&self, text: &WStr, comment: Option<&WStr>) -> Result<()>",
            "fn get_value(&self, kind: KIND) -> Result<Value>",
            "fn set_value(&self, kind: KIND, value: ValueRef<'_>) -> Result<()>",
            "fn open(&self, riid: &GUID) -> Result<IUnknown>",
            "fn r#move(&self, to: &SPOT, slowly: bool) -> Result<(SPOT, u32)>",
            "unsafe fn name(&self, named: *const NAMED) -> Result<()>",
            "unsafe fn tell(&self) -> Result<NAMED>",
            "fn r#type(&self, r#type: u32)",
        ],
    );
    assert_signatures(
        &emitted,
        "callers",
        "INote",
        &[
            "fn get_text(&self) -> Result<WString>",
            "fn set_text(&self, text: impl WideArg, comment: Option<&WStr>) -> Result<()>",
            "fn get_value(&self, kind: KIND) -> Result<Value>",
            "fn set_value(&self, kind: KIND, value: ValueRef<'_>) -> Result<()>",
            "fn open<I: Interface>(&self) -> Result<I>",
            "fn r#move(&self, to: &SPOT, slowly: bool) -> Result<(SPOT, u32)>",
            "unsafe fn name(&self, named: *const NAMED) -> Result<()>",
            "fn tell(&self) -> Result<NAMED>",
            "fn r#type(&self, r#type: u32)",
        ],
    );
    assert_signatures(
        &emitted,
        "traits",
        "EnumNotes",
        &["fn next(&self, rgelt: &mut OutBuffer<'_, INote>) -> Result<Success<()>>"],
    );
    assert_signatures(
        &emitted,
        "callers",
        "IEnumNotes",
        &["fn next(&self, rgelt: &mut [Option<INote>]) -> Result<Success<u32>>"],
    );
}

#[test]
fn a_derived_interface_builds_on_its_base() {
    let emitted = emitted(true);
    let traits = &emitted.files["crates/notes/src/generated/traits.rs"];
    assert!(traits.contains("pub trait Note2: Note {"), "{traits}");
    let thunks = &emitted.files["crates/notes/src/generated/thunks.rs"];
    assert!(thunks.contains("base__: note::vtable::<T, AT>()"), "{thunks}");
    assert!(thunks.contains("iid == Iid::of::<INote2>() || iid == Iid::of::<INote>()"), "{thunks}");
    let table = &emitted.files["crates/notes-macros/src/table.rs"];
    assert!(table.contains("base: Some(\"Note\")"), "{table}");
    assert!(table.contains("source: \"idl/notes.idl:31\""), "{table}");
}

#[test]
fn comments_become_documentation() {
    let emitted = emitted(true);
    for file in ["raw", "traits"] {
        let text = &emitted.files[&format!("crates/notes/src/generated/{file}.rs")];
        assert!(text.contains("/// A note; see \\[somewhere\\] \\<else\\>."), "{text}");
    }
}

#[test]
fn raw_methods_are_reported() {
    let emitted = emitted(true);
    let report: Vec<(String, bool, &[String])> = emitted
        .report
        .iter()
        .map(|raw| (raw.method.to_string(), raw.what == What::UnsafeToImplement, &raw.reasons[..]))
        .collect();
    let reasons = ["`pNamed`: its data holds pointers".to_owned()];
    assert_eq!(
        report,
        [
            ("INote::Name".to_owned(), false, &reasons[..]),
            ("INote::Tell".to_owned(), true, &reasons[..]),
        ]
    );
}

/// The emitted text of a file for these methods, white space aside.
fn squeezed(methods: &str, file: &str) -> String {
    let idl = format!(
        r#"import "oaidl.idl";
        typedef [switch_type(DWORD)] union VALUE {{ [case(1)] DWORD small; [case(2)] LPWSTR text; }} VALUE;
        [object, uuid(6d5b1c70-3a0e-4c86-9f3e-0f0d4b1c0004)] interface IFoo : IUnknown {{ {methods} }}"#
    );
    let emitted =
        emit(&support::checked("foo.idl", &idl), &options(None)).expect("it can be emitted");
    let path = format!("crates/notes/src/generated/{file}");
    let text =
        emitted.files.iter().find(|(name, _)| **name == *path).expect("there is such a file").1;
    text.split_whitespace().collect()
}

/// Nothing is given away before the last result that can fail: the caller of a method that fails frees nothing.
#[test]
fn results_that_can_fail_come_before_what_is_given_away() {
    let thunks = squeezed(
        "HRESULT M([in] REFIID riid, [in] DWORD kind, [out, iid_is(riid)] void **a, [out, iid_is(riid)] void **b,
                   [out, switch_is(kind)] VALUE *value, [out] DWORD *n, [out, size_is(, *n)] DWORD **numbers,
                   [out] BSTR *name);",
        "thunks.rs",
    );
    let steps = [
        "letmutresults=Foo::m(implementer,riid,kind)?;",
        "results.0=thunk::query(riid,&results.0)?;",
        "results.1=thunk::query(riid,&results.1)?;",
        "value.set(results.2.into_wire(kind)?);",
        "numbers.set(results.3)?;",
        "a.set(results.0);",
        "b.set(results.1);",
        "name.set(results.4);",
    ];
    let places: Vec<_> = steps.iter().map(|step| thunks.find(step)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {thunks}");
    assert_eq!(thunks.matches("thunk::reference(riid)?").count(), 1);
}

/// The runtime forgets what the callee did not give away.
#[test]
fn variants_are_filled_by_the_runtime() {
    let callers = squeezed(
        "HRESULT M([in] ULONG n, [out, size_is(n), length_is(*got)] VARIANT *values, [out] ULONG *got);",
        "callers.rs",
    );
    assert!(callers.contains("caller::Fill::variants(values);"), "{callers}");
}
