//! Structs and unions: plain, nested, switched from outside (`switch_is`) and encapsulated (`switch (T tag)`).

use super::{
    Resolver, attributes, blank,
    links::Members,
    scope::{Node, Space},
    types::Context,
};
use crate::{
    ast::{self, Arguments, Base, CaseLabel, Declarator},
    docs,
    model::{Arm, Expr, Field, LinkLists, Links, Name, Record, RecordId, RecordKind, Type},
    source::Span,
    symbol::kw,
};

impl<'p> Resolver<'p> {
    pub(super) fn record(&mut self, node: &'p ast::Record, context: Context<'p>) -> Type {
        let (space, name) = match (node.tag, context.typedef_name) {
            (Some(tag), _) => (Space::Tags, tag),
            (None, Some(name)) => (Space::Types, name),
            (None, None) => {
                let id = self
                    .module
                    .add_record(blank::record(None, self.origin(node.span, context.first)));
                self.fill_record(id, node, context);
                if !context.nested {
                    self.push(id);
                }
                return Type::Record(id);
            }
        };
        let here = Node::Record(node);
        if self.scope.get(space, name.symbol).is_none() {
            self.define(space, name, context.quoted_out, here);
        }
        let Some(entry) = self.scope.get(space, name.symbol).copied() else {
            return Type::Void;
        };
        match entry.named.ty() {
            Some(ty @ Type::Record(id)) => {
                if self.is_definition(space, name, here) {
                    self.fill_record(id, node, context);
                    self.push(id);
                } else {
                    let weight = self.site(name, context.quoted_out).weight;
                    // It is compared and then forgotten: no item names it.
                    let second =
                        self.module.add_record(blank::record(None, self.module[id].origin));
                    self.fill_record(second, node, context);
                    self.judge_record(name, entry, weight, (id, second));
                }
                ty
            }
            _ => {
                self.judge_kind(name, entry, self.site(name, context.quoted_out).weight);
                Type::Void
            }
        }
    }

    fn fill_record(&mut self, id: RecordId, node: &'p ast::Record, context: Context<'p>) {
        let place = context.typedef_name.or(node.tag).map_or(node.span, |name| name.span);
        let origin = self.origin_with(place, context.first, context.attributes);
        let kind = match node.kind {
            ast::RecordKind::Struct => RecordKind::Struct,
            ast::RecordKind::Union => RecordKind::Union,
        };
        let switch_type = self.switch_type(context.attributes);
        let body = self.body(node, kind, context.nested, origin);
        let (name, tag) = (self.module[id].name.take(), self.module[id].tag.take());
        let attributes =
            if context.nested { Vec::new() } else { self.attributes(context.attributes) };
        let record = match &node.switch {
            None => Record { switch_type, ..body },
            Some(switch) => self.encapsulated(switch, body),
        };
        self.module[id] = Record { name, tag, attributes, origin, ..record };
    }

    fn switch_type(&mut self, attributes: &'p [ast::Attribute]) -> Option<Type> {
        match &attributes::find(attributes, kw::A_SWITCH_TYPE)?.arguments {
            Arguments::Type(name) => Some(self.type_name(name)),
            _ => None,
        }
    }

    /// `union switch (T tag) u { .. }` is a struct of the tag and the union.
    fn encapsulated(&mut self, switch: &'p ast::Switch, union: Record) -> Record {
        let origin = union.origin;
        let context = Context::passing(switch.spec.span);
        let tag_type = self.base(&switch.spec.base, context);
        let union_name = switch.union.map_or(kw::TAGGED_UNION, |name| name.symbol);
        let union = self.module.add_record(Record { switch_type: Some(tag_type.clone()), ..union });
        let field = |name: Name, ty, place: Span| Field {
            name: Some(name),
            ty,
            bits: None,
            arm: Arm::default(),
            string: false,
            links: Links::default(),
            only: None,
            attributes: Vec::new(),
            origin: crate::model::Origin { span: place, docs: docs::Place::default(), ..origin },
        };
        let tag = field(self.name(switch.tag), tag_type.clone(), switch.tag.span);
        let place = switch.union.map_or(origin.span, |name| name.span);
        let mut arms = field(self.program.symbols.name(union_name), Type::Record(union), place);
        arms.links = LinkLists { switch_is: Some(Expr::Member(0)), ..LinkLists::NONE }.into();
        let outer = blank::record(None, origin);
        Record {
            kind: RecordKind::Struct,
            fields: vec![tag, arms],
            switch_type: Some(tag_type),
            pack: self.module[union].pack,
            defined: true,
            ..outer
        }
    }

    /// The record without its names and attributes.
    fn body(
        &mut self,
        node: &'p ast::Record,
        kind: RecordKind,
        nested: bool,
        origin: crate::model::Origin,
    ) -> Record {
        let mut record = Record {
            kind,
            pack: node.pack,
            defined: true,
            from_c: self.from_c,
            ..blank::record(None, origin)
        };
        record.fields.reserve_exact(node.fields.len());
        // An arm of a union, or a record without a name, may speak of members of what holds it.
        let members =
            Members::of_record(node, nested || kind == RecordKind::Union || node.switch.is_some());
        for field in &node.fields {
            let arm = self.arm(field);
            if let Base::Missing = field.spec.base {
                record.empty_arms.push(arm);
                continue;
            }
            let base = self.field_base(field);
            if field.declarators.is_empty() {
                record.fields.push(self.field(field, None, (base, arm), &members));
                continue;
            }
            for declarator in &field.declarators {
                let base_and_arm = (base.clone(), arm.clone());
                record.fields.push(self.field(field, Some(declarator), base_and_arm, &members));
            }
        }
        record
    }

    /// The labels of an arm, by attribute or, in an encapsulated union, as in C.
    fn arm(&mut self, field: &'p ast::Field) -> Arm {
        let mut arm = Arm::default();
        for attribute in &field.attributes {
            match attribute.name.symbol {
                kw::CASE => {
                    for expr in attributes::expressions(attribute).iter().flatten() {
                        arm.cases.extend(self.whole(expr).map(|value| value as i64));
                    }
                }
                kw::DEFAULT => arm.default = true,
                _ => {}
            }
        }
        for label in &field.labels {
            match label {
                CaseLabel::Case(expr) => {
                    arm.cases.extend(self.whole(expr).map(|value| value as i64))
                }
                CaseLabel::Default => arm.default = true,
            }
        }
        arm
    }

    /// The type that all declarators of a field share.
    pub(super) fn field_base(&mut self, field: &'p ast::Field) -> Type {
        let context = Context {
            first: field.first,
            attributes: &field.attributes,
            typedef_name: None,
            quoted_out: false,
            nested: true,
        };
        self.base(&field.spec.base, context)
    }

    pub(super) fn field(
        &mut self,
        field: &'p ast::Field,
        declarator: Option<&'p Declarator>,
        (base, arm): (Type, Arm),
        members: &Members,
    ) -> Field {
        let (ty, place) = match declarator {
            Some(declarator) => {
                let place = declarator.name.map_or(declarator.span, |name| name.span);
                (self.declared(base, field.spec.constant, declarator), place)
            }
            None => (base, field.spec.span),
        };
        let end = declarator.map_or(field.spec.span.end, |declarator| declarator.span.end);
        let bits = declarator.and_then(|declarator| declarator.bits.as_ref());
        Field {
            name: declarator.and_then(|declarator| declarator.name).map(|name| self.name(name)),
            string: self.is_string(&field.attributes, &ty),
            ty,
            bits: bits.and_then(|bits| self.bits(bits)),
            arm,
            links: self.links(&field.attributes, members),
            only: field.only,
            attributes: self.attributes(&field.attributes),
            origin: self.origin_in_line(place, field.first, end, &field.attributes),
        }
    }

    fn bits(&mut self, bits: &'p ast::Expr) -> Option<u32> {
        let value = self.whole(bits)?;
        match u32::try_from(value) {
            Ok(bits @ 0..=64) => Some(bits),
            _ => {
                self.errors.push(super::error::ResolveError::BitWidth { place: bits.span, value });
                None
            }
        }
    }
}
