//! What lies outside the service: servers and disks. A test has a world of its own.

pub(crate) mod disk;
mod http;
mod url;

use std::{
    io::{self, Write},
    path::Path,
    time::Duration,
};

pub(crate) use self::url::Remote;
use crate::{failure::Failure, job::file::Span};

/// Servers and disks.
pub(crate) trait World: Send + Sync {
    /// Asks for bytes of a remote file.
    ///
    /// # Errors
    ///
    /// There is no answer that has them.
    fn ask(&self, request: &Request) -> Result<Reply, Failure>;

    /// A local file to write the bytes of `remote` into, which keeps its first `position` bytes.
    ///
    /// # Errors
    ///
    /// What the disk says.
    fn open(
        &self,
        path: &Path,
        remote: &Remote,
        position: u64,
    ) -> io::Result<Box<dyn Write + Send>>;
}

/// What a worker asks for.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) remote: Remote,
    pub(crate) span: Span,
    /// The answer may be of this content alone; of another one it begins at the beginning.
    pub(crate) validator: Option<String>,
}

impl Request {
    /// Nothing less than everything.
    pub(crate) fn is_whole(&self) -> bool {
        self.span == Span { offset: 0, length: None }
    }
}

/// What the server answers.
pub(crate) struct Reply {
    /// Where in the remote file the body begins.
    pub(crate) offset: u64,
    /// How large the remote file is.
    pub(crate) size: u64,
    pub(crate) validator: Option<String>,
    /// As they stand in the answer, if it has any.
    pub(crate) headers: Option<String>,
    pub(crate) body: Box<dyn Body>,
}

/// Bytes on their way.
pub(crate) trait Body: Send {
    /// Reads some of them.
    ///
    /// # Errors
    ///
    /// The connection ended, or there was silence for too long.
    fn read(&mut self, buffer: &mut [u8]) -> Result<Chunk, Failure>;
}

/// What there was to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chunk {
    /// So many bytes; none at the end.
    Bytes(usize),
    /// Nothing for that long: said by tests, whose clock stands still; elsewhere one waits.
    Later(Duration),
}

/// The machine's disk and network.
pub(crate) struct Machine {
    http: http::Client,
}

impl Machine {
    /// With how long a server may be silent.
    pub(crate) fn new(silence: Duration) -> Self {
        Self { http: http::Client::new(silence) }
    }
}

impl World for Machine {
    fn ask(&self, request: &Request) -> Result<Reply, Failure> {
        match &request.remote {
            Remote::Http(url) => self.http.ask(url, request),
            Remote::File(path) => disk::ask(path, request),
        }
    }

    fn open(&self, path: &Path, _: &Remote, position: u64) -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(disk::open(path, position)?))
    }
}
