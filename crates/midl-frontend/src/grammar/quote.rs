//! `cpp_quote`: text for C that IDL only passes on, and the constants in it.

use super::expression;
use crate::{
    ast::{CppQuote, Define, ExprKind, Ident},
    lexer::{self, Flags, Kind, Token, number},
    parser::{Expected, Parse, Parser},
    source::Span,
    symbol::{Symbols, kw},
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
            CppQuote { text: p.symbols.intern(text), span: first.span, define }
        }
        None => {
            let string = expression::string(p);
            let ExprKind::String { text, .. } = string.kind else {
                return Err(p.unexpected(Expected::Text));
            };
            let define = directive(p, &text, string.span, None);
            CppQuote { text: p.symbols.intern(&text), span: string.span, define }
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

/// Reads a line that the C preprocessor will obey: conditionals are remembered, a definition is returned. `start` is where the
/// text begins in its file; without it every place is that of the whole string.
fn directive(p: &mut Parser<'_>, text: &str, span: Span, start: Option<u32>) -> Option<Define> {
    if !text.trim_start().starts_with('#') {
        return None;
    }
    let place = |from: u32, to: u32| match start {
        Some(start) => Span { start: start + from, end: start + to, ..span },
        None => span,
    };
    let mut tokens = std::mem::take(&mut p.scratch.tokens);
    lexer::lex_fragment(text, place, span.file, p.symbols, &mut tokens);
    let define = obey(p, &tokens);
    tokens.clear();
    p.scratch.tokens = tokens;
    define
}

fn obey(p: &mut Parser<'_>, tokens: &[Token]) -> Option<Define> {
    let [hash, directive, rest @ ..] = tokens else { return None };
    if hash.kind != Kind::Hash || directive.kind != Kind::Ident {
        return None;
    }
    match directive.symbol {
        kw::IF => {
            p.quoted_conditionals.push(matches!(rest, [token, _] if is_zero(*token, p.symbols)))
        }
        kw::IFDEF | kw::IFNDEF => p.quoted_conditionals.push(false),
        kw::ELSE | kw::ELIF => {
            // What follows `#if 0` is read; after any other branch nobody knows.
            if let Some(skipped) = p.quoted_conditionals.last_mut() {
                *skipped = false;
            }
        }
        kw::ENDIF => {
            p.quoted_conditionals.pop();
        }
        kw::DEFINE if !is_quoted_out(p) => {
            let (name, value) = rest.split_first()?;
            let takes_arguments = value
                .first()
                .is_some_and(|next| next.kind == Kind::LeftParen && next.flags == Flags::default());
            if name.kind == Kind::Ident && !takes_arguments {
                return define(p, Ident { symbol: name.symbol, span: name.span }, value);
            }
        }
        _ => {}
    }
    None
}

fn is_zero(token: Token, symbols: &Symbols) -> bool {
    token.kind == Kind::Number
        && matches!(number::number(token.text(symbols)), Ok(number::Number::Integer(integer)) if integer.value == 0)
}

/// True between `cpp_quote("#if 0")` and its `#endif`: C skips what is declared here.
pub(super) fn is_quoted_out(p: &Parser<'_>) -> bool {
    p.quoted_conditionals.contains(&true)
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
