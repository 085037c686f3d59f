//! Objects from closures: a builder for each callback interface, which is what `lower::builder` says it is.
//!
//! A builder is a plain struct with a closure a method. It implements the traits and is declared as the type of a user is.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    context::{Context, Method},
    docs,
    lower::{
        self, Returns,
        builder::{Builder, Handler},
    },
    names, traits,
    types::{self, Side},
};

/// Every builder, in the order of the interfaces.
pub(crate) fn emit(cx: &Context<'_>) -> Vec<TokenStream> {
    cx.lowered
        .here()
        .filter_map(|interface| {
            let builder = interface.builder.as_ref()?;
            Some(Printer { cx, interface, builder }.emit())
        })
        .flatten()
        .collect()
}

/// A builder on its way.
struct Printer<'c> {
    cx: &'c Context<'c>,
    interface: &'c lower::Interface,
    builder: &'c Builder,
}

impl Printer<'_> {
    fn emit(&self) -> Vec<TokenStream> {
        let mut items = vec![self.entry(), self.builder_type(), self.setters()];
        items.extend(self.implementations());
        items.push(self.declaration());
        items
    }

    fn entry(&self) -> TokenStream {
        let interface = self.cx.interface(self.interface.id);
        let builder = names::ident(&self.builder.name);
        let name = names::ident(self.entry_name());
        let docs = docs::attributes(&docs::paragraphs([
            vec![
                "Makes an object from closures: one for each event that matters. What has none is answered with `S_OK`.".to_owned(),
            ],
            self.example(),
        ]));
        quote! {
            impl #interface {
                #docs
                #[inline]
                pub fn #name() -> #builder {
                    #builder::default()
                }
            }
        }
    }

    /// A method of the IDL keeps its name.
    fn entry_name(&self) -> &'static str {
        let is_method = self.interface.methods.iter().any(|method| method.name == "builder");
        if is_method { "builder_" } else { "builder" }
    }

    /// All handlers, to be copied; it runs as a test of the documentation.
    fn example(&self) -> Vec<String> {
        if self.cx.options.attribute.is_none() {
            return Vec::new();
        }
        let interface = self.cx.interface(self.interface.id);
        let mut lines = vec![
            "```".to_owned(),
            format!("use {}::prelude::*;", self.cx.options.krate),
            String::new(),
            format!("let callback: {interface} = {interface}::{}()", self.entry_name()),
        ];
        for (handler, _, method) in self.methods() {
            let arguments = method.rust.arguments().map(|it| types::name(method, it).to_string());
            let arguments: Vec<String> = arguments.collect();
            let answer = unset(&method.rust.returns).unwrap_or_else(|| quote!({}));
            let answer = answer.to_string().replace(' ', "");
            lines.push(format!("    .{}(|{}| {answer})", handler.name, arguments.join(", ")));
        }
        lines.extend(["    .build();".to_owned(), "```".to_owned()]);
        lines
    }

    fn builder_type(&self) -> TokenStream {
        let name = names::ident(&self.builder.name);
        let text = &*self.builder.name;
        let interface = self.cx.interface(self.interface.id);
        let docs = docs::attributes(&[
            format!("An object of [the interface `{interface}`](super::raw::{interface}) on its way, and the value of that object."),
            format!("`{interface}::{}` makes one.", self.entry_name()),
            String::new(),
            "The object is agile: any thread may call it, and several at once call the same closure. A panic in a closure is"
                .to_owned(),
            "contained as in any object.".to_owned(),
        ]);
        let fields = self.methods().map(|(handler, _, method)| {
            let (name, shape) = (names::ident(&handler.name), self.shape(method));
            quote!(#name: Option<Box<dyn #shape + Send + Sync>>)
        });
        quote! {
            #docs
            #[derive(Default)]
            #[must_use = "`build` makes the object"]
            pub struct #name {
                #(#fields),*
            }

            impl core::fmt::Debug for #name {
                fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    formatter.debug_struct(#text).finish_non_exhaustive()
                }
            }
        }
    }

    fn setters(&self) -> TokenStream {
        let name = names::ident(&self.builder.name);
        let interface = self.cx.interface(self.interface.id);
        let setters = self.methods().map(|(handler, declared, method)| {
            let (name, shape) = (names::ident(&handler.name), self.shape(method));
            let docs = docs::attributes(&docs::paragraphs([
                docs::comment(self.cx.checked, method.idl.origin),
                vec![format!(
                    "Slot {} of `{}`, `{}` in the IDL. A second closure takes the place of the first.",
                    method.idl.slot, self.cx.checked[declared.id].name, method.idl.name
                )],
            ]));
            quote! {
                #docs
                pub fn #name(mut self, handler: impl #shape + Send + Sync + 'static) -> Self {
                    self.#name = Some(Box::new(handler));
                    self
                }
            }
        });
        quote! {
            impl #name {
                #(#setters)*

                /// Makes the object and gives its interface.
                #[inline]
                #[must_use]
                pub fn build(self) -> #interface {
                    self.into()
                }
            }
        }
    }

    /// The traits of the chain, the root first.
    fn implementations(&self) -> Vec<TokenStream> {
        let builder = names::ident(&self.builder.name);
        let mut chain = self.cx.bases(self.interface);
        chain.reverse();
        chain.push(self.interface);
        let implementation = |declared: &lower::Interface| {
            let trait_name = names::ident(&declared.trait_name);
            let methods = self.methods().filter(|(_, of, _)| of.id == declared.id).map(
                |(handler, _, method)| {
                    let signature = traits::signature(self.cx, method);
                    let name = names::ident(&handler.name);
                    let arguments = method.rust.arguments().map(|it| types::name(method, it));
                    let call = quote!(handler(#(#arguments),*));
                    let body = match unset(&method.rust.returns) {
                        None => quote!(if let Some(handler) = &self.#name { #call }),
                        Some(unset) => {
                            quote!(match &self.#name { Some(handler) => #call, None => #unset })
                        }
                    };
                    quote! {
                        #[inline]
                        #signature { #body }
                    }
                },
            );
            quote! {
                #[diagnostic::do_not_recommend]
                impl #trait_name for #builder {
                    #(#methods)*
                }
            }
        };
        chain.into_iter().map(implementation).collect()
    }

    fn declaration(&self) -> TokenStream {
        let trait_name = names::ident(&self.interface.trait_name);
        let builder = names::ident(&self.builder.name);
        quote!(#trait_name! { agile {} {#builder} {} })
    }

    /// `Fn(&IBackgroundCopyJob) -> Result<()>`
    fn shape(&self, method: Method<'_>) -> TokenStream {
        let arguments = method
            .rust
            .arguments()
            .map(|mapping| types::argument(self.cx, method, mapping, Side::Implement));
        let result = types::result(self.cx, method, Side::Implement, false);
        quote!(Fn(#(#arguments),*) #result)
    }

    /// Each handler with the interface that declares its method.
    fn methods(&self) -> impl Iterator<Item = (&Handler, &lower::Interface, Method<'_>)> {
        self.builder.handlers.iter().filter_map(|handler| {
            let declared = self.cx.lowered.get(handler.interface)?;
            let method = self.cx.methods(declared).nth(handler.at)?;
            Some((handler, declared, method))
        })
    }
}

/// What answers for a handler that is not set; nothing where the method gives nothing back.
fn unset(returns: &Returns) -> Option<TokenStream> {
    match returns {
        Returns::Void => None,
        Returns::Success => Some(quote!(Ok(Success::ok(())))),
        _ => Some(quote!(Ok(()))),
    }
}
