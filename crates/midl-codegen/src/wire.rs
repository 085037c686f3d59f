//! The wire types of every method, read from the vtables of the bindings.
//!
//! Thunks and callers are typed by the very vtable that they fill or call through: the mapping from IDL types to wire types
//! is made once, on the way through the metadata, and a second table of it could only disagree.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{
    Abi, Field, Fields, Item, ItemStruct, PointerMutability, ReturnType, Type, TypePtr,
    visit_mut::VisitMut,
};

use crate::{files, names};

/// Vtables by the name of their interface, and unions by theirs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire {
    vtables: BTreeMap<String, Vec<Slot>>,
    unions: BTreeMap<String, Vec<(Ident, Type)>>,
}

/// A field of a vtable.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// The field.
    pub(crate) name: Ident,
    /// The calling convention.
    pub(crate) abi: Option<Abi>,
    /// The types of the parameters, `this` left out.
    pub(crate) params: Vec<Type>,
    /// What it returns.
    pub(crate) output: Option<Type>,
}

impl Wire {
    /// Reads every `IFoo_Vtbl` and every union of the bindings.
    pub(crate) fn read<'i>(items: impl Iterator<Item = &'i Item>) -> Wire {
        let mut wire = Wire::default();
        for item in items {
            match item {
                Item::Struct(item) => wire.vtables.extend(vtable(item)),
                Item::Union(item) => {
                    wire.unions.insert(
                        item.ident.to_string(),
                        item.fields.named.iter().filter_map(arm).collect(),
                    );
                }
                _ => {}
            }
        }
        wire
    }

    /// The own slots of an interface, in their order; none for one that the bindings do not have.
    pub(crate) fn slots(&self, interface: &str) -> Option<&[Slot]> {
        self.vtables.get(interface).map(Vec::as_slice)
    }

    /// The fields of a union, in their order.
    pub(crate) fn union(&self, name: &str) -> &[(Ident, Type)] {
        self.unions.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The names in the type namespace of the bindings.
pub(crate) fn type_names<'i>(items: impl Iterator<Item = &'i Item>) -> BTreeSet<String> {
    let name = |item: &Item| match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Union(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    };
    items.filter_map(name).collect()
}

fn arm(field: &Field) -> Option<(Ident, Type)> {
    let mut ty = field.ty.clone();
    Unqualify.visit_type_mut(&mut ty);
    Some((field.ident.clone()?, ty))
}

fn vtable(item: &ItemStruct) -> Option<(String, Vec<Slot>)> {
    let name = item.ident.to_string().strip_suffix("_Vtbl")?.to_owned();
    let Fields::Named(fields) = &item.fields else { return None };
    Some((name, fields.named.iter().filter_map(slot).collect()))
}

fn slot(field: &Field) -> Option<Slot> {
    let name = field.ident.clone().filter(|name| name != "base__")?;
    let Type::FnPtr(function) = &field.ty else { return None };
    let mut params: Vec<Type> =
        function.inputs.iter().skip(1).map(|input| input.ty.clone()).collect();
    let mut output = match &function.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some((**ty).clone()),
    };
    for ty in params.iter_mut().chain(&mut output) {
        Unqualify.visit_type_mut(ty);
    }
    Some(Slot { name, abi: function.abi.clone(), params, output })
}

/// Takes the module from the words that emitted files import: `windows_core::GUID` is `GUID`. A type of the IDL that has the name
/// of such a word gets its other one.
struct Unqualify;

impl VisitMut for Unqualify {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        syn::visit_mut::visit_path_mut(self, path);
        if path.segments.len() > 1
            && let Some(last) = path.segments.last().cloned()
        {
            path.leading_colon = None;
            path.segments = [last].into_iter().collect();
        } else if let Some(name) = path.get_ident().map(ToString::to_string)
            && let Some(other) = files::other_name(&name)
        {
            *path = names::ident(&other).into();
        }
    }
}

/// What a wire pointer points to; the type itself where it is no pointer.
pub(crate) fn pointee(ty: &Type) -> &Type {
    match ty {
        Type::Ptr(TypePtr { elem, .. }) => elem,
        _ => ty,
    }
}

/// Whether a wire type is `*mut`.
pub(crate) fn is_mut(ty: &Type) -> bool {
    matches!(ty, Type::Ptr(TypePtr { mutability: PointerMutability::Mut(_), .. }))
}

/// `-> T`, or nothing.
pub(crate) fn arrow(output: Option<&Type>) -> TokenStream {
    output.map(|ty| quote!(-> #ty)).unwrap_or_default()
}
