//! What can be wrong with the order of words.

use crate::{
    diagnostic::{Code, Diagnostic},
    lexer::Kind,
    source::Span,
};

/// A mistake in the syntax of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "a variant's name says what was found, a field's name which part of it"
)]
pub enum SyntaxError {
    /// `after` is set where something is missing behind the word before.
    Unexpected {
        expected: &'static str,
        found: Kind,
        text: String,
        place: Span,
        after: Option<Span>,
    },
    Unclosed {
        open: Span,
        bracket: Kind,
        expected: Kind,
        found: Kind,
        text: String,
        place: Span,
    },
    StrayBracket {
        bracket: Kind,
        place: Span,
    },
    TooDeep {
        place: Span,
    },
    WinRt {
        word: String,
        place: Span,
    },
    UnknownItem {
        text: String,
        place: Span,
        similar: Option<&'static str>,
    },
    StrayAttributes {
        place: Span,
    },
    TypeMalformed {
        place: Span,
    },
    NumberMalformed {
        text: String,
        place: Span,
    },
    NumberTooLarge {
        text: String,
        place: Span,
    },
    CharacterMalformed {
        place: Span,
    },
}

impl SyntaxError {
    /// Where the mistake is.
    #[must_use]
    pub fn place(&self) -> Span {
        match self {
            SyntaxError::Unexpected { place, .. }
            | SyntaxError::Unclosed { place, .. }
            | SyntaxError::StrayBracket { place, .. }
            | SyntaxError::TooDeep { place }
            | SyntaxError::WinRt { place, .. }
            | SyntaxError::UnknownItem { place, .. }
            | SyntaxError::StrayAttributes { place }
            | SyntaxError::TypeMalformed { place }
            | SyntaxError::NumberMalformed { place, .. }
            | SyntaxError::NumberTooLarge { place, .. }
            | SyntaxError::CharacterMalformed { place } => *place,
        }
    }
}

/// A token in a message: what it is, and how it is spelled where that says more.
fn found_text(kind: Kind, text: &str) -> String {
    match kind {
        Kind::Ident | Kind::Number => format!("`{text}`"),
        _ => kind.describe().to_owned(),
    }
}

impl From<SyntaxError> for Diagnostic {
    fn from(error: SyntaxError) -> Diagnostic {
        match error {
            SyntaxError::Unexpected { expected, found, text, place, after } => {
                let message = format!("expected {expected}, found {}", found_text(found, &text));
                let diagnostic = match after {
                    Some(after) => Diagnostic::new(
                        Code::UnexpectedToken,
                        message,
                        after,
                        format!("{expected} is missing here"),
                    ),
                    None => Diagnostic::new(
                        Code::UnexpectedToken,
                        message,
                        place,
                        format!("expected {expected}"),
                    ),
                };
                match expected {
                    "`;`" => diagnostic.help("end the declaration with `;`"),
                    _ => diagnostic,
                }
            }
            SyntaxError::Unclosed { open, bracket, expected, found, text, place } => {
                Diagnostic::new(
                    Code::BracketUnclosed,
                    format!("{} is not closed", bracket.describe()),
                    open,
                    "opened here",
                )
                .label(
                    place,
                    format!("expected {} before {}", expected.describe(), found_text(found, &text)),
                )
                .help(format!("add {}", expected.describe()))
            }
            SyntaxError::StrayBracket { bracket, place } => Diagnostic::new(
                Code::BracketStray,
                format!("{} closes nothing", bracket.describe()),
                place,
                "no bracket is open here",
            )
            .help("remove it, or look for a bracket that was closed too early"),
            SyntaxError::TooDeep { place } => Diagnostic::new(
                Code::NestingTooDeep,
                "declaration is nested too deeply",
                place,
                "the limit is reached here",
            )
            .help("give the inner part a name of its own with `typedef` or `const`"),
            SyntaxError::WinRt { word, place } => Diagnostic::new(
                Code::WinRtSyntax,
                format!("`{word}` is WinRT syntax"),
                place,
                "only classic COM IDL can be compiled",
            )
            .help(
                "compile this file with the compiler of the Windows SDK: it makes a `.winmd` of it",
            ),
            SyntaxError::UnknownItem { text, place, similar } => {
                let diagnostic = Diagnostic::new(
                    Code::ItemUnknown,
                    format!("{text} begins no declaration"),
                    place,
                    "expected `interface`, `typedef`, `import`, or another declaration",
                );
                match similar {
                    Some(similar) => diagnostic.help(format!("did you mean `{similar}`?")),
                    None => diagnostic,
                }
            }
            SyntaxError::StrayAttributes { place } => Diagnostic::new(
                Code::AttributesStray,
                "attributes belong to nothing",
                place,
                "no declaration follows",
            )
            .help("put the declaration behind them, or remove them"),
            SyntaxError::TypeMalformed { place } => Diagnostic::new(
                Code::TypeMalformed,
                "these words together name no type",
                place,
                "no such type",
            )
            .help("name one type, as in `unsigned long` or `hyper`"),
            SyntaxError::NumberMalformed { text, place } => Diagnostic::new(
                Code::NumberMalformed,
                format!("number `{text}` cannot be read"),
                place,
                "not a number",
            )
            .note(
                "numbers are `42`, `0x2A`, `052`, `1.5`, with `U`, `L`, `LL` or `I64` behind them",
            ),
            SyntaxError::NumberTooLarge { text, place } => Diagnostic::new(
                Code::NumberTooLarge,
                format!("number `{text}` is too large"),
                place,
                "does not fit 64 bits",
            ),
            SyntaxError::CharacterMalformed { place } => Diagnostic::new(
                Code::CharacterMalformed,
                "character constant does not hold one character",
                place,
                "expected one character",
            )
            .help("use `\"` for a string"),
        }
    }
}
