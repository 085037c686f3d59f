//! What can be wrong with a character or a word.

use crate::{
    diagnostic::{Code, Diagnostic},
    source::Span,
};

/// A mistake in the characters of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LexError {
    /// `/*` without `*/`.
    UnterminatedComment {
        /// The `/*`.
        open: Span,
    },
    /// `"` without another in its line.
    UnterminatedString {
        /// From the quote to the end of the line.
        span: Span,
    },
    /// `'` without another in its line.
    UnterminatedCharacter {
        /// From the quote to the end of the line.
        span: Span,
    },
    /// A character that IDL has no use for.
    UnknownCharacter {
        /// The character.
        character: char,
        /// Its place.
        span: Span,
    },
    /// A byte that is not UTF-8, outside comments and strings.
    NotUtf8 {
        /// Its place.
        span: Span,
    },
    /// More text between two quotes than any compiler takes.
    StringTooLong {
        /// The place of the string.
        span: Span,
        /// How many bytes there may be.
        limit: u32,
    },
    /// A byte that is not UTF-8 in a string.
    NotUtf8InString {
        /// The place of the string.
        span: Span,
    },
}

impl From<LexError> for Diagnostic {
    fn from(error: LexError) -> Diagnostic {
        match error {
            LexError::UnterminatedComment { open } => Diagnostic::new(
                Code::UnterminatedComment,
                "comment is not closed",
                open,
                "opened here, and the rest of the file belongs to it",
            )
            .help("add `*/` where it ends"),
            LexError::UnterminatedString { span } => Diagnostic::new(
                Code::UnterminatedString,
                "string is not closed",
                span,
                "no `\"` before the end of the line",
            )
            .help("add `\"`; a string goes on in the next line where this one ends with `\\`"),
            LexError::UnterminatedCharacter { span } => Diagnostic::new(
                Code::UnterminatedCharacter,
                "character constant is not closed",
                span,
                "no `'` before the end of the line",
            )
            .help("add `'`, or use `\"` for a string"),
            LexError::UnknownCharacter { character, span } => {
                let shown = if character.is_control() || character.is_whitespace() {
                    format!("U+{:04X}", u32::from(character))
                } else {
                    format!("{character}")
                };
                let diagnostic = Diagnostic::new(
                    Code::UnknownCharacter,
                    format!("character `{shown}` has no meaning here"),
                    span,
                    "not part of the language",
                );
                match lookalike(character) {
                    Some(ascii) => diagnostic.help(format!("write {ascii} instead")),
                    None => diagnostic.help("remove it, or put it into a string or a comment"),
                }
            }
            LexError::NotUtf8 { span } => Diagnostic::new(
                Code::NotUtf8,
                "a byte here is not UTF-8",
                span,
                "only comments may hold such bytes",
            )
            .help("save the file as UTF-8"),
            LexError::StringTooLong { span, limit } => Diagnostic::new(
                Code::StringTooLong,
                "string is too long",
                Span { end: span.start + 1, ..span },
                format!("it has {} bytes, and {limit} are allowed", span.end - span.start),
            )
            .help("divide it into several strings"),
            LexError::NotUtf8InString { span } => Diagnostic::new(
                Code::NotUtf8InString,
                "string holds bytes that are not UTF-8",
                span,
                "each of them is read as U+FFFD",
            )
            .help("save the file as UTF-8"),
        }
    }
}

/// What was probably meant by a character that word processors and web pages put in the place of another.
fn lookalike(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{201C}' | '\u{201D}' | '\u{201E}' => "`\"`",
        '\u{2018}' | '\u{2019}' => "`'`",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "`-`",
        '\u{037E}' | '\u{FF1B}' => "`;`",
        '\u{00A0}' | '\u{2000}'..='\u{200B}' | '\u{202F}' | '\u{3000}' => "a space",
        _ => return None,
    })
}
