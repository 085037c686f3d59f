//! Generic parameters.

use super::{Attribute, scan};
use crate::tokens::{Input, Lifetime, Result, lifetime, symbol};
use proc_macro2::{TokenStream, TokenTree};

/// The generic parameters of an impl or of a method.
#[derive(Default)]
pub(crate) struct Generics {
    /// With the angle brackets; empty if there are none.
    pub(crate) tokens: TokenStream,
    /// The same, each type with the bound `'static`: a client keeps an object as long as it likes. Where the user leaves that to
    /// the compiler to ask for, it asks seven times.
    pub(crate) lasting: TokenStream,
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
        generics.take(input);
        while !input.is_empty() && !input.is_symbol('>') {
            let parameter = scan::until(input, &|next| next.is_symbol(',') || next.is_symbol('>'));
            generics.tokens.extend(parameter.clone());
            generics.lasting.extend(lasting(&parameter));
            if input.is_symbol(',') {
                generics.take(input);
            }
            match LifetimeParameter::read(Input::new(parameter.clone()))? {
                Some(lifetime) => generics.lifetimes.push(lifetime),
                None => generics.others.push(parameter),
            }
        }
        generics.take(input).ok_or_else(|| input.error("expected `>`"))?;
        Ok(generics)
    }

    /// Takes a bracket or a comma.
    fn take(&mut self, input: &mut Input) -> Option<()> {
        let token = input.token()?;
        self.tokens.extend([token.clone()]);
        self.lasting.extend([token]);
        Some(())
    }
}

/// A type parameter with the bound `'static` before its own; any other parameter as it is.
fn lasting(parameter: &TokenStream) -> TokenStream {
    let mut rest = Input::new(parameter.clone());
    let name = if rest.is_word("const") { None } else { rest.ident() };
    let Some(name) = name else { return parameter.clone() };
    let own = name.span();
    let mut tokens = TokenStream::from(TokenTree::from(name));
    tokens.extend([symbol(':', own)]);
    tokens.extend(lifetime("static", own));
    tokens.extend(rest.symbol(':').map(|_| symbol('+', own)));
    tokens.extend(rest.all());
    tokens
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
