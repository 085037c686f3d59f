//! IDL text to a checked model, with the prelude of `midlc`.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at its first surprise"
)]

use std::{collections::HashMap, env, fs, path::Path};

use midl_frontend::{
    Outcome, compile,
    diagnostic::{Severity, Style, render},
    model::Checked,
    program::{Files, OpenError, OpenKind, Options},
    source::{FileId, Owner, SourceFile, SourceMap},
};

/// The namespace of the metadata in tests.
pub(crate) const NAMESPACE: &str = "Test";

/// Files of the prelude's folder, and those of the project.
#[derive(Default)]
struct Prelude(HashMap<String, FileId>);

impl Files for Prelude {
    fn open(
        &mut self,
        sources: &mut SourceMap,
        name: &str,
        _: FileId,
        _: OpenKind,
    ) -> Result<FileId, OpenError> {
        let (written, name) = (name, name.to_lowercase());
        if let Some(id) = self.0.get(&name) {
            return Ok(*id);
        }
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let not_found = |_| OpenError::NotFound { searched: Vec::new() };
        let (text, owner) = match fs::read_to_string(crates.join("midlc/prelude").join(&name)) {
            Ok(text) => (text, Owner::Prelude),
            // The files of the project import each other.
            Err(_) => {
                let beside = crates.join("../idl").join(written);
                (fs::read_to_string(beside).map_err(not_found)?, Owner::User)
            }
        };
        let file = SourceFile { name: name.clone(), owner, text: text.into(), invalid: Vec::new() };
        let id = sources.add(file);
        self.0.insert(name, id);
        Ok(id)
    }
}

/// Compiles a file that must be in order.
pub(crate) fn checked(name: &str, text: &str) -> Checked {
    let mut sources = SourceMap::default();
    let file = SourceFile {
        name: name.to_owned(),
        owner: Owner::User,
        text: text.to_owned().into(),
        invalid: Vec::new(),
    };
    let root = sources.add(file);
    let Outcome { checked, diagnostics, sources, .. } =
        compile(sources, &[root], &mut Prelude::default(), &Options::default());
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
    let shown: String = errors.map(|error| render(error, &sources, Style::default())).collect();
    checked.unwrap_or_else(|| panic!("{shown}"))
}

/// A file of this project, by its path from the root.
pub(crate) fn project_file(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).expect(path)
}

/// Metadata as text.
pub(crate) fn rdl(
    name: &str,
    configure: impl FnOnce(&mut windows_rdl::Writer) -> &mut windows_rdl::Writer,
) -> String {
    let path = env::temp_dir().join(format!("midl-codegen-{}-{name}.rdl", std::process::id()));
    let mut writer = windows_rdl::writer();
    configure(&mut writer).output(&path).write().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    text
}

/// The bindings of a file that passes all checks, as text.
pub(crate) fn bindings(name: &str, text: &str) -> String {
    let checked = checked(name, text);
    assert_eq!(midl_codegen::winmd::check(&checked), []);
    let winmd = midl_codegen::winmd::emit(&checked, NAMESPACE);
    let items = midl_codegen::bindings::emit(&checked, &winmd, NAMESPACE).unwrap();
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items })
}
