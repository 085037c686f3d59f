//! What users see: programs that must compile and run (`pass`), and programs that must not, each beside the exact
//! messages of the compiler (`fail`). What depends on features of the crate stands apart (`features`).
//!
//! A case is a file. The words of rustc around our own move from release to release, so the messages are compared on the pinned
//! compiler only. `TRYBUILD=overwrite cargo test -p do-callback --test ui` renews them: read each as the user would
//! before accepting it.

use std::env;
use std::io::Write as _;
use std::process::Command;

/// The release that the `.stderr` files were written by.
const PINNED: &str = "rustc 1.95.";

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("../../tests/ui/pass/*.rs");
    let (bits, download) = (cfg!(feature = "bits"), cfg!(feature = "download"));
    if bits && download {
        cases.pass("../../tests/ui/features/on/*.rs");
    }
    let compiler = compiler();
    if bits || download {
        // The compiler's lists of what could have been meant are longer then.
        skip("no module behind a feature; `cargo test -p do-callback --test ui` has none");
    } else if compiler.starts_with(PINNED) {
        cases.compile_fail("../../tests/ui/fail/*.rs");
        cases.compile_fail("../../tests/ui/features/off/*.rs");
    } else {
        skip(&format!("{PINNED}x, this is {compiler}"));
    }
}

fn skip(needed: &str) {
    let skipped = format!("\nSKIPPED: tests/ui/fail needs {needed}\n");
    // Past the capture of the test harness, which would hide it.
    std::io::stderr().write_all(skipped.as_bytes()).expect("stderr is open");
}

/// What the compiler that trybuild will use calls itself.
fn compiler() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("a compiler is installed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
