//! `midlc explain`: an interface slot by slot, as C and as Rust see it.

use std::{fmt::Write, io, sync::Arc};

use midl_codegen::Signature;
use midl_frontend::{
    Outcome, compile_with,
    diagnostic::Severity,
    layout::Target,
    model::{Checked, InterfaceId, ItemId},
    program::{self, Files, OpenError, OpenKind},
    similar,
    source::{FileId, Owner, SourceFile, SourceMap},
};

use super::{Status, Streams, arguments::Explain};
use crate::{
    Builder,
    loader::{LoadError, Loader},
    options::Inputs,
    pipeline::{self, Findings},
    prelude,
};

mod c;

/// The root that asks for an interface by its name. It shows nowhere: a mistake in it would be this file's own.
const ROOT: &str = "<explain>";

pub(super) fn run(command: &Explain, streams: &mut Streams<'_>) -> io::Result<Status> {
    let Explain { interface, inputs } = command;
    let mut found = match look_up(inputs, "") {
        Ok(found) => found,
        Err(error) => return streams.error(error),
    };
    found.diagnostics.retain(|found| found.severity() == Severity::Error);
    streams.findings(&Findings {
        diagnostics: found.diagnostics,
        sources: Arc::clone(&found.sources),
    })?;
    let Some(checked) = found.checked else { return Ok(Status::Mistakes) };
    let Some(id) = find(&checked, interface) else {
        return unknown(&checked, interface, inputs, streams);
    };
    // Only what the interface reaches is brought to Rust.
    let rust = match look_up(inputs, &format!("typedef {interface} *EXPLAINED;\n")) {
        Ok(Outcome { checked: Some(checked), .. }) => signatures(&checked, interface),
        _ => Err("the interface has no type of its own".to_owned()),
    };
    let text = explain(&checked, id, &rust);
    streams.out.write_all(text.as_bytes())?;
    Ok(Status::Good)
}

fn unknown(
    checked: &Checked,
    name: &str,
    inputs: &Inputs,
    streams: &mut Streams<'_>,
) -> io::Result<Status> {
    let place = inputs.files.first().map_or_else(
        || "the built-in files".to_owned(),
        |file| format!("`{file}` and what it imports"),
    );
    if let Some(item) = checked.items.iter().find(|item| is_named(checked, **item, name)) {
        return streams.error(format!("`{name}` is {}", what(*item)));
    }
    let defined = checked.interfaces.iter().filter(|known| known.defined);
    let names = defined.map(|known| (&*known.name, &*known.name));
    let help = match similar::nearest(name, names) {
        Some(near) => format!("\n\nIs `{near}` meant?"),
        None if inputs.files.is_empty() => "\n\nName the FILE that declares it.".to_owned(),
        None => String::new(),
    };
    streams.error(format!("there is no interface `{name}` in {place}{help}"))
}

fn is_named(checked: &Checked, item: ItemId, name: &str) -> bool {
    checked.name(item).is_some_and(|known| **known == *name)
}

/// What is no interface with slots.
fn what(item: ItemId) -> &'static str {
    match item {
        ItemId::Interface(_) => "named as an interface and declared nowhere",
        ItemId::Record(_) => "a record, not an interface",
        ItemId::Enum(_) => "an enum, not an interface",
        ItemId::Alias(_) => "a typedef, not an interface",
        ItemId::Function(_) => "a function, not an interface",
        ItemId::Constant(_) => "a constant, not an interface",
        ItemId::Coclass(_) => "a coclass: its interfaces can be explained",
        ItemId::Dispinterface(_) => {
            "a dispinterface: its vtable is that of `IDispatch`, and its methods are reached by `Invoke`"
        }
        ItemId::Library(_) => "a library, not an interface",
    }
}

fn find(checked: &Checked, name: &str) -> Option<InterfaceId> {
    checked.items.iter().find_map(|item| match *item {
        ItemId::Interface(id) if *checked[id].name == *name && checked[id].defined => Some(id),
        _ => None,
    })
}

/// Compiles a root that imports the file, or every built-in one, and declares `more`.
fn look_up(inputs: &Inputs, more: &str) -> Result<Outcome, LoadError> {
    let options = program::Options { defines: inputs.defines.clone() };
    pipeline::with_metadata(|declared| {
        let mut loader = Loader::new(&inputs.base, &inputs.include).lenient();
        loader.allow_outside(inputs.outside);
        let mut sources = SourceMap::default();
        let file = match inputs.files.first() {
            Some(name) => Some(loader.open_root(&mut sources, name)?),
            None => None,
        };
        let imports: String = match file {
            Some(_) => format!("import \"{ROOT}\";\n"),
            None => {
                prelude::FILES.iter().map(|file| format!("import \"{}\";\n", file.name)).collect()
            }
        };
        let root = sources.add(SourceFile {
            name: ROOT.to_owned(),
            owner: Owner::Library,
            text: Arc::new(imports + more),
            invalid: Vec::new(),
        });
        let also: Vec<FileId> = declared.into_iter().map(|file| sources.add(file)).collect();
        let mut files = FromRoot { loader, root, file };
        Ok(compile_with(sources, &[root], &also, &mut files, &options))
    })
}

/// The loader, for which the one import of the root is the file at hand.
struct FromRoot {
    loader: Loader,
    root: FileId,
    file: Option<FileId>,
}

impl Files for FromRoot {
    fn open(
        &mut self,
        sources: &mut SourceMap,
        name: &str,
        from: FileId,
        kind: OpenKind,
    ) -> Result<FileId, OpenError> {
        match self.file {
            Some(file) if from == self.root => Ok(file),
            _ => self.loader.open(sources, name, from, kind),
        }
    }
}

/// What implementers write, by interface name and slot; or why Rust has no traits for the file.
type RustSide = Result<Vec<(String, Signature)>, String>;

fn signatures(checked: &Checked, interface: &str) -> RustSide {
    let options = Builder::new().options().clone().code;
    let signatures = midl_codegen::signatures(checked, &options).map_err(|refused| {
        let errors = refused.iter().filter(|found| found.severity() == Severity::Error);
        errors.map(|found| found.message.clone()).collect::<Vec<_>>().join("; ")
    })?;
    let named: Vec<_> = signatures
        .into_iter()
        .map(|signature| (checked[signature.interface].name.to_string(), signature))
        .collect();
    let is_root = find(checked, interface).is_some_and(|id| checked[id].base.is_none());
    if is_root || named.iter().any(|(name, _)| name == interface) {
        Ok(named)
    } else {
        Err("an interface that Rust cannot implement".to_owned())
    }
}

fn explain(checked: &Checked, id: InterfaceId, rust: &RustSide) -> String {
    let mut out = String::new();
    header(&mut out, checked, id, rust);
    let slots = checked.slots(id);
    let width = slots.len().saturating_mul(8).checked_ilog(16).unwrap_or(0) as usize + 1;
    let width = width.max(2) + 2;
    let _ = writeln!(out, "slot  {:>width$}  {:>width$}", Target::X64.name(), Target::X86.name());
    for (owner, method) in slots {
        let inherited = if owner == id {
            String::new()
        } else {
            format!("  (inherited from {})", checked[owner].name)
        };
        let _ = writeln!(
            out,
            "{:>4}  {:>#width$x}  {:>#width$x}  {}{inherited}",
            method.slot,
            method.slot * 8,
            method.slot * 4,
            method.name,
        );
        let indent = 4 + 2 * (width + 2) + 2;
        let _ = writeln!(out, "{:indent$}C:    {};", "", c::slot(checked, id, method));
        let Ok(rust) = rust else { continue };
        let declared = rust.iter().find(|(name, signature)| {
            **name == *checked[owner].name && signature.slot == method.slot
        });
        let shown = match declared {
            Some((_, signature)) => &signature.text,
            None => "answered by the object itself",
        };
        let _ = writeln!(out, "{:indent$}Rust: {shown}", "");
    }
    out
}

fn header(out: &mut String, checked: &Checked, id: InterfaceId, rust: &RustSide) {
    let interface = &checked[id];
    let iid = |id: InterfaceId| {
        checked[id].iid.map_or_else(|| "no IID".to_owned(), |iid| iid.to_string())
    };
    let span = interface.origin.span;
    let sources = checked.sources();
    let _ = writeln!(out, "interface {}", interface.name);
    let _ = writeln!(out, "  IID:      {}", iid(id));
    let place = &sources.file(span.file).name;
    let _ = writeln!(out, "  declared: {place}:{}", sources.line(span.file, span.start));
    for base in checked.chain(id).into_iter().rev().skip(1) {
        let _ = writeln!(out, "  base:     {} {}", checked[base].name, iid(base));
    }
    let own = rust.as_ref().map(|rust| rust.iter().find(|(name, _)| **name == *interface.name));
    match own {
        Ok(Some((_, signature))) => {
            let _ = writeln!(out, "  trait:    {}", signature.trait_name);
        }
        Ok(None) => {}
        Err(reason) => {
            let _ = writeln!(out, "  trait:    none: {reason}");
        }
    }
    out.push('\n');
}
