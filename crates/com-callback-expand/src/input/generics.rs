//! Generic parameters.

use super::{Attribute, scan};
use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Lifetime, Result, Token};

/// The generic parameters of an impl or of a method.
#[derive(Default)]
pub(crate) struct Generics {
    /// With the angle brackets; empty if there are none.
    pub(crate) tokens: TokenStream,
    pub(crate) lifetimes: Vec<LifetimeParameter>,
    /// The type and const parameters, each with its bounds.
    pub(crate) others: Vec<TokenStream>,
}

/// `'a` or `'a: 'b + 'c`.
pub(crate) struct LifetimeParameter {
    pub(crate) lifetime: Lifetime,
    /// Whether its own bounds say that it is `'static`.
    pub(crate) is_static: bool,
}

/// `generics = [ "<" [ parameter { "," parameter } [ "," ] ] ">" ]`
impl Parse for Generics {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut generics = Self::default();
        if !input.peek(Token![<]) {
            return Ok(generics);
        }
        let open = input.parse::<TokenTree>()?;
        generics.tokens.extend([open]);
        while !input.is_empty() && !input.peek(Token![>]) {
            let parameter =
                scan::until(input, |next| next.peek(Token![,]) || next.peek(Token![>]))?;
            generics.tokens.extend(parameter.clone());
            if input.peek(Token![,]) {
                let comma = input.parse::<TokenTree>()?;
                generics.tokens.extend([comma]);
            }
            match syn::parse2(parameter.clone()) {
                Ok(lifetime) => generics.lifetimes.push(lifetime),
                Err(_) => generics.others.push(parameter),
            }
        }
        let close = input.parse::<TokenTree>()?;
        generics.tokens.extend([close]);
        Ok(generics)
    }
}

/// `lifetime_parameter = attributes lifetime [ ":" .. ]`
impl Parse for LifetimeParameter {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        Attribute::list(input)?;
        let lifetime = input.parse()?;
        let bounds = scan::lifetimes(input.parse()?);
        Ok(Self { lifetime, is_static: bounds.iter().any(|bound| bound.ident == "static") })
    }
}
