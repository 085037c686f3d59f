//! Where IDL text comes from: the disk and the prelude behind the front end's [`Files`].
//!
//! An imported name is looked for in the importing file's folder, then in the include folders in order, then in the
//! prelude. Files of include folders see each other in the order of these folders alone: what stands in an earlier one
//! replaces its namesakes for all. Letter case does not count.
//!
//! **Each file is read once**, whatever names lead to it: files are told apart by their canonical path. What an include
//! folder holds counts as other people's ([`Owner::Library`]). Only regular files are read, and none larger than 64 MiB,
//! so that a folder, a FIFO or `/dev/zero` is an error and not a hang.
//!
//! **An import stays inside.** A name that climbs (`..`) or is absolute leads to files below the folders of the named files
//! and of the include list, and to others only where that is asked for. Links on the disk are whoever's made them.

mod disk;
mod text;

use std::{
    collections::{HashMap, HashSet},
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use midl_frontend::{
    program::{Files, OpenError, OpenKind},
    source::{FileId, Owner, SourceFile, SourceMap},
    symbol::FastHash,
};

use self::{disk::Disk, text::Text};
use crate::prelude;

/// The folder that diagnostics show for built-in files. It is no folder on any disk.
const PRELUDE_FOLDER: &str = "<prelude>";

/// Finds and reads the files of one compilation after the other, keeping the texts.
#[derive(Debug, Default)]
pub struct Loader {
    base: PathBuf,
    include: Vec<Folder>,
    lenient: bool,
    outside: bool,
    /// The folders of the named files.
    roots: HashSet<PathBuf, FastHash>,
    disk: Arc<Mutex<Disk>>,
    known: HashMap<Identity, FileId, FastHash>,
    folders: HashMap<FileId, Folder, FastHash>,
    /// See [`Loader::swayed`].
    swayed: Vec<FileId>,
    spent: Duration,
}

/// A folder, whose its files are, and how they are spelled in diagnostics.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Folder {
    path: PathBuf,
    shown: String,
    owner: Owner,
}

/// Tells files apart.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Identity {
    Disk(PathBuf),
    Prelude(&'static str),
}

/// A named file that cannot be read; `Display` is the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// The file as named.
    pub name: String,
    /// Why.
    pub reason: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read `{}`: {}", self.name, self.reason)
    }
}

impl std::error::Error for LoadError {}

impl Loader {
    /// A loader that takes relative paths from `base` and searches `include` in order.
    pub fn new(
        base: impl Into<PathBuf>,
        include: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Loader {
        let base = base.into();
        let include = include
            .into_iter()
            .map(|shown| Folder::new(&base, shown.as_ref(), Owner::Library))
            .collect();
        Loader { base, include, ..Loader::default() }
    }

    /// Takes the named files for other people's, as those of include folders are: what the language forbids and can be
    /// lived with is a warning there. For looking at files rather than for building on them.
    #[must_use]
    pub fn lenient(mut self) -> Loader {
        self.lenient = true;
        self
    }

    /// Says whether imports may lead out of the folders of the named files and of the include list.
    pub fn allow_outside(&mut self, allow: bool) {
        self.outside = allow;
    }

    /// Reads a file that the user named into `sources`.
    ///
    /// # Errors
    ///
    /// It is not there, is no regular file, is too large, or the system refuses it.
    pub fn open_root(&mut self, sources: &mut SourceMap, name: &str) -> Result<FileId, LoadError> {
        let started = Instant::now();
        let shown = name.replace(std::path::MAIN_SEPARATOR, "/");
        let owner = if self.lenient { Owner::Library } else { Owner::User };
        let folder = shown.rfind('/').map_or("", |slash| &shown[..slash.max(1)]);
        let folder = Folder::new(&self.base, folder, owner);
        if !self.roots.contains(&folder.path) {
            self.roots.insert(folder.path.clone());
        }
        let opened = self.add(sources, &self.base.join(name), shown, folder, None);
        self.spent += started.elapsed();
        opened.map_err(|reason| LoadError { name: name.to_owned(), reason })
    }

    /// The text of a file that the user named or another one seems to import, where it can be read.
    #[cfg(feature = "cli")]
    pub(crate) fn glance(&self, name: &str) -> Option<Arc<String>> {
        disk::read(&self.disk, &self.base.join(name)).ok().map(|(_, text)| text.text)
    }

    /// The path of a file that another one seems to import.
    #[cfg(feature = "cli")]
    pub(crate) fn find_import(&self, name: &str, from: &str) -> Option<String> {
        let name = name.replace('\\', "/");
        if may_leave(&name) {
            return None;
        }
        let beside = self.base.join(from).parent()?.to_path_buf();
        let mut folders =
            std::iter::once(&beside).chain(self.include.iter().map(|folder| &folder.path));
        let path = folders.find_map(|folder| self.disk().find(folder, &name))?;
        Some(path.to_str()?.to_owned())
    }

    /// Another such loader for another thread: what one of them has read, none reads again.
    #[must_use]
    pub fn sharing_texts(&self) -> Loader {
        Loader {
            base: self.base.clone(),
            include: self.include.clone(),
            lenient: self.lenient,
            outside: self.outside,
            disk: Arc::clone(&self.disk),
            ..Loader::default()
        }
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        disk::lock(&self.disk)
    }

    /// Forgets which files the last compilation opened; their texts stay, so that the next one reads no file again.
    pub fn start_over(&mut self) {
        self.known.clear();
        self.folders.clear();
        self.roots.clear();
        self.swayed.clear();
    }

    /// The files that asked for another and might have been given something else, had the named files not all been named
    /// together: a file that was found by another way before, or one outside of the folders.
    pub fn swayed(&self) -> &[FileId] {
        &self.swayed
    }

    /// Every file on disk that the last compilation read, sorted.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let on_disk = self.known.keys().filter_map(|identity| match identity {
            Identity::Disk(path) => Some(path.clone()),
            Identity::Prelude(_) => None,
        });
        let mut files: Vec<PathBuf> = on_disk.collect();
        files.sort();
        files
    }

    /// The time spent finding and reading files since the loader was made.
    #[must_use]
    pub fn spent(&self) -> Duration {
        self.spent
    }

    fn search(
        &mut self,
        sources: &mut SourceMap,
        name: &str,
        from: FileId,
    ) -> Result<FileId, OpenError> {
        let name = name.replace('\\', "/");
        let mut searched = Vec::new();
        let (mut unreadable, mut is_outside) = (None, false);
        let own = self.folders.get(&from);
        let is_included =
            |folder: &&Folder| self.include.iter().any(|other| other.path == folder.path);
        if !self.outside && may_leave(&name) {
            self.swayed.push(from);
        }
        let beside = own.filter(|folder| !is_included(folder)).cloned();
        for folder in beside.into_iter().chain(self.include.clone()) {
            let path = self.disk().find(&folder.path, &name);
            if let Some(path) = path {
                if !self.outside && may_leave(&name) && !self.is_inside(&path) {
                    is_outside = true;
                    continue;
                }
                let (shown, inner) = (folder.file(&name), folder.inner(&name));
                match self.add(sources, &path, shown, inner, Some(from)) {
                    Ok(id) => return Ok(id),
                    Err(reason) => unreadable = unreadable.or(Some(reason)),
                }
            }
            searched.push(if folder.shown.is_empty() { ".".to_owned() } else { folder.shown });
        }
        if is_outside && unreadable.is_none() {
            return Err(OpenError::Outside);
        }
        if let Some(reason) = unreadable {
            return Err(OpenError::Unreadable { reason });
        }
        if let Some(file) = prelude::find(&name) {
            return Ok(self.add_prelude(sources, &file));
        }
        searched.push(PRELUDE_FOLDER.to_owned());
        searched.dedup();
        Err(OpenError::NotFound { searched })
    }

    /// True for a file below the folder of a named file or one of the include list.
    fn is_inside(&self, path: &Path) -> bool {
        let Some(path) = Disk::canonical(path) else { return false };
        let include = self.include.iter().map(|folder| &folder.path);
        let mut folders = self.roots.iter().chain(include).filter_map(|path| Disk::canonical(path));
        folders.any(|folder| path.starts_with(folder))
    }

    fn add(
        &mut self,
        sources: &mut SourceMap,
        path: &Path,
        shown: String,
        folder: Folder,
        from: Option<FileId>,
    ) -> Result<FileId, String> {
        let (canonical, Text { text, invalid }) =
            disk::read(&self.disk, path).map_err(|error| error.to_string())?;
        let identity = Identity::Disk(canonical);
        if let Some(id) = self.known.get(&identity) {
            let first = self.folders.get(id);
            if !first.is_some_and(|first| first.serves(&folder)) {
                self.swayed.extend(from);
            }
            return Ok(*id);
        }
        let id = sources.add(SourceFile { name: shown, owner: folder.owner, text, invalid });
        self.known.insert(identity, id);
        self.folders.insert(id, folder);
        Ok(id)
    }

    fn add_prelude(&mut self, sources: &mut SourceMap, file: &prelude::PreludeFile) -> FileId {
        *self.known.entry(Identity::Prelude(file.name)).or_insert_with(|| {
            sources.add(SourceFile {
                name: format!("{PRELUDE_FOLDER}/{}", file.name),
                owner: Owner::Prelude,
                text: Arc::new(file.text.to_owned()),
                invalid: Vec::new(),
            })
        })
    }
}

/// True for a name that may lead out of the folder in which it is looked for.
fn may_leave(name: &str) -> bool {
    Path::new(name).has_root() || name.contains(':') || name.split('/').any(|part| part == "..")
}

impl Files for Loader {
    fn open(
        &mut self,
        sources: &mut SourceMap,
        name: &str,
        from: FileId,
        kind: OpenKind,
    ) -> Result<FileId, OpenError> {
        let started = Instant::now();
        let mut opened = self.search(sources, name, from);
        // `import "wtypes.h"`: without that header, the IDL that it was made from says the same.
        if kind == OpenKind::Import
            && let Err(OpenError::NotFound { .. }) = opened
            && let Some((stem, "h" | "H")) = name.rsplit_once('.')
            && let Ok(file) = self.search(sources, &format!("{stem}.idl"), from)
        {
            opened = Ok(file);
        }
        self.spent += started.elapsed();
        opened
    }
}

impl Folder {
    fn new(base: &Path, shown: &str, owner: Owner) -> Folder {
        let shown = shown.replace(std::path::MAIN_SEPARATOR, "/");
        let shown = if shown.len() > 1 { shown.trim_end_matches('/') } else { &shown };
        Folder { path: base.join(shown), shown: shown.to_owned(), owner }
    }

    /// True where a file that was found in this folder means the same as if it had been found in that one. What the user
    /// brought along is held to more rules than other people's.
    fn serves(&self, other: &Folder) -> bool {
        self.path == other.path && (self.owner == Owner::User || other.owner == Owner::Library)
    }

    /// How the file `name` of this folder is shown.
    fn file(&self, name: &str) -> String {
        match self.shown.as_str() {
            "" => name.to_owned(),
            "/" => format!("/{name}"),
            folder => format!("{folder}/{name}"),
        }
    }

    /// The folder that the file `name` stands in.
    fn inner(&self, name: &str) -> Folder {
        match name.rsplit_once('/') {
            Some((inner, _)) => {
                Folder { path: self.path.join(inner), shown: self.file(inner), owner: self.owner }
            }
            None => self.clone(),
        }
    }
}
