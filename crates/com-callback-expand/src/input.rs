//! Reads what the attribute stands on: the head of an impl and the signatures in it. Bodies stay tokens.
//!
//! There is no syn here, which would cost every user of the attribute compile time: the grammar is small, and written down.

mod generics;
mod member;
pub(crate) mod scan;

pub(crate) use generics::Generics;
pub(crate) use member::{Member, Method, Qualifier, Receiver};

use crate::tokens::{Input, Result, SyntaxError};
use proc_macro2::{Delimiter, Ident, Punct, TokenStream, TokenTree};

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
    pub(crate) unsafety: Option<Ident>,
    pub(crate) generics: Generics,
    pub(crate) negation: Option<Punct>,
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
    Item::read(&mut Input::new(item.clone()))
}

impl Item {
    /// ```text
    /// item = attributes [ visibility ] [ "default" ] [ "unsafe" ] ( impl | other )
    /// impl = "impl" [ generics ] [ "const" ] [ "!" ] [ path "for" ] type [ "where" .. ] "{" { member } "}"
    /// ```
    fn read(input: &mut Input) -> Result<Self> {
        let attributes = Attribute::list(input)?;
        let rest = input.clone().all();
        scan::visibility(input);
        input.word("default");
        let unsafety = input.word("unsafe");
        if input.word("impl").is_none() {
            return Other::read(input).map(Self::Other);
        }

        let generics = Generics::read(input)?;
        input.word("const"); // unstable, and rustc's to refuse
        let negation = input.symbol('!');
        let is_body = |next: &Input| next.is_group(Delimiter::Brace);
        let is_type_end = |next: &Input| next.is_word("where") || is_body(next);
        let named = scan::until(input, &|next| next.is_word("for") || is_type_end(next));
        let (trait_path, self_type) = match input.word("for") {
            Some(for_word) => {
                let path = TraitPath::new(named).ok_or_else(|| SyntaxError {
                    at: for_word.span(),
                    message: "expected the path of a trait before `for`",
                })?;
                (Some(path), scan::until(input, &is_type_end))
            }
            None => (None, named),
        };
        let where_clause = scan::until(input, &is_body);

        let mut body = input.group(Delimiter::Brace, "expected the braces of the impl")?;
        while body.is_inner_attribute() {
            Attribute::read(&mut body)?;
        }
        let mut members = Vec::new();
        while !body.is_empty() {
            members.push(Member::read(&mut body)?);
        }
        if !input.is_empty() {
            return Err(input.error("expected nothing behind the impl"));
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
    fn read(input: &mut Input) -> Result<Self> {
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
        let tokens: Vec<TokenTree> = input.all().into_iter().collect();
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

    fn list(input: &mut Input) -> Result<Vec<Self>> {
        let mut attributes = Vec::new();
        while input.is_symbol('#') {
            attributes.push(Self::read(input)?);
        }
        Ok(attributes)
    }

    /// `attribute = "#" [ "!" ] "[" path .. "]"`
    fn read(input: &mut Input) -> Result<Self> {
        let mut tokens = TokenStream::new();
        for symbol in ['#', '!'] {
            tokens.extend(input.symbol(symbol).map(TokenTree::from));
        }
        let content = input.token().ok_or_else(|| input.error("expected an attribute"))?;
        let name = match &content {
            TokenTree::Group(group) => scan::path(group.stream()).0,
            _ => None,
        };
        tokens.extend([content]);
        Ok(Self { tokens, name })
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
