use super::*;
use crate::{source::SourceMap, testing};

/// The documentation of `HERE` in a file.
#[track_caller]
fn check(text: &str, expected: Option<&str>) {
    let mut sources = SourceMap::default();
    let id = sources.add(testing::file("input.idl", text));
    let offset = text.find("HERE").expect("the text says where") as u32;
    let file = sources.file(id);
    let span = comment_before(id, file, offset).or_else(|| comment_after(id, file, offset + 4));
    let found = span.map(|span| super::text(sources.text(span)));
    assert_eq!(found.as_deref(), expected);
}

#[test]
fn blocks() {
    check("/** Adds a job. */\nHERE", Some("Adds a job."));
    check(
        "/**\n * Adds a job.\n *\n *   It starts later.\n */\nHERE",
        Some("Adds a job.\n\n  It starts later."),
    );
    check("/*****************\n * Adds a job. *\n *****************/\nHERE", Some("Adds a job. *"));
    check("/* Adds\n   a job. */\nHERE", Some("Adds\na job."));
}

#[test]
fn lines() {
    check("/// Adds a job.\n/// It starts later.\nHERE", Some("Adds a job.\nIt starts later."));
    check("//-------------\n// Adds a job.\n//-------------\nHERE", Some("Adds a job."));
    check("    // Adds\n    //   a job.\n    HERE", Some("Adds\n  a job."));
}

#[test]
fn a_licence_is_no_documentation() {
    check("/* Copyright. */\n\nHERE", None);
    check("// Copyright.\n\n// Adds a job.\nHERE", Some("Adds a job."));
    check("HERE", None);
}

#[test]
fn a_comment_behind_belongs_to_what_is_before_it() {
    check("A, // the first\nHERE", None);
    check("HERE, // the second\nC", Some("the second"));
    check("HERE /**< the second */, C", Some("the second"));
    check("/** before */\nHERE, // behind\n", Some("before"));
    check("A /* the\n first */ HERE", None);
}
