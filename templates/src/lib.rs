//! The frames of emitted files: each `*.jinja` beside this package's manifest, and the struct that fills it.
//!
//! A template may loop and may leave out an empty part. It decides nothing: what it prints was decided and, where it is Rust,
//! printed before.
#![forbid(unsafe_code)]

use askama::Template;

/// A Rust source file: banner, module documentation, inner attributes, then groups of items with an empty line before each.
#[derive(Clone, Debug, Template)]
#[template(path = "file.rs.jinja", ext = "jinja")]
pub struct File {
    /// The first line, a comment.
    pub banner: String,
    /// The module documentation, a line each, without `//!`.
    pub docs: Vec<String>,
    /// Inner attributes as text.
    pub attributes: Vec<String>,
    /// Items as text, without the newline at their end.
    pub groups: Vec<String>,
}

/// The root of a macro crate with one attribute.
#[derive(Clone, Debug, Template)]
#[template(path = "attribute.rs.jinja", ext = "jinja")]
pub struct Attribute {
    /// The first line, a comment.
    pub banner: String,
    /// The name of the attribute.
    pub name: String,
    /// Its documentation, with `///`, without the newline at its end.
    pub docs: String,
    /// The file is the root itself, and not read into one by `include!`, which allows no inner attributes.
    pub root: bool,
}

/// The module in front of emitted modules: it says what they may, and what of them shows. `include!` can read it.
#[derive(Clone, Debug, Template)]
#[template(path = "gate.rs.jinja", ext = "jinja")]
pub struct Gate {
    /// The first lines, comments.
    pub banner: String,
    /// Calls through `IDispatch` are among them.
    pub dispatch: bool,
    /// Result codes are among them.
    pub results: bool,
    /// Probes are among them.
    pub probes: bool,
}

/// The manifest of a crate.
#[derive(Clone, Debug, Template)]
#[template(path = "manifest.toml.jinja", ext = "jinja")]
pub struct Manifest {
    /// The first line, a comment.
    pub banner: String,
    /// The crate's name.
    pub name: String,
    /// Its description, one line without quotes.
    pub description: String,
    /// The oldest compiler that builds it.
    pub rust_version: String,
    /// It is an attribute's crate.
    pub attribute: bool,
    /// Features of the runtime that it passes on.
    pub features: Vec<String>,
    /// Its dependencies, a line each.
    pub dependencies: Vec<String>,
}

/// The root of a library.
#[derive(Clone, Debug, Template)]
#[template(path = "crate.rs.jinja", ext = "jinja")]
pub struct Crate {
    /// The first line, a comment.
    pub banner: String,
    /// The documentation, a line each, without `//!`.
    pub docs: Vec<String>,
    /// The attribute; empty where it has none.
    pub attribute: String,
    /// The attribute's crate.
    pub macros: String,
    /// Something is called through `IDispatch`.
    pub dispatch: bool,
}

/// The names that a file with a callback needs.
#[derive(Clone, Debug, Template)]
#[template(path = "prelude.rs.jinja", ext = "jinja")]
pub struct Prelude {
    /// The first line, a comment.
    pub banner: String,
    /// The crate.
    pub name: String,
    /// The attribute; empty where it has none.
    pub attribute: String,
    /// Something is called through `IDispatch`.
    pub dispatch: bool,
}

/// Prints a template; the text ends with one newline.
///
/// # Panics
///
/// Never: the fields of these templates are strings, and writing to a `String` cannot fail.
#[must_use]
pub fn print(template: &impl Template) -> String {
    let mut text = template.render().expect("a template of strings, printed to a string");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_part_leaves_no_trace() {
        let file = File {
            banner: "// banner".to_owned(),
            docs: vec!["First.".to_owned(), String::new(), "Last.".to_owned()],
            attributes: Vec::new(),
            groups: vec!["use a::B;".to_owned(), "struct C<'a>;".to_owned()],
        };
        assert_eq!(
            print(&file),
            "// banner\n//! First.\n//!\n//! Last.\n\nuse a::B;\n\nstruct C<'a>;\n"
        );
        let bare = File { docs: Vec::new(), groups: Vec::new(), ..file };
        assert_eq!(print(&bare), "// banner\n");
    }

    #[test]
    fn an_attribute_is_not_escaped() {
        let attribute = Attribute {
            banner: "// <banner>".to_owned(),
            name: "a".to_owned(),
            docs: "/// `Arc<T>` & co".to_owned(),
            root: true,
        };
        let text = print(&attribute);
        assert!(text.starts_with("// <banner>\n"), "{text}");
        assert!(text.contains("/// `Arc<T>` & co\n#[proc_macro_attribute]\npub fn a("), "{text}");
        let included = print(&Attribute { root: false, ..attribute });
        assert!(
            included.starts_with("// <banner>\n\n#[rustfmt::skip]\nmod table;\n"),
            "{included}"
        );
    }

    /// Two gates are hand-written, so that they show which of their lines is whose; their text is that of the template.
    #[test]
    fn hand_written_gates_are_the_template() {
        let banner = "//! This file is hand-written; its children are emitted by `cargo xtask regen`. What they need allowed is allowed here.";
        for (gate, results) in [
            ("../crates/do-callback/src/generated.rs", true),
            ("../tests/chains/src/generated.rs", false),
        ] {
            let expected =
                print(&Gate { banner: banner.to_owned(), dispatch: false, results, probes: true });
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(gate);
            assert_eq!(
                std::fs::read_to_string(path).expect("the gate can be read"),
                expected,
                "{gate}"
            );
        }
    }
}
