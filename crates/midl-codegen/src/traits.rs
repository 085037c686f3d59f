//! The traits that users implement: one an interface, its base's trait above it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ItemTrait, TraitItemFn, parse_quote};

use crate::{
    context::{Context, Method},
    defaults, docs,
    lower::{self, Form, dispatch},
    names,
    options::Attribute,
    types::{self, Side},
};

/// Every trait, in the order of the interfaces.
pub(crate) fn emit(cx: &Context<'_>) -> Vec<ItemTrait> {
    cx.lowered.here().map(|interface| emit_trait(cx, interface)).collect()
}

fn emit_trait(cx: &Context<'_>, interface: &lower::Interface) -> ItemTrait {
    let name = names::ident(&interface.trait_name);
    let base = interface.base.and_then(|base| cx.trait_of(base)).map(|base| quote!(: #base));
    let docs = docs::attributes(&trait_docs(cx, interface));
    let note = missing_base(cx, interface);
    let methods = cx.methods(interface).map(|method| emit_method(cx, interface, method));
    parse_quote! {
        #docs
        #note
        pub trait #name #base {
            #(#methods)*
        }
    }
}

/// The attribute that makes objects of an interface: it refuses those of `IDispatch`.
fn implementing<'c>(cx: &Context<'c>, interface: &lower::Interface) -> Option<&'c Attribute> {
    let attribute = cx.options.attribute.as_ref();
    attribute.filter(|_| !dispatch::is_dispatch(cx.checked, interface.id))
}

/// What the compiler adds where an impl of a derived trait stands without the one of its base.
fn missing_base(cx: &Context<'_>, interface: &lower::Interface) -> Option<TokenStream> {
    let attribute = &implementing(cx, interface)?.name;
    cx.lowered.interfaces.iter().find(|other| other.base == Some(interface.id))?;
    let note = format!(
        "write `#[{attribute}(part)] impl {} for {{Self}}` too: each base has an impl of its own",
        interface.trait_name
    );
    Some(quote!(#[diagnostic::on_unimplemented(note = #note)]))
}

fn emit_method(cx: &Context<'_>, interface: &lower::Interface, method: Method<'_>) -> TraitItemFn {
    let docs = docs::attributes(&method_docs(cx, interface, method));
    let signature = signature(cx, method);
    parse_quote! {
        #docs
        #signature;
    }
}

/// `fn job_error(&self, job: &IBackgroundCopyJob) -> Result<()>`
pub(crate) fn signature(cx: &Context<'_>, method: Method<'_>) -> TokenStream {
    let name = names::ident(&method.rust.name);
    let safety = method.rust.is_unsafe_to_implement().then(|| quote!(unsafe));
    let arguments = method.rust.arguments().map(|mapping| {
        let (name, ty) =
            (types::name(method, mapping), types::argument(cx, method, mapping, Side::Implement));
        quote!(#name: #ty)
    });
    let result = types::result(cx, method, Side::Implement, false);
    quote!(#safety fn #name(&self #(, #arguments)*) #result)
}

fn trait_docs(cx: &Context<'_>, interface: &lower::Interface) -> Vec<String> {
    let idl = &cx.checked[interface.id];
    let link = format!("[the interface `{0}`](super::raw::{0})", idl.name);
    let iid = idl.iid.map(|iid| format!(", IID `{iid}`")).unwrap_or_default();
    let bases = cx.bases(interface);
    let declares = match (implementing(cx, interface), bases.is_empty()) {
        (Some(attribute), true) => {
            vec![format!("`#[{}]` on the impl makes the type a COM object.", attribute.name)]
        }
        (Some(attribute), false) => vec![
            format!(
                "`#[{}]` on the impl makes the type a COM object; the traits above this one are implemented",
                attribute.name
            ),
            "beside it, without the attribute.".to_owned(),
        ],
        (None, _) if cx.options.attribute.is_some() => vec![
            "It is an interface of `IDispatch`: it can be called, and no attribute makes such an object.".to_owned(),
        ],
        (None, _) => Vec::new(),
    };
    docs::paragraphs([
        docs::comment(cx.checked, idl.origin),
        vec![format!("What an object of {link} does{iid}.")],
        declares,
        example(cx, interface),
    ])
}

/// An impl to paste. It is compiled with the documentation where it stands for itself, without the impls of bases.
fn example(cx: &Context<'_>, interface: &lower::Interface) -> Vec<String> {
    let Some(attribute) = implementing(cx, interface) else { return Vec::new() };
    let fence = if interface.base.is_some() { "```text" } else { "```no_run" };
    let object = format_ident!("My{}", interface.trait_name);
    let mut lines = vec![
        fence.to_owned(),
        format!("use {}::prelude::*;", cx.options.krate),
        String::new(),
        format!("struct {object};"),
        String::new(),
        format!("#[{}]", attribute.name),
        format!("impl {} for {object} {{", interface.trait_name),
    ];
    for method in cx.methods(interface) {
        lines.push(format!("    {} {{", text(&signature(cx, method))));
        lines.push("        todo!()".to_owned());
        lines.push("    }".to_owned());
    }
    lines.extend(["}".to_owned(), "```".to_owned()]);
    lines
}

/// A signature in one line, as prettyplease spaces it.
pub(crate) fn text(signature: &TokenStream) -> String {
    let file: syn::File = parse_quote!(trait T { #signature; });
    let printed = prettyplease::unparse(&file);
    let inside = printed
        .trim_start_matches("trait T {")
        .trim_end()
        .trim_end_matches('}')
        .trim()
        .trim_end_matches(';');
    let words: Vec<&str> = inside.split_whitespace().collect();
    // A long signature is printed with an argument a line and a comma behind the last.
    words.join(" ").replace("( ", "(").replace(", )", ")")
}

fn method_docs(cx: &Context<'_>, interface: &lower::Interface, method: Method<'_>) -> Vec<String> {
    let idl = &cx.checked[interface.id];
    let mut facts =
        format!("Slot {} of `{}`, `{}` in the IDL.", method.idl.slot, idl.name, method.idl.name);
    if !method.rust.has_hresult() {
        facts.push_str(" It has no way to fail: a panic gives the caller zero.");
    }
    docs::paragraphs([
        docs::comment(cx.checked, method.idl.origin),
        vec![facts],
        defaults(method),
        safety(method, method.rust.reasons()),
    ])
}

/// What callers pass for what they leave out, a line a parameter.
pub(crate) fn defaults(method: Method<'_>) -> Vec<String> {
    let line = |mapping: &lower::Mapping| {
        let what = match (&method.idl.params[mapping.at].default, &mapping.form) {
            (Some(default), _) => format!("{} by default", defaults::shown(default)),
            (None, Form::OptionalVariant { .. }) => "may be left out".to_owned(),
            _ => return None,
        };
        Some(format!("- `{}`: {what}.", method.rust.params[mapping.at]))
    };
    method.rust.arguments().filter_map(line).collect()
}

/// Why a method is `unsafe`, a line a parameter.
pub(crate) fn safety(
    method: Method<'_>,
    reasons: impl Iterator<Item = (Option<usize>, lower::Reason)>,
) -> Vec<String> {
    let lines: Vec<String> = reasons
        .map(|(at, reason)| match at {
            Some(at) => format!("- `{}`: {reason}.", method.rust.params[at]),
            None => format!("- The result: {reason}."),
        })
        .collect();
    if lines.is_empty() {
        return lines;
    }
    let head = ["# Safety", "", "The IDL does not say all that both sides must know of:", ""];
    head.into_iter().map(str::to_owned).chain(lines).collect()
}
