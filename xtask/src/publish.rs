//! What must hold before the crates are published: that each can be packed, and that its manifest promises nothing untrue.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{mirror, tools, workspace};

/// A crate that is published.
pub(crate) struct Published {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// What it exports is macros.
    proc_macro: bool,
}

/// The crates whose manifest does not say `publish = false`, by name.
pub(crate) fn crates() -> Result<Vec<Published>, String> {
    let root = workspace::root();
    let entries = fs::read_dir(root.join("crates"))
        .map_err(|error| format!("cannot list the crates: {error}"))?;
    let folders = entries.flatten().map(|entry| entry.path()).chain([root.join("templates")]);
    let mut published = Vec::new();
    for folder in folders.filter(|folder| folder.join("Cargo.toml").is_file()) {
        let manifest = manifest(&folder)?;
        let of = |table: &str, key: &str| manifest.get(table)?.get(key).cloned();
        if of("package", "publish").is_some_and(|publish| publish.as_bool() == Some(false)) {
            continue;
        }
        let name = of("package", "name").and_then(|name| name.as_str().map(str::to_owned));
        let name = name.ok_or_else(|| format!("{} has no name", workspace::shown(&folder)))?;
        let proc_macro = of("lib", "proc-macro").is_some_and(|is| is.as_bool() == Some(true));
        published.push(Published { name, folder, proc_macro });
    }
    published.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(published)
}

fn manifest(folder: &Path) -> Result<toml::Table, String> {
    let file = folder.join("Cargo.toml");
    let text = fs::read_to_string(&file).map_err(|error| error.to_string());
    text.and_then(|text| text.parse::<toml::Table>().map_err(|error| error.to_string()))
        .map_err(|error| format!("{}: {error}", workspace::shown(&file)))
}

/// `--package` and a name, for each.
fn named<'a>(crates: impl IntoIterator<Item = &'a Published>) -> Vec<&'a str> {
    crates.into_iter().flat_map(|published| ["--package", published.name.as_str()]).collect()
}

/// Packs every crate, and builds each from what was packed, with the others as they were packed.
///
/// Cargo's own proof unpacks the others into the user's cache, and takes those of the last run for those of this one.
pub(crate) fn package() -> Result<(), String> {
    let crates = crates()?;
    let packed = workspace::target().join("package");
    clear(&packed)?;
    // Whether all is committed is for whoever publishes to see.
    let options = ["package", "--quiet", "--locked", "--allow-dirty", "--no-verify"];
    let mut cargo = tools::cargo(options);
    cargo.arg("--target-dir").arg(workspace::target());
    tools::run(cargo.args(named(&crates)))?;
    let folder = workspace::target().join("packed");
    clear(&folder)?;
    let mut manifest = String::from(
        "[workspace]\nresolver = \"3\"\nmembers = [\"*-[0-9]*\"]\n\n[patch.crates-io]\n",
    );
    for Published { name, .. } in &crates {
        let unpacked = unpack(name, &packed, &folder)?;
        let files = workspace::walk(&folder.join(&unpacked)).map_err(|error| error.to_string())?;
        let is_there = |wanted: &str| files.contains(&folder.join(&unpacked).join(wanted));
        if let Some(file) = IN_EVERY_PACKAGE.into_iter().find(|file| !is_there(file)) {
            return Err(format!("the package `{name}` has no {file}"));
        }
        println!("{name}: {} files", files.len());
        manifest.push_str(&format!("{name} = {{ path = \"{unpacked}\" }}\n"));
    }
    fs::write(folder.join("Cargo.toml"), manifest)
        .and_then(|()| fs::copy(workspace::root().join("Cargo.lock"), folder.join("Cargo.lock")))
        .map_err(|error| format!("cannot write into {}: {error}", folder.display()))?;
    let mut cargo = tools::cargo(["check", "--workspace", "--lib", "--bins", "--all-features"]);
    cargo.env("CARGO_TARGET_DIR", folder.with_file_name("packed-build"));
    tools::run(cargo.current_dir(&folder))
}

/// An empty folder.
fn clear(folder: &Path) -> Result<(), String> {
    let gone = fs::remove_dir_all(folder);
    gone.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
        .and_then(|()| fs::create_dir_all(folder))
        .map_err(|error| format!("cannot clear {}: {error}", folder.display()))
}

/// Unpacks the package of a crate, and gives the name of the folder that it makes: `NAME-VERSION`.
fn unpack(name: &str, packed: &Path, folder: &Path) -> Result<String, String> {
    let packages = fs::read_dir(packed).map_err(|error| error.to_string())?;
    let is_ours = |file: &String| {
        let version = file.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
        version.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
    };
    let files = packages.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let file = files.filter(|file| file.ends_with(".crate")).find(is_ours);
    let file = file.ok_or_else(|| format!("there is no package of `{name}`"))?;
    let mut tar = Command::new("tar");
    tools::run(tar.arg("-xzf").arg(packed.join(&file)).current_dir(folder))?;
    Ok(file.trim_end_matches(".crate").to_owned())
}

/// What every package holds beside its sources.
pub(crate) const IN_EVERY_PACKAGE: [&str; 3] = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

/// Builds the crates with the least version of each dependency that their manifests allow, by the least compiler: the one that
/// runs us, in CI. Only nightly can choose such versions.
pub(crate) fn minimal() -> Result<(), String> {
    let folder = workspace::target().join("minimal");
    let checkout = folder.join("checkout");
    mirror::update(&checkout)
        .map_err(|error| format!("cannot copy the checkout to {}: {error}", checkout.display()))?;
    let mut nightly = Command::new("rustup");
    nightly.args(["run", "nightly", "cargo", "generate-lockfile", "-Zdirect-minimal-versions"]);
    // Another toolchain than ours.
    nightly.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN").current_dir(&checkout);
    tools::run(&mut nightly)?;
    let crates = crates()?;
    let mut cargo = tools::cargo(["check", "--locked", "--lib", "--bins", "--all-features"]);
    cargo.args(named(&crates)).current_dir(&checkout);
    tools::run(cargo.env("CARGO_TARGET_DIR", folder.join("build")))
}

/// Licences, sources, and crates that are there twice, by `.deny.toml`; and what is known to be dangerous, where the list of that
/// can be had.
pub(crate) fn deny() -> Result<(), String> {
    tools::run(&mut tools::cargo(["deny", "--locked", "check", "bans", "licenses", "sources"]))?;
    if tools::run(&mut tools::cargo(["deny", "fetch", "db"])).is_err() {
        println!("SKIPPED advisories: their list cannot be had");
        return Ok(());
    }
    tools::run(&mut tools::cargo(["deny", "--locked", "check", "advisories"]))
}

/// The last release; tags are named `v0.1.0`.
fn last_release() -> Option<String> {
    let mut git = Command::new("git");
    git.args(["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]);
    let tag = git.current_dir(workspace::root()).output().ok()?;
    let tag = String::from_utf8_lossy(&tag.stdout).trim().to_owned();
    (!tag.is_empty()).then_some(tag)
}

/// Why there is nothing to compare with.
pub(crate) fn unreleased() -> Option<String> {
    last_release()
        .is_none()
        .then(|| "no tag `v..` names a release: nothing was published yet".to_owned())
}

/// Holds what each crate exports beside the last release, by the rules of semantic versioning.
pub(crate) fn semver() -> Result<(), String> {
    let release = last_release().ok_or("nothing was published yet")?;
    let crates = crates()?;
    let libraries = named(crates.iter().filter(|published| !published.proc_macro));
    let mut cargo = tools::cargo(["semver-checks", "--baseline-rev", &release]);
    tools::run(cargo.args(libraries))
}
