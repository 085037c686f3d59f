//! Comments of the IDL as Rust documentation.
//!
//! The text is somebody's prose, not Markdown: what rustdoc would take for a link, a tag or a code block to compile is made
//! plain, so that any comment documents and none breaks a build.

use midl_frontend::model::{Checked, Origin};
use proc_macro2::TokenStream;
use quote::quote;

/// The lines of the comment before a declaration; none where there is no comment.
pub(crate) fn comment(checked: &Checked, origin: Origin) -> Vec<String> {
    checked.docs(origin).map(|text| lines(&text)).unwrap_or_default()
}

/// `#[doc]` attributes, a line each. prettyplease prints them as `///`.
pub(crate) fn attributes<'l>(lines: impl IntoIterator<Item = &'l String>) -> TokenStream {
    let lines = lines
        .into_iter()
        .map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Paragraphs under each other, an empty line between; empty ones are left out.
pub(crate) fn paragraphs(paragraphs: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for paragraph in paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty()) {
        if !all.is_empty() {
            all.push(String::new());
        }
        all.extend(paragraph);
    }
    all
}

fn lines(text: &str) -> Vec<String> {
    let mut in_fence = false;
    text.lines()
        .map(|line| {
            let trimmed = line.trim();
            if trimmed.starts_with("```") {
                in_fence = !in_fence;
                return if in_fence { "```text".to_owned() } else { "```".to_owned() };
            }
            // Four spaces would begin a code block, and that a test; fewer may continue an item of a list.
            let indent = line.len() - line.trim_start().len();
            if in_fence {
                line.trim_end().to_owned()
            } else {
                format!("{:1$}{2}", "", indent.min(3), plain(trimmed))
            }
        })
        .collect()
}

/// Brackets and angle brackets outside backticks lose their meaning.
fn plain(line: &str) -> String {
    let closes = line.matches('`').count().is_multiple_of(2);
    let mut in_code = false;
    let mut plain = String::with_capacity(line.len());
    for char in line.chars() {
        match char {
            '`' if closes => in_code = !in_code,
            '`' | '[' | ']' | '<' | '>' if !in_code => plain.push('\\'),
            _ => {}
        }
        plain.push(char);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_stays_prose() {
        for (comment, rust) in [
            ("One line.", "One line."),
            ("Takes a [size] of <T>.", "Takes a \\[size\\] of \\<T\\>."),
            ("`a[0]` and a[1]", "`a[0]` and a\\[1\\]"),
            ("an odd ` mark", "an odd \\` mark"),
            ("First\n\n     indented", "First\n\n   indented"),
            ("- one\n  more", "- one\n  more"),
            ("```\n  x[1]\n```", "```text\n  x[1]\n```"),
        ] {
            assert_eq!(lines(comment).join("\n"), rust);
        }
    }

    #[test]
    fn paragraphs_are_set_apart() {
        let one = |text: &str| vec![text.to_owned()];
        assert_eq!(paragraphs([one("a"), Vec::new(), one("b")]), ["a", "", "b"]);
    }
}
