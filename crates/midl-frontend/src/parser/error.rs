//! What can be wrong with the order of words.

use crate::{
    diagnostic::{Code, Diagnostic},
    lexer::{Kind, number::NumberError},
    parser::Expected,
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
        expected: Expected,
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
    EnumTooLong {
        limit: usize,
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
    Number {
        text: String,
        error: NumberError,
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
            | SyntaxError::EnumTooLong { place, .. }
            | SyntaxError::WinRt { place, .. }
            | SyntaxError::UnknownItem { place, .. }
            | SyntaxError::StrayAttributes { place }
            | SyntaxError::TypeMalformed { place }
            | SyntaxError::Number { place, .. }
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
                let wanted = expected.describe();
                let message = format!("expected {wanted}, found {}", found_text(found, &text));
                let (place, label) = match after {
                    Some(after) => (after, format!("{wanted} is missing here")),
                    None => (place, format!("expected {wanted}")),
                };
                Diagnostic::new(Code::UnexpectedToken, message, place, label).help(expected.help())
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
            SyntaxError::EnumTooLong { limit, place } => Diagnostic::new(
                Code::EnumTooLong,
                format!("enum has more than {limit} members"),
                place,
                "those from here on are left out",
            )
            .help("divide it into several enums, or declare constants"),
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
                    None => diagnostic
                        .help("remove it, or put it into `cpp_quote(\"..\")` if it is meant for C"),
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
            SyntaxError::Number { text, error, place } => number(&text, error, place),
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

fn number(text: &str, error: NumberError, place: Span) -> Diagnostic {
    let why = match error {
        NumberError::NoDigits => "no digit follows".into(),
        NumberError::NotOctal(digit) => {
            format!("`{digit}` is no octal digit, and `0` begins an octal number")
        }
        NumberError::Suffix(at) => {
            format!("`{}` is no suffix of a number", text.get(at..).unwrap_or_default())
        }
        NumberError::NotDecimal => "not a decimal number".into(),
        NumberError::TooLarge => {
            return Diagnostic::new(
                Code::NumberTooLarge,
                format!("number `{text}` is too large"),
                place,
                "does not fit 64 bits",
            )
            .help("use a number below 0x10000000000000000");
        }
    };
    Diagnostic::new(Code::NumberMalformed, format!("number `{text}` cannot be read"), place, why)
        .help("numbers are `42`, `0x2A`, `052`, `1.5`, with `U`, `L`, `LL` or `I64` behind them")
}
