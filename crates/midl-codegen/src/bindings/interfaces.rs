//! Interfaces and their vtables.

use midl_frontend::model::{Convention, InterfaceId};
use syn::{
    Fields, Ident, Item, ItemMacro, ItemStruct, LitInt, Token, Type, parse::Parser, parse_quote,
    punctuated::Punctuated, visit_mut::VisitMut,
};

use super::finish::{Finish, MakeVariadic, Thing, attributes, says};
use crate::winmd::words;

impl Finish<'_> {
    /// Takes the place of windows-core's macro, which takes no docs. The hierarchy macro stays.
    pub(super) fn define_interface(&self, definition: ItemMacro, out: &mut Vec<Item>) {
        let Some((Arguments { name, vtable, iid }, id)) = self.definition(&definition) else {
            out.push(Item::Macro(definition));
            return;
        };
        let docs = self.interface_docs(id);
        let inner: Type = match iid {
            Some(_) => parse_quote!(windows_core::IUnknown),
            // Without `IUnknown` at its root nothing is counted.
            None => parse_quote!(core::ptr::NonNull<core::ffi::c_void>),
        };
        out.push(parse_quote! {
            #(#docs)*
            #[repr(transparent)]
            #[derive(Clone, PartialEq, Eq)]
            pub struct #name(#inner);
        });
        out.push(match &iid {
            Some(iid) => parse_quote! {
                unsafe impl windows_core::Interface for #name {
                    type Vtable = #vtable;
                    const IID: windows_core::GUID = windows_core::GUID::from_u128(#iid);
                }
            },
            None => parse_quote! {
                unsafe impl windows_core::Interface for #name {
                    type Vtable = #vtable;
                    const IID: windows_core::GUID = windows_core::GUID::zeroed();
                    const UNKNOWN: bool = false;
                }
            },
        });
        if iid.is_some() && self.derives_from_unknown_itself(id) {
            out.push(dereference_to_unknown(&name));
        }
        let shown = name.to_string();
        out.push(parse_quote! {
            impl core::fmt::Debug for #name {
                fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    formatter.debug_tuple(#shown).field(&windows_core::Interface::as_raw(self)).finish()
                }
            }
        });
    }

    fn definition(&self, definition: &ItemMacro) -> Option<(Arguments, InterfaceId)> {
        definition
            .mac
            .path
            .segments
            .last()
            .filter(|segment| segment.ident == "define_interface")?;
        let arguments = Arguments::parse(definition)?;
        match self.thing(&arguments.name.to_string())? {
            Thing::Interface(id) => Some((arguments, id)),
            _ => None,
        }
    }

    /// windows-bindgen makes an interface deref to its base unless that is `IUnknown`.
    fn derives_from_unknown_itself(&self, id: InterfaceId) -> bool {
        let module = self.selection.module;
        module[id].base.is_none_or(|base| words::is_root(module, base))
    }

    fn interface_docs(&self, id: InterfaceId) -> Vec<syn::Attribute> {
        let interface = &self.selection.module[id];
        let mut docs = self.docs(interface.origin, || {
            let name = &interface.name;
            if interface.defined {
                format!("The interface `{name}`.")
            } else {
                format!("The interface `{name}`, of which the IDL knows the name only.")
            }
        });
        if let Some(iid) = interface.iid {
            docs.extend(attributes(&[String::new(), format!("IID `{iid}`")]));
        }
        docs
    }

    /// Documents a vtable and mends the slots that metadata cannot say.
    pub(super) fn vtable(&self, id: InterfaceId, item: &mut ItemStruct) {
        let module = self.selection.module;
        let interface = &module[id];
        item.attrs.splice(0..0, says(&format!("The slots of `{}`.", interface.name)));
        let Fields::Named(fields) = &mut item.fields else { return };
        let mut methods = interface.methods.iter();
        for field in &mut fields.named {
            if field.ident.as_ref().is_some_and(|name| name == "base__") {
                let base = match interface.base {
                    Some(base) if !words::is_root(module, base) => &*module[base].name,
                    _ => "IUnknown",
                };
                field.attrs.extend(says(&format!("The slots of `{base}`.")));
                continue;
            }
            let Some(method) = methods.next() else { continue };
            field.attrs.extend(says(&format!("Slot {}: `{}`.", method.slot, method.name)));
            if method.variadic {
                MakeVariadic.visit_type_mut(&mut field.ty);
            } else if method.convention == Convention::Cdecl
                && let Type::FnPtr(function) = &mut field.ty
            {
                function.abi = Some(parse_quote!(extern "C"));
            }
        }
    }
}

/// Lets `Some(&callback)` stand where `Option<&IUnknown>` is wanted.
fn dereference_to_unknown(name: &Ident) -> Item {
    parse_quote! {
        impl core::ops::Deref for #name {
            type Target = windows_core::IUnknown;
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    }
}

/// What stands in `define_interface!(IFoo, IFoo_Vtbl, 0x..)`.
struct Arguments {
    name: Ident,
    vtable: Ident,
    /// None for an interface without `IUnknown` at its root.
    iid: Option<LitInt>,
}

impl Arguments {
    fn parse(definition: &ItemMacro) -> Option<Arguments> {
        let parser = Punctuated::<syn::Expr, Token![,]>::parse_terminated;
        let arguments = parser.parse2(definition.mac.tokens.clone()).ok()?;
        let ident = |index: usize| match arguments.get(index) {
            Some(syn::Expr::Path(path)) => path.path.get_ident().cloned(),
            _ => None,
        };
        let iid = match arguments.get(2) {
            Some(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(iid), .. })) => Some(iid.clone()),
            _ => None,
        };
        Some(Arguments { name: ident(0)?, vtable: ident(1)?, iid })
    }
}
