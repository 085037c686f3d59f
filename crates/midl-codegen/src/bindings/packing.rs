//! Records that C shapes otherwise on each ABI of Windows. Metadata has the shape for 64 bits; attributes say the other. Off Windows
//! there is only the former.

use midl_frontend::{layout::Layouts, model::Record};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Attribute, Meta, Path, Token, parse_quote, punctuated::Punctuated};

/// The condition for 32-bit Windows.
fn narrow() -> TokenStream {
    quote!(all(windows, target_pointer_width = "32"))
}

/// Marks a field that 32-bit Windows does not have.
pub(super) fn only_wide() -> Attribute {
    let narrow = narrow();
    parse_quote!(#[cfg(not(#narrow))])
}

/// Gives a record of the bindings, which has the packing for 64 bits, that of each target.
pub(super) fn by_target(
    layouts: &mut [Layouts<'_>; 2],
    record: &Record,
    attributes: &mut Vec<Attribute>,
) {
    let pack = record.pack;
    if pack.x64 == pack.x86 || record.fields.iter().any(|field| field.only.is_some()) {
        return;
    }
    let narrow = narrow();
    let [x64, x86] = layouts;
    let targets = [
        (quote!(not(#narrow)), effective(x64, record, pack.x64)),
        (narrow, effective(x86, record, pack.x86)),
    ];
    if targets.iter().all(|(_, pack)| pack.is_none()) {
        return;
    }
    let natural = targets.iter().find(|(_, pack)| pack.is_none()).map(|(target, _)| target);
    // What is packed cannot be looked at field by field: only copies can.
    attributes.retain(|attribute| natural.is_some() || by_reference(attribute).is_none());
    for attribute in attributes.iter_mut() {
        if attribute.path().is_ident("repr") {
            *attribute = parse_quote!(#[repr(C)]);
        } else if let Some(traits) = by_reference(attribute) {
            *attribute = parse_quote!(#[cfg_attr(#natural, #traits)]);
        }
    }
    let packed = targets.iter().filter_map(|(target, pack)| Some(packed(target, (*pack)?)));
    attributes.extend(packed);
}

/// The packing where it changes anything: a packed type in Rust has no references to its fields.
fn effective(layouts: &mut Layouts<'_>, record: &Record, pack: Option<u32>) -> Option<u32> {
    pack.filter(|pack| {
        let align = |ty| layouts.of(ty).map_or(0, |layout| layout.align);
        record.fields.iter().map(|field| &field.ty).map(align).any(|align| align > u64::from(*pack))
    })
}

/// The `derive` of a type that is not `Copy`.
fn by_reference(attribute: &Attribute) -> Option<&Meta> {
    let derived = attribute
        .path()
        .is_ident("derive")
        .then(|| attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated))?
        .ok()?;
    (!derived.iter().any(|derived| derived.is_ident("Copy"))).then_some(&attribute.meta)
}

fn packed(target: &TokenStream, pack: u32) -> Attribute {
    let pack = Literal::u32_unsuffixed(pack);
    parse_quote!(#[cfg_attr(#target, repr(packed(#pack)))])
}
