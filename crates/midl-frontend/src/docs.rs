//! Comments that document a declaration: found by place when somebody asks, and cleaned of their borders.

use memchr::memrchr;

use crate::source::{FileId, SourceFile, SourceMap, Span};

/// Where to look for what documents a declaration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its first token, where comments are wanted.
    pub first: Option<Span>,
    /// Its `helpstring`.
    pub helpstring: Option<Span>,
    /// Its end, where it stands in a line of its own and may be explained behind it.
    pub end: Option<u32>,
}

impl Place {
    /// The comment before the declaration, else its `helpstring`, else the comment behind it.
    #[must_use]
    pub fn find(self, sources: &SourceMap) -> Option<Span> {
        let before =
            |first: Span| comment_before(first.file, sources.file(first.file), first.start);
        let behind = || {
            let first = self.first?;
            comment_after(first.file, sources.file(first.file), self.end?)
        };
        self.first.and_then(before).or(self.helpstring).or_else(behind)
    }
}

/// The comment directly before `offset` (the start of a declaration), or the one behind the declaration in the same line.
///
/// Comments that follow each other line by line are one; an empty line before the declaration leaves it without comment, so that
/// a licence at the head of a file documents nothing.
#[must_use]
pub fn comment_before(id: FileId, file: &SourceFile, offset: u32) -> Option<Span> {
    let text = file.text.get(..offset as usize)?;
    let end = gap(text)?;
    let mut start = comment_start(&text[..end])?;
    // A comment behind something else in its line belongs to that.
    if !stands_alone(text, start) {
        return None;
    }
    while let Some(end) = gap(&text[..start]) {
        match comment_start(&text[..end]) {
            Some(earlier) if stands_alone(text, earlier) => start = earlier,
            _ => break,
        }
    }
    Some(Span { file: id, start: start as u32, end: end as u32 })
}

/// The comment behind a declaration in the same line: behind `offset`, the end of the declaration, and at most one `,` or `;`.
#[must_use]
pub fn comment_after(id: FileId, file: &SourceFile, offset: u32) -> Option<Span> {
    let rest = file.text.get(offset as usize..)?;
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let trimmed = line.trim_start_matches([' ', '\t']);
    let trimmed =
        trimmed.strip_prefix([',', ';']).unwrap_or(trimmed).trim_start_matches([' ', '\t']);
    let start = offset as usize + line.len() - trimmed.len();
    let length = if trimmed.starts_with("//") {
        trimmed.trim_end().len()
    } else if trimmed.starts_with("/*") {
        rest[start - offset as usize..].find("*/")? + 2
    } else {
        return None;
    };
    Some(Span { file: id, start: start as u32, end: (start + length) as u32 })
}

/// Where the text ends without the white space at its end, if no empty line is in it.
fn gap(text: &str) -> Option<usize> {
    let mut newlines = 0;
    let mut end = text.len();
    for byte in text.bytes().rev().take_while(u8::is_ascii_whitespace) {
        newlines += usize::from(byte == b'\n');
        end -= 1;
    }
    (newlines <= 1).then_some(end)
}

/// True where only white space stands before `start` in its line.
fn stands_alone(text: &str, start: usize) -> bool {
    let before = text.as_bytes()[..start].iter().rev();
    before.take_while(|byte| **byte != b'\n').all(u8::is_ascii_whitespace)
}

/// Where the comment begins that ends where the text ends.
fn comment_start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let line = memrchr(b'\n', bytes).map_or(0, |newline| newline + 1);
    let indentation = bytes[line..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    if bytes[line + indentation..].starts_with(b"//") {
        return Some(line + indentation);
    }
    let mut rest = bytes.strip_suffix(b"*/")?;
    while let Some(slash) = memrchr(b'/', rest) {
        if bytes[slash + 1..bytes.len() - 2].first() == Some(&b'*') {
            return Some(slash);
        }
        rest = &rest[..slash];
    }
    None
}

/// The text of a comment: without its signs, its borders, and the indentation that all its lines share.
///
/// `/** Adds a job. */` and a block of `// ` lines alike give what a reader reads.
#[must_use]
pub fn text(comment: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut rest = comment.trim();
    while !rest.is_empty() {
        if let Some(line) = rest.strip_prefix("//") {
            let (line, after) = line.split_once('\n').unwrap_or((line, ""));
            lines.push(line.trim_start_matches(['/', '!']).trim_start_matches('<').trim_end());
            rest = after.trim_start();
        } else if let Some(block) = rest.strip_prefix("/*") {
            let (block, after) = block.split_once("*/").unwrap_or((block, ""));
            let block =
                block.trim_start_matches(['*', '!']).trim_start_matches('<').trim_end_matches('*');
            for (index, line) in block.lines().enumerate() {
                let bare = line.trim_start().trim_start_matches('*');
                lines.push(
                    if index > 0 && line.trim_start().starts_with('*') { bare } else { line }
                        .trim_end(),
                );
            }
            rest = after.trim_start();
        } else {
            // Not a comment: nothing of it is shown.
            break;
        }
    }
    for line in &mut lines {
        if is_border(line) {
            *line = "";
        }
    }
    let first_text = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let last_text =
        lines.iter().rposition(|line| !line.is_empty()).map_or(first_text, |last| last + 1);
    let lines = &lines[first_text..last_text];
    let indentation = |line: &&str| line.len() - line.trim_start().len();
    // A first line behind `/*` has an indentation that says nothing about the others.
    let apart = usize::from(first_text == 0 && comment.trim_start().starts_with("/*"));
    let shared = lines
        .iter()
        .skip(apart)
        .filter(|line| !line.is_empty())
        .map(indentation)
        .min()
        .unwrap_or(0);
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let cut = if index < apart { indentation(line) } else { shared.min(indentation(line)) };
        text.push_str(&line[cut..]);
    }
    text
}

/// The text of a string as written, adjacent strings joined.
#[must_use]
pub fn string(written: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    let mut chars = written.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => inside = !inside,
            '\\' if inside => match chars.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some(escaped) => text.push(escaped),
                None => {}
            },
            c if inside => text.push(c),
            _ => {}
        }
    }
    text
}

/// A line that only draws: `----`, `=====`.
fn is_border(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3
        && line
            .bytes()
            .all(|byte| matches!(byte, b'-' | b'=' | b'*' | b'+' | b'~' | b'#' | b'_' | b'/'))
}

#[cfg(test)]
mod tests;
