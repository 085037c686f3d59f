//! Enums: a type of its own that keeps every value, members under their Windows names.

use std::collections::BTreeSet;

use midl_frontend::model::{EnumId, Enumerator};
use proc_macro2::{Ident, Literal};
use quote::quote;
use syn::{Arm, ImplItem, Item, ItemStruct, parse_quote};

use super::finish::{Finish, ident};
use crate::winmd::names;

impl Finish<'_> {
    /// The type, its members twice (`BG_JOB_STATE::BG_JOB_STATE_ERROR` for completion, `BG_JOB_STATE_ERROR` because that is
    /// what Windows calls it), and a `Debug` that reads well.
    pub(super) fn enumeration(&self, id: EnumId, item: ItemStruct, out: &mut Vec<Item>) {
        let enumeration = &self.selection.module[id];
        let name = item.ident;
        let docs = self.docs(enumeration.origin, || format!("The enum `{name}`."));
        out.push(parse_quote! {
            #(#docs)*
            #[repr(transparent)]
            #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
            pub struct #name(pub i32);
        });
        let mut associated: Vec<ImplItem> = Vec::new();
        let mut constants: Vec<Item> = Vec::new();
        for member in &enumeration.members {
            let docs = self.docs(member.origin, || format!("The value {}.", member.value));
            let (member, value) =
                (ident(&names::rust(&member.name)), Literal::i32_unsuffixed(member.value));
            associated.push(parse_quote!(#(#docs)* pub const #member: Self = Self(#value);));
            constants.push(parse_quote!(#(#docs)* pub const #member: #name = #name(#value);));
        }
        out.push(parse_quote!(impl #name { #(#associated)* }));
        out.push(debug(&name, &enumeration.members));
        out.extend(constants);
    }
}

/// Prints a member's name, and what has none as `BG_JOB_STATE(12)`.
fn debug(name: &Ident, members: &[Enumerator]) -> Item {
    let shown = name.to_string();
    let mut seen = BTreeSet::new();
    // A constant of the IDL may be called `f` or `value`, and would be a pattern then: nothing here binds such a name.
    let other = quote!(formatter.debug_tuple(#shown).field(&self.0).finish());
    // Of several members with one value the first is shown.
    let arms = members.iter().filter(|member| seen.insert(member.value)).map(|member| -> Arm {
        let (value, shown) = (Literal::i32_unsuffixed(member.value), &*member.name);
        parse_quote!(#value => formatter.write_str(#shown),)
    });
    let body =
        if members.is_empty() { other } else { quote!(match self.0 { #(#arms)* _ => #other, }) };
    parse_quote! {
        impl core::fmt::Debug for #name {
            fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                #body
            }
        }
    }
}
