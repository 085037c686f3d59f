//! JSON text, written in one go from left to right.

use std::fmt::Write;

/// A JSON text under construction. Commas are put where they belong; that brackets match is the caller's promise.
#[derive(Default)]
pub(crate) struct Json {
    out: String,
    /// The next value is not the first of its list.
    follows: bool,
}

impl Json {
    /// Begins an object (`{`) or an array (`[`).
    pub(crate) fn open(&mut self, bracket: char) {
        self.comma();
        self.out.push(bracket);
        self.follows = false;
    }

    /// Ends what `open` began.
    pub(crate) fn close(&mut self, bracket: char) {
        self.out.push(bracket);
        self.follows = true;
    }

    /// Names the value that comes next.
    pub(crate) fn member(&mut self, name: &str) -> &mut Self {
        self.string(name);
        self.out.push(':');
        self.follows = false;
        self
    }

    pub(crate) fn string(&mut self, text: &str) {
        self.comma();
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                c if c.is_control() => {
                    let _ = write!(self.out, "\\u{:04x}", u32::from(c));
                }
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    pub(crate) fn number(&mut self, value: i128) {
        self.comma();
        let _ = write!(self.out, "{value}");
    }

    pub(crate) fn null(&mut self) {
        self.comma();
        self.out.push_str("null");
    }

    pub(crate) fn finish(mut self) -> String {
        self.out.push('\n');
        self.out
    }

    fn comma(&mut self) {
        if self.follows {
            self.out.push(',');
        }
        self.follows = true;
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn commas_and_escapes() {
        let mut json = Json::default();
        json.open('{');
        json.member("a\"\\\n\u{1}").open('[');
        json.number(-1);
        json.null();
        json.close(']');
        json.member("b").string("ü");
        json.close('}');
        assert_eq!(json.finish(), "{\"a\\\"\\\\\\n\\u0001\":[-1,null],\"b\":\"ü\"}\n");
    }
}
