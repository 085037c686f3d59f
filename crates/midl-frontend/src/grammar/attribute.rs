//! Attributes: `[uuid(..), object]`.

use super::{expression, specifier};
use crate::{
    ast::{Arguments, Attribute, Expr, Few, Ident, WrittenGuid},
    lexer::{Flags, Kind, number},
    model::Guid,
    parser::{Expected, Parse, Parser, exactly},
    symbol::{Symbol, kw},
};

/// `attributes = { "[" { attribute "," } "]" }`
///
/// Several lists in a row are one. Commas may be doubled or stand at the end: conditionals leave them.
pub(super) fn attributes(p: &mut Parser<'_>) -> Vec<Attribute> {
    if p.kind() != Kind::LeftBracket {
        return Vec::new();
    }
    let mut attributes = std::mem::take(&mut p.scratch.attributes);
    while p.kind() == Kind::LeftBracket {
        list(p, &mut attributes);
    }
    let list = exactly(&mut attributes);
    p.scratch.attributes = attributes;
    list
}

fn list(p: &mut Parser<'_>, attributes: &mut Vec<Attribute>) {
    let open = p.bump();
    loop {
        let before = p.position();
        match p.kind() {
            Kind::RightBracket => {
                p.bump();
                return;
            }
            Kind::Comma => {
                p.bump();
                continue;
            }
            Kind::Ident => attributes.push(attribute(p)),
            Kind::End | Kind::Semicolon | Kind::LeftBrace | Kind::RightBrace | Kind::RightParen => {
                p.unclosed(Kind::RightBracket, open);
                return;
            }
            _ => {
                p.unexpected(Expected::AttributeName);
                p.skip_to(&[Kind::Comma, Kind::RightBracket]);
            }
        }
        if !matches!(p.kind(), Kind::Comma | Kind::RightBracket) {
            // A forgotten comma leaves the next attribute here, a forgotten bracket what the attributes belong to.
            if p.kind() == Kind::Ident
                && matches!(p.kind_at(1), Kind::Comma | Kind::RightBracket | Kind::LeftParen)
            {
                p.unexpected_after(Expected::NextAttribute);
            } else {
                p.unclosed(Kind::RightBracket, open);
                return;
            }
        }
        p.assert_progress(before);
    }
}

/// `attribute = name [ "(" arguments ")" ]`
fn attribute(p: &mut Parser<'_>) -> Attribute {
    let token = p.bump();
    let name = Ident { symbol: token.symbol, span: token.span };
    if p.kind() != Kind::LeftParen {
        return Attribute {
            name,
            arguments: Arguments::None,
            written: kw::NOTHING,
            span: name.span,
        };
    }
    let open = p.bump();
    let first = p.position();
    let arguments = match name.symbol {
        kw::A_UUID | kw::A_ASYNC_UUID => guid(p),
        kw::A_SWITCH_TYPE
        | kw::A_TRANSMIT_AS
        | kw::A_REPRESENT_AS
        | kw::A_WIRE_MARSHAL
        | kw::A_USER_MARSHAL => p.attempt(types).unwrap_or(Arguments::Other),
        kw::A_SIZE_IS
        | kw::A_MAX_IS
        | kw::A_MIN_IS
        | kw::A_LENGTH_IS
        | kw::A_FIRST_IS
        | kw::A_LAST_IS
        | kw::A_BYTE_COUNT
        | kw::A_IID_IS
        | kw::A_SWITCH_IS
        | kw::A_ID
        | kw::CASE
        | kw::A_RANGE => expressions(p).unwrap_or(Arguments::Other),
        _ => p.attempt(closed_expressions).unwrap_or(Arguments::Other),
    };
    if p.kind() != Kind::RightParen {
        p.skip_to(&[Kind::RightParen]);
    }
    let written = written(p, first);
    // The caller goes on with what follows, bracket or not.
    let _ = p.close(Kind::RightParen, open);
    Attribute { name, arguments, written, span: p.span_from(name.span) }
}

/// How what was taken since a position is spelled.
fn written(p: &mut Parser<'_>, first: usize) -> Symbol {
    match p.taken_since(first) {
        [] => kw::NOTHING,
        [token] if token.kind.spelling().is_none() => token.symbol,
        tokens => {
            let mut text = std::mem::take(&mut p.scratch.text);
            text.clear();
            for token in tokens {
                if !text.is_empty() && token.flags.has(Flags::SPACED) {
                    text.push(' ');
                }
                text.push_str(token.text(p.symbols));
            }
            let symbol = p.symbols.intern(&text);
            p.scratch.text = text;
            symbol
        }
    }
}

/// `expressions = [ expression ] { "," [ expression ] }`
fn expressions(p: &mut Parser<'_>) -> Parse<Arguments> {
    let mut expressions: Few<Option<Expr>> = Few::new();
    loop {
        let left_out = matches!(p.kind(), Kind::Comma | Kind::RightParen);
        expressions.push(if left_out { None } else { Some(expression::expression(p)?) });
        if !p.eat(Kind::Comma) {
            return Ok(Arguments::Exprs(expressions));
        }
    }
}

/// Expressions up to the parenthesis, or nothing at all.
fn closed_expressions(p: &mut Parser<'_>) -> Parse<Arguments> {
    let arguments = expressions(p)?;
    if p.kind() == Kind::RightParen {
        Ok(arguments)
    } else {
        Err(p.unexpected(Expected::Token(Kind::RightParen)))
    }
}

fn types(p: &mut Parser<'_>) -> Parse<Arguments> {
    let name = specifier::type_name(p)?;
    if p.kind() == Kind::RightParen {
        Ok(Arguments::Type(Box::new(name)))
    } else {
        Err(p.unexpected(Expected::Token(Kind::RightParen)))
    }
}

/// Digits in groups of 8, 4, 4, 4 and 12, as such or as a string. How the lexer cut them does not matter.
fn guid(p: &mut Parser<'_>) -> Arguments {
    let first = p.position();
    let place = p.span();
    while matches!(p.kind(), Kind::Ident | Kind::Number | Kind::Minus | Kind::String) {
        p.bump();
    }
    let taken = p.taken_since(first);
    // Its digits, hyphens and quotes.
    let mut spelled = String::with_capacity(38);
    spelled.extend(taken.iter().map(|token| token.text(p.symbols)));
    if taken.first().is_some_and(|token| token.kind == Kind::String) {
        spelled = number::unquote(&spelled);
    }
    let text = spelled.trim_start_matches('{').trim_end_matches('}');
    Arguments::Guid(Box::new(WrittenGuid {
        guid: read_guid(text).ok_or_else(|| p.symbols.intern(text)),
        span: if taken.is_empty() { place } else { p.span_from(place) },
    }))
}

fn read_guid(text: &str) -> Option<Guid> {
    let text: &[u8; 36] = text.as_bytes().try_into().ok()?;
    if [8, 13, 18, 23].into_iter().any(|hyphen| text[hyphen] != b'-') {
        return None;
    }
    let mut value = 0_u128;
    for group in [&text[..8], &text[9..13], &text[14..18], &text[19..23], &text[24..]] {
        for digit in group {
            value = value << 4 | u128::from((*digit as char).to_digit(16)?);
        }
    }
    Some(Guid(value))
}
