//! The mistakes found in one use of the attribute, and how they reach the user: one `compile_error!` each.

use crate::mistake::Mistake;
use crate::tokens::{Place, SyntaxError, group, symbol, word};
use proc_macro2::{Delimiter, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// Collects mistakes in the order in which they are found; none hides another.
#[derive(Default)]
pub(crate) struct Errors(TokenStream);

impl Errors {
    /// Reports `mistake`, underlining everything from the first token of `at` to the last.
    pub(crate) fn push(&mut self, at: &dyn Place, mistake: Mistake<'_>) {
        self.push_message(at.ends(), &mistake.message());
    }

    /// Reports what the reader of the item could not read.
    pub(crate) fn push_syntax(&mut self, error: SyntaxError) {
        self.push_message((error.at, error.at), error.message);
    }

    /// Writes `::core::compile_error! { "message" }`. rustc underlines a macro call from its first token to its last: these have
    /// the two spans.
    fn push_message(&mut self, (first, last): (Span, Span), message: &str) {
        let mut text = Literal::string(message);
        text.set_span(last);
        for name in ["core", "compile_error"] {
            let mut colon = Punct::new(':', Spacing::Joint);
            colon.set_span(first);
            self.0.extend([colon.into(), symbol(':', first), word(name, first)]);
        }
        let text = TokenTree::from(text).into();
        self.0.extend([symbol('!', first), group(Delimiter::Brace, text, last)]);
    }

    /// Puts the mistakes behind the expansion.
    pub(crate) fn append_to(self, tokens: &mut TokenStream) {
        tokens.extend(self.0);
    }
}
