//! The IDL that two packages of Debian hold.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use crate::workspace;

/// IDL of a package, and who has answers for it.
pub(crate) struct Set {
    /// What the folder of its answers is called.
    pub(crate) name: &'static str,
    /// The line that installs it.
    install: &'static str,
    /// Where the package puts its IDL: the first of these that is there.
    folders: &'static [&'static str],
    /// Where the IDL that it imports is, below `folders`.
    include: &'static str,
}

pub(crate) const WINE: Set = Set {
    name: "wine8",
    install: "apt-get install --no-install-recommends libwine-dev",
    folders: &["/usr/include/wine/wine", "/usr/include/wine"],
    include: "windows",
};

const DIRECTX: Set = Set {
    name: "directx",
    install: "apt-get install --no-install-recommends directx-headers-dev",
    folders: &["/usr/include/directx"],
    include: "",
};

const SETS: [&Set; 2] = [&WINE, &DIRECTX];

impl Set {
    /// The folder of the package, where it is installed.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        let there = |folder: &Path| !idl_files(&folder.join(self.include)).is_empty();
        self.folders.iter().map(PathBuf::from).find(|folder| there(folder))
    }

    /// The folder that imports are looked for in.
    pub(crate) fn include(&self, folder: &Path) -> PathBuf {
        folder.join(self.include)
    }

    fn missing(&self) -> String {
        format!("the IDL of {} is missing; install it with\n\n    {}\n", self.name, self.install)
    }
}

/// A set that is installed.
pub(crate) struct Installed {
    pub(crate) set: &'static Set,
    pub(crate) folder: PathBuf,
    /// The folders that imports are looked for in: its own, then Wine's.
    pub(crate) include: Vec<PathBuf>,
}

/// The sets that are installed. What is not is SKIPPED, loudly.
pub(crate) fn installed() -> Vec<Installed> {
    let wine = WINE.folder().map(|folder| WINE.include(&folder));
    let mut sets = Vec::new();
    for set in SETS {
        let Some(folder) = set.folder() else {
            println!("SKIPPED {}: {}", set.name, set.missing());
            continue;
        };
        let own = set.include(&folder);
        let others = wine.iter().filter(|&wine| *wine != own).cloned();
        let include = [own.clone()].into_iter().chain(others).collect();
        sets.push(Installed { set, folder, include });
    }
    sets
}

/// Why there is nothing to compile, if no set is installed.
pub(crate) fn missing() -> Option<String> {
    let none = SETS.iter().all(|set| set.folder().is_none());
    none.then(|| SETS.iter().map(|set| set.missing()).collect())
}

/// The IDL files of a folder and those below it, sorted.
pub(crate) fn idl_files(folder: &Path) -> Vec<PathBuf> {
    let is_idl =
        |path: &PathBuf| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("idl"));
    workspace::walk(folder).unwrap_or_default().into_iter().filter(is_idl).collect()
}

/// Files that are pieces of others, which include them, and need not stand alone.
pub(crate) struct Pieces(BTreeSet<String>);

impl Pieces {
    /// Those among `files` that any of these names in an `#include`.
    pub(crate) fn of(files: &[PathBuf]) -> Pieces {
        let mut names = BTreeSet::new();
        for text in files.iter().filter_map(|file| fs::read(file).ok()) {
            for line in String::from_utf8_lossy(&text).lines() {
                let name = line.trim_start().strip_prefix("#include");
                names.extend(
                    name.and_then(|name| name.split(['"', '<', '>']).nth(1)).map(str::to_lowercase),
                );
            }
        }
        Pieces(names)
    }

    pub(crate) fn contain(&self, file: &Path) -> bool {
        let lower = |name: &OsStr| name.to_string_lossy().to_lowercase();
        file.file_name().is_some_and(|name| self.0.contains(&lower(name)))
    }
}
