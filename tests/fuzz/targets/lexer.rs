//! Text to tokens: they stand in their order, inside the text, and the last is the end.
#![no_main]

use fuzz::Scene;
use midlc::frontend::{
    lexer::{self, Kind},
    symbol::Symbols,
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Scene { sources, root, .. } = Scene::new(bytes);
    let mut symbols = Symbols::default();
    let file = sources.file(root);
    let (tokens, _) = lexer::lex(root, file, &mut symbols);
    let mut end = 0;
    for token in &tokens {
        let span = token.span;
        assert!(end <= span.start && span.start <= span.end);
        assert!(file.text.get(span.start as usize..span.end as usize).is_some());
        end = span.end;
    }
    assert_eq!(tokens.last().map(|token| token.kind), Some(Kind::End));
    assert!(!lexer::dump(&tokens, &symbols).is_empty());
});
