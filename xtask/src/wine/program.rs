//! `cargo xtask wine --run PROGRAM [ARGUMENT]..`: how cargo starts each test program. It believes a program that ends in time, well,
//! and with the line that says so: under Wine a crash can look like a success.

use std::{
    env,
    fs::{self, File},
    io,
    process::{self, Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::arguments::{Arguments, Outcome};

/// How long a test program may run.
const LIMIT: Duration = Duration::from_secs(600);

/// What the harness prints last.
const CLOSING: &str = "test result: ok.";

pub(super) fn run(mut arguments: Arguments) -> Outcome {
    let Some(program) = arguments.next() else {
        return Outcome::usage("which program?".to_owned());
    };
    // Not a pipe: a service that the program starts inherits it, and holds it open.
    let file = env::temp_dir().join(format!("do-callback-{}.log", process::id()));
    let ended = start(&program, arguments, &file).and_then(|child| wait(child, LIMIT));
    let output = fs::read(&file).unwrap_or_default();
    drop(fs::remove_file(&file));
    let output = String::from_utf8_lossy(&output);
    print!("{output}");
    match ended {
        Ok(Some(status)) if status.success() => {
            if output.lines().any(|line| line.starts_with(CLOSING)) {
                Outcome::Good
            } else {
                Outcome::bad(format!("{program} ended without the line `{CLOSING}`"))
            }
        }
        Ok(Some(status)) => Outcome::bad(format!("{program} failed ({status})")),
        Ok(None) => Outcome::bad(format!("{program} did not end in {} s", LIMIT.as_secs())),
        Err(error) => Outcome::bad(format!("{program}: {error}")),
    }
}

fn start(program: &str, arguments: Arguments, output: &std::path::Path) -> io::Result<Child> {
    let output = File::create(output)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    command.spawn()
}

/// Waits for the end of a process, and ends it when the time is over: `None`.
pub(super) fn wait(mut child: Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let end = Instant::now() + limit;
    loop {
        match child.try_wait()? {
            Some(status) => return Ok(Some(status)),
            None if Instant::now() >= end => {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
            None => thread::sleep(Duration::from_millis(20)),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn start(words: &[&str]) -> Child {
        Command::new(words[0]).args(&words[1..]).spawn().expect("it starts")
    }

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let ended =
            wait(start(&["sleep", "600"]), Duration::from_millis(100)).expect("it is waited for");
        assert!(ended.is_none());
    }

    #[test]
    fn a_program_that_ends_says_how() {
        let ended = wait(start(&["false"]), Duration::from_secs(60)).expect("it is waited for");
        assert!(ended.is_some_and(|status| !status.success()));
    }

    #[test]
    fn success_without_the_closing_line_is_a_failure() {
        assert_eq!(run(Arguments::of(&["echo", "nothing"])), Outcome::Bad);
        assert_eq!(run(Arguments::of(&["echo", "test result: ok. 1 passed"])), Outcome::Good);
        assert_eq!(
            run(Arguments::of(&["sh", "-c", "echo test result: ok.; exit 3"])),
            Outcome::Bad
        );
    }
}
