//! From a read impl to the tokens that take its place.

use crate::input::Impl;
use crate::options::{self, Options};
use crate::table::Table;
use crate::tokens::{group, span, symbol, word};
use proc_macro2::{Delimiter, TokenStream};

/// The impl as it was, without further copies of the attribute, and its declaration if it `declares` an object.
pub(crate) fn expand(table: &Table, input: &Impl, declares: Option<&Options>) -> TokenStream {
    let mut tokens = TokenStream::new();
    for attribute in input.attributes.iter().filter(|attribute| !attribute.is(table.attribute)) {
        tokens.extend(attribute.tokens.clone());
    }
    tokens.extend(input.rest.clone());
    tokens.extend(declares.and_then(|options| declaration(input, options)));
    tokens
}

/// The call of the macro beside the trait.
///
/// The trait's path keeps the spans (and the hygiene) that it was written with, so that a path that leads nowhere is reported
/// where it stands, and so do the options. Everything of the call's own has the span of the self type: rustc underlines what is
/// wrong with the declared type (it is not `Send + Sync`, say) there and not at the attribute.
fn declaration(input: &Impl, options: &Options) -> Option<TokenStream> {
    let mut call = input.trait_path.as_ref()?.tokens.clone();
    let own = span(&input.self_type);
    let mut words = match options.get(&options::APARTMENT) {
        Some(apartment) => apartment.declaration(),
        None => word("agile", own).into(),
    };
    for given in options.iter().filter(|given| *given.kind != options::APARTMENT) {
        words.extend([symbol(',', own)]);
        words.extend(given.declaration());
    }
    for part in [&input.generics.lasting, &input.self_type, &input.where_clause] {
        words.extend([group(Delimiter::Brace, part.clone(), own)]);
    }
    call.extend([symbol('!', own), group(Delimiter::Brace, words, own)]);
    Some(call)
}
