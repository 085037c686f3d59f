//! What stands between the attribute's parentheses.

use crate::errors::Errors;
use crate::input::{TraitPath, scan};
use crate::mistake::Mistake;
use crate::suggest;
use crate::table::Table;
use crate::tokens::{Input, group, symbol, word};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};

/// An option of the attribute.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    shape: Shape,
}

/// What follows the name of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Nothing.
    Word,
    /// `= value`; the example is for messages.
    Value { example: &'static str },
    /// `(Trait, Trait)`
    Traits,
}

/// The impl is a part of an object that another impl declares: check it, declare nothing.
pub(crate) const PART: Kind = Kind { name: "part", shape: Shape::Word };
/// Only the thread that makes the object may use it.
pub(crate) const APARTMENT: Kind = Kind { name: "apartment", shape: Shape::Word };
/// Further interfaces of the object.
pub(crate) const ALSO: Kind = Kind { name: "also", shape: Shape::Traits };
/// Clients may hold weak references.
pub(crate) const WEAK: Kind = Kind { name: "weak", shape: Shape::Word };
/// No marshaler of its own: a proxy is registered for the interface.
pub(crate) const NO_MARSHAL: Kind = Kind { name: "no_marshal", shape: Shape::Word };
/// Failures come with a text.
pub(crate) const ERROR_INFO: Kind = Kind { name: "error_info", shape: Shape::Word };
/// What a client gets from a method that panicked.
pub(crate) const PANIC: Kind =
    Kind { name: "panic", shape: Shape::Value { example: "panic = abort` or `panic = E_FAIL" } };
/// Who gets the value at the last release.
pub(crate) const FINAL_RELEASE: Kind = Kind {
    name: "final_release",
    shape: Shape::Value { example: "final_release = Self::close` for `fn close(self)" },
};

/// All options.
pub(crate) static ALL: &[&Kind] =
    &[&PART, &ALSO, &APARTMENT, &WEAK, &NO_MARSHAL, &ERROR_INFO, &PANIC, &FINAL_RELEASE];

/// The options of one use of the attribute, in the order in which they were written.
#[derive(Default)]
pub(crate) struct Options {
    given: Vec<Given>,
}

/// An option with what follows it.
pub(crate) struct Given {
    pub(crate) kind: &'static Kind,
    pub(crate) name: Ident,
    /// The value; for `also` the traits.
    arguments: TokenStream,
    /// The traits of `also`.
    pub(crate) traits: Vec<TraitPath>,
}

impl Options {
    /// Reads `part, ..`. What cannot be an option is reported and passed over.
    pub(crate) fn read(table: &Table, arguments: TokenStream, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let mut input = Input::new(arguments);
        while !input.is_empty() {
            options.read_one(table, &mut input, errors);
        }
        options
    }

    /// The option, if it was given.
    pub(crate) fn get(&self, kind: &Kind) -> Option<&Given> {
        self.given.iter().find(|given| given.kind == kind)
    }

    /// Those that were given, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Given> {
        self.given.iter()
    }

    fn read_one(&mut self, table: &Table, input: &mut Input, errors: &mut Errors) {
        let name = input.ident();
        let mut value = scan::until(input, &|next| next.is_symbol(','));
        if let Some(comma) = input.symbol(',')
            && name.is_none()
            && value.is_empty()
        {
            value = TokenTree::from(comma).into();
        }
        let Some(name) = name else {
            errors.push(&value, Mistake::NotAnOption { table });
            return;
        };
        if let Some(kind) = kind(table, &name, errors) {
            if self.get(kind).is_some() {
                errors.push(&name, Mistake::OptionTwice { name: kind.name });
                return;
            }
            // A value that is wrong leaves the option without effect; the rest of the impl is looked at as ever.
            self.given.extend(Given::new(kind, name, value, errors));
        }
    }
}

/// The option of this name.
///
/// A misspelt one is taken for the one it is near to, so that the mistake has no further consequences.
fn kind(table: &Table, name: &Ident, errors: &mut Errors) -> Option<&'static Kind> {
    if let Some(kind) = ALL.iter().find(|kind| name == kind.name) {
        return Some(kind);
    }
    let text = name.to_string();
    let near = suggest::nearest(&text, ALL, |kind| [kind.name]).copied();
    let mistake = Mistake::UnknownOption { table, name: &text, near: near.map(|kind| kind.name) };
    errors.push(name, mistake);
    near
}

impl Given {
    fn new(
        kind: &'static Kind,
        name: Ident,
        value: TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let mut traits = Vec::new();
        let arguments = match kind.shape {
            Shape::Word => {
                if !value.is_empty() {
                    errors.push(&value, Mistake::OptionWord { name: kind.name });
                }
                TokenStream::new()
            }
            Shape::Value { example } => {
                let mut tokens = value.into_iter();
                let equals = tokens.next();
                let value: TokenStream = tokens.collect();
                if equals.is_none_or(|token| token.to_string() != "=") || value.is_empty() {
                    errors.push(&name, Mistake::OptionValue { name: kind.name, example });
                    return None;
                }
                if is_string(&value) {
                    errors.push(&value, Mistake::OptionString { name: kind.name, example });
                    return None;
                }
                value
            }
            Shape::Traits => {
                traits = read_traits(&value);
                if traits.is_empty() {
                    errors.push(&name, Mistake::OptionTraits { name: kind.name });
                    return None;
                }
                let mut paths = TokenStream::new();
                for path in &traits {
                    if !paths.is_empty() {
                        paths.extend([symbol(',', Span::call_site())]);
                    }
                    paths.extend(path.tokens.clone());
                }
                paths
            }
        };
        Some(Self { kind, name, arguments, traits })
    }

    /// The option as the declaration has it: `weak`, `panic(abort)`.
    pub(crate) fn declaration(&self) -> TokenStream {
        let span = self.name.span();
        let mut tokens = TokenStream::from(word(self.kind.name, span));
        match self.kind.shape {
            Shape::Word => {}
            Shape::Value { .. } | Shape::Traits => {
                let arguments = self.arguments.clone();
                tokens.extend([group(Delimiter::Parenthesis, arguments, span)]);
            }
        }
        tokens
    }
}

/// Whether a string stands where code should, as in `panic = "abort"` of a manifest.
fn is_string(value: &TokenStream) -> bool {
    matches!(value.clone().into_iter().next(), Some(TokenTree::Literal(literal)) if literal.to_string().ends_with('"'))
}

/// The paths in `(path, path)`; none if it is anything else.
fn read_traits(value: &TokenStream) -> Vec<TraitPath> {
    let mut tokens = value.clone().into_iter();
    let (Some(TokenTree::Group(group)), None) = (tokens.next(), tokens.next()) else {
        return Vec::new();
    };
    if group.delimiter() != Delimiter::Parenthesis {
        return Vec::new();
    }
    let mut paths = vec![TokenStream::new()];
    for token in group.stream() {
        match (&token, paths.last_mut()) {
            (TokenTree::Punct(comma), _) if comma.as_char() == ',' => {
                paths.push(TokenStream::new())
            }
            (_, Some(path)) => path.extend([token]),
            (_, None) => {}
        }
    }
    // A comma may follow the last one.
    if paths.last().is_some_and(TokenStream::is_empty) {
        paths.pop();
    }
    paths.into_iter().map(TraitPath::new).collect::<Option<_>>().unwrap_or_default()
}
