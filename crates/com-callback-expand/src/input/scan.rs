//! Walking over tokens: up to a place, through a path, out of invisible groups.

use crate::tokens::{Input, Lifetime, is_joint};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// Takes tokens up to the first place outside of angle brackets for which `stop` holds, or to the end.
pub(crate) fn until(input: &mut Input, stop: &dyn Fn(&Input) -> bool) -> TokenStream {
    let mut taken = TokenStream::new();
    let mut depth = 0_usize;
    let mut in_arrow = false;
    while !input.is_empty() && (depth > 0 || in_arrow || !stop(input)) {
        let Some(token) = input.token() else { break };
        let mut dash = false;
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' if !in_arrow => depth = depth.saturating_sub(1),
                '-' => dash = is_joint(punct) && input.is_symbol('>'),
                _ => {}
            }
        }
        in_arrow = dash;
        taken.extend([token]);
    }
    taken
}

/// Passes over `pub` and `pub(..)`.
pub(super) fn visibility(input: &mut Input) {
    if input.word("pub").is_some() && input.is_group(Delimiter::Parenthesis) {
        input.token();
    }
}

/// The last segment of the path that `tokens` begin with, and how many tokens (out of invisible groups) the segments take.
pub(crate) fn path(tokens: TokenStream) -> (Option<Ident>, usize) {
    let mut last = None;
    let mut length = 0;
    for token in flatten(tokens) {
        match token {
            TokenTree::Ident(ident) => last = Some(ident),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            _ => break,
        }
        length += 1;
    }
    (last, length)
}

/// The same tokens without invisible groups around any of them, those inside of visible groups excepted.
pub(crate) fn flatten(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                flatten(group.stream())
            }
            token => token.into(),
        })
        .collect()
}

/// The lifetimes among `tokens`. Visible groups are passed over: most are the parameters of function types, whose lifetimes are
/// their own.
pub(crate) fn lifetimes(tokens: TokenStream) -> Vec<Lifetime> {
    let mut input = Input::new(flatten(tokens));
    let mut lifetimes = Vec::new();
    while !input.is_empty() {
        match input.lifetime() {
            Some(lifetime) => lifetimes.push(lifetime),
            None => drop(input.token()),
        }
    }
    lifetimes
}
