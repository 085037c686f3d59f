//! The schema `midlc-dump/1`: what one file declares, with flattened vtables and layouts, for other programs to read.

pub(crate) mod writer;

use std::collections::HashSet;

use self::writer::Json;
use super::spell;
use crate::{
    layout::{LayoutError, Layouts, RecordLayout, Target},
    model::{
        Attribute, Checked, Constant, Direction, Enum, Interface, InterfaceId, ItemId, Method,
        Module, Name, Param, Record, RecordId, Type, Value,
    },
    source::FileId,
};

/// Prints what `file` (with the text that it `#include`s, without what it imports) declares, as one JSON object.
#[must_use]
pub fn json(checked: &Checked, file: FileId) -> String {
    let module: &Module = checked;
    let items: Vec<ItemId> = module.declared_in(file).collect();
    let path = &checked.sources().file(file).name;
    let mut dump = Dump {
        module,
        layouts: Target::ALL.map(|target| Layouts::new(module, target)),
        json: Json::default(),
    };
    dump.json.open('{');
    dump.json.member("schema").string("midlc-dump/1");
    dump.json.member("file").string(path.rsplit(['/', '\\']).next().unwrap_or(path));
    dump.list("interfaces", &items, |dump, item| {
        if let ItemId::Interface(id) = item
            && module[id].defined
        {
            dump.interface(id);
        }
    });
    dump.list("enums", &items, |dump, item| {
        if let ItemId::Enum(id) = item {
            dump.enumeration(&module[id]);
        }
    });
    dump.list("structs", &items, |dump, item| {
        if let ItemId::Record(id) = item
            && module[id].defined
        {
            dump.record(id);
        }
    });
    dump.list("constants", &items, |dump, item| {
        if let ItemId::Constant(id) = item {
            dump.constant(&module[id]);
        }
    });
    dump.json.close('}');
    dump.json.finish()
}

struct Dump<'m> {
    module: &'m Module,
    layouts: [Layouts<'m>; 2],
    json: Json,
}

impl<'m> Dump<'m> {
    fn list(&mut self, name: &str, items: &[ItemId], mut print: impl FnMut(&mut Self, ItemId)) {
        self.json.member(name).open('[');
        for item in items {
            print(self, *item);
        }
        self.json.close(']');
    }

    fn interface(&mut self, id: InterfaceId) {
        let module = self.module;
        let interface = &module[id];
        self.json.open('{');
        self.json.member("name").string(&interface.name);
        match interface.iid {
            Some(iid) => self.json.member("iid").string(&iid.to_string()),
            None => self.json.member("iid").null(),
        }
        self.name("base", interface.base.map(|base| &module[base].name));
        self.attributes(&interface.attributes);
        self.json.member("slots").open('[');
        let mut names = HashSet::new();
        for (owner, method) in module.slots(id) {
            let is_new = names.insert(&*method.name);
            self.method(&module[owner], method, is_new);
        }
        self.json.close(']');
        self.json.close('}');
    }

    /// In C the slots of a vtable are fields of a struct: a name that a base's slot has is preceded by its interface's.
    fn method(&mut self, owner: &Interface, method: &'m Method, is_new: bool) {
        self.json.open('{');
        self.json.member("slot").number(i128::from(method.slot));
        let name = self.json.member("name");
        if is_new {
            name.string(&method.name);
        } else {
            name.string(&format!("{}_{}", owner.name, method.name));
        }
        self.json.member("interface").string(&owner.name);
        self.ty("returns", &method.returns, false);
        self.json.member("params").open('[');
        for param in &method.params {
            self.param(param);
        }
        self.json.close(']');
        self.attributes(&method.attributes);
        self.json.close('}');
    }

    fn param(&mut self, param: &'m Param) {
        self.json.open('{');
        self.json.member("name").string(&param.name);
        self.ty("type", &param.ty, param.by_tag);
        self.json.member("direction").string(match param.direction {
            Direction::In => "in",
            Direction::Out => "out",
            Direction::InOut => "inout",
        });
        self.attributes(&param.attributes);
        self.json.close('}');
    }

    /// Attributes as written; `size_is(n)` with its arguments.
    fn attributes(&mut self, attributes: &[Attribute]) {
        self.json.member("attributes").open('[');
        for attribute in attributes {
            match &*attribute.arguments {
                "" => self.json.string(&attribute.name),
                arguments => self.json.string(&format!("{}({arguments})", attribute.name)),
            }
        }
        self.json.close(']');
    }

    fn enumeration(&mut self, enumeration: &Enum) {
        self.json.open('{');
        self.name("name", enumeration.name.as_ref());
        self.name("tag", enumeration.tag.as_ref());
        self.json.member("values").open('[');
        for member in &enumeration.members {
            self.json.open('[');
            self.json.string(&member.name);
            self.json.number(i128::from(member.value));
            self.json.close(']');
        }
        self.json.close(']');
        self.json.close('}');
    }

    fn record(&mut self, id: RecordId) {
        let record: &'m Record = &self.module[id];
        let layouts = self.layouts.each_mut().map(|layouts| layouts.record(id).cloned());
        self.json.open('{');
        self.name("name", record.name.as_ref());
        self.name("tag", record.tag.as_ref());
        self.json.member("kind").string(record.kind.word());
        if let Some(of) = &record.pipe {
            self.ty("pipe", of, false);
        }
        self.by_target("size", &layouts, |_, layout| Some(layout.whole.size));
        self.by_target("align", &layouts, |_, layout| Some(layout.whole.align));
        self.json.member("fields").open('[');
        for (index, field) in record.fields.iter().enumerate() {
            self.json.open('{');
            self.name("name", field.name.as_ref());
            self.ty("type", &field.ty, false);
            if let Some(bits) = field.bits {
                self.json.member("bits").number(i128::from(bits));
            }
            let is_on = |target| field.only.is_none_or(|only| only == target);
            let place = |target, layout: &RecordLayout| is_on(target).then(|| layout.fields[index]);
            self.by_target("offset", &layouts, |target, layout| {
                Some(place(target, layout)?.offset)
            });
            self.by_target("size", &layouts, |target, layout| Some(place(target, layout)?.size));
            self.json.close('}');
        }
        self.json.close(']');
        self.json.close('}');
    }

    fn constant(&mut self, constant: &'m Constant) {
        self.json.open('{');
        self.json.member("name").string(&constant.name);
        if let Some(ty) = &constant.ty {
            self.ty("type", ty, false);
        }
        self.json.member("value");
        match &constant.value {
            Value::Integer { value, .. } => self.json.number(*value),
            Value::Float(_) => self.json.string(&spell::value(&constant.value)),
            Value::String { text, .. } => self.json.string(text),
        }
        self.json.close('}');
    }

    fn name(&mut self, member: &str, name: Option<&Name>) {
        self.json.member(member);
        match name {
            Some(name) => self.json.string(name),
            None => self.json.null(),
        }
    }

    fn ty(&mut self, member: &str, ty: &Type, by_tag: bool) {
        let (base, pointers) = spell::base_and_pointers(self.module, ty, by_tag);
        self.json.member(member).open('{');
        self.json.member("base").string(base);
        self.json.member("pointers").number(pointers as i128);
        self.json.close('}');
    }

    fn by_target(
        &mut self,
        member: &str,
        layouts: &[Result<RecordLayout, LayoutError>; 2],
        figure: impl Fn(Target, &RecordLayout) -> Option<u64>,
    ) {
        self.json.member(member).open('{');
        for (target, layout) in Target::ALL.iter().zip(layouts) {
            self.json.member(target.name());
            match layout.as_ref().ok().and_then(|layout| figure(*target, layout)) {
                Some(figure) => self.json.number(i128::from(figure)),
                None => self.json.null(),
            }
        }
        self.json.close('}');
    }
}
