//! Generic parameters.

use super::{Attribute, scan};
use crate::tokens::{Input, Lifetime, Result};
use proc_macro2::TokenStream;

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

impl Generics {
    /// `generics = [ "<" [ parameter { "," parameter } [ "," ] ] ">" ]`
    pub(super) fn read(input: &mut Input) -> Result<Self> {
        let mut generics = Self::default();
        if !input.is_symbol('<') {
            return Ok(generics);
        }
        generics.tokens.extend(input.token());
        while !input.is_empty() && !input.is_symbol('>') {
            let parameter = scan::until(input, &|next| next.is_symbol(',') || next.is_symbol('>'));
            generics.tokens.extend(parameter.clone());
            if input.is_symbol(',') {
                generics.tokens.extend(input.token());
            }
            match LifetimeParameter::read(Input::new(parameter.clone()))? {
                Some(lifetime) => generics.lifetimes.push(lifetime),
                None => generics.others.push(parameter),
            }
        }
        let close = input.token().ok_or_else(|| input.error("expected `>`"))?;
        generics.tokens.extend([close]);
        Ok(generics)
    }
}

impl LifetimeParameter {
    /// `lifetime_parameter = attributes lifetime [ ":" .. ]`; none if it is another parameter.
    fn read(mut input: Input) -> Result<Option<Self>> {
        Attribute::list(&mut input)?;
        let Some(lifetime) = input.lifetime() else { return Ok(None) };
        let bounds = scan::lifetimes(input.all());
        Ok(Some(Self { lifetime, is_static: bounds.iter().any(|bound| bound.ident == "static") }))
    }
}
