//! Files to trees, imports followed. The tree is printed too: that walks over all of it.
#![no_main]

use fuzz::{Scene, show};
use midlc::frontend::{
    ast,
    program::{Options, parse_program},
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Scene { sources, root, mut files } = Scene::new(bytes);
    let program = parse_program(sources, &[root], &mut files, &Options::default());
    for unit in &program.units {
        std::hint::black_box(ast::dump(&unit.ast, &program.symbols));
    }
    show(&program.errors, &program.sources);
});
