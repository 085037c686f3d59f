//! A case: a folder, what the compiler is asked to make of it, and the snapshots that stand in it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use midlc::{
    Builder,
    frontend::Outcome,
    loader::Loader,
    options::Options,
    pipeline::{self, Failure, Generated},
    plan::Plan,
};

/// The plan file that a case may have. Its one crate is what the case makes; paths begin in the case's folder.
const PLAN: &str = "regen.toml";

/// How the names of cases begin in which every warning is wanted.
const LINT: &str = "lint_";

/// A folder with an `input.idl`, and what is asked for.
#[derive(Debug)]
pub struct Case {
    folder: PathBuf,
    options: Options,
}

impl Case {
    /// The case that an `input.idl` belongs to. Without a plan file of its own it is made as a library in `generated` and
    /// an attribute `#[callback]` in `macros`.
    ///
    /// # Panics
    ///
    /// The plan file is wrong.
    #[must_use]
    pub fn of(input: &Path) -> Case {
        let folder = input.parent().unwrap_or(Path::new("")).to_path_buf();
        let plan = folder.join(PLAN);
        if plan.exists() {
            return Case { options: planned(&plan, &folder, "case"), folder };
        }
        let builder = Builder::new();
        let is_lint =
            folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(LINT));
        let builder = if is_lint { builder.warn("all").expect("a word") } else { builder };
        let options = builder
            .base(&folder)
            .file("input.idl")
            .namespace("Case")
            .command("cargo test -p suite")
            .library("generated", "generated", "case")
            .attribute("callback", "macros")
            .options()
            .clone();
        Case { folder, options }
    }

    /// The inputs of the good (`ok`) or bad (`err`) cases, sorted.
    #[must_use]
    pub fn all(folder: &str) -> Vec<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(folder);
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut inputs: Vec<PathBuf> =
            entries.map(|entry| entry.path().join("input.idl")).collect();
        inputs.sort();
        inputs
    }

    /// The name of the folder.
    #[must_use]
    pub fn name(&self) -> &str {
        self.folder.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    /// What is asked for.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The text of a further file of the case; none where it has no such file.
    #[must_use]
    pub fn read(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(file)).ok()
    }

    /// From text to the checked model.
    ///
    /// # Panics
    ///
    /// The input cannot be read.
    #[must_use]
    pub fn compile(&self) -> Outcome {
        compile(&self.options)
    }

    /// From text to emitted files.
    ///
    /// # Errors
    ///
    /// The case holds mistakes.
    pub fn generate(&self) -> Result<Generated, Failure> {
        let inputs = &self.options.inputs;
        pipeline::generate(&mut Loader::new(&inputs.base, &inputs.include), &self.options)
    }

    /// The names of the snapshots in the folder, sorted.
    #[must_use]
    pub fn snapshots(&self) -> Vec<String> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = files.filter_map(|file| file.file_name().into_string().ok());
        let mut snapshots: Vec<String> =
            names.filter_map(|name| name.strip_suffix(".snap").map(str::to_owned)).collect();
        snapshots.sort();
        snapshots
    }

    /// Compares the text with the snapshot `<name>.snap` in the case's folder.
    ///
    /// # Panics
    ///
    /// They differ.
    pub fn assert_snapshot(&self, name: &str, text: &str) {
        assert_snapshot(&self.folder, name, text);
    }
}

/// Compares the text with the snapshot `<name>.snap` in a folder.
///
/// # Panics
///
/// They differ.
pub fn assert_snapshot(folder: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.remove_snapshot_suffix();
    settings.remove_input_file();
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The options of the first module of the crate `name` in a plan file, whose paths begin in `root`.
///
/// # Panics
///
/// The file is not there, is wrong, or plans no such crate.
#[must_use]
pub fn planned(plan: &Path, root: &Path, name: &str) -> Options {
    modules(plan, root, name).swap_remove(0)
}

/// The options of each module of that crate.
///
/// # Panics
///
/// As [`planned`].
#[must_use]
pub fn modules(plan: &Path, root: &Path, name: &str) -> Vec<Options> {
    let text = fs::read_to_string(plan).expect("the plan can be read");
    let parsed = Plan::parse(&text, PLAN, root, "cargo test -p suite");
    let crates = parsed.unwrap_or_else(|error| panic!("{error}")).crates;
    let planned = crates.into_iter().find(|planned| planned.name == name);
    planned.unwrap_or_else(|| panic!("{} does not plan `{name}`", plan.display())).modules
}

/// From text to the checked model.
///
/// # Panics
///
/// An input cannot be read.
#[must_use]
pub fn compile(options: &Options) -> Outcome {
    let inputs = &options.inputs;
    let outcome = pipeline::compile(&mut Loader::new(&inputs.base, &inputs.include), inputs);
    outcome.unwrap_or_else(|error| panic!("{error}"))
}
