//! Reads what the attribute stands on: the head of an impl and the signatures in it. Bodies stay tokens.
//!
//! syn is used without its feature `full` (which would cost every user of the attribute compile time), so the grammar is here;
//! syn gives the cursor, which also sees through the invisible groups that `macro_rules!` puts around `$t:path` and its like.

mod generics;
mod member;
pub(crate) mod scan;

pub(crate) use generics::Generics;
pub(crate) use member::{Member, Method, Qualifier, Receiver};

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Result, Token, token};

/// What the attribute stands on.
pub(crate) enum Item {
    Impl(Box<Impl>),
    Other(Other),
}

/// Anything but an impl.
pub(crate) struct Other {
    /// "a struct", for messages.
    pub(crate) kind: &'static str,
    /// The token that says so, to underline.
    pub(crate) keyword: TokenTree,
}

/// An impl. Every token of the item is in `attributes` or in `rest`; the other fields say what was understood of it.
pub(crate) struct Impl {
    pub(crate) attributes: Vec<Attribute>,
    /// The item without its outer attributes.
    pub(crate) rest: TokenStream,
    pub(crate) unsafety: Option<Token![unsafe]>,
    pub(crate) generics: Generics,
    pub(crate) negation: Option<Token![!]>,
    /// `None` for an inherent impl.
    pub(crate) trait_path: Option<TraitPath>,
    pub(crate) self_type: TokenStream,
    /// With the keyword `where`; empty if there is none.
    pub(crate) where_clause: TokenStream,
    pub(crate) members: Vec<Member>,
}

/// An attribute of the item or of something in it.
pub(crate) struct Attribute {
    pub(crate) tokens: TokenStream,
    /// The last segment of its path.
    name: Option<Ident>,
}

/// The path of the trait, as the user spelled it.
pub(crate) struct TraitPath {
    /// Without invisible groups: a macro call cannot begin with one.
    pub(crate) tokens: TokenStream,
    /// The last segment.
    pub(crate) name: Ident,
    /// Whether there is more than segments: generic arguments.
    pub(crate) has_arguments: bool,
}

/// Reads the tokens that the attribute stands on.
///
/// # Errors
///
/// Only for what rustc would not have handed to an attribute.
pub(crate) fn read(item: &TokenStream) -> Result<Item> {
    syn::parse2(item.clone())
}

/// ```text
/// item = attributes [ visibility ] [ "default" ] [ "unsafe" ] ( impl | other )
/// impl = "impl" [ generics ] [ "const" ] [ "!" ] [ path "for" ] type [ "where" .. ] "{" { member } "}"
/// ```
impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = Attribute::list(input)?;
        let rest = input.fork().parse()?;
        scan::visibility(input)?;
        input.parse::<Option<Token![default]>>()?;
        let unsafety = input.parse()?;
        if !input.peek(Token![impl]) {
            return Other::parse(input).map(Self::Other);
        }

        input.parse::<Token![impl]>()?;
        let generics = input.parse()?;
        input.parse::<Option<Token![const]>>()?; // unstable, and rustc's to refuse
        let negation = input.parse()?;
        let named = scan::until(input, |next| {
            next.peek(Token![for]) || next.peek(Token![where]) || next.peek(token::Brace)
        })?;
        let (trait_path, self_type) = match input.parse::<Option<Token![for]>>()? {
            Some(for_token) => {
                let path = TraitPath::new(named).ok_or_else(|| {
                    syn::Error::new(for_token.span, "expected the path of a trait before `for`")
                })?;
                let self_type =
                    scan::until(input, |next| next.peek(Token![where]) || next.peek(token::Brace))?;
                (Some(path), self_type)
            }
            None => (None, named),
        };
        let where_clause = scan::until(input, |next| next.peek(token::Brace))?;

        let body;
        syn::braced!(body in input);
        while body.peek(Token![#]) && body.peek2(Token![!]) {
            Attribute::parse(&body)?;
        }
        let mut members = Vec::new();
        while !body.is_empty() {
            members.push(body.parse()?);
        }
        Ok(Self::Impl(Box::new(Impl {
            attributes,
            rest,
            unsafety,
            generics,
            negation,
            trait_path,
            self_type,
            where_clause,
            members,
        })))
    }
}

impl Other {
    /// Finds the keyword that decides, past qualifiers (`const unsafe extern "C" fn`) and before the first symbol.
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        const KINDS: &[(&str, &str)] = &[
            ("enum", "an enum"),
            ("fn", "a function"),
            ("let", "a variable"),
            ("mod", "a module"),
            ("static", "a static"),
            ("struct", "a struct"),
            ("trait", "a trait"),
            ("type", "a type alias"),
            ("union", "a union"),
            ("use", "an import"),
        ];
        let end = input.error("expected an impl");
        let tokens: Vec<TokenTree> = input.parse::<TokenStream>()?.into_iter().collect();
        let known = |token: &TokenTree| {
            let word = token.to_string();
            let &(_, kind) = KINDS.iter().find(|(keyword, _)| *keyword == word)?;
            Some(Self { kind, keyword: token.clone() })
        };
        let unknown = |token: &TokenTree| {
            let kind = if token.to_string() == "const" { "a constant" } else { "this item" };
            Self { kind, keyword: token.clone() }
        };
        tokens
            .iter()
            .take_while(|token| matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_)))
            .find_map(known)
            .or_else(|| tokens.first().map(unknown))
            .ok_or(end)
    }
}

impl Attribute {
    /// Whether its path ends with this name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|ident| ident == name)
    }

    /// Whether it decides about the presence of what it stands on.
    fn is_condition(&self) -> bool {
        self.is("cfg") || self.is("cfg_attr")
    }

    fn list(input: ParseStream<'_>) -> Result<Vec<Self>> {
        let mut attributes = Vec::new();
        while input.peek(Token![#]) {
            attributes.push(Self::parse(input)?);
        }
        Ok(attributes)
    }

    /// `attribute = "#" [ "!" ] "[" path .. "]"`
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let hash = input.parse::<Token![#]>()?;
        let bang = input.parse::<Option<Token![!]>>()?;
        let content = input.parse::<TokenTree>()?;
        let name = match &content {
            TokenTree::Group(group) => scan::path(group.stream()).0,
            _ => None,
        };
        Ok(Self { tokens: quote!(#hash #bang #content), name })
    }
}

impl TraitPath {
    pub(crate) fn new(tokens: TokenStream) -> Option<Self> {
        let tokens = scan::flatten(tokens);
        let (name, length) = scan::path(tokens.clone());
        let has_arguments = tokens.clone().into_iter().nth(length).is_some();
        name.map(|name| Self { tokens, name, has_arguments })
    }
}
