//! `cargo xtask demo`: the whole line, from IDL to a running callback, without a byte written into the checkout.

use std::process::Command;

use midlc::files;

use crate::{
    arguments::{Arguments, Outcome},
    mirror, regen, tools, workspace,
};

/// The crate of a user: a workspace of its own that depends on the emitted crate by its path.
const USER: &str = "tests/user";

pub(crate) fn run(arguments: Arguments) -> Outcome {
    match arguments.none_left() {
        Ok(()) => demo().map_or_else(Outcome::bad, |()| Outcome::Good),
        Err(outcome) => outcome,
    }
}

fn demo() -> Result<(), String> {
    let folder = workspace::target().join("demo");
    let mirror = folder.join("checkout");
    mirror::update(&mirror)
        .map_err(|error| format!("cannot copy the checkout to {}: {error}", mirror.display()))?;
    for planned in regen::plan()?.crates {
        let generated = regen::generate(&planned)?;
        let stale = files::changes(&workspace::root(), &generated.output)
            .map_err(|error| error.to_string())?;
        generated.write(&mirror).map_err(|error| error.to_string())?;
        let inputs = planned.options.inputs.files.join(", ");
        match stale.len() {
            0 => println!("{}: the checked-in files are what {inputs} gives", planned.name),
            count => println!(
                "{}: {count} of the checked-in files are stale (run `cargo xtask regen`); this demo uses what {inputs} gives",
                planned.name
            ),
        }
    }
    let mut cargo: Command = tools::cargo(["run", "--quiet"]);
    cargo.current_dir(mirror.join(USER)).env("CARGO_TARGET_DIR", folder.join("build"));
    tools::run(&mut cargo)
}
