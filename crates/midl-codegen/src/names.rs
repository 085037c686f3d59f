//! Rust names for IDL names, one to one, so that the Windows name finds them: `GetDisplayName` is `get_display_name`,
//! `IBackgroundCopyJob` has the trait `BackgroundCopyJob`, the parameter `ppszName` is `name`.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span};

/// What Rust reserves, the edition 2024 included. The first four cannot be raw identifiers.
const KEYWORDS: &[&str] = &[
    "self", "Self", "super", "crate", "abstract", "as", "async", "await", "become", "box", "break",
    "const", "continue", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for",
    "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override",
    "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Type names that emitted code or every Rust file uses unqualified: no trait may take them.
const TAKEN: &[&str] = &[
    "Box",
    "Bstr",
    "Chain",
    "Clone",
    "Copy",
    "Debug",
    "Declare",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Hash",
    "Interface",
    "Into",
    "Iterator",
    "None",
    "Object",
    "Ok",
    "Option",
    "Ord",
    "OutBuffer",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Success",
    "Sync",
    "TaskSlice",
    "ToString",
    "TryFrom",
    "TryInto",
    "Variant",
    "Vec",
    "WStr",
    "WString",
    "WideArg",
];

/// What Hungarian notation puts before a name without saying more than the Rust type says. Longer ones come first.
const PREFIXES: &[&str] = &[
    "ppunk", "ppdisp", "ppwsz", "pcelt", "lpcwsz", "lpwsz", "lpcsz", "pcwsz", "pbstr", "ppsz",
    "pwsz", "lpsz", "pullong", "pvar", "punk", "pdisp", "pull", "bstr", "pcch", "prg", "pul",
    "puo", "psz", "pdw", "phr", "pcb", "ppv", "ppp", "pli", "pll", "wsz", "pwz", "var", "unk",
    "ull", "puc", "pus", "ul", "dw", "pb", "pp", "pf", "pl", "pn", "pu", "pv", "pw", "pc", "pi",
    "pe", "ph", "ps", "lp", "sz", "wz", "hr", "ll", "us", "uc", "rg", "p", "b", "e", "f", "h", "i",
    "l", "n", "u", "v", "w",
];

/// Prefixes that say "the number of": without them `cbBuffer` would claim to be the buffer.
const COUNTS: &[&str] = &["pcch", "pcb", "cch", "cel", "cb", "pc", "c"];

/// What emitted functions call their own variables.
const LOCALS: &[&str] =
    &["answer", "answer_code", "filled", "guarded", "handler", "implementer", "results", "this"];

/// Last words that say "number of" themselves.
const COUNT_WORDS: &[&str] = &[
    "Bytes", "Chars", "Count", "Fetched", "Len", "Length", "Max", "Read", "Returned", "Size",
    "Written",
];

/// An identifier, raw where Rust reserves the word, with `_` behind it where even that is not allowed.
pub(crate) fn ident(name: &str) -> Ident {
    match KEYWORDS.iter().position(|keyword| *keyword == name) {
        Some(0..4) => Ident::new(&format!("{name}_"), Span::call_site()),
        Some(_) => Ident::new_raw(name, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// `GetHTTPOptions2` -> `get_http_options2`. A digit belongs to the word before it; a plural `s` belongs to its acronym.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 8);
    // The letter case of the last letter: digits do not end a word.
    let mut previous_upper = None;
    for (index, &char) in chars.iter().enumerate() {
        if char == '_' {
            if !snake.is_empty() && !snake.ends_with('_') {
                snake.push('_');
            }
            previous_upper = None;
            continue;
        }
        if char.is_ascii_uppercase() {
            let begins_word = match previous_upper {
                None => false,
                Some(false) => true,
                Some(true) => {
                    chars.get(index + 1).is_some_and(char::is_ascii_lowercase)
                        && !is_plural(&chars, index + 1)
                }
            };
            if begins_word && !snake.ends_with('_') {
                snake.push('_');
            }
        }
        if char.is_ascii_uppercase() {
            previous_upper = Some(true);
        } else if char.is_ascii_lowercase() {
            // The `s` of `URLs` leaves the word in capitals, so that what follows is read as after them.
            previous_upper = Some(
                previous_upper == Some(true)
                    && is_plural(&chars, index)
                    && upper_run(&chars, index) > 1,
            );
            if previous_upper == Some(true) && chars.get(index + 1).is_some() {
                previous_upper = Some(false);
            }
        }
        snake.push(char.to_ascii_lowercase());
    }
    snake.truncate(snake.trim_end_matches('_').len());
    // `_3D` and `__`: an identifier needs something before a digit, and a word at all.
    match snake.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{snake}"),
        Some(_) => snake,
    }
}

/// The `s` at `index` ends an acronym: nothing in lower case follows it.
fn is_plural(chars: &[char], index: usize) -> bool {
    chars[index] == 's'
        && chars.get(index + 1).is_none_or(|next| !next.is_ascii_lowercase())
        && upper_run(chars, index) > 1
}

/// How many capitals stand directly before `index`.
fn upper_run(chars: &[char], index: usize) -> usize {
    chars[..index].iter().rev().take_while(|char| char.is_ascii_uppercase()).count()
}

/// `BITS_JOB_PROPERTY_VALUE` -> `BitsJobPropertyValue`; a name that is in mixed case keeps it, without its underscores.
pub(crate) fn camel_case(name: &str) -> String {
    let shouts = !name.bytes().any(|byte| byte.is_ascii_lowercase());
    let mut camel = String::with_capacity(name.len());
    for word in name.split('_').filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(1);
        camel.push_str(&first.to_ascii_uppercase());
        camel.push_str(&if shouts { rest.to_ascii_lowercase() } else { rest.to_owned() });
    }
    // `_1` and `_`: an identifier needs a letter first.
    if !camel.starts_with(|first: char| first.is_ascii_alphabetic()) {
        format!("V{camel}")
    } else {
        camel
    }
}

/// The trait of an interface: `IFoo` -> `Foo`, `AsyncIFoo` -> `AsyncFoo`, and `Foo` -> `FooTrait`, since the type has that name.
/// `is_taken` says which type names are gone already.
pub(crate) fn trait_name(
    interface: &str,
    is_async: bool,
    is_taken: impl Fn(&str) -> bool,
) -> String {
    let is_capital = |rest: &&str| rest.starts_with(|first: char| first.is_ascii_uppercase());
    let plain = match interface.strip_prefix('I').filter(is_capital) {
        Some(rest) => rest.to_owned(),
        None if is_async => match interface.strip_prefix("AsyncI").filter(is_capital) {
            Some(rest) => format!("Async{rest}"),
            None => interface.to_owned(),
        },
        None => interface.to_owned(),
    };
    let mut name = plain.clone();
    while name == interface
        || TAKEN.contains(&&*name)
        || KEYWORDS.contains(&&*name)
        || is_taken(&name)
    {
        name.push_str("Trait");
    }
    name
}

/// The enum of a union: `BITS_JOB_PROPERTY_VALUE` -> `BitsJobPropertyValue`, and `FooValue` -> `FooValueArm`, since the union has
/// that name.
pub(crate) fn enum_name(union: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = camel_case(union);
    while TAKEN.contains(&&*name) || is_taken(&name) || is_taken(&format!("{name}Ref")) {
        name.push_str("Arm");
    }
    name
}

/// The names of a method's parameters, in their order: without Hungarian prefixes where that leaves them distinct, in full
/// where it does not, numbered where they have none.
pub(crate) fn params<'n>(idl: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let idl: Vec<&str> = idl.into_iter().collect();
    let short: Vec<String> = idl.iter().map(|name| param(name)).collect();
    let mut uses = BTreeMap::new();
    for name in &short {
        *uses.entry(name.clone()).or_insert(0) += 1;
    }
    let mut seen = BTreeSet::new();
    let mut names = Vec::with_capacity(idl.len());
    for (index, (full, short)) in idl.iter().zip(short).enumerate() {
        let wanted = if full.trim_matches('_').is_empty() {
            format!("param{index}")
        } else if uses[&short] > 1 {
            usable(snake_case(full))
        } else {
            short
        };
        let mut name = wanted;
        while !seen.insert(name.clone()) {
            name = format!("{name}_{index}");
        }
        names.push(name);
    }
    names
}

/// `ppszName` -> `name`; `rgelt`, `riid` and `cbBuffer` stay what they are.
fn param(name: &str) -> String {
    let stripped = prefix(name).map_or(name, |prefix| &name[prefix.len()..]);
    usable(snake_case(stripped))
}

/// A parameter's name must be an identifier, and not one that emitted code uses beside it.
fn usable(name: String) -> String {
    if LOCALS.contains(&&*name) || matches!(&*name, "self" | "super" | "crate" | "_") {
        format!("{name}_")
    } else {
        name
    }
}

/// The Hungarian prefix of a parameter: one of the known ones, directly before a capital.
fn prefix(name: &str) -> Option<&'static str> {
    let before_capital = |prefix: &&&str| {
        name.strip_prefix(**prefix)
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
    };
    if COUNTS.iter().any(|prefix| before_capital(&prefix))
        && !COUNT_WORDS.iter().any(|word| name.ends_with(word))
    {
        return None;
    }
    COUNTS.iter().chain(PREFIXES).filter(before_capital).max_by_key(|prefix| prefix.len()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods() {
        for (idl, rust) in [
            ("GetId", "get_id"),
            ("GetID", "get_id"),
            ("JobTransferred", "job_transferred"),
            ("URLMoniker", "url_moniker"),
            ("GetURLs", "get_urls"),
            ("GetURLsOfJob", "get_urls_of_job"),
            ("GetIDsOfNames", "get_ids_of_names"),
            ("HTTPOptions2", "http_options2"),
            ("Get64BitValue", "get64_bit_value"),
            ("Job2State", "job2_state"),
            ("D3D11Device", "d3d11_device"),
            ("IsUTF8String", "is_utf8_string"),
            ("SetFileACLFlags", "set_file_acl_flags"),
            ("SetClientCertificateByID", "set_client_certificate_by_id"),
            ("get_Name", "get_name"),
            ("putref_Item", "putref_item"),
            ("Begin_JobTransferred", "begin_job_transferred"),
            ("OnStatusChange", "on_status_change"),
            ("__Reserved", "reserved"),
            ("GetIsOK", "get_is_ok"),
            ("AsX", "as_x"),
            ("X", "x"),
            ("_3D", "_3d"),
            ("__", "unnamed"),
        ] {
            assert_eq!(snake_case(idl), rust, "{idl}");
        }
    }

    /// Emitted code puts `__` behind a parameter's name for a variable of its own.
    #[test]
    fn no_parameter_ends_in_two_underscores() {
        let names = params(["a", "a__", "A__", "_a", "self__", "results", "__"]);
        assert!(names.iter().all(|name| !name.ends_with("__")), "{names:?}");
    }

    #[test]
    fn parameters() {
        for (idl, rust) in [
            ("pJob", "job"),
            ("ppFile", "file"),
            ("dwReserved", "reserved"),
            ("lpszName", "name"),
            ("bstrName", "name"),
            ("pbstrName", "name"),
            ("pdwFlags", "flags"),
            ("ppvObject", "object"),
            ("hResult", "result"),
            ("pceltFetched", "fetched"),
            ("cFileCount", "file_count"),
            ("pcbWritten", "written"),
            ("puCount", "count"),
            ("cbBuffer", "cb_buffer"),
            ("cRanges", "c_ranges"),
            ("rgelt", "rgelt"),
            ("celt", "celt"),
            ("riid", "riid"),
            ("ppenum", "ppenum"),
            ("Val", "val"),
            ("pVal", "val"),
            ("fileId", "file_id"),
            ("isReady", "is_ready"),
            ("xOffset", "x_offset"),
            ("hwnd", "hwnd"),
            ("pThis", "this_"),
            ("pValue", "value"),
            ("self", "self_"),
            ("p2", "p2"),
        ] {
            assert_eq!(param(idl), rust, "{idl}");
        }
    }

    #[test]
    fn parameters_stay_distinct() {
        assert_eq!(params(["pJob", "dwJob", ""]), ["p_job", "dw_job", "param2"]);
        assert_eq!(params(["Job", "job"]), ["job", "job_1"]);
        assert_eq!(params(["job_2", "Job", "job"]), ["job_2", "job", "job_2_2"]);
    }

    #[test]
    fn traits() {
        let free = |_: &str| false;
        assert_eq!(trait_name("IBackgroundCopyJob", false, free), "BackgroundCopyJob");
        assert_eq!(trait_name("AsyncIFoo", true, free), "AsyncFoo");
        assert_eq!(trait_name("AsyncIFoo", false, free), "AsyncIFooTrait");
        assert_eq!(trait_name("Item", false, free), "ItemTrait");
        assert_eq!(trait_name("Image", false, free), "ImageTrait");
        assert_eq!(trait_name("IObject", false, free), "ObjectTrait");
        assert_eq!(trait_name("IFoo", false, |name| name == "Foo"), "FooTrait");
    }

    #[test]
    fn values() {
        assert_eq!(camel_case("BITS_JOB_PROPERTY_VALUE"), "BitsJobPropertyValue");
        assert_eq!(camel_case("ClsID"), "ClsID");
        assert_eq!(camel_case("dw_value"), "DwValue");
        assert_eq!(camel_case("_1"), "V1");
        assert_eq!(camel_case("_"), "V");
        assert_eq!(enum_name("NOTE_VALUE", |_| false), "NoteValue");
        assert_eq!(enum_name("FooValue", |name| name == "FooValue"), "FooValueArm");
    }

    #[test]
    fn keywords() {
        assert_eq!(ident("type").to_string(), "r#type");
        assert_eq!(ident("self").to_string(), "self_");
        assert_eq!(ident("job").to_string(), "job");
    }
}
