//! The functions in a vtable, and what makes an object of a value: thunks, vtables, chains, conversions, declarations.
//!
//! A thunk takes its `[out]` parameters first, so that each is cleared on every path. The rest runs inside the panic guard of
//! the runtime: the arguments, the user's method, the results. What can fail after the user's method comes before what cannot.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    context::{Context, Method},
    lower::{self, Element, Form, Mapping, Owned, Returns},
    names, print,
    types::{self, name},
    values,
    wire::{arrow, pointee},
};

/// Everything that an interface needs on the implementing side, in the order of the interfaces.
pub(crate) fn emit(cx: &Context<'_>) -> Vec<TokenStream> {
    let mut items = Vec::new();
    for interface in cx.lowered.here() {
        items.push(emit_module(cx, interface));
        items.push(emit_chain(cx, interface));
        items.push(emit_conversion(cx, interface));
        items.extend(emit_declaration(cx, interface));
    }
    items
}

/// The module with an interface's thunks and the function that makes its vtable.
fn emit_module(cx: &Context<'_>, interface: &lower::Interface) -> TokenStream {
    let module = cx.module(interface);
    let trait_name = names::ident(&interface.trait_name);
    let thunks = cx.methods(interface).map(|method| emit_thunk(cx, interface, method));
    let vtable = vtable_name(cx, interface);
    let base = match interface.base.and_then(|base| cx.lowered.get(base)) {
        Some(base) if base.home.is_none() => {
            let base = cx.module(base);
            quote!(#base::vtable::<T, AT>())
        }
        Some(base) => {
            let base = names::ident(&base.trait_name);
            quote!(thunk::vtable::<dyn #base, T, AT>())
        }
        None => quote!(thunk::unknown::<T, AT>()),
    };
    let fields = cx.methods(interface).map(|method| {
        let (field, thunk) = (method.field, thunk_name(method));
        quote!(#field: #thunk::<T, AT>)
    });
    quote! {
        mod #module {
            use super::*;

            #(#thunks)*

            /// The vtable at word `AT`.
            pub(super) const fn vtable<T: #trait_name + Declare, const AT: usize>() -> #vtable {
                #vtable {
                    base__: #base,
                    #(#fields,)*
                }
            }
        }
    }
}

/// A method may be called `vtable` too.
fn thunk_name(method: Method<'_>) -> Ident {
    match &*method.rust.name {
        "vtable" => format_ident!("vtable_"),
        name => names::ident(name),
    }
}

fn emit_chain(cx: &Context<'_>, interface: &lower::Interface) -> TokenStream {
    let trait_name = names::ident(&interface.trait_name);
    let name = cx.interface(interface.id);
    let (module, vtable) = (cx.module(interface), vtable_name(cx, interface));
    let chain = [interface]
        .into_iter()
        .chain(cx.bases(interface))
        .map(|interface| cx.interface(interface.id));
    let note = print::safety(&format!(
        "`vtable` fills the vtable of `{name}` with thunks for `T` and `AT`; the IIDs are its own and its bases'."
    ));
    quote! {
        #note
        unsafe impl<T: #trait_name + Declare, const AT: usize> Chain<T, AT> for dyn #trait_name {
            type Interface = #name;
            type Vtable = #vtable;
            const VTABLE: &'static #vtable = &#module::vtable::<T, AT>();
            #[inline(always)]
            fn answers(iid: Iid) -> bool {
                #(iid == Iid::of::<#chain>())||*
            }
        }
    }
}

fn vtable_name(cx: &Context<'_>, interface: &lower::Interface) -> Ident {
    format_ident!("{}_Vtbl", &*cx.checked[interface.id].name)
}

fn emit_conversion(cx: &Context<'_>, interface: &lower::Interface) -> TokenStream {
    let (trait_name, name) = (names::ident(&interface.trait_name), cx.interface(interface.id));
    quote! {
        impl<T> From<T> for #name
        where
            dyn #trait_name: Declared<T, Interface = #name>,
        {
            fn from(value: T) -> Self {
                <dyn #trait_name>::object(value)
            }
        }
    }
}

/// The macro beside the trait: whoever can name the trait can name it, so that the attribute needs no other path.
fn emit_declaration(cx: &Context<'_>, interface: &lower::Interface) -> [TokenStream; 2] {
    let trait_name = names::ident(&interface.trait_name);
    let hidden = format_ident!("__declare_{}", interface.trait_name);
    let module: TokenStream = cx.options.module.parse().unwrap_or_default();
    let docs = format!(
        " Declares an object of `{}`; the attribute calls it by the path of the trait.",
        cx.checked[interface.id].name
    );
    let declaration = quote! {
        #[doc = #docs]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! #hidden {
            ($($declaration:tt)*) => {
                $crate::#module::__private::declare! { {$crate::#module::#trait_name} $($declaration)* }
            };
        }
    };
    let beside = quote! {
        #[doc(hidden)]
        pub use #hidden as #trait_name;
    };
    [declaration, beside]
}

fn emit_thunk(cx: &Context<'_>, interface: &lower::Interface, method: Method<'_>) -> TokenStream {
    let thunk = thunk_name(method);
    let trait_name = names::ident(&interface.trait_name);
    let abi = method.abi;
    let hidden = method.hidden.map(|ty| quote!(hidden__: #ty,));
    let params = method.rust.params.iter().zip(method.wire).map(|(name, ty)| {
        let name = names::ident(name);
        quote!(#name: #ty)
    });
    let output = arrow(method.output);
    let idl_name = &*cx.checked[interface.id].name;
    let body = Thunk { cx, interface: idl_name, trait_name: &trait_name, method };
    let (note, before, run) = (print::safety(&body.invariants()), body.before(), body.run());
    quote! {
        unsafe #abi fn #thunk<T: #trait_name + Declare, const AT: usize>(
            this: *mut c_void,
            #hidden
            #(#params,)*
        ) #output {
            #note
            unsafe {
                #(#before)*
                #run
            }
        }
    }
}

/// The body of a thunk.
struct Thunk<'t> {
    cx: &'t Context<'t>,
    /// The interface, as the IDL calls it.
    interface: &'t str,
    trait_name: &'t Ident,
    method: Method<'t>,
}

impl Thunk<'_> {
    /// What the body rests on, parameter by parameter.
    fn invariants(&self) -> String {
        let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
        for mapping in &self.method.rust.mappings {
            let invariants = match mapping.form {
                Form::Value | Form::Bool | Form::VariantBool => continue,
                Form::Interface { .. } => "V5",
                Form::Reference { .. }
                | Form::Bstr
                | Form::Variant { .. }
                | Form::OptionalVariant { .. } => "V2",
                Form::Wide { .. } | Form::Narrow { .. } => "V2, V4",
                Form::Fixed { .. } => "V2, V3",
                Form::Slice { element: Element::Interface(_), .. } => "V2, V3, V5",
                Form::Slice { .. } | Form::SliceMut { cleared: false, .. } => "V2, V3",
                Form::SliceMut { cleared: true, .. } => "V2, V3, M2",
                Form::Union { .. } => "V2, V4, V5 and the discriminant",
                Form::Mutable { what: Owned::Interface { .. }, .. } => "V2, V5",
                Form::Mutable { what: Owned::Wide { .. }, .. } => "V2, V4, M3",
                Form::Mutable { .. } => "V2",
                Form::Out { .. } | Form::Query { .. } => "V2, M2",
                Form::OutSlice { .. } => "V2, M1, M2",
                Form::Buffer { .. } => "V2, V3, M1, M2",
                Form::Raw(_) => "the contract of the `unsafe` method",
            };
            let param = format!("`{}`", self.method.rust.params[mapping.at]);
            match groups.iter_mut().find(|(known, _)| *known == invariants) {
                Some((_, params)) => params.push(param),
                None => groups.push((invariants, vec![param])),
            }
        }
        let groups = groups
            .iter()
            .map(|(invariants, params)| format!("; {invariants} for {}", params.join(", ")));
        let result = if self.method.rust.has_hresult() { "" } else { "; M2 for the result" };
        format!("V1{}{result}.", groups.collect::<String>())
    }

    /// The `[out]` parameters, cleared.
    fn before(&self) -> Vec<TokenStream> {
        let param = |at: usize| names::ident(&self.method.rust.params[at]);
        let take = |mapping: &Mapping| {
            let name = name(self.method, mapping);
            let wire = &self.method.wire[mapping.at];
            match &mapping.form {
                Form::Out { what, null } => {
                    let function = if *null { quote!(out_opt) } else { quote!(out) };
                    // A string that is const for its receiver, or that only an attribute makes one.
                    let cast = match what {
                        Owned::Wide { .. } if !is_named(pointee(wire), "PWSTR") => {
                            quote!(.cast::<PWSTR>())
                        }
                        Owned::Fixed { len } => {
                            let array = types::fixed(wire, *len);
                            quote!(.cast::<#array>())
                        }
                        _ => quote!(),
                    };
                    Some(quote!(let #name = thunk::#function(#name #cast);))
                }
                Form::Query { .. } => Some(quote!(let #name = thunk::out(#name);)),
                Form::OutSlice { count, element } => {
                    let count = param(*count);
                    let cast = match element {
                        Element::Plain => quote!(),
                        _ => {
                            let owner = types::in_array(self.cx, self.method, mapping, *element);
                            quote!(.cast::<*mut #owner>())
                        }
                    };
                    Some(quote!(let #name = thunk::out_slice(#name #cast, #count);))
                }
                Form::SliceMut { count, element, cleared: true, .. } => {
                    let (count, pointer) = (param(*count), units(wire, &name, *element));
                    Some(quote!(let #name = thunk::slice_out(#pointer, #count);))
                }
                Form::Buffer { capacity, fetched, element } => {
                    let (capacity, fetched) = (param(*capacity), param(*fetched));
                    let cast = match element {
                        Element::Plain => quote!(),
                        Element::Interface(id) => {
                            let interface = self.cx.interface(*id);
                            quote!(.cast::<#interface>())
                        }
                        _ => {
                            let owner = types::in_array(self.cx, self.method, mapping, *element);
                            quote!(.cast::<#owner>())
                        }
                    };
                    Some(quote!(let #name = thunk::buffer(#name #cast, #capacity, #fetched);))
                }
                _ => None,
            }
        };
        self.method.rust.mappings.iter().filter_map(take).collect()
    }

    /// The call of the user's method inside the guard.
    fn run(&self) -> TokenStream {
        let mut statements = self.unwrapped();
        let call = self.call(&mut statements);
        let (finish, tail) = self.results(&call);
        statements.extend(finish);
        let body = if statements.is_empty() { tail } else { quote!({ #(#statements)* #tail }) };
        let function = if self.method.rust.has_hresult() { quote!(method) } else { quote!(plain) };
        let (interface, name) = (self.interface, &*self.method.idl.name);
        let run = quote! {
            let guarded = thunk::#function::<T, AT, _>;
            guarded(this, const { &thunk::Method::new(#interface, #name) }, |implementer: &T| #body)
        };
        match self.method.hidden {
            // The hidden pointer is returned as well, as C++ compilers do.
            Some(_) if self.method.output.is_some() => quote!(hidden__.write({ #run }); hidden__),
            Some(_) => quote!(hidden__.write({ #run });),
            None => run,
        }
    }

    /// `let (a, b) = (a?, b?);` for what was taken before: every one of them is cleared by now.
    fn unwrapped(&self) -> Vec<TokenStream> {
        let mut names = Vec::new();
        let mut patterns = Vec::new();
        for mapping in &self.method.rust.mappings {
            let name = name(self.method, mapping);
            match mapping.form {
                Form::Out { null: false, .. }
                | Form::Query { .. }
                | Form::OutSlice { .. }
                | Form::SliceMut { cleared: true, .. } => patterns.push(quote!(#name)),
                Form::Buffer { .. } => patterns.push(quote!(mut #name)),
                _ => continue,
            }
            names.push(name);
        }
        match (&patterns[..], &names[..]) {
            ([], _) => Vec::new(),
            ([pattern], [name]) => vec![quote!(let #pattern = #name?;)],
            _ => vec![quote!(let (#(#patterns),*) = (#(#names?),*);)],
        }
    }

    /// The call, and before it what more than one place needs.
    fn call(&self, statements: &mut Vec<TokenStream>) -> TokenStream {
        let riids: BTreeSet<usize> = self
            .method
            .rust
            .mappings
            .iter()
            .filter_map(|mapping| match mapping.form {
                Form::Query { riid } => Some(riid),
                _ => None,
            })
            .collect();
        for riid in riids {
            let riid = names::ident(&self.method.rust.params[riid]);
            statements.push(quote!(let #riid = thunk::reference(#riid)?;));
        }
        let method = names::ident(&self.method.rust.name);
        let arguments = self.method.rust.arguments().map(|mapping| self.argument(mapping));
        let trait_name = self.trait_name;
        quote!(#trait_name::#method(implementer #(, #arguments)*))
    }

    fn argument(&self, mapping: &Mapping) -> TokenStream {
        let name = name(self.method, mapping);
        let param = |at: usize| names::ident(&self.method.rust.params[at]);
        let wire = &self.method.wire[mapping.at];
        match &mapping.form {
            Form::Value | Form::Raw(_) => quote!(#name),
            Form::Bool => quote!(#name.as_bool()),
            Form::VariantBool => quote!(#name != 0),
            Form::Interface { null: false, .. } => quote!(thunk::interface(&#name)?),
            Form::Interface { null: true, .. } => quote!(thunk::interface_opt(&#name)),
            Form::Reference { .. } if self.is_riid(mapping.at) => quote!(#name),
            Form::Reference { null: false } => quote!(thunk::reference(#name)?),
            Form::Reference { null: true } => quote!(thunk::reference_opt(#name)?),
            Form::Wide { null } => {
                let pointer = if is_named(wire, "PCWSTR") || is_named(wire, "PWSTR") {
                    quote!(#name.0)
                } else {
                    quote!(#name)
                };
                if *null {
                    quote!(thunk::wide_opt(#pointer)?)
                } else {
                    quote!(thunk::wide(#pointer)?)
                }
            }
            Form::Narrow { null } => {
                let pointer = if is_named(wire, "PCSTR") || is_named(wire, "PSTR") {
                    quote!(#name.0)
                } else {
                    quote!(#name)
                };
                let function = if *null { quote!(narrow_opt) } else { quote!(narrow) };
                quote!(thunk::#function(#pointer.cast())?)
            }
            Form::Fixed { len, null } => {
                let array = types::fixed(wire, *len);
                let function = if *null { quote!(reference_opt) } else { quote!(reference) };
                quote!(thunk::#function(#name.cast::<#array>())?)
            }
            Form::Bstr => quote!(thunk::bstr(&#name)),
            Form::Variant { pointer: false, .. } => quote!(thunk::variant(&raw const #name)?),
            Form::OptionalVariant { pointer: false } => {
                quote!(thunk::variant_unless_missing(&raw const #name)?)
            }
            Form::OptionalVariant { .. } => quote!(thunk::variant_unless_missing(#name)?),
            Form::Variant { null: false, .. } => quote!(thunk::variant(#name)?),
            Form::Variant { null: true, .. } => quote!(thunk::variant_opt(#name)?),
            Form::Slice { count, element, null } => {
                let count = param(*count);
                let cast = match element {
                    Element::Plain | Element::Byte => bytes(*element),
                    _ if !*null && matches!(element, Element::Interface(_)) => {
                        return quote!(thunk::interfaces(#name, #count)?);
                    }
                    _ => {
                        let owner = types::in_array(self.cx, self.method, mapping, *element);
                        quote!(.cast::<#owner>())
                    }
                };
                let function = if *null { quote!(slice_opt) } else { quote!(slice) };
                quote!(thunk::#function(#name #cast, #count)?)
            }
            Form::SliceMut { cleared: true, .. } => quote!(#name),
            Form::SliceMut { count, element, null, .. } => {
                let (count, pointer) = (param(*count), units(wire, &name, *element));
                let function = if *null { quote!(slice_mut_opt) } else { quote!(slice_mut) };
                quote!(thunk::#function(#pointer, #count)?)
            }
            Form::Union { union, tag, pointer } => {
                let (owned, borrowed) = values::enums(self.cx, *union);
                let ty = if values::holds_pointers(self.cx, *union) { borrowed } else { owned };
                let tag = param(*tag);
                let place =
                    if *pointer { quote!(thunk::reference(#name)?) } else { quote!(&#name) };
                quote!(#ty::from_wire(#tag, #place)?)
            }
            Form::Mutable { what, null } => match what {
                Owned::Interface { .. } => quote!(thunk::interface_mut(#name)?),
                Owned::Wide { .. } if is_named(pointee(wire), "PWSTR") => {
                    quote!(thunk::wide_mut(#name)?)
                }
                Owned::Wide { .. } => quote!(thunk::wide_mut(#name.cast::<PWSTR>())?),
                Owned::Bstr => quote!(thunk::bstr_mut(#name)?),
                Owned::Variant => quote!(thunk::variant_mut(#name)?),
                Owned::Fixed { len } => {
                    let array = types::fixed(wire, *len);
                    let function =
                        if *null { quote!(reference_mut_opt) } else { quote!(reference_mut) };
                    quote!(thunk::#function(#name.cast::<#array>())?)
                }
                _ if *null => quote!(thunk::reference_mut_opt(#name)?),
                _ => quote!(thunk::reference_mut(#name)?),
            },
            Form::Buffer { .. } => quote!(#name.buffer()),
            Form::Out { .. } | Form::OutSlice { .. } | Form::Query { .. } => quote!(),
        }
    }

    /// The parameter was looked through before, for the query that comes after the method.
    fn is_riid(&self, at: usize) -> bool {
        self.method.rust.mappings.iter().any(|mapping| mapping.form == Form::Query { riid: at })
    }

    /// What follows the user's method: statements, and the value of the closure.
    fn results(&self, call: &TokenStream) -> (Vec<TokenStream>, TokenStream) {
        let outs: Vec<&Mapping> = self.method.rust.outs().collect();
        let buffers: Vec<TokenStream> = self
            .method
            .rust
            .mappings
            .iter()
            .filter(|mapping| matches!(mapping.form, Form::Buffer { .. }))
            .map(|mapping| {
                let name = name(self.method, mapping);
                quote!(#name.finish()?;)
            })
            .collect();
        match self.method.rust.returns {
            Returns::Void => {
                let sets = self.sets(&outs, call.clone(), true);
                (sets.into_iter().map(|set| set.tokens).collect(), quote!(Ok(())))
            }
            Returns::Bool if outs.is_empty() => (Vec::new(), quote!(Ok(BOOL::from(#call)))),
            Returns::Bool => self.beside(&outs, call, quote!(BOOL::from(results.0))),
            Returns::Value | Returns::Record { .. } | Returns::Raw if outs.is_empty() => {
                (Vec::new(), quote!(Ok(#call)))
            }
            Returns::Value | Returns::Record { .. } | Returns::Raw => {
                self.beside(&outs, call, quote!(results.0))
            }
            Returns::Result if outs.is_empty() && buffers.is_empty() => (Vec::new(), call.clone()),
            Returns::Result => {
                let mut statements = self.sets(&outs, quote!(#call?), buffers.is_empty());
                insert_finish(&mut statements, buffers);
                (statements.into_iter().map(|set| set.tokens).collect(), quote!(Ok(())))
            }
            Returns::Success if outs.is_empty() && buffers.is_empty() => (Vec::new(), call.clone()),
            Returns::Success if outs.is_empty() => {
                ([vec![quote!(let answer = #call?;)], buffers].concat(), quote!(Ok(answer)))
            }
            Returns::Success => {
                let mut statements =
                    self.sets(&outs, quote!(answer.into_value()), buffers.is_empty());
                insert_finish(&mut statements, buffers);
                let head = [quote!(let answer = #call?;), quote!(let answer_code = answer.code();)];
                let sets = statements.into_iter().map(|set| set.tokens);
                (
                    head.into_iter().chain(sets).collect(),
                    quote!(Success::with_code((), answer_code)),
                )
            }
        }
    }

    /// The results beside what a method without HRESULT returns itself.
    fn beside(
        &self,
        outs: &[&Mapping],
        call: &TokenStream,
        own: TokenStream,
    ) -> (Vec<TokenStream>, TokenStream) {
        let sets = outs.iter().enumerate().map(|(index, mapping)| {
            let result = syn::Index::from(index + 1);
            self.set(mapping, quote!(results.#result)).tokens
        });
        (std::iter::once(quote!(let results = #call;)).chain(sets).collect(), quote!(Ok(#own)))
    }

    /// Gives a result to the caller.
    fn set(&self, mapping: &Mapping, result: TokenStream) -> Set {
        let name = name(self.method, mapping);
        match &mapping.form {
            Form::Query { riid } => {
                let riid = names::ident(&self.method.rust.params[*riid]);
                Set { rank: 1, tokens: quote!(#name.query(#riid, #result)?;) }
            }
            Form::OutSlice { .. } => Set { rank: 3, tokens: quote!(#name.set(#result)?;) },
            Form::Out { what: Owned::Union { tag, .. }, null } => {
                let tag = names::ident(&self.method.rust.params[*tag]);
                let wire = quote!(#result.into_wire(#tag)?);
                let tokens = if *null {
                    quote!(if let Some(#name) = #name { #name.set(#wire); })
                } else {
                    quote!(#name.set(#wire);)
                };
                Set { rank: 2, tokens }
            }
            Form::Out { null: true, .. } => {
                Set { rank: 5, tokens: quote!(if let Some(#name) = #name { #name.set(#result); }) }
            }
            _ => Set { rank: 5, tokens: quote!(#name.set(#result);) },
        }
    }

    /// Runs the method and gives each result to the caller; what can fail comes first. `alone` says that no buffer is told
    /// its count between the two.
    fn sets(&self, outs: &[&Mapping], results: TokenStream, alone: bool) -> Vec<Set> {
        match outs {
            [] => vec![Set { rank: 0, tokens: quote!(#results;) }],
            // Nothing has to come between the method and the only result.
            [one] if alone && !matches!(one.form, Form::Out { null: true, .. }) => {
                vec![self.set(one, results)]
            }
            [one] => vec![
                Set { rank: 0, tokens: quote!(let results = #results;) },
                self.set(one, quote!(results)),
            ],
            several => {
                let part = |index: usize| {
                    let index = syn::Index::from(index);
                    quote!(results.#index)
                };
                let mut sets: Vec<Set> = several
                    .iter()
                    .enumerate()
                    .map(|(index, mapping)| self.set(mapping, part(index)))
                    .collect();
                // A query is the first that can fail. If others follow, what comes of it is not given away before them.
                let waits = !alone || sets.iter().filter(|set| set.rank < 5).count() > 1;
                let mut mutable = None;
                for (index, mapping) in several.iter().enumerate() {
                    let Form::Query { riid } = mapping.form else { continue };
                    if waits {
                        let riid = names::ident(&self.method.rust.params[riid]);
                        let (name, part) = (name(self.method, mapping), part(index));
                        let tokens = quote!(#part = thunk::query(#riid, &#part)?;);
                        sets[index] = Set { rank: 5, tokens: quote!(#name.set(#part);) };
                        sets.push(Set { rank: 1, tokens });
                        mutable = Some(quote!(mut));
                    }
                }
                sets.push(Set { rank: 0, tokens: quote!(let #mutable results = #results;) });
                sets.sort_by_key(|set| set.rank);
                sets
            }
        }
    }
}

/// A statement and its place among the others.
struct Set {
    /// 0 runs the method, 1 to 3 can fail, 4 tells the counts, 5 cannot fail.
    rank: u8,
    tokens: TokenStream,
}

/// Puts the counts of buffers, which can fail, before what cannot.
fn insert_finish(sets: &mut Vec<Set>, buffers: Vec<TokenStream>) {
    sets.extend(buffers.into_iter().map(|tokens| Set { rank: 4, tokens }));
    sets.sort_by_key(|set| set.rank);
}

/// The address of a buffer's first element.
fn units(wire: &syn::Type, name: &Ident, element: Element) -> TokenStream {
    let cast = bytes(element);
    if is_named(wire, "PWSTR") { quote!(#name.0) } else { quote!(#name #cast) }
}

fn bytes(element: Element) -> TokenStream {
    match element {
        Element::Byte => quote!(.cast::<u8>()),
        _ => quote!(),
    }
}

/// Whether a wire type is the one of this name.
pub(crate) fn is_named(ty: &syn::Type, name: &str) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.is_ident(name))
}
