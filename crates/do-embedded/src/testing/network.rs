//! A network in memory, and what goes wrong on it.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use do_callback::DO_E_INVALID_RANGE;

use crate::{
    failure::{CANNOT_CONNECT, CONNECTION_LOST, Failure, http_status},
    world::{Body, Chunk, Remote, Reply, Request, World, disk},
};

/// What goes wrong with one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// There is no way to the server: transient.
    Unreachable,
    /// The server answers with this status: transient for 408, 429, 500 and 502 to 504.
    Status(u16),
    /// The body comes in pieces, with time between them.
    Slow {
        /// Bytes in a piece.
        piece: usize,
        /// Before each piece.
        delay: Duration,
    },
    /// The connection is lost after so many bytes of the body: transient.
    Reset {
        /// Bytes of the body.
        after: usize,
    },
    /// The body ends early, without a failure of the connection: transient.
    Short {
        /// Bytes of the body.
        after: usize,
    },
    /// The disk takes so many bytes more, and is full.
    DiskFull {
        /// Bytes of the body.
        after: usize,
    },
    /// The server answers with another range than it was asked for.
    WrongRange,
    /// The server does not know ranges.
    NoRanges,
    /// The content has changed since the last answer, and its size with it.
    Changed,
    /// The server sends the range that it was asked for, whether or not it is still of that content.
    Unconditional,
}

/// A network in memory: what is served under which URL, and what goes wrong. Clones share it.
#[derive(Clone, Default)]
pub struct Network(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    served: BTreeMap<String, Served>,
}

#[derive(Default)]
struct Served {
    content: Arc<[u8]>,
    version: u32,
    faults: VecDeque<Fault>,
    asked: u32,
    /// What the disk still takes, if the last answer came with that fault.
    room: Option<usize>,
}

impl Network {
    /// A network on which nothing is served.
    pub fn new() -> Self {
        Self::default()
    }

    /// Serves content under a URL; what was there before is replaced, and its faults stay.
    pub fn serve(&self, url: impl Into<String>, content: impl Into<Vec<u8>>) {
        let mut state = self.state();
        let served = state.served.entry(url.into()).or_default();
        served.content = content.into().into();
        served.version += 1;
    }

    /// The next answer under a URL that has no fault yet has this one; later ones are good.
    pub fn fault(&self, url: impl Into<String>, fault: Fault) {
        self.state().served.entry(url.into()).or_default().faults.push_back(fault);
    }

    /// How often a URL was asked for.
    pub fn asked(&self, url: &str) -> u32 {
        self.state().served.get(url).map_or(0, |served| served.asked)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World for Network {
    fn ask(&self, request: &Request) -> Result<Reply, Failure> {
        let url = match &request.remote {
            Remote::Http(url) => url,
            Remote::File(path) => return disk::ask(path, request),
        };
        let mut state = self.state();
        let missing = Failure::remote(http_status(404));
        let served = state.served.get_mut(url).ok_or(missing)?;
        served.asked += 1;
        served.room = None;
        answer(served, request)
    }

    fn open(
        &self,
        path: &Path,
        remote: &Remote,
        position: u64,
    ) -> io::Result<Box<dyn Write + Send>> {
        let file = disk::open(path, position)?;
        let room = match remote {
            Remote::Http(url) => {
                self.state().served.get_mut(url).and_then(|served| served.room.take())
            }
            Remote::File(_) => None,
        };
        Ok(match room {
            Some(room) => Box::new(FullDisk { room, file }),
            None => Box::new(file),
        })
    }
}

/// Answers as a good server does, but for the next fault.
fn answer(served: &mut Served, request: &Request) -> Result<Reply, Failure> {
    let fault = served.faults.pop_front().unwrap_or(Fault::None);
    match fault {
        Fault::Unreachable => return Err(Failure::transport(CANNOT_CONNECT)),
        Fault::Status(status) => return Err(Failure::status(status)),
        Fault::Changed => {
            served.content = served.content.iter().copied().chain([b'!']).collect();
            served.version += 1;
        }
        Fault::DiskFull { after } => served.room = Some(after),
        _ => {}
    }
    let size = served.content.len() as u64;
    let validator = served.version.to_string();
    let is_changed = request.validator.as_ref().is_some_and(|known| *known != validator);
    let offset = match fault {
        Fault::WrongRange => request.span.offset + 1,
        Fault::NoRanges => 0,
        _ if is_changed && fault != Fault::Unconditional => 0,
        _ => request.span.offset,
    };
    if offset > size || offset == size && size > 0 {
        return Err(Failure::remote(DO_E_INVALID_RANGE));
    }
    let body = Content {
        content: Arc::clone(&served.content),
        at: offset as usize,
        sent: 0,
        fault,
        waited: false,
    };
    Ok(Reply { offset, size, validator: Some(validator), headers: None, body: Box::new(body) })
}

/// The body of an answer.
struct Content {
    content: Arc<[u8]>,
    at: usize,
    sent: usize,
    fault: Fault,
    /// The time before the next piece has passed.
    waited: bool,
}

impl Body for Content {
    fn read(&mut self, buffer: &mut [u8]) -> Result<Chunk, Failure> {
        let mut most = (self.content.len() - self.at).min(buffer.len());
        match self.fault {
            Fault::Slow { delay, .. } if !self.waited => {
                self.waited = true;
                return Ok(Chunk::Later(delay));
            }
            Fault::Slow { piece, .. } => {
                self.waited = false;
                most = most.min(piece.max(1));
            }
            Fault::Reset { after } if self.sent >= after => {
                return Err(Failure::transport(CONNECTION_LOST));
            }
            Fault::Reset { after } | Fault::Short { after } => most = most.min(after - self.sent),
            _ => {}
        }
        buffer[..most].copy_from_slice(&self.content[self.at..self.at + most]);
        self.at += most;
        self.sent += most;
        Ok(Chunk::Bytes(most))
    }
}

/// A file on a disk that is full soon.
struct FullDisk<F> {
    room: usize,
    file: F,
}

impl<F: Write> Write for FullDisk<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.room == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let written = self.file.write(&bytes[..bytes.len().min(self.room)])?;
        self.room -= written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
