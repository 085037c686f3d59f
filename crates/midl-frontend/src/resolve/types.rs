//! Types: from the words of a declaration to a [`Type`].

use super::{
    Resolver,
    error::ResolveError,
    scope::{Named, Space},
};
use crate::{
    ast::{self, ArrayBound, Base, Declarator, Expr, Ident, Layer, TagKind, TypeName},
    consts::{self, ConstError},
    model::{Bound, Convention, Function, Type},
    source::{Span, Spanned},
};

/// How many stars and brackets a declaration may have.
const MAX_LAYERS: usize = 64;

/// Where a type is written, for a record or an enum that is written out inside it.
#[derive(Clone, Copy)]
pub(super) struct Context<'p> {
    /// The first token of the declaration.
    pub(super) first: Span,
    /// Its attributes.
    pub(super) attributes: &'p [ast::Attribute],
    /// The name that a typedef gives to the type itself.
    pub(super) typedef_name: Option<Ident>,
    pub(super) quoted_out: bool,
    /// It stands inside a record and is nothing by itself.
    pub(super) nested: bool,
}

impl<'p> Context<'p> {
    /// A type in a place where none is usually declared: a parameter, a return type, a cast.
    pub(super) fn passing(first: Span) -> Self {
        Context { first, attributes: &[], typedef_name: None, quoted_out: false, nested: true }
    }
}

impl<'p> Resolver<'p> {
    /// A type in full.
    pub(super) fn type_name(&mut self, name: &'p TypeName) -> Type {
        let base = self.base(&name.spec.base, Context::passing(name.spec.span));
        self.declared(base, name.spec.constant, &name.declarator)
    }

    /// The type on the left of a declaration.
    pub(super) fn base(&mut self, base: &'p Base, context: Context<'p>) -> Type {
        match base {
            Base::Void | Base::Missing => Type::Void,
            Base::Scalar(scalar) => Type::Scalar(*scalar),
            Base::Name(name) => self.named(*name),
            Base::Tagged(tagged) => self.tagged(*tagged),
            Base::Record(record) => self.record(record, context),
            Base::Enum(enumeration) => self.enumeration(enumeration, context),
            Base::SafeArray(element) => Type::SafeArray(Box::new(self.type_name(element))),
            Base::Pipe(of) => self.pipe(of, context),
        }
    }

    /// What a declarator makes of the type on the left.
    pub(super) fn declared(
        &mut self,
        base: Type,
        constant: bool,
        declarator: &'p Declarator,
    ) -> Type {
        let mut ty = base;
        let mut constant = constant || declarator.constant;
        if declarator.layers.len() > MAX_LAYERS {
            self.errors
                .push(ResolveError::TooManyLayers { place: declarator.span, limit: MAX_LAYERS });
        }
        for layer in declarator.layers.iter().take(MAX_LAYERS) {
            ty = match layer {
                Layer::Pointer { constant: next } => {
                    let to_constant = std::mem::replace(&mut constant, *next);
                    match ty {
                        Type::InterfaceName(id) => Type::Interface(id),
                        ty => Type::Pointer { to: Box::new(ty), constant: to_constant },
                    }
                }
                Layer::Array(bound) => Type::Array { of: Box::new(ty), bound: self.bound(bound) },
                Layer::Function(function) => {
                    constant = false;
                    let params =
                        function.params.iter().map(|param| self.bare_param(param)).collect();
                    let origin = self.origin(declarator.span, declarator.span);
                    let function = Function {
                        returns: ty,
                        params,
                        convention: function.convention.unwrap_or(Convention::Stdcall),
                        variadic: function.variadic,
                        origin,
                    };
                    Type::Function(self.module.add_function(function))
                }
            };
        }
        ty
    }

    fn bound(&mut self, bound: &'p ArrayBound) -> Bound {
        let count = match bound {
            ArrayBound::Open => return Bound::Conformant,
            ArrayBound::Fixed(count) => self.whole(count).map(|value| (value, count.span)),
            ArrayBound::Range(bounds) => {
                let (low, high) = &**bounds;
                let place = low.span.to(high.span);
                let (low, high) = (self.whole(low), self.whole(high));
                low.zip(high).map(|(low, high)| (high - low + 1, place))
            }
        };
        let Some((value, place)) = count else { return Bound::Fixed(1) };
        match u32::try_from(value) {
            Ok(count) if i32::try_from(count).is_ok() => Bound::Fixed(count),
            _ => {
                self.errors.push(ResolveError::ArrayBound { place, value });
                Bound::Fixed(1)
            }
        }
    }

    /// A number that the language demands here; what has none is reported.
    pub(super) fn whole(&mut self, expr: &'p Expr) -> Option<i128> {
        match consts::number(expr, self) {
            Ok(number) => Some(number.value),
            Err(error) => {
                self.report(error);
                None
            }
        }
    }

    pub(super) fn report(&mut self, error: ConstError) {
        let lost = match &error {
            ConstError::Reported => true,
            ConstError::UnknownName { name, .. } => self.is_lost(name),
            _ => false,
        };
        if lost {
            return;
        }
        self.errors.push(match error {
            ConstError::UnknownName { name, place } => {
                let similar = self.similar_value(&name);
                ResolveError::UnknownConstant { name: Spanned { node: name, span: place }, similar }
            }
            error => ResolveError::Constant(error),
        });
    }

    fn is_lost(&self, name: &str) -> bool {
        self.program.symbols.find(name).is_some_and(|symbol| self.may_be_lost(symbol))
    }

    /// What a name means where a type is expected, without complaint.
    pub(super) fn lookup(&self, name: Ident) -> Option<Named> {
        self.scope.any(name.symbol).map(|entry| entry.named)
    }

    fn named(&mut self, name: Ident) -> Type {
        match self.lookup(name) {
            Some(named) => named.ty().unwrap_or_else(|| self.stand_in_for(name, named)),
            None => self.unknown(name),
        }
    }

    fn tagged(&mut self, tagged: ast::Tagged) -> Type {
        let by_tag = matches!(tagged.kind, TagKind::Struct | TagKind::Union | TagKind::Enum);
        // `struct S` where only `typedef struct { .. } S` exists.
        let named = match self.scope.get(Space::Types, tagged.name.symbol) {
            Some(entry) if by_tag && self.scope.get(Space::Tags, tagged.name.symbol).is_none() => {
                entry.named
            }
            _ => self.declare_tagged(tagged, false),
        };
        let fits = match named {
            Named::Record(_) => matches!(tagged.kind, TagKind::Struct | TagKind::Union),
            Named::Enum(_) => tagged.kind == TagKind::Enum,
            Named::Alias(_) => by_tag,
            Named::Interface(_) | Named::Dispinterface(_) | Named::Coclass(_) => !by_tag,
        };
        if !fits {
            let error = ResolveError::WrongKind {
                name: self.name(tagged.name),
                place: tagged.name.span,
                asked: tag_word(tagged.kind),
                found: named.word(),
                declared: self.declared_at(tagged.name.symbol),
            };
            self.errors.push(error);
        }
        named.ty().unwrap_or_else(|| self.stand_in_for(tagged.name, named))
    }
}

fn tag_word(kind: TagKind) -> &'static str {
    match kind {
        TagKind::Struct => "struct",
        TagKind::Union => "union",
        TagKind::Enum => "enum",
        TagKind::Interface => "interface",
        TagKind::Dispinterface => "dispinterface",
        TagKind::Coclass => "coclass",
        TagKind::Library => "library",
        TagKind::Module => "module",
    }
}
