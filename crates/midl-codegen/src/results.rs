//! The result codes of an IDL by name: its constants of type `HRESULT`, whose comments say what they mean.

use midl_frontend::model::Constant;
use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    context::Context,
    docs, names,
    winmd::{selection::Selection, words},
};

/// Whether the IDL declares result codes.
pub(crate) fn is_needed(cx: &Context<'_>) -> bool {
    codes(cx.selection).next().is_some()
}

/// The items of `results.rs`.
pub(crate) fn emit(cx: &Context<'_>) -> Vec<TokenStream> {
    let meanings = codes(cx.selection).map(|constant| {
        let (name, text) = (&*constant.name, sentence(&docs::comment(cx.checked, constant.origin)));
        let value = names::ident(name);
        quote!(Meaning { code: #value, name: #name, text: #text })
    });
    let table = quote! {
        /// Every result code of the IDL, in its order.
        pub static MEANINGS: &[Meaning] = &[#(#meanings),*];
    };
    let view = quote! {
        /// A result code of the IDL or of the runtime, to be shown: its name by `{:?}`, what it means by `{}`.
        pub fn result_code(code: HRESULT) -> ResultCode {
            ResultCode::among(code, &[MEANINGS])
        }
    };
    vec![table, view]
}

fn codes<'m>(selection: &'m Selection<'_>) -> impl Iterator<Item = &'m Constant> {
    let module = selection.module;
    let constants = selection.constants.iter().map(move |id| &module[*id]);
    constants.filter(move |constant| {
        constant.ty.as_ref().is_some_and(|ty| words::core(module, ty) == Some("HRESULT"))
    })
}

/// The first paragraph of a comment, in one line.
fn sentence(comment: &[String]) -> String {
    let first = comment.iter().map(|line| line.trim()).take_while(|line| !line.is_empty());
    first.collect::<Vec<_>>().join(" ")
}
