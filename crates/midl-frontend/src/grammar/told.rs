//! What C is told by `cpp_quote`, line after line: which of its conditionals are open, and how it packs records.
//!
//! A record that crosses no process border has the layout that C gives it, so C's directives count. Of what C will have
//! defined only what names a target or Windows itself is known; a comparison (`_WIN32_WINNT >= 0x0600`) counts as true.

use crate::{layout::Target, model::Packing};

/// The targets on which C sees a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Targets([bool; 2]);

impl Targets {
    const ALL: Targets = Targets([true, true]);
    const NONE: Targets = Targets([false, false]);
    const X64: Targets = Targets([true, false]);
    const X86: Targets = Targets([false, true]);

    pub(crate) fn is_none(self) -> bool {
        self == Targets::NONE
    }

    /// The target, where it is one alone.
    pub(crate) fn only(self) -> Option<Target> {
        match self {
            Targets::X64 => Some(Target::X64),
            Targets::X86 => Some(Target::X86),
            _ => None,
        }
    }

    fn and(self, other: Targets) -> Targets {
        Targets([self.0[0] && other.0[0], self.0[1] && other.0[1]])
    }

    fn or(self, other: Targets) -> Targets {
        Targets([self.0[0] || other.0[0], self.0[1] || other.0[1]])
    }

    fn not(self) -> Targets {
        Targets(self.0.map(|on| !on))
    }
}

/// A conditional that is open.
#[derive(Clone, Debug)]
struct Conditional {
    /// Where the branch at hand is taken.
    now: Targets,
    /// Where no branch was taken so far.
    left: Targets,
    /// The branch at hand is that of `#if 0`.
    zero: bool,
}

/// What C was told so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    conditionals: Vec<Conditional>,
    /// By target: the packing in force, `None` for C's default, and those that wait for a `pop`.
    pack: [Option<u32>; 2],
    saved: [Vec<Option<u32>>; 2],
}

impl Told {
    /// True between `#if 0` and its end: C skips what is declared here.
    pub(crate) fn is_off(&self) -> bool {
        self.conditionals.iter().any(|conditional| conditional.zero)
    }

    /// Where C sees what is written here.
    pub(crate) fn targets(&self) -> Targets {
        self.conditionals.iter().fold(Targets::ALL, |all, conditional| all.and(conditional.now))
    }

    /// How many conditionals are open.
    pub(crate) fn depth(&self) -> usize {
        self.conditionals.len()
    }

    /// The packing that C was told; where it was told none, `idl` is what the IDL itself says.
    pub(crate) fn packing(&self, idl: Option<u32>) -> Packing {
        Packing { x64: self.pack[0].or(idl), x86: self.pack[1].or(idl) }
    }

    /// Obeys a line of C.
    pub(crate) fn read(&mut self, line: &str) {
        let Some(directive) = line.trim_start().strip_prefix('#').map(str::trim_start) else {
            return;
        };
        let length = directive.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, rest) = directive.split_at(length);
        let rest = rest.trim();
        match word {
            "if" => self.open(condition(rest), is_zero(without_comment(rest))),
            "ifdef" => self.open(defined(first_word(rest)), false),
            "ifndef" => self.open(defined(first_word(rest)).not(), false),
            "elif" => self.branch(condition(rest)),
            "else" => self.branch(Targets::ALL),
            "endif" => {
                self.conditionals.pop();
            }
            "include" => self.include(rest.trim_matches(['<', '>', '"'])),
            "pragma" => {
                if let Some(arguments) = rest.strip_prefix("pack").map(str::trim) {
                    self.pragma(arguments.trim_start_matches('(').trim_end_matches(')'));
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, now: Targets, zero: bool) {
        self.conditionals.push(Conditional { now, left: now.not(), zero });
    }

    fn branch(&mut self, condition: Targets) {
        if let Some(open) = self.conditionals.last_mut() {
            open.now = open.left.and(condition);
            open.left = open.left.and(condition.not());
            open.zero = false;
        }
    }

    fn include(&mut self, file: &str) {
        match file {
            "pshpack1.h" => self.push(|_| Some(1)),
            "pshpack2.h" => self.push(|_| Some(2)),
            "pshpack4.h" => self.push(|_| Some(4)),
            "pshpack8.h" => self.push(|_| Some(8)),
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
            self.push(|current| size.or(current));
        } else {
            self.each(|pack, _| *pack = size);
        }
    }

    fn push(&mut self, size: impl Fn(Option<u32>) -> Option<u32>) {
        self.each(|pack, saved| {
            saved.push(*pack);
            *pack = size(*pack);
        });
    }

    fn pop(&mut self) {
        self.each(|pack, saved| *pack = saved.pop().flatten());
    }

    /// Changes the packing where C sees the line at hand.
    fn each(&mut self, change: impl Fn(&mut Option<u32>, &mut Vec<Option<u32>>)) {
        let targets = self.targets();
        for (target, (pack, saved)) in self.pack.iter_mut().zip(&mut self.saved).enumerate() {
            if targets.0[target] {
                change(pack, saved);
            }
        }
    }
}

/// Where the condition of an `#if` holds.
fn condition(text: &str) -> Targets {
    let text = without_comment(text);
    if let Some((left, right)) = text.split_once("||") {
        return condition(left).or(condition(right));
    }
    if let Some((left, right)) = text.split_once("&&") {
        return condition(left).and(condition(right));
    }
    let atom = text.trim_matches(|letter: char| letter.is_whitespace() || "()".contains(letter));
    if let Some(rest) = atom.strip_prefix('!') {
        return condition(rest).not();
    }
    let name = match atom.strip_prefix("defined") {
        Some(name) => {
            name.trim_matches(|letter: char| letter.is_whitespace() || "()".contains(letter))
        }
        None if is_zero(atom) => return Targets::NONE,
        None => atom,
    };
    if name.is_empty() || name.contains(|letter: char| letter != '_' && !letter.is_alphanumeric()) {
        return Targets::ALL;
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        Targets::ALL
    } else {
        defined(name)
    }
}

/// Where a macro is defined before the first line is read.
fn defined(name: &str) -> Targets {
    match name {
        "_WIN64" | "_M_X64" | "_M_AMD64" | "_AMD64_" => Targets::X64,
        "_M_IX86" | "_X86_" => Targets::X86,
        "_WIN32" | "_MSC_VER" => Targets::ALL,
        _ => Targets::NONE,
    }
}

fn first_word(text: &str) -> &str {
    let length =
        text.bytes().take_while(|byte| *byte == b'_' || byte.is_ascii_alphanumeric()).count();
    &text[..length]
}

fn without_comment(text: &str) -> &str {
    match text.find("/*").or_else(|| text.find("//")) {
        Some(end) => text[..end].trim(),
        None => text,
    }
}

fn is_zero(text: &str) -> bool {
    let digits = text.trim_end_matches(['u', 'U', 'l', 'L']);
    let digits = digits.strip_prefix("0x").unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|digit| digit == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &[&str]) -> Told {
        let mut told = Told::default();
        lines.iter().for_each(|line| told.read(line));
        told
    }

    #[track_caller]
    fn check(lines: &[&str], x64: Option<u32>, x86: Option<u32>) {
        assert_eq!(told(lines).packing(None), Packing { x64, x86 }, "{lines:?}");
    }

    #[track_caller]
    fn check_targets(lines: &[&str], expected: Targets) {
        assert_eq!(told(lines).targets(), expected, "{lines:?}");
    }

    #[test]
    fn headers_and_pragmas() {
        check(&["#include <pshpack1.h>"], Some(1), Some(1));
        check(&["#include <pshpack1.h>", "#include <poppack.h>"], None, None);
        check(
            &["#pragma pack(push, 4)", "# pragma pack( push , x, 2 )", "#pragma pack(pop)"],
            Some(4),
            Some(4),
        );
        check(&["#pragma pack(8)", "#pragma pack()"], None, None);
        check(&["int a;", "#pragma warning(disable: 1)", "#include <windows.h>"], None, None);
        check(&["#include <poppack.h>"], None, None);
    }

    #[test]
    fn each_target_has_its_packing() {
        let lines =
            ["#ifdef _WIN64", "#include <pshpack8.h>", "#else", "#include <pshpack2.h>", "#endif"];
        check(&lines, Some(8), Some(2));
        check(&[&lines[..], &["#include <poppack.h>"]].concat(), None, None);
        check(
            &["#if 0", "#pragma pack(1)", "#else", "#endif", "#pragma pack(2)"],
            Some(2),
            Some(2),
        );
    }

    #[test]
    fn conditions() {
        check_targets(&["#ifdef _WIN64"], Targets::X64);
        check_targets(&["#if !defined(_WIN64) // narrow"], Targets::X86);
        check_targets(&["#if defined(_M_X64) || defined _M_IX86"], Targets::ALL);
        check_targets(&["#if defined(_WIN64) && !defined(_WIN64)"], Targets::NONE);
        check_targets(&["#if (_WIN32_WINNT >= 0x0600)"], Targets::ALL);
        check_targets(&["#ifdef __cplusplus"], Targets::NONE);
        check_targets(&["#ifndef _FOO_DEFINED"], Targets::ALL);
        check_targets(&["#if 0 /* IDL only */"], Targets::NONE);
        check_targets(&["#if 0", "#else"], Targets::ALL);
        check_targets(&["#ifdef _WIN64", "#elif defined(_M_IX86)", "#else"], Targets::NONE);
        check_targets(&["#ifdef __cplusplus", "#endif", "#endif"], Targets::ALL);
    }

    #[test]
    fn off_is_only_what_if_0_skips() {
        assert!(told(&["#if 0"]).is_off());
        assert!(!told(&["#if 0", "#else"]).is_off());
        assert!(!told(&["#ifdef __cplusplus"]).is_off());
    }
}
