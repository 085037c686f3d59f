//! Tokens to a tree.
//!
//! `Parser` is a place in the tokens and a list of mistakes; the grammar is in `grammar`, one function a production.
//! A production that cannot go on has reported why and returns `Reported`; the nearest list (items, parameters, fields,
//! members, attributes) drops the element, skips to the next, and goes on. One mistake is reported once.

use crate::{
    ast::{self, Ident},
    diagnostic::{Diagnostic, MISTAKES_LIMIT},
    grammar::{self, Told},
    lexer::{Flags, Kind, Token},
    model::Packing,
    preprocess::Preprocessed,
    source::{FileId, SourceMap, Span},
    symbol::{Symbol, Symbols, kw},
};

mod error;
mod expected;
pub use error::SyntaxError;
pub use expected::Expected;

/// How deeply declarations, types and expressions may be nested, all together.
const DEPTH_LIMIT: usize = 100;

/// A tree and the mistakes on the way to it.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// What was understood.
    pub tree: T,
    /// What was not.
    pub errors: Vec<SyntaxError>,
}

/// How many tokens an item has at least, as a rule: lists of items rarely grow then.
const TOKENS_AN_ITEM: usize = 12;

/// Parses a preprocessed file.
#[must_use]
pub fn parse(
    input: &Preprocessed,
    sources: &SourceMap,
    symbols: &mut Symbols,
) -> Parsed<ast::File> {
    let mut parser = Parser::new(&input.tokens, sources, symbols);
    parser.packs = &input.packs;
    parser.headers = &input.headers;
    parser.cut_short = input.cut_short;
    parser.scratch.items.reserve(input.tokens.len() / TOKENS_AN_ITEM);
    let items = grammar::file(&mut parser);
    let defines = input.defines.iter();
    parser.file.defines =
        defines.filter_map(|(name, value)| grammar::define(&mut parser, *name, value)).collect();
    parser.file.items = items;
    if !parser.declared_off {
        parser.file.companions.clear();
    }
    parser.file.lost_names.sort_unstable();
    parser.file.lost_names.dedup();
    Parsed { tree: parser.file, errors: parser.errors }
}

/// The production could not go on, and the reason was reported.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reported;

/// What a production makes, if it could.
pub(crate) type Parse<T> = Result<T, Reported>;

/// A place in the tokens, and what was learnt on the way there.
pub(crate) struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    /// The token at `at`.
    next: Token,
    pub(crate) sources: &'a SourceMap,
    pub(crate) symbols: &'a mut Symbols,
    packs: &'a [(u32, Option<u32>)],
    headers: &'a [FileId],
    cut_short: bool,
    errors: Vec<SyntaxError>,
    /// Nothing is reported: text is tried, and may turn out to be something else.
    silent: bool,
    depth: usize,
    /// Operators of the expression that is being parsed: each makes the tree higher by one.
    pub(crate) operators: usize,
    /// What is collected beside the items.
    pub(crate) file: ast::File,
    /// What C was told by `cpp_quote` so far.
    pub(crate) told: Told,
    /// Something was declared where C skips it.
    pub(crate) declared_off: bool,
    /// Up to where lines for C were read in vain: no declaration that begins before ends.
    pub(crate) quoted_lines_read: usize,
    /// What was said, also where nothing is reported.
    pub(crate) complaints: usize,
    /// Memory for lists that are being read.
    pub(crate) scratch: Scratch,
}

/// Memory for lists while they are read: a list is kept with the memory that it needs, and no more.
#[derive(Default)]
pub(crate) struct Scratch {
    /// The tokens of a string that is read as code.
    pub(crate) tokens: Vec<Token>,
    /// A text that is put together.
    pub(crate) text: String,
    pub(crate) items: Vec<ast::Item>,
    pub(crate) fields: Vec<ast::Field>,
    pub(crate) enumerators: Vec<ast::Enumerator>,
    pub(crate) attributes: Vec<ast::Attribute>,
    pub(crate) params: Vec<ast::Param>,
}

/// Empties a list into one that has exactly the memory that it needs.
pub(crate) fn exactly<T>(list: &mut Vec<T>) -> Vec<T> {
    let mut exact = Vec::with_capacity(list.len());
    exact.append(list);
    exact
}

impl<'a> Parser<'a> {
    /// `tokens` end with [`Kind::End`].
    pub(crate) fn new(
        tokens: &'a [Token],
        sources: &'a SourceMap,
        symbols: &'a mut Symbols,
    ) -> Parser<'a> {
        Parser {
            tokens,
            at: 0,
            next: tokens[0],
            sources,
            symbols,
            packs: &[],
            headers: &[],
            cut_short: false,
            errors: Vec::new(),
            silent: false,
            depth: 0,
            operators: 0,
            file: ast::File::default(),
            told: Told::default(),
            declared_off: false,
            quoted_lines_read: 0,
            complaints: 0,
            scratch: Scratch::default(),
        }
    }

    /// A parser for other tokens that reports nothing.
    pub(crate) fn silent_over<'b>(&'b mut self, tokens: &'b [Token]) -> Parser<'b> {
        let mut parser = Parser::new(tokens, self.sources, self.symbols);
        parser.silent = true;
        parser
    }

    pub(crate) fn peek(&self) -> Token {
        self.next
    }

    /// The token `ahead` tokens behind the next; at the end, the last.
    pub(crate) fn peek_at(&self, ahead: usize) -> Token {
        self.tokens[(self.at + ahead).min(self.tokens.len() - 1)]
    }

    pub(crate) fn kind(&self) -> Kind {
        self.next.kind
    }

    pub(crate) fn kind_at(&self, ahead: usize) -> Kind {
        self.peek_at(ahead).kind
    }

    pub(crate) fn span(&self) -> Span {
        self.next.span
    }

    /// The next token's name, if it is one.
    pub(crate) fn word(&self) -> Option<Symbol> {
        (self.next.kind == Kind::Ident).then_some(self.next.symbol)
    }

    pub(crate) fn word_at(&self, ahead: usize) -> Option<Symbol> {
        let token = self.peek_at(ahead);
        (token.kind == Kind::Ident).then_some(token.symbol)
    }

    pub(crate) fn at_end(&self) -> bool {
        self.kind() == Kind::End
    }

    /// Takes the next token; the end stays.
    pub(crate) fn bump(&mut self) -> Token {
        let token = self.next;
        if let Some(next) = self.tokens.get(self.at + 1) {
            self.at += 1;
            self.next = *next;
        }
        token
    }

    pub(crate) fn eat(&mut self, kind: Kind) -> bool {
        let found = self.kind() == kind;
        if found {
            self.bump();
        }
        found
    }

    pub(crate) fn eat_word(&mut self, word: Symbol) -> bool {
        let found = self.word() == Some(word);
        if found {
            self.bump();
        }
        found
    }

    /// Takes a token of this kind, or reports that it is missing.
    pub(crate) fn expect(&mut self, kind: Kind) -> Parse<Token> {
        if self.kind() == kind {
            Ok(self.bump())
        } else {
            Err(self.unexpected(Expected::Token(kind)))
        }
    }

    /// Takes a name, whatever it is called: keywords are names where they mean nothing.
    pub(crate) fn name(&mut self, expected: Expected) -> Parse<Ident> {
        let token = self.peek();
        if token.kind != Kind::Ident {
            return Err(self.unexpected(expected));
        }
        self.bump();
        Ok(Ident { symbol: token.symbol, span: token.span })
    }

    /// Takes the `;` at the end of something. One that is missing is reported, and what stands in its place is skipped.
    pub(crate) fn semicolon(&mut self) {
        if self.eat(Kind::Semicolon) {
            return;
        }
        let found = self.peek();
        if matches!(found.kind, Kind::RightParen | Kind::RightBracket) {
            self.report(SyntaxError::StrayBracket { bracket: found.kind, place: found.span });
        } else {
            self.unexpected_after(Expected::Semicolon);
        }
        let start = self.at;
        while !self.eat(Kind::Semicolon) {
            let next = self.peek();
            let ends = matches!(next.kind, Kind::LeftBrace | Kind::RightBrace | Kind::End);
            if ends || next.flags.has(Flags::LINE_START) {
                break;
            }
            self.bump();
        }
        self.lose_names(start);
    }

    /// Takes a closing bracket, or reports that the one at `open` is not closed.
    pub(crate) fn close(&mut self, kind: Kind, open: Token) -> Parse<Token> {
        if self.kind() == kind { Ok(self.bump()) } else { Err(self.unclosed(kind, open)) }
    }

    pub(crate) fn unclosed(&mut self, kind: Kind, open: Token) -> Reported {
        let found = self.peek();
        let error = SyntaxError::Unclosed {
            open: open.span,
            bracket: open.kind,
            expected: kind,
            found: found.kind,
            text: self.text(found),
            place: found.span,
        };
        self.report(error)
    }

    /// Reports that the next token is not what should be here.
    pub(crate) fn unexpected(&mut self, expected: Expected) -> Reported {
        let found = self.peek();
        let error = SyntaxError::Unexpected {
            expected,
            found: found.kind,
            text: self.text(found),
            place: found.span,
            after: None,
        };
        self.report(error)
    }

    /// Reports that something is missing behind the last token.
    pub(crate) fn unexpected_after(&mut self, expected: Expected) -> Reported {
        let found = self.peek();
        let after = self
            .previous()
            .filter(|before| before.file == found.span.file)
            .map(|before| Span { start: before.end, ..before });
        let error = SyntaxError::Unexpected {
            expected,
            found: found.kind,
            text: self.text(found),
            place: found.span,
            after,
        };
        self.report(error)
    }

    fn text(&self, token: Token) -> String {
        token.text(self.symbols).to_owned()
    }

    /// Adds a mistake, unless it is in text that is no IDL, or follows from another that was reported.
    pub(crate) fn report(&mut self, error: SyntaxError) -> Reported {
        self.complaints += 1;
        let next = self.peek();
        let follows =
            next.flags.has(Flags::AFTER_MISTAKE) || self.cut_short && next.kind == Kind::End;
        if !self.silent
            && !follows
            && self.errors.len() < MISTAKES_LIMIT
            && !self.headers.contains(&error.place().file)
            && self.errors.last() != Some(&error)
        {
            self.errors.push(error);
        }
        Reported
    }

    /// Reports WinRT syntax, once a file.
    pub(crate) fn report_win_rt(&mut self) -> Reported {
        let token = self.peek();
        self.report_win_rt_at(self.text(token), token.span)
    }

    /// The same for what was taken already.
    pub(crate) fn report_win_rt_at(&mut self, word: String, place: Span) -> Reported {
        let known = self.errors.iter().any(
            |error| matches!(error, SyntaxError::WinRt { place: first, .. } if first.file == place.file),
        );
        if known { Reported } else { self.report(SyntaxError::WinRt { word, place }) }
    }

    /// The place of the last token taken.
    pub(crate) fn previous(&self) -> Option<Span> {
        Some(self.tokens[self.at.checked_sub(1)?].span)
    }

    /// From `first` to the last token taken.
    pub(crate) fn span_from(&self, first: Span) -> Span {
        self.previous().map_or(first, |last| first.to(last))
    }

    /// The number of tokens taken.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    pub(crate) fn tokens_left(&self) -> usize {
        self.tokens.len() - self.at
    }

    pub(crate) fn mistakes(&self) -> usize {
        self.errors.len()
    }

    /// Goes back to a position, and forgets what was reported since.
    pub(crate) fn rewind(&mut self, position: usize, mistakes: usize) {
        self.at = position;
        self.next = self.tokens[position];
        self.errors.truncate(mistakes);
    }

    /// The tokens taken since a position.
    pub(crate) fn taken_since(&self, position: usize) -> &'a [Token] {
        &self.tokens[position..self.at]
    }

    /// In a loop: a parser that took nothing takes one token, so that the loop ends.
    pub(crate) fn assert_progress(&mut self, before: usize) {
        if self.at == before {
            self.bump();
        }
    }

    /// Runs a production one level deeper, or reports that it is too deep.
    pub(crate) fn deeper<T>(&mut self, production: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        if self.depth == DEPTH_LIMIT {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let result = production(self);
        self.depth -= 1;
        result
    }

    pub(crate) fn too_deep(&mut self) -> Reported {
        let place = self.span();
        self.report(SyntaxError::TooDeep { place })
    }

    /// Tries a production: where it fails, nothing is taken and nothing reported.
    pub(crate) fn attempt<T>(
        &mut self,
        production: impl FnOnce(&mut Self) -> Parse<T>,
    ) -> Option<T> {
        let (position, mistakes, silent) = (self.at, self.errors.len(), self.silent);
        self.silent = true;
        let result = production(self).ok();
        self.silent = silent;
        if result.is_none() {
            self.rewind(position, mistakes);
        }
        result
    }

    /// The packing at the next token: `#pragma pack`, and what C was told beside it.
    pub(crate) fn packing(&self) -> Packing {
        let index = self.packs.partition_point(|(at, _)| *at as usize <= self.at);
        let pack = index.checked_sub(1).and_then(|index| self.packs[index].1);
        self.told.packing(pack)
    }

    /// Skips to one of these tokens, or to the end of what encloses it. Brackets in between are skipped in pairs; `;` and
    /// braces end the search.
    pub(crate) fn skip_to(&mut self, wanted: &[Kind]) {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match self.kind() {
                kind if depth == 0 && wanted.contains(&kind) => break,
                _ if self.at > 0 && self.peek().flags.has(Flags::AFTER_LOST_LINE) => break,
                Kind::End | Kind::Semicolon | Kind::LeftBrace | Kind::RightBrace => break,
                Kind::LeftParen | Kind::LeftBracket => depth += 1,
                Kind::RightParen | Kind::RightBracket if depth == 0 => break,
                Kind::RightParen | Kind::RightBracket => depth -= 1,
                _ => {}
            }
            self.bump();
        }
        self.lose_names(start);
    }

    /// Skips what is left of a declaration that began at `start` and could not be parsed: to its `;`, behind its body, to the
    /// end of what encloses it, or to the next line that surely begins a declaration.
    pub(crate) fn skip_declaration(&mut self, start: usize) {
        let file = self.tokens[start].span.file;
        let header = self.headers.contains(&file);
        let mut depth = 0_usize;
        for token in self.taken_since(start) {
            match token.kind {
                Kind::LeftBrace => depth += 1,
                Kind::RightBrace => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        while !self.at_end() && (!header || self.span().file == file) {
            match self.kind() {
                Kind::RightBrace if depth == 0 => break,
                Kind::LeftBrace => depth += 1,
                Kind::RightBrace => {
                    depth -= 1;
                    // Names may follow a body: `} X, *PX;`
                    let next = self.peek_at(1);
                    let names_follow =
                        matches!(next.kind, Kind::Ident | Kind::Star | Kind::Semicolon);
                    if depth == 0 && (!names_follow || next.flags.has(Flags::LINE_START)) {
                        self.bump();
                        break;
                    }
                }
                Kind::Semicolon if depth == 0 => {
                    self.bump();
                    break;
                }
                Kind::Ident if depth == 0 && self.at > start && self.begins_declaration() => break,
                _ => {}
            }
            self.bump();
        }
        self.lose_names(start);
    }

    /// True at a keyword that opens a line and can only begin a declaration.
    fn begins_declaration(&self) -> bool {
        let token = self.peek();
        token.flags.has(Flags::LINE_START)
            && matches!(
                token.symbol,
                kw::INTERFACE
                    | kw::DISPINTERFACE
                    | kw::COCLASS
                    | kw::LIBRARY
                    | kw::TYPEDEF
                    | kw::IMPORT
                    | kw::IMPORTLIB
                    | kw::CPP_QUOTE
                    | kw::MIDL_PRAGMA
            )
    }

    /// Remembers the names in text that nothing is made of.
    pub(crate) fn lose_names(&mut self, start: usize) {
        let lost = self.tokens[start..self.at].iter().filter(|token| token.kind == Kind::Ident);
        self.file.lost_names.extend(lost.map(|token| token.symbol));
    }
}

impl<T> Parsed<T> {
    /// The mistakes as diagnostics.
    pub fn diagnostics(&self) -> impl Iterator<Item = Diagnostic> {
        self.errors.iter().cloned().map(Diagnostic::from)
    }
}

#[cfg(test)]
mod tests;
