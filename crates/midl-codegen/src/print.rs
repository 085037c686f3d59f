//! From syntax trees to the text of a file: one printer, one frame.

use std::collections::BTreeSet;

use midl_templates::File;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};

/// What opens the line of a documentation comment that is meant as a plain one: `quote` carries no comments.
const NOTE: &str = "/// SAFETY:";

/// An attribute that is printed as the comment `// SAFETY: ..` above what it stands on.
pub(crate) fn safety(invariants: &str) -> TokenStream {
    let text = format!(" SAFETY: {invariants}");
    quote!(#[doc = #text])
}

/// Prints an item. Functions with documentation, and thunks, are set apart by an empty line.
pub(crate) fn item(item: &impl ToTokens) -> String {
    let file = syn::parse2(item.to_token_stream()).unwrap_or_else(|error| {
        // An emitter that makes no Rust is a fault of this crate: the text says where to look.
        let text = format!("internal error: {error} in `{}`", item.to_token_stream());
        syn::File {
            shebang: None,
            frontmatter: None,
            attrs: Vec::new(),
            items: vec![syn::parse_quote!(compile_error!(#text);)],
        }
    });
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
    text
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
    pub(crate) fn print(&self, items: &[TokenStream]) -> String {
        let mut used = BTreeSet::new();
        items.iter().for_each(|item| words(item.clone(), &mut used));
        let mut uses = Vec::new();
        for (module, names) in self.names {
            let names: Vec<&str> =
                names.iter().filter(|name| used.contains(**name)).copied().collect();
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
                import.parse().map_or_else(|_| import.clone(), |import: TokenStream| item(&import))
            })
            .collect();
        let groups = [uses.join("\n")]
            .into_iter()
            .filter(|uses| !uses.is_empty())
            .chain(items.iter().map(item))
            .collect();
        midl_templates::print(&File {
            banner: self.banner.clone(),
            docs: self.docs.iter().map(|line| (*line).to_owned()).collect(),
            attributes: Vec::new(),
            groups,
        })
    }
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
            printed,
            "/// Docs stay.\nfn f() {\n    // SAFETY: V1 (this)\n    unsafe { g() }\n}"
        );
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
            printed,
            "trait T {\n    /// `{ a; }`\n    fn a();\n\n    /// B.\n    fn b();\n}"
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
            text,
            "// banner\n//! Docs.\n\nuse a::B;\nuse f::{G, H};\nuse super::raw::*;\n\nfn f(b: B, g: G, r: R) -> H {\n    type E = ();\n}\n"
        );
    }
}
