//! From a read impl to the tokens that take its place.

use crate::input::Impl;
use crate::options::{self, Given, Options};
use crate::table::Table;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

/// The impl as it was, without further copies of the attribute, and its declaration if it `declares` an object.
pub(crate) fn expand(table: &Table, input: &Impl, declares: Option<&Options>) -> TokenStream {
    let attributes = input
        .attributes
        .iter()
        .filter(|attribute| !attribute.is(table.attribute))
        .map(|attribute| &attribute.tokens);
    let rest = &input.rest;
    let declaration = declares.and_then(|options| declaration(input, options));
    quote!(#(#attributes)* #rest #declaration)
}

/// The call of the macro beside the trait.
///
/// The trait's path keeps the spans (and the hygiene) that it was written with, so that a path that leads nowhere is reported
/// where it stands, and so do the options. Everything of the call's own has the span of the self type: rustc underlines what is
/// wrong with the declared type (it is not `Send + Sync`, say) there and not at the attribute.
fn declaration(input: &Impl, options: &Options) -> Option<TokenStream> {
    let path = &input.trait_path.as_ref()?.tokens;
    let Impl { generics, self_type, where_clause, .. } = input;
    let generics = &generics.tokens;
    let threading = match options.get(&options::APARTMENT) {
        Some(apartment) => apartment.declaration(),
        None => quote_spanned!(self_type.span() => agile),
    };
    let options =
        options.iter().filter(|given| *given.kind != options::APARTMENT).map(Given::declaration);
    Some(quote_spanned! { self_type.span() =>
        #path! { #threading #(, #options)* {#generics} {#self_type} {#where_clause} }
    })
}
