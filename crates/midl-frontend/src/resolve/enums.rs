//! Enums: members are numbered, each after its neighbour.

use super::{
    Resolver, attributes,
    error::ResolveError,
    scope::{Node, Space, ValueNode, ValueState},
    types::Context,
};
use crate::{
    ast,
    consts::{self, Computed, Number},
    model::{Enum, EnumId, Enumerator, Type},
    symbol::kw,
};

impl<'p> Resolver<'p> {
    pub(super) fn enumeration(&mut self, node: &'p ast::Enum, context: Context<'p>) -> Type {
        let (space, name) = match (node.tag, context.typedef_name) {
            (Some(tag), _) => (Space::Tags, tag),
            (None, Some(name)) => (Space::Types, name),
            (None, None) => {
                let blank = super::blank::enumeration(None, self.origin(node.span, context.first));
                let id = self.module.add_enum(blank);
                self.fill_enum(id, node, context);
                return Type::Enum(id);
            }
        };
        let here = Node::Enum(node);
        if self.scope.get(space, name.symbol).is_none() {
            self.define(space, name, context.quoted_out, here);
        }
        let Some(entry) = self.scope.get(space, name.symbol).copied() else {
            return Type::Void;
        };
        match entry.named.ty() {
            Some(ty @ Type::Enum(id)) => {
                if self.is_definition(space, name, here) {
                    self.fill_enum(id, node, context);
                } else {
                    let weight = self.site(name, context.quoted_out).weight;
                    let members = self.members(node);
                    self.judge_enum(name, entry, weight, id, &members);
                }
                ty
            }
            _ => {
                self.judge_kind(name, entry, self.site(name, context.quoted_out).weight);
                Type::Void
            }
        }
    }

    fn fill_enum(&mut self, id: EnumId, node: &'p ast::Enum, context: Context<'p>) {
        let members = self.members(node);
        for (member, made) in node.members.iter().zip(&members) {
            let node = ValueNode::Enumerator { of: node, member };
            self.judge_value(member.name, node, context.quoted_out, &whole(made.value).value);
        }
        let (name, tag) = (self.module[id].name.take(), self.module[id].tag.take());
        let place = context.typedef_name.or(node.tag).map_or(node.span, |name| name.span);
        self.module[id] = Enum {
            name,
            tag,
            members,
            v1: attributes::has(context.attributes, kw::A_V1_ENUM),
            attributes: self.attributes(context.attributes),
            origin: self.origin_with(place, context.first, context.attributes),
        };
        self.push(id);
    }

    fn members(&mut self, node: &'p ast::Enum) -> Vec<Enumerator> {
        let values = self.member_values(node);
        let members = node.members.iter().zip(values);
        members
            .map(|(member, value)| {
                let end =
                    member.value.as_ref().map_or(member.name.span.end, |value| value.span.end);
                let origin =
                    self.origin_in_line(member.name.span, member.first, end, &member.attributes);
                Enumerator { name: self.name(member.name), value, origin }
            })
            .collect()
    }

    /// The values of an enum's members. What cannot be computed is reported and numbered after its neighbour.
    pub(super) fn member_values(&mut self, node: &'p ast::Enum) -> Vec<i32> {
        let mut values: Vec<i32> = Vec::with_capacity(node.members.len());
        for member in &node.members {
            let value = match self.known_member(member) {
                Some(value) => value,
                None => {
                    let value = self.member_value(member, values.last().copied());
                    self.know_member(member, value);
                    value
                }
            };
            values.push(value);
        }
        values
    }

    fn member_value(&mut self, member: &'p ast::Enumerator, neighbour: Option<i32>) -> i32 {
        let next = neighbour.map_or(Some(0), |value| value.checked_add(1));
        let Some(expr) = &member.value else {
            return next.unwrap_or_else(|| {
                let name = self.name(member.name);
                self.errors.push(ResolveError::EnumOverflow {
                    name,
                    place: member.name.span,
                    value: None,
                });
                0
            });
        };
        match consts::number(expr, self) {
            // An enumerator is 32 bits wide and signed: 0x80000000 keeps its bits.
            Ok(Number { value, .. })
                if (i128::from(i32::MIN)..=i128::from(u32::MAX)).contains(&value) =>
            {
                value as i32
            }
            Ok(Number { value, .. }) => {
                let name = self.name(member.name);
                self.errors.push(ResolveError::EnumOverflow {
                    name,
                    place: expr.span,
                    value: Some(value),
                });
                next.unwrap_or_default()
            }
            Err(error) => {
                self.report(error);
                next.unwrap_or_default()
            }
        }
    }

    fn known_member(&self, member: &'p ast::Enumerator) -> Option<i32> {
        let entry = self.scope.value(member.name.symbol)?;
        match (&entry.node, &entry.state) {
            (ValueNode::Enumerator { member: known, .. }, ValueState::Known(Ok(computed)))
                if std::ptr::eq(*known, member) =>
            {
                match computed.value {
                    crate::model::Value::Integer { value, .. } => Some(value as i32),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Members that come later, and other enums, may speak of this one.
    fn know_member(&mut self, member: &'p ast::Enumerator, value: i32) {
        let Some(entry) = self.scope.value_mut(member.name.symbol) else { return };
        match entry.node {
            ValueNode::Enumerator { member: known, .. } if std::ptr::eq(known, member) => {
                entry.state = ValueState::Known(Ok(whole(value)));
            }
            _ => {}
        }
    }
}

fn whole(value: i32) -> Computed {
    let number = Number { value: i128::from(value), unsigned: false, wide: false };
    Computed { value: number.into(), ty: None }
}
