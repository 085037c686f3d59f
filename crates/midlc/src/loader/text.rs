//! From the bytes of a file to text.

use std::sync::Arc;

/// What a file says.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// The text.
    pub(super) text: Arc<String>,
    /// Where bytes outside UTF-8 stood, as offsets into `text`: each was replaced by U+FFFD.
    pub(super) invalid: Vec<u32>,
}

/// How DOS ended its text files.
const END_OF_FILE: u8 = 0x1A;

/// Reads bytes as UTF-8, or as UTF-16 where they begin with its byte order mark. Never fails: what cannot be read is
/// replaced and listed.
pub(super) fn decode(bytes: Vec<u8>) -> Text {
    match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(mut bytes: Vec<u8>) -> Text {
    if bytes.last() == Some(&END_OF_FILE) {
        bytes.pop();
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Text { text: text.into(), invalid: Vec::new() },
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    let mut invalid = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            replace(&mut text, &mut invalid);
        }
    }
    Text { text: text.into(), invalid }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Text {
    let (units, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(units.len());
    let mut invalid = Vec::new();
    for character in char::decode_utf16(units.iter().copied().map(unit)) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => replace(&mut text, &mut invalid),
        }
    }
    if !odd.is_empty() {
        replace(&mut text, &mut invalid);
    }
    Text { text: text.into(), invalid }
}

fn replace(text: &mut String, invalid: &mut Vec<u32>) {
    invalid.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
    text.push(char::REPLACEMENT_CHARACTER);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, invalid: &[u32]) {
        let decoded = decode(bytes.to_vec());
        assert_eq!((decoded.text.as_str(), decoded.invalid.as_slice()), (text, invalid));
    }

    #[test]
    fn utf8_stays() {
        check("// é\n".as_bytes(), "// é\n", &[]);
    }

    #[test]
    fn the_mark_at_the_end_is_no_text() {
        check(b"a\x1A", "a", &[]);
        check(b"a\x1A\n", "a\x1A\n", &[]);
    }

    #[test]
    fn each_byte_outside_utf8_is_replaced_and_listed() {
        check(b"a\xA9b\xFF\xFFc", "a\u{FFFD}b\u{FFFD}\u{FFFD}c", &[1, 5, 8]);
    }

    #[test]
    fn utf16_by_its_mark() {
        check(b"\xFF\xFEh\0\xE9\0", "hé", &[]);
        check(b"\xFE\xFF\0h\0i", "hi", &[]);
    }

    #[test]
    fn broken_utf16_is_listed() {
        check(b"\xFF\xFE\x00\xD8h\0x", "\u{FFFD}h\u{FFFD}", &[0, 4]);
    }
}
