//! What stands between the attribute's parentheses.

use crate::errors::Errors;
use crate::mistake::Mistake;
use crate::suggest;
use crate::table::Table;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Result, Token};

/// The option of an impl that another impl's object consists of.
pub(crate) const PART: &str = "part";

/// The names of all options.
pub(crate) const NAMES: &[&str] = &[PART];

/// The options of one use of the attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Options {
    /// The impl is a part of an object that another impl declares: check it, declare nothing.
    pub(crate) part: bool,
}

impl Options {
    /// Reads `part, ..`. What cannot be an option is reported and passed over.
    pub(crate) fn read(table: &Table, arguments: TokenStream, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                options.read_one(table, input, errors)?;
            }
            Ok(())
        };
        if let Err(error) = read.parse2(arguments) {
            errors.push_syntax(error);
        }
        options
    }

    fn read_one(
        &mut self,
        table: &Table,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> Result<()> {
        let name =
            if input.peek(Ident::peek_any) { Some(input.call(Ident::parse_any)?) } else { None };
        let mut value = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            value.extend([input.parse::<TokenTree>()?]);
        }
        if !input.is_empty() {
            let comma = input.parse::<Token![,]>()?;
            if name.is_none() && value.is_empty() {
                value = quote!(#comma);
            }
        }
        let Some(name) = name else {
            errors.push(value, Mistake::NotAnOption { table });
            return Ok(());
        };
        let known = if name == PART {
            true
        } else {
            let text = name.to_string();
            let near = suggest::nearest(&text, NAMES, |known| [*known]).copied();
            errors.push(&name, Mistake::UnknownOption { table, name: &text, near });
            // A misspelt option is taken for the one it is near to, so that the mistake has no further consequences.
            near == Some(PART)
        };
        if known && self.part {
            errors.push(&name, Mistake::OptionTwice { name: PART });
        }
        if known && !value.is_empty() {
            errors.push(&value, Mistake::OptionValue { name: PART });
        }
        self.part |= known;
        Ok(())
    }
}
