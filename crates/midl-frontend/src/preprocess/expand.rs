//! The use of a macro: its arguments, and what it expands to.

use std::rc::Rc;

use super::{
    Frame, MacroId, PreprocessError, Preprocessor,
    macros::{Flat, Params},
};
use crate::{
    lexer::{self, Flags, Kind, Token},
    preprocess::is_header,
    source::Span,
    symbol::Symbol,
};

/// How much macros may produce in one file, by [`weight`].
const PRODUCED_LIMIT: usize = 1 << 22;
/// How deep the use of a macro may stand in the arguments of another.
const NESTED_LIMIT: usize = 100;
/// How long a word may become by `#` and `##`, in bytes.
const WORD_LIMIT: usize = 1 << 16;

impl Preprocessor<'_, '_> {
    /// Expands a macro at its name. What it stands for is read next, and nothing is returned; or it stays as it is, and the name
    /// is returned.
    pub(super) fn expand(&mut self, name: Token, id: MacroId) -> Option<Token> {
        let definition = &self.context.macros[id];
        if definition.busy {
            self.report_recursion(name, id);
            return Some(Token { flags: name.flags.with(Flags::FINAL), ..name });
        }
        let body = Rc::clone(&definition.body);
        let (params, weight) = (definition.params.clone(), definition.weight);
        // What `defined` asks for is no use of a macro.
        if !self.asking
            && let Some(flat) = self.context.macros.flat(id)
        {
            self.limits.produced += flat.produced;
            if self.limits.produced > PRODUCED_LIMIT {
                self.give_up(name);
            } else {
                self.frames.push(Frame::Flat { flat, at: 0, name });
            }
            return None;
        }
        let (tokens, weight) = match params {
            None => (body.iter().map(|token| at_use(*token, name)).collect(), weight),
            Some(params) => {
                if !self.parenthesis_follows() {
                    return Some(name);
                }
                let arguments = self.arguments(name, id, &params)?;
                let tokens = self.substitute(&body, &params, &arguments, name);
                let lengths = tokens.iter().map(|token| token.text(self.context.symbols).len());
                let weight = lengths.map(self::weight).sum();
                (tokens, weight)
            }
        };
        self.limits.produced += weight + 1;
        if self.limits.produced > PRODUCED_LIMIT {
            self.give_up(name);
            return None;
        }
        self.context.macros[id].busy = true;
        self.push_expansion(tokens, id, name);
        None
    }

    /// Ends the text here, and says so: what macros grew into helps nobody.
    fn give_up(&mut self, name: Token) {
        let text = self.context.sources.text(name.span).to_owned();
        self.error(PreprocessError::MacroTooLarge { name: text, place: name.span });
        self.limits.exhausted = true;
        self.out.cut_short = true;
        while self.out.tokens.last().is_some_and(|token| token.span == name.span) {
            self.out.tokens.pop();
        }
    }

    /// Reports a mistake in the use of a macro, one for each use: what follows from it comes by the thousand.
    fn error_in_macro(&mut self, place: Span, error: PreprocessError) {
        if self.reported_at != Some(place) {
            self.reported_at = Some(place);
            self.error(error);
        }
    }

    fn push_expansion(&mut self, mut tokens: Vec<Token>, id: MacroId, name: Token) {
        if let Some(first) = tokens.first_mut() {
            *first = first_at_use(*first, name);
        }
        self.frames.push(Frame::Macro { tokens, at: 0, id });
    }

    /// In C a macro's own name in its text stays as it is; in IDL it is then an unknown name at best. `#define X X` is a habit.
    fn report_recursion(&mut self, name: Token, id: MacroId) {
        let definition = &self.context.macros[id];
        let harmless = definition.params.is_none() && definition.body.len() == 1;
        if harmless && definition.body[0].symbol == definition.name.symbol
            || is_header(self.context.sources, definition.name.span.file)
        {
            return;
        }
        let (symbol, definition) = (definition.name.symbol, definition.name.span);
        let name_text = self.context.symbols.text(symbol).to_owned();
        self.error_in_macro(
            name.span,
            PreprocessError::MacroRecursion { name: name_text, place: name.span, definition },
        );
    }

    /// True where the next token is `(`. Nothing is read.
    fn parenthesis_follows(&self) -> bool {
        for frame in self.frames.iter().rev() {
            let (next, last) = match frame {
                Frame::Macro { tokens, at, .. } => (tokens.get(*at), false),
                Frame::Flat { flat, at, .. } => (flat.tokens.get(*at), false),
                Frame::List { tokens, at } => (tokens.get(*at), true),
                Frame::File(frame) => (frame.tokens.get(frame.at), true),
            };
            if next.is_some() || last {
                return next.is_some_and(|token| token.kind == Kind::LeftParen);
            }
        }
        false
    }

    /// Reads the arguments of a macro, as many as it has parameters.
    fn arguments(&mut self, name: Token, id: MacroId, params: &Params) -> Option<Vec<Vec<Token>>> {
        self.next();
        let mut arguments = vec![Vec::new()];
        let mut depth = 1;
        loop {
            let token = self.next();
            match token.kind {
                Kind::End => {
                    let text = self.context.symbols.text(name.symbol).to_owned();
                    self.error_in_macro(
                        name.span,
                        PreprocessError::MacroUnclosed { name: text, place: name.span },
                    );
                    self.out.cut_short = true;
                    return None;
                }
                Kind::LeftParen => depth += 1,
                Kind::RightParen if depth == 1 => break,
                Kind::RightParen => depth -= 1,
                Kind::Comma
                    if depth == 1
                        && !(params.variadic && arguments.len() >= params.names.len()) =>
                {
                    arguments.push(Vec::new());
                    continue;
                }
                _ => {}
            }
            if let Some(argument) = arguments.last_mut() {
                argument.push(Token { flags: token.flags.without(Flags::LINE_START), ..token });
            }
        }
        let expected = params.names.len();
        let none_given = arguments.len() == 1 && arguments[0].is_empty();
        let found = if none_given && expected == 0 { 0 } else { arguments.len() };
        let rest_left_out = params.variadic && found + 1 == expected;
        if found != expected && !rest_left_out {
            let definition = self.context.macros[id].name.span;
            let name_text = self.context.symbols.text(name.symbol).to_owned();
            let place = name.span;
            self.error_in_macro(
                name.span,
                PreprocessError::MacroArguments {
                    name: name_text,
                    place,
                    definition,
                    expected,
                    found,
                },
            );
        }
        arguments.resize(expected, Vec::new());
        Some(arguments)
    }

    /// The text of a macro with its arguments in place.
    fn substitute(
        &mut self,
        body: &[Token],
        params: &Params,
        arguments: &[Vec<Token>],
        name: Token,
    ) -> Vec<Token> {
        let parameter = |token: &Token| match token.kind {
            Kind::Ident => params.names.iter().position(|param| *param == token.symbol),
            _ => None,
        };
        let mut expanded: Vec<Option<Vec<Token>>> = vec![None; arguments.len()];
        let mut out: Vec<Token> = Vec::with_capacity(body.len());
        // The left side of a `##` that follows is an argument without tokens.
        let mut nothing_left = false;
        let mut at = 0;
        while at < body.len() {
            let pasting = body[at].kind == Kind::HashHash && at > 0 && at + 1 < body.len();
            at += usize::from(pasting);
            let token = body[at];
            let pasted_next = body.get(at + 1).is_some_and(|next| next.kind == Kind::HashHash);
            let stringified =
                if token.kind == Kind::Hash { body.get(at + 1).and_then(parameter) } else { None };
            let operand = if let Some(index) = stringified {
                at += 1;
                vec![self.stringify(&arguments[index], name, token.flags)]
            } else if let Some(index) = parameter(&token) {
                let mut argument = if pasting || pasted_next {
                    arguments[index].clone()
                } else if let Some(tokens) = &expanded[index] {
                    tokens.clone()
                } else {
                    let tokens = self.expand_argument(arguments[index].clone(), name);
                    expanded[index].insert(tokens).clone()
                };
                if let Some(first) = argument.first_mut() {
                    let keep = if token.flags.has(Flags::SPACED) {
                        Flags::SPACED
                    } else {
                        Flags::default()
                    };
                    first.flags = first.flags.without(Flags::SPACED).with(keep);
                }
                // `, ## rest`: the comma goes where no further argument was given, and nothing is joined to it.
                let is_rest = params.variadic && index + 1 == params.names.len();
                if pasting && is_rest && out.last().is_some_and(|token| token.kind == Kind::Comma) {
                    if argument.is_empty() {
                        out.pop();
                    }
                    out.append(&mut argument);
                    at += 1;
                    continue;
                }
                argument
            } else {
                vec![at_use(token, name)]
            };
            if pasting && !nothing_left {
                self.paste(&mut out, operand, name);
            } else {
                nothing_left = operand.is_empty() && (pasted_next || pasting);
                out.extend(operand);
            }
            at += 1;
            if self.limits.produced + out.len() > PRODUCED_LIMIT {
                break;
            }
        }
        out
    }

    /// An argument with its macros expanded.
    fn expand_argument(&mut self, argument: Vec<Token>, name: Token) -> Vec<Token> {
        if !argument.iter().any(|token| {
            token.kind == Kind::Ident && self.context.macros.find(token.symbol).is_some()
        }) {
            return argument;
        }
        if self.limits.nested == NESTED_LIMIT {
            let name_text = self.context.symbols.text(name.symbol).to_owned();
            self.error_in_macro(
                name.span,
                PreprocessError::MacroTooDeep { name: name_text, place: name.span },
            );
            return argument;
        }
        self.limits.nested += 1;
        let tokens = self.expand_list(argument);
        self.limits.nested -= 1;
        tokens
    }

    /// Expands the macros in a list of tokens by itself.
    pub(super) fn expand_list(&mut self, tokens: Vec<Token>) -> Vec<Token> {
        let mut expanded = Vec::with_capacity(tokens.len());
        self.frames.push(Frame::List { tokens, at: 0 });
        let frames = self.frames.len();
        loop {
            let token = self.take();
            if token.kind == Kind::End {
                break;
            }
            expanded.push(token);
        }
        self.frames.truncate(frames - 1);
        expanded
    }

    /// `#param`
    fn stringify(&mut self, argument: &[Token], name: Token, flags: Flags) -> Token {
        let mut text = String::from("\"");
        for (index, token) in argument.iter().enumerate() {
            if index > 0 && token.flags.has(Flags::SPACED) {
                text.push(' ');
            }
            let spelling = token.text(self.context.symbols);
            if matches!(token.kind, Kind::String | Kind::WideString | Kind::Char | Kind::WideChar) {
                for character in spelling.chars() {
                    if matches!(character, '"' | '\\') {
                        text.push('\\');
                    }
                    text.push(character);
                }
            } else {
                text.push_str(spelling);
            }
        }
        text.push('"');
        let symbol = self.intern(&text, name);
        Token {
            kind: Kind::String,
            flags: flags.without(Flags::LINE_START),
            symbol,
            span: name.span,
        }
    }

    /// `left ## right`: joins the first token of `right` to the last that is there.
    fn paste(&mut self, out: &mut Vec<Token>, right: Vec<Token>, name: Token) {
        let mut right = right.into_iter();
        let Some(first) = right.next() else { return };
        let Some(left) = out.pop() else {
            return out.push(first);
        };
        let text = [left.text(self.context.symbols), first.text(self.context.symbols)].concat();
        // A token of an argument is the better place to look at.
        let span: Span = if left.span == name.span { first.span } else { left.span };
        self.limits.produced += weight(text.len());
        let mut joined = Vec::with_capacity(2);
        if text.len() <= WORD_LIMIT {
            lexer::lex_fragment(&text, |_, _| span, span.file, self.context.symbols, &mut joined);
        }
        match *joined {
            [token, end] if end.kind == Kind::End => out.push(Token { flags: left.flags, ..token }),
            _ => {
                self.error_in_macro(
                    name.span,
                    PreprocessError::MacroPaste { text: shortened(text), place: name.span },
                );
                out.extend([left, first]);
            }
        }
        out.extend(right);
    }

    fn intern(&mut self, text: &str, name: Token) -> Symbol {
        if text.len() > WORD_LIMIT {
            self.give_up(name);
            return self.context.symbols.intern("\"\"");
        }
        self.limits.produced += weight(text.len());
        self.context.symbols.intern(text)
    }
}

/// What a word of so many bytes counts: one, and one more for every 64 of them, since words are put together to longer texts.
pub(super) fn weight(bytes: usize) -> usize {
    1 + bytes / 64
}

/// A token of a [`Flat`] by its index, where the macro is used.
pub(super) fn flat_at_use(flat: &Flat, at: usize, name: Token) -> Option<Token> {
    let token = at_use(*flat.tokens.get(at)?, name);
    Some(if at == 0 { first_at_use(token, name) } else { token })
}

/// The first token that a macro comes to stands in the line as its name does.
pub(super) fn first_at_use(token: Token, name: Token) -> Token {
    let flags = token.flags.without(Flags::LINE_START).without(Flags::SPACED);
    Token { flags: flags.with(line_flags(name)), ..token }
}

/// A token of a macro's text where the macro is used.
fn at_use(token: Token, name: Token) -> Token {
    Token { flags: token.flags.without(Flags::LINE_START), span: name.span, ..token }
}

/// What a token says of its place in the line.
fn line_flags(token: Token) -> Flags {
    [Flags::LINE_START, Flags::SPACED]
        .into_iter()
        .filter(|flag| token.flags.has(*flag))
        .fold(Flags::default(), Flags::with)
}

/// A word that fits a message.
fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(60) {
        text.truncate(end);
        text.push_str("..");
    }
    text
}
