//! Structs and unions.

use midl_frontend::{
    layout::Target,
    model::{RecordId, RecordKind},
};
use syn::{
    Attribute, Fields, FieldsNamed, ImplItem, Item, ItemImpl, ItemStruct, ItemUnion, parse_quote,
};

use super::{
    finish::{Finish, says},
    packing,
};
use crate::winmd::{
    names,
    storage::{HANDLE_FIELD, Storage, storage},
};

impl<'m> Finish<'m> {
    pub(super) fn record_struct(&mut self, id: RecordId, item: &mut ItemStruct) {
        packing::by_target(&mut self.layouts, &self.selection.module[id], &mut item.attrs);
        item.attrs.splice(0..0, self.record_docs(id));
        if let Fields::Named(fields) = &mut item.fields {
            self.fields(id, fields);
        }
    }

    pub(super) fn record_union(&mut self, id: RecordId, item: &mut ItemUnion) {
        packing::by_target(&mut self.layouts, &self.selection.module[id], &mut item.attrs);
        item.attrs.splice(0..0, self.record_docs(id));
        self.fields(id, &mut item.fields);
    }

    /// The runtime's type in the place of the metadata's.
    pub(super) fn provided(&self, name: &str) -> Item {
        let name = quote::format_ident!("{name}");
        parse_quote!(pub use com_callback::#name;)
    }

    /// Documents the getters and setters of bit-fields.
    pub(super) fn bit_accessors(&mut self, id: RecordId, item: &mut ItemImpl) {
        let record = &self.selection.module[id];
        for storage in self.storage(id) {
            for bits in storage.bits {
                let field = &record.fields[bits.index];
                let setter = format!("set_{}", bits.name);
                for function in &mut item.items {
                    let ImplItem::Fn(function) = function else { continue };
                    let name = function.sig.ident.to_string();
                    let name = name.strip_prefix("r#").unwrap_or(&name);
                    if name == bits.name {
                        function.attrs.extend(self.docs(field.origin, || {
                            format!("The {} bits of `{}`.", bits.width, bits.name)
                        }));
                    } else if name == setter {
                        function.attrs.extend(says(&format!(
                            "Sets the {} bits of `{}`.",
                            bits.width, bits.name
                        )));
                    }
                }
            }
        }
    }

    fn record_docs(&self, id: RecordId) -> Vec<Attribute> {
        let record = &self.selection.module[id];
        let kind = match record.kind {
            RecordKind::Struct => "struct",
            RecordKind::Union => "union",
        };
        self.docs(record.origin, || match (names::of_record(record), self.selection.leaf(id)) {
            (Some(name), _) => format!("The {kind} `{name}`."),
            (None, _) => format!("A {kind} without a name in the IDL."),
        })
    }

    fn fields(&mut self, id: RecordId, fields: &mut FieldsNamed) {
        let record = &self.selection.module[id];
        for (field, storage) in fields.named.iter_mut().zip(self.storage(id)) {
            let member = &record.fields[storage.index];
            let attributes = if member.bits.is_some() {
                let names: Vec<_> =
                    storage.bits.iter().map(|bits| format!("`{}`", bits.name)).collect();
                says(&format!("The bits of {}.", names.join(", ")))
            } else {
                self.docs(member.origin, || match &member.name {
                    Some(name) => format!("The field `{name}`."),
                    None => "What has no name in the IDL.".to_owned(),
                })
            };
            field.attrs.extend(attributes);
            if member.only == Some(Target::X64) {
                field.attrs.push(packing::only_wide());
            }
            if member.name.as_deref() == Some(HANDLE_FIELD) {
                field.ident = Some(quote::format_ident!("{HANDLE_FIELD}"));
            }
        }
    }

    fn storage(&mut self, id: RecordId) -> Vec<Storage<'m>> {
        storage(&mut self.layouts[0], id, &self.selection.module[id]).unwrap_or_default()
    }
}
