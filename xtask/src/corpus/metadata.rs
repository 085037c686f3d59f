//! `cargo xtask corpus --metadata`: the interfaces of the corpora against Microsoft's own metadata, which windows-bindgen carries.
//!
//! IID, base, order of slots and types of parameters are compared. What differs must stand in
//! `tests/corpus/metadata-differences.toml` with its reason, and what stands there must differ.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use midlc::{
    codegen::{
        agreement::{self, Difference, Said},
        winmd,
    },
    frontend::{
        diagnostic::Severity,
        model::{Checked, ItemId},
    },
    loader::Loader,
    options::Inputs,
    pipeline,
};
use toml::{Table, Value};

use super::set::{self, Installed, idl_files};
use crate::{arguments::Outcome, workspace};

/// The namespace that our metadata is written under; it shows nowhere.
const NAMESPACE: &str = "Ours";

/// Compares everything. With `list` every difference is printed.
pub(crate) fn run(list: bool) -> Outcome {
    match all(list) {
        Ok(outcome) => outcome,
        Err(message) => Outcome::bad(message),
    }
}

fn all(list: bool) -> Result<Outcome, String> {
    let path = workspace::root().join("tests/corpus/metadata-differences.toml");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let known = Known::read(&text)?;
    let mut total = Total::default();
    let sets = set::installed();
    if sets.is_empty() {
        return Ok(Outcome::Good);
    }
    for installed in &sets {
        total.add_all(installed)?;
    }
    total.differences.sort();
    if list {
        total.more.iter().for_each(|said| println!("the IDL alone says of {said}"));
        for Difference { place, class, ours, theirs } in &total.differences {
            println!("{class}  {place}  {ours}  |  {theirs}");
        }
    }
    let open = known.judge(&total.differences);
    open.iter().for_each(|line| println!("  {line}"));
    total.print();
    Ok(Outcome::of(open.is_empty()))
}

/// What was compared in all files, each interface once.
#[derive(Default)]
struct Total {
    seen: BTreeSet<String>,
    interfaces: usize,
    methods: usize,
    types: usize,
    sizes: Said,
    nullable: Said,
    differences: Vec<Difference>,
    more: Vec<String>,
}

impl Total {
    fn add_all(&mut self, Installed { set, folder, include }: &Installed) -> Result<(), String> {
        let include: Vec<String> = include.iter().map(|path| path.display().to_string()).collect();
        for file in idl_files(folder) {
            let inputs = Inputs {
                files: vec![file.display().to_string()],
                include: include.clone(),
                ..Inputs::default()
            };
            let mut loader = Loader::new(&inputs.base, &inputs.include).lenient();
            let outcome = pipeline::compile(&mut loader, &inputs)
                .map_err(|error| format!("{}: {error}", set.name))?;
            // What does not compile by itself, `cargo xtask corpus` speaks of.
            if let Some(checked) = outcome.checked {
                self.add(&checked);
            }
        }
        Ok(())
    }

    fn add(&mut self, checked: &Checked) {
        let own = checked.items.iter().filter(|item| checked.is_own(**item));
        let names: BTreeSet<String> = own
            .filter_map(|item| match *item {
                ItemId::Interface(id) if checked[id].defined && checked[id].com => {
                    Some(checked[id].name.to_string())
                }
                _ => None,
            })
            .filter(|name| self.seen.insert(name.clone()))
            .collect();
        let refused = winmd::check(checked);
        if names.is_empty() || refused.iter().any(|found| found.severity() == Severity::Error) {
            return;
        }
        let agreement = agreement::compare(&winmd::emit(checked, NAMESPACE), NAMESPACE, &names);
        self.interfaces += agreement.interfaces;
        self.methods += agreement.methods;
        self.types += agreement.types;
        for (sum, said) in
            [(&mut self.sizes, agreement.sizes), (&mut self.nullable, agreement.nullable)]
        {
            sum.both += said.both;
            sum.ours += said.ours;
            sum.theirs += said.theirs;
        }
        self.differences.extend(agreement.differences);
        self.more.extend(agreement.more);
    }

    fn print(&self) {
        let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
        for difference in &self.differences {
            *classes.entry(difference.class).or_default() += 1;
        }
        let list: Vec<String> =
            classes.iter().map(|(class, count)| format!("{count} {class}")).collect();
        println!(
            "{} interfaces of the corpora are in Microsoft's metadata: {} methods, {} types; {} differences: {}",
            self.interfaces,
            self.methods,
            self.types,
            self.differences.len(),
            list.join(", ")
        );
        for (what, said) in
            [("sizes of arrays", self.sizes), ("pointers that may be NULL", self.nullable)]
        {
            println!(
                "{what}: {} said by both, {} by the IDL alone, {} by their metadata alone",
                said.both, said.ours, said.theirs
            );
        }
    }
}

/// What is known to differ, and why.
struct Known {
    /// Classes of differences that change nothing.
    classes: BTreeSet<String>,
    /// Places where the two do not say the same; what lies in one is meant too.
    places: BTreeSet<String>,
}

impl Known {
    fn read(text: &str) -> Result<Known, String> {
        let wrong = |what: &str| format!("metadata-differences.toml: {what}");
        let table: Table = text.parse().map_err(|error| wrong(&format!("{error}")))?;
        let list = |name: &str| {
            table.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
        };
        let mut known = Known { classes: BTreeSet::new(), places: BTreeSet::new() };
        for value in list("class").iter().chain(list("difference")) {
            // Without these two nobody need believe it.
            for needed in ["why", "proof"] {
                let text = value.get(needed).and_then(Value::as_str).unwrap_or_default();
                if text.trim().is_empty() {
                    return Err(wrong(&format!("`{needed}` is missing")));
                }
            }
            if let Some(name) = value.get("name").and_then(Value::as_str) {
                known.classes.insert(name.to_owned());
            }
            let places = value.get("places").and_then(Value::as_array).into_iter().flatten();
            known.places.extend(places.filter_map(Value::as_str).map(str::to_owned));
        }
        Ok(known)
    }

    /// Differences that nothing explains, and explanations of what does not differ.
    fn judge(&self, differences: &[Difference]) -> Vec<String> {
        let mut unused: BTreeSet<&str> =
            self.classes.iter().chain(&self.places).map(String::as_str).collect();
        let mut open = Vec::new();
        for Difference { place, class, ours, theirs } in differences {
            let parts: Vec<&str> = place.split('.').collect();
            let known_place = (1..=parts.len())
                .map(|count| parts[..count].join("."))
                .find(|place| self.places.contains(place));
            if let Some(known) = known_place {
                unused.remove(&*known);
            } else if self.classes.contains(*class) {
                unused.remove(class);
            } else {
                open.push(format!("{class}  {place}: {ours} | {theirs}"));
            }
        }
        open.extend(unused.into_iter().map(|known| format!("known and no difference: {known}")));
        open
    }
}
