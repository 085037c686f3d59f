//! Each stage of the compiler as text to be read in a review.

use std::fs;

use com_callback_expand::Table;
use midlc::{
    codegen::{self, GeneratedSet},
    frontend::{ast, dump, model::Checked, program, source::SourceMap},
    loader::Loader,
    options::{Inputs, Options},
};

use crate::table;

/// The tree of the one named file, before names mean anything.
///
/// # Panics
///
/// The file cannot be read.
#[must_use]
pub fn ast(options: &Options) -> String {
    let Inputs { base, files, include, defines, .. } = &options.inputs;
    let (mut loader, mut sources) = (Loader::new(base, include), SourceMap::default());
    let root = loader.open_root(&mut sources, &files[0]).unwrap_or_else(|error| panic!("{error}"));
    let options = program::Options { defines: defines.clone() };
    let program = program::parse_program(sources, &[root], &mut loader, &options);
    let unit = program.units.iter().find(|unit| unit.file == root).expect("a named file is parsed");
    ast::dump(&unit.ast, &program.symbols)
}

/// What the named files mean.
#[must_use]
pub fn model(checked: &Checked) -> String {
    dump::model(checked)
}

/// The metadata, printed by Microsoft's own tool: how the rest of the world reads it.
///
/// # Panics
///
/// That tool refuses it.
#[must_use]
pub fn winmd(checked: &Checked, namespace: &str) -> String {
    let winmd = codegen::winmd::emit(checked, namespace);
    let folder = tempfile::tempdir().expect("a folder for a moment");
    let file = folder.path().join("winmd.rdl");
    let written = windows_rdl::writer().input_bytes(&winmd).output(&file).write();
    written.unwrap_or_else(|error| panic!("windows-rdl refuses the metadata: {error}"));
    fs::read_to_string(file).expect("windows-rdl writes what it says").replace("\r\n", "\n")
}

/// The types, as they lie in memory.
#[must_use]
pub fn bindings(files: &GeneratedSet, options: &Options) -> String {
    module(files, options, "raw")
}

/// What can be implemented and called: everything of the library but its [`bindings`], its [`builders`] and its [`probes`].
#[must_use]
pub fn callbacks(files: &GeneratedSet, options: &Options) -> String {
    let mut out = String::new();
    for (path, text) in files {
        let name =
            path.strip_prefix(&*options.code.library).map(|name| name.trim_start_matches('/'));
        let body = items(text);
        if let Some(name) = name
            && !["raw.rs", "builders.rs", "probes.rs"].contains(&name)
            && !body.is_empty()
        {
            out.push_str(&format!("// ==== {name} ====\n\n{body}\n"));
        }
    }
    out
}

/// Objects from closures.
#[must_use]
pub fn builders(files: &GeneratedSet, options: &Options) -> String {
    module(files, options, "builders")
}

/// What the conformance kit needs: a stub and a raw call of each slot.
#[must_use]
pub fn probes(files: &GeneratedSet, options: &Options) -> String {
    module(files, options, "probes")
}

/// What the attribute makes of a file of impls, by the table that was emitted for the case's own IDL.
///
/// # Panics
///
/// The file is no Rust, or has no attribute on an impl.
#[must_use]
pub fn expansion(input: &str, files: &GeneratedSet, options: &Options) -> String {
    let attribute = options.code.attribute.as_ref().expect("the case has an attribute");
    let table = table::read(&files[&format!("{}/table.rs", attribute.folder)]);
    let mut file = syn::parse_file(input).expect("the impls are Rust");
    file.items = file.items.into_iter().flat_map(|item| expand(&table, item)).collect();
    prettyplease::unparse(&file)
}

/// As rustc does it: the attribute is taken off, and what stays of the item is what it is handed.
fn expand(table: &Table, mut item: syn::Item) -> Vec<syn::Item> {
    let syn::Item::Impl(block) = &mut item else { return vec![item] };
    let Some(at) =
        block.attrs.iter().position(|attribute| attribute.path().is_ident(table.attribute))
    else {
        return vec![item];
    };
    let arguments = match block.attrs.remove(at).meta {
        syn::Meta::List(list) => list.tokens,
        _ => proc_macro2::TokenStream::new(),
    };
    let expanded = com_callback_expand::expand(table, arguments, quote::quote!(#item));
    syn::parse2::<syn::File>(expanded).expect("what an attribute makes is Rust").items
}

/// The items of an emitted module; nothing where there is no such module.
fn module(files: &GeneratedSet, options: &Options, name: &str) -> String {
    let path = format!("{}/{name}.rs", options.code.library);
    files.get(&path).map(|text| items(text).to_owned()).unwrap_or_default()
}

/// What stands below the head of an emitted file: banner, module documentation and imports are the same everywhere.
fn items(text: &str) -> &str {
    let of_head = |line: &&str| {
        line.is_empty() || ["// @", "//!", "use "].iter().any(|word| line.starts_with(word))
    };
    let head: usize = text.lines().take_while(of_head).map(|line| line.len() + 1).sum();
    text.get(head..).unwrap_or_default()
}

/// A table of slots: one line for each, with what it is in Rust.
#[must_use]
pub fn slots(files: &GeneratedSet, options: &Options) -> String {
    let attribute = options.code.attribute.as_ref().expect("the plan has an attribute");
    let table = table::read(&files[&format!("{}/table.rs", attribute.folder)]);
    let mut out = String::new();
    for interface in table.interfaces {
        let base = interface.base.unwrap_or("IUnknown");
        out.push_str(&format!(
            "{} = {} : {base} {}\n",
            interface.name, interface.trait_name, interface.iid
        ));
        for method in interface.methods {
            out.push_str(&format!(
                "{:>4} {:<28} {}\n",
                method.slot, method.idl_name, method.signature
            ));
        }
        out.push('\n');
    }
    out
}
