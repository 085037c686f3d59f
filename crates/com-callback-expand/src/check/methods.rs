//! Checks the methods of an impl against those of its trait.

use crate::errors::Errors;
use crate::input::{Member, Method as Written, Qualifier, Receiver, TraitPath};
use crate::mistake::Mistake;
use crate::suggest;
use crate::table::{Interface, Method, Table};
use proc_macro2::{Ident, TokenTree};

/// The methods of an impl, and what they are compared with.
pub(super) struct Methods<'a> {
    pub(super) table: &'a Table,
    pub(super) interface: &'a Interface,
    /// The self type.
    pub(super) ty: &'a str,
    pub(super) path: &'a TraitPath,
    pub(super) members: &'a [Member],
}

impl Methods<'_> {
    /// Reports everything that is wrong between the braces.
    pub(super) fn check(&self, errors: &mut Errors) {
        let Self { interface, members, .. } = *self;
        // With a `#[cfg]` or a macro call among the members nobody can say here which methods there are.
        let is_certain = members.iter().all(|member| match member {
            Member::Method(written) => !written.is_conditional,
            Member::Item { .. } => true,
            Member::Opaque => false,
        });
        let mut missing: Vec<&Method> = interface.methods.iter().collect();
        missing.retain(|method| !members.iter().any(|member| member.is_method(method.name)));

        let mut seen: Vec<&Ident> = Vec::new();
        for member in members {
            match member {
                Member::Method(written) if is_certain && seen.contains(&&written.name) => {
                    errors.push(
                        &written.name,
                        Mistake::MethodTwice { name: &written.name.to_string() },
                    );
                }
                Member::Method(written) => {
                    seen.push(&written.name);
                    match interface.method(&written.name.to_string()) {
                        Some(method) => signature(written, method, errors),
                        None => self.unknown(&written.name, &mut missing, errors),
                    }
                }
                Member::Item { kind, name } => {
                    errors.push(
                        name,
                        Mistake::NotAMethod { interface, kind, name: &name.to_string() },
                    );
                }
                Member::Opaque => {}
            }
        }
        if is_certain && !missing.is_empty() {
            errors.push(&self.path.tokens, Mistake::Missing { interface, methods: &missing });
        }
    }

    /// Reports a name that the trait does not have.
    ///
    /// A misspelt method is one mistake, not two: the one that was meant is no longer among the missing.
    fn unknown(&self, name: &Ident, missing: &mut Vec<&Method>, errors: &mut Errors) {
        let Self { table, interface, ty, .. } = *self;
        let text = &name.to_string();
        let mistake = if let Some(base) =
            table.bases(interface).find(|base| base.method(text).is_some())
        {
            Mistake::BaseMethod { interface, ty, base, name: text }
        } else if let Some(derived) =
            table.derived(interface).find(|derived| derived.method(text).is_some())
        {
            Mistake::DerivedMethod { interface, ty, derived, name: text }
        } else {
            let near =
                suggest::nearest(text, &*missing, |method| [method.name, method.idl_name]).copied();
            missing.retain(|method| near.is_none_or(|near| near.slot != method.slot));
            Mistake::UnknownMethod { interface, ty, name: text, near }
        };
        errors.push(name, mistake);
    }
}

/// Reports what is wrong with a signature, its types excepted.
fn signature(written: &Written, method: &Method, errors: &mut Errors) {
    let name = &written.name;
    for (qualifier, tokens) in &written.qualifiers {
        if *qualifier != Qualifier::Unsafe || !method.is_unsafe {
            errors.push(tokens, Mistake::Qualified { method, qualifier: *qualifier });
        }
    }
    let is_unsafe = written.qualifiers.iter().any(|(qualifier, _)| *qualifier == Qualifier::Unsafe);
    if method.is_unsafe && !is_unsafe {
        errors.push(name, Mistake::NotUnsafe { method });
    }
    if !written.generics.others.is_empty() {
        errors.push(&written.generics.tokens, Mistake::Generic { method });
    }
    match &written.receiver {
        Receiver::Shared => {}
        Receiver::Exclusive(tokens) => errors.push(tokens, Mistake::ExclusiveSelf { method }),
        Receiver::Value(tokens) => errors.push(tokens, Mistake::OwnedSelf { method }),
        Receiver::Typed(tokens) => errors.push(tokens, Mistake::TypedSelf { method }),
        Receiver::Missing => errors.push(name, Mistake::NoSelf { method }),
    }
    for parameter in &written.parameters {
        let is_generic =
            |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if ident == "impl");
        if parameter.tokens.clone().into_iter().any(|token| is_generic(&token)) {
            errors.push(&parameter.tokens, Mistake::Generic { method });
        }
    }
    let found = written.parameters.len();
    let is_certain = written.parameters.iter().all(|parameter| !parameter.is_conditional);
    if is_certain && usize::try_from(method.arity) != Ok(found) {
        errors.push(name, Mistake::Arity { method, found });
    }
}
