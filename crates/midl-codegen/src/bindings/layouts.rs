//! Checks by the compiler that records are laid out as in C, and that vtables have as many slots as the IDL.

use midl_frontend::{
    layout::{Layouts, Target},
    model::{InterfaceId, Module, RecordId, RecordKind},
};
use proc_macro2::{Ident, Span};
use syn::{Item, LitInt, Stmt, parse_quote};

use super::finish::ident;
use crate::{
    elsewhere::Held,
    winmd::{
        names,
        selection::Selection,
        storage::{HANDLE_FIELD, storage},
    },
};

/// A block of assertions for each ABI of Windows, and one for vtables. Off Windows only the 64-bit ABI is C's own.
pub(super) fn assertions<'m>(
    layouts: &mut [Layouts<'m>; 2],
    selection: &Selection<'m>,
    elsewhere: &Held,
) -> Vec<Item> {
    let [x64, x86] = layouts;
    let blocks: [(Option<syn::Attribute>, Vec<Stmt>); 3] = [
        (
            Some(parse_quote!(#[cfg(target_pointer_width = "64")])),
            records((x64, Target::X64), selection, elsewhere),
        ),
        (
            Some(parse_quote!(#[cfg(all(windows, target_pointer_width = "32"))])),
            records((x86, Target::X86), selection, elsewhere),
        ),
        (None, vtables(selection, elsewhere)),
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

fn vtables(selection: &Selection<'_>, elsewhere: &Held) -> Vec<Stmt> {
    let module = selection.module;
    let stands_here = |id: &InterfaceId| elsewhere.home(&names::rust(&module[*id].name)).is_none();
    let check = |id: InterfaceId| {
        let name = ident(&format!("{}_Vtbl", names::rust(&module[id].name)));
        let count = number(slots(module, id));
        parse_quote! {
            let _: [(); #count] =
                [(); core::mem::size_of::<#name>() / core::mem::size_of::<usize>()];
        }
    };
    selection.interfaces.iter().copied().filter(stands_here).map(check).collect()
}

/// How many slots the bindings' vtable must have. Of an interface that is only declared, those of `IUnknown` are known.
fn slots(module: &Module, mut id: InterfaceId) -> usize {
    let mut count = 0;
    loop {
        let interface = &module[id];
        if !interface.defined {
            return count + 3;
        }
        count += interface.methods.len();
        match interface.base {
            Some(base) => id = base,
            None => return count,
        }
    }
}

fn records<'m>(
    (layouts, target): (&mut Layouts<'m>, Target),
    selection: &Selection<'m>,
    elsewhere: &Held,
) -> Vec<Stmt> {
    let mut statements = Vec::new();
    for &id in &selection.records {
        let name = selection.record_name(id);
        if elsewhere.home(&name).is_none() {
            record((layouts, target), selection, id, &name, &mut statements);
        }
    }
    statements
}

fn record<'m>(
    (layouts, target): (&mut Layouts<'m>, Target),
    selection: &Selection<'m>,
    id: RecordId,
    name: &str,
    statements: &mut Vec<Stmt>,
) {
    let record = &selection.module[id];
    let Ok(layout) = layouts.record(id).cloned() else { return };
    let ty: Ident = ident(name);
    let (size, align) = (number(layout.whole.size), number(layout.whole.align));
    // Arrays of unequal length are an error that shows both numbers.
    statements.push(parse_quote!(let _: [(); #size] = [(); core::mem::size_of::<#ty>()];));
    statements.push(parse_quote!(let _: [(); #align] = [(); core::mem::align_of::<#ty>()];));
    if record.kind == RecordKind::Struct {
        let fields = storage(layouts, id, record).unwrap_or_default();
        let is_there = |only: Option<Target>| only.is_none_or(|only| only == target);
        for field in fields.into_iter().filter(|field| is_there(record.fields[field.index].only)) {
            let offset = number(layout.fields[field.index].offset);
            // The bindings have got its own name back.
            let is_handle_field = record.fields[field.index].name.as_deref() == Some(HANDLE_FIELD);
            let field = ident(if is_handle_field { HANDLE_FIELD } else { &field.name });
            statements.push(
                parse_quote!(let _: [(); #offset] = [(); core::mem::offset_of!(#ty, #field)];),
            );
        }
    }
    for (index, nested) in selection.nested(id).iter().enumerate() {
        self::record(
            (layouts, target),
            selection,
            nested.id,
            &format!("{name}_{index}"),
            statements,
        );
    }
}

fn number(number: impl ToString) -> LitInt {
    LitInt::new(&number.to_string(), Span::call_site())
}
