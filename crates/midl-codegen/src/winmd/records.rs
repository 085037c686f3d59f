//! Rows of structs and unions.

use midl_frontend::{
    layout::Layouts,
    model::{Record, RecordId, RecordKind},
};
use windows_metadata::{
    FieldAttributes, Type, TypeAttributes, Value,
    writer::{HasAttribute, TypeDef},
};

use super::{
    rows::Rows,
    storage::{Storage, storage},
};

impl Rows<'_> {
    /// A record and, behind it, the nameless ones inside it.
    pub(super) fn record(&mut self, id: RecordId) {
        let name = self.types.selection.record_name(id);
        let class = self.record_class(id, self.types.namespace, &name, TypeAttributes::Public);
        self.nested_records(id, class);
    }

    /// A type that the runtime has, as far as windows-bindgen must know it: the bindings name the runtime's own.
    pub(super) fn provided(&mut self, name: &str) {
        let base = self.system("ValueType");
        let flags = TypeAttributes::Public | TypeAttributes::Sealed;
        if name == "BSTR" {
            let class = self.file.TypeDef(
                self.types.namespace,
                name,
                base,
                flags | TypeAttributes::SequentialLayout,
            );
            self.attribute(HasAttribute::TypeDef(class), "NativeTypedefAttribute", &[]);
            self.file.Field(
                "Value",
                &Type::PtrMut(Box::new(Type::U16), 1),
                FieldAttributes::Public,
            );
        } else {
            // A union, like the runtime's type, cannot be compared or shown field by field: nor can what holds one.
            self.file.TypeDef(
                self.types.namespace,
                name,
                base,
                flags | TypeAttributes::ExplicitLayout,
            );
            self.file.Field(
                "data",
                &Type::ArrayFixed(Box::new(Type::U64), 3),
                FieldAttributes::Public,
            );
        }
    }

    fn nested_records(&mut self, outer: RecordId, outer_class: TypeDef) {
        let selection = self.types.selection;
        for nested in selection.nested(outer) {
            let class =
                self.record_class(nested.id, "", &nested.leaf, TypeAttributes::NestedPublic);
            self.file.NestedClass(class, outer_class);
            self.nested_records(nested.id, class);
        }
    }

    fn record_class(
        &mut self,
        id: RecordId,
        namespace: &str,
        name: &str,
        visibility: TypeAttributes,
    ) -> TypeDef {
        let module = self.types.selection.module;
        let record = &module[id];
        let base = self.system("ValueType");
        let layout = match record.kind {
            RecordKind::Struct => TypeAttributes::SequentialLayout,
            RecordKind::Union => TypeAttributes::ExplicitLayout,
        };
        let class =
            self.file.TypeDef(namespace, name, base, visibility | TypeAttributes::Sealed | layout);
        if let Some(pack) = packing(&mut self.layouts, record) {
            self.file.ClassLayout(class, pack, 0);
        }
        for field in storage(&mut self.layouts[0], id, record).unwrap_or_default() {
            self.storage_field(record, &field);
        }
        class
    }

    fn storage_field(&mut self, record: &Record, field: &Storage<'_>) {
        if field.bits.is_empty() && record.fields[field.index].bits.is_none() {
            let ty = self.types.of(field.ty, record.fields[field.index].string);
            self.file.Field(&field.name, &ty, FieldAttributes::Public);
            return;
        }
        let ty = self.types.bit_unit(field.ty);
        let row = self.file.Field(&field.name, &ty, FieldAttributes::Public);
        for bits in &field.bits {
            let arguments = [
                Value::Utf8(bits.name.clone()),
                Value::I64(i64::from(bits.offset)),
                Value::I64(i64::from(bits.width)),
            ]
            .map(|value| (String::new(), value));
            self.attribute(HasAttribute::Field(row), "NativeBitfieldAttribute", &arguments);
        }
    }
}

/// The packing of a record, where it changes anything: a packed type in Rust has no references to its fields.
pub(super) fn packing(layouts: &mut [Layouts<'_>], record: &Record) -> Option<u16> {
    let pack = record.pack.x64?;
    let matters = layouts.iter_mut().any(|layouts| {
        record
            .fields
            .iter()
            .any(|field| layouts.of(&field.ty).is_ok_and(|layout| layout.align > u64::from(pack)))
    });
    if matters { u16::try_from(pack).ok() } else { None }
}
