//! The methods of the interface types: safe where every parameter has a safe form.
//!
//! Every `Out` is taken before the first `?`, so that what the callee gave away is owned on every path.

use midl_frontend::model::{Module, Type, Value};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    context::{Context, Method, idl_type},
    defaults, docs,
    lower::{self, Element, Form, Mapping, Owned, Returns, dispatch},
    names, print,
    thunks::is_named,
    traits,
    types::{self, Side, name},
    values, winmd,
    wire::{is_mut, pointee},
};

/// An impl for every interface that has methods of its own.
pub(crate) fn emit(cx: &Context<'_>) -> Vec<TokenStream> {
    let with_methods = cx.lowered.here().filter(|interface| !interface.methods.is_empty());
    with_methods
        .map(|interface| {
            let name = cx.interface(interface.id);
            let methods = cx.methods(interface).map(|method| Caller { cx, method }.emit(interface));
            quote! {
                impl #name {
                    #(#methods)*
                }
            }
        })
        .collect()
}

/// A caller on its way.
struct Caller<'c> {
    cx: &'c Context<'c>,
    method: Method<'c>,
}

impl Caller<'_> {
    fn emit(&self, interface: &lower::Interface) -> TokenStream {
        let docs = docs::attributes(&self.docs(interface));
        let lints = self.lints();
        let name = names::ident(&self.method.rust.name);
        let safety = self.method.rust.is_unsafe_to_call().then(|| quote!(unsafe));
        let generics = self.query().map(|_| quote!(<I: Interface>));
        let arguments = self.arguments().map(|mapping| {
            let argument = types::name(self.method, mapping);
            // Its length is asked for beside its address.
            let argument = match mapping.form {
                Form::SliceMut { null: true, .. } => quote!(mut #argument),
                _ => quote!(#argument),
            };
            let ty = types::argument(self.cx, self.method, mapping, Side::Call);
            match self.default(mapping) {
                Some(_) if mapping.form == Form::Bstr => quote!(#argument: Option<#ty>),
                Some(_) => quote!(#argument: impl Into<Option<#ty>>),
                None => quote!(#argument: #ty),
            }
        });
        let result = types::result(self.cx, self.method, Side::Call, self.can_fail_before());
        let before = self.before();
        let (note, run) = (print::safety(&self.invariants()), self.run());
        quote! {
            #docs
            #lints
            #[inline]
            pub #safety fn #name #generics(&self #(, #arguments)*) #result {
                #(#before)*
                #note
                unsafe { #run }
            }
        }
    }

    fn docs(&self, interface: &lower::Interface) -> Vec<String> {
        let idl = &self.cx.checked[interface.id];
        let facts = format!(
            "Slot {} of `{}`, `{}` in the IDL.",
            self.method.idl.slot, idl.name, self.method.idl.name
        );
        let reasons = self.method.rust.reasons().filter(|_| self.method.rust.is_unsafe_to_call());
        docs::paragraphs([
            docs::comment(self.cx.checked, self.method.idl.origin),
            vec![facts],
            traits::defaults(self.method),
            traits::safety(self.method, reasons),
        ])
    }

    /// What is filled in for an argument that is left out.
    fn default(&self, mapping: &Mapping) -> Option<TokenStream> {
        let default = self.method.idl.params[mapping.at].default.as_ref()?;
        let module: &Module = self.cx.checked;
        let ty = module.resolved(&self.method.idl.params[mapping.at].ty);
        match (&mapping.form, ty, default) {
            (Form::Bool | Form::VariantBool, _, Value::Integer { value, .. }) => {
                let value = *value != 0;
                Some(quote!(#value))
            }
            (Form::Value, Type::Scalar(scalar), _) => {
                let number = defaults::number(dispatch::number(scalar).ok()?, default)?;
                Some(quote!(#number))
            }
            (Form::Value, Type::Enum(id), _) => {
                // The wire's type may be an alias, which constructs nothing.
                let name = winmd::names::of_enum(&module[id])?;
                let name = idl_type(&winmd::names::rust(name));
                let number = defaults::number("i32", default)?;
                Some(quote!(#name(#number)))
            }
            (Form::Bstr, _, Value::String { text, .. }) => Some(quote!(Bstr::from(#text))),
            _ => None,
        }
    }

    /// Lints that the IDL's choice of names and lengths would trip.
    fn lints(&self) -> TokenStream {
        const TRAIT_METHODS: &[&str] = &[
            "add",
            "as_mut",
            "as_ref",
            "borrow",
            "borrow_mut",
            "clone",
            "cmp",
            "default",
            "deref",
            "div",
            "drop",
            "eq",
            "from_iter",
            "from_str",
            "hash",
            "index",
            "into_iter",
            "mul",
            "neg",
            "next",
            "not",
            "rem",
            "shl",
            "shr",
            "sub",
        ];
        if TRAIT_METHODS.contains(&&*self.method.rust.name) {
            quote!(#[allow(clippy::should_implement_trait, reason = "the name is that of the IDL")])
        } else {
            quote!()
        }
    }

    /// The interface that the caller asks for by its type.
    fn query(&self) -> Option<usize> {
        self.method.rust.mappings.iter().find_map(|mapping| match mapping.form {
            Form::Query { riid } => Some(riid),
            _ => None,
        })
    }

    /// The arguments; the IID is said by the type that is asked for.
    fn arguments(&self) -> impl Iterator<Item = &Mapping> {
        let riid = self.query();
        self.method.rust.arguments().filter(move |mapping| Some(mapping.at) != riid)
    }

    fn param(&self, at: usize) -> Ident {
        names::ident(&self.method.rust.params[at])
    }

    /// A method without HRESULT can fail nonetheless: before the call.
    fn can_fail_before(&self) -> bool {
        self.method.rust.mappings.iter().any(|mapping| {
            matches!(
                mapping.form,
                Form::Wide { null: false }
                    | Form::Slice { .. }
                    | Form::SliceMut { .. }
                    | Form::Union { .. }
            )
        })
    }

    fn invariants(&self) -> String {
        let mut lent = Vec::new();
        let mut both = Vec::new();
        let mut raw = Vec::new();
        for mapping in &self.method.rust.mappings {
            let param = format!("`{}`", self.method.rust.params[mapping.at]);
            match mapping.form {
                Form::Value | Form::Bool | Form::VariantBool => {}
                Form::Raw(_) => raw.push(param),
                Form::Out { .. }
                | Form::OutSlice { .. }
                | Form::Query { .. }
                | Form::Buffer { .. }
                | Form::SliceMut { .. }
                | Form::Mutable { .. } => both.push(param),
                _ if Some(mapping.at) == self.query() => {}
                _ => lent.push(param),
            }
        }
        let mut text = "C1".to_owned();
        for (invariants, params) in
            [("C2", lent), ("C2, C3", both), ("the contract of this function", raw)]
        {
            if !params.is_empty() {
                text.push_str(&format!("; {invariants} for {}", params.join(", ")));
            }
        }
        text.push('.');
        text
    }

    /// Arguments in the form that is lent, and places for the results.
    fn before(&self) -> Vec<TokenStream> {
        let mut statements = self.shared_counts();
        for mapping in &self.method.rust.mappings {
            let name = name(self.method, mapping);
            let wire = &self.method.wire[mapping.at];
            match (&mapping.form, self.default(mapping)) {
                (Form::Bstr, Some(default)) => {
                    let place = format_ident!("{}__", self.method.rust.params[mapping.at]);
                    statements.push(quote!(let #place = #default;));
                    statements.push(quote!(let #name = #name.unwrap_or(&#place);));
                }
                (_, Some(default)) => {
                    statements.push(quote!(let #name = #name.into().unwrap_or(#default);));
                }
                _ => {}
            }
            match &mapping.form {
                Form::Wide { null: false } => {
                    statements.push(quote!(let #name = caller::wide(&#name)?;))
                }
                Form::Union { union, tag, .. } => {
                    let tag = self.param(*tag);
                    let function = if values::holds_pointers(self.cx, *union) {
                        quote!(to_wire)
                    } else {
                        quote!(into_wire)
                    };
                    statements.push(quote!(let #name = #name.#function(#tag)?;));
                }
                Form::Out { .. } | Form::Query { .. } => {
                    let ty = self.out_type(mapping);
                    statements.push(quote!(let mut #name = caller::Out::<#ty>::new();));
                }
                Form::OutSlice { count, .. } => {
                    let (ty, count_type) = (pointee(wire), pointee(&self.method.wire[*count]));
                    let count = self.param(*count);
                    statements.push(quote!(let mut #count = caller::Out::<#count_type>::new();));
                    statements.push(quote!(let mut #name = caller::Out::<#ty>::new();));
                }
                Form::Buffer { fetched, element, .. } => {
                    let count_type = pointee(&self.method.wire[*fetched]);
                    let fetched = self.param(*fetched);
                    let fill = match element {
                        Element::Interface(_) => quote!(interfaces),
                        Element::Wide => quote!(strings),
                        Element::Variant => quote!(variants),
                        Element::Plain | Element::Byte | Element::Unit => quote!(values),
                    };
                    statements.push(quote!(let mut #name = caller::Fill::#fill(#name);));
                    statements.push(quote!(let mut #fetched = caller::Out::<#count_type>::new();));
                }
                _ => {}
            }
        }
        if self.method.hidden.is_some() {
            statements.push(quote!(let mut hidden__ = caller::Out::new();));
        }
        statements
    }

    /// The type of the place for a result.
    fn out_type(&self, mapping: &Mapping) -> TokenStream {
        let to = pointee(&self.method.wire[mapping.at]);
        match mapping.form {
            Form::Out { what: Owned::Wide { .. }, .. } => quote!(PWSTR),
            Form::Out { what: Owned::Fixed { len }, .. } => {
                types::fixed(&self.method.wire[mapping.at], len)
            }
            _ => quote!(#to),
        }
    }

    /// Arrays that share a count must have one length.
    fn shared_counts(&self) -> Vec<TokenStream> {
        let mut checks = Vec::new();
        let arrays: Vec<(&Mapping, usize)> = self
            .method
            .rust
            .mappings
            .iter()
            .filter_map(|mapping| Some((mapping, array_count(&mapping.form)?)))
            .collect();
        for (mapping, count) in arrays {
            let Some(first) = self.counted_by(count).filter(|first| first.at != mapping.at) else {
                continue;
            };
            let (first, other) = (name(self.method, first), name(self.method, mapping));
            let differs = match mapping.form {
                Form::Slice { null: true, .. } => {
                    quote!(#other.is_some_and(|other| other.len() != #first.len()))
                }
                Form::SliceMut { null: true, .. } => {
                    quote!(#other.as_deref().is_some_and(|other| other.len() != #first.len()))
                }
                _ => quote!(#other.len() != #first.len()),
            };
            checks.push(quote! {
                if #differs {
                    return Err(Error::from_hresult(E_INVALIDARG));
                }
            });
        }
        checks
    }

    /// The array whose length is passed as a count: one that must be there, if there is such a one.
    fn counted_by(&self, count: usize) -> Option<&Mapping> {
        let arrays = || {
            self.method
                .rust
                .mappings
                .iter()
                .filter(|mapping| array_count(&mapping.form) == Some(count))
        };
        arrays()
            .find(|mapping| {
                !matches!(
                    mapping.form,
                    Form::Slice { null: true, .. } | Form::SliceMut { null: true, .. }
                )
            })
            .or_else(|| arrays().next())
    }

    /// The call and what follows it.
    fn run(&self) -> TokenStream {
        let field = self.method.field;
        let hidden = self.method.hidden.map(|_| quote!(, hidden__.as_ptr()));
        let arguments = (0..self.method.wire.len()).map(|at| self.wire_argument(at));
        let call = quote!((Interface::vtable(self).#field)(Interface::as_raw(self) #hidden #(, #arguments)*));
        let buffers: Vec<&Mapping> = self
            .method
            .rust
            .mappings
            .iter()
            .filter(|mapping| matches!(mapping.form, Form::Buffer { .. }))
            .collect();
        let results: Vec<Part> =
            self.method.rust.outs().map(|mapping| self.part(mapping)).collect();
        match (&self.method.rust.returns, &buffers[..], &results[..]) {
            (Returns::Void, _, []) if !self.can_fail_before() => quote!(#call;),
            (Returns::Void, _, results) => self.without_hresult(quote!(#call;), None, results),
            (Returns::Bool, _, results) => self.called(call, quote!(.as_bool()), results),
            (Returns::Value | Returns::Raw, _, results) => self.called(call, quote!(), results),
            (Returns::Record { .. }, ..) => {
                self.without_hresult(quote!(#call;), Some(quote!(hidden__.value())), &[])
            }
            (Returns::Result, [], []) => quote!(#call.ok()),
            (Returns::Result, [], results) => {
                let value = tail(results);
                quote!(#call.ok()?; #value)
            }
            (Returns::Success, [], []) => quote!(caller::success(#call)),
            (Returns::Success, [], results) => {
                let value = tail(results);
                quote! {
                    let answer = caller::success(#call)?;
                    let value: Result<_> = #value;
                    Success::with_code(value?, answer.code())
                }
            }
            (returns, [one], []) => {
                let filled = self.filled(one);
                let value = if *returns == Returns::Success {
                    filled
                } else {
                    quote!(Ok(#filled?.into_value()))
                };
                quote!(let answer = #call; #value)
            }
            (returns, buffers, results) => {
                let counts = buffers.iter().map(|buffer| Part {
                    value: {
                        let filled = self.filled(buffer);
                        quote!(#filled.map(Success::into_value))
                    },
                    fails: true,
                });
                let parts: Vec<Part> = results.iter().cloned().chain(counts).collect();
                let value = tail(&parts);
                let value = if *returns == Returns::Success {
                    quote!(let value: Result<_> = #value; Success::with_code(value?, answer))
                } else {
                    value
                };
                quote!(let answer = #call; answer.ok()?; #value)
            }
        }
    }

    /// The call of a method that returns a value, and the results beside it.
    fn called(&self, call: TokenStream, convert: TokenStream, results: &[Part]) -> TokenStream {
        match results {
            [] => self.without_hresult(quote!(), Some(quote!(#call #convert)), results),
            _ => {
                let answer = Some(quote!(answer #convert));
                self.without_hresult(quote!(let answer = #call;), answer, results)
            }
        }
    }

    /// What a method without HRESULT gives back after `call`: none of it can fail.
    fn without_hresult(
        &self,
        call: TokenStream,
        own: Option<TokenStream>,
        results: &[Part],
    ) -> TokenStream {
        let parts: Vec<TokenStream> =
            own.into_iter().chain(results.iter().map(|part| part.value.clone())).collect();
        let value = types::tuple(&parts);
        if self.can_fail_before() { quote!(#call Ok(#value)) } else { quote!(#call #value) }
    }

    /// What the callee says of a buffer, as a `Result`.
    fn filled(&self, buffer: &Mapping) -> TokenStream {
        let name = name(self.method, buffer);
        match buffer.form {
            Form::Buffer { fetched, .. } => {
                let fetched = self.param(fetched);
                quote!(#name.filled(answer, #fetched.value()))
            }
            _ => quote!(#name),
        }
    }

    /// A parameter as it crosses the boundary.
    fn wire_argument(&self, at: usize) -> TokenStream {
        let name = self.param(at);
        let wire = &self.method.wire[at];
        if let Some(mapping) = self.method.rust.mappings.iter().find(|mapping| mapping.at == at) {
            return self.mapped(mapping, &name, wire);
        }
        if let Some(array) = self.counted_by(at) {
            let array_name = types::name(self.method, array);
            return match array.form {
                Form::Slice { null: true, .. } => quote!(caller::count_opt(#array_name)?),
                Form::SliceMut { null: true, .. } => {
                    quote!(caller::count_opt(#array_name.as_deref())?)
                }
                Form::Buffer { .. } => quote!(#array_name.capacity()?),
                _ => quote!(caller::count(#array_name.len())?),
            };
        }
        // The count that the callee writes.
        quote!(#name.as_ptr())
    }

    fn mapped(&self, mapping: &Mapping, name: &Ident, wire: &syn::Type) -> TokenStream {
        // Without `const` in the IDL the wire's pointer is mutable, although nobody writes through it.
        let cast_mut = is_mut(wire).then(|| quote!(.cast_mut()));
        let bytes = |element: &Element| match element {
            Element::Byte | Element::Variant => quote!(.cast()),
            _ => quote!(),
        };
        match &mapping.form {
            Form::Value | Form::Raw(_) => quote!(#name),
            Form::Bool => quote!(BOOL::from(#name)),
            Form::VariantBool => quote!(caller::variant_bool(#name)),
            Form::Interface { null: false, .. } => quote!(Interface::as_raw(#name)),
            Form::Interface { null: true, .. } => quote!(caller::interface_opt(#name)),
            Form::Reference { .. } if self.query() == Some(mapping.at) => match cast_mut {
                None => quote!(&I::IID),
                Some(cast_mut) => quote!(std::ptr::from_ref(&I::IID) #cast_mut),
            },
            Form::Reference { null: false } => match cast_mut {
                None => quote!(#name),
                Some(cast_mut) => quote!(std::ptr::from_ref(#name) #cast_mut),
            },
            Form::Reference { null: true } => quote!(caller::reference_opt(#name) #cast_mut),
            Form::Wide { null } => {
                let pointer =
                    if *null { quote!(caller::wide_opt(#name)) } else { quote!(#name.as_pcwstr()) };
                if is_named(wire, "PCWSTR") {
                    pointer
                } else if is_named(wire, "PWSTR") {
                    quote!(PWSTR(#pointer.0.cast_mut()))
                } else {
                    quote!(#pointer.0 #cast_mut)
                }
            }
            Form::Narrow { null } => {
                let pointer = match null {
                    true => quote!(caller::narrow_opt(#name)),
                    false => quote!(#name.as_ptr()),
                };
                if is_named(wire, "PCSTR") {
                    quote!(PCSTR(#pointer.cast()))
                } else if is_named(wire, "PSTR") {
                    quote!(PSTR(#pointer.cast_mut().cast()))
                } else {
                    quote!(#pointer #cast_mut.cast())
                }
            }
            Form::Fixed { null: false, .. } => quote!(#name.as_ptr() #cast_mut),
            Form::Fixed { null: true, .. } => {
                quote!(caller::reference_opt(#name) #cast_mut.cast())
            }
            Form::Bstr => quote!(#name.as_raw()),
            Form::Variant { pointer: false, .. } => quote!(caller::variant(#name).read()),
            Form::OptionalVariant { pointer: false } => {
                quote!(caller::variant_or_missing(#name).read())
            }
            Form::OptionalVariant { .. } => quote!(caller::variant_or_missing(#name) #cast_mut),
            Form::Variant { null: false, .. } => quote!(caller::variant(#name) #cast_mut),
            Form::Variant { null: true, .. } => quote!(caller::variant_opt(#name) #cast_mut),
            Form::Slice { element: Element::Interface(_), null, .. } => {
                if *null {
                    quote!(caller::slice_opt(#name).cast_mut().cast())
                } else {
                    quote!(caller::interfaces(#name))
                }
            }
            Form::Slice { element, null, .. } => {
                let bytes = bytes(element);
                if *null {
                    quote!(caller::slice_opt(#name) #bytes #cast_mut)
                } else {
                    quote!(#name.as_ptr() #bytes #cast_mut)
                }
            }
            Form::SliceMut { element, null, .. } => {
                let bytes = bytes(element);
                let pointer = if *null {
                    quote!(caller::slice_mut_opt(#name.as_deref_mut()) #bytes)
                } else {
                    quote!(#name.as_mut_ptr() #bytes)
                };
                if is_named(wire, "PWSTR") { quote!(PWSTR(#pointer)) } else { pointer }
            }
            Form::Union { pointer: false, .. } => quote!(#name),
            Form::Union { .. } => match cast_mut {
                None => quote!(&#name),
                Some(cast_mut) => quote!(std::ptr::from_ref(&#name) #cast_mut),
            },
            Form::Mutable { what, null } => match what {
                Owned::Interface { .. } => quote!(caller::interface_mut(#name)),
                Owned::Wide { .. } if is_named(pointee(wire), "PWSTR") => {
                    quote!(caller::wide_mut(#name))
                }
                Owned::Wide { .. } => quote!(caller::wide_mut(#name).cast()),
                Owned::Bstr => quote!(caller::bstr_mut(#name)),
                Owned::Variant => quote!(caller::variant_mut(#name)),
                Owned::Fixed { .. } if *null => {
                    quote!(#name.map_or(std::ptr::null_mut(), std::ptr::from_mut).cast())
                }
                Owned::Fixed { .. } => quote!(#name.as_mut_ptr()),
                _ if *null => quote!(#name.map_or(std::ptr::null_mut(), std::ptr::from_mut)),
                _ => quote!(#name),
            },
            Form::Out { what: Owned::Wide { .. }, .. } if !is_named(pointee(wire), "PWSTR") => {
                quote!(#name.as_ptr().cast())
            }
            Form::Out { what: Owned::Fixed { .. }, .. } => quote!(#name.as_ptr().cast()),
            Form::Out { .. } | Form::OutSlice { .. } | Form::Query { .. } => quote!(#name.as_ptr()),
            Form::Buffer { element: Element::Byte, .. } => quote!(#name.as_ptr::<u8>().cast()),
            Form::Buffer { .. } => quote!(#name.as_ptr()),
        }
    }

    /// A result taken from its place.
    fn part(&self, mapping: &Mapping) -> Part {
        let name = name(self.method, mapping);
        let (value, fails) = match &mapping.form {
            Form::Out { what: Owned::Plain | Owned::Holding | Owned::Fixed { .. }, .. } => {
                (quote!(#name.value()), false)
            }
            Form::Out { what: Owned::Bool, .. } => (quote!(#name.flag()), false),
            Form::Out { what: Owned::VariantBool, .. } => (quote!(#name.value() != 0), false),
            Form::Out { what: Owned::Interface { null: true, .. }, .. } => {
                (quote!(#name.interface_opt()), false)
            }
            Form::Out { what: Owned::Interface { .. }, .. } | Form::Query { .. } => {
                (quote!(#name.interface()), true)
            }
            Form::Out { what: Owned::Wide { null: true }, .. } => (quote!(#name.wide_opt()), false),
            Form::Out { what: Owned::Wide { null: false }, .. } => (quote!(#name.wide()), true),
            Form::Out { what: Owned::Bstr, .. } => (quote!(#name.bstr()), false),
            Form::Out { what: Owned::Variant, .. } => (quote!(#name.variant()), true),
            Form::Out { what: Owned::Union { union, tag }, .. } => {
                let (owned, tag) = (values::enums(self.cx, *union).0, self.param(*tag));
                let place = if values::holds_pointers(self.cx, *union) {
                    quote!(#name.value())
                } else {
                    quote!(&#name.value())
                };
                (quote!(#owned::from_wire(#tag, #place)), true)
            }
            Form::OutSlice { count, .. } => {
                let count = self.param(*count);
                (quote!(#name.slice(#count.value())), true)
            }
            _ => (quote!(()), false),
        };
        Part { value, fails }
    }
}

/// The parameter that says how long an array is.
fn array_count(form: &Form) -> Option<usize> {
    match form {
        Form::Slice { count, .. } | Form::SliceMut { count, .. } => Some(*count),
        Form::Buffer { capacity, .. } => Some(*capacity),
        _ => None,
    }
}

/// A result on its way out.
#[derive(Clone)]
struct Part {
    value: TokenStream,
    /// It is a `Result`.
    fails: bool,
}

/// The results as one `Result`: all are taken before the first can fail.
fn tail(parts: &[Part]) -> TokenStream {
    let values = parts.iter().map(|part| &part.value);
    match parts {
        [Part { value, fails: true }] => value.clone(),
        [Part { value, fails: false }] => quote!(Ok(#value)),
        _ if parts.iter().all(|part| !part.fails) => quote!(Ok((#(#values),*))),
        _ => {
            let unpacked = parts.iter().enumerate().map(|(index, part)| {
                let index = syn::Index::from(index);
                let question = part.fails.then(|| quote!(?));
                quote!(results.#index #question)
            });
            quote!({ let results = (#(#values),*); Ok((#(#unpacked),*)) })
        }
    }
}
