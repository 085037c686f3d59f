//! Which declaration a name stands for.
//!
//! There is one space for types, one for the tags of records and enums, one for coclasses, one for constants and enumerators. Each is global: what
//! any file of the program declares can be used in any other, before or after it.

use crate::{
    ast,
    consts::{Computed, ConstError},
    model::{AliasId, CoclassId, DispinterfaceId, EnumId, InterfaceId, RecordId, Type},
    source::Span,
    symbol::Symbol,
};

/// How much a declaration weighs against another of the same name. Between two of the same weight, only
/// [`Weight::Full`] ones must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// It is built into the compiler.
    Prelude,
    /// It stands in a C header: as guarded macros say, only if nobody else has it.
    Header,
    /// It stands between `cpp_quote("#if 0")` and `#endif`: C sees another one.
    QuotedOut,
    /// It is written for C, in `cpp_quote`.
    FromC,
    /// A plain one.
    Full,
}

/// What a type's name or a tag stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Interface(InterfaceId),
    Dispinterface(DispinterfaceId),
    Coclass(CoclassId),
    Record(RecordId),
    Enum(EnumId),
    Alias(AliasId),
}

impl Named {
    /// What to call it in a message.
    pub(super) fn word(self) -> &'static str {
        match self {
            Named::Interface(_) => "an interface",
            Named::Dispinterface(_) => "a dispinterface",
            Named::Coclass(_) => "a coclass",
            Named::Record(_) => "a struct or union",
            Named::Enum(_) => "an enum",
            Named::Alias(_) => "a typedef",
        }
    }

    /// The type of that name, for what has one of its own.
    pub(super) fn ty(self) -> Option<Type> {
        match self {
            Named::Interface(id) => Some(Type::InterfaceName(id)),
            Named::Record(id) => Some(Type::Record(id)),
            Named::Enum(id) => Some(Type::Enum(id)),
            Named::Alias(id) => Some(Type::Alias(id)),
            Named::Dispinterface(_) | Named::Coclass(_) => None,
        }
    }
}

/// A type's name or a tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypeEntry<'p> {
    pub(super) named: Named,
    pub(super) site: Site,
    /// The node that defines it; none while it is only forward declared.
    pub(super) node: Option<Node<'p>>,
}

/// The node of a definition. Two nodes are the same when they stand at the same address.
#[derive(Clone, Copy, Debug)]
pub(super) enum Node<'p> {
    Interface(&'p ast::Interface),
    Dispinterface(&'p ast::Dispinterface),
    Coclass(&'p ast::Coclass),
    Record(&'p ast::Record),
    Enum(&'p ast::Enum),
    /// What a pipe carries.
    Pipe(&'p ast::TypeSpec),
    Alias(&'p ast::Declarator),
}

impl Node<'_> {
    /// True where a definition like this one may give meaning to an entry that a declaration made.
    pub(super) fn can_define(self, named: Named) -> bool {
        matches!(
            (self, named),
            (Node::Interface(_), Named::Interface(_))
                | (Node::Dispinterface(_), Named::Dispinterface(_))
                | (Node::Coclass(_), Named::Coclass(_))
                | (Node::Record(_) | Node::Pipe(_), Named::Record(_))
                | (Node::Enum(_), Named::Enum(_))
                | (Node::Alias(_), Named::Alias(_))
        )
    }

    pub(super) fn is(self, other: Node<'_>) -> bool {
        match (self, other) {
            (Node::Interface(a), Node::Interface(b)) => std::ptr::eq(a, b),
            (Node::Dispinterface(a), Node::Dispinterface(b)) => std::ptr::eq(a, b),
            (Node::Coclass(a), Node::Coclass(b)) => std::ptr::eq(a, b),
            (Node::Record(a), Node::Record(b)) => std::ptr::eq(a, b),
            (Node::Enum(a), Node::Enum(b)) => std::ptr::eq(a, b),
            (Node::Pipe(a), Node::Pipe(b)) => std::ptr::eq(a, b),
            (Node::Alias(a), Node::Alias(b)) => std::ptr::eq(a, b),
            _ => false,
        }
    }
}

/// Where a name is declared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    pub(super) span: Span,
    /// The index of its unit in the program.
    pub(super) unit: usize,
    pub(super) weight: Weight,
}

/// A constant, an enumerator, or a macro that may be a constant.
#[derive(Clone, Debug)]
pub(super) struct ValueEntry<'p> {
    pub(super) site: Site,
    pub(super) node: ValueNode<'p>,
    pub(super) state: ValueState,
}

impl ValueEntry<'_> {
    /// A declaration takes the place of a lighter one, and of a macro that may be no constant at all.
    pub(super) fn outranked_by(&self, other: &Self) -> bool {
        let rank = |entry: &Self| (entry.site.weight, !matches!(entry.node, ValueNode::Define(_)));
        rank(self) < rank(other)
    }
}

/// What gives a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum ValueNode<'p> {
    /// `const T X = expr;`
    Const { spec: &'p ast::TypeSpec, declarator: &'p ast::Declarator, value: &'p ast::Expr },
    /// A member of an enum: known once the enum is read.
    Enumerator { of: &'p ast::Enum, member: &'p ast::Enumerator },
    /// `#define X expr`
    Define(&'p ast::Define),
}

impl ValueNode<'_> {
    pub(super) fn is(self, other: ValueNode<'_>) -> bool {
        match (self, other) {
            (ValueNode::Const { value: a, .. }, ValueNode::Const { value: b, .. }) => {
                std::ptr::eq(a, b)
            }
            (ValueNode::Enumerator { member: a, .. }, ValueNode::Enumerator { member: b, .. }) => {
                std::ptr::eq(a, b)
            }
            (ValueNode::Define(a), ValueNode::Define(b)) => std::ptr::eq(a, b),
            _ => false,
        }
    }
}

/// How far a value is known.
#[derive(Clone, Debug)]
pub(super) enum ValueState {
    Unasked,
    BeingAsked,
    Known(Result<Computed, ConstError>),
}

/// From a symbol to an entry, by index: symbols are dense.
#[derive(Debug)]
pub(super) struct Table<T> {
    /// An index into `entries` plus one; 0 for a symbol without an entry, nothing for those behind the last that has one.
    slots: Vec<u32>,
    entries: Vec<(Symbol, T)>,
}

impl<T> Table<T> {
    /// For so many entries, or more.
    pub(super) fn new(entries: usize) -> Self {
        Table { slots: Vec::new(), entries: Vec::with_capacity(entries) }
    }

    pub(super) fn get(&self, name: Symbol) -> Option<&T> {
        let slot = *self.slots.get(name.index())?;
        self.entries.get((slot as usize).wrapping_sub(1)).map(|(_, entry)| entry)
    }

    pub(super) fn get_mut(&mut self, name: Symbol) -> Option<&mut T> {
        let slot = *self.slots.get(name.index())?;
        self.entries.get_mut((slot as usize).wrapping_sub(1)).map(|(_, entry)| entry)
    }

    /// Adds an entry for a name that has none.
    pub(super) fn insert(&mut self, name: Symbol, entry: T) {
        self.entries.push((name, entry));
        if self.slots.len() <= name.index() {
            self.slots.resize((name.index() + 1).next_power_of_two(), 0);
        }
        self.slots[name.index()] = self.entries.len() as u32;
    }

    /// In the order in which they were added.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Symbol, &T)> {
        self.entries.iter().map(|(name, entry)| (*name, entry))
    }
}

/// All names of a program.
#[derive(Debug)]
pub(super) struct Scope<'p> {
    pub(super) types: Table<TypeEntry<'p>>,
    pub(super) tags: Table<TypeEntry<'p>>,
    /// Apart from types: a coclass may be called like one of its interfaces.
    pub(super) coclasses: Table<TypeEntry<'p>>,
    pub(super) values: Table<ValueEntry<'p>>,
}

/// Which of the spaces of types.
#[derive(Clone, Copy, Debug)]
pub(super) enum Space {
    Types,
    Tags,
    Coclasses,
}

impl<'p> Scope<'p> {
    pub(super) fn space(&self, space: Space) -> &Table<TypeEntry<'p>> {
        match space {
            Space::Types => &self.types,
            Space::Tags => &self.tags,
            Space::Coclasses => &self.coclasses,
        }
    }

    pub(super) fn space_mut(&mut self, space: Space) -> &mut Table<TypeEntry<'p>> {
        match space {
            Space::Types => &mut self.types,
            Space::Tags => &mut self.tags,
            Space::Coclasses => &mut self.coclasses,
        }
    }

    /// For so many items.
    pub(super) fn new(items: usize) -> Self {
        Scope {
            types: Table::new(items),
            tags: Table::new(0),
            coclasses: Table::new(0),
            values: Table::new(items),
        }
    }
}
