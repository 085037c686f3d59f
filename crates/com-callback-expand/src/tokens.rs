//! Reading tokens one after the other, invisible groups seen through; where tokens stand; and making a few.
//!
//! syn and quote do this too, and more, and would be the greatest part of what a user's crate waits for (`cargo xtask bench build`).

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

/// What could not be read, and where.
pub(crate) struct SyntaxError {
    pub(crate) at: Span,
    pub(crate) message: &'static str,
}

pub(crate) type Result<T> = std::result::Result<T, SyntaxError>;

/// Tokens that nobody has taken yet.
///
/// A word or a symbol is also found as the first of an invisible group, as `macro_rules!` puts around `$t:path` and its like, and
/// taking it opens the group; otherwise a group stays whole.
#[derive(Clone)]
pub(crate) struct Input {
    /// The next one last.
    rest: Vec<TokenTree>,
    /// Where it ends.
    end: Span,
}

impl Input {
    pub(crate) fn new(tokens: TokenStream) -> Self {
        Self::up_to(Span::call_site(), tokens)
    }

    /// The inside of a group.
    pub(crate) fn inside(group: &Group) -> Self {
        Self::up_to(group.span_close(), group.stream())
    }

    fn up_to(end: Span, tokens: TokenStream) -> Self {
        let mut rest: Vec<TokenTree> = tokens.into_iter().collect();
        rest.reverse();
        Self { rest, end }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next token, out of invisible groups.
    pub(crate) fn peek(&self) -> Option<TokenTree> {
        self.rest.iter().rev().find_map(first)
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(TokenTree::Ident(ident)) if ident == word)
    }

    pub(crate) fn is_symbol(&self, symbol: char) -> bool {
        matches!(self.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == symbol)
    }

    pub(crate) fn is_group(&self, delimiter: Delimiter) -> bool {
        matches!(self.peek(), Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
    }

    /// Whether `#!` is next.
    pub(crate) fn is_inner_attribute(&self) -> bool {
        let mut ahead = self.clone();
        ahead.symbol('#').is_some() && ahead.is_symbol('!')
    }

    /// Takes the next token as it is: an invisible group stays whole.
    pub(crate) fn token(&mut self) -> Option<TokenTree> {
        self.rest.pop()
    }

    /// Takes everything.
    pub(crate) fn all(&mut self) -> TokenStream {
        self.rest.drain(..).rev().collect()
    }

    pub(crate) fn word(&mut self, word: &str) -> Option<Ident> {
        if self.is_word(word) { self.ident() } else { None }
    }

    pub(crate) fn ident(&mut self) -> Option<Ident> {
        match self.peek() {
            Some(TokenTree::Ident(ident)) => {
                self.open();
                Some(ident)
            }
            _ => None,
        }
    }

    pub(crate) fn symbol(&mut self, symbol: char) -> Option<Punct> {
        match self.peek() {
            Some(TokenTree::Punct(punct)) if punct.as_char() == symbol => {
                self.open();
                Some(punct)
            }
            _ => None,
        }
    }

    /// Takes a lifetime: an apostrophe and a word.
    pub(crate) fn lifetime(&mut self) -> Option<Lifetime> {
        let mut ahead = self.clone();
        let apostrophe = ahead.symbol('\'')?;
        let ident = ahead.ident()?;
        *self = ahead;
        Some(Lifetime { apostrophe, ident })
    }

    /// Takes a group, which must be there.
    pub(crate) fn group(&mut self, delimiter: Delimiter, message: &'static str) -> Result<Self> {
        match self.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
                self.open();
                Ok(Self::inside(&group))
            }
            _ => Err(self.error(message)),
        }
    }

    /// That something else was to stand here.
    pub(crate) fn error(&self, message: &'static str) -> SyntaxError {
        SyntaxError { at: self.rest.last().map_or(self.end, TokenTree::span), message }
    }

    /// Drops the token that [`peek`](Self::peek) gives, which opens the invisible groups around it.
    fn open(&mut self) {
        while let Some(token) = self.rest.pop() {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                    self.rest.extend(Self::new(group.stream()).rest);
                }
                _ => return,
            }
        }
    }
}

/// The token, or the first one inside if it is an invisible group; none if there is nothing inside.
fn first(token: &TokenTree) -> Option<TokenTree> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            group.stream().into_iter().find_map(|token| first(&token))
        }
        token => Some(token.clone()),
    }
}

/// `'a`
pub(crate) struct Lifetime {
    apostrophe: Punct,
    pub(crate) ident: Ident,
}

impl PartialEq for Lifetime {
    fn eq(&self, other: &Self) -> bool {
        self.ident == other.ident
    }
}

impl std::fmt::Display for Lifetime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "'{}", self.ident)
    }
}

/// What a message can underline.
pub(crate) trait Place {
    /// Where its first and its last token stand.
    fn ends(&self) -> (Span, Span);
}

impl Place for TokenStream {
    fn ends(&self) -> (Span, Span) {
        let mut tokens = self.clone().into_iter();
        let first = tokens.next().map_or_else(Span::call_site, |token| token.span());
        (first, tokens.last().map_or(first, |token| token.span()))
    }
}

impl Place for TokenTree {
    fn ends(&self) -> (Span, Span) {
        (self.span(), self.span())
    }
}

impl Place for Ident {
    fn ends(&self) -> (Span, Span) {
        (self.span(), self.span())
    }
}

impl Place for Punct {
    fn ends(&self) -> (Span, Span) {
        (self.span(), self.span())
    }
}

impl Place for Lifetime {
    fn ends(&self) -> (Span, Span) {
        (self.apostrophe.span(), self.ident.span())
    }
}

/// Where tokens stand, from the first to the last; the first alone where the compiler cannot join spans.
pub(crate) fn span(tokens: &TokenStream) -> Span {
    let (first, last) = tokens.ends();
    first.join(last).unwrap_or(first)
}

/// A word that stands where `span` says.
pub(crate) fn word(text: &str, span: Span) -> TokenTree {
    Ident::new(text, span).into()
}

/// A symbol that stands where `span` says, followed by something else.
pub(crate) fn symbol(symbol: char, span: Span) -> TokenTree {
    let mut punct = Punct::new(symbol, Spacing::Alone);
    punct.set_span(span);
    punct.into()
}

/// A lifetime that stands where `span` says.
pub(crate) fn lifetime(name: &str, span: Span) -> [TokenTree; 2] {
    let mut apostrophe = Punct::new('\'', Spacing::Joint);
    apostrophe.set_span(span);
    [apostrophe.into(), word(name, span)]
}

/// A group that stands where `span` says.
pub(crate) fn group(delimiter: Delimiter, tokens: TokenStream, span: Span) -> TokenTree {
    let mut group = Group::new(delimiter, tokens);
    group.set_span(span);
    group.into()
}

/// Whether the two symbols stand side by side: `->`, but not `- >`.
pub(crate) fn is_joint(punct: &Punct) -> bool {
    punct.spacing() == Spacing::Joint
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invisible(source: &str) -> TokenTree {
        Group::new(Delimiter::None, source.parse().expect("tokens")).into()
    }

    #[test]
    fn words_are_found_in_invisible_groups_and_taking_one_opens_them() {
        let inner =
            Group::new(Delimiter::None, [invisible(""), invisible("a b")].into_iter().collect());
        let mut input = Input::new([TokenTree::from(inner), invisible("c")].into_iter().collect());
        assert!(input.is_word("a") && !input.is_word("b"));
        assert!(input.word("b").is_none() && input.word("a").is_some());
        assert_eq!(input.all().to_string(), "b c");
    }

    #[test]
    fn a_token_is_taken_with_the_invisible_group_around_it() {
        let mut input = Input::new(invisible("a < b").into());
        assert!(matches!(input.token(), Some(TokenTree::Group(_))));
        assert!(input.is_empty() && input.peek().is_none());
    }

    #[test]
    fn a_lifetime_is_taken_as_a_whole_or_not_at_all() {
        let mut input = Input::new("'a x".parse().expect("tokens"));
        assert_eq!(input.lifetime().map(|lifetime| lifetime.to_string()).as_deref(), Some("'a"));
        assert!(input.lifetime().is_none());
        assert_eq!(input.all().to_string(), "x");
    }
}
