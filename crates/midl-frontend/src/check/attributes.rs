//! Attributes: known ones, and those that a declaration can have only once.

use super::{CheckError, Checker};
use crate::{
    model::{Attribute, ItemId},
    similar::nearest,
};

impl<'m> Checker<'m> {
    /// Warns of every attribute on an item and its members that has no meaning in IDL.
    pub(super) fn attributes_of(&mut self, item: ItemId) {
        let module = self.module;
        match item {
            ItemId::Interface(id) => {
                let interface = &module[id];
                self.known(&interface.attributes);
                // A made interface repeats what the plain one says.
                let own_methods =
                    if interface.async_of.is_some() { &[][..] } else { &interface.methods[..] };
                for method in own_methods {
                    self.known(&method.attributes);
                    method.params.iter().for_each(|param| self.known(&param.attributes));
                }
            }
            ItemId::Dispinterface(id) => {
                self.known(&module[id].attributes);
                for method in &module[id].methods {
                    self.known(&method.attributes);
                    method.params.iter().for_each(|param| self.known(&param.attributes));
                }
            }
            ItemId::Record(id) => {
                self.known(&module[id].attributes);
                module[id].fields.iter().for_each(|field| self.known(&field.attributes));
            }
            ItemId::Enum(id) => self.known(&module[id].attributes),
            ItemId::Alias(id) => self.known(&module[id].attributes),
            ItemId::Coclass(id) => self.known(&module[id].attributes),
            ItemId::Library(id) => self.known(&module[id].attributes),
            ItemId::Function(_) | ItemId::Constant(_) => {}
        }
    }

    fn known(&mut self, attributes: &'m [Attribute]) {
        for attribute in attributes {
            let name = &*attribute.name;
            // The names of a compilation are parts of one text: the same word mostly stands at the same place.
            if self.familiar.iter().any(|known| std::ptr::eq(*known, name)) {
                continue;
            }
            if KNOWN.binary_search(&name).is_ok() {
                self.familiar.push(name);
            } else {
                let (name, place) = (attribute.name.clone(), attribute.span);
                let similar = nearest(&name, KNOWN.iter().map(|known| (*known, *known)));
                self.errors.push(CheckError::UnknownAttribute { name, similar, place });
            }
        }
    }

    /// An attribute that a declaration can have only once.
    pub(super) fn once(&mut self, attributes: &[Attribute], name: &str) {
        let mut found = attributes.iter().filter(|attribute| *attribute.name == *name);
        if let Some(first) = found.next() {
            for second in found {
                let (name, first, second) = (first.name.clone(), first.span, second.span);
                self.errors.push(CheckError::AttributeTwice { name, first, second });
            }
        }
    }
}

/// Every attribute that IDL gives a meaning to, sorted.
const KNOWN: &[&str] = &[
    "aggregatable",
    "allocate",
    "annotation",
    "appobject",
    "async",
    "async_uuid",
    "auto_handle",
    "bindable",
    "broadcast",
    "byte_count",
    "call_as",
    "callback",
    "case",
    "code",
    "comm_status",
    "context_handle",
    "context_handle_noserialize",
    "context_handle_serialize",
    "control",
    "cs_char",
    "cs_drtag",
    "cs_rtag",
    "cs_stag",
    "cs_tag",
    "custom",
    "declspec",
    "decode",
    "default",
    "defaultbind",
    "defaultcollelem",
    "defaultvalue",
    "defaultvtable",
    "disable_consistency_check",
    "displaybind",
    "dllname",
    "dual",
    "enable_allocate",
    "encode",
    "endpoint",
    "entry",
    "explicit_handle",
    "fault_status",
    "first_is",
    "force_allocate",
    "handle",
    "helpcontext",
    "helpfile",
    "helpstring",
    "helpstringcontext",
    "helpstringdll",
    "hidden",
    "id",
    "idempotent",
    "ignore",
    "iid_is",
    "immediatebind",
    "implicit_handle",
    "in",
    "in_line",
    "input_sync",
    "last_is",
    "lcid",
    "length_is",
    "licensed",
    "local",
    "max_is",
    "maybe",
    "message",
    "min_is",
    "ms_union",
    "nocode",
    "nocompression",
    "nonbrowsable",
    "noncreatable",
    "nonextensible",
    "noserialize",
    "notify",
    "notify_flag",
    "object",
    "odl",
    "oleautomation",
    "optimize",
    "optional",
    "out",
    "out_of_line",
    "partial_ignore",
    "pointer_default",
    "predeclid",
    "progid",
    "propget",
    "propput",
    "propputref",
    "proxy",
    "ptr",
    "public",
    "range",
    "readonly",
    "ref",
    "replaceable",
    "represent_as",
    "requestedit",
    "requires",
    "restricted",
    "retval",
    "serialize",
    "size_is",
    "source",
    "strict_context_handle",
    "string",
    "switch_is",
    "switch_type",
    "system_handle",
    "threading",
    "transmit_as",
    "type_strict_context_handle",
    "uidefault",
    "unique",
    "user_marshal",
    "usesgetlasterror",
    "uuid",
    "v1_enum",
    "vararg",
    "version",
    "vi_progid",
    "wire_marshal",
];

#[cfg(test)]
mod tests {
    use super::KNOWN;

    #[test]
    fn the_table_is_sorted() {
        assert!(KNOWN.is_sorted());
    }
}
