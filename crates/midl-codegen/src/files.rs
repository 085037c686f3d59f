//! The files of a run: which items go where, under which first lines.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::{
    GeneratedSet,
    bindings::Bindings,
    builders, callers,
    context::{Context, shown},
    dispatch,
    elsewhere::Home,
    errors::EmitError,
    frame,
    options::{Frame, within},
    print::{Glob, Unit},
    probes, results, thunks, traits, values, wire,
};

/// What items may use without its path, by module.
const NAMES: &[(&str, &[&str])] = &[
    ("core::ffi", &["CStr", "c_void"]),
    ("core::mem", &["ManuallyDrop"]),
    ("com_callback::codes", &["E_INVALIDARG", "E_POINTER"]),
    (
        "com_callback",
        &[
            "BOOL",
            "BSTR",
            "Bstr",
            "Error",
            "GUID",
            "HRESULT",
            "IUnknown",
            "Interface",
            "OutBuffer",
            "Result",
            "Success",
            "TaskSlice",
            "VARIANT",
            "Variant",
            "WStr",
            "WString",
            "WideArg",
            "conformance",
        ],
    ),
    ("windows_core", &["PCSTR", "PCWSTR", "PSTR", "PWSTR"]),
    ("super::__private", &["Chain", "Declare", "Declared", "Iid", "caller", "thunk"]),
];

/// The same, in the file of calls through `IDispatch` alone.
const DISPATCH_NAMES: &[(&str, &[&str])] = &[
    ("com_callback", &["Automation"]),
    ("com_callback::dispatch", &["Argument"]),
    ("super::__private", &["automate", "dispinterface"]),
];

/// The other name of a type of the IDL, where its own is one of [`NAMES`]: the files beside the bindings import it so.
pub(crate) fn other_name(name: &str) -> Option<String> {
    // The runtime's own stand for these types of the IDL.
    let is_provided = matches!(name, "BSTR" | "IUnknown" | "VARIANT");
    let is_word = NAMES.iter().chain(DISPATCH_NAMES).any(|(_, names)| names.contains(&name));
    (is_word && !is_provided).then(|| format!("{name}__"))
}

/// Every file, by its path.
///
/// # Errors
///
/// An emitter made what is no Rust.
pub(crate) fn emit(cx: &Context<'_>, bindings: &Bindings) -> Result<GeneratedSet, EmitError> {
    let raw = &bindings.here[..];
    let mut files = GeneratedSet::new();
    let mut add = |name: &str,
                   docs: &[&str],
                   names: &[(&str, &[&str])],
                   globs: &[Glob<'_>],
                   items: &[TokenStream]| {
        let text = Unit { banner: cx.banner(), docs, names, globs }.print(items)?;
        files.insert(within(&cx.options.library, &format!("{name}.rs")), text);
        Ok::<(), EmitError>(())
    };
    let own = Own::new(cx, raw);
    let types = wire::type_names(raw.iter());
    let renamed: Vec<String> =
        types.iter().filter_map(|name| Some(format!("{name} as {}", other_name(name)?))).collect();
    let renamed: Vec<&str> = renamed.iter().map(String::as_str).collect();
    let imports = imports(cx, &bindings.elsewhere);
    let views: Vec<[Vec<&str>; 2]> = imports.iter().map(Import::views).collect();
    let elsewhere = |which: usize| {
        let with_view = imports.iter().zip(&views);
        with_view.map(move |(import, views)| (import.module, &views[which][..]))
    };
    let names: Vec<(&str, &[&str])> =
        NAMES.iter().copied().chain([("super::raw", &renamed[..])]).chain(elsewhere(1)).collect();
    let types: Vec<(&str, &[&str])> = elsewhere(0).collect();
    let raw_glob = Glob { module: "super::raw", names: &own.raw };
    let traits_glob = Glob { module: "super::traits", names: &own.traits };
    let thunks_glob = Glob { module: "super::thunks", names: &own.traits };
    let values_glob = Glob { module: "super::values", names: &own.values };
    let raw: Vec<TokenStream> = raw.iter().map(ToTokens::to_token_stream).collect();
    add(
        "raw",
        &["The types of the IDL under their own names, as they cross the boundary."],
        &types,
        &[],
        &raw,
    )?;
    let traits: Vec<TokenStream> = traits::emit(cx).iter().map(ToTokens::to_token_stream).collect();
    add("traits", &["A trait for each interface."], &names, &[raw_glob, values_glob], &traits)?;
    add(
        "thunks",
        &[
            "The vtable of each interface, for every value whose type has its trait.",
            "",
            "A thunk takes its `[out]` parameters first, so that each is cleared on every path. The rest runs inside the panic",
            "guard. What can fail after the user's method comes before what cannot.",
            "",
            "The letters in `SAFETY` comments are explained in `com_callback::invariants`.",
        ],
        &names,
        &[raw_glob, traits_glob, values_glob],
        &thunks::emit(cx),
    )?;
    add(
        "callers",
        &[
            "The methods of each interface.",
            "",
            "Every `Out` is taken before the first `?`, so that what the callee gave away is owned on every path.",
            "",
            "The letters in `SAFETY` comments are explained in `com_callback::invariants`.",
        ],
        &names,
        &[raw_glob, values_glob],
        &callers::emit(cx),
    )?;
    add(
        "values",
        &["An enum for each union with a discriminant."],
        &names,
        &[raw_glob],
        &values::emit(cx),
    )?;
    add(
        "builders",
        &["An object from closures, for each interface whose methods only tell."],
        &names,
        &[raw_glob, traits_glob, thunks_glob, values_glob],
        &builders::emit(cx),
    )?;
    if results::is_needed(cx) {
        let names = [("com_callback", &["HRESULT", "Meaning", "ResultCode"][..])];
        let constants = Glob { module: "super::raw", names: &constants(bindings) };
        add(
            "results",
            &["The result codes of the IDL, by name and by meaning."],
            &names,
            &[constants],
            &results::emit(cx),
        )?;
    }
    if dispatch::is_needed(cx) {
        let names: Vec<(&str, &[&str])> = names.iter().chain(DISPATCH_NAMES).copied().collect();
        add("dispatch", &["Calls through `IDispatch`."], &names, &[raw_glob], &dispatch::emit(cx))?;
    }
    if cx.options.frame != (Frame::Module { probes: false }) {
        add(
            "probes",
            &[
                "What the conformance kit needs of each interface: an object whose methods do as they are told, and a raw call of each",
                "slot.",
                "",
                "The letters in `SAFETY` comments are explained in `com_callback::invariants`.",
            ],
            &names,
            &[raw_glob, traits_glob, thunks_glob, values_glob],
            &probes::emit(cx),
        )?;
    }
    files.extend(frame::emit(cx));
    Ok(files)
}

/// The constants of the bindings.
fn constants(bindings: &Bindings) -> BTreeSet<String> {
    let name = |item: &syn::Item| match item {
        syn::Item::Const(item) => Some(item.ident.to_string()),
        _ => None,
    };
    bindings.here.iter().filter_map(name).collect()
}

/// The names that the emitted modules offer to each other.
struct Own {
    raw: BTreeSet<String>,
    traits: BTreeSet<String>,
    values: BTreeSet<String>,
}

impl Own {
    fn new(cx: &Context<'_>, raw: &[syn::Item]) -> Own {
        let reexported = raw.iter().filter_map(|item| match item {
            syn::Item::Use(item) => Some(&item.tree),
            _ => None,
        });
        let mut own = Own {
            raw: wire::type_names(raw.iter()),
            traits: cx.lowered.here().map(|interface| interface.trait_name.clone()).collect(),
            values: BTreeSet::new(),
        };
        reexported.for_each(|tree| leaves(tree, &mut own.raw));
        for union in cx.lowered.unions.iter().filter(|union| union.home.is_none()) {
            let (owned, borrowed) = values::enums(cx, union.id);
            own.values.extend([owned.to_string(), borrowed.to_string()]);
        }
        own
    }
}

/// What another module offers to the emitted ones.
struct Import<'c> {
    /// Its path.
    module: &'c str,
    /// Types, for the bindings.
    types: Vec<String>,
    /// Types as the files beside the bindings call them, traits, enums that stand for unions.
    names: Vec<String>,
}

impl Import<'_> {
    fn views(&self) -> [Vec<&str>; 2] {
        [&self.types, &self.names].map(|names| names.iter().map(String::as_str).collect())
    }
}

fn imports<'c>(cx: &Context<'c>, elsewhere: &[syn::Item]) -> Vec<Import<'c>> {
    let all = wire::type_names(elsewhere.iter());
    let of_module = |(home, module): (Home, &'c str)| {
        let stands_there = |name: &&String| cx.elsewhere.home(name) == Some(home);
        let types: Vec<String> = all.iter().filter(stands_there).cloned().collect();
        let renamed = types.iter().map(|name| match other_name(name) {
            Some(other) => format!("{name} as {other}"),
            None => name.clone(),
        });
        let interfaces = cx.lowered.interfaces.iter().filter(|it| it.home == Some(home));
        let unions = cx.lowered.unions.iter().filter(|union| union.home == Some(home));
        let names = renamed
            .chain(interfaces.map(|interface| interface.trait_name.clone()))
            .chain(unions.flat_map(|union| [union.name.clone(), format!("{}Ref", union.name)]))
            .collect();
        Import { module, types, names }
    };
    cx.elsewhere.modules().enumerate().map(of_module).collect()
}

/// The names that a `use` brings.
fn leaves(tree: &syn::UseTree, names: &mut BTreeSet<String>) {
    match tree {
        syn::UseTree::Path(path) => leaves(&path.tree, names),
        syn::UseTree::Name(name) => {
            names.insert(name.ident.to_string());
        }
        syn::UseTree::Rename(rename) => {
            names.insert(rename.rename.to_string());
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, names)),
        _ => {}
    }
}

/// The first line of each file.
pub(crate) fn banner<'i>(command: &str, inputs: impl IntoIterator<Item = &'i String>) -> String {
    let inputs: Vec<&str> = inputs.into_iter().map(|input| shown(input)).collect();
    format!("// @generated by `{command}` from {}. Do not edit.", inputs.join(", "))
}
