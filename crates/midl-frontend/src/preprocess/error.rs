//! What can be wrong with directives, macros and included files.

use crate::{
    diagnostic::{Code, Diagnostic},
    program::OpenError,
    source::Span,
};

/// A mistake in a directive, or in the use of a macro.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "a variant's name says what was found, a field's name which part of it"
)]
pub enum PreprocessError {
    FileNotOpened { name: String, place: Span, error: OpenError },
    HeaderNotFound { name: String, place: Span },
    ImportCycle { chain: Vec<(String, Span)> },
    IncludeTooDeep { place: Span, limit: usize },
    IncludeTooLarge { place: Span },
    DirectiveUnknown { name: String, place: Span, similar: Option<&'static str> },
    DirectiveMalformed { place: Span, expected: DirectivePart },
    ConditionalUnclosed { open: Span },
    ConditionalStray { place: Span, directive: String },
    ElseTwice { place: Span, directive: String, first: Span },
    ConditionMalformed { place: Span, reason: ConditionError },
    ErrorDirective { place: Span, message: String },
    MacroRecursion { name: String, place: Span, definition: Span },
    MacroArguments { name: String, place: Span, definition: Span, expected: usize, found: usize },
    MacroUnclosed { name: String, place: Span },
    MacroRedefined { name: String, first: Span, second: Span },
    MacroTooLarge { name: String, place: Span },
    MacroTooDeep { name: String, place: Span },
    MacroPaste { text: String, place: Span },
}

/// What a directive lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described in words by `describe`")]
pub enum DirectivePart {
    Directive,
    MacroName,
    Params,
    FileName,
    Pack,
    Push,
}

impl DirectivePart {
    fn describe(self) -> &'static str {
        match self {
            DirectivePart::Directive => "the name of a directive",
            DirectivePart::MacroName => "the name of a macro",
            DirectivePart::Params => "parameters",
            DirectivePart::FileName => "the name of a file",
            DirectivePart::Pack => "1, 2, 4, 8 or 16",
            DirectivePart::Push => "a `#pragma pack(push)` before this",
        }
    }

    fn help(self) -> &'static str {
        match self {
            DirectivePart::Directive => {
                "a line that begins with `#` is a directive, as in `#define NAME text`"
            }
            DirectivePart::MacroName => "a macro's name is a word, as in `#define NAME text`",
            DirectivePart::Params => {
                "parameters are words with commas between them: `#define NAME(a, b) text`"
            }
            DirectivePart::FileName => "write `#include \"name\"` or `#include <name>`",
            DirectivePart::Pack => {
                "write `#pragma pack(4)`, or `#pragma pack()` for natural alignment"
            }
            DirectivePart::Push => {
                "write `#pragma pack(push, 4)` before what is packed, and this behind it"
            }
        }
    }
}

/// Why a condition has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is told by `describe`")]
pub enum ConditionError {
    Empty,
    ExpectedOperand,
    ExpectedClosing,
    ExpectedName,
    UnexpectedWord,
    NotANumber,
    DivisionByZero,
    UnknownFunction(String),
    TooDeep,
}

impl ConditionError {
    fn describe(&self) -> String {
        match self {
            ConditionError::Empty => "the condition is missing".into(),
            ConditionError::ExpectedOperand => "a value is missing here".into(),
            ConditionError::ExpectedClosing => "`)` is missing here".into(),
            ConditionError::ExpectedName => "`defined` takes the name of a macro".into(),
            ConditionError::UnexpectedWord => "an operator is missing before this".into(),
            ConditionError::NotANumber => "not a whole number".into(),
            ConditionError::DivisionByZero => "this divides by zero".into(),
            ConditionError::UnknownFunction(name) => format!("no macro `{name}` is defined"),
            ConditionError::TooDeep => "parentheses are nested too deeply".into(),
        }
    }
}

impl PreprocessError {
    /// Of a C header that is not there nothing is missed but what C declares; every other file is needed.
    pub(crate) fn not_opened(name: String, place: Span, error: OpenError) -> PreprocessError {
        let is_header = name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("h"));
        if is_header && matches!(error, OpenError::NotFound { .. }) {
            PreprocessError::HeaderNotFound { name, place }
        } else {
            PreprocessError::FileNotOpened { name, place, error }
        }
    }
}

impl From<PreprocessError> for Diagnostic {
    fn from(error: PreprocessError) -> Diagnostic {
        match error {
            PreprocessError::FileNotOpened {
                name,
                place,
                error: OpenError::NotFound { searched },
            } => {
                let diagnostic = Diagnostic::new(
                    Code::FileNotFound,
                    format!("cannot find file `{name}`"),
                    place,
                    "not found",
                )
                .help("add the folder that holds it with `-I DIR`");
                if searched.is_empty() {
                    diagnostic
                } else {
                    diagnostic.note(format!("looked in {}", in_backticks(&searched)))
                }
            }
            PreprocessError::FileNotOpened {
                name,
                place,
                error: OpenError::Unreadable { reason },
            } => Diagnostic::new(
                Code::FileUnreadable,
                format!("cannot read file `{name}`"),
                place,
                reason,
            )
            .help("make it a file that can be read, or name another"),
            PreprocessError::FileNotOpened { name, place, error: OpenError::Outside } => {
                Diagnostic::new(
                    Code::PathOutside,
                    format!("file `{name}` lies outside of the folders of imports"),
                    place,
                    "this leads out",
                )
                .help("name the folder that holds it with `-I DIR`, or allow all with `--allow-outside`")
                .note("what is imported or included stays below the folders of the named files and of `-I`")
            }
            PreprocessError::HeaderNotFound { name, place } => Diagnostic::new(
                Code::HeaderNotFound,
                format!("header `{name}` is not found and skipped"),
                place,
                "not found",
            )
            .help("add the folder that holds it with `-I DIR`"),
            PreprocessError::ImportCycle { chain } => import_cycle(&chain),
            PreprocessError::IncludeTooDeep { place, limit } => Diagnostic::new(
                Code::IncludeTooDeep,
                "files include each other too deeply",
                place,
                format!("this would be level {limit}"),
            )
            .help("begin a file that may be included twice with `#pragma once`"),
            PreprocessError::IncludeTooLarge { place } => Diagnostic::new(
                Code::IncludeTooDeep,
                "included files add up to too much text",
                place,
                "nothing is included from here on",
            )
            .help("begin a file that may be included twice with `#pragma once`"),
            PreprocessError::DirectiveUnknown { name, place, similar } => {
                let diagnostic = Diagnostic::new(
                    Code::DirectiveUnknown,
                    format!("unknown directive `#{name}`"),
                    place,
                    "no such directive",
                );
                match similar {
                    Some(similar) => diagnostic.help(format!("did you mean `#{similar}`?")),
                    None => {
                        diagnostic.help("a line that begins with `#` is read by the preprocessor")
                    }
                }
            }
            PreprocessError::DirectiveMalformed { place, expected } => Diagnostic::new(
                Code::DirectiveMalformed,
                "directive cannot be read",
                place,
                format!("expected {}", expected.describe()),
            )
            .help(expected.help()),
            PreprocessError::ConditionalUnclosed { open } => Diagnostic::new(
                Code::ConditionalUnclosed,
                "conditional is not closed",
                open,
                "no `#endif` follows in this file",
            )
            .help("add `#endif` where the conditional text ends"),
            PreprocessError::ConditionalStray { place, directive } => Diagnostic::new(
                Code::ConditionalStray,
                format!("`#{directive}` without `#if`"),
                place,
                "no conditional is open here",
            )
            .help("remove it, or add the `#if` that it belongs to"),
            PreprocessError::ElseTwice { place, directive, first } => Diagnostic::new(
                Code::ConditionalStray,
                format!("`#{directive}` after `#else`"),
                place,
                "this conditional had its `#else`",
            )
            .label(first, "the `#else`")
            .help("remove one of them, or make the first an `#elif`"),
            PreprocessError::ConditionMalformed { place, reason } => Diagnostic::new(
                Code::ConditionMalformed,
                "condition cannot be computed",
                place,
                reason.describe(),
            )
            .help(
                "a condition is whole numbers and `defined NAME` with operators of C between them",
            )
            .note("the condition counts as false"),
            PreprocessError::ErrorDirective { place, message } => Diagnostic::new(
                Code::ErrorDirective,
                format!("`#error` {message}"),
                place,
                "reached here",
            )
            .help("give what it asks for, as in `-D NAME=value`, or change the `#if` before it"),
            PreprocessError::MacroRecursion { name, place, definition } => Diagnostic::new(
                Code::MacroRecursion,
                format!("macro `{name}` leads to itself"),
                place,
                "its expansion holds its own name",
            )
            .label(definition, "defined here")
            .help("give the macro another name than the one its text uses"),
            PreprocessError::MacroArguments { name, place, definition, expected, found } => {
                Diagnostic::new(
                    Code::MacroArguments,
                    format!(
                        "macro `{name}` takes {}, found {found}",
                        counted(expected, "argument")
                    ),
                    place,
                    "used here",
                )
                .label(definition, "defined here")
                .help("give it one argument for each parameter, with commas between them")
            }
            PreprocessError::MacroUnclosed { name, place } => Diagnostic::new(
                Code::MacroUnclosed,
                format!("arguments of macro `{name}` are not closed"),
                place,
                "no `)` follows",
            )
            .help("add `)` behind the last argument"),
            PreprocessError::MacroRedefined { name, first, second } => Diagnostic::new(
                Code::MacroRedefined,
                format!("macro `{name}` is defined again, differently"),
                second,
                "from here on it has another meaning",
            )
            .label(first, "first defined here")
            .help(format!("put `#undef {name}` before it if this is meant")),
            PreprocessError::MacroTooLarge { name, place } => Diagnostic::new(
                Code::MacroTooLarge,
                format!("macro `{name}` expands to too much text"),
                place,
                "the file is read up to here",
            )
            .help("look for macros that use each other more than once"),
            PreprocessError::MacroTooDeep { name, place } => Diagnostic::new(
                Code::MacroTooLarge,
                format!("macro `{name}` is nested too deeply in its own arguments"),
                place,
                "not expanded",
            )
            .help("define the inner uses as macros of their own"),
            PreprocessError::MacroPaste { text, place } => Diagnostic::new(
                Code::MacroPaste,
                format!("`##` makes `{text}`, which is no word"),
                place,
                "in the macro used here",
            )
            .help("remove the `##`, or make both sides parts of one name or number"),
        }
    }
}

fn import_cycle(chain: &[(String, Span)]) -> Diagnostic {
    let mut links = chain.iter().rev();
    let (name, place) =
        links.next().map_or(("", None), |(name, place)| (name.as_str(), Some(*place)));
    let path = chain.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let message = format!("file `{name}` imports itself");
    let mut diagnostic = Diagnostic {
        code: Code::ImportCycle,
        message,
        labels: Vec::new(),
        helps: Vec::new(),
        notes: vec![format!("the circle: {}", in_backticks(&path))],
    };
    if let Some(place) = place {
        diagnostic = diagnostic.label(place, "this closes the circle");
    }
    for (name, place) in links {
        diagnostic = diagnostic.label(*place, format!("imports `{name}`"));
    }
    diagnostic.help("move what both files need into a third one")
}

/// `1 argument`, `2 arguments`
fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn in_backticks(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
