//! From windows-bindgen's items to ours, one by one.

use std::collections::BTreeMap;

use midl_frontend::{
    layout::{Layouts, Target},
    model::{
        AliasId, Checked, ConstantId, EnumId, FunctionId, InterfaceId, Origin, RecordId, RecordKind,
    },
};
use proc_macro2::{Ident, Span};
use syn::{
    Attribute, FnPtrVariadic, ImplItemFn, Item, ItemImpl, Type, TypeFnPtr, parse::Parser,
    parse_quote, visit_mut::VisitMut,
};

use super::{Bindings, layouts};
use crate::{
    docs,
    elsewhere::Held,
    winmd::{
        names,
        selection::{GuidConstant, Selection},
    },
};

/// What a name of the bindings stands for.
#[derive(Clone, Copy)]
pub(super) enum Thing<'m> {
    Interface(InterfaceId),
    Vtable(InterfaceId),
    Record(RecordId),
    Provided(&'static str),
    Enum(EnumId),
    Alias(AliasId),
    Function(FunctionId),
    Constant(ConstantId),
    /// A member of a nameless enum.
    Member(Origin),
    Guid(&'m GuidConstant),
}

/// Marks the functions of impls, so that they are compiled where they are called: a crate calls few of them.
struct Inline;

impl VisitMut for Inline {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if !function.attrs.iter().any(|attribute| attribute.path().is_ident("inline")) {
            function.attrs.push(parse_quote!(#[inline]));
        }
    }
}

/// Finishes the items of a selection.
pub(super) struct Finish<'m> {
    pub(super) checked: &'m Checked,
    pub(super) selection: &'m Selection<'m>,
    pub(super) layouts: [Layouts<'m>; 2],
    things: BTreeMap<String, Thing<'m>>,
    elsewhere: &'m Held,
}

/// The names of everything that windows-bindgen is asked for.
pub(super) fn item_names(selection: &Selection<'_>) -> Vec<String> {
    let is_item = |thing: &Thing<'_>| match thing {
        Thing::Vtable(_) => false,
        // What is nested comes with what it is in.
        Thing::Record(id) => selection.leaf(*id).is_none(),
        _ => true,
    };
    things(selection)
        .into_iter()
        .filter(|(_, thing)| is_item(thing))
        .map(|(name, _)| name)
        .collect()
}

/// The names of everything that is made for a selection, members of enums included.
pub(super) fn names(selection: &Selection<'_>) -> Vec<String> {
    let is_made = |thing: &Thing<'_>| !matches!(thing, Thing::Provided(_));
    let made = things(selection).into_iter().filter(|(_, thing)| is_made(thing));
    let members = selection.enums.iter().flat_map(|&id| &selection.module[id].members);
    made.map(|(name, _)| name).chain(members.map(|member| names::rust(&member.name))).collect()
}

impl<'m> Finish<'m> {
    pub(super) fn new(
        checked: &'m Checked,
        selection: &'m Selection<'m>,
        elsewhere: &'m Held,
    ) -> Self {
        let layouts = Target::ALL.map(|target| Layouts::new(checked, target));
        Finish { checked, selection, layouts, things: things(selection), elsewhere }
    }

    /// The finished items in the order of the names, and behind those of this module the checks of their layouts.
    pub(super) fn items(mut self, file: syn::File) -> Bindings {
        let mut items: Vec<Item> = Vec::with_capacity(file.items.len());
        for item in file.items {
            self.item(item, &mut items);
        }
        items.iter_mut().for_each(|item| Inline.visit_item_mut(item));
        let stands_here = |item: &Item| {
            item_name(item).is_none_or(|name| self.elsewhere.home(bare(&name)).is_none())
        };
        let (mut here, elsewhere): (Vec<Item>, Vec<Item>) =
            items.into_iter().partition(stands_here);
        here.extend(layouts::assertions(&mut self.layouts, self.selection, self.elsewhere));
        Bindings { here, elsewhere }
    }

    /// The comment of a declaration, or `otherwise`.
    pub(super) fn docs(
        &self,
        origin: Origin,
        otherwise: impl FnOnce() -> String,
    ) -> Vec<Attribute> {
        let comment = docs::comment(self.checked, origin);
        if comment.is_empty() { says(&otherwise()) } else { attributes(&comment) }
    }

    fn item(&mut self, item: Item, out: &mut Vec<Item>) {
        match item {
            Item::Macro(definition) => self.define_interface(definition, out),
            Item::Struct(mut item) => match self.thing(&item.ident.to_string()) {
                Some(Thing::Vtable(id)) => {
                    self.vtable(id, &mut item);
                    out.push(Item::Struct(item));
                }
                Some(Thing::Record(id)) => {
                    self.record_struct(id, &mut item);
                    out.push(Item::Struct(item));
                }
                Some(Thing::Enum(id)) => self.enumeration(id, item, out),
                _ => out.push(Item::Struct(item)),
            },
            Item::Union(mut item) => match self.thing(&item.ident.to_string()) {
                Some(Thing::Record(id)) => {
                    self.record_union(id, &mut item);
                    out.push(Item::Union(item));
                }
                Some(Thing::Provided(name)) => out.push(self.provided(name)),
                _ => out.push(Item::Union(item)),
            },
            Item::Type(mut item) => {
                match self.thing(&item.ident.to_string()) {
                    Some(Thing::Provided(name)) => return out.push(self.provided(name)),
                    Some(Thing::Function(id)) if self.selection.module[id].variadic => {
                        MakeVariadic.visit_type_mut(&mut item.ty);
                    }
                    _ => {}
                }
                item.attrs.extend(self.value_docs(&item.ident.to_string()));
                out.push(Item::Type(item));
            }
            Item::Const(mut item) => {
                item.attrs.extend(self.value_docs(&item.ident.to_string()));
                out.push(Item::Const(item));
            }
            Item::Impl(item) => self.implementation(item, out),
            other => out.push(other),
        }
    }

    fn implementation(&mut self, mut item: ItemImpl, out: &mut Vec<Item>) {
        match self_name(&item).and_then(|name| self.thing(&name)) {
            // windows-bindgen's callers; safe ones take their place.
            Some(Thing::Interface(_)) if item.trait_.is_none() => {}
            // The runtime's type has implementations of its own; those of an enum stand beside it.
            Some(Thing::Provided(_) | Thing::Enum(_)) => {}
            // Bit by bit, although a field holds a counted reference that safe code can release: once for each copy.
            Some(Thing::Record(id)) if self.copies_references(id, &item) => {}
            Some(Thing::Record(id)) if item.trait_.is_none() => {
                self.bit_accessors(id, &mut item);
                out.push(Item::Impl(item));
            }
            _ => out.push(Item::Impl(item)),
        }
    }

    /// The `Clone` of a struct with a reference in it, which windows-bindgen does not derive where there is a union, too.
    /// The fields of a union itself are out of reach of safe code.
    fn copies_references(&self, id: RecordId, item: &ItemImpl) -> bool {
        self.selection.module[id].kind == RecordKind::Struct
            && item.trait_.as_ref().is_some_and(|(path, _)| path.is_ident("Clone"))
    }

    pub(super) fn thing(&self, name: &str) -> Option<Thing<'m>> {
        self.things.get(bare(name)).copied()
    }

    fn value_docs(&self, name: &str) -> Vec<Attribute> {
        let module = self.selection.module;
        match self.thing(name) {
            Some(Thing::Alias(id)) => {
                self.docs(module[id].origin, || format!("The type `{}`.", module[id].name))
            }
            Some(Thing::Function(id)) => {
                self.docs(module[id].origin, || format!("The function type `{name}`."))
            }
            Some(Thing::Constant(id)) => {
                self.docs(module[id].origin, || format!("The constant `{name}`."))
            }
            Some(Thing::Member(origin)) => self.docs(origin, || format!("The constant `{name}`.")),
            Some(Thing::Guid(guid)) => {
                self.docs(guid.origin, || format!("The GUID `{name}`: {}.", guid.value))
            }
            // A record that windows-bindgen says as an alias.
            Some(Thing::Record(id)) => {
                self.docs(module[id].origin, || format!("The record `{name}`."))
            }
            _ => Vec::new(),
        }
    }
}

/// A doc comment of one line.
pub(super) fn says(line: &str) -> Vec<Attribute> {
    attributes(&[line.to_owned()])
}

pub(super) fn attributes(lines: &[String]) -> Vec<Attribute> {
    // What `docs` makes are attributes; nothing else can come of it.
    Attribute::parse_outer.parse2(docs::attributes(lines)).unwrap_or_default()
}

/// An identifier, raw where Rust has a keyword of that name.
pub(super) fn ident(name: &str) -> Ident {
    syn::parse_str(name).unwrap_or_else(|_| Ident::new_raw(name, Span::call_site()))
}

/// Makes a function pointer variadic, which only the convention of C can be. Metadata has no word for it.
pub(super) struct MakeVariadic;

impl VisitMut for MakeVariadic {
    fn visit_type_fn_ptr_mut(&mut self, function: &mut TypeFnPtr) {
        function.abi = Some(parse_quote!(extern "C"));
        if !function.inputs.empty_or_trailing() {
            function.inputs.push_punct(Default::default());
        }
        let (attrs, dots) = (Vec::new(), Default::default());
        function.variadic = Some(FnPtrVariadic { attrs, name: None, dots, comma: None });
    }
}

fn things<'m>(selection: &'m Selection<'m>) -> BTreeMap<String, Thing<'m>> {
    let module = selection.module;
    let mut things = BTreeMap::new();
    for &id in &selection.interfaces {
        let name = names::rust(&module[id].name);
        things.insert(format!("{name}_Vtbl"), Thing::Vtable(id));
        things.insert(name, Thing::Interface(id));
    }
    for &id in &selection.records {
        add_record(selection, id, selection.record_name(id), &mut things);
    }
    for name in &selection.provided {
        things.insert((*name).to_owned(), Thing::Provided(name));
    }
    for &id in &selection.enums {
        if let Some(name) = names::of_enum(&module[id]) {
            things.insert(names::rust(name), Thing::Enum(id));
        }
    }
    for &id in &selection.aliases {
        things.insert(names::rust(&module[id].name), Thing::Alias(id));
    }
    for &id in &selection.functions {
        things.insert(selection.function_name(id), Thing::Function(id));
    }
    for member in selection.nameless_enums.iter().flat_map(|&id| &module[id].members) {
        things.insert(names::rust(&member.name), Thing::Member(member.origin));
    }
    for &id in &selection.constants {
        things.insert(names::rust(&module[id].name), Thing::Constant(id));
    }
    for guid in &selection.guids {
        things.insert(guid.name.clone(), Thing::Guid(guid));
    }
    things
}

/// windows-bindgen calls what is nested in `X` `X_0`, `X_1`.
fn add_record<'m>(
    selection: &Selection<'_>,
    id: RecordId,
    name: String,
    things: &mut BTreeMap<String, Thing<'m>>,
) {
    for (index, nested) in selection.nested(id).iter().enumerate() {
        add_record(selection, nested.id, format!("{name}_{index}"), things);
    }
    things.insert(name, Thing::Record(id));
}

/// What an item declares, or is about; none where it only brings names from somewhere.
fn item_name(item: &Item) -> Option<String> {
    match item {
        Item::Const(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Impl(item) => self_name(item),
        // The first word in a macro of windows-core is the interface that it is for.
        Item::Macro(item) => Some(item.mac.tokens.clone().into_iter().next()?.to_string()),
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        Item::Union(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

/// An identifier without `r#`.
fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// The name that an implementation is for.
fn self_name(item: &ItemImpl) -> Option<String> {
    match &*item.self_ty {
        Type::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    }
}
