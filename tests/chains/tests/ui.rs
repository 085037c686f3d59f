//! What the attribute refuses of interfaces that only this crate has: programs that must not compile, each beside the exact
//! messages. `TRYBUILD=overwrite cargo test -p chains --test ui` renews them, with the pinned compiler.
//!
//! Messages are the same everywhere; on Windows the tests may run under Wine, where there is no compiler.
#![cfg(not(windows))]

use std::{env, io::Write as _, process::Command};

/// The release that the `.stderr` files were written by.
const PINNED: &str = "rustc 1.95.";

#[test]
fn ui() {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("a compiler is installed");
    let compiler = String::from_utf8_lossy(&output.stdout);
    if compiler.starts_with(PINNED) {
        trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
    } else {
        let skipped =
            format!("\nSKIPPED: tests/chains/tests/ui needs {PINNED}x, this is {compiler}\n");
        // Past the capture of the test harness, which would hide it.
        std::io::stderr().write_all(skipped.as_bytes()).expect("stderr is open");
    }
}
