//! What the compiler has to say: one [`Diagnostic`] type for every stage.
//!
//! Stages have error enums of their own; each has one way out, `From<..> for Diagnostic`. A message is lower case, without
//! full stop, with names in backticks, and says what was found; the label says why here; the help says what to do next.

use crate::source::Span;

mod code;
mod explanation;
mod json;
mod levels;
mod render;

pub use code::Code;
pub use explanation::{Example, Explanation};
pub use json::{json, json_failure};
pub use levels::{Levels, NoWarning, UnknownCode, Which};
pub use render::{Style, render};

/// How many mistakes of a compilation are told at most. Who has more has one that breeds, or means harm.
pub const MISTAKES_LIMIT: usize = 1000;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be emitted.
    Error,
    /// It works, and will surprise somebody.
    Warning,
}

/// One mistake, with everything that helps to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of mistake.
    pub code: Code,
    /// What was found.
    pub message: String,
    /// Places. The first is where the mistake is; the others say what it has to do with.
    pub labels: Vec<Label>,
    /// What to do next.
    pub helps: Vec<Help>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
}

/// A place in a [`Diagnostic`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// Why here; may be empty.
    pub text: String,
}

/// A way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// What to do.
    pub text: String,
    /// A place that the text speaks of.
    pub place: Option<Span>,
}

impl Diagnostic {
    /// A mistake at a place; the label's text says why here and may be empty.
    #[must_use]
    pub fn new(
        code: Code,
        message: impl Into<String>,
        place: Span,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            code,
            message: message.into(),
            labels: vec![Label { span: place, text: label.into() }],
            helps: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a place that the mistake has to do with.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.helps.push(Help { text: text.into(), place: None });
        self
    }

    /// Adds a way out that speaks of a place, shown under it.
    #[must_use]
    pub fn help_at(mut self, place: Span, text: impl Into<String>) -> Diagnostic {
        self.helps.push(Help { text: text.into(), place: Some(place) });
        self
    }

    /// Adds a remark.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// How bad it is: a property of the code.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Where the mistake is.
    #[must_use]
    pub fn place(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}

/// Sorts by place and removes what is said twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.place(), a.severity(), a.code, &a.message).cmp(&(
            b.place(),
            b.severity(),
            b.code,
            &b.message,
        ))
    });
    diagnostics
        .dedup_by(|a, b| a.code == b.code && a.place() == b.place() && a.message == b.message);
}

/// Ends a list that is longer than [`MISTAKES_LIMIT`], and says so. Errors come before warnings.
pub(crate) fn shorten(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() < MISTAKES_LIMIT {
        return;
    }
    // The sort is stable: each kind stays in its order.
    diagnostics.sort_by_key(Diagnostic::severity);
    diagnostics.truncate(MISTAKES_LIMIT - 1);
    sort(diagnostics);
    let Some(place) = diagnostics.last().and_then(Diagnostic::place) else { return };
    diagnostics.push(
        Diagnostic::new(
            Code::TooManyMistakes,
            format!("only {} mistakes are told", MISTAKES_LIMIT - 1),
            place,
            "the last one",
        )
        .help("mend the first ones: others may follow from them"),
    );
}

#[cfg(test)]
mod tests;
