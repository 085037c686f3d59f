//! Local files: those that are written, and those that a `file:` URL names.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    path::Path,
    time::UNIX_EPOCH,
};

use do_callback::{DO_E_INVALID_RANGE, codes::E_ACCESSDENIED};

use super::{Body, Chunk, Reply, Request};
use crate::failure::{FILE_NOT_FOUND, Failure, file_code};

/// A file to be written behind its first `position` bytes; `UnexpectedEof` if it has fewer.
///
/// One that begins is made anew: in a folder that others write to, its name may have become a link to a file of the user's.
pub(crate) fn open(path: &Path, position: u64) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true);
    if position == 0 {
        remove(path)?;
        options.create_new(true);
    } else {
        options.create(true).truncate(false);
    }
    let mut file = options.open(path)?;
    if file.metadata()?.len() < position {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    file.seek(SeekFrom::Start(position))?;
    Ok(file)
}

/// Sees to it that there is no such file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Answers a request for a file of this machine.
pub(crate) fn ask(path: &Path, request: &Request) -> Result<Reply, Failure> {
    let failed = |error: io::Error| Failure::remote(file_code(&error, FILE_NOT_FOUND));
    // Asked before it is opened: a pipe would wait for somebody to write.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(Failure::remote(E_ACCESSDENIED));
    }
    let mut file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    let (size, validator) = (metadata.len(), validator(&metadata));
    let is_changed = request.validator.is_some() && request.validator != validator;
    let offset = if is_changed { 0 } else { request.span.offset };
    if offset > size {
        return Err(Failure::remote(DO_E_INVALID_RANGE));
    }
    file.seek(SeekFrom::Start(offset)).map_err(failed)?;
    Ok(Reply { offset, size, validator, headers: None, body: Box::new(file) })
}

/// When the file was written, where the system knows that.
fn validator(metadata: &Metadata) -> Option<String> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(since.as_nanos().to_string())
}

impl Body for File {
    fn read(&mut self, buffer: &mut [u8]) -> Result<Chunk, Failure> {
        loop {
            match Read::read(self, buffer) {
                Ok(bytes) => return Ok(Chunk::Bytes(bytes)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Failure::remote(file_code(&error, FILE_NOT_FOUND))),
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn what_a_link_points_at_is_not_written() -> io::Result<()> {
        let folder = std::env::temp_dir().join(format!("do-embedded-link-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let (precious, temporary) = (folder.join("precious"), folder.join("BIT.tmp"));
        fs::write(&precious, "precious")?;
        symlink(&precious, &temporary)?;
        drop(open(&temporary, 0)?);
        assert_eq!(fs::read_to_string(&precious)?, "precious");
        assert!(temporary.symlink_metadata()?.is_file());
        fs::remove_dir_all(&folder)
    }
}
