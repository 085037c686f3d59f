//! What stands between the braces of an impl.

use super::{Attribute, Generics, scan};
use crate::table::bare;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Lifetime, Result, Token, token};

/// Something between the braces of an impl.
pub(crate) enum Member {
    Method(Box<Method>),
    /// A constant or a type, which no COM interface has.
    Item {
        /// "constant", for messages.
        kind: &'static str,
        name: Ident,
    },
    /// A macro call, or syntax newer than this crate: it may stand for any method.
    Opaque,
}

/// A method's signature.
pub(crate) struct Method {
    /// Whether a `#[cfg]` decides about its presence.
    pub(crate) is_conditional: bool,
    pub(crate) qualifiers: Vec<(Qualifier, TokenStream)>,
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) receiver: Receiver,
    /// Those besides the receiver.
    pub(crate) parameters: Vec<Parameter>,
}

/// What may stand before `fn`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Qualifier {
    Async,
    Const,
    Extern,
    Unsafe,
}

/// How a method takes `self`; the tokens are those to underline.
pub(crate) enum Receiver {
    /// `&self`, also spelled `self: &Self`.
    Shared,
    /// `&mut self`, also spelled `self: &mut Self`.
    Exclusive(TokenStream),
    /// `self`, `mut self`.
    Value(TokenStream),
    /// `self: Arc<Self>` and the like.
    Typed(TokenStream),
    /// No `self`: an associated function.
    Missing,
}

/// A parameter besides the receiver.
pub(crate) struct Parameter {
    pub(crate) tokens: TokenStream,
    /// Whether a `#[cfg]` decides about its presence.
    pub(crate) is_conditional: bool,
}

/// ```text
/// member = attributes [ visibility ] { qualifier } ( method | "type" name .. ";" | "const" name .. ";" | opaque )
/// opaque = { token } ( "{" .. "}" | ";" )
/// ```
impl Parse for Member {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = Attribute::list(input)?;
        scan::visibility(input)?;
        let qualifiers = qualifiers(input)?;
        if input.peek(Token![fn]) {
            return Method::parse(input, &attributes, qualifiers).map(Box::new).map(Self::Method);
        }
        let kind = if input.parse::<Option<Token![type]>>()?.is_some() {
            Some("type")
        } else {
            matches!(qualifiers.last(), Some((Qualifier::Const, _))).then_some("constant")
        };
        match kind {
            Some(kind) if input.peek(Ident::peek_any) => {
                let name = input.call(Ident::parse_any)?;
                scan::until(input, |next| next.peek(Token![;]))?;
                input.parse::<Option<Token![;]>>()?;
                Ok(Self::Item { kind, name })
            }
            _ => {
                body(input)?;
                Ok(Self::Opaque)
            }
        }
    }
}

impl Member {
    /// Whether this is the method with this Rust name.
    pub(crate) fn is_method(&self, name: &str) -> bool {
        matches!(self, Self::Method(method) if bare(&method.name.to_string()) == bare(name))
    }
}

impl Method {
    /// `method = "fn" name [ generics ] "(" [ parameter { "," parameter } ] ")" [ "->" type ] [ "where" .. ] body`
    fn parse(
        input: ParseStream<'_>,
        attributes: &[Attribute],
        qualifiers: Vec<(Qualifier, TokenStream)>,
    ) -> Result<Self> {
        input.parse::<Token![fn]>()?;
        let name = input.call(Ident::parse_any)?;
        let generics = input.parse()?;
        let inner;
        syn::parenthesized!(inner in input);
        let mut parameters = Vec::new();
        while !inner.is_empty() {
            let is_conditional = Attribute::list(&inner)?.iter().any(Attribute::is_condition);
            let tokens = scan::until(&inner, |next| next.peek(Token![,]))?;
            inner.parse::<Option<Token![,]>>()?;
            parameters.push(Parameter { tokens, is_conditional });
        }
        body(input)?;
        let receiver =
            parameters.first().and_then(|first| Receiver::parse.parse2(first.tokens.clone()).ok());
        if receiver.is_some() {
            parameters.remove(0);
        }
        Ok(Self {
            is_conditional: attributes.iter().any(Attribute::is_condition),
            qualifiers,
            name,
            generics,
            receiver: receiver.unwrap_or(Receiver::Missing),
            parameters,
        })
    }
}

impl Receiver {
    /// `receiver = "&" [ lifetime ] [ "mut" ] "self" | [ "mut" ] "self" [ ":" type ]`
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let all = input.fork().parse::<TokenStream>()?;
        if let Some(exclusive) = reference(input)? {
            input.parse::<Token![self]>()?;
            return Ok(if exclusive { Self::Exclusive(all) } else { Self::Shared });
        }
        input.parse::<Option<Token![mut]>>()?;
        input.parse::<Token![self]>()?;
        if input.parse::<Option<Token![:]>>()?.is_none() {
            return Ok(Self::Value(all));
        }
        let reference = reference(input)?;
        let is_self = input.parse::<Option<Token![Self]>>()?.is_some() && input.is_empty();
        input.parse::<TokenStream>()?;
        Ok(match reference {
            Some(false) if is_self => Self::Shared,
            Some(true) if is_self => Self::Exclusive(all),
            None if is_self => Self::Value(all),
            _ => Self::Typed(all),
        })
    }
}

/// `reference = [ "&" [ lifetime ] [ "mut" ] ]`; says whether it is exclusive.
fn reference(input: ParseStream<'_>) -> Result<Option<bool>> {
    if input.parse::<Option<Token![&]>>()?.is_none() {
        return Ok(None);
    }
    input.parse::<Option<Lifetime>>()?;
    Ok(Some(input.parse::<Option<Token![mut]>>()?.is_some()))
}

/// `qualifier = "default" | "const" | "async" | "unsafe" | "safe" | "gen" | "extern" [ literal ]`
fn qualifiers(input: ParseStream<'_>) -> Result<Vec<(Qualifier, TokenStream)>> {
    let mut qualifiers = Vec::new();
    while input.peek(Ident::peek_any) {
        let qualifier = match input.fork().call(Ident::parse_any)?.to_string().as_str() {
            "async" => Some(Qualifier::Async),
            "const" => Some(Qualifier::Const),
            "extern" => Some(Qualifier::Extern),
            "unsafe" => Some(Qualifier::Unsafe),
            "default" | "safe" | "gen" => None, // rustc's to judge
            _ => break,
        };
        let mut tokens = input.call(Ident::parse_any)?.into_token_stream();
        if qualifier == Some(Qualifier::Extern) && input.peek(syn::LitStr) {
            input.parse::<TokenTree>()?.to_tokens(&mut tokens);
        }
        qualifiers.extend(qualifier.map(|qualifier| (qualifier, tokens)));
    }
    Ok(qualifiers)
}

/// Passes over everything up to and with the next block or semicolon.
fn body(input: ParseStream<'_>) -> Result<()> {
    scan::until(input, |next| next.peek(Token![;]) || next.peek(token::Brace))?;
    if input.is_empty() { Ok(()) } else { input.parse::<TokenTree>().map(drop) }
}
