//! A web server on the loopback interface: one file, and nothing else.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

/// A server that runs until the process ends.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
}

impl Server {
    /// Serves `body` as `/file`.
    pub fn start(body: &'static [u8]) -> Server {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away early is no concern of ours.
                thread::spawn(move || drop(answer(stream, body)));
            }
        });
        Server { address }
    }

    /// Where the file is.
    pub fn file(&self) -> String {
        format!("http://{}/file", self.address)
    }

    /// Where nothing is.
    pub fn missing(&self) -> String {
        format!("http://{}/missing", self.address)
    }
}

/// Answers the requests of one connection. BITS asks for the length first, then for ranges.
fn answer(mut stream: TcpStream, body: &[u8]) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut request = String::new();
        if reader.read_line(&mut request)? == 0 {
            return Ok(());
        }
        let mut range = None;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("range")
            {
                range = bytes(value.trim(), body.len());
            }
        }
        let mut words = request.split_whitespace();
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (status, part, extra) = match (path.ends_with("/file"), range) {
            (false, _) => ("404 Not Found", &body[..0], String::new()),
            (true, None) => ("200 OK", body, String::new()),
            (true, Some((first, last))) => (
                "206 Partial Content",
                &body[first..=last],
                format!("Content-Range: bytes {first}-{last}/{}\r\n", body.len()),
            ),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nAccept-Ranges: bytes\r\n\
             ETag: \"1\"\r\nLast-Modified: Mon, 02 Jan 2017 00:00:00 GMT\r\n{extra}\r\n",
            part.len()
        );
        stream.write_all(head.as_bytes())?;
        if method != "HEAD" {
            stream.write_all(part)?;
        }
    }
}

/// `bytes=first-last` or `bytes=first-`.
fn bytes(value: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = value.strip_prefix("bytes=")?.split_once('-')?;
    let first = first.parse().ok()?;
    let last = last.parse().unwrap_or(length - 1).min(length - 1);
    (first <= last).then_some((first, last))
}
