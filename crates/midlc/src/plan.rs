//! A plan file: which IDL becomes which crate, and with which options.
//!
//! ```toml
//! [[crate]]
//! name = "vendor"                               # what `--only` takes, and what the attribute's documentation imports from
//! files = ["idl/vendor.idl"]                    # compiled as one program
//! include = ["idl/sdk"]                         # optional: where imported files are looked for
//! define = ["VENDOR_VERSION=3"]                 # optional: macros
//! namespace = "Vendor"                          # of the metadata
//! library = "crates/vendor/src/generated"       # bindings, traits, thunks, callers, probes
//! module = "generated"                          # that folder as a module path of its crate
//! attribute = "vendor_callback"                 # optional: emits a proc-macro crate, too,
//! macros = "crates/vendor-macros/src"           #           into this folder
//! nullable = ["IJob::GetOwner::ppOwner"]        # optional: NULL beside a success code is meant
//! success = ["IJob::Complete"]                  # optional: methods whose success codes mean something
//! filter = ["IJob*", "!IJobOld"]                # optional: what of the files is wanted; the rest only where that needs it
//! gate = true                                   # optional: emits the gate, too, as `mod.rs`; without it, it is hand-written
//! winmd = "metadata/Vendor.winmd"               # optional: writes the metadata, too
//! warn = ["IDL0622"]                            # optional: warnings that are off unless asked for, or "all"
//! allow = ["IDL0602"]                           # optional: warnings that are not wanted; this comes after `warn`
//! outside = true                                # optional: imports may lead out of the folders
//! elsewhere = ["sdk/storage.idl=storage"]       # optional: imported files that a Rust module stands for
//!
//! [[crate.further]]                             # optional: another module of the crate, which the attribute knows, too;
//! files = ["idl/vendor2.idl"]                   #           all keys but `name`, `attribute`, `macros`
//! namespace = "Vendor2"
//! library = "crates/vendor/src/second"
//! module = "second"
//! gate = true
//! probes = true                                 # optional: the gate has the probes, behind the crate's feature `conformance`
//! feature = "second"                            # optional: the feature that the module stands behind
//! elsewhere = ["idl/vendor.idl=crate::generated"]
//! ```
//!
//! A module that is built on another one of its crate takes over what that says as `nullable` and `success`.
//!
//! Paths are relative to one root (for a workspace its root), with `/` on every system.

use std::{collections::BTreeSet, fmt, path::Path, str::FromStr};

use midl_codegen::{Attribute, Filter, Frame, Given, options::PathError};
use midl_frontend::diagnostic::{Levels, NoWarning};
use serde::Deserialize;

use crate::{
    files::is_below,
    options::{self, Inputs, Options},
};

/// The crates of a plan, in its order.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What to make.
    pub crates: Vec<PlannedCrate>,
}

/// One crate of a plan.
#[derive(Clone, Debug)]
pub struct PlannedCrate {
    /// The name of the crate that users depend on.
    pub name: String,
    /// What to compile and how, a module each. The first one brings the attribute.
    pub modules: Vec<Options>,
}

/// A plan that cannot be followed; `Display` says where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanError(String);

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PlanError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "crate")]
    crates: Vec<toml::Spanned<Entry>>,
}

/// A crate with its first module, or a further module.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Option<toml::Spanned<String>>,
    files: Vec<toml::Spanned<String>>,
    #[serde(default)]
    include: Vec<toml::Spanned<String>>,
    #[serde(default)]
    define: Vec<toml::Spanned<String>>,
    namespace: String,
    library: toml::Spanned<String>,
    module: String,
    attribute: Option<toml::Spanned<String>>,
    macros: Option<toml::Spanned<String>>,
    #[serde(default)]
    nullable: Vec<toml::Spanned<String>>,
    #[serde(default)]
    success: Vec<toml::Spanned<String>>,
    #[serde(default)]
    filter: Vec<toml::Spanned<String>>,
    #[serde(default)]
    gate: bool,
    winmd: Option<toml::Spanned<String>>,
    #[serde(default)]
    warn: Vec<toml::Spanned<String>>,
    #[serde(default)]
    allow: Vec<toml::Spanned<String>>,
    #[serde(default)]
    outside: bool,
    #[serde(default)]
    elsewhere: Vec<toml::Spanned<String>>,
    #[serde(default)]
    probes: bool,
    feature: Option<String>,
    #[serde(default)]
    further: Vec<toml::Spanned<Entry>>,
}

impl Plan {
    /// Reads the plan `text` of the file shown as `name`; `command` makes the emitted files again, and `root` is where
    /// relative paths begin.
    ///
    /// # Errors
    ///
    /// It is no TOML, has a key that does not exist, lacks one, names a file that is not there or leads out of the root, or
    /// has an entry of another form.
    pub fn parse(text: &str, name: &str, root: &Path, command: &str) -> Result<Plan, PlanError> {
        let reader = Reader { text, name, root, command };
        let file: File =
            toml::from_str(text).map_err(|error| reader.at(error.span(), error.message()))?;
        let mut crates: Vec<PlannedCrate> = Vec::new();
        for entry in file.crates {
            let planned = reader.planned(entry)?;
            if crates.iter().any(|other| other.name == planned.name) {
                return Err(PlanError(format!("{name}: two crates are named `{}`", planned.name)));
            }
            crates.push(planned);
        }
        Ok(Plan { crates })
    }
}

/// What every message needs.
#[derive(Clone, Copy)]
struct Reader<'a> {
    text: &'a str,
    name: &'a str,
    root: &'a Path,
    command: &'a str,
}

impl Reader<'_> {
    fn planned(self, entry: toml::Spanned<Entry>) -> Result<PlannedCrate, PlanError> {
        let span = entry.span();
        let mut entry = entry.into_inner();
        let Some(name) = entry.name.take().map(toml::Spanned::into_inner) else {
            return Err(self.at(Some(span), "missing field `name`"));
        };
        let attribute = match (entry.attribute.take(), entry.macros.take()) {
            (Some(name), Some(folder)) => {
                Some(Attribute { name: name.into_inner(), folder: self.path(folder)? })
            }
            (None, None) => None,
            (Some(alone), None) => {
                return Err(
                    self.says(&alone, "`attribute` needs `macros`, the folder it goes into")
                );
            }
            (None, Some(alone)) => {
                return Err(
                    self.says(&alone, "`macros` needs `attribute`, the name of the attribute")
                );
            }
        };
        let further = std::mem::take(&mut entry.further);
        let mut modules = vec![self.module(&name, attribute.as_ref(), entry)?];
        for entry in further {
            let options = self.further(&name, attribute.as_ref(), entry, &modules)?;
            modules.push(options);
        }
        Ok(PlannedCrate { name, modules })
    }

    /// A module behind the first one, with what it takes over from those before it.
    fn further(
        self,
        name: &str,
        attribute: Option<&Attribute>,
        entry: toml::Spanned<Entry>,
        before: &[Options],
    ) -> Result<Options, PlanError> {
        let span = entry.span();
        let entry = entry.into_inner();
        let misplaced = [&entry.name, &entry.attribute, &entry.macros];
        if let Some(key) = misplaced.into_iter().flatten().next() {
            return Err(self.says(key, "this key is the crate's, and stands at its first module"));
        }
        if !entry.further.is_empty() {
            return Err(self.at(Some(span), "a further module has none of its own"));
        }
        let mut options = self.module(name, attribute, entry)?;
        for built_on in before {
            let path = format!("crate::{}", built_on.code.module);
            if options.code.elsewhere.iter().any(|entry| entry.module == path) {
                options.code.nullable.extend(built_on.code.nullable.iter().cloned());
                options.code.success.extend(built_on.code.success.iter().cloned());
            }
        }
        Ok(options)
    }

    fn module(
        self,
        name: &str,
        attribute: Option<&Attribute>,
        planned: Entry,
    ) -> Result<Options, PlanError> {
        let files = self.each(planned.files, Self::file)?;
        let mut warnings = Levels::default();
        for (entries, shown) in [(planned.warn, true), (planned.allow, false)] {
            for which in self.each(entries, |reader, entry| {
                entry
                    .get_ref()
                    .parse()
                    .map_err(|error: NoWarning| reader.says(&entry, &error.to_string()))
            })? {
                warnings.choose(which, shown);
            }
        }
        let inputs = Inputs {
            base: self.root.to_path_buf(),
            files: files.clone(),
            include: self.each(planned.include, Self::folder)?,
            defines: self.each(planned.define, |reader, text| {
                options::define(text.get_ref())
                    .map_err(|error| reader.says(&text, &error.to_string()))
            })?,
            warnings,
            outside: planned.outside,
        };
        let mut filter = Filter::default();
        for entry in planned.filter {
            filter.add(entry.get_ref()).map_err(|error| self.says(&entry, &error.to_string()))?;
        }
        let elsewhere = self.each(planned.elsewhere, |reader, entry| {
            entry
                .get_ref()
                .parse()
                .map_err(|error: PathError| reader.says(&entry, &error.to_string()))
        })?;
        let winmd = planned.winmd.map(|path| self.path(path)).transpose()?;
        let code = midl_codegen::Options {
            given: Given::Plan,
            command: self.command.to_owned(),
            inputs: files,
            namespace: planned.namespace,
            library: self.path(planned.library)?,
            module: planned.module,
            krate: name.replace('-', "_"),
            attribute: attribute.cloned(),
            nullable: self.set(planned.nullable)?,
            success: self.set(planned.success)?,
            filter,
            frame: match planned.gate {
                true => Frame::Module { probes: planned.probes },
                false => Frame::Bare,
            },
            elsewhere,
            feature: planned.feature,
        };
        Ok(Options { inputs, code, winmd })
    }

    fn each<T>(
        self,
        entries: Vec<toml::Spanned<String>>,
        read: impl Fn(Self, toml::Spanned<String>) -> Result<T, PlanError>,
    ) -> Result<Vec<T>, PlanError> {
        entries.into_iter().map(|entry| read(self, entry)).collect()
    }

    fn set<T: FromStr<Err = PathError> + Ord>(
        self,
        entries: Vec<toml::Spanned<String>>,
    ) -> Result<BTreeSet<T>, PlanError> {
        let parse = |reader: Self, entry: toml::Spanned<String>| {
            entry
                .get_ref()
                .parse()
                .map_err(|error: PathError| reader.says(&entry, &error.to_string()))
        };
        Ok(self.each(entries, parse)?.into_iter().collect())
    }

    fn file(self, entry: toml::Spanned<String>) -> Result<String, PlanError> {
        let found = self.root.join(entry.get_ref()).is_file();
        if found {
            self.path(entry)
        } else {
            Err(self.says(&entry, "there is no such file below the root"))
        }
    }

    fn folder(self, entry: toml::Spanned<String>) -> Result<String, PlanError> {
        let found = self.root.join(entry.get_ref()).is_dir();
        if found {
            self.path(entry)
        } else {
            Err(self.says(&entry, "there is no such folder below the root"))
        }
    }

    /// A path below the root: what is emitted must be the same in every checkout.
    fn path(self, entry: toml::Spanned<String>) -> Result<String, PlanError> {
        if !is_below(entry.get_ref()) {
            return Err(self.says(
                &entry,
                "write the path relative to the root, with `/` and without `.` or `..`",
            ));
        }
        Ok(entry.into_inner())
    }

    fn says(self, entry: &toml::Spanned<String>, message: &str) -> PlanError {
        self.at(Some(entry.span()), &format!("`{}`: {message}", entry.get_ref()))
    }

    fn at(self, span: Option<std::ops::Range<usize>>, message: &str) -> PlanError {
        let name = self.name;
        let Some(before) = span.and_then(|span| self.text.get(..span.start)) else {
            return PlanError(format!("{name}: {message}"));
        };
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        PlanError(format!("{name}:{line}:{column}: {message}"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use midl_frontend::diagnostic::Code;

    use super::*;

    const GOOD: &str = r#"
[[crate]]
name = "my-vendor"
files = ["idl/vendor.idl"]
include = ["idl"]
define = ["A", "B=2"]
namespace = "Vendor"
library = "src/generated"
module = "generated"
attribute = "vendor_callback"
macros = "macros/src"
nullable = ["IJob::GetOwner::ppOwner"]
success = ["IJob::Complete"]
"#;

    fn parse(text: &str) -> Result<Plan, PlanError> {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("idl")).unwrap();
        std::fs::write(root.path().join("idl/vendor.idl"), "").unwrap();
        Plan::parse(text, "idl/regen.toml", root.path(), "cargo xtask regen")
    }

    #[track_caller]
    fn check_error(from: &str, to: &str, message: &str) {
        assert!(GOOD.contains(from), "the plan has no `{from}`");
        let error = parse(&GOOD.replace(from, to)).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }

    #[test]
    fn a_full_plan() {
        let plan = parse(GOOD).unwrap();
        let [planned] = plan.crates.as_slice() else { panic!("one crate") };
        assert_eq!(planned.name, "my-vendor");
        let [Options { inputs, code, .. }] = planned.modules.as_slice() else {
            panic!("one module")
        };
        assert_eq!(inputs.files, ["idl/vendor.idl"]);
        assert_eq!(inputs.include, ["idl"]);
        assert_eq!(
            inputs.defines,
            [("A".to_owned(), "1".to_owned()), ("B".to_owned(), "2".to_owned())]
        );
        assert_eq!(code.inputs, inputs.files);
        assert_eq!(code.krate, "my_vendor");
        let attribute = code.attribute.as_ref().unwrap();
        assert_eq!(
            (attribute.name.as_str(), attribute.folder.as_str()),
            ("vendor_callback", "macros/src")
        );
        assert_eq!(
            code.nullable.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["IJob::GetOwner::ppOwner"]
        );
        assert_eq!(
            code.success.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["IJob::Complete"]
        );
    }

    #[test]
    fn no_toml() {
        check_error("name = \"my-vendor\"", "name = my-vendor", "idl/regen.toml:3:8: ");
    }

    #[test]
    fn unknown_key() {
        check_error(
            "nullable",
            "nulable",
            "idl/regen.toml:12:1: unknown field `nulable`, expected one of `name`",
        );
    }

    #[test]
    fn missing_key() {
        check_error(
            "namespace = \"Vendor\"\n",
            "",
            "idl/regen.toml:2:1: missing field `namespace`",
        );
    }

    #[test]
    fn unknown_file() {
        check_error(
            "idl/vendor.idl",
            "idl/vendro.idl",
            "idl/regen.toml:4:10: `idl/vendro.idl`: there is no such file below the root",
        );
    }

    #[test]
    fn unknown_folder() {
        check_error(
            "[\"idl\"]",
            "[\"sdk\"]",
            "idl/regen.toml:5:12: `sdk`: there is no such folder",
        );
    }

    #[test]
    fn path_out_of_the_root() {
        check_error(
            "\"src/generated\"",
            "\"../generated\"",
            "idl/regen.toml:8:11: `../generated`: write the path relative",
        );
        check_error(
            "\"macros/src\"",
            "\"/macros/src\"",
            "idl/regen.toml:11:10: `/macros/src`: write the path relative",
        );
    }

    #[test]
    fn entry_of_another_form() {
        check_error(
            "IJob::Complete",
            "IJob.Complete",
            "idl/regen.toml:13:12: `IJob.Complete`: expected the form `IFoo::Method`",
        );
        check_error("\"A\"", "\"1\"", "idl/regen.toml:6:11: `1`: expected the form NAME or");
    }

    #[test]
    fn warnings() {
        let choose = "nullable = [\"IJob";
        let options = |keys: &str| {
            let text = GOOD.replacen(choose, &format!("{keys}\n{choose}"), 1);
            parse(&text).map(|plan| plan.crates[0].modules[0].inputs.clone())
        };
        let inputs = options("warn = [\"all\"]\nallow = [\"IDL0622\"]\noutside = true").unwrap();
        assert!(inputs.outside && inputs.warnings.show(Code::PointerDefaultMissing));
        assert!(!inputs.warnings.show(Code::SignedCount));
        let error = options("warn = [\"IDL0301\"]").unwrap_err().to_string();
        assert!(error.contains("`IDL0301`: IDL0301 is an error"), "{error}");
    }

    #[test]
    fn attribute_without_its_folder() {
        check_error(
            "macros = \"macros/src\"\n",
            "",
            "idl/regen.toml:10:13: `vendor_callback`: `attribute` needs `macros`",
        );
    }

    /// A second module of the crate, built on the first.
    const FURTHER: &str = r#"
[[crate.further]]
files = ["idl/vendor.idl"]
namespace = "Vendor.Second"
library = "src/second"
module = "second"
gate = true
probes = true
feature = "second"
elsewhere = ["idl/vendor.idl=crate::generated", "other.idl = other"]
"#;

    #[test]
    fn a_further_module() {
        let plan = parse(&format!("{GOOD}{FURTHER}")).unwrap();
        let [first, second] = plan.crates[0].modules.as_slice() else { panic!("two modules") };
        assert_eq!(
            (first.code.feature.as_deref(), second.code.feature.as_deref()),
            (None, Some("second"))
        );
        assert_eq!(second.code.frame, Frame::Module { probes: true });
        assert_eq!(second.code.krate, "my_vendor");
        assert!(second.code.attribute.is_some());
        // What the module that it is built on says.
        assert_eq!(
            (&second.code.nullable, &second.code.success),
            (&first.code.nullable, &first.code.success)
        );
        let elsewhere = second.code.elsewhere.iter();
        let elsewhere: Vec<_> =
            elsewhere.map(|entry| (entry.file.as_str(), entry.module.as_str())).collect();
        assert_eq!(elsewhere, [("idl/vendor.idl", "crate::generated"), ("other.idl", "other")]);
    }

    #[test]
    fn a_further_module_is_no_crate() {
        let error = |further: &str| parse(&format!("{GOOD}{further}")).unwrap_err().to_string();
        assert_eq!(
            error(&format!("{FURTHER}name = \"second\"")),
            "idl/regen.toml:24:8: `second`: this key is the crate's, and stands at its first module"
        );
        for key in ["attribute", "macros"] {
            let said = error(&format!("{FURTHER}{key} = \"second\""));
            assert!(
                said.ends_with("this key is the crate's, and stands at its first module"),
                "{said}"
            );
        }
        let inner = FURTHER.replace("crate.further", "crate.further.further");
        let said = error(&format!("{FURTHER}{inner}"));
        assert!(said.ends_with("a further module has none of its own"), "{said}");
        assert_eq!(
            error(&FURTHER.replace("other.idl = other", "other.idl")),
            "idl/regen.toml:23:49: `other.idl`: expected the form `FILE=MODULE`"
        );
    }

    #[test]
    fn a_name_twice() {
        let error = parse(&GOOD.repeat(2)).unwrap_err().to_string();
        assert_eq!(error, "idl/regen.toml: two crates are named `my-vendor`");
    }
}
