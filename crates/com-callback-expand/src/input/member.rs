//! What stands between the braces of an impl.

use super::{Attribute, Generics, scan};
use crate::table::bare;
use crate::tokens::{Input, Result};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

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

impl Member {
    /// ```text
    /// member = attributes [ visibility ] { qualifier } ( method | "type" name .. ";" | "const" name .. ";" | opaque )
    /// opaque = { token } ( "{" .. "}" | ";" )
    /// ```
    pub(super) fn read(input: &mut Input) -> Result<Self> {
        let attributes = Attribute::list(input)?;
        scan::visibility(input);
        let qualifiers = qualifiers(input);
        if input.word("fn").is_some() {
            return Method::read(input, &attributes, qualifiers).map(Box::new).map(Self::Method);
        }
        let kind = if input.word("type").is_some() {
            Some("type")
        } else {
            matches!(qualifiers.last(), Some((Qualifier::Const, _))).then_some("constant")
        };
        if let Some(kind) = kind
            && let Some(name) = input.ident()
        {
            scan::until(input, &|next| next.is_symbol(';'));
            input.symbol(';');
            return Ok(Self::Item { kind, name });
        }
        body(input);
        Ok(Self::Opaque)
    }

    /// Whether this is the method with this Rust name.
    pub(crate) fn is_method(&self, name: &str) -> bool {
        matches!(self, Self::Method(method) if bare(&method.name.to_string()) == bare(name))
    }
}

impl Method {
    /// `method = "fn" name [ generics ] "(" [ parameter { "," parameter } ] ")" [ "->" type ] [ "where" .. ] body`, the first
    /// word taken.
    fn read(
        input: &mut Input,
        attributes: &[Attribute],
        qualifiers: Vec<(Qualifier, TokenStream)>,
    ) -> Result<Self> {
        let name = input.ident().ok_or_else(|| input.error("expected the name of a method"))?;
        let generics = Generics::read(input)?;
        let mut inner = input.group(Delimiter::Parenthesis, "expected parameters")?;
        let mut parameters = Vec::new();
        while !inner.is_empty() {
            let is_conditional = Attribute::list(&mut inner)?.iter().any(Attribute::is_condition);
            let tokens = scan::until(&mut inner, &|next| next.is_symbol(','));
            inner.symbol(',');
            parameters.push(Parameter { tokens, is_conditional });
        }
        body(input);
        let receiver = parameters.first().and_then(|first| Receiver::read(&first.tokens));
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
    /// `receiver = "&" [ lifetime ] [ "mut" ] "self" | [ "mut" ] "self" [ ":" type ]`; none if it is another parameter.
    fn read(all: &TokenStream) -> Option<Self> {
        let input = &mut Input::new(all.clone());
        let all = || all.clone();
        if let Some(exclusive) = reference(input) {
            input.word("self")?;
            return input.is_empty().then(|| match exclusive {
                true => Self::Exclusive(all()),
                false => Self::Shared,
            });
        }
        input.word("mut");
        input.word("self")?;
        if input.symbol(':').is_none() {
            return input.is_empty().then(|| Self::Value(all()));
        }
        let reference = reference(input);
        let is_self = input.word("Self").is_some() && input.is_empty();
        Some(match reference {
            Some(false) if is_self => Self::Shared,
            Some(true) if is_self => Self::Exclusive(all()),
            None if is_self => Self::Value(all()),
            _ => Self::Typed(all()),
        })
    }
}

/// `reference = [ "&" [ lifetime ] [ "mut" ] ]`; says whether it is exclusive.
fn reference(input: &mut Input) -> Option<bool> {
    input.symbol('&')?;
    input.lifetime();
    Some(input.word("mut").is_some())
}

/// `qualifier = "default" | "const" | "async" | "unsafe" | "safe" | "gen" | "extern" [ literal ]`
fn qualifiers(input: &mut Input) -> Vec<(Qualifier, TokenStream)> {
    let mut qualifiers = Vec::new();
    while let Some(TokenTree::Ident(word)) = input.peek() {
        let qualifier = match word.to_string().as_str() {
            "async" => Some(Qualifier::Async),
            "const" => Some(Qualifier::Const),
            "extern" => Some(Qualifier::Extern),
            "unsafe" => Some(Qualifier::Unsafe),
            "default" | "safe" | "gen" => None, // rustc's to judge
            _ => break,
        };
        let mut tokens = TokenStream::from_iter(input.token());
        if qualifier == Some(Qualifier::Extern)
            && matches!(input.peek(), Some(TokenTree::Literal(_)))
        {
            tokens.extend(input.token());
        }
        qualifiers.extend(qualifier.map(|qualifier| (qualifier, tokens)));
    }
    qualifiers
}

/// Passes over everything up to and with the next block or semicolon.
fn body(input: &mut Input) {
    scan::until(input, &|next| next.is_symbol(';') || next.is_group(Delimiter::Brace));
    input.token();
}
