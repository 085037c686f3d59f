//! Text to tokens.
//!
//! Tokens are small and copied freely; a word's text is a [`Symbol`]. Comments are skipped, not kept:
//! [`crate::docs`] finds them again from the place of a declaration. What is wrong with a token is its [`Kind`] and becomes a
//! mistake when the token is used: text that an `#if` leaves out may hold anything.

use memchr::{memchr, memchr3};

use crate::{
    source::{FileId, SourceFile, Span},
    symbol::{Symbol, Symbols},
};

mod dump;
mod error;
pub mod number;
pub use dump::dump;
pub use error::LexError;

/// A word of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// How it stands in its line.
    pub flags: Flags,
    /// Its spelling, quotes included; of punctuation and the end, whose kind says all, nothing is to be learnt here.
    pub symbol: Symbol,
    /// Its place. A token from a macro's body has the place of the macro's use.
    pub span: Span,
}

/// How a token stands in its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Token {
    /// The spelling.
    #[must_use]
    pub fn text(self, symbols: &Symbols) -> &str {
        self.kind.spelling().unwrap_or_else(|| symbols.text(self.symbol))
    }
}

impl Flags {
    /// The first token of its line.
    pub const LINE_START: Flags = Flags(1);
    /// White space or a comment stands before it.
    pub const SPACED: Flags = Flags(2);
    /// The name of a macro that is being expanded: it stays as it is.
    pub const FINAL: Flags = Flags(4);

    /// Something that was reported stood before it: a further complaint here would be noise.
    pub const AFTER_MISTAKE: Flags = Flags(8);
    /// The rest of the line before it belongs to a string that is not closed.
    pub const AFTER_LOST_LINE: Flags = Flags(16);

    /// C sees it on 64-bit Windows alone.
    pub const ONLY_X64: Flags = Flags(32);
    /// C sees it on 32-bit Windows alone.
    pub const ONLY_X86: Flags = Flags(64);

    /// True where all of `other` is set.
    #[must_use]
    pub fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both.
    #[must_use]
    pub fn with(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }

    /// Without `other`.
    #[must_use]
    pub fn without(self, other: Flags) -> Flags {
        Flags(self.0 & !other.0)
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $text:literal,)* ; $($punct:ident $spelling:literal,)*) => {
        /// What a [`Token`] is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
            $(#[doc = concat!("`", $spelling, "`")] $punct,)*
        }

        impl Kind {
            /// What to call it in a message.
            #[must_use]
            pub fn describe(self) -> &'static str {
                match self {
                    $(Kind::$name => $text,)*
                    $(Kind::$punct => concat!("`", $spelling, "`"),)*
                }
            }

            /// The spelling, where every such token has the same.
            #[must_use]
            pub fn spelling(self) -> Option<&'static str> {
                match self {
                    $(Kind::$name => None,)*
                    $(Kind::$punct => Some($spelling),)*
                }
            }
        }
    };
}

impl Kind {
    /// False for what the preprocessor gives a meaning to, or complains of.
    pub(crate) fn is_ordinary(self) -> bool {
        !matches!(
            self,
            Kind::OpenString
                | Kind::OpenChar
                | Kind::Unknown
                | Kind::Hash
                | Kind::HashHash
                | Kind::At
                | Kind::Dollar
                | Kind::Backslash
        )
    }
}

kinds! {
    /// A name or a keyword.
    Ident "a name",
    /// A number in the loose sense of C's preprocessor: it begins with a digit.
    Number "a number",
    /// `"text"`
    String "a string",
    /// `L"text"`
    WideString "a wide string",
    /// `'c'`
    Char "a character",
    /// `L'c'`
    WideChar "a wide character",
    /// A string whose line ends before its quote.
    OpenString "an unclosed string",
    /// A character constant whose line ends before its quote.
    OpenChar "an unclosed character",
    /// A character without meaning.
    Unknown "an unknown character",
    /// The end of the text.
    End "the end of the file",
    ;
    LeftParen "(", RightParen ")", LeftBracket "[", RightBracket "]", LeftBrace "{", RightBrace "}",
    Semicolon ";", Comma ",", Colon ":", ColonColon "::", Question "?", Dot ".", DotDot "..", Ellipsis "...",
    Arrow "->", Plus "+", Minus "-", Star "*", Slash "/", Percent "%", Ampersand "&", Pipe "|", Caret "^",
    Tilde "~", Bang "!", Equals "=", Less "<", Greater ">", LessEqual "<=", GreaterEqual ">=", EqualEqual "==",
    BangEqual "!=", AndAnd "&&", OrOr "||", ShiftLeft "<<", ShiftRight ">>", Hash "#", HashHash "##", At "@",
    Dollar "$", Backslash "\\",
}

/// All tokens of a file, the last of them [`Kind::End`]. A comment that is not closed ends the file; its start is returned.
#[must_use]
pub fn lex(id: FileId, file: &SourceFile, symbols: &mut Symbols) -> (Vec<Token>, Option<LexError>) {
    lex_into(Vec::new(), id, file, symbols)
}

/// The same in the memory of an empty list.
pub(crate) fn lex_into(
    mut tokens: Vec<Token>,
    id: FileId,
    file: &SourceFile,
    symbols: &mut Symbols,
) -> (Vec<Token>, Option<LexError>) {
    tokens.reserve(file.text.len() / 4 + 16);
    let skip = if file.text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let mut lexer = Lexer {
        file: id,
        text: &file.text,
        bytes: file.text.as_bytes(),
        at: skip,
        flags: Flags::LINE_START,
        tokens,
        symbols,
        error: None,
    };
    lexer.run();
    (lexer.tokens, lexer.error)
}

/// Adds the tokens of a piece of text that no file holds as it stands; `place` makes a place of the offsets of a token.
pub fn lex_fragment(
    text: &str,
    place: impl Fn(u32, u32) -> Span,
    file: FileId,
    symbols: &mut Symbols,
    tokens: &mut Vec<Token>,
) {
    let start = tokens.len();
    let tokens_so_far = std::mem::take(tokens);
    let flags = Flags::LINE_START;
    let mut lexer = Lexer {
        file,
        text,
        bytes: text.as_bytes(),
        at: 0,
        flags,
        tokens: tokens_so_far,
        symbols,
        error: None,
    };
    lexer.run();
    *tokens = lexer.tokens;
    for token in &mut tokens[start..] {
        token.span = place(token.span.start, token.span.end);
    }
}

struct Lexer<'a> {
    file: FileId,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    flags: Flags,
    tokens: Vec<Token>,
    symbols: &'a mut Symbols,
    error: Option<LexError>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        // A NUL ends nothing: only the length does.
        while let Some(&byte) = self.bytes.get(self.at) {
            match CLASS[byte as usize] {
                Class::Newline => {
                    self.flags = Flags::LINE_START.with(Flags::SPACED);
                    self.skip_spaces();
                }
                Class::Space => {
                    self.flags = self.flags.with(Flags::SPACED);
                    self.skip_spaces();
                }
                Class::Word => self.word(byte),
                Class::Digit => self.number(),
                Class::Quote => self.quoted(self.at, self.at, byte),
                Class::Alone => self.push_punct(ALONE[byte as usize], 1),
                Class::Punct => self.punct(byte),
                Class::Other => self.other(),
            }
        }
        self.flags = Flags::LINE_START.with(Flags::SPACED);
        self.push_punct(Kind::End, 0);
    }

    /// Skips a byte and the spaces behind it: most of a file's white space is the indentation of its lines.
    fn skip_spaces(&mut self) {
        let mut rest = &self.bytes[self.at + 1..];
        while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
            let others = u64::from_le_bytes(*eight) ^ u64::from_le_bytes([b' '; 8]);
            if others != 0 {
                self.at = self.bytes.len() - rest.len() + others.trailing_zeros() as usize / 8;
                return;
            }
            rest = behind;
        }
        let end = rest.iter().position(|byte| *byte != b' ').unwrap_or(rest.len());
        self.at = self.bytes.len() - rest.len() + end;
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Pushes a token whose spelling is the text, and goes on behind it.
    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        let symbol = self.symbols.intern_part(self.text, start..end);
        self.tokens.push(Token { kind, flags: self.flags, symbol, span: self.span(start, end) });
        self.go_on(end);
    }

    /// Goes on behind a token, and behind the one space that most often follows it.
    fn go_on(&mut self, end: usize) {
        let spaced = self.bytes.get(end) == Some(&b' ');
        self.flags = if spaced { Flags::SPACED } else { Flags::default() };
        self.at = end + usize::from(spaced);
    }

    /// Pushes a token whose kind says all, and goes on behind it.
    fn push_punct(&mut self, kind: Kind, width: usize) {
        let (start, end) = (self.at, self.at + width);
        self.tokens.push(Token {
            kind,
            flags: self.flags,
            symbol: Symbol::NONE,
            span: self.span(start, end),
        });
        self.go_on(end);
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span { file: self.file, start: start as u32, end: end as u32 }
    }

    fn word(&mut self, first: u8) {
        let start = self.at;
        let end = self.word_end(start + 1);
        if first == b'L' && end == start + 1 && matches!(self.peek(1), b'"' | b'\'') {
            return self.quoted(start, end, self.peek(1));
        }
        self.push(Kind::Ident, start, end);
    }

    /// Where the letters and digits from here on end.
    fn word_end(&self, from: usize) -> usize {
        let mut rest = &self.bytes[from..];
        let mut end = from;
        // Four at a time: to look for the end of the text costs as much as to look at a letter.
        while let [first, second, third, fourth, behind @ ..] = rest {
            for (ahead, byte) in [first, second, third, fourth].into_iter().enumerate() {
                if !IN_WORD[*byte as usize] {
                    return end + ahead;
                }
            }
            (rest, end) = (behind, end + 4);
        }
        end + rest.iter().position(|byte| !IN_WORD[*byte as usize]).unwrap_or(rest.len())
    }

    fn number(&mut self) {
        let start = self.at;
        let mut end = self.word_end(start + 1);
        loop {
            match self.bytes.get(end) {
                // `0..9` is a range, not a number with two points.
                Some(b'.') if self.bytes.get(end + 1) != Some(&b'.') => {}
                Some(b'+' | b'-')
                    if matches!(self.bytes[end - 1], b'e' | b'E')
                        && self.is_decimal(start, end - 1) => {}
                _ => break,
            }
            end = self.word_end(end + 1);
        }
        self.push(Kind::Number, start, end);
    }

    /// True where the text can be the part before an exponent: `0x1E+2` is a sum, and so is the `1E-2` in a GUID's digits.
    fn is_decimal(&self, start: usize, end: usize) -> bool {
        self.bytes[start..end].iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
    }

    /// A string or a character that begins at `start` (with `L`, where it has one) and whose quote is at `open`.
    fn quoted(&mut self, start: usize, open: usize, quote: u8) {
        let wide = open > start;
        let (closed, unclosed) = match (quote, wide) {
            (b'"', false) => (Kind::String, Kind::OpenString),
            (b'"', true) => (Kind::WideString, Kind::OpenString),
            (_, false) => (Kind::Char, Kind::OpenChar),
            (_, true) => (Kind::WideChar, Kind::OpenChar),
        };
        let mut end = open + 1;
        loop {
            let rest = &self.bytes[end..];
            end += memchr3(quote, b'\\', b'\n', rest).unwrap_or(rest.len());
            match self.bytes.get(end) {
                None | Some(b'\n') => {
                    let end = end - usize::from(self.bytes.get(end - 1) == Some(&b'\r'));
                    return self.push(unclosed, start, end.max(open + 1));
                }
                Some(b'\\') if self.bytes[end + 1..].starts_with(b"\r\n") => end += 3,
                Some(b'\\') => end = (end + 2).min(self.bytes.len()),
                Some(_) => return self.push(closed, start, end + 1),
            }
        }
    }

    fn other(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let width = rest.chars().next().map_or(1, char::len_utf8);
        // The byte order mark of a file that was pasted into another is white space.
        if rest.starts_with('\u{FEFF}') {
            self.flags = self.flags.with(Flags::SPACED);
            self.at += width;
        } else {
            self.push(Kind::Unknown, self.at, self.at + width);
        }
    }

    fn punct(&mut self, first: u8) {
        let (second, third) = (self.peek(1), self.peek(2));
        let (kind, width) = match (first, second) {
            (b'/', b'/') => return self.line_comment(),
            (b'/', b'*') => return self.block_comment(),
            (b'\\', b'\n') => return self.skip(2),
            (b'\\', b'\r') if third == b'\n' => return self.skip(3),
            (b'.', b'0'..=b'9') => return self.number(),
            (b'.', b'.') if third == b'.' => (Kind::Ellipsis, 3),
            (b'.', b'.') => (Kind::DotDot, 2),
            (b':', b':') => (Kind::ColonColon, 2),
            (b'-', b'>') => (Kind::Arrow, 2),
            (b'<', b'<') => (Kind::ShiftLeft, 2),
            (b'<', b'=') => (Kind::LessEqual, 2),
            (b'>', b'>') => (Kind::ShiftRight, 2),
            (b'>', b'=') => (Kind::GreaterEqual, 2),
            (b'=', b'=') => (Kind::EqualEqual, 2),
            (b'!', b'=') => (Kind::BangEqual, 2),
            (b'&', b'&') => (Kind::AndAnd, 2),
            (b'|', b'|') => (Kind::OrOr, 2),
            (b'#', b'#') => (Kind::HashHash, 2),
            (b':', _) => (Kind::Colon, 1),
            (b'.', _) => (Kind::Dot, 1),
            (b'-', _) => (Kind::Minus, 1),
            (b'/', _) => (Kind::Slash, 1),
            (b'&', _) => (Kind::Ampersand, 1),
            (b'|', _) => (Kind::Pipe, 1),
            (b'!', _) => (Kind::Bang, 1),
            (b'=', _) => (Kind::Equals, 1),
            (b'<', _) => (Kind::Less, 1),
            (b'>', _) => (Kind::Greater, 1),
            (b'#', _) => (Kind::Hash, 1),
            (b'\\', _) => (Kind::Backslash, 1),
            _ => return self.push(Kind::Unknown, self.at, self.at + 1),
        };
        self.push_punct(kind, width);
    }

    fn skip(&mut self, bytes: usize) {
        self.flags = self.flags.with(Flags::SPACED);
        self.at += bytes;
    }

    fn line_comment(&mut self) {
        self.flags = self.flags.with(Flags::SPACED);
        while let Some(length) = memchr(b'\n', &self.bytes[self.at..]) {
            self.at += length;
            let before =
                self.bytes[..self.at].strip_suffix(b"\r").unwrap_or(&self.bytes[..self.at]);
            // A backslash at its end carries the comment on to the next line.
            if !before.ends_with(b"\\") {
                return;
            }
            self.at += 1;
        }
        self.at = self.bytes.len();
    }

    fn block_comment(&mut self) {
        self.flags = self.flags.with(Flags::SPACED);
        let start = self.at;
        // The first slash that can close it is the fourth byte: `/*/` is open.
        let mut at = (start + 3).min(self.bytes.len());
        while let Some(length) = memchr(b'/', &self.bytes[at..]) {
            at += length + 1;
            if self.bytes[at - 2] == b'*' {
                self.at = at;
                return;
            }
        }
        self.error = Some(LexError::UnterminatedComment { open: self.span(start, start + 2) });
        self.at = self.bytes.len();
    }
}

#[derive(Clone, Copy)]
enum Class {
    Space,
    Newline,
    Word,
    Digit,
    Quote,
    /// Punctuation that is complete, whatever follows.
    Alone,
    Punct,
    Other,
}

const CLASS: [Class; 256] = {
    let mut table = [Class::Other; 256];
    let mut index = 0;
    while index < 256 {
        let byte = index as u8;
        table[index] = match byte {
            b'\n' => Class::Newline,
            b' ' | b'\t' | b'\r' | 0x0B | 0x0C => Class::Space,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => Class::Word,
            b'0'..=b'9' => Class::Digit,
            b'"' | b'\'' => Class::Quote,
            _ if !matches!(ALONE[index], Kind::Unknown) => Class::Alone,
            b'!'..=b'~' => Class::Punct,
            _ => Class::Other,
        };
        index += 1;
    }
    table
};

/// What a byte is that is punctuation by itself.
const ALONE: [Kind; 256] = {
    let mut table = [Kind::Unknown; 256];
    table[b'(' as usize] = Kind::LeftParen;
    table[b')' as usize] = Kind::RightParen;
    table[b'[' as usize] = Kind::LeftBracket;
    table[b']' as usize] = Kind::RightBracket;
    table[b'{' as usize] = Kind::LeftBrace;
    table[b'}' as usize] = Kind::RightBrace;
    table[b';' as usize] = Kind::Semicolon;
    table[b',' as usize] = Kind::Comma;
    table[b'?' as usize] = Kind::Question;
    table[b'+' as usize] = Kind::Plus;
    table[b'*' as usize] = Kind::Star;
    table[b'%' as usize] = Kind::Percent;
    table[b'^' as usize] = Kind::Caret;
    table[b'~' as usize] = Kind::Tilde;
    table[b'@' as usize] = Kind::At;
    table[b'$' as usize] = Kind::Dollar;
    table
};

/// True for a byte that goes on with a word.
const IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut index = 0;
    while index < 256 {
        table[index] = matches!(CLASS[index], Class::Word | Class::Digit);
        index += 1;
    }
    table
};

#[cfg(test)]
mod tests;
