//! Where a file comes from.

use std::path::PathBuf;

use do_callback::{BG_E_PROTOCOL_NOT_AVAILABLE, HRESULT, codes::E_INVALIDARG};
use ureq::http::Uri;

/// A remote name that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Remote {
    Http(String),
    File(PathBuf),
}

impl Remote {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// `BG_E_PROTOCOL_NOT_AVAILABLE` for another scheme than `http`, `file` and, with the feature `tls`, `https`;
    /// `E_INVALIDARG` for what is no URL.
    pub(crate) fn parse(url: &str) -> Result<Self, HRESULT> {
        let (scheme, rest) = url.split_once(':').ok_or(E_INVALIDARG)?;
        match &*scheme.to_ascii_lowercase() {
            "https" if !cfg!(feature = "tls") => Err(BG_E_PROTOCOL_NOT_AVAILABLE),
            "http" | "https" => {
                let has_host = rest.starts_with("//")
                    && url.parse::<Uri>().is_ok_and(|uri| uri.host().is_some());
                has_host.then(|| Self::Http(url.into())).ok_or(E_INVALIDARG)
            }
            "file" => file_path(rest).map(Self::File).ok_or(E_INVALIDARG),
            _ => Err(BG_E_PROTOCOL_NOT_AVAILABLE),
        }
    }

    pub(crate) fn protocol(&self) -> &'static str {
        match self {
            Self::Http(url) if url.as_bytes()[4].eq_ignore_ascii_case(&b's') => "https",
            Self::Http(_) => "http",
            Self::File(_) => "file",
        }
    }
}

/// The path in what follows `file:`; it must be a full one of this machine.
fn file_path(rest: &str) -> Option<PathBuf> {
    let path = match rest.strip_prefix("//") {
        Some(after) => after.strip_prefix("localhost").unwrap_or(after),
        None => rest,
    };
    let path = if cfg!(windows) { path.strip_prefix('/')? } else { path };
    let path = PathBuf::from(decode(path)?);
    path.is_absolute().then_some(path)
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Option<String> {
    let (mut bytes, mut decoded) = (text.bytes(), Vec::with_capacity(text.len()));
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_told_apart() {
        let http = |url: &str| Ok(Remote::Http(url.into()));
        assert_eq!(Remote::parse("http://localhost:8/a%20b"), http("http://localhost:8/a%20b"));
        assert_eq!(Remote::parse("HTTP://host"), http("HTTP://host"));
        assert_eq!(Remote::parse("ftp://host/a"), Err(BG_E_PROTOCOL_NOT_AVAILABLE));
        for wrong in ["a.bin", "http:", "http:///a", "file:a", "file://host/a%2", "file:///%ff"] {
            assert_eq!(Remote::parse(wrong), Err(E_INVALIDARG), "{wrong}");
        }
    }

    #[cfg(not(windows))]
    #[test]
    fn file_urls_are_paths() {
        for url in ["file:///a%20b/c", "file:/a b/c", "FILE://localhost/a%20b/c"] {
            assert_eq!(Remote::parse(url), Ok(Remote::File("/a b/c".into())), "{url}");
        }
    }
}
