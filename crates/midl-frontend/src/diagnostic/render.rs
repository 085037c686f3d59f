//! Diagnostics as text, in the look of rustc.

use std::{borrow::Cow, ops::Range};

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Label, Severity};
use crate::source::{SourceMap, Span};

/// How diagnostics look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Text only.
    #[default]
    Plain,
    /// With the colours of a terminal.
    Coloured,
}

/// One diagnostic as text, with a line feed at its end.
#[must_use]
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, style: Style) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&*diagnostic.message).id(diagnostic.code.to_string());
    let mut main = Group::with_title(title).elements(snippets(&diagnostic.labels, sources));
    main = main.elements(diagnostic.notes.iter().map(|note| Level::NOTE.message(&**note)));
    let plain_helps = diagnostic.helps.iter().filter(|help| help.place.is_none());
    main = main.elements(plain_helps.map(|help| Level::HELP.message(&*help.text)));
    let mut report = vec![main];
    for help in &diagnostic.helps {
        if let Some(place) = help.place {
            let label = Label { span: place, text: String::new() };
            let snippets = snippets(std::slice::from_ref(&label), sources);
            report.push(
                Group::with_title(Level::HELP.secondary_title(&*help.text)).elements(snippets),
            );
        }
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut text = renderer.render(&report);
    text.push('\n');
    text
}

/// One snippet a file, the file of the first label first.
fn snippets<'a>(labels: &[Label], sources: &'a SourceMap) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut files = Vec::new();
    for label in labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let snippet = |file| {
        let source = sources.file(file);
        let of_file = labels.iter().enumerate().filter(|(_, label)| label.span.file == file);
        let spans: Vec<Range<usize>> =
            of_file.clone().map(|(_, label)| visible(label.span, &source.text)).collect();
        let lines = lines_around(&source.text, &spans);
        let annotations = of_file.zip(&spans).map(|((index, label), span)| {
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(span.start - lines.start..span.end - lines.start);
            if label.text.is_empty() {
                annotation
            } else {
                annotation.label(Cow::Owned(label.text.clone()))
            }
        });
        let line_start = sources.line(file, lines.start as u32);
        Snippet::source(&source.text[lines.clone()])
            .line_start(line_start)
            .path(&*source.name)
            .annotations(annotations)
    };
    files.into_iter().map(snippet).collect()
}

/// The lines from the first span to the last: the renderer walks over all the text that it is given.
fn lines_around(text: &str, spans: &[Range<usize>]) -> Range<usize> {
    let first = spans.iter().map(|span| span.start).min().unwrap_or(0);
    let last = spans.iter().map(|span| span.end).max().unwrap_or(text.len());
    let start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[last..].find('\n').map_or(text.len(), |newline| last + newline);
    // Without its line feed, a carriage return would be shown as a character.
    let line = text[last..end].strip_suffix('\r').unwrap_or(&text[last..end]);
    start..last + line.len()
}

/// The bytes of a span, moved to the borders of characters.
fn visible(span: Span, text: &str) -> Range<usize> {
    let mut start = (span.start as usize).min(text.len());
    let mut end = (span.end as usize).clamp(start, text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Code,
        source::{Owner, SourceFile},
    };

    #[test]
    fn carriage_returns_are_not_shown() {
        let mut sources = SourceMap::default();
        let text = "first;\r\nsecond;\r\nthird;\r\n";
        let file = sources.add(SourceFile {
            name: "input.idl".to_owned(),
            owner: Owner::User,
            text: text.to_owned().into(),
            invalid: Vec::new(),
        });
        let place = Span { file, start: 8, end: 14 };
        let diagnostic = Diagnostic::new(Code::ItemUnknown, "message", place, "label");
        assert_eq!(
            render(&diagnostic, &sources, Style::Plain),
            "error[IDL0206]: message\n --> input.idl:2:1\n  |\n2 | second;\n  | ^^^^^^ label\n"
        );
    }
}
