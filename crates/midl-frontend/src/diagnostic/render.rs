//! Diagnostics as text, in the look of rustc.

use std::{borrow::Cow, ops::Range};

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Label, Severity};
use crate::source::{FileId, SourceMap, Span};

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

/// How much text one picture may show, in bytes: the renderer walks over all of it.
const SHOWN_LIMIT: usize = 1 << 13;

/// One picture a file, the file of the first label first; a picture a label where the labels are far apart.
fn snippets<'a>(labels: &[Label], sources: &'a SourceMap) -> Vec<Element<'a>> {
    let numbered: Vec<(usize, &Label)> = labels.iter().enumerate().collect();
    let mut files = Vec::new();
    for label in labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let mut elements = Vec::new();
    for file in files {
        let of_file: Vec<_> =
            numbered.iter().copied().filter(|(_, label)| label.span.file == file).collect();
        match snippet(&of_file, file, sources) {
            Some(element) => elements.push(element),
            None => elements.extend(of_file.iter().map(|numbered| {
                let alone = snippet(std::slice::from_ref(numbered), file, sources);
                alone.unwrap_or_else(|| origin(numbered.1.span, sources))
            })),
        }
    }
    elements
}

/// Labels of one file in one picture, unless that would be too large.
fn snippet<'a>(
    labels: &[(usize, &Label)],
    file: FileId,
    sources: &'a SourceMap,
) -> Option<Element<'a>> {
    let source = sources.file(file);
    let spans: Vec<Range<usize>> =
        labels.iter().map(|(_, label)| visible(label.span, &source.text)).collect();
    let lines = lines_around(&source.text, &spans);
    if lines.len() > SHOWN_LIMIT {
        return None;
    }
    let annotations = labels.iter().zip(&spans).map(|((index, label), span)| {
        let kind = if *index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(span.start - lines.start..span.end - lines.start);
        if label.text.is_empty() {
            annotation
        } else {
            annotation.label(Cow::Owned(label.text.clone()))
        }
    });
    let line_start = sources.line(file, lines.start as u32);
    let snippet = Snippet::source(&source.text[lines.clone()])
        .line_start(line_start)
        .path(&*source.name)
        .annotations(annotations);
    Some(snippet.into())
}

/// A place without its text.
fn origin(place: Span, sources: &SourceMap) -> Element<'_> {
    let (line, column) = sources.line_column(place.file, place.start);
    Origin::path(&*sources.file(place.file).name).line(line).char_column(column).into()
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

    /// Labels far apart have a picture each, and a place in a line that is too long has none.
    #[test]
    fn much_text_is_not_shown() {
        let text = format!("first{}last{}\n", "\n".repeat(SHOWN_LIMIT), "x".repeat(SHOWN_LIMIT));
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile {
            name: "a.idl".into(),
            owner: Owner::User,
            text: text.into(),
            invalid: Vec::new(),
        });
        let last = SHOWN_LIMIT as u32 + 5;
        let span = |start, end| Span { file, start, end };
        let diagnostic = Diagnostic::new(Code::UnknownType, "found", span(0, 5), "here")
            .label(span(last, last + 4), "there");
        let shown = render(&diagnostic, &sources, Style::Plain);
        assert!(shown.contains("1 | first\n  | ^^^^^ here"), "{shown}");
        assert!(shown.contains("a.idl:8193:1") && shown.len() < 400, "{shown}");
    }

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
