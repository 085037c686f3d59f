//! The macros that are defined, found by symbol.

use std::{
    ops::{Index, IndexMut},
    rc::Rc,
};

use super::expand::first_at_use;
use crate::{
    ast::Ident,
    lexer::{Flags, Kind, Token},
    symbol::Symbol,
};

/// A macro of a [`MacroTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MacroId(u32);

/// `#define NAME text` or `#define NAME(a, b) text`
#[derive(Clone, Debug)]
pub(super) struct Macro {
    pub(super) name: Ident,
    pub(super) params: Option<Rc<Params>>,
    pub(super) body: Rc<[Token]>,
    /// What the words of the body count.
    pub(super) weight: usize,
    /// Its text is being read: its name in there stays as it is.
    pub(super) busy: bool,
    /// What it comes to wherever it is used, if that was asked for, and how many definitions there were then.
    pub(super) flat: Option<(usize, Option<Rc<Flat>>)>,
}

/// What a macro without parameters comes to, where it takes only others of that kind that come to something.
#[derive(Debug)]
pub(super) struct Flat {
    /// No token is a macro, a mistake, or of a meaning for the preprocessor.
    pub(super) tokens: Vec<Token>,
    /// What the words of all the macros on the way count, and one for each macro.
    pub(super) produced: usize,
}

/// How many tokens a [`Flat`] may have.
const FLAT_LIMIT: usize = 256;
/// How many macros may stand in each other for a [`Flat`]; one that stands in itself has none.
const FLAT_DEPTH: usize = 32;

/// The parameters of a macro that takes arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Params {
    pub(super) names: Vec<Symbol>,
    /// The last of them takes all further arguments.
    pub(super) variadic: bool,
}

impl Macro {
    /// True where both mean the same: white space counts only as being there or not.
    pub(super) fn same(&self, other: &Macro) -> bool {
        let same_token = |(index, (a, b)): (usize, (&Token, &Token))| {
            (a.kind, a.symbol) == (b.kind, b.symbol)
                && (index == 0 || a.flags.has(Flags::SPACED) == b.flags.has(Flags::SPACED))
        };
        self.params == other.params
            && self.body.len() == other.body.len()
            && self.body.iter().zip(&*other.body).enumerate().all(same_token)
    }
}

/// The macros that are defined.
#[derive(Clone, Debug, Default)]
pub(super) struct MacroTable {
    macros: Vec<Macro>,
    /// By symbol: an index into `macros` plus one, 0 where no such macro is defined.
    by_symbol: Vec<u32>,
    /// How often a macro was defined or undefined.
    changes: usize,
}

impl MacroTable {
    pub(super) fn find(&self, name: Symbol) -> Option<MacroId> {
        self.by_symbol.get(name.index())?.checked_sub(1).map(MacroId)
    }

    pub(super) fn define(&mut self, definition: Macro) {
        let index = definition.name.symbol.index();
        if self.by_symbol.len() <= index {
            self.by_symbol.resize(index + 1, 0);
        }
        self.macros.push(definition);
        self.by_symbol[index] = self.macros.len() as u32;
        self.changes += 1;
    }

    pub(super) fn undefine(&mut self, name: Symbol) {
        if let Some(entry) = self.by_symbol.get_mut(name.index()) {
            *entry = 0;
        }
        self.changes += 1;
    }

    /// What a macro comes to, if it is the same wherever it is used.
    pub(super) fn flat(&mut self, id: MacroId) -> Option<Rc<Flat>> {
        if let Some((changes, flat)) = &self[id].flat
            && *changes == self.changes
        {
            return flat.clone();
        }
        let mut flat = Flat { tokens: Vec::new(), produced: 0 };
        let found = self.flatten(id, &mut flat, FLAT_DEPTH).map(|()| Rc::new(flat));
        self[id].flat = Some((self.changes, found.clone()));
        found
    }

    fn flatten(&self, id: MacroId, flat: &mut Flat, depth: usize) -> Option<()> {
        let definition = &self[id];
        if definition.params.is_some() || depth == 0 {
            return None;
        }
        flat.produced += definition.weight + 1;
        for token in &*definition.body {
            let start = flat.tokens.len();
            match self.find(token.symbol).filter(|_| token.kind == Kind::Ident) {
                Some(inner) => {
                    self.flatten(inner, flat, depth - 1)?;
                    // One that comes to nothing leaves its place to nobody, and a tree of such ones has no end.
                    let first = flat.tokens.get_mut(start)?;
                    *first = first_at_use(*first, *token);
                }
                None if token.kind.is_ordinary() => flat.tokens.push(*token),
                None => return None,
            }
        }
        (flat.tokens.len() <= FLAT_LIMIT).then_some(())
    }

    /// Forgets every macro, and keeps the memory.
    pub(super) fn clear(&mut self) {
        for definition in self.macros.drain(..) {
            self.by_symbol[definition.name.symbol.index()] = 0;
        }
    }
}

impl Index<MacroId> for MacroTable {
    type Output = Macro;
    fn index(&self, id: MacroId) -> &Macro {
        &self.macros[id.0 as usize]
    }
}

impl IndexMut<MacroId> for MacroTable {
    fn index_mut(&mut self, id: MacroId) -> &mut Macro {
        &mut self.macros[id.0 as usize]
    }
}
