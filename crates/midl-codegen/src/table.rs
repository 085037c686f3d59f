//! The attribute's table: every interface and method that a user can write an impl of, with its place in the IDL.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{context::Context, names, options::Attribute, traits};

/// The items of `table.rs`.
pub(crate) fn emit(cx: &Context<'_>, attribute: &Attribute) -> Vec<TokenStream> {
    let name = &attribute.name;
    let interfaces = cx.lowered.interfaces.iter().map(|interface| {
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
                source: #source,
                methods: &[#(#methods),*],
            }
        }
    });
    let dispinterfaces = cx.lowered.dispinterfaces.iter().map(|it| &*cx.checked[it.id].name);
    let table = quote! {
        /// What the attribute knows.
        pub(crate) static TABLE: Table = Table {
            attribute: #name,
            interfaces: &[#(#interfaces),*],
            dispinterfaces: &[#(#dispinterfaces),*],
        };
    };
    vec![table]
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
pub(crate) fn docs(cx: &Context<'_>, attribute: &Attribute) -> Vec<String> {
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
    lines.extend(cx.lowered.interfaces.iter().map(|interface| {
        let idl = &cx.checked[interface.id];
        let methods: Vec<String> =
            interface.methods.iter().map(|method| format!("`{}`", method.name)).collect();
        format!("| `{}` | `{}` | {} |", interface.trait_name, idl.name, methods.join(", "))
    }));
    lines
}
