//! Checks by the compiler that records are laid out as in C.

use midl_frontend::layout::Layouts;
use proc_macro2::Span;
use syn::{Item, LitInt, parse_quote};

use super::finish::ident;
use crate::winmd::selection::Selection;

/// A block of assertions for each ABI of Windows. Off Windows only the 64-bit one is C's own.
pub(super) fn assertions(layouts: &mut [Layouts<'_>; 2], selection: &Selection<'_>) -> Vec<Item> {
    let [x64, x86] = layouts;
    let blocks: [(syn::Attribute, Vec<syn::Stmt>); 2] = [
        (parse_quote!(#[cfg(target_pointer_width = "64")]), block(x64, selection)),
        (parse_quote!(#[cfg(all(windows, target_pointer_width = "32"))]), block(x86, selection)),
    ];
    blocks
        .into_iter()
        .filter(|(_, statements)| !statements.is_empty())
        .map(|(condition, statements)| -> Item {
            parse_quote! {
                #condition
                const _: () = {
                    #(#statements)*
                };
            }
        })
        .collect()
}

fn block(layouts: &mut Layouts<'_>, selection: &Selection<'_>) -> Vec<syn::Stmt> {
    let mut statements = Vec::new();
    for &id in &selection.records {
        if let Ok(layout) = layouts.record(id) {
            let name = ident(&selection.record_name(id));
            let size = LitInt::new(&layout.whole.size.to_string(), Span::call_site());
            let align = LitInt::new(&layout.whole.align.to_string(), Span::call_site());
            // Arrays of unequal length are an error that shows both numbers.
            statements
                .push(parse_quote!(let _: [(); #size] = [(); core::mem::size_of::<#name>()];));
            statements
                .push(parse_quote!(let _: [(); #align] = [(); core::mem::align_of::<#name>()];));
        }
    }
    statements
}
