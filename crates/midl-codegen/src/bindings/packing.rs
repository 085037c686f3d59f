//! Records that C packs otherwise on each ABI of Windows. Metadata has one packing; an attribute says the other.

use midl_frontend::model::Record;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Attribute, parse_quote};

/// Gives a record of the bindings, which has the packing for 64 bits, that of each target. Off Windows there is only the former.
pub(super) fn by_target(record: &Record, attributes: &mut Vec<Attribute>) {
    let pack = record.pack;
    if pack.x64 == pack.x86 || record.fields.iter().any(|field| field.only.is_some()) {
        return;
    }
    let narrow = quote!(all(windows, target_pointer_width = "32"));
    for attribute in attributes.iter_mut().filter(|attribute| attribute.path().is_ident("repr")) {
        *attribute = parse_quote!(#[repr(C)]);
    }
    attributes.extend(packed(quote!(not(#narrow)), pack.x64));
    attributes.extend(packed(narrow, pack.x86));
}

fn packed(target: TokenStream, pack: Option<u32>) -> Option<Attribute> {
    let pack = Literal::u32_unsuffixed(pack?);
    Some(parse_quote!(#[cfg_attr(#target, repr(packed(#pack)))]))
}
