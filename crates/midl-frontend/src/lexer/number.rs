//! Numbers and characters: from their spelling to their value.

use crate::ast::IntegerForm;

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    Integer(u64, IntegerForm),
    /// A number with a point or an exponent.
    Float(f64),
}

/// Why a spelling is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// `0x` without a digit behind it.
    NoDigits,
    /// A digit above 7 behind a `0`.
    NotOctal(char),
    /// What begins at this byte is no suffix.
    Suffix(usize),
    /// A point or an exponent where it cannot be.
    NotDecimal,
    /// More than 64 bits.
    TooLarge,
}

/// Reads a number: decimal, octal, hexadecimal or binary, with C's suffixes and Microsoft's.
///
/// # Errors
///
/// The spelling is no number, or the number is too large.
pub fn number(text: &str) -> Result<Number, NumberError> {
    let bytes = text.as_bytes();
    let (radix, digits) = match bytes {
        [b'0', b'x' | b'X', ..] => (16, &text[2..]),
        [b'0', b'b' | b'B', ..] => (2, &text[2..]),
        [b'0', _, ..] => (8, &text[1..]),
        _ => (10, text),
    };
    if radix != 16 && radix != 2 && text.contains(['.', 'e', 'E']) {
        return float(text);
    }
    let mut value = 0_u64;
    let mut length = 0;
    for digit in digits.bytes().map_while(|byte| (byte as char).to_digit(radix)) {
        let scaled = value.checked_mul(u64::from(radix)).ok_or(NumberError::TooLarge)?;
        value = scaled.checked_add(u64::from(digit)).ok_or(NumberError::TooLarge)?;
        length += 1;
    }
    let (digits, suffix) = digits.split_at(length);
    if digits.is_empty() && radix != 8 {
        return Err(NumberError::NoDigits);
    }
    let (unsigned, wide) = suffix_meaning(suffix).ok_or_else(|| match suffix.chars().next() {
        Some(digit @ '8'..='9') if radix == 8 => NumberError::NotOctal(digit),
        _ => NumberError::Suffix(text.len() - suffix.len()),
    })?;
    Ok(Number::Integer(value, IntegerForm { decimal: radix == 10, unsigned, wide }))
}

/// Whether a suffix says unsigned, and whether it says 64 bits; `None` where there is no such suffix.
fn suffix_meaning(suffix: &str) -> Option<(bool, bool)> {
    let mut buffer = [0; 4];
    let lower = buffer.get_mut(..suffix.len())?;
    lower.copy_from_slice(suffix.as_bytes());
    lower.make_ascii_lowercase();
    Some(match &*lower {
        b"" | b"l" => (false, false),
        b"u" | b"ul" | b"lu" => (true, false),
        b"ll" | b"i64" => (false, true),
        b"ull" | b"llu" | b"ui64" => (true, true),
        b"i8" | b"i16" | b"i32" => (false, false),
        b"ui8" | b"ui16" | b"ui32" => (true, false),
        _ => return None,
    })
}

fn float(text: &str) -> Result<Number, NumberError> {
    let digits = text.strip_suffix(['f', 'F', 'l', 'L']).unwrap_or(text);
    // Rust's reader also knows words and signs that C does not.
    if !digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) {
        return Err(NumberError::NotDecimal);
    }
    digits.parse().map(Number::Float).map_err(|_| NumberError::NotDecimal)
}

/// The text of a string, a wide string or a character as written, quotes and all: without quotes, escapes resolved.
#[must_use]
pub fn unquote(spelling: &str) -> String {
    let text = spelling.strip_prefix('L').unwrap_or(spelling);
    let quote = text.chars().next().unwrap_or('"');
    let text = text.strip_prefix(quote).unwrap_or(text);
    let text = text.strip_suffix(quote).unwrap_or(text);
    if text.contains('\\') { unescape(text) } else { text.to_owned() }
}

fn unescape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        let mut chars = rest[at + 1..].chars();
        match chars.next() {
            Some('n') => result.push('\n'),
            Some('t') => result.push('\t'),
            Some('r') => result.push('\r'),
            Some('a') => result.push('\u{7}'),
            Some('b') => result.push('\u{8}'),
            Some('f') => result.push('\u{C}'),
            Some('v') => result.push('\u{B}'),
            // The line goes on.
            Some('\n') => {}
            Some('\r') => {
                let after = chars.as_str();
                chars = after.strip_prefix('\n').unwrap_or(after).chars();
            }
            Some('x') => {
                let (code, after) = digits(chars.as_str(), 16, 8);
                result.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                chars = after.chars();
            }
            Some('0'..='7') => {
                let (code, after) = digits(&rest[at + 1..], 8, 3);
                result.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                chars = after.chars();
            }
            Some(other) => result.push(other),
            None => result.push('\\'),
        }
        rest = chars.as_str();
    }
    result.push_str(rest);
    result
}

/// The number that the digits at the start of the text make, and the text behind them.
fn digits(text: &str, radix: u32, most: usize) -> (u32, &str) {
    let length = text.bytes().take(most).take_while(|byte| (*byte as char).is_digit(radix)).count();
    let (digits, after) = text.split_at(length);
    (u32::from_str_radix(digits, radix).unwrap_or(0), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, value: u64, unsigned: bool, wide: bool) {
        match number(text) {
            Ok(Number::Integer(found, form)) => {
                assert_eq!((found, form.unsigned, form.wide), (value, unsigned, wide), "{text}");
            }
            other => panic!("{text} is {other:?}"),
        }
    }

    #[test]
    fn integers() {
        check("0", 0, false, false);
        check("00", 0, false, false);
        check("017", 15, false, false);
        check("42L", 42, false, false);
        check("0xFFu", 255, true, false);
        check("0x80000000", 0x8000_0000, false, false);
        check("1i64", 1, false, true);
        check("18446744073709551615ULL", u64::MAX, true, true);
        check("0b101", 5, false, false);
    }

    #[test]
    fn what_is_no_number() {
        for (text, error) in [
            ("0789", NumberError::NotOctal('8')),
            ("0x", NumberError::NoDigits),
            ("1z", NumberError::Suffix(1)),
            ("12AB34", NumberError::Suffix(2)),
            ("1.2.3", NumberError::NotDecimal),
            ("1ulul", NumberError::Suffix(1)),
            ("18446744073709551616", NumberError::TooLarge),
        ] {
            assert_eq!(number(text), Err(error), "{text}");
        }
    }

    #[test]
    fn floats() {
        assert_eq!(number("1.5"), Ok(Number::Float(1.5)));
        assert_eq!(number("1e3f"), Ok(Number::Float(1000.0)));
        assert_eq!(number(".25"), Ok(Number::Float(0.25)));
    }

    #[test]
    fn strings() {
        assert_eq!(unquote(r#""a\"b\n\x41\101\\""#), "a\"b\nAA\\");
        assert_eq!(unquote("L\"w\""), "w");
        assert_eq!(unquote("'\\''"), "'");
        assert_eq!(unquote("\"open"), "open");
    }
}
