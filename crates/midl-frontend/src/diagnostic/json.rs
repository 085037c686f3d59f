//! Diagnostics as JSON, an object a line, for editors and build tools.
//!
//! ```json
//! {"code":"IDL0301","severity":"error","message":"cannot find type `DWROD`",
//!  "labels":[{"file":"bad.idl","line":4,"column":9,"end_line":4,"end_column":14,"text":"not found"}],
//!  "helps":[{"text":"did you mean `DWORD`?","place":null}],"notes":[]}
//! ```
//!
//! Lines and columns count from 1, columns in characters; an end is the place behind the last character. The first label is
//! where the mistake is. What no code stands for (a file that cannot be read) has `null` for it and no labels.

use super::{Diagnostic, Severity};
use crate::{
    dump::Json,
    source::{SourceMap, Span},
};

/// One diagnostic as a line of JSON, with its line feed.
#[must_use]
pub fn json(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let mut json = Json::default();
    head(&mut json, Some(diagnostic.code.to_string()), diagnostic.severity(), &diagnostic.message);
    json.member("labels").open('[');
    for label in &diagnostic.labels {
        json.open('{');
        place(&mut json, label.span, sources);
        json.member("text").string(&label.text);
        json.close('}');
    }
    json.close(']');
    json.member("helps").open('[');
    for help in &diagnostic.helps {
        json.open('{');
        json.member("text").string(&help.text);
        json.member("place");
        match help.place {
            Some(span) => {
                json.open('{');
                place(&mut json, span, sources);
                json.close('}');
            }
            None => json.null(),
        }
        json.close('}');
    }
    json.close(']');
    json.member("notes").open('[');
    diagnostic.notes.iter().for_each(|note| json.string(note));
    json.close(']');
    json.close('}');
    json.finish()
}

/// A failure that no code stands for, in the same form.
#[must_use]
pub fn json_failure(message: &str) -> String {
    let mut json = Json::default();
    head(&mut json, None, Severity::Error, message);
    for empty in ["labels", "helps", "notes"] {
        json.member(empty).open('[');
        json.close(']');
    }
    json.close('}');
    json.finish()
}

fn head(json: &mut Json, code: Option<String>, severity: Severity, message: &str) {
    json.open('{');
    json.member("code");
    match code {
        Some(code) => json.string(&code),
        None => json.null(),
    }
    json.member("severity").string(match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    });
    json.member("message").string(message);
}

fn place(json: &mut Json, span: Span, sources: &SourceMap) {
    let (line, column) = sources.line_column(span.file, span.start);
    let (end_line, end_column) = sources.line_column(span.file, span.end);
    json.member("file").string(&sources.file(span.file).name);
    let numbers =
        [("line", line), ("column", column), ("end_line", end_line), ("end_column", end_column)];
    for (name, number) in numbers {
        json.member(name).number(number as i128);
    }
}
