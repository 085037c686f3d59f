//! Directives and macros: the tokens end, and every one of them has a place in a file.
#![no_main]

use fuzz::{Scene, show};
use midlc::frontend::{lexer::Kind, preprocess::Context, symbol::Symbols};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Scene { mut sources, root, mut files } = Scene::new(bytes);
    let mut symbols = Symbols::default();
    let mut context = Context::new(&mut sources, &mut files, &mut symbols, &[]);
    let out = context.preprocess(root, false);
    let errors = context.errors;
    assert_eq!(out.tokens.last().map(|token| token.kind), Some(Kind::End));
    for token in &out.tokens {
        assert!(token.span.end as usize <= sources.file(token.span.file).text.len());
    }
    show(&errors, &sources);
});
