//! From syntax trees to the text of a file: one printer, one frame.

use std::collections::BTreeSet;

use midl_templates::File;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::errors::EmitError;

/// What opens the line of a documentation comment that is meant as a plain one: `quote` carries no comments.
const NOTE: &str = "/// SAFETY:";

/// An attribute that is printed as the comment `// SAFETY: ..` above what it stands on.
pub(crate) fn safety(invariants: &str) -> TokenStream {
    let text = format!(" SAFETY: {invariants}");
    quote!(#[doc = #text])
}

/// Prints an item. Functions with documentation, and thunks, are set apart by an empty line.
///
/// # Errors
///
/// The item is no Rust: a fault of the emitter that made it.
pub(crate) fn item(item: &impl ToTokens) -> Result<String, EmitError> {
    let file = syn::parse2(item.to_token_stream()).map_err(|error| EmitError::NotRust {
        reason: error.to_string(),
        item: item.to_token_stream().to_string(),
    })?;
    let mut text = String::new();
    let mut previous = "";
    let printed = prettyplease::unparse(&file);
    for line in printed.trim_end().lines() {
        let bare = line.trim_start();
        let indent = &line[..line.len() - bare.len()];
        let begins = bare.starts_with("unsafe extern")
            || (bare.starts_with("///") && !bare.starts_with(NOTE));
        let is_documented = previous.trim_start().starts_with("///");
        if begins && !is_documented && (previous.ends_with('}') || previous.ends_with(';')) {
            text.push('\n');
        }
        match bare.strip_prefix(NOTE) {
            Some(invariants) => text.extend([indent, "// SAFETY:", invariants]),
            None => text.push_str(line),
        }
        text.push('\n');
        previous = line;
    }
    text.truncate(text.trim_end().len());
    Ok(text)
}

/// A file of items, with a `use` for each name of `names` that occurs in them.
pub(crate) struct Unit<'u> {
    /// The first line.
    pub(crate) banner: String,
    /// The module documentation.
    pub(crate) docs: &'u [&'u str],
    /// Names that items may use unqualified: the module and the names that it offers.
    pub(crate) names: &'u [(&'u str, &'u [&'u str])],
    /// Modules of which everything is imported where anything is used.
    pub(crate) globs: &'u [Glob<'u>],
}

/// A module beside the file, and the names that it offers.
#[derive(Clone, Copy)]
pub(crate) struct Glob<'u> {
    /// Its path.
    pub(crate) module: &'u str,
    /// What it offers.
    pub(crate) names: &'u BTreeSet<String>,
}

impl Unit<'_> {
    /// The text of the file.
    ///
    /// # Errors
    ///
    /// An item is no Rust.
    pub(crate) fn print(&self, items: &[TokenStream]) -> Result<String, EmitError> {
        let mut used = BTreeSet::new();
        items.iter().for_each(|item| words(item.clone(), &mut used));
        let mut uses = Vec::new();
        for (module, names) in self.names {
            let names: Vec<&str> =
                names.iter().filter(|name| used.contains(bound(name))).copied().collect();
            match names[..] {
                [] => {}
                [name] => uses.push(format!("use {module}::{name};")),
                _ => uses.push(format!("use {module}::{{{}}};", names.join(", "))),
            }
        }
        let globs = self.globs.iter().filter(|glob| !glob.names.is_disjoint(&used));
        uses.extend(globs.map(|glob| format!("use {}::*;", glob.module)));
        // As text they may be too long for a line.
        let uses: Vec<String> = uses
            .iter()
            .map(|import| {
                let tokens = import.parse::<TokenStream>();
                tokens.map_or_else(|_| Ok(import.clone()), |import| item(&import))
            })
            .collect::<Result<_, _>>()?;
        let groups = [uses.join("\n")]
            .into_iter()
            .filter(|uses| !uses.is_empty())
            .map(Ok)
            .chain(items.iter().map(item))
            .collect::<Result<_, _>>()?;
        Ok(midl_templates::print(&File {
            banner: self.banner.clone(),
            docs: self.docs.iter().map(|line| (*line).to_owned()).collect(),
            attributes: Vec::new(),
            groups,
        }))
    }
}

/// The name that an import binds: `Foo` of `Foo`, `Bar` of `Foo as Bar`.
fn bound(import: &str) -> &str {
    import.rsplit(' ').next().unwrap_or(import)
}

/// Every identifier of an item, those inside macros included, but not the names of associated types.
fn words(tokens: TokenStream, used: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => words(group.stream(), used),
            TokenTree::Ident(ident) => {
                let is_bound =
                    matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '=');
                if !is_bound {
                    used.insert(ident.to_string());
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use midl_frontend::diagnostic::Diagnostic;

    use super::*;

    #[test]
    fn a_safety_note_becomes_a_comment() {
        let note = safety("V1 (this)");
        let printed = item(&quote! {
            /// Docs stay.
            fn f() {
                #note
                unsafe { g() }
            }
        });
        assert_eq!(
            printed.as_deref(),
            Ok("/// Docs stay.\nfn f() {\n    // SAFETY: V1 (this)\n    unsafe { g() }\n}")
        );
    }

    #[test]
    fn what_is_no_rust_is_a_fault_of_ours() {
        let fault = Diagnostic::from(item(&quote!(fn f() -> {})).expect_err("no Rust"));
        assert!(fault.notes[0].contains("fn f"), "{fault:?}");
        assert!(!fault.helps.is_empty());
    }

    #[test]
    fn methods_are_set_apart() {
        let printed = item(&quote! {
            trait T {
                /// `{ a; }`
                fn a();
                /// B.
                fn b();
            }
        });
        assert_eq!(
            printed.as_deref(),
            Ok("trait T {\n    /// `{ a; }`\n    fn a();\n\n    /// B.\n    fn b();\n}")
        );
    }

    #[test]
    fn only_used_names_are_imported() {
        let (raw, values) = (BTreeSet::from(["R".to_owned()]), BTreeSet::from(["V".to_owned()]));
        let globs = [
            Glob { module: "super::raw", names: &raw },
            Glob { module: "super::values", names: &values },
        ];
        let unit = Unit {
            banner: "// banner".to_owned(),
            docs: &["Docs."],
            names: &[("a", &["B", "C"]), ("d", &["E"]), ("f", &["G", "H"])],
            globs: &globs,
        };
        let text = unit.print(&[quote!(
            fn f(b: B, g: G, r: R) -> H {
                type E = ();
            }
        )]);
        assert_eq!(
            text.as_deref(),
            Ok(
                "// banner\n//! Docs.\n\nuse a::B;\nuse f::{G, H};\nuse super::raw::*;\n\nfn f(b: B, g: G, r: R) -> H {\n    type E = ();\n}\n"
            )
        );
    }
}
