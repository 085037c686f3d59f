//! The only reader of the disk: finds files without regard to letter case, reads each once.

use std::{
    collections::HashMap,
    fmt,
    fs::{self, File, Metadata},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use midl_frontend::symbol::FastHash;

use super::text::{self, Text};

/// No IDL file is larger than this; a device that never ends is cut off here.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Disk {
    texts: HashMap<PathBuf, Text, FastHash>,
    /// The one true path of what was read by another, and of the folders that it is in.
    canonical: HashMap<PathBuf, PathBuf, FastHash>,
    folders: HashMap<PathBuf, Folder, FastHash>,
}

/// The names in a folder by their lower-case form; the first in sorted order where two differ in letter case alone.
type Folder = HashMap<String, PathBuf, FastHash>;

/// The file's text under its one true path, which tells whether two names mean the same file. While it is read, other threads may
/// read other files.
pub(super) fn read(disk: &Mutex<Disk>, path: &Path) -> Result<(PathBuf, Text), ReadError> {
    let canonical = {
        let mut disk = lock(disk);
        if let Some(known) = disk.known(path) {
            return Ok(known);
        }
        let canonical = disk.one_true(path)?;
        if let Some(text) = disk.known_by_another(path, &canonical) {
            return Ok((canonical, text));
        }
        canonical
    };
    let text = read_text(&canonical)?;
    let mut disk = lock(disk);
    // Whoever was first counts.
    let text = disk.texts.entry(canonical.clone()).or_insert(text).clone();
    disk.canonical.insert(path.to_path_buf(), canonical.clone());
    Ok((canonical, text))
}

/// A thread that panicked left nothing half done: texts are added whole.
pub(super) fn lock(disk: &Mutex<Disk>) -> MutexGuard<'_, Disk> {
    disk.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Disk {
    /// The path of `name` (folders separated by `/`) below `folder`, if something is there.
    pub(super) fn find(&mut self, folder: &Path, name: &str) -> Option<PathBuf> {
        let exact = folder.join(name);
        if self.canonical.contains_key(&exact) || fs::symlink_metadata(&exact).is_ok() {
            return Some(exact);
        }
        let mut path = folder.to_path_buf();
        for part in name.split('/') {
            match part {
                "" | "." => {}
                ".." => path.push(".."),
                _ => path = self.folder(&path).get(&part.to_lowercase())?.clone(),
            }
        }
        Some(path)
    }

    /// The text of a file that was read by that name before, under its one true path.
    fn known(&self, path: &Path) -> Option<(PathBuf, Text)> {
        let canonical = self.canonical.get(path)?;
        Some((canonical.clone(), self.texts.get(canonical)?.clone()))
    }

    /// The same for a name that turned out to lead to such a file.
    fn known_by_another(&mut self, path: &Path, canonical: &Path) -> Option<Text> {
        let text = self.texts.get(canonical)?.clone();
        self.canonical.insert(path.to_path_buf(), canonical.to_path_buf());
        Some(text)
    }

    /// The one true path of a file. Where letter case counts it is its folder's and its name, unless it is a link.
    fn one_true(&mut self, path: &Path) -> io::Result<PathBuf> {
        let (Some(folder), Some(name), true) =
            (path.parent(), path.file_name(), cfg!(target_os = "linux"))
        else {
            return fs::canonicalize(path);
        };
        if fs::symlink_metadata(path)?.is_symlink() {
            return fs::canonicalize(path);
        }
        if let Some(folder) = self.canonical.get(folder) {
            return Ok(folder.join(name));
        }
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let canonical = fs::canonicalize(here)?;
        let path = canonical.join(name);
        self.canonical.insert(folder.to_path_buf(), canonical);
        Ok(path)
    }

    /// The one true path of what is there; the empty path is the current folder.
    pub(super) fn canonical(path: &Path) -> Option<PathBuf> {
        let here = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        fs::canonicalize(here).ok()
    }

    fn folder(&mut self, path: &Path) -> &Folder {
        self.folders.entry(path.to_path_buf()).or_insert_with(|| list(path))
    }
}

fn list(path: &Path) -> Folder {
    let here = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let Ok(entries) = fs::read_dir(here) else {
        return Folder::default();
    };
    let mut names: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.into_iter().map(|name| (name.to_lowercase(), path.join(name))).collect()
}

/// The kind is asked before the file is opened: opening a FIFO waits for its writer.
fn read_text(path: &Path) -> Result<Text, ReadError> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(ReadError::NotAFile(kind(&metadata)));
    }
    let capacity = metadata.len().min(MAX_BYTES) as usize + 1;
    let mut bytes = Vec::with_capacity(capacity);
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    Ok(text::decode(bytes))
}

#[cfg(unix)]
fn kind(metadata: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;

    let kind = metadata.file_type();
    if kind.is_dir() {
        "a folder"
    } else if kind.is_fifo() {
        "a FIFO"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind(metadata: &Metadata) -> &'static str {
    if metadata.is_dir() { "a folder" } else { "a device" }
}

/// Why a file that is there cannot be used.
#[derive(Debug)]
pub(super) enum ReadError {
    /// It is something else; a noun with its article.
    NotAFile(&'static str),
    /// It has more than [`MAX_BYTES`].
    TooLarge,
    /// The system refused.
    Io(io::Error),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> ReadError {
        ReadError::Io(error)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::NotAFile(kind) => write!(f, "it is {kind}, not a regular file"),
            ReadError::TooLarge => write!(f, "it is larger than {} MiB", MAX_BYTES / (1024 * 1024)),
            ReadError::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                f.write_str("no such file")
            }
            ReadError::Io(error) => write!(f, "{error}"),
        }
    }
}
