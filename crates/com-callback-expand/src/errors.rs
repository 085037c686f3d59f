//! The mistakes found in one use of the attribute, and how they reach the user: one `compile_error!` each.

use crate::mistake::Mistake;
use proc_macro2::TokenStream;
use quote::ToTokens;

/// Collects mistakes in the order in which they are found; none hides another.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// Reports `mistake`, underlining everything from the first token of `at` to the last.
    pub(crate) fn push(&mut self, at: impl ToTokens, mistake: Mistake<'_>) {
        self.push_syntax(syn::Error::new_spanned(at, mistake.message()));
    }

    /// Reports what the reader of the item could not read.
    pub(crate) fn push_syntax(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// Puts the mistakes behind the expansion.
    pub(crate) fn append_to(self, tokens: &mut TokenStream) {
        tokens.extend(self.0.map(|errors| errors.into_compile_error()));
    }
}
