//! What links a parameter or a field to its neighbours: `size_is(n)`, `iid_is(riid)`, `switch_is(tag)`.

use super::{Resolver, attributes, error::ResolveError, similar};
use crate::{
    ast::{self, BinaryOp, ExprKind, Ident, UnaryOp},
    consts::{self, Computed, ConstError},
    layout::{Layouts, Target},
    model::{Expr, LinkLists, Links, Type, Value},
    source::Spanned,
    symbol::{Symbol, kw},
};

/// The names that an expression may speak of.
pub(super) struct Members {
    /// By index: the parameters of a method, the fields of a record.
    names: Vec<Option<Ident>>,
    /// What surrounds this may have more of them.
    open: bool,
    /// What one of them is called in a message.
    word: &'static str,
}

impl Members {
    /// For what speaks of nothing.
    pub(super) fn none() -> Self {
        Members { names: Vec::new(), open: true, word: "member" }
    }

    pub(super) fn of_params(params: &[ast::Param]) -> Self {
        let names = if params.iter().any(|param| has_links(&param.attributes)) {
            params.iter().map(|param| param.declarator.name).collect()
        } else {
            Vec::new()
        };
        Members { names, open: false, word: "parameter" }
    }

    pub(super) fn of_record(record: &ast::Record, open: bool) -> Self {
        let mut names = Vec::new();
        if record.fields.iter().any(|field| has_links(&field.attributes)) {
            for field in &record.fields {
                match &*field.declarators {
                    [] if matches!(field.spec.base, ast::Base::Missing) => {}
                    [] => names.push(None),
                    declarators => {
                        names.extend(declarators.iter().map(|declarator| declarator.name))
                    }
                }
            }
        }
        Members { names, open, word: "field" }
    }

    fn index(&self, name: Symbol) -> Option<usize> {
        self.names.iter().position(|known| known.is_some_and(|known| known.symbol == name))
    }
}

fn has_links(attributes: &[ast::Attribute]) -> bool {
    attributes.iter().any(|attribute| is_link(attribute.name.symbol))
}

impl<'p> Resolver<'p> {
    pub(super) fn links(&mut self, attributes: &'p [ast::Attribute], members: &Members) -> Links {
        if !has_links(attributes) {
            return Links::default();
        }
        let mut links = LinkLists::NONE;
        let mut last_is = Vec::new();
        for attribute in attributes {
            match attribute.name.symbol {
                kw::A_SIZE_IS => links.size_is = self.dimensions(attribute, members),
                kw::A_MAX_IS => {
                    let largest = self.dimensions(attribute, members);
                    links.size_is = largest.into_iter().map(|index| index.map(one_more)).collect();
                }
                kw::A_LENGTH_IS => links.length_is = self.dimensions(attribute, members),
                kw::A_LAST_IS => last_is = self.dimensions(attribute, members),
                kw::A_FIRST_IS => links.first_is = self.dimensions(attribute, members),
                kw::A_IID_IS => {
                    links.iid_is = self.dimensions(attribute, members).into_iter().flatten().next()
                }
                kw::A_SWITCH_IS => {
                    links.switch_is =
                        self.dimensions(attribute, members).into_iter().flatten().next()
                }
                _ => {}
            }
        }
        for (dimension, last) in last_is.into_iter().enumerate() {
            let first = links.first_is.get(dimension).cloned().flatten();
            links.length_is.push(last.map(|last| match first {
                Some(first) => one_more(Expr::Binary("-", Box::new(last), Box::new(first))),
                None => one_more(last),
            }));
        }
        links.into()
    }

    fn dimensions(
        &mut self,
        attribute: &'p ast::Attribute,
        members: &Members,
    ) -> Vec<Option<Expr>> {
        let list = attributes::expressions(attribute);
        if !list.iter().any(Option::is_some) && attribute.name.symbol != kw::A_SWITCH_IS {
            self.report_missing_argument(attribute);
        }
        list.iter().map(|expr| self.link(expr.as_ref()?, attribute, members)).collect()
    }

    /// An expression over members; what is wrong with it is reported.
    fn link(
        &mut self,
        expr: &'p ast::Expr,
        attribute: &ast::Attribute,
        members: &Members,
    ) -> Option<Expr> {
        match self.over_members(expr, members) {
            Ok(expr) => Some(expr),
            Err(ConstError::UnknownName { .. }) if members.open => None,
            Err(ConstError::UnknownName { name, place }) => {
                let known = members.names.iter().flatten().map(|ident| (ident.symbol, ident.span));
                let similar =
                    similar::similar_of(&self.program.symbols, &name, known, members.word);
                self.errors.push(ResolveError::UnknownMember {
                    name: Spanned { node: name, span: place },
                    attribute: self.name(attribute.name),
                    word: members.word,
                    similar,
                    tolerated: self.is_library(),
                });
                None
            }
            // `p->count`, a macro: known only when the program runs, and not to be said in the model.
            Err(ConstError::NotConstant { .. } | ConstError::NotWhole { .. }) => None,
            Err(error) => {
                self.report(error);
                None
            }
        }
    }

    fn over_members(&mut self, expr: &'p ast::Expr, members: &Members) -> Result<Expr, ConstError> {
        if !speaks_of(expr, members) {
            if self.depends_on_target(expr) {
                let what = "another number on each target";
                return Err(ConstError::NotConstant { place: expr.span, what });
            }
            return match consts::evaluate(expr, self)? {
                Computed { value: Value::Integer { value, .. }, .. } => {
                    Ok(Expr::Constant(value as i64))
                }
                _ => Err(ConstError::NotWhole { place: expr.span }),
            };
        }
        let not_sayable =
            ConstError::NotConstant { place: expr.span, what: "known only when the program runs" };
        Ok(match &expr.kind {
            ExprKind::Name(name) => match members.index(*name) {
                Some(index) => Expr::Member(index),
                None => return Err(not_sayable),
            },
            ExprKind::Group(inner) => self.over_members(inner, members)?,
            ExprKind::Unary(op, inner) => self.unary(*op, inner, members, not_sayable)?,
            ExprKind::Binary(op, sides)
                if let Some((ty, op)) = self.cast_in_disguise(*op, &sides.0, members) =>
            {
                Expr::Cast(ty, Box::new(self.unary(op, &sides.1, members, not_sayable)?))
            }
            ExprKind::Binary(op, sides) => {
                let (left, right) =
                    (self.over_members(&sides.0, members)?, self.over_members(&sides.1, members)?);
                Expr::Binary(op.sign(), Box::new(left), Box::new(right))
            }
            ExprKind::Conditional(parts) => {
                let condition = Box::new(self.over_members(&parts.0, members)?);
                let then = Box::new(self.over_members(&parts.1, members)?);
                Expr::Conditional(condition, then, Box::new(self.over_members(&parts.2, members)?))
            }
            ExprKind::Cast(parts) => {
                let ty = consts::Names::cast_type(self, &parts.0)?;
                Expr::Cast(ty, Box::new(self.over_members(&parts.1, members)?))
            }
            _ => return Err(not_sayable),
        })
    }
}

impl<'p> Resolver<'p> {
    fn unary(
        &mut self,
        op: UnaryOp,
        inner: &'p ast::Expr,
        members: &Members,
        not_sayable: ConstError,
    ) -> Result<Expr, ConstError> {
        let inner = self.over_members(inner, members)?;
        Ok(match op {
            UnaryOp::Deref => Expr::Deref(Box::new(inner)),
            UnaryOp::Plus => inner,
            UnaryOp::AddressOf => return Err(not_sayable),
            UnaryOp::Minus | UnaryOp::BitNot | UnaryOp::Not => {
                Expr::Unary(op.sign(), Box::new(inner))
            }
        })
    }

    /// `sizeof` of what is as large as a pointer: constants are those of 64 bits.
    fn depends_on_target(&mut self, expr: &'p ast::Expr) -> bool {
        match &expr.kind {
            ExprKind::SizeOf(name) => consts::Names::cast_type(self, name).is_ok_and(|ty| {
                let size = |target| Layouts::new(&self.module, target).of(&ty).ok();
                size(Target::X64) != size(Target::X86)
            }),
            ExprKind::Group(inner) | ExprKind::Unary(_, inner) => self.depends_on_target(inner),
            ExprKind::Binary(_, sides) => {
                self.depends_on_target(&sides.0) || self.depends_on_target(&sides.1)
            }
            ExprKind::Cast(parts) => self.depends_on_target(&parts.1),
            _ => false,
        }
    }

    /// `(ULONG) *n` reads as a product; a parameter may be called like a type, and then it is one.
    fn cast_in_disguise(
        &mut self,
        op: BinaryOp,
        left: &'p ast::Expr,
        members: &Members,
    ) -> Option<(Type, UnaryOp)> {
        if speaks_of(left, members) { None } else { consts::cast_in_disguise(op, left, self) }
    }
}

fn one_more(expr: Expr) -> Expr {
    Expr::Binary("+", Box::new(expr), Box::new(Expr::Constant(1)))
}

/// True where a member's name stands anywhere in an expression.
fn speaks_of(expr: &ast::Expr, members: &Members) -> bool {
    match &expr.kind {
        ExprKind::Name(name) => members.index(*name).is_some(),
        ExprKind::Group(inner) | ExprKind::Unary(_, inner) => speaks_of(inner, members),
        ExprKind::Member(member) => speaks_of(&member.of, members),
        ExprKind::Binary(_, sides) | ExprKind::Index(sides) => {
            speaks_of(&sides.0, members) || speaks_of(&sides.1, members)
        }
        ExprKind::Conditional(parts) => {
            [&parts.0, &parts.1, &parts.2].into_iter().any(|part| speaks_of(part, members))
        }
        ExprKind::Cast(parts) => speaks_of(&parts.1, members),
        ExprKind::Call(call) => call.arguments.iter().any(|argument| speaks_of(argument, members)),
        ExprKind::Integer(..)
        | ExprKind::Float(_)
        | ExprKind::Char { .. }
        | ExprKind::String { .. }
        | ExprKind::SizeOf(_)
        | ExprKind::Error => false,
    }
}

/// True for the attributes that speak of members.
fn is_link(name: Symbol) -> bool {
    matches!(
        name,
        kw::A_SIZE_IS
            | kw::A_MAX_IS
            | kw::A_LENGTH_IS
            | kw::A_LAST_IS
            | kw::A_FIRST_IS
            | kw::A_IID_IS
            | kw::A_SWITCH_IS
    )
}
