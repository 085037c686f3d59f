//! Lines that begin with `#`.

use std::rc::Rc;

use super::{
    ConditionError, Conditional, DirectivePart, Frame, PreprocessError, Preprocessor,
    condition::{self, Evaluator},
    expand,
    macros::{Macro, Params},
};
use crate::{
    ast::Ident,
    lexer::{Flags, Kind, Token, number},
    program::{OpenError, OpenKind},
    source::{FileId, SourceMap, Span},
    symbol::{Symbol, kw},
};

/// How deep files may include each other.
const INCLUDE_LIMIT: usize = 64;
/// How much included files may add up to: their tokens, and what their texts count as a word ([`expand::weight`]).
const INCLUDED_LIMIT: usize = 1 << 23;

const DIRECTIVES: &[&str] = &[
    "define", "undef", "if", "ifdef", "ifndef", "elif", "else", "endif", "include", "error",
    "warning", "line", "pragma",
];

/// True for a file whose text is C rather than IDL, told by its name: what cannot be read there is skipped.
#[must_use]
pub fn is_header(sources: &SourceMap, file: FileId) -> bool {
    let name = &sources.file(file).name;
    let extension = name.rsplit(['.', '/']).next().unwrap_or_default();
    !(extension.eq_ignore_ascii_case("idl") || extension.eq_ignore_ascii_case("odl"))
}

impl Preprocessor<'_, '_> {
    /// Obeys the directive whose `#` is the next token of the file on top.
    pub(super) fn directive(&mut self) {
        let Some(Frame::File(frame)) = self.frames.last_mut() else { return };
        let start = frame.at + 1;
        let end = line_end(&frame.tokens, start);
        frame.at = end;
        let line = Rc::clone(&frame.tokens);
        let line = &line[start..end];
        // A lone `#` is nothing; `# 12 "file"` is the mark of another preprocessor.
        let Some((&name, rest)) = line.split_first().filter(|(name, _)| name.kind != Kind::Number)
        else {
            return;
        };
        match name.symbol {
            _ if name.kind != Kind::Ident => {
                self.error(PreprocessError::DirectiveMalformed {
                    place: name.span,
                    expected: DirectivePart::Directive,
                });
            }
            kw::DEFINE => self.define(name, rest),
            kw::UNDEF => {
                if let Some(macro_name) = self.macro_name(name, rest) {
                    self.context.macros.undefine(macro_name.symbol);
                    self.out.defines.retain(|(define, _)| define.symbol != macro_name.symbol);
                }
            }
            kw::IF => {
                let holds = self.condition(name, rest);
                self.open_conditional(name, holds);
            }
            kw::IFDEF | kw::IFNDEF => {
                let defined = self
                    .macro_name(name, rest)
                    .is_some_and(|macro_name| self.is_defined(macro_name.symbol));
                self.open_conditional(name, defined == (name.symbol == kw::IFDEF));
            }
            kw::ELIF | kw::ELSE => {
                if self.reject_stray(name) {
                    return;
                }
                self.note_else(name);
                self.skip();
            }
            kw::ENDIF => {
                if !self.reject_stray(name) {
                    self.conditionals.pop();
                }
            }
            kw::INCLUDE => self.include(name, rest),
            kw::ERROR => {
                let message = self.source_text(rest).to_owned();
                self.error(PreprocessError::ErrorDirective { place: name.span, message });
            }
            kw::PRAGMA => self.pragma(rest),
            kw::WARNING | kw::LINE => {}
            _ => {
                let text = self.context.symbols.text(name.symbol).to_owned();
                let similar = DIRECTIVES.iter().find(|known| is_near(known, &text)).copied();
                self.error(PreprocessError::DirectiveUnknown {
                    name: text,
                    place: name.span,
                    similar,
                });
            }
        }
    }

    fn is_defined(&self, name: Symbol) -> bool {
        self.context.macros.find(name).is_some()
    }

    /// The name that a directive is about.
    fn macro_name(&mut self, directive: Token, rest: &[Token]) -> Option<Ident> {
        match rest.first() {
            Some(token) if token.kind == Kind::Ident => {
                Some(Ident { symbol: token.symbol, span: token.span })
            }
            other => {
                let place = other.map_or(directive.span, |token| token.span);
                self.error(PreprocessError::DirectiveMalformed {
                    place,
                    expected: DirectivePart::MacroName,
                });
                None
            }
        }
    }

    fn define(&mut self, directive: Token, rest: &[Token]) {
        let Some(name) = self.macro_name(directive, rest) else { return };
        if is_word_of_idl(name.symbol) && is_header(self.context.sources, name.span.file) {
            return;
        }
        let mut body = &rest[1..];
        let mut params = None;
        // Only a parenthesis without space before it opens parameters.
        if body
            .first()
            .is_some_and(|token| token.kind == Kind::LeftParen && !token.flags.has(Flags::SPACED))
        {
            match parameters(&body[1..]) {
                Ok((found, after)) => {
                    params = Some(Rc::new(found));
                    body = after;
                }
                Err(place) => {
                    let place = place.unwrap_or(name.span);
                    return self.error(PreprocessError::DirectiveMalformed {
                        place,
                        expected: DirectivePart::Params,
                    });
                }
            }
        }
        if params.is_none() && name.span.file == self.unit {
            self.out.defines.retain(|(define, _)| define.symbol != name.symbol);
            if !body.is_empty() {
                let place = body.last().map_or(name.span, |token| token.span);
                let end = Token {
                    kind: Kind::End,
                    flags: Flags::LINE_START,
                    symbol: Symbol::NONE,
                    span: place,
                };
                self.out.defines.push((name, body.iter().copied().chain([end]).collect()));
            }
        }
        let lengths = body.iter().map(|token| (token.span.end - token.span.start) as usize);
        let weight = lengths.map(expand::weight).sum();
        let definition = Macro { name, params, body: body.into(), weight, busy: false, flat: None };
        if let Some(id) = self.context.macros.find(name.symbol)
            && !self.context.macros[id].same(&definition)
        {
            let first = self.context.macros[id].name.span;
            let text = self.context.symbols.text(name.symbol).to_owned();
            self.error(PreprocessError::MacroRedefined { name: text, first, second: name.span });
        }
        self.context.macros.define(definition);
    }

    fn condition(&mut self, directive: Token, rest: &[Token]) -> bool {
        let result = self.evaluate(directive, rest);
        result.unwrap_or_else(|(reason, place)| {
            self.error(PreprocessError::ConditionMalformed { place, reason });
            false
        })
    }

    fn evaluate(&mut self, directive: Token, rest: &[Token]) -> Result<bool, condition::Failure> {
        self.asking = true;
        let tokens = self.expand_list(rest.to_vec());
        self.asking = false;
        if let Some(failure) = self.unanswered.take() {
            return Err(failure);
        }
        Evaluator::new(&tokens, self.context.symbols, directive.span).run()
    }

    /// `defined X` or `defined(X)`, after its first word: the answer as a number. It comes before macros are expanded, also where
    /// a macro brought the words.
    pub(super) fn defined(&mut self, word: Token) -> Token {
        let first = self.next();
        let name = if first.kind == Kind::LeftParen { self.next() } else { first };
        let closed = first.kind != Kind::LeftParen || self.next().kind == Kind::RightParen;
        if name.kind != Kind::Ident || !closed {
            let place = if name.kind == Kind::End { word.span } else { name.span };
            self.unanswered = Some((ConditionError::ExpectedName, place));
        }
        let symbol = if self.is_defined(name.symbol) { kw::TRUE } else { kw::FALSE };
        Token { kind: Kind::Number, symbol, ..word }
    }

    fn open_conditional(&mut self, directive: Token, holds: bool) {
        self.conditionals.push(Conditional { open: directive.span, taken: holds, otherwise: None });
        if !holds {
            self.skip();
        }
    }

    /// Reports an `#else`, `#elif` or `#endif` that belongs to nothing in this file.
    fn reject_stray(&mut self, directive: Token) -> bool {
        let before = self.file_frame().map_or(0, |frame| frame.conditionals);
        let stray = self.conditionals.len() <= before;
        if stray {
            let text = self.context.symbols.text(directive.symbol).to_owned();
            self.error(PreprocessError::ConditionalStray {
                place: directive.span,
                directive: text,
            });
        }
        stray
    }

    /// Remembers an `#else`; an `#else` or `#elif` after it is reported.
    fn note_else(&mut self, directive: Token) {
        let Some(conditional) = self.conditionals.last_mut() else { return };
        if let Some(first) = conditional.otherwise {
            let text = self.context.symbols.text(directive.symbol).to_owned();
            self.error(PreprocessError::ElseTwice {
                place: directive.span,
                directive: text,
                first,
            });
        } else if directive.symbol == kw::ELSE {
            conditional.otherwise = Some(directive.span);
        }
    }

    /// Skips the text of branches that do not hold, up to one that does, or behind the `#endif`.
    fn skip(&mut self) {
        let mut depth = 0_usize;
        while let Some(Frame::File(frame)) = self.frames.last_mut() {
            let tokens = &frame.tokens;
            let opens_line =
                |token: &Token| token.kind == Kind::Hash && token.flags.has(Flags::LINE_START);
            let Some(ahead) = tokens[frame.at..]
                .iter()
                .position(|token| opens_line(token) || token.kind == Kind::End)
            else {
                return;
            };
            let start = frame.at + ahead;
            if tokens[start].kind == Kind::End {
                frame.at = start;
                return;
            }
            let end = line_end(tokens, start + 1);
            frame.at = end;
            let tokens = Rc::clone(tokens);
            let Some((&name, rest)) = tokens[start + 1..end].split_first() else { continue };
            match name.symbol {
                _ if name.kind != Kind::Ident => {}
                kw::IF | kw::IFDEF | kw::IFNDEF => depth += 1,
                kw::ENDIF if depth > 0 => depth -= 1,
                kw::ENDIF => {
                    self.conditionals.pop();
                    return;
                }
                kw::ELIF | kw::ELSE if depth == 0 => {
                    self.note_else(name);
                    let taken =
                        self.conditionals.last().is_none_or(|conditional| conditional.taken);
                    if !taken && (name.symbol == kw::ELSE || self.condition(name, rest)) {
                        if let Some(conditional) = self.conditionals.last_mut() {
                            conditional.taken = true;
                        }
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    fn include(&mut self, directive: Token, rest: &[Token]) {
        let Some((name, place)) = self.include_name(directive, rest) else { return };
        let depth = self.frames.iter().filter(|frame| matches!(frame, Frame::File(_))).count();
        if depth > INCLUDE_LIMIT {
            return self
                .include_no_more(PreprocessError::IncludeTooDeep { place, limit: INCLUDE_LIMIT });
        }
        if self.limits.included > INCLUDED_LIMIT {
            return self.include_no_more(PreprocessError::IncludeTooLarge { place });
        }
        let Some(from) = self.file_frame().map(|frame| frame.file) else { return };
        if self.limits.no_includes {
            return;
        }
        match self.context.files.open(self.context.sources, &name, from, OpenKind::Include) {
            Ok(file) if self.once.contains(&file) => {}
            Ok(file) => {
                let header = is_header(self.context.sources, file);
                self.open_file(file, header);
            }
            Err(error) => self.not_opened(name, place, error),
        }
    }

    /// Includes nothing from here on: a file that includes itself twice would go on for ever. This is a mistake in a header too.
    fn include_no_more(&mut self, error: PreprocessError) {
        if !self.limits.no_includes {
            self.limits.no_includes = true;
            self.out.incomplete = true;
            self.context.errors.push(error.into());
        }
    }

    fn not_opened(&mut self, name: String, place: Span, error: OpenError) {
        let error = PreprocessError::not_opened(name, place, error);
        let is_header = matches!(error, PreprocessError::HeaderNotFound { .. });
        self.out.lacks_header |= is_header;
        self.out.incomplete |= !is_header && !self.in_header();
        self.error(error);
    }

    /// The name in `"name"`, in `<name>`, or in what a macro expands to.
    fn include_name(&mut self, directive: Token, rest: &[Token]) -> Option<(String, Span)> {
        let expanded;
        let tokens = if rest.first().is_some_and(|token| token.kind == Kind::Ident) {
            expanded = self.expand_list(rest.to_vec());
            &*expanded
        } else {
            rest
        };
        match tokens {
            [token, ..] if token.kind == Kind::String => {
                // A file's name has no escapes: `"folder\name.h"`.
                let name = token.text(self.context.symbols).trim_matches('"').to_owned();
                Some((name, token.span))
            }
            [open, .., close] if open.kind == Kind::Less && close.kind == Kind::Greater => {
                let span = open.span.to(close.span);
                let name = self.context.sources.text(span);
                let name = name.trim_start_matches('<').trim_end_matches('>').trim().to_owned();
                Some((name, span))
            }
            _ => {
                let place = rest.first().map_or(directive.span, |token| token.span);
                self.error(PreprocessError::DirectiveMalformed {
                    place,
                    expected: DirectivePart::FileName,
                });
                None
            }
        }
    }

    /// Pragmas that IDL gives a meaning to; all others are for other compilers.
    fn pragma(&mut self, rest: &[Token]) {
        let Some((&name, arguments)) =
            rest.split_first().filter(|(name, _)| name.kind == Kind::Ident)
        else {
            return;
        };
        match name.symbol {
            kw::ONCE => self.once.extend(self.file_frame().map(|frame| frame.file)),
            kw::PACK => self.pragma_pack(name, arguments),
            kw::MIDL_ECHO => {
                // The same thing by another name.
                let mut quote = arguments.to_vec();
                quote.insert(0, Token { symbol: kw::CPP_QUOTE, ..name });
                self.out.tokens.extend(quote);
            }
            _ => {}
        }
    }

    /// `pack(n)`, `pack()`, `pack(push)`, `pack(push, name, n)`, `pack(pop)`, `pack(pop, name)`
    fn pragma_pack(&mut self, name: Token, arguments: &[Token]) {
        let arguments = self.expand_list(arguments.to_vec());
        let [open, arguments @ .., close] = &*arguments else { return };
        if open.kind != Kind::LeftParen || close.kind != Kind::RightParen {
            return;
        }
        let mut pack = if arguments.is_empty() { None } else { self.pack };
        let mut action = None;
        let mut label = None;
        for token in arguments.iter().filter(|token| token.kind != Kind::Comma) {
            match (token.kind, token.symbol) {
                (Kind::Ident, kw::PUSH | kw::POP) if action.is_none() => {
                    action = Some(token.symbol)
                }
                (Kind::Ident, other) => label = Some(other),
                _ => match number::number(token.text(self.context.symbols)) {
                    Ok(number::Number::Integer(value @ (1 | 2 | 4 | 8 | 16), _)) => {
                        pack = Some(value as u32);
                    }
                    _ => {
                        let expected = DirectivePart::Pack;
                        return self.error(PreprocessError::DirectiveMalformed {
                            place: token.span,
                            expected,
                        });
                    }
                },
            }
        }
        if action == Some(kw::PUSH) {
            self.packs.push((label, self.pack));
        } else if action == Some(kw::POP) {
            let found = match label {
                Some(_) => self.packs.iter().rposition(|(pushed, _)| *pushed == label),
                None => self.packs.len().checked_sub(1),
            };
            match found {
                Some(index) => {
                    let before = self.packs[index].1;
                    self.packs.truncate(index);
                    pack = if pack == self.pack { before } else { pack };
                }
                None => {
                    let expected = DirectivePart::Push;
                    self.error(PreprocessError::DirectiveMalformed { place: name.span, expected });
                }
            }
        }
        if pack != self.pack {
            self.pack = pack;
            self.out.packs.push((self.out.tokens.len() as u32, pack));
        }
    }

    /// What the tokens of a line are in the file.
    fn source_text(&self, tokens: &[Token]) -> &str {
        match tokens {
            [first, .., last] => self.context.sources.text(first.span.to(last.span)),
            [only] => self.context.sources.text(only.span),
            [] => "",
        }
    }
}

/// Words of IDL that C's headers define for C, where they mean something else: `#define interface struct`.
fn is_word_of_idl(name: Symbol) -> bool {
    matches!(name, kw::INTERFACE | kw::HYPER | kw::SMALL | kw::BYTE | kw::BOOLEAN)
}

/// The index of the first token of the next line.
fn line_end(tokens: &[Token], start: usize) -> usize {
    let rest = tokens.get(start..).unwrap_or_default();
    start + rest.iter().position(|token| token.flags.has(Flags::LINE_START)).unwrap_or(rest.len())
}

/// `a, b, ...)` of a definition, and what follows it; or the place where something else stands.
fn parameters(mut tokens: &[Token]) -> Result<(Params, &[Token]), Option<Span>> {
    let mut params = Params { names: Vec::new(), variadic: false };
    loop {
        let (token, rest) = tokens.split_first().ok_or(None)?;
        match token.kind {
            Kind::RightParen if params.names.is_empty() => return Ok((params, rest)),
            Kind::Ident => params.names.push(token.symbol),
            Kind::Ellipsis => {
                params.variadic = true;
                params.names.push(kw::VA_ARGS);
            }
            _ => return Err(Some(token.span)),
        }
        let (token, rest) = rest.split_first().ok_or(None)?;
        match token.kind {
            Kind::RightParen => return Ok((params, rest)),
            Kind::Comma if !params.variadic => tokens = rest,
            _ => return Err(Some(token.span)),
        }
    }
}

/// True where one letter too many, one missing, or one or two others lie between a name and what was written.
fn is_near(name: &str, written: &str) -> bool {
    let short = name.len().min(written.len());
    let head = name.bytes().zip(written.bytes()).take_while(|(a, b)| a == b).count();
    let tail = name
        .bytes()
        .rev()
        .zip(written.bytes().rev())
        .take(short - head)
        .take_while(|(a, b)| a == b)
        .count();
    name.len().max(written.len()) - head - tail <= 2 && head + tail > 1
}
