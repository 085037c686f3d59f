//! `typedef pipe T NAME`: what a caller and a server hand each other is a struct of three functions and a state, as MIDL declares
//! it for C. That a stream of `T` travels is kept beside it ([`Record::pipe`]).

use super::{
    Resolver, blank,
    scope::{Node, Space},
    types::Context,
};
use crate::{
    ast::{Ident, TypeSpec},
    few::Few,
    model::{
        Arm, Convention, Direction, Field, Function, Links, Name, Nullability, Origin, Param,
        Record, Scalar, Type,
    },
};

impl<'p> Resolver<'p> {
    pub(super) fn pipe(&mut self, of: &'p TypeSpec, context: Context<'p>) -> Type {
        let Some(name) = context.typedef_name else { return Type::Void };
        let element = self.base(&of.base, Context::passing(of.span));
        let origin = self.origin_with(name.span, context.first, context.attributes);
        let record = Record {
            attributes: self.attributes(context.attributes),
            ..self.pipe_record(element, origin)
        };
        let Some(entry) = self.scope.get(Space::Types, name.symbol).copied() else {
            return Type::Void;
        };
        let Some(Type::Record(id)) = entry.named.ty() else {
            self.judge_kind(name, entry, self.site(name, context.quoted_out).weight);
            return Type::Void;
        };
        if self.is_definition(Space::Types, name, Node::Pipe(of)) {
            let tag = Some(self.pipe_tag(name));
            self.module[id] = Record { name: Some(self.name(name)), tag, ..record };
            self.push(id);
        } else {
            let second = self.module.add_record(record);
            let weight = self.site(name, context.quoted_out).weight;
            self.judge_record(name, entry, weight, (id, second));
        }
        Type::Record(id)
    }

    /// What C calls the struct of a pipe.
    pub(super) fn pipe_tag(&self, name: Ident) -> Name {
        format!("pipe_{}", self.program.symbols.text(name.symbol)).into()
    }

    /// `pull` asks for elements, `push` takes them, `alloc` finds room for them; each is given `state`.
    fn pipe_record(&mut self, element: Type, origin: Origin) -> Record {
        let pointer = |to: Type| Type::Pointer { to: Box::new(to), constant: false };
        let count = || Type::Scalar(Scalar::ULong);
        let state = || ("state", pointer(Type::Scalar(Scalar::Char)));
        let buffer = pointer(element.clone());
        let functions = [
            (
                "pull",
                vec![
                    state(),
                    ("buf", buffer.clone()),
                    ("esize", count()),
                    ("ecount", pointer(count())),
                ],
            ),
            ("push", vec![state(), ("buf", buffer.clone()), ("ecount", count())]),
            (
                "alloc",
                vec![
                    state(),
                    ("bsize", count()),
                    ("buf", pointer(buffer)),
                    ("bcount", pointer(count())),
                ],
            ),
        ];
        let mut fields = Vec::with_capacity(functions.len() + 1);
        for (name, params) in functions {
            let params = params.into_iter().map(|(name, ty)| param(name, ty, origin)).collect();
            let function = self.module.add_function(Function {
                returns: Type::Void,
                params,
                convention: Convention::Stdcall,
                variadic: false,
                origin,
            });
            fields.push(field(name, pointer(Type::Function(function)), origin));
        }
        let (name, ty) = state();
        fields.push(field(name, ty, origin));
        Record { fields, defined: true, pipe: Some(element), ..blank::record(None, origin) }
    }
}

fn param(name: &str, ty: Type, origin: Origin) -> Param {
    Param {
        name: name.to_owned().into(),
        ty,
        direction: Direction::In,
        null: Nullability::Never,
        retval: false,
        string: false,
        by_tag: false,
        default: None,
        links: Links::default(),
        attributes: Few::new(),
        span: origin.span,
    }
}

fn field(name: &str, ty: Type, origin: Origin) -> Field {
    Field {
        name: Some(name.to_owned().into()),
        ty,
        bits: None,
        arm: Arm::default(),
        string: false,
        links: Links::default(),
        only: None,
        attributes: Vec::new(),
        origin,
    }
}
