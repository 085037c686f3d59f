//! A server of whole files on the loopback, slow enough that a person sees them come. It ends with the process.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

/// How many bytes are sent at a time.
const PIECE: usize = 64 * 1024;

/// Between two pieces.
const PAUSE: Duration = Duration::from_millis(5);

/// Files by their names.
type Files = BTreeMap<&'static str, Vec<u8>>;

pub(super) struct Server(SocketAddr);

impl Server {
    pub(super) fn start(files: Files) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        thread::spawn(move || {
            // A client that goes away is its own affair.
            listener.incoming().flatten().for_each(|client| _ = serve(client, &files));
        });
        Ok(Self(address))
    }

    pub(super) fn url(&self, name: &str) -> String {
        format!("http://{}/{name}", self.0)
    }
}

/// Answers one request, and closes the connection.
fn serve(mut client: TcpStream, files: &Files) -> io::Result<()> {
    let mut lines = BufReader::new(client.try_clone()?).lines();
    let request = lines.next().unwrap_or(Ok(String::new()))?;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let name = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
    let Some(content) = files.get(name) else {
        return client.write_all(
            b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        );
    };
    let length = content.len();
    write!(client, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n")?;
    for piece in content.chunks(PIECE) {
        client.write_all(piece)?;
        thread::sleep(PAUSE);
    }
    Ok(())
}
