//! The file under construction, and attribute rows.

use midl_frontend::{
    layout::{Layouts, Target},
    model::Guid,
};
use windows_metadata::{
    MethodCallAttributes, Signature, Type, Value,
    writer::{AttributeType, File, HasAttribute, MemberRefParent, TypeDefOrRef},
};

use super::{selection::Selection, types::Types};

const METADATA: &str = "Windows.Win32.Metadata";

/// Rows written so far.
///
/// **Order is part of the format.** A type takes the fields and methods written after it until the next type begins; nested types
/// come after all fields of the outer one; the bases of interfaces ascend with their interfaces.
pub(super) struct Rows<'m> {
    pub(super) file: File,
    pub(super) types: Types<'m>,
    pub(super) layouts: [Layouts<'m>; 2],
}

impl<'m> Rows<'m> {
    pub(super) fn new(selection: &'m Selection<'m>, namespace: &'m str) -> Self {
        Rows {
            file: File::new(namespace),
            types: Types { selection, namespace },
            layouts: Target::ALL.map(|target| Layouts::new(selection.module, target)),
        }
    }

    /// One of the attributes that the tools know by name; the types of its arguments are those of the values.
    pub(super) fn attribute(
        &mut self,
        parent: HasAttribute,
        name: &str,
        arguments: &[(String, Value)],
    ) {
        self.attribute_of(METADATA, parent, name, arguments);
    }

    /// The GUID of an interface or of a constant.
    pub(super) fn guid(&mut self, parent: HasAttribute, guid: Guid) {
        let bytes = guid.0.to_be_bytes();
        let mut values = vec![
            Value::U32((guid.0 >> 96) as u32),
            Value::U16((guid.0 >> 80) as u16),
            Value::U16((guid.0 >> 64) as u16),
        ];
        values.extend(bytes[8..].iter().map(|byte| Value::U8(*byte)));
        let arguments: Vec<_> = values.into_iter().map(|value| (String::new(), value)).collect();
        self.attribute_of("Windows.Foundation.Metadata", parent, "GuidAttribute", &arguments);
    }

    /// How a function pointer is called.
    pub(super) fn convention(&mut self, parent: HasAttribute, convention: i32) {
        const INTEROP: &str = "System.Runtime.InteropServices";
        let types = vec![Type::value_named(INTEROP, "CallingConvention")];
        let arguments = [(String::new(), Value::I32(convention))];
        self.constructor(INTEROP, parent, "UnmanagedFunctionPointerAttribute", types, &arguments);
    }

    /// A class of the system that a type extends.
    pub(super) fn system(&mut self, name: &str) -> TypeDefOrRef {
        TypeDefOrRef::TypeRef(self.file.TypeRef("System", name))
    }

    fn attribute_of(
        &mut self,
        namespace: &str,
        parent: HasAttribute,
        name: &str,
        arguments: &[(String, Value)],
    ) {
        let types = arguments
            .iter()
            .filter(|(name, _)| name.is_empty())
            .map(|(_, value)| value.ty())
            .collect();
        self.constructor(namespace, parent, name, types, arguments);
    }

    fn constructor(
        &mut self,
        namespace: &str,
        parent: HasAttribute,
        name: &str,
        types: Vec<Type>,
        arguments: &[(String, Value)],
    ) {
        let class = self.file.TypeRef(namespace, name);
        let signature =
            Signature { flags: MethodCallAttributes::HASTHIS, return_type: Type::Void, types };
        let constructor = self.file.MemberRef(".ctor", &signature, MemberRefParent::TypeRef(class));
        self.file.Attribute(parent, AttributeType::MemberRef(constructor), arguments);
    }
}
