//! What stands around the emitted modules: their gate, or a whole crate with its manifest.

use midl_templates::{Crate, Gate, Manifest, Prelude, print};

use crate::{
    GeneratedSet,
    context::Context,
    dispatch,
    options::{Frame, Package, within},
    results,
};

/// The version of the runtime's crates that emitted code is made for: their own, since all are published together.
const RUNTIME: &str = env!("CARGO_PKG_VERSION");
/// That of windows-core.
const WINDOWS_CORE: &str = "0.100.0";
/// The oldest compiler that builds them.
const RUST: &str = env!("CARGO_PKG_RUST_VERSION");
/// Features of the runtime that a crate passes on.
const FEATURES: [&str; 3] = ["conformance", "tracing", "windows-0_62"];

/// Every file of the frame, by its path.
pub(crate) fn emit(cx: &Context<'_>) -> GeneratedSet {
    let mut files = GeneratedSet::new();
    let (dispatch, results) = (dispatch::is_needed(cx), results::is_needed(cx));
    match &cx.options.frame {
        Frame::Bare => {}
        Frame::Module { probes } => {
            let gate = Gate { banner: cx.banner(), dispatch, results, probes: *probes };
            files.insert(within(&cx.options.library, "mod.rs"), print(&gate));
        }
        Frame::Crate(package) => {
            let gate = Gate { banner: cx.banner(), dispatch, results, probes: true };
            files.insert(format!("{}.rs", cx.options.library), print(&gate));
            files.insert("src/lib.rs".to_owned(), print(&root(cx, package)));
            files.insert("src/prelude.rs".to_owned(), print(&prelude(cx)));
            files.insert("Cargo.toml".to_owned(), print(&library(cx, package)));
            if cx.options.attribute.is_some() {
                files.insert("macros/Cargo.toml".to_owned(), print(&macros(cx, package)));
            }
        }
    }
    files
}

fn attribute(cx: &Context<'_>) -> String {
    cx.options.attribute.as_ref().map(|attribute| attribute.name.clone()).unwrap_or_default()
}

fn root(cx: &Context<'_>, package: &Package) -> Crate {
    let inputs = cx.options.inputs.iter().map(|input| format!("`{}`", leaf(input)));
    let mut docs = vec![
        format!("The interfaces of {} in Rust.", inputs.collect::<Vec<_>>().join(", ")),
        String::new(),
        "An interface `IFoo` is three things here: the type `IFoo`, a counted pointer to somebody's object, with a safe method".to_owned(),
        "for every method of the IDL; the trait `Foo`, without the `I`, that an object of your own implements; and the vtable".to_owned(),
        "`IFoo_Vtbl`, which you need not see. Methods have the names of the IDL in snake_case; enums and their members, structs".to_owned(),
        "and constants keep theirs. [`prelude`] has all of them.".to_owned(),
    ];
    if let Some(attribute) = &cx.options.attribute {
        docs.push(String::new());
        docs.push(format!(
            "To make an object, put [`#[{}]`](macro@{}) on the implementation of a trait.",
            attribute.name, attribute.name
        ));
    }
    Crate {
        banner: cx.banner(),
        docs,
        attribute: attribute(cx),
        macros: format!("{}_macros", package.name.replace('-', "_")),
        dispatch: dispatch::is_needed(cx),
    }
}

fn prelude(cx: &Context<'_>) -> Prelude {
    Prelude {
        banner: cx.banner(),
        name: cx.options.krate.clone(),
        attribute: attribute(cx),
        dispatch: dispatch::is_needed(cx),
    }
}

fn library(cx: &Context<'_>, package: &Package) -> Manifest {
    let mut dependencies = vec![runtime(package, "com-callback", "")];
    if cx.options.attribute.is_some() {
        dependencies.push(format!("{}-macros = {{ path = \"macros\" }}", package.name));
    }
    dependencies.push(format!(
        "windows-core = {{ version = \"={WINDOWS_CORE}\", default-features = false, features = [\"std\"] }}"
    ));
    Manifest {
        banner: comment(cx),
        name: package.name.clone(),
        description: describe(cx, "The interfaces of", "in Rust"),
        rust_version: RUST.to_owned(),
        attribute: false,
        features: FEATURES.iter().map(|feature| (*feature).to_owned()).collect(),
        dependencies,
    }
}

fn macros(cx: &Context<'_>, package: &Package) -> Manifest {
    Manifest {
        banner: comment(cx),
        name: format!("{}-macros", package.name),
        description: describe(cx, "The attribute for the interfaces of", "in Rust"),
        rust_version: RUST.to_owned(),
        attribute: true,
        features: Vec::new(),
        // From a folder further down.
        dependencies: vec![runtime(package, "com-callback-expand", "../")],
    }
}

/// The line of a dependency on a crate of the runtime.
fn runtime(package: &Package, name: &str, up: &str) -> String {
    match &package.runtime {
        None => format!("{name} = \"={RUNTIME}\""),
        Some(folder) => {
            let up = if is_absolute(folder) { "" } else { up };
            format!("{name} = {{ version = \"={RUNTIME}\", path = \"{up}{folder}/{name}\" }}")
        }
    }
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1) == Some(&b':')
}

fn describe(cx: &Context<'_>, before: &str, after: &str) -> String {
    let inputs: Vec<&str> = cx.options.inputs.iter().map(|input| leaf(input)).collect();
    format!("{before} {} {after}", inputs.join(", ")).replace(['"', '\\'], "'")
}

/// The banner as a comment of TOML.
fn comment(cx: &Context<'_>) -> String {
    format!("#{}", cx.banner().trim_start_matches('/'))
}

/// A file's name without its folders.
fn leaf(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_the_workspace() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
        let manifest = std::fs::read_to_string(root).expect("the workspace's manifest can be read");
        assert!(manifest.contains(&format!("windows-core = {{ version = \"={WINDOWS_CORE}\"")));
        assert!(manifest.contains(&format!(
            "com-callback = {{ path = \"crates/com-callback\", version = \"={RUNTIME}\""
        )));
    }
}
