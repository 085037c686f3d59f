//! Local files: those that are written, and those that a `file:` URL names.

use std::{
    fs::{File, Metadata, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    path::Path,
    time::UNIX_EPOCH,
};

use do_callback::{DO_E_INVALID_RANGE, codes::E_ACCESSDENIED};

use super::{Body, Chunk, Reply, Request};
use crate::failure::{FILE_NOT_FOUND, Failure, file_code};

/// A file to be written behind its first `position` bytes; `UnexpectedEof` if it has fewer.
pub(crate) fn open(path: &Path, position: u64) -> io::Result<File> {
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(position == 0).open(path)?;
    if file.metadata()?.len() < position {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    file.seek(SeekFrom::Start(position))?;
    Ok(file)
}

/// Answers a request for a file of this machine.
pub(crate) fn ask(path: &Path, request: &Request) -> Result<Reply, Failure> {
    let failed = |error: io::Error| Failure::remote(file_code(&error, FILE_NOT_FOUND));
    let mut file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(Failure::remote(E_ACCESSDENIED));
    }
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
