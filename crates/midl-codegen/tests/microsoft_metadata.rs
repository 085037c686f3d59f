//! The oracle: what Microsoft's own metadata says of the interfaces, records, enums and constants of BITS, which Delivery
//! Optimization shares in part. Of the API of 1809 it knows nothing but what that takes from elsewhere. Both sides are printed as RDL by windows-rdl and compared fact by fact; the differences stand here with their
//! reasons, and a difference that goes away must be taken out.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use midl_codegen::winmd;
use support::{NAMESPACE, checked, project_file, rdl};

/// The places where the two differ: ours, theirs. Their metadata is made from C headers.
const KNOWN: &[[&str; 3]] = &[
    // The IDL says `byte`; a header cannot tell one from an `unsigned char`.
    [
        "IBackgroundCopyJob2[3]",
        "GetReplyData(*mut *mut u8, *mut u64) -> HRESULT",
        "GetReplyData(*mut *mut byte, *mut u64) -> HRESULT",
    ],
    // An `[in]` array that is not `const`: headers carry `__RPC__in_ecount_full`, and their tool makes `const` of it.
    [
        "IBackgroundCopyJob[0]",
        "AddFileSet(u32, *mut BG_FILE_INFO) -> HRESULT",
        "AddFileSet(u32, *const BG_FILE_INFO) -> HRESULT",
    ],
    // `[string]` on the parameter, which a header does not show.
    [
        "IBackgroundCopyJob[29]",
        "SetProxySettings(BG_JOB_PROXY_USAGE, PCWSTR, PCWSTR) -> HRESULT",
        "SetProxySettings(BG_JOB_PROXY_USAGE, *const u16, *const u16) -> HRESULT",
    ],
];

/// The same of what only `Bits.idl` declares.
const KNOWN_OF_BITS: &[[&str; 3]] = &[
    // The IDL says `byte`, as above; and its `[in]` array is not `const`, as in `AddFileSet`.
    [
        "IBackgroundCopyJobHttpOptions[0]",
        "SetClientCertificateByID(BG_CERT_STORE_LOCATION, PCWSTR, *mut u8) -> HRESULT",
        "SetClientCertificateByID(BG_CERT_STORE_LOCATION, PCWSTR, *const byte) -> HRESULT",
    ],
    [
        "IBackgroundCopyJobHttpOptions[3]",
        "GetClientCertificate(*mut BG_CERT_STORE_LOCATION, *mut PWSTR, *mut *mut u8, *mut PWSTR) -> HRESULT",
        "GetClientCertificate(*mut BG_CERT_STORE_LOCATION, *mut PWSTR, *mut *mut byte, *mut PWSTR) -> HRESULT",
    ],
];

/// Not compared: the runtime has its own, and the metadata holds its size only.
const PROVIDED: &[&str] = &["VARIANT"];

/// The facts of a text: `IFoo` -> its IID and base, `IFoo[0]` -> the method in the first own slot, `STRUCT.field` -> its type,
/// `ENUM.member` and `CONSTANT` -> the value.
fn facts(text: &str) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    let mut guid = String::new();
    let mut owner = String::new();
    let mut slot = 0;
    for line in text.lines().map(str::trim) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let Some(iid) = line.strip_prefix("#[guid(") {
            guid = iid.trim_end_matches(")]").to_owned();
        } else if let ["interface", name, ref base @ ..] = words[..] {
            owner = name.trim_end_matches(':').to_owned();
            slot = 0;
            facts.insert(
                owner.clone(),
                format!("{guid} : {}", bare(&base.join(" ").replace(['{', ' ', '}'], ""))),
            );
        } else if let ["struct" | "union" | "enum", name, "{"] = words[..] {
            owner = name.to_owned();
            facts.insert(owner.clone(), words[0].to_owned());
        } else if let Some((name, value)) =
            line.strip_prefix("const ").and_then(|line| line.split_once(": "))
        {
            // Their constants have the type that C gives to a macro's text: the bits are compared.
            let (_, value) =
                value.trim_end_matches(';').split_once(" = ").expect("a constant has a value");
            let bits =
                value.parse::<i32>().map_or(value.to_owned(), |value| (value as u32).to_string());
            facts.insert(name.to_owned(), bits);
        } else if let Some(method) = line.strip_prefix("fn ") {
            facts.insert(format!("{owner}[{slot}]"), signature(method));
            slot += 1;
        } else if let Some((field, ty)) = line.trim_end_matches(',').split_once(": ") {
            facts.insert(format!("{owner}.{field}"), bare(ty));
        } else if let Some((member, value)) = line.trim_end_matches(',').split_once(" = ") {
            facts.insert(format!("{owner}.{member}"), value.to_owned());
        }
    }
    facts
}

/// `JobError(IBackgroundCopyJob, IBackgroundCopyError) -> HRESULT`: without names and attributes of parameters.
fn signature(method: &str) -> String {
    let (name, rest) = method.split_once('(').expect("a method has parameters");
    let (params, returns) = rest.rsplit_once(')').expect("a method has parameters");
    let types: Vec<String> = params
        .split(", ")
        .filter_map(|param| param.rsplit_once(": "))
        .map(|(_, ty)| bare(ty))
        .collect();
    format!("{name}({}){}", types.join(", "), bare(returns.trim_end_matches(';')))
}

/// A type without its namespace.
fn bare(ty: &str) -> String {
    ty.replace("Windows::Win32::", "")
}

/// The item that a place is in.
fn owner(place: &str) -> &str {
    place.split(['.', '[']).next().unwrap_or(place)
}

/// Compares what a file declares or reaches; at least so many of its items are in their metadata.
fn compare(file: &str, least: usize, known: &[[&str; 3]]) {
    let text = project_file(file);
    let winmd = winmd::emit(&checked(file, &text), NAMESPACE);
    let ours = facts(&rdl("ours", |writer| writer.input_bytes(&winmd).filter(NAMESPACE)));
    let names: BTreeSet<&str> =
        ours.keys().map(|place| owner(place)).filter(|name| !PROVIDED.contains(name)).collect();
    let theirs = facts(&rdl("theirs", |writer| writer.input_default().filters(&names)));
    let shared: BTreeSet<&str> =
        names.iter().copied().filter(|name| theirs.contains_key(*name)).collect();
    assert!(
        shared.len() >= least,
        "{file}: only {} of {} are in Microsoft's metadata",
        shared.len(),
        names.len()
    );

    let places: BTreeSet<&String> =
        ours.keys().chain(theirs.keys()).filter(|place| shared.contains(owner(place))).collect();
    let side = |facts: &BTreeMap<String, String>, place: &String| {
        facts.get(place).cloned().unwrap_or_default()
    };
    let differences: Vec<[String; 3]> = places
        .into_iter()
        .map(|place| [place.clone(), side(&ours, place), side(&theirs, place)])
        .filter(|[_, ours, theirs]| ours != theirs)
        .collect();
    assert_eq!(differences, known, "{file}");
}

#[test]
fn what_both_declare_agrees() {
    compare("idl/DeliveryOptimization.idl", 100, KNOWN);
}

#[test]
fn so_does_bits() {
    // It reaches the job and the file of the other file, not `IBackgroundCopyJob2`.
    let [_, job @ ..] = KNOWN else { panic!("the first is of IBackgroundCopyJob2") };
    compare("idl/Bits.idl", 148, &[KNOWN_OF_BITS, job].concat());
}

#[test]
fn so_does_what_the_later_api_takes_from_elsewhere() {
    compare("idl/DeliveryOptimizationDownload.idl", 1, &[]);
}
