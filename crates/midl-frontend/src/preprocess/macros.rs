//! The macros that are defined, found by symbol.

use std::{
    ops::{Index, IndexMut},
    rc::Rc,
};

use crate::{
    ast::Ident,
    lexer::{Flags, Token},
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
    /// Its text is being read: its name in there stays as it is.
    pub(super) busy: bool,
}

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
    }

    pub(super) fn undefine(&mut self, name: Symbol) {
        if let Some(entry) = self.by_symbol.get_mut(name.index()) {
            *entry = 0;
        }
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
