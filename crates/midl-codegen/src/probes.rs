//! What the conformance kit of the runtime needs of each interface.
//!
//! - **A stub**: an object whose methods fail or panic as a script says, and note that they ran.
//! - **A probe**: a raw call of each slot, with what the IDL declares for every parameter, and NULL where the kit asks for it.

use std::collections::BTreeSet;

use midl_frontend::model::{InterfaceId, RecordId, Type};
use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::quote;

use crate::{
    context::{Context, Method, idl_type},
    lower::{self, Form, Owned, Returns, data::Payload, data::payload},
    names, print,
    thunks::is_named,
    traits, types,
};

/// Everything, in the order of the interfaces.
pub(crate) fn emit(cx: &Context<'_>) -> Vec<TokenStream> {
    if cx.lowered.here().next().is_none() {
        return Vec::new();
    }
    let mut items = vec![emit_list(cx)];
    items.push(emit_stub_type());
    for interface in bases_elsewhere(cx) {
        items.push(emit_stub(cx, interface));
    }
    for interface in cx.lowered.here() {
        items.push(emit_stub(cx, interface));
        items.push(emit_declaration(cx, interface));
        items.push(emit_probe(cx, interface));
    }
    items
}

/// The bases that other modules have of the interfaces here: their stubs do not stand for ours.
fn bases_elsewhere<'c>(cx: &Context<'c>) -> impl Iterator<Item = &'c lower::Interface> {
    let bases: BTreeSet<InterfaceId> =
        cx.lowered.here().flat_map(|interface| cx.bases(interface)).map(|base| base.id).collect();
    let is_base = move |base: &&lower::Interface| base.home.is_some() && bases.contains(&base.id);
    cx.lowered.interfaces.iter().filter(is_base)
}

fn emit_list(cx: &Context<'_>) -> TokenStream {
    let interfaces = cx.lowered.here().map(|interface| cx.interface(interface.id));
    quote! {
        /// Every interface, for a test of all of them.
        pub static INTERFACES: &[conformance::Probed] = &[
            #(conformance::Probed::of::<#interfaces>()),*
        ];
    }
}

/// Its name is one that an IDL is not likely to use.
fn emit_stub_type() -> TokenStream {
    quote! {
        /// The value of an object of the interface `I`: an agile one, or one that is `BOUND` to its thread.
        struct Stub__<I, const BOUND: bool> {
            script: std::sync::Arc<conformance::Script>,
            interface: core::marker::PhantomData<fn() -> I>,
        }

        impl<I, const BOUND: bool> Stub__<I, BOUND> {
            fn new(script: &std::sync::Arc<conformance::Script>) -> Self {
                Self { script: script.clone(), interface: core::marker::PhantomData }
            }
        }
    }
}

/// The interface's own methods, for the stub of every interface that has them.
fn emit_stub(cx: &Context<'_>, interface: &lower::Interface) -> TokenStream {
    let trait_name = names::ident(&interface.trait_name);
    let methods = cx.methods(interface).map(|method| {
        let signature = traits::signature(cx, method);
        let heard = path(cx, interface, method);
        let body = match method.rust.returns {
            Returns::Result | Returns::Success => quote!(self.script.fail(#heard)),
            Returns::Void if method.rust.outs().next().is_none() => {
                quote!(self.script.hear(#heard);)
            }
            Returns::Bool if method.rust.outs().next().is_none() => {
                quote!(self.script.hear(#heard); false)
            }
            _ => {
                let note = print::safety("M2 for the result.");
                quote! {
                    self.script.hear(#heard);
                    #note
                    unsafe { core::mem::zeroed() }
                }
            }
        };
        quote!(#signature { #body })
    });
    quote! {
        impl<I: 'static, const BOUND: bool> #trait_name for Stub__<I, BOUND> {
            #(#methods)*
        }
    }
}

fn emit_declaration(cx: &Context<'_>, interface: &lower::Interface) -> TokenStream {
    let (trait_name, name) = (names::ident(&interface.trait_name), cx.interface(interface.id));
    quote! {
        #trait_name! { agile {} {Stub__<#name, false>} {} }
        #trait_name! { apartment, weak, error_info {} {Stub__<#name, true>} {} }
    }
}

fn emit_probe(cx: &Context<'_>, interface: &lower::Interface) -> TokenStream {
    let name = cx.interface(interface.id);
    let text = &*cx.checked[interface.id].name;
    let bases = cx.bases(interface);
    let chain = [interface].into_iter().chain(bases.iter().copied());
    let chain: Vec<_> = chain.map(|interface| cx.interface(interface.id)).collect();
    let base = interface.base.and_then(|base| cx.lowered.get(base)).map(|base| {
        let base = cx.interface(base.id);
        quote!(<#base as conformance::Probe>::probe(self, probing);)
    });
    let methods = cx.methods(interface).map(|method| Raw { cx, interface, method }.emit());
    let note = print::safety(
        "each call passes what the IDL declares, and NULL for the one pointer that the kit names.",
    );
    quote! {
        #note
        unsafe impl conformance::Probe for #name {
            const NAME: &'static str = #text;
            const CHAIN: &'static [GUID] = &[#(<#chain as Interface>::IID),*];
            fn stub(script: &std::sync::Arc<conformance::Script>) -> Self {
                Stub__::<#name, false>::new(script).into()
            }
            fn bound_stub(script: &std::sync::Arc<conformance::Script>) -> Self {
                Stub__::<#name, true>::new(script).into()
            }
            fn probe(&self, probing: &mut conformance::Probing<'_>) {
                #base
                #(#methods)*
            }
        }
    }
}

/// `IFoo::Bar`
fn path(cx: &Context<'_>, interface: &lower::Interface, method: Method<'_>) -> String {
    format!("{}::{}", cx.checked[interface.id].name, method.idl.name)
}

/// A raw call on its way.
struct Raw<'c> {
    cx: &'c Context<'c>,
    interface: &'c lower::Interface,
    method: Method<'c>,
}

/// A parameter of a raw call.
struct Argument {
    value: TokenStream,
    /// Set for a pointer: whether it may be NULL.
    optional: Option<bool>,
}

impl Raw<'_> {
    fn emit(&self) -> TokenStream {
        let path = path(self.cx, self.interface, self.method);
        let mut arguments = Vec::new();
        let mut pointers = Vec::new();
        for at in 0..self.method.wire.len() {
            match self.argument(at, pointers.len()) {
                Ok(argument) => {
                    if let Some(optional) = argument.optional {
                        let name = &*self.method.idl.params[at].name;
                        pointers.push(format!("{name}{}", if optional { "?" } else { "" }));
                    }
                    arguments.push(argument.value);
                }
                Err(reason) => return quote!(probing.unprobed(#path, #reason);),
            }
        }
        let field = self.method.field;
        let call = quote! {
            (Interface::vtable(this).#field)(Interface::as_raw(this) #(, #arguments)*)
        };
        let returned = match self.method.rust.returns {
            Returns::Result | Returns::Success => quote!(conformance::Returned::Code(#call)),
            Returns::Void => quote!(#call; conformance::Returned::Nothing),
            Returns::Bool | Returns::Value => quote!(conformance::Returned::value(#call)),
            Returns::Record { .. } | Returns::Raw => {
                return quote!(probing.unprobed(#path, "it returns a struct, or something with a pointer in it"););
            }
        };
        let uses_places = arguments.iter().any(|argument| mentions(argument, "places"));
        let places = if uses_places { quote!(places) } else { quote!(_) };
        let note = print::safety("C1; each place is what the IDL declares, or NULL.");
        quote! {
            probing.method(
                self,
                #path,
                &[#(#pointers),*],
                |this, #places| {
                    #note
                    unsafe { #returned }
                },
            );
        }
    }

    /// The parameter `at`, the pointer number `place` if it is one.
    fn argument(&self, at: usize, place: usize) -> Result<Argument, String> {
        let wire = &self.method.wire[at];
        let place = Literal::usize_unsuffixed(place);
        let pointer =
            |value: TokenStream, optional: bool| Ok(Argument { value, optional: Some(optional) });
        let plain = |value: TokenStream| Ok(Argument { value, optional: None });
        let mappings = &self.method.rust.mappings;
        let Some(mapping) = mappings.iter().find(|mapping| mapping.at == at) else {
            return match self.spoken_for(at) {
                Some(Count::Given) => plain(quote!(1)),
                Some(Count::Written { optional }) => pointer(quote!(places.out(#place)), optional),
                None => Err("a parameter has no meaning of its own".to_owned()),
            };
        };
        match &mapping.form {
            Form::Value => plain(match self.tag_of(at) {
                Some((union, given)) => self.tag_value(at, union, given)?,
                None => quote!(core::mem::zeroed()),
            }),
            Form::Bool | Form::VariantBool | Form::Bstr => plain(quote!(core::mem::zeroed())),
            Form::Interface { id, null } => pointer(self.interface(*id, &place)?, *null),
            Form::Reference { .. }
                if mappings.iter().any(|it| it.form == Form::Query { riid: at }) =>
            {
                pointer(quote!(places.iid(#place)), false)
            }
            Form::Reference { null } => pointer(quote!(places.input(#place)), *null),
            Form::Fixed { len, null } | Form::Mutable { what: Owned::Fixed { len }, null } => {
                let array = types::fixed(wire, *len);
                pointer(quote!(places.input::<#array>(#place).cast()), *null)
            }
            Form::Out { what: Owned::Fixed { len }, null } => {
                let array = types::fixed(wire, *len);
                pointer(quote!(places.out::<#array>(#place).cast()), *null)
            }
            Form::Narrow { null } => {
                let text = quote!(places.wide(#place));
                let value = if is_named(wire, "PCSTR") {
                    quote!(PCSTR(#text.cast()))
                } else if is_named(wire, "PSTR") {
                    quote!(PSTR(#text.cast_mut().cast()))
                } else {
                    quote!(#text.cast_mut().cast())
                };
                pointer(value, *null)
            }
            Form::Wide { null } => {
                let text = quote!(places.wide(#place));
                let value = if is_named(wire, "PCWSTR") {
                    quote!(PCWSTR(#text))
                } else if is_named(wire, "PWSTR") {
                    quote!(PWSTR(#text.cast_mut()))
                } else {
                    quote!(#text.cast_mut())
                };
                pointer(value, *null)
            }
            Form::Variant { pointer: false, .. } | Form::OptionalVariant { pointer: false } => {
                plain(quote!(core::mem::zeroed()))
            }
            Form::Union { union, pointer: by_pointer, .. } => {
                let value = self.arm(*union, true)?.value;
                if *by_pointer {
                    pointer(quote!(places.holding(#place, #value)), false)
                } else {
                    plain(value)
                }
            }
            Form::OptionalVariant { .. } => pointer(quote!(places.input(#place)), true),
            Form::Variant { null, .. } | Form::Slice { null, .. } | Form::Mutable { null, .. } => {
                pointer(quote!(places.input(#place)), *null)
            }
            Form::SliceMut { cleared, null, .. } => {
                let room = if *cleared { quote!(out) } else { quote!(input) };
                let value = quote!(places.#room(#place));
                let is_text = is_named(wire, "PWSTR");
                pointer(if is_text { quote!(PWSTR(#value)) } else { value }, *null)
            }
            Form::Out { null, .. } => pointer(quote!(places.out(#place)), *null),
            Form::OutSlice { .. } | Form::Query { .. } | Form::Buffer { .. } => {
                pointer(quote!(places.out(#place)), false)
            }
            Form::Raw(reason) => Err(format!("`{}`: {reason}", self.method.idl.params[at].name)),
        }
    }

    fn interface(&self, id: InterfaceId, place: &Literal) -> Result<TokenStream, String> {
        let interface = self.cx.interface(id);
        if self.cx.lowered.get(id).is_some() {
            Ok(quote!(places.interface::<#interface>(#place)))
        } else if interface == "IUnknown" {
            Ok(quote!(places.unknown(#place)))
        } else {
            Err(format!("`{interface}` cannot be implemented here"))
        }
    }

    /// What a count without a mapping of its own counts.
    fn spoken_for(&self, at: usize) -> Option<Count> {
        self.method.rust.mappings.iter().find_map(|mapping| match mapping.form {
            Form::Slice { count, .. } | Form::SliceMut { count, .. } if count == at => {
                Some(Count::Given)
            }
            Form::OutSlice { count, .. } if count == at => Some(Count::Written { optional: false }),
            Form::Buffer { capacity, .. } if capacity == at => Some(Count::Given),
            // One element at most: the caller knows without being told.
            Form::Buffer { fetched, .. } if fetched == at => {
                Some(Count::Written { optional: true })
            }
            _ => None,
        })
    }

    /// The union whose discriminant this is, and whether the caller gives one.
    fn tag_of(&self, at: usize) -> Option<(RecordId, bool)> {
        self.method.rust.mappings.iter().find_map(|mapping| match mapping.form {
            Form::Union { union, tag, .. } if tag == at => Some((union, true)),
            Form::Out { what: Owned::Union { union, tag }, .. } if tag == at => {
                Some((union, false))
            }
            _ => None,
        })
    }

    fn tag_value(&self, at: usize, union: RecordId, given: bool) -> Result<TokenStream, String> {
        let literal = Literal::i64_unsuffixed(self.arm(union, given)?.case);
        match self.cx.checked.resolved(&self.method.idl.params[at].ty) {
            Type::Enum(_) => {
                let ty = &self.method.wire[at];
                Ok(quote!(#ty(#literal)))
            }
            _ => Ok(quote!(#literal)),
        }
    }

    /// An arm that the call can use: of a union that is `given`, one with a value that is valid without an object.
    fn arm(&self, union: RecordId, given: bool) -> Result<Chosen, String> {
        let record = &self.cx.checked[union];
        let name = record.name.as_deref().unwrap_or_default();
        let arms = record.fields.iter().zip(self.cx.wire.union(name));
        let chosen = arms.filter_map(|(field, (member, wire))| {
            let case = *field.arm.cases.first()?;
            let value = match payload(self.cx.checked, field)? {
                Payload::Wide if given && is_named(wire, "PWSTR") => {
                    let ty = idl_type(name);
                    quote!(#ty { #member: PWSTR(places.text()) })
                }
                Payload::Wide | Payload::Interface(_) if given => return None,
                _ => quote!(core::mem::zeroed()),
            };
            Some(Chosen { case, value })
        });
        let empty = record.empty_arms.iter().filter_map(|arm| {
            Some(Chosen { case: *arm.cases.first()?, value: quote!(core::mem::zeroed()) })
        });
        chosen
            .chain(empty)
            .next()
            .ok_or_else(|| format!("each arm of `{name}` with a case holds an object"))
    }
}

/// An arm of a union, by one of its cases.
struct Chosen {
    case: i64,
    value: TokenStream,
}

/// Whether an expression names a variable.
fn mentions(expression: &TokenStream, name: &str) -> bool {
    expression.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Ident(ident) => ident == name,
        _ => false,
    })
}

/// A count that an array speaks for.
enum Count {
    /// `[in]`: one element.
    Given,
    /// `[out]`
    Written { optional: bool },
}
