//! `cargo xtask regen [--check] [--only CRATE]`: from IDL to checked-in code.

use std::{
    fs,
    time::{Duration, Instant},
};

use midlc::{
    files::{self, ChangeKind},
    outputs::{self, Declares},
    pipeline::{self, Generated},
    plan::{Plan, PlannedCrate},
};

use crate::{
    arguments::{Arguments, Outcome},
    workspace,
};

/// What makes the emitted files again: it stands in their first lines and in messages.
const COMMAND: &str = "cargo xtask regen";
/// The plan.
const PLAN: &str = "idl/regen.toml";

/// The last step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Write,
    Check,
}

pub(crate) fn run(arguments: Arguments) -> Outcome {
    match parse(arguments) {
        Ok((mode, only)) => regen(mode, only.as_deref()),
        Err(outcome) => outcome,
    }
}

fn parse(mut arguments: Arguments) -> Result<(Mode, Option<String>), Outcome> {
    let (mut mode, mut only) = (Mode::Write, None);
    while let Some(word) = arguments.next() {
        match word.as_str() {
            "--check" => mode = Mode::Check,
            "--only" => match arguments.next() {
                Some(name) => only = Some(name),
                None => {
                    return Err(Outcome::usage("`--only` needs the name of a crate".to_owned()));
                }
            },
            _ => return Err(Outcome::usage(format!("unexpected argument `{word}`"))),
        }
    }
    Ok((mode, only))
}

fn regen(mode: Mode, only: Option<&str>) -> Outcome {
    let plan = match plan() {
        Ok(plan) => plan,
        Err(message) => return Outcome::bad(message),
    };
    let chosen: Vec<&PlannedCrate> =
        plan.crates.iter().filter(|planned| only.is_none_or(|only| planned.name == only)).collect();
    if chosen.is_empty() {
        let known: Vec<&str> = plan.crates.iter().map(|planned| planned.name.as_str()).collect();
        return Outcome::bad(format!("{PLAN} plans no such crate; it plans: {}", known.join(", ")));
    }
    let outputs = match generate_all(&chosen) {
        Ok(outputs) => outputs,
        Err(message) => {
            eprint!("{message}");
            return Outcome::Bad;
        }
    };
    let (mut total, mut stale) = (Total::default(), 0);
    for modules in outputs {
        for generated in modules {
            eprint!("{}", generated.warnings);
            for raw in &generated.report {
                println!("{raw}");
            }
            let started = Instant::now();
            match finish(mode, &generated) {
                Ok(changed) => stale += changed,
                Err(error) => return Outcome::bad(error),
            }
            total.add(&generated, started.elapsed());
        }
    }
    if mode == Mode::Check && stale > 0 {
        let files = if stale == 1 { "file is" } else { "files are" };
        eprintln!("error: {stale} emitted {files} stale: run `{COMMAND}`");
    }
    println!("{}", total.line());
    Outcome::of(mode == Mode::Write || stale == 0)
}

/// The plan of the checkout.
pub(crate) fn plan() -> Result<Plan, String> {
    let root = workspace::root();
    let text = fs::read_to_string(root.join(PLAN))
        .map_err(|error| format!("cannot read {PLAN}: {error}"))?;
    Plan::parse(&text, PLAN, &root, COMMAND).map_err(|error| error.to_string())
}

/// The modules of all these crates, of which no two have the same interface.
fn generate_all(chosen: &[&PlannedCrate]) -> Result<Vec<Vec<Generated>>, String> {
    let all: Vec<Vec<Generated>> =
        chosen.iter().map(|planned| generate(planned)).collect::<Result<_, _>>()?;
    let outputs = chosen.iter().zip(&all).flat_map(|(planned, modules)| {
        planned.modules.iter().zip(modules).map(|(options, generated)| Declares {
            krate: &planned.name,
            library: &options.code.library,
            interfaces: &generated.interfaces,
        })
    });
    outputs::check(outputs).map_err(|error| error.to_string())?;
    Ok(all)
}

/// The modules of a planned crate; the error is rendered, with a line feed at its end.
pub(crate) fn generate(planned: &PlannedCrate) -> Result<Vec<Generated>, String> {
    pipeline::generate_crate(&planned.modules).map_err(|failure| failure.to_string())
}

/// Writes or compares, says what it found, and gives how many files were not up to date.
fn finish(mode: Mode, generated: &Generated) -> Result<usize, files::FileError> {
    let root = workspace::root();
    let changes = match mode {
        Mode::Write => generated.write(&root)?,
        Mode::Check => files::changes(&root, &generated.output)?,
    };
    match mode {
        Mode::Check => print!("{}", files::diff(&generated.output, &changes)),
        Mode::Write => {
            for change in &changes {
                let done = if change.kind == ChangeKind::Gone { "removed" } else { "wrote" };
                println!("{done} {}", change.path);
            }
        }
    }
    Ok(changes.len())
}

/// What the last line says.
#[derive(Default)]
struct Total {
    files: usize,
    interfaces: usize,
    methods: usize,
    load: Duration,
    compile: Duration,
    emit: Duration,
    finish: Duration,
}

impl Total {
    fn add(&mut self, generated: &Generated, finish: Duration) {
        self.files += generated.output.files.len();
        self.interfaces += generated.interfaces.len();
        self.methods += generated.methods;
        self.load += generated.times.load;
        self.compile += generated.times.compile;
        self.emit += generated.times.emit;
        self.finish += finish;
    }

    fn line(&self) -> String {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        format!(
            "{} files, {} interfaces, {} methods; load {:.1} ms, compile {:.1} ms, emit {:.1} ms, disk {:.1} ms",
            self.files,
            self.interfaces,
            self.methods,
            milliseconds(self.load),
            milliseconds(self.compile),
            milliseconds(self.emit),
            milliseconds(self.finish),
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    /// The checked-in files are the snapshot of the whole compiler.
    #[test]
    fn the_checked_in_files_are_what_the_idl_gives() {
        for planned in plan().unwrap().crates {
            let first = generate(&planned).unwrap_or_else(|mistakes| panic!("{mistakes}"));
            let second = generate(&planned).unwrap_or_else(|mistakes| panic!("{mistakes}"));
            for (first, second) in first.iter().zip(&second) {
                assert_eq!(
                    first.output, second.output,
                    "{}: two runs gave different files",
                    planned.name
                );

                let changes = files::changes(&workspace::root(), &first.output).unwrap();
                assert!(
                    changes.is_empty(),
                    "stale, run `{COMMAND}`:\n{}",
                    files::diff(&first.output, &changes)
                );
            }
        }
    }
}
