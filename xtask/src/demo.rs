//! `cargo xtask demo`: the whole line, from IDL to a running callback and to a download that calls one, without a byte written into the
//! checkout.

mod download;
mod server;

use std::{fs, process::Command};

use midlc::{
    files,
    frontend::model::{Checked, InterfaceId, ItemId, Method},
    loader::Loader,
    options::Options,
    pipeline,
    plan::PlannedCrate,
};

use crate::{
    arguments::{Arguments, Outcome},
    mirror, regen, tools, workspace,
};

/// The crate of a user: a workspace of its own that depends on the emitted crate by its path.
const USER: &str = "tests/user";

/// The interface whose vtable is shown.
const SHOWN: &str = "IBackgroundCopyCallback";

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
    let mut table = None;
    for planned in regen::plan()?.crates {
        table = table.or(slots(&planned)?);
        let mut stale = 0;
        for generated in regen::generate(&planned)? {
            let changes = files::changes(&workspace::root(), &generated.output);
            stale += changes.map_err(|error| error.to_string())?.len();
            generated.write(&mirror).map_err(|error| error.to_string())?;
        }
        let inputs = planned.modules.iter().flat_map(|module| &module.inputs.files);
        let inputs = inputs.map(String::as_str).collect::<Vec<_>>().join(", ");
        match stale {
            0 => println!("{}: the checked-in files are what {inputs} gives", planned.name),
            count => println!(
                "{}: {count} of the checked-in files are stale (run `cargo xtask regen`); this demo uses what {inputs} gives",
                planned.name
            ),
        }
    }
    let table = table.ok_or_else(|| format!("no planned crate declares {SHOWN}"))?;
    let slots = folder.join("slots.txt");
    fs::write(&slots, table)
        .map_err(|error| format!("cannot write {}: {error}", slots.display()))?;
    let mut cargo: Command = tools::cargo(["run", "--quiet", "--"]);
    cargo.arg(slots).current_dir(mirror.join(USER)).env("CARGO_TARGET_DIR", folder.join("build"));
    tools::run(&mut cargo)?;
    download::run(&mirror, &folder)
}

/// What the compiler knows of the vtable of [`SHOWN`], a line a slot: number, method, interface that declares it, IID. None
/// where the crate does not declare it.
fn slots(planned: &PlannedCrate) -> Result<Option<String>, String> {
    let Some(Options { inputs, .. }) = planned.modules.first() else { return Ok(None) };
    let outcome = pipeline::compile(&mut Loader::new(&inputs.base, &inputs.include), inputs)
        .map_err(|error| error.to_string())?;
    Ok(outcome.checked.as_ref().and_then(slot_table))
}

fn slot_table(checked: &Checked) -> Option<String> {
    let shown = checked.items.iter().find_map(|item| match item {
        ItemId::Interface(id) if &*checked[*id].name == SHOWN => Some(*id),
        _ => None,
    })?;
    let line = |(slot, (interface, method)): (usize, (InterfaceId, &Method))| {
        let interface = &checked[interface];
        let iid = interface.iid.map(|iid| iid.to_string()).unwrap_or_default();
        format!("{slot} {} {} {iid}\n", method.name, interface.name)
    };
    Some(checked.slots(shown).into_iter().enumerate().map(line).collect())
}
