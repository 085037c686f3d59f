//! Expressions, with C's operators and their precedence.

use super::specifier;
use crate::{
    ast::{BinaryOp, Call, Expr, ExprKind, Member, UnaryOp},
    lexer::{
        Kind, Token,
        number::{self, Number},
    },
    parser::{Expected, Parse, Parser, Reported, SyntaxError},
    symbol::kw,
};

/// How many operators an expression may have: each makes the tree higher, and whoever walks it pays.
const OPERATOR_LIMIT: usize = 500;

/// `expression = binary [ "?" expression ":" expression ]`
pub(super) fn expression(p: &mut Parser<'_>) -> Parse<Expr> {
    // The operators of one expression are counted, not those of an expression around it.
    let around = std::mem::take(&mut p.operators);
    let result = p.deeper(conditional);
    p.operators = around;
    result
}

fn conditional(p: &mut Parser<'_>) -> Parse<Expr> {
    let condition = binary(p, 1)?;
    if !p.eat(Kind::Question) {
        return Ok(condition);
    }
    let yes = p.deeper(conditional)?;
    p.expect(Kind::Colon)?;
    let no = p.deeper(conditional)?;
    let span = condition.span.to(no.span);
    Ok(Expr { kind: ExprKind::Conditional(Box::new((condition, yes, no))), span })
}

/// `binary = unary { operator unary }`
fn binary(p: &mut Parser<'_>, least: u8) -> Parse<Expr> {
    let mut left = unary(p)?;
    while let Some((operator, level)) = binary_operator(p.kind())
        && level >= least
    {
        count_operator(p)?;
        p.bump();
        let right = binary(p, level + 1)?;
        let span = left.span.to(right.span);
        left = Expr { kind: ExprKind::Binary(operator, Box::new((left, right))), span };
    }
    Ok(left)
}

fn count_operator(p: &mut Parser<'_>) -> Parse<()> {
    if p.operators == OPERATOR_LIMIT {
        return Err(p.too_deep());
    }
    p.operators += 1;
    Ok(())
}

fn binary_operator(kind: Kind) -> Option<(BinaryOp, u8)> {
    Some(match kind {
        Kind::OrOr => (BinaryOp::Or, 1),
        Kind::AndAnd => (BinaryOp::And, 2),
        Kind::Pipe => (BinaryOp::BitOr, 3),
        Kind::Caret => (BinaryOp::BitXor, 4),
        Kind::Ampersand => (BinaryOp::BitAnd, 5),
        Kind::EqualEqual => (BinaryOp::Equal, 6),
        Kind::BangEqual => (BinaryOp::NotEqual, 6),
        Kind::Less => (BinaryOp::Less, 7),
        Kind::Greater => (BinaryOp::Greater, 7),
        Kind::LessEqual => (BinaryOp::LessEqual, 7),
        Kind::GreaterEqual => (BinaryOp::GreaterEqual, 7),
        Kind::ShiftLeft => (BinaryOp::Shl, 8),
        Kind::ShiftRight => (BinaryOp::Shr, 8),
        Kind::Plus => (BinaryOp::Add, 9),
        Kind::Minus => (BinaryOp::Sub, 9),
        Kind::Star => (BinaryOp::Mul, 10),
        Kind::Slash => (BinaryOp::Div, 10),
        Kind::Percent => (BinaryOp::Rem, 10),
        _ => return None,
    })
}

/// `unary = sign unary | cast | "sizeof" "(" type ")" | postfix`
fn unary(p: &mut Parser<'_>) -> Parse<Expr> {
    let token = p.peek();
    let sign = match token.kind {
        Kind::Plus => UnaryOp::Plus,
        Kind::Minus => UnaryOp::Minus,
        Kind::Tilde => UnaryOp::BitNot,
        Kind::Bang => UnaryOp::Not,
        Kind::Star => UnaryOp::Deref,
        Kind::Ampersand => UnaryOp::AddressOf,
        Kind::LeftParen if is_cast(p) => return p.deeper(cast),
        _ => return postfix(p),
    };
    p.bump();
    let operand = p.deeper(unary)?;
    let span = token.span.to(operand.span);
    Ok(Expr { kind: ExprKind::Unary(sign, Box::new(operand)), span })
}

/// True at the parenthesis of `(T) x`. Of a plain name nobody knows here what it is: `(a) - b` is a difference, and the resolver
/// looks again; `(a) b` can only be a cast.
fn is_cast(p: &Parser<'_>) -> bool {
    let Some(word) = p.word_at(1) else { return false };
    if specifier::is_type_word(word) {
        return true;
    }
    let mut ahead = 2;
    while p.kind_at(ahead) == Kind::Star {
        ahead += 1;
    }
    if p.kind_at(ahead) != Kind::RightParen {
        return false;
    }
    let begins_operand = matches!(
        p.kind_at(ahead + 1),
        Kind::Ident
            | Kind::Number
            | Kind::String
            | Kind::WideString
            | Kind::Char
            | Kind::WideChar
            | Kind::LeftParen
            | Kind::Tilde
            | Kind::Bang
    );
    begins_operand || ahead > 2
}

/// `cast = "(" type ")" unary`
fn cast(p: &mut Parser<'_>) -> Parse<Expr> {
    let open = p.bump();
    let name = specifier::type_name(p)?;
    p.close(Kind::RightParen, open)?;
    let operand = unary(p)?;
    let span = open.span.to(operand.span);
    Ok(Expr { kind: ExprKind::Cast(Box::new((name, operand))), span })
}

/// `postfix = primary { "[" expression "]" | "." name | "->" name }`
fn postfix(p: &mut Parser<'_>) -> Parse<Expr> {
    let mut expr = primary(p)?;
    loop {
        match p.kind() {
            Kind::LeftBracket => {
                count_operator(p)?;
                let open = p.bump();
                let index = p.deeper(conditional)?;
                let close = p.close(Kind::RightBracket, open)?;
                let span = expr.span.to(close.span);
                expr = Expr { kind: ExprKind::Index(Box::new((expr, index))), span };
            }
            Kind::Dot | Kind::Arrow => {
                count_operator(p)?;
                let arrow = p.bump().kind == Kind::Arrow;
                let name = p.name(Expected::FieldName)?;
                let span = expr.span.to(name.span);
                let member = Member { of: expr, name, arrow };
                expr = Expr { kind: ExprKind::Member(Box::new(member)), span };
            }
            _ => return Ok(expr),
        }
    }
}

/// `primary = number | character | string { string } | name [ "(" arguments ")" ] | "(" expression ")"`
fn primary(p: &mut Parser<'_>) -> Parse<Expr> {
    let token = p.peek();
    match token.kind {
        Kind::Number => {
            p.bump();
            let kind = number(p, token);
            Ok(Expr { kind, span: token.span })
        }
        Kind::Char | Kind::WideChar => {
            p.bump();
            let kind = character(p, token);
            Ok(Expr { kind, span: token.span })
        }
        Kind::String | Kind::WideString => Ok(string(p)),
        Kind::LeftParen => {
            p.bump();
            let inner = p.deeper(conditional)?;
            let close = p.close(Kind::RightParen, token)?;
            let span = token.span.to(close.span);
            // Only of a name's parentheses the resolver needs to know.
            let kind = if let ExprKind::Name(_) = inner.kind {
                ExprKind::Group(Box::new(inner))
            } else {
                inner.kind
            };
            Ok(Expr { kind, span })
        }
        Kind::Ident if token.symbol == kw::SIZEOF && p.kind_at(1) == Kind::LeftParen => size_of(p),
        Kind::Ident => {
            p.bump();
            if p.kind() == Kind::LeftParen {
                return p.deeper(|p| call(p, token));
            }
            Ok(Expr { kind: ExprKind::Name(token.symbol), span: token.span })
        }
        _ => Err(p.unexpected(Expected::Expression)),
    }
}

fn number(p: &mut Parser<'_>, token: Token) -> ExprKind {
    let text = token.text(p.symbols);
    match number::number(text) {
        Ok(Number::Integer(value, form)) => ExprKind::Integer(value, form),
        Ok(Number::Float(value)) => ExprKind::Float(value),
        Err(error) => {
            let text = text.to_owned();
            let Reported = p.report(SyntaxError::Number { text, error, place: token.span });
            ExprKind::Error
        }
    }
}

/// A character, or up to four of them, which C packs into one number.
fn character(p: &mut Parser<'_>, token: Token) -> ExprKind {
    let spelling = token.text(p.symbols);
    if spelling.len() < 2 || !spelling.ends_with('\'') {
        // Its end is missing, which was reported.
        return ExprKind::Error;
    }
    let text = number::unquote(spelling);
    let count = text.chars().count();
    if count == 0 || count > 4 {
        let Reported = p.report(SyntaxError::CharacterMalformed { place: token.span });
        return ExprKind::Error;
    }
    let value = match text.chars().next() {
        Some(only) if count == 1 => u32::from(only),
        _ => text.chars().fold(0, |value, character| value << 8 | u32::from(character) & 0xFF),
    };
    ExprKind::Char { value, wide: token.kind == Kind::WideChar }
}

/// Adjacent strings are one; it is wide if one of them is.
pub(super) fn string(p: &mut Parser<'_>) -> Expr {
    let first = p.span();
    let mut text = String::new();
    let mut wide = false;
    while matches!(p.kind(), Kind::String | Kind::WideString) {
        let token = p.bump();
        wide |= token.kind == Kind::WideString;
        let part = number::unquote(token.text(p.symbols));
        if text.is_empty() {
            text = part;
        } else {
            text.push_str(&part);
        }
    }
    let text = p.symbols.intern(&text);
    Expr { kind: ExprKind::String { text, wide }, span: p.span_from(first) }
}

fn size_of(p: &mut Parser<'_>) -> Parse<Expr> {
    let word = p.bump();
    let open = p.bump();
    let name = p.deeper(specifier::type_name)?;
    let close = p.close(Kind::RightParen, open)?;
    Ok(Expr { kind: ExprKind::SizeOf(Box::new(name)), span: word.span.to(close.span) })
}

/// `arguments = [ expression { "," expression } ]`
fn call(p: &mut Parser<'_>, name: Token) -> Parse<Expr> {
    let open = p.bump();
    let mut arguments = Vec::new();
    while p.kind() != Kind::RightParen {
        arguments.push(conditional(p)?);
        if !p.eat(Kind::Comma) {
            break;
        }
    }
    let close = p.close(Kind::RightParen, open)?;
    let call = Call { name: name.symbol, arguments };
    Ok(Expr { kind: ExprKind::Call(Box::new(call)), span: name.span.to(close.span) })
}
