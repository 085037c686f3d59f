//! The same name declared twice.
//!
//! Real files do that: a type declared for IDL alone between `cpp_quote("#if 0")` and `#endif`, a record that two files each
//! bring along. One declaration counts, the first of the heaviest [`Weight`]. Another of that weight must say the same in the
//! same words, in another file; then it is listed as [`crate::model::Module::redeclared`]. Otherwise it is a mistake.

use super::{
    Resolver,
    error::ResolveError,
    scope::{Named, TypeEntry, ValueNode, Weight},
};
use crate::{
    ast::Ident,
    model::{
        EnumId, Enumerator, Field, FunctionId, Interface, InterfaceId, ItemId, Method, Module,
        Param, RecordId, Type, Value,
    },
};

impl<'p> Resolver<'p> {
    /// A second definition that `equal` says is the same as the first.
    pub(super) fn judge(&mut self, name: Ident, entry: TypeEntry<'p>, weight: Weight, equal: bool) {
        let must_agree = weight == Weight::Full && entry.site.weight == Weight::Full;
        if must_agree && (!equal || entry.site.unit == self.unit) {
            let error = ResolveError::Duplicate {
                name: self.name(name),
                first: entry.site.span,
                second: name.span,
            };
            self.errors.push(error);
        } else if entry.site.unit != self.unit {
            self.redeclared_elsewhere(entry.named);
        }
    }

    /// A second definition of another kind.
    pub(super) fn judge_kind(&mut self, name: Ident, entry: TypeEntry<'p>, weight: Weight) {
        if weight == Weight::Full && entry.site.weight == Weight::Full {
            let error = ResolveError::Duplicate {
                name: self.name(name),
                first: entry.site.span,
                second: name.span,
            };
            self.errors.push(error);
        }
    }

    /// A second typedef of a name. C allows it in the same file too.
    pub(super) fn judge_alias(
        &mut self,
        name: Ident,
        entry: TypeEntry<'p>,
        weight: Weight,
        ty: &Type,
    ) {
        let module = &self.module;
        let equal = match entry.named {
            Named::Alias(id) => same_type(module, &module[id].ty, ty),
            named => named.ty().is_some_and(|known| same_type(module, &known, ty)),
        };
        if !equal {
            self.judge_kind(name, entry, weight);
        } else if entry.site.unit != self.unit {
            self.redeclared_elsewhere(entry.named);
        }
    }

    pub(super) fn judge_record(
        &mut self,
        name: Ident,
        entry: TypeEntry<'p>,
        weight: Weight,
        (first, second): (RecordId, RecordId),
    ) {
        let equal = same_record(&self.module, first, second);
        self.judge(name, entry, weight, equal);
    }

    pub(super) fn judge_enum(
        &mut self,
        name: Ident,
        entry: TypeEntry<'p>,
        weight: Weight,
        first: EnumId,
        members: &[Enumerator],
    ) {
        let known = &self.module[first].members;
        let equal = same_list(known, members, |a, b| a.name == b.name && a.value == b.value);
        self.judge(name, entry, weight, equal);
    }

    pub(super) fn judge_interface(
        &mut self,
        name: Ident,
        entry: TypeEntry<'p>,
        weight: Weight,
        first: InterfaceId,
        second: &Interface,
    ) {
        let equal = same_interface(&self.module, &self.module[first], second);
        self.judge(name, entry, weight, equal);
    }

    /// A constant or an enumerator whose name belongs to another one already.
    pub(super) fn judge_value(
        &mut self,
        name: Ident,
        node: ValueNode<'p>,
        quoted_out: bool,
        value: &Value,
    ) {
        let Some(entry) = self.scope.values.get(name.symbol) else { return };
        if entry.node.is(node)
            || self.site(name, quoted_out).weight != Weight::Full
            || entry.site.weight != Weight::Full
        {
            return;
        }
        let first = entry.site.span;
        let twice = |node| matches!(node, ValueNode::Enumerator { .. });
        let in_one_file = entry.site.unit == self.unit && twice(entry.node) && twice(node);
        let known = crate::consts::Names::value(self, name.symbol, name.span);
        if known.is_ok_and(|known| in_one_file || !same_value(value, &known.value)) {
            let error = ResolveError::Duplicate { name: self.name(name), first, second: name.span };
            self.errors.push(error);
        }
    }

    pub(super) fn redeclared_elsewhere(&mut self, named: Named) {
        let item: ItemId = match named {
            Named::Interface(id) => id.into(),
            Named::Dispinterface(id) => id.into(),
            Named::Coclass(id) => id.into(),
            Named::Record(id) => id.into(),
            Named::Enum(id) => id.into(),
            Named::Alias(id) => id.into(),
        };
        let again = (self.file(), item);
        if !self.module.redeclared.contains(&again) {
            self.module.redeclared.push(again);
        }
    }
}

fn same_list<A, B>(a: &[A], b: &[B], same: impl Fn(&A, &B) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// The same type: named types by their identity, typedefs by what they stand for, records and functions without a name by what
/// they hold.
fn same_type(module: &Module, a: &Type, b: &Type) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (module.unaliased(a), module.unaliased(b));
    match (a, b) {
        (Type::Record(a), Type::Record(b)) => {
            let nameless = |id: RecordId| module[id].name.is_none() && module[id].tag.is_none();
            a == b || (nameless(*a) && nameless(*b) && same_record(module, *a, *b))
        }
        (Type::Function(a), Type::Function(b)) => same_function(module, *a, *b),
        (Type::Pointer { to: a, constant: x }, Type::Pointer { to: b, constant: y }) => {
            x == y && same_type(module, a, b)
        }
        (Type::Array { of: a, bound: x }, Type::Array { of: b, bound: y }) => {
            x == y && same_type(module, a, b)
        }
        (Type::SafeArray(a), Type::SafeArray(b)) => same_type(module, a, b),
        _ => a == b,
    }
}

fn same_function(module: &Module, a: FunctionId, b: FunctionId) -> bool {
    let (a, b) = (&module[a], &module[b]);
    a.convention == b.convention
        && a.variadic == b.variadic
        && same_type(module, &a.returns, &b.returns)
        && same_list(&a.params, &b.params, |a, b| same_type(module, &a.ty, &b.ty))
}

fn same_record(module: &Module, a: RecordId, b: RecordId) -> bool {
    let (a, b) = (&module[a], &module[b]);
    a.kind == b.kind
        && a.pack == b.pack
        && same_list(&a.fields, &b.fields, |a, b| same_field(module, a, b))
}

fn same_field(module: &Module, a: &Field, b: &Field) -> bool {
    a.name == b.name && a.bits == b.bits && a.arm == b.arm && same_type(module, &a.ty, &b.ty)
}

fn same_interface(module: &Module, a: &Interface, b: &Interface) -> bool {
    a.iid == b.iid
        && a.base == b.base
        && same_list(&a.methods, &b.methods, |a, b| same_method(module, a, b))
}

fn same_method(module: &Module, a: &Method, b: &Method) -> bool {
    let same_param =
        |a: &Param, b: &Param| a.direction == b.direction && same_type(module, &a.ty, &b.ty);
    a.name == b.name
        && same_type(module, &a.returns, &b.returns)
        && same_list(&a.params, &b.params, same_param)
}

/// The same number, whatever its C type; the same text.
fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Integer { value: a, .. }, Value::Integer { value: b, .. }) => a == b,
        _ => a == b,
    }
}
