//! Interfaces, dispinterfaces, coclasses.

use super::{
    Resolver, attributes,
    error::ResolveError,
    scope::{Named, Node, Space},
};
use crate::{
    ast::{self, Ident, ItemKind, TagKind},
    model::{Arm, Coclass, CoclassMember, Dispinterface, Interface, InterfaceId, ItemId},
    source::Spanned,
    symbol::{Symbol, kw},
};

impl<'p> Resolver<'p> {
    pub(super) fn interface(&mut self, item: &'p ast::Item, node: &'p ast::Interface) {
        // What is declared between the methods comes first: they use it.
        for inner in node.items.iter().filter(|inner| !matches!(inner.kind, ItemKind::Method(_))) {
            self.item(inner);
        }
        let Some(entry) = self.scope.get(Space::Types, node.name.symbol).copied() else { return };
        let Named::Interface(id) = entry.named else {
            return self.judge_kind(node.name, entry, self.site(node.name, item.quoted_out).weight);
        };
        let interface = self.read_interface(item, node);
        if self.is_definition(Space::Types, node.name, Node::Interface(node)) {
            self.module[id] = interface;
            self.push(id);
            self.synthesise_async(id, item);
        } else {
            let weight = self.site(node.name, item.quoted_out).weight;
            self.judge_interface(node.name, entry, weight, id, &interface);
        }
    }

    fn read_interface(&mut self, item: &'p ast::Item, node: &'p ast::Interface) -> Interface {
        let attributes = &item.attributes;
        let mut methods = Vec::with_capacity(node.items.len());
        for inner in &node.items {
            if let ItemKind::Method(method) = &inner.kind
                // The remote twin of a local method: the local one has the slot.
                && !attributes::has(&inner.attributes, kw::A_CALL_AS)
            {
                methods.push(self.method(inner, method, true));
            }
        }
        Interface {
            name: self.name(node.name),
            iid: self.uuid(attributes),
            base: node.base.and_then(|base| self.base_interface(base)),
            methods,
            defined: true,
            first_slot: 0,
            com: false,
            dual: attributes::has(attributes, kw::A_DUAL),
            local: attributes::has(attributes, kw::A_LOCAL),
            async_of: None,
            attributes: self.attributes(attributes),
            origin: self.origin_with(node.name.span, item.first, &item.attributes),
        }
    }

    fn base_interface(&mut self, base: Ident) -> Option<InterfaceId> {
        if self.scope.sight.is_some()
            && self.scope.any(base.symbol).is_some_and(|entry| entry.node.is_none())
        {
            // Others may know what is only mentioned here.
            self.scope.missed();
        }
        match self.lookup(base) {
            Some(Named::Interface(id)) => Some(id),
            Some(named) => {
                let error = ResolveError::WrongKind {
                    name: self.name(base),
                    place: base.span,
                    asked: "interface",
                    found: named.word(),
                    declared: self.declared_at(base.symbol),
                };
                self.errors.push(error);
                None
            }
            None => {
                if !self.may_be_lost(base.symbol) {
                    let similar = self.similar_interface(base);
                    let home = self.home_of(base);
                    let name = Spanned { node: self.name(base), span: base.span };
                    self.errors.push(ResolveError::UnknownBase { name, similar, home });
                }
                None
            }
        }
    }

    pub(super) fn declared_at(&self, name: Symbol) -> Option<crate::source::Span> {
        self.scope.any(name).map(|entry| entry.site.span)
    }

    pub(super) fn dispinterface(&mut self, item: &'p ast::Item, node: &'p ast::Dispinterface) {
        let Some(entry) = self.scope.get(Space::Types, node.name.symbol).copied() else { return };
        let Named::Dispinterface(id) = entry.named else {
            return self.judge_kind(node.name, entry, self.site(node.name, item.quoted_out).weight);
        };
        if !self.is_definition(Space::Types, node.name, Node::Dispinterface(node)) {
            return self.judge(
                node.name,
                entry,
                self.site(node.name, item.quoted_out).weight,
                false,
            );
        }
        let (mut properties, mut property_ids) = (Vec::new(), Vec::new());
        let members = super::links::Members::none();
        for field in &node.properties {
            let base = self.field_base(field);
            let dispid = self.dispid(&field.attributes);
            for declarator in &field.declarators {
                property_ids.push(dispid);
                properties.push(self.field(
                    field,
                    Some(declarator),
                    (base.clone(), Arm::default()),
                    &members,
                ));
            }
        }
        let mut methods = Vec::new();
        for inner in &node.methods {
            if let ItemKind::Method(method) = &inner.kind {
                methods.push(self.method(inner, method, false));
            }
        }
        self.module[id] = Dispinterface {
            name: self.name(node.name),
            iid: self.uuid(&item.attributes),
            properties,
            property_ids,
            methods,
            of: node.of.and_then(|of| self.base_interface(of)),
            attributes: self.attributes(&item.attributes),
            origin: self.origin_with(node.name.span, item.first, &item.attributes),
        };
        self.push(id);
    }

    pub(super) fn coclass(&mut self, item: &'p ast::Item, node: &'p ast::Coclass) {
        let Some(entry) = self.scope.get(Space::Coclasses, node.name.symbol).copied() else {
            return;
        };
        let Named::Coclass(id) = entry.named else { return };
        if !self.is_definition(Space::Coclasses, node.name, Node::Coclass(node)) {
            return self.judge(
                node.name,
                entry,
                self.site(node.name, item.quoted_out).weight,
                false,
            );
        }
        let members = node.members.iter().filter_map(|member| {
            let item = self.coclass_item(member.of)?;
            let default = attributes::has(&member.attributes, kw::DEFAULT);
            Some(CoclassMember {
                item,
                default,
                source: attributes::has(&member.attributes, kw::A_SOURCE),
            })
        });
        let members = members.collect();
        self.module[id] = Coclass {
            name: self.name(node.name),
            clsid: self.uuid(&item.attributes),
            members,
            attributes: self.attributes(&item.attributes),
            origin: self.origin_with(node.name.span, item.first, &item.attributes),
        };
        self.push(id);
    }

    fn coclass_item(&mut self, member: ast::Tagged) -> Option<ItemId> {
        let name = member.name;
        // An interface that nothing else declares is declared here. One with the coclass's own name is no coclass.
        let known = self.lookup(name).filter(|named| !matches!(named, Named::Coclass(_)));
        let named = known.unwrap_or_else(|| self.declare_tagged(member, false));
        match (named, member.kind) {
            (Named::Interface(id), _) => Some(id.into()),
            (Named::Dispinterface(id), _) => Some(id.into()),
            (named, kind) => {
                let error = ResolveError::WrongKind {
                    name: self.name(name),
                    place: name.span,
                    asked: if kind == TagKind::Dispinterface {
                        "dispinterface"
                    } else {
                        "interface"
                    },
                    found: named.word(),
                    declared: self.declared_at(name.symbol),
                };
                self.errors.push(error);
                None
            }
        }
    }
}
