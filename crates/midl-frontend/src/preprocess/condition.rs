//! The value of an `#if`.

use super::ConditionError;
use crate::{
    lexer::{
        Kind, Token,
        number::{self, Number},
    },
    source::Span,
    symbol::{Symbols, kw},
};

/// Why and where a condition has no value.
pub(super) type Failure = (ConditionError, Span);

const DEPTH_LIMIT: usize = 200;

/// A number of the preprocessor: 64 bits, signed or not.
#[derive(Clone, Copy)]
struct Value {
    bits: u64,
    unsigned: bool,
}

impl Value {
    fn truth(holds: bool) -> Value {
        Value { bits: u64::from(holds), unsigned: false }
    }

    fn holds(self) -> bool {
        self.bits != 0
    }
}

/// Computes a condition whose macros are expanded. A name that is left counts as 0.
pub(super) struct Evaluator<'a> {
    tokens: &'a [Token],
    at: usize,
    symbols: &'a Symbols,
    directive: Span,
    depth: usize,
    /// The value is not asked for, as on the right of `0 &&`: dividing by zero is no mistake there.
    idle: bool,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(tokens: &'a [Token], symbols: &'a Symbols, directive: Span) -> Evaluator<'a> {
        Evaluator { tokens, at: 0, symbols, directive, depth: 0, idle: false }
    }

    pub(super) fn run(mut self) -> Result<bool, Failure> {
        if self.tokens.is_empty() {
            return Err((ConditionError::Empty, self.directive));
        }
        let value = self.conditional()?;
        match self.peek() {
            Some(token) => Err((ConditionError::UnexpectedWord, token.span)),
            None => Ok(value.holds()),
        }
    }

    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn eat(&mut self, kind: Kind) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == kind);
        self.at += usize::from(found);
        found
    }

    /// Where something is missing: at the next token, or at the last.
    fn here(&self) -> Span {
        self.peek()
            .or_else(|| self.tokens.last().copied())
            .map_or(self.directive, |token| token.span)
    }

    /// Runs a part; with `idle` its value is not asked for.
    fn part(
        &mut self,
        idle: bool,
        parse: impl FnOnce(&mut Self) -> Result<Value, Failure>,
    ) -> Result<Value, Failure> {
        let before = self.idle;
        self.idle |= idle;
        let value = parse(self);
        self.idle = before;
        value
    }

    fn conditional(&mut self) -> Result<Value, Failure> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err((ConditionError::TooDeep, self.here()));
        }
        let condition = self.binary(1)?;
        let value = if self.eat(Kind::Question) {
            let yes = self.part(!condition.holds(), Self::conditional)?;
            if !self.eat(Kind::Colon) {
                return Err((ConditionError::ExpectedOperand, self.here()));
            }
            let no = self.part(condition.holds(), Self::conditional)?;
            if condition.holds() { yes } else { no }
        } else {
            condition
        };
        self.depth -= 1;
        Ok(value)
    }

    fn binary(&mut self, least: u8) -> Result<Value, Failure> {
        let mut left = self.unary()?;
        while let Some(operator) = self.peek()
            && let Some(level) = level(operator.kind)
            && level >= least
        {
            self.at += 1;
            let idle = match operator.kind {
                Kind::AndAnd => !left.holds(),
                Kind::OrOr => left.holds(),
                _ => false,
            };
            let right = self.part(idle, |evaluator| evaluator.binary(level + 1))?;
            left = self.compute(operator, left, right)?;
        }
        Ok(left)
    }

    fn compute(&self, operator: Token, left: Value, right: Value) -> Result<Value, Failure> {
        let unsigned = left.unsigned || right.unsigned;
        let (a, b) = (left.bits, right.bits);
        let (signed_a, signed_b) = (a as i64, b as i64);
        let number = |bits: u64| Value { bits, unsigned };
        let ordered = |smaller: bool, signed_smaller: bool| {
            Value::truth(if unsigned { smaller } else { signed_smaller })
        };
        Ok(match operator.kind {
            Kind::Slash | Kind::Percent if b == 0 => {
                if !self.idle {
                    return Err((ConditionError::DivisionByZero, operator.span));
                }
                number(0)
            }
            Kind::Slash if unsigned => number(a / b),
            Kind::Slash => number(signed_a.wrapping_div(signed_b) as u64),
            Kind::Percent if unsigned => number(a % b),
            Kind::Percent => number(signed_a.wrapping_rem(signed_b) as u64),
            Kind::Star => number(a.wrapping_mul(b)),
            Kind::Plus => number(a.wrapping_add(b)),
            Kind::Minus => number(a.wrapping_sub(b)),
            Kind::ShiftLeft => {
                Value { bits: a.checked_shl(b as u32).unwrap_or(0), unsigned: left.unsigned }
            }
            Kind::ShiftRight if left.unsigned => {
                Value { bits: a.checked_shr(b as u32).unwrap_or(0), unsigned: true }
            }
            Kind::ShiftRight => {
                Value { bits: signed_a.wrapping_shr(b.min(63) as u32) as u64, unsigned: false }
            }
            Kind::Less => ordered(a < b, signed_a < signed_b),
            Kind::Greater => ordered(a > b, signed_a > signed_b),
            Kind::LessEqual => ordered(a <= b, signed_a <= signed_b),
            Kind::GreaterEqual => ordered(a >= b, signed_a >= signed_b),
            Kind::EqualEqual => Value::truth(a == b),
            Kind::BangEqual => Value::truth(a != b),
            Kind::Ampersand => number(a & b),
            Kind::Caret => number(a ^ b),
            Kind::Pipe => number(a | b),
            Kind::AndAnd => Value::truth(left.holds() && right.holds()),
            _ => Value::truth(left.holds() || right.holds()),
        })
    }

    fn unary(&mut self) -> Result<Value, Failure> {
        let mut signs = Vec::new();
        while let Some(token) = self.peek()
            && matches!(token.kind, Kind::Bang | Kind::Tilde | Kind::Minus | Kind::Plus)
        {
            signs.push(token.kind);
            self.at += 1;
        }
        let mut value = self.primary()?;
        for sign in signs.into_iter().rev() {
            value = match sign {
                Kind::Bang => Value::truth(!value.holds()),
                Kind::Tilde => Value { bits: !value.bits, ..value },
                Kind::Minus => Value { bits: value.bits.wrapping_neg(), ..value },
                _ => value,
            };
        }
        Ok(value)
    }

    fn primary(&mut self) -> Result<Value, Failure> {
        let Some(token) = self.peek() else {
            return Err((ConditionError::ExpectedOperand, self.here()));
        };
        self.at += 1;
        match token.kind {
            Kind::Number if token.symbol == kw::TRUE => Ok(Value::truth(true)),
            Kind::Number if token.symbol == kw::FALSE => Ok(Value::truth(false)),
            Kind::Number => match number::number(token.text(self.symbols)) {
                Ok(Number::Integer(bits, form)) => {
                    let unsigned = form.unsigned || i64::try_from(bits).is_err();
                    Ok(Value { bits, unsigned })
                }
                _ => Err((ConditionError::NotANumber, token.span)),
            },
            Kind::Char | Kind::WideChar => {
                let text = number::unquote(token.text(self.symbols));
                Ok(Value { bits: text.chars().next().map_or(0, u64::from), unsigned: false })
            }
            Kind::Ident if self.eat(Kind::LeftParen) => Err((
                ConditionError::UnknownFunction(self.symbols.text(token.symbol).to_owned()),
                token.span,
            )),
            Kind::Ident => Ok(Value::truth(false)),
            Kind::LeftParen => {
                let value = self.conditional()?;
                if self.eat(Kind::RightParen) {
                    Ok(value)
                } else {
                    Err((ConditionError::ExpectedClosing, self.here()))
                }
            }
            _ => Err((ConditionError::ExpectedOperand, token.span)),
        }
    }
}

/// How tightly an operator binds.
fn level(kind: Kind) -> Option<u8> {
    Some(match kind {
        Kind::OrOr => 1,
        Kind::AndAnd => 2,
        Kind::Pipe => 3,
        Kind::Caret => 4,
        Kind::Ampersand => 5,
        Kind::EqualEqual | Kind::BangEqual => 6,
        Kind::Less | Kind::Greater | Kind::LessEqual | Kind::GreaterEqual => 7,
        Kind::ShiftLeft | Kind::ShiftRight => 8,
        Kind::Plus | Kind::Minus => 9,
        Kind::Star | Kind::Slash | Kind::Percent => 10,
        _ => return None,
    })
}
