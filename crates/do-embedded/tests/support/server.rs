//! A server of one-line requests on the loopback: files with ranges, validators and a count of what was asked.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    thread,
};

/// A server with files, by their paths. It ends with the process.
pub(crate) struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    held: Arc<Held>,
}

/// Answers that wait.
#[derive(Default)]
struct Held {
    is_over: Mutex<bool>,
    over: Condvar,
}

/// How a server treats a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As it should.
    Good,
    /// As if there were no ranges.
    NoRanges,
    /// The first answer to each path ends after so many bytes.
    EndsAfter(usize),
    /// It says nothing to the first request for each path.
    SilentAtFirst,
    /// It answers when it is [let](Server::let_answer).
    Held,
}

impl Server {
    pub(crate) fn start(files: &[(&str, Vec<u8>)], manner: Manner) -> Self {
        let files: BTreeMap<String, Vec<u8>> =
            files.iter().map(|(path, content)| ((*path).into(), content.clone())).collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let held = Arc::new(Held::default());
        let (files, log, waits) = (Arc::new(files), Arc::clone(&asked), Arc::clone(&held));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (files, log, held) = (Arc::clone(&files), Arc::clone(&log), Arc::clone(&waits));
                thread::spawn(move || serve(stream.unwrap(), &files, manner, &log, &held));
            }
        });
        Self { port, asked, held }
    }

    /// The end of [`Manner::Held`].
    pub(crate) fn let_answer(&self) {
        *self.held.is_over.lock().unwrap() = true;
        self.held.over.notify_all();
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Each request: its path, and its range if it has one.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// Answers the requests of one connection up to its end.
fn serve(
    stream: TcpStream,
    files: &BTreeMap<String, Vec<u8>>,
    manner: Manner,
    log: &Mutex<Vec<String>>,
    held: &Held,
) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    while let Some((path, range)) = request(&mut reader) {
        let first = {
            let mut log = log.lock().unwrap();
            let first = !log.iter().any(|line| line.split(' ').next() == Some(&path));
            log.push(range.as_ref().map_or(path.clone(), |range| format!("{path} {range}")));
            first
        };
        if first && manner == Manner::SilentAtFirst {
            continue;
        }
        if manner == Manner::Held {
            let is_over = held.is_over.lock().unwrap();
            drop(held.over.wait_while(is_over, |is_over| !*is_over).unwrap());
        }
        let range = range.filter(|_| manner != Manner::NoRanges);
        let (head, body) = answer(files.get(&path), range);
        let sent = match manner {
            Manner::EndsAfter(bytes) if first => &body[..bytes.min(body.len())],
            _ => &body[..],
        };
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(sent)).is_err()
            || sent.len() < body.len()
        {
            return;
        }
    }
}

fn request(reader: &mut impl BufRead) -> Option<(String, Option<String>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut range = None;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        match header.trim().split_once(": ") {
            None => return Some((path, range)),
            Some((name, value)) if name.eq_ignore_ascii_case("range") => range = Some(value.into()),
            Some(_) => {}
        }
    }
}

fn answer(file: Option<&Vec<u8>>, range: Option<String>) -> (String, Vec<u8>) {
    let Some(file) = file else {
        return ("HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n".into(), Vec::new());
    };
    let size = file.len();
    let tag = format!("etag: \"{size}\"");
    let Some((first, last)) = range.and_then(|range| bounds(&range, size)) else {
        return (
            format!("HTTP/1.1 200 OK\r\n{tag}\r\ncontent-length: {size}\r\n\r\n"),
            file.clone(),
        );
    };
    if first >= size {
        return ("HTTP/1.1 416 No\r\ncontent-length: 0\r\n\r\n".into(), Vec::new());
    }
    let body = file[first..=last].to_vec();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 206 Partial\r\n{tag}\r\ncontent-range: bytes {first}-{last}/{size}\r\ncontent-length: {length}\r\n\r\n"
    );
    (head, body)
}

fn bounds(range: &str, size: usize) -> Option<(usize, usize)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let last = last.parse().unwrap_or(usize::MAX).min(size.saturating_sub(1));
    Some((first.parse().ok()?, last))
}
