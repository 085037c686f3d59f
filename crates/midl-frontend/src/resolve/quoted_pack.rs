//! Packing that only C sees: `cpp_quote("#include <pshpack1.h>")`, `cpp_quote("#pragma pack(push, 4)")`.
//!
//! A record that crosses no process border has the layout that C gives it, so C's directives count. Of a conditional only the
//! first branch is obeyed: nobody knows what C will have defined, and what is pushed there is popped there.

/// The packing in force at a place of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct QuotedPack {
    current: Option<u32>,
    saved: Vec<Option<u32>>,
    /// For each open conditional: its first branch is over.
    over: Vec<bool>,
}

impl QuotedPack {
    /// The packing that C was told; `None` for its default.
    pub(super) fn current(&self) -> Option<u32> {
        self.current
    }

    /// Obeys a line of C.
    pub(super) fn read(&mut self, line: &str) {
        let Some(directive) = line.trim_start().strip_prefix('#').map(str::trim_start) else {
            return;
        };
        let length = directive.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, rest) = directive.split_at(length);
        let rest = rest.trim();
        match word {
            "if" | "ifdef" | "ifndef" => self.over.push(false),
            "elif" | "else" => {
                if let Some(over) = self.over.last_mut() {
                    *over = true;
                }
            }
            "endif" => {
                self.over.pop();
            }
            _ if self.over.contains(&true) => {}
            "include" => self.include(rest.trim_matches(['<', '>', '"'])),
            "pragma" => {
                if let Some(arguments) = rest.strip_prefix("pack").map(str::trim) {
                    self.pragma(arguments.trim_start_matches('(').trim_end_matches(')'));
                }
            }
            _ => {}
        }
    }

    fn include(&mut self, file: &str) {
        match file {
            "pshpack1.h" => self.push(Some(1)),
            "pshpack2.h" => self.push(Some(2)),
            "pshpack4.h" => self.push(Some(4)),
            "pshpack8.h" => self.push(Some(8)),
            "poppack.h" => self.pop(),
            _ => {}
        }
    }

    /// `push, 1`, `push`, `pop`, `4`, and nothing at all; a name beside `push` or `pop` is skipped.
    fn pragma(&mut self, arguments: &str) {
        let words = || arguments.split(',').map(str::trim);
        let size =
            words().find_map(|word| word.parse().ok()).filter(|size: &u32| size.is_power_of_two());
        if words().any(|word| word == "pop") {
            self.pop();
        } else if words().any(|word| word == "push") {
            self.push(size.or(self.current));
        } else {
            self.current = size;
        }
    }

    fn push(&mut self, size: Option<u32>) {
        self.saved.push(self.current);
        self.current = size;
    }

    fn pop(&mut self) {
        self.current = self.saved.pop().flatten();
    }
}

#[cfg(test)]
mod tests {
    use super::QuotedPack;

    fn check(lines: &[&str], expected: Option<u32>) {
        let mut pack = QuotedPack::default();
        lines.iter().for_each(|line| pack.read(line));
        assert_eq!(pack.current(), expected, "{lines:?}");
    }

    #[test]
    fn headers_and_pragmas() {
        check(&["#include <pshpack1.h>"], Some(1));
        check(&["#include <pshpack1.h>", "#include <poppack.h>"], None);
        check(
            &["#pragma pack(push, 4)", "# pragma pack( push , x, 2 )", "#pragma pack(pop)"],
            Some(4),
        );
        check(&["#pragma pack(8)", "#pragma pack()"], None);
        check(&["int a;", "#pragma warning(disable: 1)", "#include <windows.h>"], None);
        check(&["#include <poppack.h>"], None);
    }

    #[test]
    fn the_first_branch_counts() {
        check(
            &["#ifdef _WIN64", "#include <pshpack8.h>", "#else", "#include <pshpack2.h>", "#endif"],
            Some(8),
        );
        check(&["#if 0", "#else", "#endif", "#pragma pack(2)"], Some(2));
    }
}
