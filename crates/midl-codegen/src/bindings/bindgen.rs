//! windows-bindgen behind a function: bytes in, syntax tree out, no panic.

use std::{
    cell::Cell,
    env, fs, io,
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    process::{self, Command, Stdio},
    sync::{
        Once,
        atomic::{AtomicU32, Ordering},
    },
};

use super::Error;

/// Why [`run`] failed.
pub(super) enum Failure {
    Rustfmt(String),
    TemporaryFile(io::Error),
    Bindgen(String),
}

impl Failure {
    pub(super) fn into_error(self, items: &str) -> Error {
        match self {
            Failure::Rustfmt(reason) => Error::Rustfmt { reason },
            Failure::TemporaryFile(reason) => Error::TemporaryFile { reason: reason.to_string() },
            Failure::Bindgen(reason) => Error::Bindgen { reason, items: items.to_owned() },
        }
    }
}

/// Runs windows-bindgen over metadata, for the items of these full names.
pub(super) fn run(
    winmd: &[u8],
    names: impl IntoIterator<Item = String>,
) -> Result<syn::File, Failure> {
    probe_rustfmt().map_err(Failure::Rustfmt)?;
    let file = TemporaryFile::new().map_err(Failure::TemporaryFile)?;
    let mut bindgen = windows_bindgen::builder();
    bindgen
        .input_bytes(winmd)
        .output(&file.0)
        .filters(names)
        .flat()
        // Typedefs as aliases rather than types of their own.
        .minimal()
        // A name that nothing has switches windows-bindgen's own implementation traits off.
        .implement("No.Such")
        // prettyplease prints: rustfmt's time and the user's `rustfmt.toml` are kept out of it.
        .rustfmt("disable_all_formatting=true");
    quietly(|| bindgen.write()).map_err(Failure::Bindgen)?;
    let text = fs::read_to_string(&file.0).map_err(Failure::TemporaryFile)?;
    syn::parse_file(&text).map_err(|error| Failure::Bindgen(error.to_string()))
}

/// windows-bindgen only panics without rustfmt; asked first, the system says why it cannot be run.
fn probe_rustfmt() -> Result<(), String> {
    let mut rustfmt = Command::new("rustfmt");
    match rustfmt.arg("--version").stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let complaint = String::from_utf8_lossy(&output.stderr);
            Err(complaint.lines().next().unwrap_or("it fails without a word").to_owned())
        }
        Err(error) => Err(error.to_string()),
    }
}

/// A file of this process alone that ends with the value.
struct TemporaryFile(PathBuf);

impl TemporaryFile {
    fn new() -> io::Result<TemporaryFile> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = env::temp_dir().join(format!("midl-bindings-{}-{number}.rs", process::id()));
            match fs::File::create_new(&path) {
                Ok(_) => return Ok(TemporaryFile(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // What cannot be removed is the system's to clean.
        let _ = fs::remove_file(&self.0);
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `act` and returns what it panicked with, without the message on standard error. Panics of other threads are shown as ever.
fn quietly<T>(act: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let shown = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                shown(info);
            }
        }));
    });
    QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(act));
    QUIET.set(false);
    result.map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "it panicked".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_message() {
        assert_eq!(quietly(|| 1), Ok(1));
        assert_eq!(quietly(|| panic!("static")), Err::<(), _>("static".to_owned()));
        assert_eq!(quietly(|| panic!("number {}", 7)), Err::<(), _>("number 7".to_owned()));
    }

    #[test]
    fn bytes_that_are_no_metadata_are_an_error() {
        assert!(matches!(run(b"MZ", ["Test.IFoo".to_owned()]), Err(Failure::Bindgen(_))));
    }

    #[test]
    fn temporary_files_are_removed() {
        let file = TemporaryFile::new().expect("the folder for temporary files can be written");
        let path = file.0.clone();
        assert!(path.exists());
        drop(file);
        assert!(!path.exists());
    }
}
