//! The whole compiler, from text to metadata, with every warning, and twice: same input, same bytes.
#![no_main]

use fuzz::{Scene, show};
use midlc::{
    codegen::winmd,
    frontend::{
        compile,
        diagnostic::{Diagnostic, Levels, Severity, Which},
        dump, lints,
        program::Options,
    },
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(run(bytes) == run(bytes), "two runs differ");
});

fn run(bytes: &[u8]) -> (Vec<Diagnostic>, Option<String>, Option<Vec<u8>>) {
    let Scene { sources, root, mut files } = Scene::new(bytes);
    let outcome = compile(sources, &[root], &mut files, &Options::default());
    show(&outcome.diagnostics, &outcome.sources);
    let mut diagnostics = outcome.diagnostics;
    let Some(checked) = outcome.checked else {
        assert!(!diagnostics.is_empty(), "refused without a reason");
        return (diagnostics, None, None);
    };
    let mut levels = Levels::default();
    levels.choose(Which::All, true);
    diagnostics.extend(lints::check(&checked, &levels));
    let model = dump::model(&checked);
    let refused = winmd::check(&checked);
    let good = refused.iter().all(|found| found.severity() != Severity::Error);
    show(&refused, checked.sources());
    diagnostics.extend(refused);
    (diagnostics, Some(model), good.then(|| winmd::emit(&checked, "Fuzz")))
}
