//! The crate of the attribute, and its table: every interface and method that a user can write an impl of, with its place in the IDL.

use std::collections::BTreeSet;

use midl_frontend::model::InterfaceId;
use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    GeneratedSet,
    context::Context,
    docs,
    errors::EmitError,
    files::banner,
    lower, names,
    options::{Attribute, Frame, Options, within},
    print::{self, Unit},
    traits,
};

/// What an attribute is to know of a module and of what that is built on, an entry an interface.
#[derive(Clone, Debug, Default)]
pub struct Known {
    entries: Vec<Entry>,
    /// What cannot be implemented, by name: a dispinterface.
    dispinterfaces: Vec<String>,
}

#[derive(Clone, Debug)]
struct Entry {
    trait_name: String,
    /// The row of the table, as a value of `com_callback_expand::Interface`.
    row: TokenStream,
    /// The row of the documentation.
    docs: String,
}

/// What there is to know of every interface that is emitted, or that one of those is derived from.
pub(crate) fn known(cx: &Context<'_>) -> Known {
    let here: BTreeSet<InterfaceId> = cx
        .lowered
        .here()
        .flat_map(|interface| [interface].into_iter().chain(cx.bases(interface)))
        .map(|interface| interface.id)
        .collect();
    let interfaces = cx.lowered.interfaces.iter();
    let entries = interfaces.filter(|interface| here.contains(&interface.id)).map(|interface| {
        let (trait_name, idl) = (interface.trait_name.clone(), &cx.checked[interface.id]);
        let methods: Vec<String> =
            interface.methods.iter().map(|method| format!("`{}`", method.name)).collect();
        let docs = format!("| `{trait_name}` | `{}` | {} |", idl.name, methods.join(", "));
        Entry { trait_name, row: row(cx, interface), docs }
    });
    let dispinterfaces = cx.lowered.dispinterfaces.iter();
    Known {
        entries: entries.collect(),
        dispinterfaces: dispinterfaces.map(|it| cx.checked[it.id].name.to_string()).collect(),
    }
}

/// The files of the attribute's crate.
///
/// # Errors
///
/// The table is no Rust.
pub(crate) fn emit(
    attribute: &Attribute,
    modules: &[(&Options, &Known)],
) -> Result<GeneratedSet, EmitError> {
    let command = modules.first().map_or("", |(options, _)| &options.command);
    let inputs = modules.iter().flat_map(|(options, _)| &options.inputs);
    let banner = banner(command, inputs);
    let entries = distinct(modules);
    // A function carries the documentation through the printer.
    let docs = docs::attributes(&docs(attribute, &entries));
    let printed = print::item(&quote!(#docs fn f() {}))?;
    let root = midl_templates::Attribute {
        banner: banner.clone(),
        name: attribute.name.clone(),
        docs: printed.trim_end_matches("fn f() {}").trim_end().to_owned(),
        root: modules.first().is_none_or(|(first, _)| !matches!(first.frame, Frame::Module { .. })),
    };
    let (name, rows) = (&attribute.name, entries.iter().map(|entry| &entry.row));
    let dispinterfaces: BTreeSet<&String> =
        modules.iter().flat_map(|(_, known)| &known.dispinterfaces).collect();
    let items = quote! {
        /// What the attribute knows.
        pub(crate) static TABLE: Table = Table {
            attribute: #name,
            interfaces: &[#(#rows),*],
            dispinterfaces: &[#(#dispinterfaces),*],
        };
    };
    let table = Unit {
        banner,
        docs: &["What the attribute knows of each interface."],
        names: &[("com_callback_expand", &["Feature", "Interface", "Method", "Table"])],
        globs: &[],
    };
    let mut files = GeneratedSet::new();
    files.insert(within(&attribute.folder, "lib.rs"), midl_templates::print(&root));
    files.insert(within(&attribute.folder, "table.rs"), table.print(&[items])?);
    Ok(files)
}

/// The entries of all modules, each trait once: the first module that has it comes before those that are built on it.
fn distinct<'k>(modules: &[(&Options, &'k Known)]) -> Vec<&'k Entry> {
    let mut names = BTreeSet::new();
    let entries = modules.iter().flat_map(|(_, known)| &known.entries);
    entries.filter(|entry| names.insert(&entry.trait_name)).collect()
}

fn row(cx: &Context<'_>, interface: &lower::Interface) -> TokenStream {
    let idl = &cx.checked[interface.id];
    let trait_name = &interface.trait_name;
    let interface_name = &*idl.name;
    let iid = idl.iid.map(|iid| iid.to_string()).unwrap_or_default();
    let base = match interface.base.and_then(|base| cx.lowered.get(base)) {
        Some(base) => {
            let name = &base.trait_name;
            quote!(Some(#name))
        }
        None => quote!(None),
    };
    let feature = match &cx.options.feature {
        Some(name) if interface.home.is_none() => {
            let krate = &cx.options.krate;
            quote!(Some(Feature { name: #name, krate: #krate, is_on: cfg!(feature = #name) }))
        }
        _ => quote!(None),
    };
    let source = cx.place(idl.origin.span);
    let methods = cx.methods(interface).map(|method| {
        let (name, idl_name) = (names::ident(&method.rust.name).to_string(), &*method.idl.name);
        let slot = proc_macro2::Literal::u32_unsuffixed(method.idl.slot);
        let arity = proc_macro2::Literal::usize_unsuffixed(method.rust.arguments().count());
        let signature = traits::text(&traits::signature(cx, method));
        let is_unsafe = method.rust.is_unsafe_to_implement();
        let source = cx.place(method.idl.origin.span);
        quote! {
            Method {
                name: #name,
                idl_name: #idl_name,
                slot: #slot,
                arity: #arity,
                signature: #signature,
                is_unsafe: #is_unsafe,
                source: #source,
            }
        }
    });
    quote! {
        Interface {
            trait_name: #trait_name,
            name: #interface_name,
            iid: #iid,
            base: #base,
            feature: #feature,
            source: #source,
            methods: &[#(#methods),*],
        }
    }
}

/// What the attribute can be told, as a table. What each does is in `com_callback_expand`.
const OPTIONS: &[(&str, &str)] = &[
    ("option", "meaning"),
    ("-", "-"),
    (
        "`part`",
        "the impl belongs to an object that another impl declares: it is checked, and declares nothing",
    ),
    (
        "`also(Other, ..)`",
        "the object has the interfaces of these traits too, each implemented beside it as a `part`",
    ),
    (
        "`apartment`",
        "only the thread that makes the object may use it: no `Send + Sync`; calls on another one get `RPC_E_WRONG_THREAD`",
    ),
    (
        "`weak`",
        "the object has weak references: `IWeakReferenceSource`, `Object::downgrade`, `Object::new_cyclic`",
    ),
    ("`no_marshal`", "no marshaler of its own, since a proxy is registered for the interface"),
    (
        "`error_info`",
        "a failure comes with its text, where the system has `IErrorInfo`: `ISupportErrorInfo`, `described`",
    ),
    (
        "`panic = E_FAIL`",
        "what a client gets from a method that panicked, in place of `E_UNEXPECTED`; `panic = abort` ends the process",
    ),
    (
        "`final_release = Self::close`",
        "a `fn(Self)` that gets the value at the last release, in place of its destructor",
    ),
];

/// The documentation of the attribute.
fn docs(attribute: &Attribute, entries: &[&Entry]) -> Vec<String> {
    let name = &attribute.name;
    let mut lines = vec![
        "Makes the type of an impl a COM object.".to_owned(),
        String::new(),
        format!("`#[{name}]` stands on the impl of the most derived trait. The impl stays as it is; the type can then be turned"),
        "into the interface with `.into()`, or kept as an `Object`. The object answers the interface and its bases.".to_owned(),
        String::new(),
        "Options, with commas between them, say what else the object is:".to_owned(),
        String::new(),
    ];
    lines.extend(OPTIONS.iter().map(|(option, meaning)| format!("| {option} | {meaning} |")));
    lines.extend([
        String::new(),
        "| trait | interface | methods of its own |".to_owned(),
        "|-|-|-|".to_owned(),
    ]);
    lines.extend(entries.iter().map(|entry| entry.docs.clone()));
    lines
}
