//! Checks an impl against the table. What rustc checks well by itself (types, bounds, names in bodies) is left to it.

mod methods;
mod options;

use crate::errors::Errors;
use crate::input::{Impl, TraitPath, scan};
use crate::mistake::Mistake;
use crate::options::{Options, PART};
use crate::table::{Interface, Table};
use crate::tokens::Lifetime;
use methods::Methods;
use proc_macro2::{TokenStream, TokenTree};

/// Reports every mistake in `input`, and says whether its head is one that an object can be declared from.
///
/// Mistakes in the body do not count: with the declaration in place they bring no further messages at every use of the object.
pub(crate) fn check(table: &Table, options: &Options, input: &Impl, errors: &mut Errors) -> bool {
    for attribute in input.attributes.iter().filter(|attribute| attribute.is(table.attribute)) {
        errors.push(&attribute.tokens, Mistake::AttributeTwice { table });
    }
    let ty = &input.self_type.to_string();
    let Some(path) = &input.trait_path else {
        errors.push(&input.self_type, Mistake::InherentImpl { table, ty });
        return false;
    };
    if let Some(unsafety) = &input.unsafety {
        errors.push(unsafety, Mistake::UnsafeImpl { name: &path.name.to_string() });
    }
    if let Some(negation) = &input.negation {
        errors.push(negation, Mistake::NegativeImpl { table, name: &path.name.to_string() });
        return false;
    }
    let Some(interface) = interface(table, path, ty, errors) else { return false };
    if let Some(feature) = interface.off() {
        errors.push(&path.tokens, Mistake::FeatureOff { interface, feature });
        return false;
    }
    if table.is_dispatch(interface) {
        errors.push(&path.tokens, Mistake::Dispatch { interface });
        return false;
    }
    let methods = Methods { table, interface, ty, path, members: &input.members };
    methods.check(errors);
    let arguments = path.has_arguments;
    if arguments {
        errors.push(&path.tokens, Mistake::TraitArguments { name: interface.trait_name });
    }
    let pointer = pointer(&input.self_type);
    if let Some(pointer) = pointer {
        errors.push(&input.self_type, Mistake::PointerType { interface, pointer });
    }
    let borrows = pointer.is_none() && options.get(&PART).is_none() && borrows(input, errors);
    options::check(table, options, interface, errors);
    !arguments && pointer.is_none() && !borrows
}

/// The interface whose trait is implemented.
fn interface<'t>(
    table: &'t Table,
    path: &TraitPath,
    ty: &str,
    errors: &mut Errors,
) -> Option<&'t Interface> {
    let name = &path.name.to_string();
    let known = table.by_trait(name);
    if known.is_none() {
        let mistake = match (table.by_interface(name), table.dispinterface(name)) {
            (Some(interface), _) => Mistake::InterfaceName { interface, ty },
            (None, Some(name)) => Mistake::Dispinterface { name },
            (None, None) => Mistake::UnknownTrait { table, name, near: table.near(name) },
        };
        errors.push(&path.tokens, mistake);
    }
    known
}

/// "an `Arc`" if the type is one, or another of the standard library's pointers.
fn pointer(self_type: &TokenStream) -> Option<&'static str> {
    let tokens = scan::flatten(self_type.clone());
    match tokens.clone().into_iter().next()? {
        TokenTree::Punct(punct) if punct.as_char() == '&' => return Some("a reference"),
        TokenTree::Punct(punct) if punct.as_char() == '*' => return Some("a raw pointer"),
        _ => {}
    }
    match scan::path(tokens).0?.to_string().as_str() {
        "Arc" => Some("an `Arc`"),
        "Box" => Some("a `Box`"),
        "Pin" => Some("a `Pin`"),
        "Rc" => Some("an `Rc`"),
        _ => None,
    }
}

/// Reports lifetimes in the self type that may be shorter than `'static`.
///
/// One that the where clause speaks of is left to rustc.
fn borrows(input: &Impl, errors: &mut Errors) -> bool {
    let bounded = scan::lifetimes(input.where_clause.clone());
    let is_static = |lifetime: &Lifetime| {
        let own = input.generics.lifetimes.iter().find(|parameter| parameter.lifetime == *lifetime);
        lifetime.ident != "_" && own.is_none_or(|own| own.is_static || bounded.contains(lifetime))
    };
    let mut found = false;
    for lifetime in scan::lifetimes(input.self_type.clone()) {
        if !is_static(&lifetime) {
            errors.push(&lifetime, Mistake::Borrows { lifetime: &lifetime.to_string() });
            found = true;
        }
    }
    found
}
