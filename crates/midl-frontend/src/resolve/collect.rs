//! The first walk: every name that any file declares, before anything is looked up. Ids are given here; the second walk
//! fills in what they stand for.

use super::{
    Resolver, blank,
    scope::{Named, Node, Site, Space, TypeEntry, ValueEntry, ValueNode, ValueState, Weight},
};
use crate::{
    ast::{self, Base, Ident, ItemKind, TagKind},
    docs,
    model::{InterfaceId, Origin},
    source::{FileId, Owner},
    symbol::kw,
};

impl<'p> Resolver<'p> {
    pub(super) fn collect(&mut self) {
        for (index, unit) in self.program.units.iter().enumerate() {
            self.enter(index);
            if self.program.roots.contains(&unit.file) {
                for define in &unit.ast.defines {
                    self.declare_value_for(define.name, false, ValueNode::Define(define), true);
                }
            }
            self.collect_items(&unit.ast.items);
        }
    }

    fn collect_items(&mut self, items: &'p [ast::Item]) {
        for item in items {
            self.collect_item(item);
        }
    }

    fn collect_item(&mut self, item: &'p ast::Item) {
        let quoted_out = item.quoted_out;
        self.from_c = item.from_c;
        match &item.kind {
            ItemKind::Interface(interface) => {
                self.collect_items(&interface.items);
                let node = Node::Interface(interface);
                if let Named::Interface(id) =
                    self.define(Space::Types, interface.name, quoted_out, node)
                {
                    self.collect_async(id, item);
                }
            }
            ItemKind::Dispinterface(dispinterface) => {
                let node = Node::Dispinterface(dispinterface);
                self.define(Space::Types, dispinterface.name, quoted_out, node);
            }
            ItemKind::Coclass(coclass) => {
                self.define(Space::Coclasses, coclass.name, quoted_out, Node::Coclass(coclass));
            }
            ItemKind::Library(block) | ItemKind::Module(block) => self.collect_items(&block.items),
            ItemKind::Forward(tagged) => {
                if self.scope.peek(space_of(tagged.kind), tagged.name.symbol).is_none() {
                    self.declare_tagged(*tagged, quoted_out);
                }
            }
            ItemKind::Typedef(typedef) => self.collect_typedef(typedef, quoted_out),
            ItemKind::Type(spec) => self.collect_base(&spec.base, quoted_out),
            ItemKind::Const(constant) => {
                let spec = &constant.spec;
                for (declarator, value) in &constant.values {
                    if let Some(name) = declarator.name {
                        self.declare_value(
                            name,
                            quoted_out,
                            ValueNode::Const { spec, declarator, value },
                        );
                    }
                }
            }
            ItemKind::Method(_) => {}
            ItemKind::CppQuote(quote) => {
                if let Some(define) = &quote.define {
                    self.declare_value(define.name, quoted_out, ValueNode::Define(define));
                }
            }
            ItemKind::Importlib(_) => {}
        }
    }

    /// `[async_uuid(..)] interface IFoo` declares `AsyncIFoo` too.
    fn collect_async(&mut self, of: InterfaceId, item: &'p ast::Item) {
        let asked =
            item.attributes.iter().any(|attribute| attribute.name.symbol == kw::A_ASYNC_UUID);
        if !asked || self.async_twins.iter().any(|(plain, _)| *plain == of) {
            return;
        }
        let name = format!("Async{}", self.module[of].name);
        let origin = self.module[of].origin;
        let twin = match self.program.symbols.find(&name) {
            Some(symbol) => {
                let ident = Ident { symbol, span: origin.span };
                let site = self.site(ident, item.quoted_out);
                match self.declare(Space::Types, ident, site, TagKind::Interface) {
                    Named::Interface(id) => id,
                    _ => return,
                }
            }
            // Nobody speaks of it, so nobody will look for it.
            None => self.module.add_interface(blank::interface(name.into(), origin)),
        };
        self.async_twins.push((of, twin));
    }

    /// A file writes out itself what another has made from its `async_uuid`, and which in its own compilation would not be made.
    fn notice_twin(&self, entry: TypeEntry<'p>) {
        if let (Some(sight), Named::Interface(id)) = (&self.scope.sight, entry.named)
            && entry.node.is_none()
            && self.async_twins.iter().any(|(_, twin)| *twin == id)
        {
            sight.doubt(self.scope.unit);
        }
    }

    fn collect_typedef(&mut self, typedef: &'p ast::Typedef, quoted_out: bool) {
        let plain = plain_name(typedef);
        let named = match (&typedef.spec.base, plain) {
            (Base::Record(record), Some(name)) if record.tag.is_none() => {
                let named = self.define(Space::Types, name, quoted_out, Node::Record(record));
                self.collect_fields(record, quoted_out);
                Some(named)
            }
            (Base::Enum(enumeration), Some(name)) if enumeration.tag.is_none() => {
                let node = Node::Enum(enumeration);
                let named = self.define(Space::Types, name, quoted_out, node);
                self.collect_members(
                    enumeration,
                    self.is_definition(Space::Types, name, node),
                    quoted_out,
                );
                Some(named)
            }
            (Base::Pipe(of), Some(name)) => {
                self.collect_base(&of.base, quoted_out);
                Some(self.define(Space::Types, name, quoted_out, Node::Pipe(of)))
            }
            (Base::Tagged(tagged), Some(_)) => match tagged.kind {
                TagKind::Struct | TagKind::Union | TagKind::Enum => {
                    Some(self.declare_tagged(*tagged, quoted_out))
                }
                _ => None,
            },
            (base, _) => {
                self.collect_base(base, quoted_out);
                match base {
                    Base::Record(record) => self.tag_of(record.tag),
                    Base::Enum(enumeration) => self.tag_of(enumeration.tag),
                    _ => None,
                }
            }
        };
        for declarator in &typedef.declarators {
            let Some(name) = declarator.name else { continue };
            let is_plain =
                plain.is_some_and(|plain| plain.span == name.span && plain.symbol == name.symbol);
            match named {
                Some(named) if is_plain && self.give_name(named, name) => {
                    self.enter_name(name, named, quoted_out, declarator)
                }
                _ if self.renames_itself(&typedef.spec.base, declarator) => {}
                _ => {
                    self.define(Space::Types, name, quoted_out, Node::Alias(declarator));
                }
            }
        }
    }

    /// Calls a record or an enum by the name of a typedef; false where it has another name already.
    fn give_name(&mut self, named: Named, ident: Ident) -> bool {
        let name = self.name(ident);
        let slot = match named {
            Named::Record(id) => &mut self.module[id].name,
            Named::Enum(id) => &mut self.module[id].name,
            _ => return false,
        };
        match slot {
            Some(known) => *known == name,
            None => {
                *slot = Some(name);
                true
            }
        }
    }

    /// Makes a typedef's name mean a record or an enum, unless it means something that weighs as much (which the second walk
    /// judges).
    fn enter_name(
        &mut self,
        name: Ident,
        named: Named,
        quoted_out: bool,
        declarator: &'p ast::Declarator,
    ) {
        let site = self.site(name, quoted_out);
        let entry = TypeEntry { named, site, node: Some(Node::Alias(declarator)) };
        match self.scope.peek(Space::Types, name.symbol).copied() {
            None => self.scope.set(Space::Types, name.symbol, entry),
            Some(known) if known.named != named && known.site.weight < site.weight => {
                self.scope.set(Space::Types, name.symbol, entry);
            }
            Some(_) => {}
        }
    }

    /// `typedef interface IFoo IFoo;` says nothing new.
    pub(super) fn renames_itself(&self, base: &Base, declarator: &ast::Declarator) -> bool {
        let Some(name) = declarator.name else { return false };
        let old = match base {
            Base::Tagged(tagged) if tagged.kind == TagKind::Interface => tagged.name.symbol,
            Base::Name(old) => old.symbol,
            _ => return false,
        };
        old == name.symbol && declarator.layers.is_empty()
    }

    /// What is declared inside a type that is written out in full.
    fn collect_base(&mut self, base: &'p Base, quoted_out: bool) {
        match base {
            Base::Record(record) => {
                if let Some(tag) = record.tag {
                    self.define(Space::Tags, tag, quoted_out, Node::Record(record));
                }
                self.collect_fields(record, quoted_out);
            }
            Base::Enum(enumeration) => {
                let wins = enumeration.tag.is_none_or(|tag| {
                    let node = Node::Enum(enumeration);
                    self.define(Space::Tags, tag, quoted_out, node);
                    self.is_definition(Space::Tags, tag, node)
                });
                self.collect_members(enumeration, wins, quoted_out);
            }
            _ => {}
        }
    }

    fn collect_fields(&mut self, record: &'p ast::Record, quoted_out: bool) {
        for field in &record.fields {
            self.collect_base(&field.spec.base, quoted_out);
        }
    }

    /// The members of an enum that is declared a second time are not declared a second time.
    fn collect_members(&mut self, enumeration: &'p ast::Enum, wins: bool, quoted_out: bool) {
        if wins {
            for member in &enumeration.members {
                let node = ValueNode::Enumerator { of: enumeration, member };
                self.declare_value(member.name, quoted_out, node);
            }
        }
    }

    fn declare_value(&mut self, name: Ident, quoted_out: bool, node: ValueNode<'p>) {
        self.declare_value_for(name, quoted_out, node, false);
    }

    /// The same; `private` where no other file sees it.
    fn declare_value_for(
        &mut self,
        name: Ident,
        quoted_out: bool,
        node: ValueNode<'p>,
        private: bool,
    ) {
        let site = self.site(name, quoted_out);
        let entry = ValueEntry { site, node, state: ValueState::Unasked, private };
        self.scope.set_value(name.symbol, entry);
    }

    /// The entry of `interface IFoo`, `struct S` and the like, declared here if nowhere before.
    pub(super) fn declare_tagged(&mut self, tagged: ast::Tagged, quoted_out: bool) -> Named {
        let site = self.site(tagged.name, quoted_out);
        self.declare(space_of(tagged.kind), tagged.name, site, tagged.kind)
    }

    fn declare(&mut self, space: Space, name: Ident, site: Site, kind: TagKind) -> Named {
        if let Some(entry) = self.scope.peek(space, name.symbol) {
            return entry.named;
        }
        let named = self.allocate(name, kind);
        self.scope.set(space, name.symbol, TypeEntry { named, site, node: None });
        named
    }

    /// Makes `node` the definition of a name, unless the name has one that weighs as much. Returns what the name means.
    pub(super) fn define(
        &mut self,
        space: Space,
        name: Ident,
        quoted_out: bool,
        node: Node<'p>,
    ) -> Named {
        let site = self.site(name, quoted_out);
        let known = self.scope.peek(space, name.symbol).copied();
        let named = match known {
            None => self.allocate_for(name, node),
            Some(entry) if !node.can_define(entry.named) => match entry.node {
                Some(_) if entry.site.weight >= site.weight => return entry.named,
                // `typedef T IFoo;` where IFoo was only forward declared, or a weaker declaration of another kind.
                _ => self.allocate_for(name, node),
            },
            Some(entry) if entry.node.is_some() && entry.site.weight >= site.weight => {
                return entry.named;
            }
            Some(entry) if self.scope.is_foreign(entry.site) => {
                self.notice_twin(entry);
                self.allocate_for(name, node)
            }
            Some(entry) => entry.named,
        };
        let entry = TypeEntry { named, site, node: Some(node) };
        self.scope.set(space, name.symbol, entry);
        named
    }

    /// True where `node` is the definition of a name.
    pub(super) fn is_definition(&self, space: Space, name: Ident, node: Node<'p>) -> bool {
        self.scope
            .peek(space, name.symbol)
            .and_then(|entry| entry.node)
            .is_some_and(|known| known.is(node))
    }

    fn allocate_for(&mut self, name: Ident, node: Node<'p>) -> Named {
        match node {
            Node::Interface(_) => self.allocate(name, TagKind::Interface),
            Node::Dispinterface(_) => self.allocate(name, TagKind::Dispinterface),
            Node::Coclass(_) => self.allocate(name, TagKind::Coclass),
            Node::Alias(_) => {
                let alias = blank::alias(self.name(name), self.bare_origin(name));
                Named::Alias(self.module.add_alias(alias))
            }
            Node::Record(record) => {
                let named = self.allocate(name, TagKind::Struct);
                if record.tag.is_none() {
                    self.untag(named, name);
                }
                named
            }
            Node::Pipe(_) => {
                let named = self.allocate(name, TagKind::Struct);
                if let Named::Record(id) = named {
                    self.module[id].name = Some(self.name(name));
                    self.module[id].tag = Some(self.pipe_tag(name));
                }
                named
            }
            Node::Enum(enumeration) => {
                let named = self.allocate(name, TagKind::Enum);
                if enumeration.tag.is_none() {
                    self.untag(named, name);
                }
                named
            }
        }
    }

    /// `typedef struct { .. } S;`: the name is no tag.
    fn untag(&mut self, named: Named, name: Ident) {
        let name = Some(self.name(name));
        match named {
            Named::Record(id) => (self.module[id].name, self.module[id].tag) = (name, None),
            Named::Enum(id) => (self.module[id].name, self.module[id].tag) = (name, None),
            _ => {}
        }
    }

    fn allocate(&mut self, ident: Ident, kind: TagKind) -> Named {
        let name = self.name(ident);
        let origin = self.bare_origin(ident);
        match kind {
            TagKind::Struct | TagKind::Union => {
                Named::Record(self.module.add_record(blank::record(Some(name), origin)))
            }
            TagKind::Enum => {
                Named::Enum(self.module.add_enum(blank::enumeration(Some(name), origin)))
            }
            TagKind::Dispinterface => Named::Dispinterface(
                self.module.add_dispinterface(blank::dispinterface(name, origin)),
            ),
            TagKind::Coclass => {
                Named::Coclass(self.module.add_coclass(blank::coclass(name, origin)))
            }
            TagKind::Interface | TagKind::Library | TagKind::Module => {
                Named::Interface(self.module.add_interface(blank::interface(name, origin)))
            }
        }
    }

    fn tag_of(&self, tag: Option<Ident>) -> Option<Named> {
        Some(self.scope.get(Space::Tags, tag?.symbol)?.named)
    }

    /// Of what is not documented where it stands.
    pub(super) fn bare_origin(&self, ident: Ident) -> Origin {
        Origin { unit: self.file(), span: ident.span, docs: docs::Place::default() }
    }

    pub(super) fn site(&self, name: Ident, quoted_out: bool) -> Site {
        let weight = self.weight(quoted_out);
        let weight =
            if self.is_header(name.span.file) { weight.min(Weight::Header) } else { weight };
        Site { span: name.span, unit: self.scope.unit, weight }
    }

    /// True where the unit at hand is other people's.
    pub(super) fn is_library(&self) -> bool {
        self.program.sources.file(self.file()).owner == Owner::Library
    }

    /// True for the text of a C header, whose declarations may stand in any number of files.
    pub(super) fn is_header(&self, file: FileId) -> bool {
        self.headers.get(file.index()).copied().unwrap_or_default()
    }

    fn weight(&self, quoted_out: bool) -> Weight {
        match self.program.sources.file(self.file()).owner {
            Owner::Prelude => Weight::Prelude,
            Owner::Companion => Weight::FromC,
            Owner::User | Owner::Library if quoted_out => Weight::QuotedOut,
            Owner::User | Owner::Library if self.from_c => Weight::FromC,
            Owner::User | Owner::Library => Weight::Full,
        }
    }
}

/// The space in which `struct S`, `interface IFoo` and the like are looked for.
fn space_of(kind: TagKind) -> Space {
    match kind {
        TagKind::Struct | TagKind::Union | TagKind::Enum => Space::Tags,
        TagKind::Coclass => Space::Coclasses,
        TagKind::Interface | TagKind::Dispinterface | TagKind::Library | TagKind::Module => {
            Space::Types
        }
    }
}

/// The first name of a typedef that stands for the type on its left itself.
pub(super) fn plain_name(typedef: &ast::Typedef) -> Option<Ident> {
    typedef
        .declarators
        .iter()
        .find(|declarator| declarator.layers.is_empty())
        .and_then(|declarator| declarator.name)
}
