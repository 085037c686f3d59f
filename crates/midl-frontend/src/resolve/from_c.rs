//! What `cpp_quote` declares for C. IDL may not know all the names in it: a declaration that does not resolve to the last of
//! them is left to C, without a word.

use super::Resolver;
use crate::{
    ast,
    layout::{Layouts, Target},
    model::{ItemId, RecordId},
};

impl<'p> Resolver<'p> {
    pub(super) fn item_from_c(&mut self, item: &'p ast::Item) {
        let (errors, items) = (self.errors.len(), self.module.items.len());
        self.from_c = true;
        self.item(item);
        self.from_c = false;
        if self.errors.len() > errors {
            self.errors.truncate(errors);
            for made in self.module.items.split_off(items) {
                if let ItemId::Record(id) = made {
                    self.forget(id);
                }
            }
        }
    }

    /// Leaves out the records of C that have no layout, and then those that hold them.
    pub(super) fn drop_shapeless(&mut self) {
        while self.module.records.iter().any(|record| record.from_c) {
            let mut layouts = Target::ALL.map(|target| Layouts::new(&self.module, target));
            let mut shapeless = Vec::new();
            for item in &self.module.items {
                if let ItemId::Record(id) = *item
                    && self.module[id].from_c
                    && layouts.iter_mut().any(|layouts| layouts.record(id).is_err())
                {
                    shapeless.push(id);
                }
            }
            if shapeless.is_empty() {
                return;
            }
            shapeless.iter().for_each(|id| self.forget(*id));
            self.module
                .items
                .retain(|item| !matches!(item, ItemId::Record(id) if shapeless.contains(id)));
        }
    }

    fn forget(&mut self, id: RecordId) {
        let record = &mut self.module[id];
        (record.defined, record.from_c) = (false, false);
        record.fields.clear();
    }
}
