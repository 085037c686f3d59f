//! Constants: `const`, enumerators, and macros whose value can be computed, each when it is first asked for.

use super::{
    Resolver,
    error::ResolveError,
    scope::{Site, Space, ValueNode, ValueState},
    types::Context,
};
use crate::{
    ast::{self, Base, Ident, TypeName},
    consts::{self, Computed, ConstError, Number},
    layout::{Layouts, Target},
    model::{Constant, Module, Type, Value},
    source::Span,
    symbol::{Symbol, kw},
};

/// How many constants may wait for each other.
const MAX_WAITING: u32 = 100;

impl<'p> consts::Names<'p> for Resolver<'p> {
    fn value(&mut self, name: Symbol, place: Span) -> Result<Computed, ConstError> {
        let Some(entry) = self.scope.value(name) else {
            return built_in(name).ok_or_else(|| ConstError::UnknownName {
                name: self.program.symbols.name(name),
                place,
            });
        };
        match &entry.state {
            ValueState::Known(Ok(computed)) => Ok(computed.clone()),
            ValueState::Known(Err(_)) => Err(match entry.node {
                // Any C text may stand in a macro: nothing was reported.
                ValueNode::Define(_) => {
                    ConstError::UnknownName { name: self.program.symbols.name(name), place }
                }
                ValueNode::Const { .. } | ValueNode::Enumerator { .. } => ConstError::Reported,
            }),
            ValueState::BeingAsked => {
                Err(ConstError::Circular { name: self.program.symbols.name(name), place })
            }
            ValueState::Unasked if self.waiting >= MAX_WAITING => {
                Err(ConstError::TooDeep { place })
            }
            ValueState::Unasked => {
                let (node, site) = (entry.node, entry.site);
                self.ask(name, node, site)
            }
        }
    }

    fn cast_type(&mut self, name: &'p TypeName) -> Result<Type, ConstError> {
        match &name.spec.base {
            Base::Name(ident) if self.lookup(*ident).is_none() => {
                Err(ConstError::UnknownName { name: self.name(*ident), place: ident.span })
            }
            Base::Record(_) | Base::Enum(_) | Base::Missing => Err(ConstError::NotConstant {
                place: name.spec.span,
                what: "a type is declared here",
            }),
            _ => Ok(self.type_name(name)),
        }
    }

    fn type_called(&mut self, name: Symbol) -> Option<Type> {
        if self.scope.value(name).is_some() {
            return None;
        }
        self.scope.get(Space::Types, name)?.named.ty()
    }

    fn size_of(&mut self, name: &'p TypeName) -> Result<u64, ConstError> {
        let ty = self.cast_type(name)?;
        let size = Layouts::new(&self.module, Target::X64).of(&ty).map(|layout| layout.size);
        size.map_err(|error| ConstError::NoSize { place: name.spec.span, error })
    }

    fn text(&self, string: Symbol) -> &str {
        self.program.symbols.text(string)
    }

    fn module(&self) -> &Module {
        &self.module
    }
}

impl<'p> Resolver<'p> {
    /// Computes a constant that was not asked for before, in the unit that declares it.
    fn ask(
        &mut self,
        name: Symbol,
        node: ValueNode<'p>,
        site: Site,
    ) -> Result<Computed, ConstError> {
        self.set_state(name, ValueState::BeingAsked);
        let unit = std::mem::replace(&mut self.scope.unit, site.unit);
        self.waiting += 1;
        let result = match node {
            ValueNode::Const { spec, declarator, value } => {
                self.const_value(spec, declarator, value)
            }
            ValueNode::Define(define) => consts::evaluate(&define.value, self),
            ValueNode::Enumerator { of, .. } => {
                self.member_values(of);
                // Reading the enum has entered what it found.
                match self.scope.value(name).map(|entry| &entry.state) {
                    Some(ValueState::Known(result)) => result.clone(),
                    _ => Err(ConstError::Reported),
                }
            }
        };
        self.waiting -= 1;
        self.scope.unit = unit;
        let result = match (result, node) {
            (Err(error), ValueNode::Const { .. }) => {
                self.report(error);
                Err(ConstError::Reported)
            }
            (result, _) => result,
        };
        self.set_state(name, ValueState::Known(result.clone()));
        result
    }

    fn set_state(&mut self, name: Symbol, state: ValueState) {
        if let Some(entry) = self.scope.value_mut(name) {
            entry.state = state;
        }
    }

    fn const_value(
        &mut self,
        spec: &'p ast::TypeSpec,
        declarator: &'p ast::Declarator,
        value: &'p ast::Expr,
    ) -> Result<Computed, ConstError> {
        let base = self.base(&spec.base, Context::passing(spec.span));
        let ty = self.declared(base, spec.constant, declarator);
        let computed = consts::evaluate(value, self)?;
        if !consts::fits(&computed.value, &ty, &self.module)
            && let (Value::Integer { value: number, .. }, Some(name)) =
                (&computed.value, declarator.name)
        {
            let name = self.name(name);
            self.errors.push(ResolveError::Truncated { name, place: value.span, value: *number });
        }
        consts::cast(computed.value, ty, value.span, &self.module)
    }

    /// `const T A = 1, B = 2;`
    pub(super) fn constants(&mut self, item: &'p ast::Item, constant: &'p ast::Const) {
        for (declarator, value) in &constant.values {
            if let Some(name) = declarator.name {
                let node = ValueNode::Const { spec: &constant.spec, declarator, value };
                self.constant(name, node, (item.first, value.span.end), item.quoted_out);
            }
        }
    }

    /// `#define NAME value`, where the value can be computed. Where it cannot, the macro is C's business.
    /// `first` is where a comment before it would end: the first token of the `cpp_quote`, the start of the directive's line.
    pub(super) fn define_constant(&mut self, define: &'p ast::Define, first: Span) {
        self.constant(
            define.name,
            ValueNode::Define(define),
            (first, define.value.span.end),
            false,
        );
    }

    /// The constant of a `#define` directive.
    pub(super) fn directive_constant(&mut self, define: &'p ast::Define) {
        let name = define.name.span;
        let text = &self.program.sources.file(name.file).text;
        let before = text.get(..name.start as usize).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |newline| newline as u32 + 1);
        self.define_constant(define, Span { start: line, ..name });
    }

    fn constant(
        &mut self,
        name: Ident,
        node: ValueNode<'p>,
        (first, end): (Span, u32),
        quoted_out: bool,
    ) {
        let Some(entry) = self.scope.value(name.symbol) else { return };
        if !entry.node.is(node) {
            if let ValueNode::Const { spec, declarator, value } = node
                && let Ok(computed) = self.const_value(spec, declarator, value)
            {
                self.judge_value(name, node, quoted_out, &computed.value);
            }
            return;
        }
        if let Ok(computed) = consts::Names::value(self, name.symbol, name.span)
            // An address is no constant of any language but C.
            && !consts::is_address(&computed, &self.module)
        {
            let origin = self.origin_in_line(name.span, first, end, &[]);
            let constant =
                Constant { name: self.name(name), ty: computed.ty, value: computed.value, origin };
            let id = self.module.add_constant(constant);
            self.push(id);
        }
    }
}

/// Names that C's headers give a value to.
fn built_in(name: Symbol) -> Option<Computed> {
    let value = match name {
        kw::TRUE | kw::TRUE_LOWER => 1,
        kw::FALSE | kw::FALSE_LOWER | kw::NULL => 0,
        _ => return None,
    };
    Some(Computed { value: Number { value, unsigned: false, wide: false }.into(), ty: None })
}
