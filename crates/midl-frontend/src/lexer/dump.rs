//! Tokens as text, for people who look at a stage.

use std::fmt::Write;

use super::{Flags, Kind, Token};
use crate::symbol::Symbols;

/// One line of text for each line of tokens; words stand as they are, with one space between.
#[must_use]
pub fn dump(tokens: &[Token], symbols: &Symbols) -> String {
    let mut text = String::new();
    for token in tokens {
        if !text.is_empty() {
            text.push(if token.flags.has(Flags::LINE_START) { '\n' } else { ' ' });
        }
        match token.kind {
            Kind::OpenString | Kind::OpenChar | Kind::Unknown => {
                // Writing to a string does not fail.
                let _ = write!(text, "<{}: {}>", token.kind.describe(), token.text(symbols));
            }
            Kind::End => text.push_str("<end>"),
            _ => text.push_str(token.text(symbols)),
        }
    }
    text.push('\n');
    text
}
