//! Rows of typedefs that keep their name.

use midl_frontend::model::AliasId;
use windows_metadata::{FieldAttributes, TypeAttributes, writer::HasAttribute};

use super::{names, rows::Rows};

impl Rows<'_> {
    /// A typedef: a struct with one field, marked as a name for the type of that field.
    pub(super) fn alias(&mut self, id: AliasId) {
        let alias = &self.types.selection.module[id];
        let base = self.system("ValueType");
        let flags =
            TypeAttributes::Public | TypeAttributes::Sealed | TypeAttributes::SequentialLayout;
        let class = self.file.TypeDef(self.types.namespace, &names::rust(&alias.name), base, flags);
        self.attribute(HasAttribute::TypeDef(class), "NativeTypedefAttribute", &[]);
        let ty = self.types.of(&alias.ty, alias.string);
        self.file.Field("Value", &ty, FieldAttributes::Public);
    }
}
