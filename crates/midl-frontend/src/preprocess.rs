//! Directives, macros and included text: from the tokens of a file to the tokens that the parser reads.
//!
//! Tokens flow through a stack of frames: a file, a file that it includes, the text of a macro that was used. The token on top
//! comes next; what a macro expands to is pushed and read again, so that macros in it and behind it are found.
//!
//! - **A place can be looked at.** A token of a macro's text has the place of the macro's use; an argument keeps its own.
//! - **Nothing runs away.** The depth of includes, of macro arguments, and all that macros produce are limited.
//! - **Headers are skipped with grace.** A mistake in an included file that is no IDL is none of the user's business.

use std::{rc::Rc, sync::Arc};

use crate::{
    ast::Ident,
    diagnostic::{Diagnostic, MISTAKES_LIMIT},
    lexer::{self, Flags, Kind, LexError, Token},
    program::Files,
    source::{FileId, Owner, SourceFile, SourceMap, Span},
    symbol::{Symbol, Symbols, kw},
};

mod condition;
mod directive;
mod error;
mod expand;
mod macros;

pub use directive::is_header;
pub use error::{ConditionError, DirectivePart, PreprocessError};
use macros::{Flat, MacroId, MacroTable};

/// How long a string may be in the text, in bytes with its quotes: what C compilers take of one at most.
const STRING_LIMIT: u32 = 65_535;

/// A file with all that it includes, ready for the parser.
#[derive(Clone, Debug)]
pub struct Preprocessed {
    /// The tokens, the last of them [`Kind::End`].
    pub tokens: Vec<Token>,
    /// Where `#pragma pack` changed, by index into `tokens`, ascending: `None` is natural packing.
    pub packs: Vec<(u32, Option<u32>)>,
    /// Every `#define NAME tokens` of the file itself, in order, with [`Kind::End`] behind the tokens; the last definition of a
    /// name counts.
    pub defines: Vec<(Ident, Vec<Token>)>,
    /// Files whose text is no IDL, so that what cannot be parsed there is skipped.
    pub headers: Vec<FileId>,
    /// The files that it includes, each once.
    pub included: Vec<FileId>,
    /// A file could not be included.
    pub incomplete: bool,
    /// A C header was not found.
    pub lacks_header: bool,
    /// A reported mistake swallowed the end of the text: that something is missing there is no further mistake.
    pub cut_short: bool,
}

/// What all files of a compilation share.
pub struct Context<'a> {
    /// The files.
    pub sources: &'a mut SourceMap,
    /// Where included files come from.
    pub files: &'a mut dyn Files,
    /// The text of the names.
    pub symbols: &'a mut Symbols,
    /// Mistakes so far.
    pub errors: Vec<Diagnostic>,
    /// Definitions that hold in every file.
    builtin: FileId,
    /// The tokens of included files, by file.
    lexed: Vec<Option<Rc<Vec<Token>>>>,
    /// Files that end in a comment that is not closed.
    open_ended: Vec<FileId>,
    macros: MacroTable,
    /// Memory for the tokens of further files: to ask the system for more costs as much as to fill it.
    spare: Vec<Vec<Token>>,
}

impl<'a> Context<'a> {
    /// `defines` are macros of the command line, by name and value; the language's own (`__midl`, `_WIN32`) are added.
    pub fn new(
        sources: &'a mut SourceMap,
        files: &'a mut dyn Files,
        symbols: &'a mut Symbols,
        defines: &[(String, String)],
    ) -> Context<'a> {
        let mut text = String::from("#define __midl 600\n#define _WIN32 1\n");
        for (name, value) in defines {
            // One line each, whatever they hold.
            text.extend(["#define ", name, " ", value].map(|part| part.replace(['\n', '\r'], " ")));
            text.push('\n');
        }
        let text = Arc::from(text);
        let builtin = sources.add(SourceFile {
            name: "<command line>".into(),
            owner: Owner::Prelude,
            text,
            invalid: Vec::new(),
        });
        Context {
            sources,
            files,
            symbols,
            errors: Vec::new(),
            builtin,
            lexed: Vec::new(),
            open_ended: Vec::new(),
            macros: MacroTable::default(),
            spare: Vec::new(),
        }
    }

    /// Runs the preprocessor over a file; `header` where a mistake in it is none.
    pub fn preprocess(&mut self, file: FileId, header: bool) -> Preprocessed {
        let mut preprocessor = Preprocessor::new(self, file);
        preprocessor.predefine();
        preprocessor.open_file(file, header);
        preprocessor.run();
        let Preprocessor { frames, out, .. } = preprocessor;
        self.macros.clear();
        for frame in frames {
            if let Frame::File(FileFrame { tokens, .. }) = frame
                && let Ok(tokens) = Rc::try_unwrap(tokens)
            {
                self.spare(tokens);
            }
        }
        out
    }

    /// Keeps the memory of tokens that nobody needs any more.
    pub(crate) fn spare(&mut self, mut tokens: Vec<Token>) {
        tokens.clear();
        if tokens.capacity() > 0 {
            self.spare.push(tokens);
        }
    }

    /// The tokens of a file; `keep` where it may be read again.
    fn lex(&mut self, id: FileId, header: bool, keep: bool) -> Rc<Vec<Token>> {
        if let Some(Some(tokens)) = self.lexed.get(id.index()) {
            return Rc::clone(tokens);
        }
        let memory = if keep { None } else { self.spare.pop() };
        let (tokens, error) =
            lexer::lex_into(memory.unwrap_or_default(), id, self.sources.file(id), self.symbols);
        if let Some(error) = error {
            self.open_ended.push(id);
            if !header {
                self.errors.push(error.into());
            }
        }
        let tokens = Rc::new(tokens);
        if keep {
            if self.lexed.len() <= id.index() {
                self.lexed.resize(id.index() + 1, None);
            }
            self.lexed[id.index()] = Some(Rc::clone(&tokens));
        }
        tokens
    }
}

/// Where tokens come from.
enum Frame {
    File(FileFrame),
    /// What a macro expands to; the macro is not expanded again inside.
    Macro {
        tokens: Vec<Token>,
        at: usize,
        id: MacroId,
    },
    /// What a macro comes to, macros and all.
    Flat {
        flat: Rc<Flat>,
        at: usize,
        name: Token,
    },
    /// Tokens expanded by themselves: an argument, the line of a directive. The frame stays when it is used up.
    List {
        tokens: Vec<Token>,
        at: usize,
    },
}

struct FileFrame {
    file: FileId,
    tokens: Rc<Vec<Token>>,
    at: usize,
    /// How many conditionals were open before the file.
    conditionals: usize,
    header: bool,
}

/// An `#if` whose `#endif` has not come.
struct Conditional {
    open: Span,
    /// One of its branches was read.
    taken: bool,
    /// Its `#else`.
    otherwise: Option<Span>,
}

struct Preprocessor<'c, 'a> {
    context: &'c mut Context<'a>,
    unit: FileId,
    frames: Vec<Frame>,
    conditionals: Vec<Conditional>,
    pack: Option<u32>,
    packs: Vec<(Option<Symbol>, Option<u32>)>,
    once: Vec<FileId>,
    limits: Limits,
    /// The use of a macro in which the last mistake was found.
    reported_at: Option<Span>,
    /// The condition of an `#if` is read: `defined` is a question.
    asking: bool,
    /// What kept a `defined` from being answered.
    unanswered: Option<condition::Failure>,
    /// Flags for tokens of `out`, by index: what stood before them was a mistake.
    marks: Vec<(usize, Flags)>,
    out: Preprocessed,
}

/// What was used of the limits.
#[derive(Default)]
struct Limits {
    /// What macros produced counts.
    produced: usize,
    /// What included files count.
    included: usize,
    /// Files included each other too deeply, or too many.
    no_includes: bool,
    /// Arguments of macros that are being expanded, one in another.
    nested: usize,
    /// They are used up, and the text ends here.
    exhausted: bool,
}

impl<'c, 'a> Preprocessor<'c, 'a> {
    fn new(context: &'c mut Context<'a>, unit: FileId) -> Preprocessor<'c, 'a> {
        let tokens = context.spare.pop().unwrap_or_default();
        Preprocessor {
            context,
            unit,
            frames: Vec::new(),
            conditionals: Vec::new(),
            pack: None,
            packs: Vec::new(),
            once: Vec::new(),
            limits: Limits::default(),
            reported_at: None,
            asking: false,
            unanswered: None,
            marks: Vec::new(),
            out: Preprocessed {
                tokens,
                packs: Vec::new(),
                defines: Vec::new(),
                headers: Vec::new(),
                included: Vec::new(),
                incomplete: false,
                lacks_header: false,
                cut_short: false,
            },
        }
    }

    /// Reads the definitions that hold in every file.
    fn predefine(&mut self) {
        let file = self.context.builtin;
        let tokens = self.context.lex(file, false, true);
        self.frames.push(Frame::File(FileFrame {
            file,
            tokens,
            at: 0,
            conditionals: 0,
            header: false,
        }));
        self.next();
        self.frames.clear();
    }

    fn open_file(&mut self, file: FileId, header: bool) {
        if header {
            self.out.headers.push(file);
        }
        let tokens = self.context.lex(file, header, file != self.unit);
        self.out.cut_short |= self.context.open_ended.contains(&file);
        if file != self.unit {
            let bytes = self.context.sources.file(file).text.len();
            self.limits.included += tokens.len() + expand::weight(bytes);
            if !self.out.included.contains(&file) {
                self.out.included.push(file);
            }
        }
        let conditionals = self.conditionals.len();
        self.frames.push(Frame::File(FileFrame { file, tokens, at: 0, conditionals, header }));
    }

    fn run(&mut self) {
        if self.pass_whole() {
            return;
        }
        if let Some(Frame::File(frame)) = self.frames.last() {
            // What macros come to is mostly less than that.
            self.out.tokens.reserve(2 * frame.tokens.len());
        }
        loop {
            self.copy_plain();
            let token = self.take();
            match token.kind {
                Kind::End => {
                    self.out.tokens.push(token);
                    break;
                }
                Kind::Ident | Kind::Number => self.out.tokens.push(token),
                _ => self.emit(token),
            }
        }
        for (index, mark) in self.marks.drain(..) {
            if let Some(token) = self.out.tokens.get_mut(index) {
                token.flags = token.flags.with(mark);
            }
        }
    }

    /// Passes on a file without macros, directives and mistakes as it is, without a copy.
    fn pass_whole(&mut self) -> bool {
        let Some(Frame::File(frame)) = self.frames.last_mut() else { return false };
        let check_strings = !self.context.sources.file(frame.file).invalid.is_empty();
        let Some((_, tokens)) = frame.tokens.split_last() else { return false };
        if !tokens.iter().all(|token| is_plain(token, &self.context.macros, check_strings)) {
            return false;
        }
        // Nobody else holds the tokens of a file that is not included.
        match Rc::try_unwrap(std::mem::take(&mut frame.tokens)) {
            Ok(tokens) => {
                let unused = std::mem::replace(&mut self.out.tokens, tokens);
                self.context.spare(unused);
            }
            Err(shared) => self.out.tokens.extend_from_slice(&shared),
        }
        true
    }

    /// Passes on what needs no thought: what is left of a macro, and the tokens of a file up to the next macro, directive or mistake.
    fn copy_plain(&mut self) {
        if let Some(Frame::Flat { flat, at, name }) = self.frames.last() {
            let left = *at..flat.tokens.len();
            self.out.tokens.extend(left.filter_map(|at| expand::flat_at_use(flat, at, *name)));
            self.frames.pop();
        }
        let Some(Frame::File(frame)) = self.frames.last_mut() else { return };
        if self.limits.exhausted {
            return;
        }
        let check_strings = !self.context.sources.file(frame.file).invalid.is_empty();
        let tokens = &frame.tokens[frame.at..];
        let special = |token: &Token| !is_plain(token, &self.context.macros, check_strings);
        let length = tokens.iter().position(special).unwrap_or(0);
        self.out.tokens.extend_from_slice(&tokens[..length]);
        frame.at += length;
    }

    /// Passes on a token that may be a mistake.
    fn emit(&mut self, mut token: Token) {
        match token.kind {
            Kind::OpenString => {
                self.lex_error(LexError::UnterminatedString { span: token.span });
                self.mark_next(1, Flags::AFTER_LOST_LINE);
                token.kind = Kind::String;
            }
            Kind::OpenChar => {
                self.lex_error(LexError::UnterminatedCharacter { span: token.span });
                self.mark_next(1, Flags::AFTER_LOST_LINE);
                token.kind = Kind::Char;
            }
            Kind::String | Kind::WideString => self.check_string(token.span),
            Kind::Unknown
            | Kind::At
            | Kind::Dollar
            | Kind::Backslash
            | Kind::Hash
            | Kind::HashHash => {
                self.mark_next(0, Flags::default());
                return self.unknown(token);
            }
            _ => {}
        }
        self.out.tokens.push(token);
    }

    /// Marks the token that will be passed on after `ahead` others.
    fn mark_next(&mut self, ahead: usize, flags: Flags) {
        self.marks.push((self.out.tokens.len() + ahead, flags.with(Flags::AFTER_MISTAKE)));
    }

    fn unknown(&mut self, token: Token) {
        let file = self.context.sources.file(token.span.file);
        let character =
            token.text(self.context.symbols).chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
        let error = if file.invalid.binary_search(&token.span.start).is_ok() {
            LexError::NotUtf8 { span: token.span }
        } else {
            LexError::UnknownCharacter { character, span: token.span }
        };
        self.lex_error(error);
    }

    fn check_string(&mut self, span: Span) {
        if span.end - span.start > STRING_LIMIT {
            self.lex_error(LexError::StringTooLong { span, limit: STRING_LIMIT });
        }
        let invalid = &self.context.sources.file(span.file).invalid;
        let first = invalid.partition_point(|offset| *offset < span.start);
        if invalid.get(first).is_some_and(|offset| *offset < span.end) {
            self.lex_error(LexError::NotUtf8InString { span });
        }
    }

    fn lex_error(&mut self, error: LexError) {
        if !self.in_header() && self.context.errors.len() < MISTAKES_LIMIT {
            self.context.errors.push(error.into());
        }
    }

    fn error(&mut self, error: PreprocessError) {
        if !self.in_header() && self.context.errors.len() < MISTAKES_LIMIT {
            self.context.errors.push(error.into());
        }
    }

    /// True while text comes from a file that is no IDL.
    fn in_header(&self) -> bool {
        self.file_frame().is_some_and(|frame| frame.header)
    }

    fn file_frame(&self) -> Option<&FileFrame> {
        self.frames.iter().rev().find_map(|frame| match frame {
            Frame::File(frame) => Some(frame),
            _ => None,
        })
    }

    /// The next token, macros expanded.
    fn take(&mut self) -> Token {
        loop {
            let token = self.next();
            if token.kind != Kind::Ident || token.flags.has(Flags::FINAL) {
                return token;
            }
            if self.asking && token.symbol == kw::DEFINED {
                return self.defined(token);
            }
            match self.context.macros.find(token.symbol) {
                Some(id) => match self.expand(token, id) {
                    Some(token) => return token,
                    None => continue,
                },
                None => return token,
            }
        }
    }

    /// The next token, macros as they are. Directives are obeyed on the way, and what is used up is left.
    fn next(&mut self) -> Token {
        while !self.limits.exhausted {
            match self.frames.last_mut() {
                Some(Frame::Macro { tokens, at, id }) => match tokens.get(*at) {
                    Some(token) => {
                        *at += 1;
                        return *token;
                    }
                    None => {
                        self.context.macros[*id].busy = false;
                        self.frames.pop();
                    }
                },
                Some(Frame::Flat { flat, at, name }) => match expand::flat_at_use(flat, *at, *name)
                {
                    Some(token) => {
                        *at += 1;
                        return token;
                    }
                    None => {
                        self.frames.pop();
                    }
                },
                Some(Frame::List { tokens, at }) => {
                    let token = tokens.get(*at).copied();
                    *at += 1;
                    return token.unwrap_or_else(|| self.end());
                }
                Some(Frame::File(frame)) => {
                    let token = frame.tokens[frame.at];
                    match token.kind {
                        Kind::Hash if token.flags.has(Flags::LINE_START) => self.directive(),
                        Kind::End => {
                            self.close_conditionals();
                            if self.frames.len() == 1 {
                                return token;
                            }
                            self.frames.pop();
                        }
                        _ => {
                            frame.at += 1;
                            return token;
                        }
                    }
                }
                None => break,
            }
        }
        self.end()
    }

    /// The end of a list of tokens, or of everything: its place is the end of the file.
    fn end(&self) -> Token {
        let file = self.unit;
        let end = self.context.sources.file(file).text.len() as u32;
        Token {
            kind: Kind::End,
            flags: Flags::LINE_START,
            symbol: Symbol::NONE,
            span: Span { file, start: end, end },
        }
    }

    /// At the end of a file: what it opened and did not close.
    fn close_conditionals(&mut self) {
        let before = self.file_frame().map_or(0, |frame| frame.conditionals);
        while self.conditionals.len() > before {
            self.out.cut_short = true;
            if let Some(conditional) = self.conditionals.pop() {
                self.error(PreprocessError::ConditionalUnclosed { open: conditional.open });
            }
        }
    }
}

/// True for a token of a file that the preprocessor leaves as it is. Strings are looked at where the file holds bytes outside
/// UTF-8.
fn is_plain(token: &Token, macros: &MacroTable, check_strings: bool) -> bool {
    match token.kind {
        Kind::Ident => macros.find(token.symbol).is_none(),
        Kind::String | Kind::WideString => {
            !check_strings && token.span.end - token.span.start <= STRING_LIMIT
        }
        Kind::End => false,
        kind => kind.is_ordinary(),
    }
}

#[cfg(test)]
mod tests;
