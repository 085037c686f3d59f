//! What goes wrong in this stage.

use super::similar::{Home, Similar};
use crate::{
    consts::ConstError,
    diagnostic::{Code, Diagnostic},
    model::Name,
    source::{Span, Spanned},
};

/// A mistake found while names were resolved.
#[derive(Clone, Debug, PartialEq)]
pub enum ResolveError {
    /// A type's name that nothing declares.
    UnknownType {
        /// The name.
        name: Spanned<Name>,
        /// The nearest declared name.
        similar: Option<Similar>,
        /// Where it may be declared.
        home: Home,
    },
    /// A base interface that nothing declares.
    UnknownBase {
        /// The name.
        name: Spanned<Name>,
        /// The nearest declared name.
        similar: Option<Similar>,
        /// Where it may be declared.
        home: Home,
    },
    /// A name in `size_is` and the like that is neither a member nor a constant.
    UnknownMember {
        /// The name.
        name: Spanned<Name>,
        /// The attribute.
        attribute: Name,
        /// What a member is called here: parameter or field.
        word: &'static str,
        /// The nearest member.
        similar: Option<Similar>,
        /// A warning: the file is other people's.
        tolerated: bool,
    },
    /// A name declared twice, differently or in one file.
    Duplicate {
        /// The name.
        name: Name,
        /// The declaration that counts.
        first: Span,
        /// The other one.
        second: Span,
    },
    /// A name that stands for something else than what is asked for.
    WrongKind {
        /// The name.
        name: Name,
        /// Where it is used.
        place: Span,
        /// The IDL word for what it should be.
        asked: &'static str,
        /// What it is.
        found: &'static str,
        /// Where that is declared.
        declared: Option<Span>,
    },
    /// Interfaces that derive from each other in a circle.
    BaseCycle {
        /// Each with its place; the first derives from the second, the last from the first.
        circle: Vec<(Name, Span)>,
    },
    /// A typedef that means itself.
    TypedefCycle {
        /// The name.
        name: Name,
        /// Its place.
        place: Span,
    },
    /// A method without a return type.
    NoReturnType {
        /// The method.
        name: Name,
        /// Its place.
        place: Span,
    },
    /// An attribute that says nothing without its argument.
    MissingArgument {
        /// The attribute.
        attribute: Name,
        /// Its place.
        place: Span,
    },
    /// Digits that make no GUID.
    MalformedGuid {
        /// As written.
        text: Name,
        /// Its place.
        place: Span,
    },
    /// An enumerator that does not fit 32 bits.
    EnumOverflow {
        /// The enumerator.
        name: Name,
        /// Its value, or its name where the value follows from its neighbour.
        place: Span,
        /// The value that was written.
        value: Option<i128>,
    },
    /// An array with a bound below zero or beyond 31 bits.
    ArrayBound {
        /// The bound.
        place: Span,
        /// Its value.
        value: i128,
    },
    /// A bit-field with a width below zero or beyond 64.
    BitWidth {
        /// The width.
        place: Span,
        /// Its value.
        value: i128,
    },
    /// More stars and brackets than anybody needs.
    TooManyLayers {
        /// The declarator.
        place: Span,
        /// How many are allowed.
        limit: usize,
    },
    /// A constant that does not fit its type.
    Truncated {
        /// The constant.
        name: Name,
        /// Its value's place.
        place: Span,
        /// Its value.
        value: i128,
    },
    /// A warning: a named file that declares nothing and imports nothing.
    DeclaresNothing {
        /// The start of the file.
        place: Span,
    },
    /// A constant's name that nothing declares.
    UnknownConstant {
        /// The name.
        name: Spanned<Name>,
        /// The nearest constant.
        similar: Option<Similar>,
    },
    /// A warning: a constant's name in an attribute that a declaration can do without, which only a missing header may declare.
    ValueLeftOut {
        /// The attribute.
        attribute: Name,
        /// The name.
        name: Spanned<Name>,
    },
    /// A constant expression that cannot be computed.
    Constant(ConstError),
}

impl ResolveError {
    /// Where the mistake is.
    #[must_use]
    pub fn place(&self) -> Option<Span> {
        match self {
            ResolveError::UnknownType { name, .. }
            | ResolveError::UnknownBase { name, .. }
            | ResolveError::UnknownMember { name, .. }
            | ResolveError::UnknownConstant { name, .. }
            | ResolveError::ValueLeftOut { name, .. } => Some(name.span),
            ResolveError::Duplicate { second, .. } => Some(*second),
            ResolveError::BaseCycle { circle } => circle.first().map(|(_, place)| *place),
            ResolveError::WrongKind { place, .. }
            | ResolveError::TypedefCycle { place, .. }
            | ResolveError::NoReturnType { place, .. }
            | ResolveError::MissingArgument { place, .. }
            | ResolveError::MalformedGuid { place, .. }
            | ResolveError::EnumOverflow { place, .. }
            | ResolveError::ArrayBound { place, .. }
            | ResolveError::BitWidth { place, .. }
            | ResolveError::TooManyLayers { place, .. }
            | ResolveError::Truncated { place, .. }
            | ResolveError::DeclaresNothing { place } => Some(*place),
            ResolveError::Constant(error) => error.place(),
        }
    }
}

impl From<ResolveError> for Diagnostic {
    fn from(error: ResolveError) -> Diagnostic {
        match error {
            ResolveError::UnknownType { name, similar, home } => {
                let found = format!("cannot find type `{}`", name.node);
                let diagnostic = Diagnostic::new(
                    Code::UnknownType,
                    found,
                    name.span,
                    "not declared in this file or its imports",
                );
                suggest(diagnostic, similar, &home)
            }
            ResolveError::UnknownBase { name, similar, home } => {
                let found = format!("cannot find base interface `{}`", name.node);
                let diagnostic = Diagnostic::new(
                    Code::UnknownBase,
                    found,
                    name.span,
                    "not declared in this file or its imports",
                );
                suggest(diagnostic, similar, &home)
            }
            ResolveError::UnknownMember { name, attribute, word, similar, tolerated } => {
                let found = format!("`{attribute}` names `{}`, which is no {word}", name.node);
                let why = format!("neither a {word} nor a constant");
                let code = if tolerated { Code::Tolerated } else { Code::UnknownMember };
                let diagnostic = Diagnostic::new(code, found, name.span, why);
                match similar {
                    Some(Similar { name, place, .. }) => {
                        diagnostic.help_at(place, format!("the {word} `{name}` is near"))
                    }
                    None => diagnostic.help(format!(
                        "`{attribute}` takes names of the other {word}s and constants"
                    )),
                }
            }
            ResolveError::Duplicate { name, first, second } => Diagnostic::new(
                Code::DuplicateName,
                format!("`{name}` is declared twice"),
                second,
                "declared again here",
            )
            .label(first, "first declared here")
            .help("give one of them another name, or remove it"),
            ResolveError::WrongKind { name, place, asked, found, declared } => {
                let why = format!("{} `{asked}` is needed here", article(asked));
                let mut diagnostic =
                    Diagnostic::new(Code::WrongKind, format!("`{name}` is {found}"), place, why);
                if let Some(declared) = declared {
                    diagnostic = diagnostic.label(declared, "declared here");
                }
                diagnostic
                    .help(format!("name {} {asked}, or change the declaration", article(asked)))
            }
            ResolveError::BaseCycle { circle } => base_cycle(&circle),
            ResolveError::TypedefCycle { name, place } => Diagnostic::new(
                Code::TypedefCycle,
                format!("typedef `{name}` leads to itself"),
                place,
                "means itself",
            )
            .help("let one typedef of the circle name a type that exists"),
            ResolveError::NoReturnType { name, place } => Diagnostic::new(
                Code::NoReturnType,
                format!("method `{name}` has no return type"),
                place,
                "no type before it",
            )
            .help(format!("write `HRESULT {name}(..)`, or `void` if nothing is returned")),
            ResolveError::MissingArgument { attribute, place } => {
                let found = format!("`{attribute}` without its argument");
                Diagnostic::new(Code::MissingArgument, found, place, "says nothing by itself").help(
                    format!("write `{attribute}({})`, or remove it", sample_argument(&attribute)),
                )
            }
            ResolveError::MalformedGuid { text, place } => Diagnostic::new(
                Code::MalformedGuid,
                format!("`{text}` is no GUID"),
                place,
                guid_fault(&text),
            )
            .help("a GUID is 32 hexadecimal digits: `00000000-0000-0000-0000-000000000000`"),
            ResolveError::EnumOverflow { name, place, value } => enum_overflow(&name, place, value),
            ResolveError::ArrayBound { place, value } => Diagnostic::new(
                Code::ArrayBound,
                format!("an array cannot have {value} elements"),
                place,
                "this bound",
            )
            .help("a bound is a number from 0 to 2147483647"),
            ResolveError::BitWidth { place, value } => Diagnostic::new(
                Code::BitWidth,
                format!("a bit-field cannot have {value} bits"),
                place,
                "this width",
            )
            .help("a width is a number from 0 to the bits of the field's type"),
            ResolveError::TooManyLayers { place, limit } => {
                let found = "too many `*` and `[]` in one declaration";
                Diagnostic::new(Code::NestingTooDeep, found, place, format!("more than {limit}"))
                    .help("name a part of the type by a typedef")
            }
            ResolveError::Truncated { name, place, value } => {
                let found = format!("{value} does not fit the type of `{name}`");
                Diagnostic::new(Code::ConstantTruncated, found, place, "the upper bits are lost")
                    .help("give the constant a larger type")
            }
            ResolveError::DeclaresNothing { place } => {
                let found = "this file declares nothing";
                Diagnostic::new(
                    Code::DeclaresNothing,
                    found,
                    place,
                    "no interface, type or constant",
                )
                .help("is it the file that was meant?")
            }
            ResolveError::UnknownConstant { name, similar } => {
                let found = format!("cannot find constant `{}`", name.node);
                let diagnostic =
                    Diagnostic::new(Code::UnknownConstant, found, name.span, "not a constant");
                match similar {
                    Some(Similar { name, place, .. }) => diagnostic.help_at(
                        place,
                        format!("a constant with a similar name, `{name}`, is declared here"),
                    ),
                    None => {
                        diagnostic.help("declare it as an enumerator, a `const` or a `#define`")
                    }
                }
            }
            ResolveError::ValueLeftOut { attribute, name } => {
                let found = format!("`{attribute}` names `{}`, which nothing declares", name.node);
                let why = "the attribute is left out";
                Diagnostic::new(Code::ValueLeftOut, found, name.span, why)
                    .help("add the folder of the header that declares it with `-I DIR`")
            }
            ResolveError::Constant(error) => constant(error),
        }
    }
}

fn sample_argument(attribute: &str) -> &'static str {
    match attribute {
        "uuid" | "async_uuid" => "00000000-0000-0000-0000-000000000000",
        "iid_is" => "riid",
        _ => "count",
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) && word != "union" { "an" } else { "a" }
}

fn suggest(diagnostic: Diagnostic, similar: Option<Similar>, home: &Home) -> Diagnostic {
    match (home, similar) {
        (Home::Import(file), _) => diagnostic.help(format!("add `import \"{file}\";`")),
        (_, Some(Similar { name, kind, place })) => diagnostic
            .help_at(place, format!("{kind} with a similar name, `{name}`, is declared here")),
        (Home::Library(idl), None) => diagnostic.note(format!(
            "type libraries are not read: what `importlib` names is taken from IDL of the same name, and there is no `{idl}`"
        ))
        .help(format!("put `{idl}` beside this file or into a folder of `-I`, or declare the type")),
        (Home::Unknown, None) => diagnostic.help("declare it, or import the file that does"),
    }
}

fn base_cycle(circle: &[(Name, Span)]) -> Diagnostic {
    let names: Vec<String> =
        circle.iter().chain(circle.first()).map(|(name, _)| format!("`{name}`")).collect();
    let message = match circle {
        [(name, _)] => format!("interface `{name}` derives from itself"),
        _ => format!("interfaces derive from each other in a circle: {}", names.join(" : ")),
    };
    let mut places = circle.iter();
    let Some((_, first)) = places.next() else {
        // A circle has a member; without one there is nothing to point at.
        return Diagnostic {
            code: Code::BaseCycle,
            message,
            labels: Vec::new(),
            helps: Vec::new(),
            notes: Vec::new(),
        };
    };
    let diagnostic = Diagnostic::new(Code::BaseCycle, message, *first, "its bases lead back to it");
    places
        .fold(diagnostic, |diagnostic, (_, place)| diagnostic.label(*place, "by way of this one"))
        .help("let one of them derive from `IUnknown`")
}

fn enum_overflow(name: &Name, place: Span, value: Option<i128>) -> Diagnostic {
    let (message, why) = match value {
        Some(value) => (format!("enumerator `{name}` is {value}"), "does not fit 32 bits"),
        None => {
            (format!("enumerator `{name}` follows 2147483647"), "its value would not fit 32 bits")
        }
    };
    Diagnostic::new(Code::EnumOverflow, message, place, why)
        .help("an enumerator is 32 bits wide; use a `const` of a 64-bit type for larger values")
}

/// Why digits are no GUID, for the label.
fn guid_fault(text: &str) -> String {
    let bare = text.trim_matches(['"', '{', '}']);
    let digits = bare.chars().filter(|c| *c != '-').count();
    match bare.chars().find(|c| *c != '-' && !c.is_ascii_hexdigit()) {
        Some(c) => format!("`{c}` is no hexadecimal digit"),
        None if digits != 32 => format!("{digits} digits instead of 32"),
        None => "the groups are not of 8, 4, 4, 4 and 12 digits".to_owned(),
    }
}

fn constant(error: ConstError) -> Diagnostic {
    match error {
        ConstError::UnknownName { name, place } => {
            let name = Spanned { node: name, span: place };
            ResolveError::UnknownConstant { name, similar: None }.into()
        }
        ConstError::NotConstant { place, what } => {
            Diagnostic::new(Code::NotConstant, "this is no constant", place, what)
                .help("write a number, or an expression of numbers, constants and enumerators")
        }
        ConstError::NotWhole { place } => Diagnostic::new(
            Code::NotWhole,
            "a whole number is needed",
            place,
            "this is a string or a fraction",
        )
        .help("write a whole number"),
        ConstError::DivisionByZero { place } => {
            Diagnostic::new(Code::DivisionByZero, "division by zero", place, "the right side is 0")
                .help("change the divisor")
        }
        ConstError::ShiftTooFar { place, by, bits } => {
            let found = format!("a number of {bits} bits is shifted by {by}");
            Diagnostic::new(Code::ShiftTooFar, found, place, "the result is undefined in C")
                .help("shift by less, or make the left side wider: `1LL << 40`")
        }
        ConstError::Circular { name, place } => {
            let found = format!("the value of `{name}` depends on itself");
            Diagnostic::new(Code::ConstantCycle, found, place, "asked for while it is computed")
                .help("give it a value of its own")
        }
        ConstError::TooDeep { place } => Diagnostic::new(
            Code::ConstantTooDeep,
            "too many constants depend on each other",
            place,
            "one too many",
        )
        .help("declare constants before those that use them"),
        ConstError::NoSize { place, error } => Diagnostic::new(
            Code::NoSize,
            "`sizeof` of a type without a size",
            place,
            format!("this type {error}"),
        )
        .help("define the type before its size is asked for"),
        ConstError::Reported => {
            // Never handed out: whoever meets it knows that the mistake is on the list.
            Diagnostic {
                code: Code::NotConstant,
                message: "this depends on a constant with a mistake".to_owned(),
                labels: Vec::new(),
                helps: Vec::new(),
                notes: Vec::new(),
            }
        }
    }
}
