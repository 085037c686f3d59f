//! The files of a run: which items go where, under which first lines.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::{
    GeneratedSet, builders, callers,
    context::{Context, shown},
    dispatch, docs,
    errors::EmitError,
    frame,
    options::{Attribute, Frame, within},
    print::{self, Glob, Unit},
    probes, table, thunks, traits, values, wire,
};

/// What items may use without its path, by module.
const NAMES: &[(&str, &[&str])] = &[
    ("core::ffi", &["c_void"]),
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
pub(crate) fn emit(cx: &Context<'_>, raw: &[syn::Item]) -> Result<GeneratedSet, EmitError> {
    let mut files = GeneratedSet::new();
    let mut add = |name: &str,
                   docs: &[&str],
                   names: &[(&str, &[&str])],
                   globs: &[Glob<'_>],
                   items: &[TokenStream]| {
        let text = Unit { banner: banner(cx), docs, names, globs }.print(items)?;
        files.insert(within(&cx.options.library, &format!("{name}.rs")), text);
        Ok::<(), EmitError>(())
    };
    let own = Own::new(cx, raw);
    let types = wire::type_names(raw);
    let renamed: Vec<String> =
        types.iter().filter_map(|name| Some(format!("{name} as {}", other_name(name)?))).collect();
    let renamed: Vec<&str> = renamed.iter().map(String::as_str).collect();
    let names: Vec<(&str, &[&str])> =
        NAMES.iter().copied().chain([("super::raw", &renamed[..])]).collect();
    let raw_glob = Glob { module: "super::raw", names: &own.raw };
    let traits_glob = Glob { module: "super::traits", names: &own.traits };
    let thunks_glob = Glob { module: "super::thunks", names: &own.traits };
    let values_glob = Glob { module: "super::values", names: &own.values };
    let raw: Vec<TokenStream> = raw.iter().map(ToTokens::to_token_stream).collect();
    add(
        "raw",
        &["The types of the IDL under their own names, as they cross the boundary."],
        &[],
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
    if dispatch::is_needed(cx) {
        let names: Vec<(&str, &[&str])> = names.iter().chain(DISPATCH_NAMES).copied().collect();
        add("dispatch", &["Calls through `IDispatch`."], &names, &[raw_glob], &dispatch::emit(cx))?;
    }
    if cx.options.frame != Frame::Module {
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
    if let Some(attribute) = &cx.options.attribute {
        files.insert(within(&attribute.folder, "lib.rs"), attribute_root(cx, attribute)?);
        let text = Unit {
            banner: banner(cx),
            docs: &["What the attribute knows of each interface."],
            names: &[("com_callback_expand", &["Interface", "Method", "Table"])],
            globs: &[],
        }
        .print(&table::emit(cx, attribute))?;
        files.insert(within(&attribute.folder, "table.rs"), text);
    }
    files.extend(frame::emit(cx));
    Ok(files)
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
            raw: wire::type_names(raw),
            traits: cx
                .lowered
                .interfaces
                .iter()
                .map(|interface| interface.trait_name.clone())
                .collect(),
            values: BTreeSet::new(),
        };
        reexported.for_each(|tree| leaves(tree, &mut own.raw));
        for union in &cx.lowered.unions {
            let (owned, borrowed) = values::enums(cx, union.id);
            own.values.extend([owned.to_string(), borrowed.to_string()]);
        }
        own
    }
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

fn attribute_root(cx: &Context<'_>, attribute: &Attribute) -> Result<String, EmitError> {
    // A function carries the documentation through the printer.
    let docs = docs::attributes(&table::docs(cx, attribute));
    let printed = print::item(&quote::quote!(#docs fn f() {}))?;
    let docs = printed.trim_end_matches("fn f() {}").trim_end().to_owned();
    Ok(midl_templates::print(&midl_templates::Attribute {
        banner: banner(cx),
        name: attribute.name.clone(),
        docs,
        root: cx.options.frame != Frame::Module,
    }))
}

pub(crate) fn banner(cx: &Context<'_>) -> String {
    format!(
        "// @generated by `{}` from {}. Do not edit.",
        cx.options.command,
        cx.options.inputs.iter().map(|input| shown(input)).collect::<Vec<_>>().join(", ")
    )
}
