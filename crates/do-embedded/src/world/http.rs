//! `http:` by `ureq`: one request an ask, with a range where less than everything is wanted.

use std::{io, io::Read, net::Ipv4Addr, time::Duration};

use do_callback::{
    DO_E_FILE_SIZE_UNKNOWN_HTTP_200, DO_E_FILE_SIZE_UNKNOWN_HTTP_206, DO_E_HTTP_BLOCKSIZE_MISMATCH,
    DO_E_HTTP_CERT_VALIDATION, DO_E_INVALID_RANGE, DO_E_UNEXPECTED_HTTP_STATUS_2XX,
};
use ureq::{
    Agent, BodyReader,
    http::{HeaderMap, StatusCode, Uri},
};

use super::{Body, Chunk, Reply, Request};
use crate::failure::{
    CANNOT_CONNECT, CONNECTION_LOST, Failure, INVALID_RESPONSE, NAME_NOT_RESOLVED, TIMED_OUT,
};

pub(super) struct Client(Agent);

impl Client {
    pub(super) fn new(silence: Duration) -> Self {
        // No time-out for names: the library would start a thread for each.
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects_will_error(false)
            .timeout_connect(Some(silence))
            .timeout_recv_response(Some(silence))
            .timeout_per_read(Some(silence))
            .user_agent(concat!("do-embedded/", env!("CARGO_PKG_VERSION")))
            .build();
        Self(config.new_agent())
    }

    pub(super) fn ask(&self, url: &str, request: &Request) -> Result<Reply, Failure> {
        let mut call = self.0.get(url);
        if is_loopback(url) {
            call = call.config().proxy(None).build();
        }
        if !request.is_whole() {
            call = call.header("range", range(request));
        }
        if let Some(validator) = &request.validator {
            call = call.header("if-range", validator);
        }
        let response = call.call().map_err(|error| failure(&error))?;
        let (offset, size) = place(response.status(), response.headers())?;
        let headers = response.headers();
        Ok(Reply {
            offset,
            size,
            validator: validator(headers),
            headers: Some(text(headers)),
            body: Box::new(response.into_body().into_reader()),
        })
    }
}

/// No proxy leads to the machine itself.
fn is_loopback(url: &str) -> bool {
    let uri = url.parse::<Uri>();
    let host = uri.as_ref().ok().and_then(Uri::host).unwrap_or_default();
    host == "localhost"
        || host == "[::1]"
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

fn range(request: &Request) -> String {
    let span = request.span;
    match span.length {
        Some(length) => format!("bytes={}-{}", span.offset, span.offset + (length - 1)),
        None => format!("bytes={}-", span.offset),
    }
}

/// Where in the remote file the body begins, and how large that file is.
fn place(status: StatusCode, headers: &HeaderMap) -> Result<(u64, u64), Failure> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match status.as_u16() {
        200 => {
            let size = header("content-length").and_then(|length| length.trim().parse().ok());
            size.map(|size| (0, size)).ok_or(Failure::remote(DO_E_FILE_SIZE_UNKNOWN_HTTP_200))
        }
        206 => {
            let range = header("content-range").and_then(content_range);
            let (offset, size) = range.ok_or(Failure::remote(DO_E_HTTP_BLOCKSIZE_MISMATCH))?;
            size.map(|size| (offset, size)).ok_or(Failure::remote(DO_E_FILE_SIZE_UNKNOWN_HTTP_206))
        }
        416 => Err(Failure::remote(DO_E_INVALID_RANGE)),
        201..=299 => {
            Err(Failure { transient: true, ..Failure::remote(DO_E_UNEXPECTED_HTTP_STATUS_2XX) })
        }
        status => Err(Failure::status(status)),
    }
}

/// `bytes 5-9/20`: where it begins, and of how many bytes, which may be unknown.
fn content_range(value: &str) -> Option<(u64, Option<u64>)> {
    let (range, size) = value.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, _) = range.split_once('-')?;
    Some((first.trim().parse().ok()?, size.trim().parse().ok()))
}

/// A strong entity tag, or the date: what `If-Range` takes.
fn validator(headers: &HeaderMap) -> Option<String> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let tag = header("etag").filter(|tag| !tag.starts_with("W/"));
    tag.or_else(|| header("last-modified")).map(String::from)
}

fn text(headers: &HeaderMap) -> String {
    let line = |(name, value): (_, &ureq::http::HeaderValue)| {
        format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()))
    };
    headers.iter().map(line).collect()
}

fn failure(error: &ureq::Error) -> Failure {
    match error {
        ureq::Error::StatusCode(status) => Failure::status(*status),
        ureq::Error::HostNotFound => Failure::transport(NAME_NOT_RESOLVED),
        ureq::Error::Timeout(_) => Failure::transport(TIMED_OUT),
        ureq::Error::Io(error) => io_failure(error),
        ureq::Error::ConnectionFailed => Failure::transport(CANNOT_CONNECT),
        ureq::Error::Tls(_) => Failure::remote(DO_E_HTTP_CERT_VALIDATION),
        _ => Failure::remote(INVALID_RESPONSE),
    }
}

fn io_failure(error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::ConnectionRefused
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::AddrNotAvailable => Failure::transport(CANNOT_CONNECT),
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Failure::transport(TIMED_OUT),
        _ => Failure::transport(CONNECTION_LOST),
    }
}

impl Body for BodyReader<'static> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<Chunk, Failure> {
        loop {
            match Read::read(self, buffer) {
                Ok(bytes) => return Ok(Chunk::Bytes(bytes)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(io_failure(&error)),
            }
        }
    }
}
