//! The files in `idl`, compiled as the plan says, against facts that were not taken from them (`facts/*.txt`), and the slot table
//! of the first as a snapshot (`facts/slots.snap`).

use std::{collections::BTreeSet, fs};

use midlc::{
    frontend::{
        layout::{Layouts, Target},
        model::{Checked, Enum, Interface, ItemId, RecordId, Value},
    },
    loader::Loader,
    options::Options,
    pipeline,
};
use suite::{case, stage, workspace};

/// The lines of the facts, in order.
#[derive(Debug)]
enum Fact<'t> {
    Interface { name: &'t str, iid: &'t str, base: &'t str, slots: u32 },
    Method { interface: &'t str, slot: u32, name: &'t str, params: usize },
    Enum { name: &'t str, members: Vec<(&'t str, i32)> },
    Struct { name: &'t str, x64: u64, x86: u64 },
    Const { name: &'t str, bits: u64, digits: usize },
}

#[test]
fn every_fact_holds() {
    let modules = modules();
    let files = ["delivery-optimization", "bits", "download"];
    assert_eq!(modules.len(), files.len());
    for (options, file) in modules.iter().zip(files) {
        every_fact_of_a_file_holds(&checked(options), file);
    }
}

fn every_fact_of_a_file_holds(checked: &Checked, file: &str) {
    let text = fs::read_to_string(workspace().join(format!("tests/facts/{file}.txt")))
        .expect("the facts are there");
    let facts = read(&text);
    let wrong: Vec<String> = facts.iter().filter_map(|fact| hold(checked, fact).err()).collect();
    assert!(
        wrong.is_empty(),
        "{file}: {} of {} facts do not hold:\n{}",
        wrong.len(),
        facts.len(),
        wrong.join("\n")
    );
    nothing_else(checked, &facts);
}

#[test]
fn slot_table() {
    let options = modules().swap_remove(0);
    let inputs = &options.inputs;
    let generated = pipeline::generate(&mut Loader::new(&inputs.base, &inputs.include), &options);
    let generated = generated.unwrap_or_else(|failure| panic!("{failure}"));
    case::assert_snapshot(
        &workspace().join("tests/facts"),
        "slots",
        &stage::slots(&generated.output.files, &options),
    );
}

/// The modules of the crate, in the order of the plan.
fn modules() -> Vec<Options> {
    case::modules(&workspace().join("idl/regen.toml"), &workspace(), "do-callback")
}

fn checked(options: &Options) -> Checked {
    let outcome = case::compile(options);
    assert!(outcome.diagnostics.is_empty(), "{:#?}", outcome.diagnostics);
    outcome.checked.expect("no mistakes, so it is checked")
}

fn read(text: &str) -> Vec<Fact<'_>> {
    let mut facts = Vec::new();
    let mut current = "";
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        facts.push(match words[..] {
            ["interface", name, iid, base, slots] => {
                current = name;
                Fact::Interface { name, iid, base, slots: number(slots) }
            }
            ["enum", name, ref members @ ..] => Fact::Enum {
                name,
                members: members.iter().map(|member| assigned(member)).collect(),
            },
            ["struct", name, x64, x86] => Fact::Struct { name, x64: number(x64), x86: number(x86) },
            ["const", name, value] => {
                let digits =
                    value.strip_prefix("0x").expect("constants are written in hexadecimal");
                let bits = u64::from_str_radix(digits, 16).expect("a hexadecimal number");
                Fact::Const { name, bits, digits: digits.len() }
            }
            [slot, name, params] => Fact::Method {
                interface: current,
                slot: number(slot),
                name,
                params: number(params),
            },
            _ => panic!("this is no fact: {line}"),
        });
    }
    facts
}

fn number<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no number"))
}

/// `NAME=VALUE`
fn assigned(text: &str) -> (&str, i32) {
    let (name, value) = text.split_once('=').expect("a member has a value");
    (name, number(value))
}

/// Says what the IDL says instead, where that is something else.
fn hold(checked: &Checked, fact: &Fact<'_>) -> Result<(), String> {
    let found = match fact {
        Fact::Interface { name, iid, base, slots } => {
            let interface = interface(checked, name)?;
            let first = interface.first_slot;
            let found = (
                interface.iid.map(|iid| iid.to_string()).unwrap_or_default(),
                interface.base.map_or("nothing", |base| &*checked[base].name),
                first + interface.methods.len() as u32,
            );
            (found != ((*iid).to_owned(), *base, *slots)).then(|| format!("{found:?}"))
        }
        Fact::Method { interface: of, slot, name, params } => {
            let interface = interface(checked, of)?;
            let method = interface.methods.iter().find(|method| method.slot == *slot);
            let found = method.map(|method| (&*method.name, method.params.len()));
            (found != Some((*name, *params))).then(|| format!("{found:?}"))
        }
        Fact::Enum { name, members } => {
            let found: Vec<(&str, i32)> = enumeration(checked, name)?
                .members
                .iter()
                .map(|member| (&*member.name, member.value))
                .collect();
            (found != *members).then(|| format!("{found:?}"))
        }
        Fact::Struct { name, x64, x86 } => {
            let record = record(checked, name)?;
            let size = |target| {
                Layouts::new(checked, target).record(record).map(|layout| layout.whole.size).ok()
            };
            let found = (size(Target::X64), size(Target::X86));
            (found != (Some(*x64), Some(*x86))).then(|| format!("{found:?}"))
        }
        Fact::Const { name, bits, digits } => {
            let constant = checked.constants.iter().find(|constant| &*constant.name == *name);
            let value = &constant.ok_or_else(|| format!("{fact:?}: not declared"))?.value;
            let mask = if *digits == 16 { u64::MAX } else { u64::from(u32::MAX) };
            match value {
                Value::Integer { value, .. } => {
                    let fits = i128::from(i64::MIN) <= *value && *value <= i128::from(u64::MAX);
                    (!fits || (*value as u64) & mask != *bits).then(|| format!("{value:#x}"))
                }
                other => Some(format!("{other:?}")),
            }
        }
    };
    found.map_or(Ok(()), |found| Err(format!("{fact:?}: the IDL says {found}")))
}

/// Interfaces and enums beyond the facts would have no source.
fn nothing_else(checked: &Checked, facts: &[Fact<'_>]) {
    let known: BTreeSet<&str> = facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Interface { name, .. } | Fact::Enum { name, .. } | Fact::Struct { name, .. } => {
                Some(*name)
            }
            _ => None,
        })
        .collect();
    let roots = checked.roots.iter().flat_map(|root| checked.declared_in(*root));
    let data = roots
        .filter(|item| matches!(item, ItemId::Interface(_) | ItemId::Enum(_) | ItemId::Record(_)));
    let unknown: Vec<&str> = data
        .filter_map(|item| checked.name(item))
        .map(|name| &**name)
        .filter(|name| !known.contains(name))
        .collect();
    assert!(unknown.is_empty(), "the facts know nothing of {}", unknown.join(", "));
}

fn interface<'c>(checked: &'c Checked, name: &str) -> Result<&'c Interface, String> {
    let found = checked.interfaces.iter().find(|interface| &*interface.name == name);
    found.ok_or_else(|| format!("interface {name}: not declared"))
}

fn enumeration<'c>(checked: &'c Checked, name: &str) -> Result<&'c Enum, String> {
    let found = checked.enums.iter().find(|item| item.name.as_deref() == Some(name));
    found.ok_or_else(|| format!("enum {name}: not declared"))
}

fn record(checked: &Checked, name: &str) -> Result<RecordId, String> {
    let named = |item: &ItemId| match item {
        ItemId::Record(id) if checked[*id].name.as_deref() == Some(name) => Some(*id),
        _ => None,
    };
    checked.items.iter().find_map(named).ok_or_else(|| format!("struct {name}: not declared"))
}
