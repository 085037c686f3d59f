//! The tool `midlc`.
#![forbid(unsafe_code)]

use std::{
    env,
    io::{self, BufWriter, IsTerminal},
    process::ExitCode,
};

use midlc::{
    cli::{self, Messages, Streams},
    frontend::diagnostic::Style,
};

/// A tree of syntax is a great many small things, and glibc's allocator makes threads wait for each other: decision 14.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let (out, err) = (io::stdout(), io::stderr());
    let err_is_terminal =
        err.is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb");
    let plain = !err_is_terminal || env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let mut streams = Streams {
        out_is_terminal: out.is_terminal(),
        out: &mut BufWriter::new(out.lock()),
        err: &mut err.lock(),
        err_is_terminal,
        messages: Messages::default(),
        style: if plain { Style::Plain } else { Style::Coloured },
    };
    ExitCode::from(cli::run(env::args_os().skip(1), &mut streams) as u8)
}
