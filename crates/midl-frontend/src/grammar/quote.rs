//! `cpp_quote`: text for C that IDL only passes on, and what it declares: constants, structs, unions and enums.

use super::{expression, item, told::Told};
use crate::{
    ast::{CppQuote, Define, ExprKind, Ident, Item, Quoted},
    layout::Target,
    lexer::{self, Flags, Kind, Token, number},
    parser::{Expected, Parse, Parser},
    source::Span,
    symbol::kw,
};

/// `cpp_quote = "cpp_quote" "(" string { string } ")" [ ";" ]`
pub(super) fn cpp_quote(p: &mut Parser<'_>) -> Parse<CppQuote> {
    p.bump();
    let open = p.peek();
    p.expect(Kind::LeftParen)?;
    if !matches!(p.kind(), Kind::String | Kind::WideString) {
        return Err(p.unexpected(Expected::Text));
    }
    let first = p.peek();
    let quote = match plain_text(p, first) {
        Some(text) => {
            p.bump();
            let define = directive(p, text, first.span, Some(first.span.start + 1));
            CppQuote { text: Quoted::Plain(first.symbol), span: first.span, define }
        }
        None => {
            let string = expression::string(p);
            let ExprKind::String { text, .. } = string.kind else {
                return Err(p.unexpected(Expected::Text));
            };
            let meant = p.symbols.text(text).to_owned();
            let define = directive(p, &meant, string.span, None);
            CppQuote { text: Quoted::Meant(text), span: string.span, define }
        }
    };
    p.close(Kind::RightParen, open)?;
    p.eat(Kind::Semicolon);
    Ok(quote)
}

/// What is between the quotes of a string, if it is a single one and stands in the file just as it is meant.
fn plain_text<'a>(p: &Parser<'a>, token: Token) -> Option<&'a str> {
    if p.kind_at(1) != Kind::RightParen {
        return None;
    }
    let text = p.sources.text(token.span).strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains('\\')).then_some(text)
}

/// Reads a line that the C preprocessor will obey: what C is told is remembered, a definition is returned. `start` is where the
/// text begins in its file; without it every place is that of the whole string.
fn directive(p: &mut Parser<'_>, text: &str, span: Span, start: Option<u32>) -> Option<Define> {
    let rest = text.trim_start().strip_prefix('#')?.trim_start();
    if !rest.starts_with("define") {
        p.told.read(text);
        if let Some(companion) = companion(rest)
            && !p.told.targets().is_none()
        {
            p.file.companions.push(companion);
        }
        return None;
    }
    if p.told.is_off() {
        return None;
    }
    let place = |from: u32, to: u32| match start {
        Some(start) => Span { start: start + from, end: start + to, ..span },
        None => span,
    };
    let mut tokens = std::mem::take(&mut p.scratch.tokens);
    lexer::lex_fragment(text, place, span.file, p.symbols, &mut tokens);
    let define = definition(p, &tokens);
    tokens.clear();
    p.scratch.tokens = tokens;
    define
}

/// The IDL that the header of `include "name.h"` may have been made from.
fn companion(directive: &str) -> Option<String> {
    let header = directive.strip_prefix("include")?.trim().strip_prefix('"')?.strip_suffix('"')?;
    Some(format!("{}.idl", header.strip_suffix(".h")?))
}

/// `# define NAME value`
fn definition(p: &mut Parser<'_>, tokens: &[Token]) -> Option<Define> {
    let [hash, directive, name, value @ ..] = tokens else { return None };
    if hash.kind != Kind::Hash || directive.symbol != kw::DEFINE || name.kind != Kind::Ident {
        return None;
    }
    let takes_arguments = value
        .first()
        .is_some_and(|next| next.kind == Kind::LeftParen && next.flags == Flags::default());
    if takes_arguments {
        return None;
    }
    define(p, Ident { symbol: name.symbol, span: name.span }, value)
}

/// The value of a macro, if all of it is an expression. The tokens end with [`Kind::End`].
pub(crate) fn define(p: &mut Parser<'_>, name: Ident, value: &[Token]) -> Option<Define> {
    if value.len() < 2 {
        return None;
    }
    let mut parser = p.silent_over(value);
    let value = expression::expression(&mut parser).ok()?;
    parser.at_end().then_some(Define { name, value })
}

/// The struct, union or enum whose declaration for C begins with the line just taken. The lines stay where they are; what is
/// not understood to the last word is left to C.
pub(super) fn declared(p: &mut Parser<'_>, first: &CppQuote) -> Option<Item> {
    let start = p.position();
    if start < p.quoted_lines_read || p.told.targets().is_none() {
        return None;
    }
    if !begins_type(first.text(p.symbols)) {
        return None;
    }
    let mut lines = Lines { told: p.told.clone(), tokens: Vec::new(), braces: 0 };
    let outside = lines.told.depth();
    let mut line = (first.text(p.symbols).to_owned(), first.span);
    let mut ahead = 0;
    while !lines.read(p, &line.0, line.1) {
        let Some((next, length)) = next_line(p, ahead) else {
            // Nothing that begins between here and there would end either.
            p.quoted_lines_read = start + ahead;
            return None;
        };
        (line, ahead) = (next, ahead + length);
    }
    if lines.told.depth() != outside {
        return None;
    }
    let told = p.told.clone();
    let mut parser = p.silent_over(&lines.tokens);
    parser.told = told;
    let item = item::quoted_type(&mut parser)?;
    (parser.at_end() && parser.complaints == 0).then_some(item)
}

/// True where a line of C may begin the definition of a type that has a body.
fn begins_type(line: &str) -> bool {
    let line = line.trim_start();
    let rest = line.strip_prefix("typedef").map_or(line, str::trim_start);
    ["struct", "union", "enum"].iter().any(|word| rest.starts_with(word))
}

/// The `cpp_quote` that begins `ahead` tokens behind the next: its text, its place, and how many tokens it has.
fn next_line(p: &Parser<'_>, ahead: usize) -> Option<((String, Span), usize)> {
    if p.word_at(ahead) != Some(kw::CPP_QUOTE) || p.kind_at(ahead + 1) != Kind::LeftParen {
        return None;
    }
    let mut text = String::new();
    let mut length = 2;
    while p.kind_at(ahead + length) == Kind::String {
        text.push_str(&number::unquote(p.peek_at(ahead + length).text(p.symbols)));
        length += 1;
    }
    if length == 2 || p.kind_at(ahead + length) != Kind::RightParen {
        return None;
    }
    let span = p.peek_at(ahead + 2).span.to(p.peek_at(ahead + length - 1).span);
    length += 1;
    length += usize::from(p.kind_at(ahead + length) == Kind::Semicolon);
    Some(((text, span), length))
}

/// Lines of C on the way to the end of a declaration.
struct Lines {
    told: Told,
    tokens: Vec<Token>,
    braces: usize,
}

impl Lines {
    /// Takes a line in; true where the declaration ends, behind its `;`.
    fn read(&mut self, p: &mut Parser<'_>, line: &str, span: Span) -> bool {
        if line.trim_start().starts_with('#') {
            self.told.read(line);
            return false;
        }
        let targets = self.told.targets();
        if targets.is_none() {
            return false;
        }
        let on = match targets.only() {
            None => Flags::default(),
            Some(Target::X64) => Flags::ONLY_X64,
            Some(Target::X86) => Flags::ONLY_X86,
        };
        let start = self.tokens.len();
        lexer::lex_fragment(line, |_, _| span, span.file, p.symbols, &mut self.tokens);
        let end = self.tokens.pop();
        for token in &mut self.tokens[start..] {
            token.flags = token.flags.with(on);
            match token.kind {
                Kind::LeftBrace => self.braces += 1,
                Kind::RightBrace => self.braces = self.braces.saturating_sub(1),
                _ => {}
            }
        }
        let ends = self.braces == 0
            && self.tokens.last().is_some_and(|token| token.kind == Kind::Semicolon);
        if ends {
            self.tokens.extend(end);
        }
        ends
    }
}
