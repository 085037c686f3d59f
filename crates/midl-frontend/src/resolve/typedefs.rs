//! `typedef`, and types that are declared by themselves.

use super::{
    Resolver, attributes,
    collect::plain_name,
    scope::{Named, Node, Space},
    types::Context,
};
use crate::{
    ast::{self, Base, Declarator, TypeSpec},
    model::{Alias, Said, Type},
    symbol::kw,
};

impl<'p> Resolver<'p> {
    /// `struct S { .. };`, `enum { .. };`
    pub(super) fn bare_type(&mut self, item: &'p ast::Item, spec: &'p TypeSpec) {
        let context = Context { nested: false, ..self.context(item) };
        self.base(&spec.base, context);
    }

    pub(super) fn typedef(&mut self, item: &'p ast::Item, typedef: &'p ast::Typedef) {
        let spec = &typedef.spec;
        if typedef.declarators.iter().all(|declarator| self.renames_itself(&spec.base, declarator))
        {
            return;
        }
        let base = self
            .base(&spec.base, Context { typedef_name: plain_name(typedef), ..self.context(item) });
        for declarator in &typedef.declarators {
            if !self.renames_itself(&spec.base, declarator) {
                let ty = self.declared(base.clone(), spec.constant, declarator);
                self.alias(item, spec, declarator, ty);
            }
        }
    }

    fn context(&self, item: &'p ast::Item) -> Context<'p> {
        Context {
            first: item.first,
            attributes: &item.attributes,
            typedef_name: None,
            quoted_out: item.quoted_out,
            nested: false,
        }
    }

    fn alias(
        &mut self,
        item: &'p ast::Item,
        spec: &'p TypeSpec,
        declarator: &'p Declarator,
        ty: Type,
    ) {
        let Some(name) = declarator.name else { return };
        let Some(entry) = self.scope.get(Space::Types, name.symbol).copied() else { return };
        let id = match entry.named {
            Named::Alias(id) if self.is_definition(Space::Types, name, Node::Alias(declarator)) => {
                id
            }
            // The name of the record or enum itself.
            named if named.ty() == Some(ty.clone()) => {
                if entry.site.unit != self.scope.unit && matches!(spec.base, Base::Tagged(_)) {
                    self.redeclared_elsewhere(named);
                }
                return;
            }
            _ => {
                let weight = self.site(name, item.quoted_out).weight;
                return self.judge_alias(name, entry, weight, &ty);
            }
        };
        let ty = if self.leads_to(&ty, id) {
            self.errors.push(super::error::ResolveError::TypedefCycle {
                name: self.name(name),
                place: name.span,
            });
            Type::Void
        } else {
            ty
        };
        let attributes = &item.attributes;
        let (string, null) =
            (attributes::has(attributes, kw::A_STRING), attributes::null(attributes));
        let behind = self.module.said(&ty);
        self.module[id] = Alias {
            name: self.name(name),
            end: self.module.end_of(&ty),
            ty,
            string,
            null,
            whole: Said { string: string || behind.string, null: null.or(behind.null) },
            attributes: self.attributes(attributes),
            origin: self.origin_with(name.span, item.first, attributes),
        };
        self.push(id);
    }

    /// True where a typedef would mean itself.
    fn leads_to(&self, ty: &Type, id: crate::model::AliasId) -> bool {
        let mut ty = ty;
        while let Type::Alias(next) = ty {
            let end = self.module[*next].end.unwrap_or(*next);
            if *next == id || end == id {
                return true;
            }
            ty = &self.module[end].ty;
        }
        false
    }
}
