//! `midlc explain` and `midlc explain-code`: what people read.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use midlc::{
    Builder,
    frontend::diagnostic::{Code, Example},
    pipeline::Failure,
};
use std::{
    fs,
    process::{Command, Output},
};

const SHAPES: &str = r#"import "unknwn.idl";
interface IShape;
[uuid(00000001-0002-0003-0004-000000000007)] dispinterface DShape { properties: methods: };
typedef struct tagPOINT3 { LONG at[3]; } POINT3;
typedef HRESULT (__stdcall *PFNVISIT)(IShape *shape, const POINT3 *at);
[object, uuid(00000001-0002-0003-0004-000000000005)]
interface IShape : IUnknown
{
    HRESULT Corners([in] ULONG count, [out, size_is(count)] POINT3 *points);
    const POINT3 *Middle();
    HRESULT Visit([in] PFNVISIT visit, [in] struct tagPOINT3 from, [in, string] const WCHAR *name);
};
[object, uuid(00000001-0002-0003-0004-000000000006)]
interface ISolid : IShape
{
    HRESULT Faces([out] hyper *count, [out] IShape **first);
}
"#;

const SOLID: &str = "\
interface ISolid
  IID:      00000001-0002-0003-0004-000000000006
  declared: shapes.idl:14
  base:     IShape 00000001-0002-0003-0004-000000000005
  base:     IUnknown 00000000-0000-0000-c000-000000000046
  trait:    Solid

slot   x64   x86
   0   0x0   0x0  QueryInterface  (inherited from IUnknown)
                  C:    HRESULT (STDMETHODCALLTYPE *QueryInterface)(ISolid *This, REFIID riid, void **ppvObject);
                  Rust: answered by the object itself
   1   0x8   0x4  AddRef  (inherited from IUnknown)
                  C:    ULONG (STDMETHODCALLTYPE *AddRef)(ISolid *This);
                  Rust: answered by the object itself
   2  0x10   0x8  Release  (inherited from IUnknown)
                  C:    ULONG (STDMETHODCALLTYPE *Release)(ISolid *This);
                  Rust: answered by the object itself
   3  0x18   0xc  Corners  (inherited from IShape)
";

fn midlc(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shapes.idl"), SHAPES).unwrap();
    Command::new(env!("CARGO_BIN_EXE_midlc"))
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

#[track_caller]
fn good(arguments: &[&str]) -> String {
    let output = midlc(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.as_str()), (Some(0), ""));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn bad(arguments: &[&str], status: i32) -> String {
    let output = midlc(arguments);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(status), &b""[..]));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn slots_of_a_derived_interface() {
    let text = good(&["explain", "ISolid", "shapes.idl"]);
    assert!(text.starts_with(SOLID), "{text}");
    for line in [
        "C:    HRESULT (STDMETHODCALLTYPE *Corners)(ISolid *This, ULONG count, POINT3 *points);",
        "C:    const POINT3 *(STDMETHODCALLTYPE *Middle)(ISolid *This);",
        "C:    HRESULT (STDMETHODCALLTYPE *Visit)(ISolid *This, PFNVISIT visit, struct tagPOINT3 from, const WCHAR *name);",
        "C:    HRESULT (STDMETHODCALLTYPE *Faces)(ISolid *This, __int64 *count, IShape **first);",
        "Rust: fn faces(&self) -> Result<(i64, IShape)>",
        "   6  0x30  0x18  Faces\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

/// Without a file the built-in ones are searched, all of them.
#[test]
fn built_in_interfaces() {
    let unknown = good(&["explain", "IUnknown"]);
    assert!(unknown.contains("declared: <prelude>/unknwnbase.idl:"), "{unknown}");
    assert!(unknown.ends_with("Rust: answered by the object itself\n"), "{unknown}");
    let stream = good(&["explain", "IStream"]);
    assert!(stream.contains("base:     ISequentialStream"), "{stream}");
    assert!(stream.contains("Rust: fn commit(&self"), "{stream}");
}

#[test]
fn an_interface_from_an_import() {
    let text = good(&["explain", "IClassFactory", "shapes.idl"]);
    assert!(text.contains("trait:    ClassFactory"), "{text}");
}

#[test]
fn names_that_nothing_declares() {
    let said = bad(&["explain", "IShap", "shapes.idl"], 1);
    assert!(said.contains("no interface `IShap` in `shapes.idl`"), "{said}");
    assert!(said.contains("Is `IShape` meant?"), "{said}");
    assert!(bad(&["explain", "DShape", "shapes.idl"], 1).contains("is a dispinterface"));
    assert!(bad(&["explain", "VARTYPE"], 1).contains("`VARTYPE` is a typedef, not an interface"));
    assert!(bad(&["explain", "IShape"], 1).contains("in the built-in files"));
    assert!(bad(&["explain", "ILonely"], 1).ends_with("\n\nName the FILE that declares it.\n"));
    assert!(bad(&["explain", "IShape", "nowhere.idl"], 1).contains("cannot read `nowhere.idl`"));
    assert!(bad(&["explain"], 2).contains("needs the name of an INTERFACE"));
}

#[test]
fn codes_at_length() {
    let text = good(&["explain-code", "idl0623"]);
    let title =
        "IDL0623: an enum of 16 bits on the wire (warning, off unless asked for with -W)\n\n";
    assert!(text.starts_with(title), "{text}");
    assert!(
        text.contains("\nExample:\n\n    import \"unknwn.idl\";\n    typedef enum SIDE"),
        "{text}"
    );
    assert!(bad(&["explain-code", "IDL9999"], 2).contains("there is no code `IDL9999`"));
    assert!(bad(&["explain-code"], 2).contains("needs a CODE"));
}

/// Each example makes the mistake that it is an example of.
#[test]
fn examples_make_their_mistakes() {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let explanation = code.explanation();
        assert!(explanation.text.ends_with('.') || explanation.text.ends_with('`'), "{code}");
        let Example::Idl(example) = explanation.example else { continue };
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sdk")).unwrap();
        let example = format!("// file input.idl\n{example}");
        for file in example.split("// file ").skip(1) {
            let (name, text) = file.split_once('\n').unwrap();
            fs::write(folder.path().join(name), text).unwrap();
        }
        let builder = Builder::new().base(folder.path()).file("input.idl").include("sdk");
        let builder = builder.warn("all").unwrap();
        let found = match builder.generate() {
            Ok(generated) => generated.warnings.diagnostics,
            Err(Failure::Mistakes(findings)) => findings.diagnostics,
            Err(failure) => panic!("{code}: {failure}"),
        };
        if found.iter().all(|found| found.code != *code) {
            let found: Vec<String> =
                found.iter().map(|found| format!("{}: {}", found.code, found.message)).collect();
            wrong.push(format!("{code}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
