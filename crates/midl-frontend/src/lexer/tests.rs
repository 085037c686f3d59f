use super::*;
use crate::{diagnostic::Diagnostic, source::SourceMap, testing};

#[track_caller]
fn check(text: &str, expected: &str) {
    let mut sources = SourceMap::default();
    let id = sources.add(testing::file("input.idl", text));
    let mut symbols = Symbols::default();
    let (tokens, error) = lex(id, sources.file(id), &mut symbols);
    assert_eq!(error, None);
    testing::assert_text(&dump(&tokens, &symbols), expected);
    for token in &tokens {
        let written = sources.text(token.span);
        assert!(
            token.kind == Kind::End || written == token.text(&symbols),
            "a token covers its own text: {written}"
        );
    }
}

#[test]
fn words_and_punctuation() {
    check("[in]long*a[..];\nb->c...", "[ in ] long * a [ .. ] ;\nb -> c ...\n<end>");
    check("a<<=b>>c==d!=e&&f||g##h::i", "a << = b >> c == d != e && f || g ## h :: i\n<end>");
}

#[test]
fn numbers_end_where_c_ends_them() {
    check("0x1E+2 1e+2 1.5f 0..9 .5", "0x1E + 2 1e+2 1.5f 0 .. 9 .5\n<end>");
    check("97EA99C7-0186-4AD4-8DF9", "97EA99C7 - 0186 - 4AD4 - 8DF9\n<end>");
}

#[test]
fn comments_are_space() {
    check("a/* b\n c */d // e\nf", "a d\nf\n<end>");
    check("a /***/ b /* / */ c", "a b c\n<end>");
    check("a // goes on \\\n b\nc", "a\nc\n<end>");
}

#[test]
fn a_continued_line_is_one_line() {
    check("#define A \\\n B \\\r\n C\nD", "# define A B C\nD\n<end>");
}

#[test]
fn strings_and_characters() {
    check(
        r#""a\"b" L"w" 'c' L'\'' L x"#,
        r#""a\"b" L"w" 'c' L'\'' L x
<end>"#,
    );
    check(
        "\"open\nnext 'o\nlast",
        "<an unclosed string: \"open>\nnext <an unclosed character: 'o>\nlast\n<end>",
    );
}

#[test]
fn what_is_no_idl_stays_visible() {
    check(
        "a \u{201C} \u{1} b",
        "a <an unknown character: \u{201C}> <an unknown character: \u{1}> b\n<end>",
    );
}

#[test]
fn a_byte_order_mark_is_space() {
    let mut sources = SourceMap::default();
    let id = sources.add(testing::file("input.idl", "\u{FEFF}a"));
    let mut symbols = Symbols::default();
    let (tokens, _) = lex(id, sources.file(id), &mut symbols);
    assert_eq!((tokens[0].span.start, tokens[0].span.end), (3, 4));
}

#[test]
fn an_open_comment_is_reported_where_it_opens() {
    let mut sources = SourceMap::default();
    let id = sources.add(testing::file("input.idl", "a /* b"));
    let (tokens, error) = lex(id, sources.file(id), &mut Symbols::default());
    assert_eq!(tokens.len(), 2);
    let diagnostic = Diagnostic::from(error.expect("the comment is open"));
    testing::assert_text(
        &testing::summary(&[diagnostic], &sources),
        "IDL0001 input.idl:1:3 comment is not closed",
    );
}
