//! `midlc explain-code`: a code at length, or all of them in short.

use std::{fmt::Write, io};

use midl_frontend::diagnostic::{Code, Example, Explanation, Severity};

use super::{Status, Streams};

/// How wide text is printed.
const WIDTH: usize = 80;

pub(super) fn run(code: Code, streams: &mut Streams<'_>) -> io::Result<Status> {
    streams.out.write_all(explain(code).as_bytes())?;
    Ok(Status::Good)
}

pub(super) fn list(streams: &mut Streams<'_>) -> io::Result<Status> {
    Code::ALL
        .iter()
        .try_for_each(|code| writeln!(streams.out, "{code}  {} ({})", code.title(), kind(*code)))?;
    Ok(Status::Good)
}

fn kind(code: Code) -> &'static str {
    match (code.severity(), code.is_shown()) {
        (Severity::Error, _) => "error",
        (Severity::Warning, true) => "warning",
        (Severity::Warning, false) => "warning, off unless asked for with -W",
    }
}

fn explain(code: Code) -> String {
    let Explanation { text, example } = code.explanation();
    let kind = kind(code);
    let mut out = format!("{code}: {} ({kind})\n\n{}\nExample:\n\n", code.title(), wrap(text));
    match example {
        Example::Idl(text) => {
            for line in text.lines() {
                let _ = writeln!(out, "    {line}");
            }
        }
        Example::Told(text) => out.push_str(&wrap(text)),
    }
    out
}

/// A paragraph in lines.
fn wrap(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > WIDTH {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_filled_and_no_longer_than_they_may_be() {
        assert_eq!(wrap("word ".repeat(20).trim_end()).lines().count(), 2);
        for code in Code::ALL {
            let text = wrap(code.explanation().text);
            assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{code}");
        }
    }
}
