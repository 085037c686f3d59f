//! Which declaration a name stands for.
//!
//! There is one space for types, one for the tags of records and enums, one for coclasses, one for constants and enumerators. Each is global: what
//! any file of the program declares can be used in any other, before or after it.

use super::sight::Sight;
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
    /// It is a `#define` of a named file, which other files do not see.
    pub(super) private: bool,
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

/// From a symbol to its entries, by index: symbols are dense. A name has several entries only where files are together that
/// nobody named together; see [`super::sight`].
#[derive(Debug)]
pub(super) struct Table<T> {
    /// An index into `entries` plus one; 0 for a symbol without an entry, nothing for those behind the last that has one.
    slots: Vec<u32>,
    entries: Vec<Entry<T>>,
}

#[derive(Debug)]
struct Entry<T> {
    name: Symbol,
    what: T,
    /// The next entry of the name, as in `slots`.
    next: u32,
}

impl<T> Table<T> {
    /// For so many entries of so many names, or more.
    pub(super) fn new(entries: usize, names: usize) -> Self {
        Table { slots: vec![0; names], entries: Vec::with_capacity(entries) }
    }

    /// The first entry of a name.
    #[inline]
    pub(super) fn get(&self, name: Symbol) -> Option<&T> {
        self.entries.get(self.first(name)?).map(|entry| &entry.what)
    }

    /// Adds an entry for a name that has none.
    pub(super) fn insert(&mut self, name: Symbol, what: T) {
        self.entries.push(Entry { name, what, next: 0 });
        if self.slots.len() <= name.index() {
            self.slots.resize((name.index() + 1).next_power_of_two(), 0);
        }
        self.slots[name.index()] = self.entries.len() as u32;
    }

    /// Adds one more entry of a name, behind the others.
    fn append(&mut self, name: Symbol, what: T) {
        let Some(last) = self.all(name).last() else { return self.insert(name, what) };
        self.entries.push(Entry { name, what, next: 0 });
        self.entries[last].next = self.entries.len() as u32;
    }

    #[inline]
    fn first(&self, name: Symbol) -> Option<usize> {
        (*self.slots.get(name.index())? as usize).checked_sub(1)
    }

    /// The entries of a name, in the order in which they were added.
    fn all(&self, name: Symbol) -> impl Iterator<Item = usize> {
        let next = |index: &usize| (self.entries[*index].next as usize).checked_sub(1);
        std::iter::successors(self.first(name), next)
    }

    /// In the order in which they were added.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Symbol, &T)> {
        self.entries.iter().map(|entry| (entry.name, &entry.what))
    }

    /// Every list of entries of one name that has several.
    pub(super) fn rivals(&self) -> impl Iterator<Item = Vec<&T>> {
        let firsts = self.slots.iter().filter_map(|slot| (*slot as usize).checked_sub(1));
        let several = firsts.filter(|first| self.entries[*first].next != 0);
        several.map(|first| {
            self.all(self.entries[first].name).map(|index| &self.entries[index].what).collect()
        })
    }
}

/// What counts when one of several declarations of a name is to be chosen.
pub(super) trait Declared {
    fn site(&self) -> Site;
    /// The heaviest counts, and the first among those.
    fn rank(&self) -> impl Ord;
    /// No other file sees it.
    fn is_private(&self) -> bool;
}

impl Declared for TypeEntry<'_> {
    fn site(&self) -> Site {
        self.site
    }

    fn rank(&self) -> impl Ord {
        (self.node.is_some(), self.site.weight)
    }

    fn is_private(&self) -> bool {
        false
    }
}

impl Declared for ValueEntry<'_> {
    fn site(&self) -> Site {
        self.site
    }

    fn rank(&self) -> impl Ord {
        (self.site.weight, !matches!(self.node, ValueNode::Define(_)))
    }

    fn is_private(&self) -> bool {
        self.private
    }
}

impl<T: Declared> Table<T> {
    /// The entry that counts for a unit; among those out of sight where nothing is in it.
    fn index(&self, name: Symbol, unit: usize, sight: &Sight) -> Option<usize> {
        self.heaviest(name, |entry| sight.sees(unit, entry))
            .or_else(|| self.heaviest(name, |entry| !entry.is_private()))
    }

    /// The entry in sight of a unit that counts for it.
    fn in_sight(&self, name: Symbol, unit: usize, sight: &Sight) -> Option<usize> {
        self.heaviest(name, |entry| sight.sees(unit, entry))
    }

    fn heaviest(&self, name: Symbol, fits: impl Fn(&T) -> bool) -> Option<usize> {
        let fitting = self.all(name).filter(|index| fits(&self.entries[*index].what));
        fitting.reduce(|best, next| {
            let heavier = self.entries[next].what.rank() > self.entries[best].what.rank();
            if heavier { next } else { best }
        })
    }

    /// The entry of a name that its own unit made.
    fn of_unit(&self, name: Symbol, unit: usize) -> Option<usize> {
        self.all(name).find(|index| self.entries[*index].what.site().unit == unit)
    }

    /// Enters a declaration. It takes the place of another one, but where files are `together` never of one that somebody else
    /// may see without it.
    #[inline]
    fn set(&mut self, name: Symbol, what: T, together: bool) {
        let place = if together { self.of_unit(name, what.site().unit) } else { self.first(name) };
        match place {
            Some(index) => self.entries[index].what = what,
            None if together => self.append(name, what),
            None => self.insert(name, what),
        }
    }
}

/// All names of a program.
#[derive(Debug)]
pub(super) struct Scope<'p> {
    types: Table<TypeEntry<'p>>,
    tags: Table<TypeEntry<'p>>,
    /// Apart from types: a coclass may be called like one of its interfaces.
    coclasses: Table<TypeEntry<'p>>,
    values: Table<ValueEntry<'p>>,
    /// The unit in which names are looked up, as an index into the program's.
    pub(super) unit: usize,
    /// Notes what is used out of sight, where files are together that nobody named together.
    pub(super) sight: Option<Box<Sight>>,
}

/// Which of the spaces of types.
#[derive(Clone, Copy, Debug)]
pub(super) enum Space {
    Types,
    Tags,
    Coclasses,
}

impl<'p> Scope<'p> {
    /// What a name means in one of the spaces of types.
    #[inline]
    pub(super) fn get(&self, space: Space, name: Symbol) -> Option<&TypeEntry<'p>> {
        self.used(self.space(space), name)
    }

    /// The same, where it is about to be declared: nothing that is out of sight.
    #[inline]
    pub(super) fn peek(&self, space: Space, name: Symbol) -> Option<&TypeEntry<'p>> {
        let table = self.space(space);
        match &self.sight {
            None => table.get(name),
            Some(sight) => Some(&table.entries[table.in_sight(name, self.unit, sight)?].what),
        }
    }

    /// The first meaning of a name as a type, a tag or a coclass.
    pub(super) fn any(&self, name: Symbol) -> Option<&TypeEntry<'p>> {
        self.get(Space::Types, name)
            .or_else(|| self.get(Space::Tags, name))
            .or_else(|| self.get(Space::Coclasses, name))
    }

    /// What a name means as a constant.
    #[inline]
    pub(super) fn value(&self, name: Symbol) -> Option<&ValueEntry<'p>> {
        self.used(&self.values, name)
    }

    #[inline]
    fn used<'a, T: Declared>(&self, table: &'a Table<T>, name: Symbol) -> Option<&'a T> {
        match &self.sight {
            None => table.get(name),
            Some(sight) => self.used_in_sight(sight, table, name),
        }
    }

    #[cold]
    fn used_in_sight<'a, T: Declared>(
        &self,
        sight: &Sight,
        table: &'a Table<T>,
        name: Symbol,
    ) -> Option<&'a T> {
        let entry = &table.entries[table.index(name, self.unit, sight)?].what;
        sight.used(self.unit, entry.site().unit);
        Some(entry)
    }

    /// The constant of a name, to note what was found out about it.
    pub(super) fn value_mut(&mut self, name: Symbol) -> Option<&mut ValueEntry<'p>> {
        let index = match &self.sight {
            None => self.values.first(name)?,
            Some(sight) => self.values.index(name, self.unit, sight)?,
        };
        Some(&mut self.values.entries[index].what)
    }

    /// Enters a type.
    pub(super) fn set(&mut self, space: Space, name: Symbol, entry: TypeEntry<'p>) {
        let together = self.sight.is_some();
        self.space_mut(space).set(name, entry, together);
    }

    /// Enters a constant, unless the name has one that weighs as much.
    pub(super) fn set_value(&mut self, name: Symbol, entry: ValueEntry<'p>) {
        let known = match &self.sight {
            None => self.values.first(name),
            Some(sight) => self.values.in_sight(name, entry.site.unit, sight),
        };
        if known.is_none_or(|known| self.values.entries[known].what.rank() < entry.rank()) {
            self.values.set(name, entry, self.sight.is_some());
        }
    }

    /// True for a declaration that the unit at hand must not change: others see it without this one.
    pub(super) fn is_foreign(&self, site: Site) -> bool {
        self.sight.is_some() && site.unit != self.unit
    }

    /// Every type and tag, for suggestions.
    pub(super) fn types_and_tags(&self) -> impl Iterator<Item = (Symbol, &TypeEntry<'p>)> {
        self.types.iter().chain(self.tags.iter())
    }

    /// Every constant.
    pub(super) fn values(&self) -> &Table<ValueEntry<'p>> {
        &self.values
    }

    /// Says that a name was looked for in vain: why may depend on any file.
    pub(super) fn missed(&self) {
        if let Some(sight) = &self.sight {
            sight.doubt(self.unit);
        }
    }

    pub(super) fn space(&self, space: Space) -> &Table<TypeEntry<'p>> {
        match space {
            Space::Types => &self.types,
            Space::Tags => &self.tags,
            Space::Coclasses => &self.coclasses,
        }
    }

    fn space_mut(&mut self, space: Space) -> &mut Table<TypeEntry<'p>> {
        match space {
            Space::Types => &mut self.types,
            Space::Tags => &mut self.tags,
            Space::Coclasses => &mut self.coclasses,
        }
    }

    /// For so many items, and names altogether.
    pub(super) fn new(items: usize, names: usize) -> Self {
        Scope {
            types: Table::new(items, names),
            tags: Table::new(items / 4, 0),
            coclasses: Table::new(0, 0),
            values: Table::new(items, names),
            unit: 0,
            sight: None,
        }
    }
}
