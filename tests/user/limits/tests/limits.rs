//! Each limit, in a process of its own.

use std::process::{Command, Output};

fn limits(argument: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_limits")).arg(argument).output().unwrap()
}

#[test]
fn one_panic_is_contained() {
    for argument in ["method", "destructor"] {
        let output = limits(argument);
        assert!(output.status.success(), "{argument}");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let expected = if argument == "method" { "Err(HRESULT(0x8000FFFF))" } else { "Ok(())" };
        assert_eq!(text.trim(), format!("contained: {expected}"), "{argument}");
    }
}

#[test]
fn a_second_panic_while_the_first_unwinds_ends_the_process() {
    for argument in ["method-and-destructor", "destructors"] {
        let output = limits(argument);
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && output.stdout.is_empty(), "{argument}");
        assert!(text.contains("a destructor"), "{argument}: {text}");
    }
}
