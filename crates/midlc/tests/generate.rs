//! `midlc generate`, and the builder's side of it: what is written where, what is left alone, what is said.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use midlc::Builder;
use tempfile::TempDir;

const IDL: &str = r#"import "unknwn.idl";
import "shared.idl";
[object, uuid(00000001-0002-0003-0004-000000000005)]
interface IThing : IUnknown
{
    HRESULT Count([in] const LOGFONTW *pFont, [out] ULONG *pCount);
    HRESULT Raw([in] void *p);
}
[object, uuid(00000001-0002-0003-0004-000000000006)]
interface IOther : IUnknown
{
    HRESULT Print([in] long first, ...);
}
[uuid(00000001-0002-0003-0004-000000000007)]
interface Remote
{
    long Call([in] long a);
}
const long LIMIT = 7;
"#;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thing.idl"), IDL).unwrap();
    fs::create_dir(folder.path().join("sdk")).unwrap();
    fs::write(folder.path().join("sdk/shared.idl"), "typedef struct S { long a; } S;\n").unwrap();
    folder
}

fn midlc(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_midlc"))
        .arg("generate")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[track_caller]
fn good(folder: &Path, arguments: &[&str]) -> String {
    let output = midlc(folder, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn a_whole_crate() {
    let folder = folder();
    let folder = folder.path();
    let said = good(
        folder,
        &[
            "thing.idl",
            "-I",
            "sdk",
            "--out",
            "out/my-things",
            "--attribute",
            "things",
            "--runtime-path",
            "rt",
            "--winmd",
            "things.winmd",
            "--namespace",
            "My.Things",
            "--report",
            "report.txt",
        ],
    );
    assert_eq!(
        said,
        "out/my-things: 14 files, 1 interface, 2 methods, 1 of them unsafe; 2 methods left out\n"
    );
    let manifest = read(folder, "out/my-things/Cargo.toml");
    assert!(manifest.contains("name = \"my-things\"\n"), "{manifest}");
    assert!(manifest.contains("path = \"../../rt/com-callback\""), "{manifest}");
    let macros = read(folder, "out/my-things/macros/Cargo.toml");
    assert!(macros.contains("path = \"../../../rt/com-callback-expand\""), "{macros}");
    let root = read(folder, "out/my-things/src/lib.rs");
    assert!(root.contains("pub use my_things_macros::things;"), "{root}");
    let raw = read(folder, "out/my-things/src/generated/raw.rs");
    // From Microsoft's metadata: nothing that was imported declares it.
    assert!(raw.contains("pub struct LOGFONTW {"), "{raw}");
    assert!(raw.contains("let _: [(); 92] = [(); core::mem::size_of::<LOGFONTW>()];"), "{raw}");
    assert!(raw.contains("offset_of!(LOGFONTW, lfFaceName)"), "{raw}");
    assert!(!raw.contains("pub struct S {"), "what is imported comes where it is needed: {raw}");
    assert_eq!(
        read(folder, "report.txt"),
        "IThing::Raw stays unsafe to implement and to call: `p`: the IDL does not say what is behind the pointer\n\
         IOther::Print left out: `Print` is variadic: Rust cannot write such a function\n\
         Remote::Call left out: an RPC interface: its functions stand in no vtable\n"
    );
    assert!(fs::read(folder.join("things.winmd")).unwrap().starts_with(b"MZ"));
    // The same again changes nothing.
    let before = fs::metadata(folder.join("out/my-things/src/lib.rs")).unwrap().modified().unwrap();
    good(
        folder,
        &[
            "thing.idl",
            "-I",
            "sdk",
            "--out",
            "out/my-things",
            "--attribute",
            "things",
            "--runtime-path",
            "rt",
        ],
    );
    let after = fs::metadata(folder.join("out/my-things/src/lib.rs")).unwrap().modified().unwrap();
    assert_eq!(before, after);
}

#[test]
fn one_module_of_what_the_filter_keeps() {
    let folder = folder();
    let folder = folder.path();
    let arguments = ["thing.idl", "-I", "sdk", "--module", "--out", "things"];
    good(folder, &[&arguments[..], &["--filter", "IThing", "--filter", "LIM*"]].concat());
    let mut files: Vec<_> = fs::read_dir(folder.join("things"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(
        files,
        ["builders.rs", "callers.rs", "mod.rs", "raw.rs", "thunks.rs", "traits.rs", "values.rs"]
    );
    let raw = read(folder, "things/raw.rs");
    assert!(raw.contains("pub const LIMIT") && raw.contains("IThing_Vtbl"), "{raw}");
    assert!(!raw.contains("IOther"), "{raw}");
    good(folder, &[&arguments[..], &["--filter", "!IThing"]].concat());
    let raw = read(folder, "things/raw.rs");
    assert!(
        !raw.contains("IThing") && !raw.contains("LOGFONTW") && raw.contains("IOther"),
        "{raw}"
    );

    let output = midlc(folder, &[&arguments[..], &["--filter", "IThnig"]].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    let names = "`--filter` names `IThnig`, but nothing in the named files is called so";
    assert!(said.contains(names) && said.contains("did you mean `IThing`?"), "{said}");
    let output = midlc(folder, &[&arguments[..], &["--success", "IThing::Absent"]].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("`--success` names `IThing::Absent`, but the IDL declares no `Absent` there"),
        "{said}"
    );
}

#[test]
fn what_somebody_wrote_is_not_overwritten() {
    let folder = folder();
    let folder = folder.path();
    fs::create_dir_all(folder.join("own/src")).unwrap();
    fs::write(folder.join("own/src/lib.rs"), "// mine\n").unwrap();
    let output = midlc(folder, &["thing.idl", "-I", "sdk", "--out", "own"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("was not emitted, and would be overwritten"), "{said}");
    assert_eq!(read(folder, "own/src/lib.rs"), "// mine\n");
    assert!(!folder.join("own/Cargo.toml").exists(), "nothing else is written either");
}

#[test]
fn a_file_is_no_folder() {
    let folder = folder();
    let output = midlc(folder.path(), &["thing.idl", "-I", "sdk", "--out", "thing.idl"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.ends_with("error: `thing.idl` is a file: `--out` names a folder\n"), "{said}");
}

#[test]
fn command_lines_that_make_no_sense() {
    let folder = folder();
    for (arguments, complaint) in [
        (&["thing.idl"][..], "`generate` needs `--out DIR`"),
        (&["--out", "x"], "needs at least one FILE"),
        (&["thing.idl", "--out", "x", "--attribute", "a-b"], "expected a name such as"),
        (&["thing.idl", "--out", "x", "--namespace", "a..b"], "names with dots between them"),
        (
            &["thing.idl", "--out", "x", "--filter", "a b"],
            "expected the form `NAME, !NAME or NAME*`",
        ),
        (
            &["thing.idl", "--out", "x", "--nullable", "IFoo"],
            "expected the form `IFoo::Method::param`",
        ),
        (
            &["thing.idl", "--out", "x", "--module", "--elsewhere", "shared.idl"],
            "expected the form `FILE=MODULE`",
        ),
        (
            &["thing.idl", "--out", "x", "--elsewhere", "shared.idl=shared"],
            "`--elsewhere` needs `--module`",
        ),
    ] {
        let output = midlc(folder.path(), arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(complaint), "{said}");
    }
}

#[test]
fn what_stands_elsewhere_is_used_and_not_emitted() {
    let folder = folder();
    let shared = IDL.replace("LOGFONTW", "S");
    fs::write(folder.path().join("thing.idl"), shared).unwrap();
    let emit = |file: &str| {
        let elsewhere = format!("{file}=shared::api");
        midlc(
            folder.path(),
            &["thing.idl", "-I", "sdk", "--out", "x", "--module", "--elsewhere", &elsewhere],
        )
    };
    let output = emit("shard.idl");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("`--elsewhere` names the file `shard.idl`, which nothing imports"),
        "{said}"
    );

    assert_eq!(emit("shared.idl").status.code(), Some(0));
    let raw = read(folder.path(), "x/raw.rs");
    assert!(raw.contains("use shared::api::S;") && !raw.contains("struct S"), "{raw}");
    assert!(read(folder.path(), "x/traits.rs").contains("use shared::api::S;"));
}

#[test]
fn a_name_that_nothing_knows_is_a_diagnostic_with_its_place() {
    let folder = folder();
    fs::write(folder.path().join("thing.idl"), IDL.replace("LOGFONTW", "LOGFROB")).unwrap();
    let output = midlc(folder.path(), &["thing.idl", "-I", "sdk", "--out", "x"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("cannot find type `LOGFROB`") && said.contains("--> thing.idl:6:"),
        "{said}"
    );
    assert!(!folder.path().join("x").exists());
}

#[test]
fn a_build_script_hears_of_every_file() {
    let folder = folder();
    let builder =
        Builder::new().base(folder.path()).file("thing.idl").include("sdk").module("things");
    let generated = builder.generate().unwrap();
    let said = generated.cargo();
    let root = fs::canonicalize(folder.path()).unwrap();
    for file in ["thing.idl", "sdk/shared.idl"] {
        let line = format!("cargo:rerun-if-changed={}\n", root.join(file).display());
        assert!(said.contains(&line), "{said}");
    }
    assert!(said.contains("cargo:warning=thing.idl:"), "{said}");
    let out = folder.path().join("out");
    generated.write(&out).unwrap();
    // `include!` takes no inner attributes and no inner documentation.
    let gate = read(&out, "things/mod.rs");
    assert!(!gate.contains("//!") && !gate.contains("#!["), "{gate}");
}

#[test]
fn a_pipe_is_reported_where_metadata_has_its_functions_alone() {
    let folder = tempfile::tempdir().unwrap();
    let idl = r#"import "unknwn.idl";
typedef pipe byte BYTES;
[object, uuid(00000001-0002-0003-0004-000000000008)]
interface IRecorder : IUnknown
{
    HRESULT Record([out] BYTES *bytes);
}
"#;
    fs::write(folder.path().join("recorder.idl"), idl).unwrap();
    good(folder.path(), &["recorder.idl", "--out", "out", "--report", "report.txt"]);
    assert_eq!(
        read(folder.path(), "report.txt"),
        "IRecorder::Record stays unsafe to implement: `bytes`: its data holds pointers\n\
         IRecorder::Record said in part: `bytes`: a pipe, of which metadata has the functions alone\n"
    );
}

#[test]
fn a_const_behind_a_second_star_is_kept_or_reported() {
    let folder = tempfile::tempdir().unwrap();
    let idl = r#"import "unknwn.idl";
typedef struct GLYPH { long index; } GLYPH;
[object, uuid(00000001-0002-0003-0004-000000000009)]
interface IGlyphs : IUnknown
{
    HRESULT Next([out] GLYPH const **glyph);
    HRESULT Put([in] const GLYPH **glyphs);
    HRESULT Peek(const GLYPH **glyphs);
    HRESULT Name([out, string] LPCWSTR *name);
}
"#;
    fs::write(folder.path().join("glyphs.idl"), idl).unwrap();
    good(folder.path(), &["glyphs.idl", "--out", "out", "--report", "report.txt"]);
    let report = read(folder.path(), "report.txt");
    let told: Vec<&str> = report.lines().filter(|line| line.contains("said in part")).collect();
    let lost = "what its last pointer points to is constant, which metadata cannot say";
    assert_eq!(
        told,
        [
            format!("IGlyphs::Next said in part: `glyph`: {lost}"),
            format!("IGlyphs::Peek said in part: `glyphs`: {lost}"),
        ]
    );
    let raw = read(folder.path(), "out/src/generated/raw.rs");
    let raw: String = raw.split_whitespace().collect();
    assert!(
        raw.contains("pubNext:unsafeextern\"system\"fn(*mutcore::ffi::c_void,*mut*mutGLYPH,)"),
        "{raw}"
    );
    assert!(
        raw.contains("pubPut:unsafeextern\"system\"fn(*mutcore::ffi::c_void,*const*constGLYPH,)"),
        "{raw}"
    );
}
