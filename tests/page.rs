//! The page `crates/midlc/docs/idl-to-rust.md`: what each row of IDL becomes, made from `page/rows.idl` by the compiler itself.
//!
//! The page is checked in, and this test keeps it true. `UPDATE_PAGE=1 cargo test -p suite --test page` writes it anew: read it as its
//! user before it is committed.

use std::{env, fmt::Write as _, fs, path::PathBuf};

use midlc::{
    Builder,
    cli::{self, Messages, Streams},
    frontend::{
        diagnostic::Style,
        model::{Checked, ItemId, Method, Origin},
        source::Span,
    },
    loader::Loader,
    pipeline::{self, Generated},
};
use suite::workspace;
use syn::{Fields, FnArg, ImplItem, Item, TraitItem};

#[test]
fn the_page_is_what_the_compiler_does() {
    let page = page();
    let path = workspace().join("crates/midlc/docs/idl-to-rust.md");
    if env::var_os("UPDATE_PAGE").is_some() {
        fs::write(&path, &page).expect("the page can be written");
    }
    let written = fs::read_to_string(&path).expect("the page is there");
    assert!(
        written == page,
        "{} is out of date; `UPDATE_PAGE=1 cargo test -p suite --test page` writes it",
        path.display()
    );
}

const HEAD: &str = "\
<!-- Made from tests/page/rows.idl by `cargo test -p suite --test page`; do not edit. -->

# From IDL to Rust

What each kind of parameter becomes, row by row: the IDL, the signature in C, the slot of the vtable as it crosses the boundary, the
method of the trait that an implementer writes, and the method that a caller calls. Everything below is output of the compiler.

A method without a safe form is an `unsafe fn`, and its documentation says why; `midlc generate --report FILE` lists them all.
";

fn page() -> String {
    let rows = Rows::new();
    let mut page = HEAD.to_owned();
    for item in rows.checked.items.iter().filter(|item| rows.checked.is_own(**item)) {
        match *item {
            ItemId::Interface(id) if rows.checked[id].defined => {
                let interface = &rows.checked[id];
                rows.chapter(&mut page, interface.origin);
                let explained = rows.explain(&interface.name);
                for (index, method) in interface.methods.iter().enumerate() {
                    let own = explained.len() - interface.methods.len() + index;
                    rows.row(&mut page, &interface.name, method, &explained[own], index);
                }
            }
            ItemId::Dispinterface(id) => {
                let dispinterface = &rows.checked[id];
                rows.chapter(&mut page, dispinterface.origin);
                let callers = rows.functions("dispatch", &dispinterface.name);
                for field in &dispinterface.properties {
                    let name = field.name.as_deref().unwrap_or_default();
                    rows.idl(&mut page, name, field.origin);
                    let of_name = format!("`{name}` of `");
                    block(
                        &mut page,
                        "rust",
                        callers.iter().filter(|(docs, _)| docs.contains(&of_name)),
                    );
                }
                for method in &dispinterface.methods {
                    rows.idl(&mut page, &method.name, method.origin);
                    let of_name = format!("`{}` of `", method.name);
                    block(
                        &mut page,
                        "rust",
                        callers.iter().filter(|(docs, _)| docs.contains(&of_name)),
                    );
                }
            }
            _ => {}
        }
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

fn block<'f>(
    page: &mut String,
    language: &str,
    functions: impl Iterator<Item = &'f (String, String)>,
) {
    let _ = writeln!(page, "```{language}");
    for (_, signature) in functions {
        let _ = writeln!(page, "{signature}");
    }
    page.push_str("```\n");
}

/// The rows and what was made of them.
struct Rows {
    path: PathBuf,
    text: String,
    checked: Checked,
    generated: Generated,
}

impl Rows {
    fn new() -> Rows {
        let path = workspace().join("tests/page/rows.idl");
        let builder = Builder::new().file(path.to_string_lossy()).package("page");
        let generated = builder.generate().unwrap_or_else(|failure| panic!("{failure}"));
        let inputs = &builder.options().inputs;
        let mut loader = Loader::new(&inputs.base, &inputs.include);
        let outcome = pipeline::compile(&mut loader, inputs).expect("the rows can be read");
        let text = fs::read_to_string(&path).expect("the rows can be read");
        Rows { path, text, checked: outcome.checked.expect("the rows are IDL"), generated }
    }

    /// The first line of a comment is the heading, the rest the text.
    fn chapter(&self, page: &mut String, origin: Origin) {
        let docs = self.checked.docs(origin).expect("a chapter has a comment");
        let (heading, text) = docs.split_once('\n').unwrap_or((&docs, ""));
        let _ = writeln!(page, "\n## {heading}");
        if !text.trim().is_empty() {
            let _ = writeln!(page, "\n{}", text.trim());
        }
    }

    fn row(&self, page: &mut String, interface: &str, method: &Method, c: &str, index: usize) {
        self.idl(page, &method.name, method.origin);
        let _ = writeln!(page, "```c\n{c}\n```");
        let slot = self.slots(interface).swap_remove(index);
        let written = self.functions("traits", interface).swap_remove(index);
        let called = self.functions("callers", interface).swap_remove(index);
        let rows = [("vtable", slot), ("implemented", written.1), ("called", called.1)];
        page.push_str("```rust\n");
        for (what, text) in rows {
            let _ = writeln!(page, "// {what}\n{text}");
        }
        page.push_str("```\n");
    }

    /// The heading, the text and the line of the IDL.
    fn idl(&self, page: &mut String, name: &str, origin: Origin) {
        let line = self.line(origin.span);
        let _ = writeln!(page, "\n### `{name}`\n");
        if let Some(docs) = self.checked.docs(origin) {
            let _ = writeln!(page, "{docs}\n");
        }
        let _ = writeln!(page, "```idl\n{line}\n```");
    }

    fn line(&self, span: Span) -> &str {
        let at = span.start as usize;
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        self.text[start..].lines().next().unwrap_or_default().trim()
    }

    /// The signatures in C of all slots, as `midlc explain` prints them.
    fn explain(&self, interface: &str) -> Vec<String> {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut streams = Streams {
            out_is_terminal: false,
            out: &mut out,
            err: &mut err,
            err_is_terminal: false,
            messages: Messages::default(),
            style: Style::Plain,
        };
        let words = ["explain".into(), interface.into(), self.path.clone().into_os_string()];
        cli::run(words, &mut streams);
        let text = String::from_utf8(out).expect("the tool prints UTF-8");
        let slots = text.lines().filter_map(|line| line.trim().strip_prefix("C:"));
        slots.map(|line| line.trim().to_owned()).collect()
    }

    fn items(&self, file: &str) -> Vec<Item> {
        let text = &self.generated.output.files[&format!("src/generated/{file}.rs")];
        syn::parse_file(text).expect("emitted files are Rust").items
    }

    /// The own slots of an interface in Rust.
    fn slots(&self, interface: &str) -> Vec<String> {
        let name = format!("{interface}_Vtbl");
        let items = self.items("raw");
        let vtable = items.iter().find_map(|item| match item {
            Item::Struct(item) if item.ident == name => Some(item),
            _ => None,
        });
        let Fields::Named(fields) = &vtable.expect("the interface has a vtable").fields else {
            panic!("a vtable has names");
        };
        let slot = |field: &syn::Field| {
            let (name, ty) = (field.ident.as_ref()?, &field.ty);
            (name != "base__").then(|| printed(quote::quote!(static #name: #ty = x;)))
        };
        // One line, as C has it.
        let line = |text: String| {
            let text = text.trim_start_matches("static ").trim_end_matches(" = x;");
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let words = words.replace("( ", "(").replace(", )", ")").replace(",)", ")");
            words.replace("core::ffi::", "").replace("windows_core::", "")
        };
        fields.named.iter().filter_map(slot).map(line).collect()
    }

    /// The documentation and the signature of each method of an interface's trait or type.
    fn functions(&self, file: &str, interface: &str) -> Vec<(String, String)> {
        let link = format!("the interface `{interface}`");
        let mut functions = Vec::new();
        for item in self.items(file) {
            match item {
                Item::Trait(item) if docs(&item.attrs).contains(&link) => {
                    for item in item.items {
                        if let TraitItem::Fn(function) = item {
                            functions
                                .push((docs(&function.attrs), signature(&function.sig, false)));
                        }
                    }
                }
                Item::Impl(item) if is_of(&item, interface) => {
                    for item in item.items {
                        if let ImplItem::Fn(function) = item {
                            functions.push((docs(&function.attrs), signature(&function.sig, true)));
                        }
                    }
                }
                _ => {}
            }
        }
        functions
    }
}

fn is_of(item: &syn::ItemImpl, name: &str) -> bool {
    item.trait_.is_none()
        && matches!(&*item.self_ty, syn::Type::Path(path) if path.path.is_ident(name))
}

fn docs(attributes: &[syn::Attribute]) -> String {
    let text = attributes.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(value) => match &value.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    text.collect::<Vec<_>>().join("\n")
}

fn signature(signature: &syn::Signature, public: bool) -> String {
    assert!(matches!(signature.inputs.first(), Some(FnArg::Receiver(_))), "a method");
    let public = public.then(|| quote::quote!(pub));
    let text = printed(quote::quote!(impl X { #public #signature {} }));
    let text = text.trim_start_matches("impl X {").trim_end().trim_end_matches('}').trim();
    let lines = text.trim_end_matches("{}").trim_end().lines();
    lines.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn printed(tokens: proc_macro2::TokenStream) -> String {
    let file = syn::parse2(tokens).expect("Rust");
    prettyplease::unparse(&file).trim().to_owned()
}
