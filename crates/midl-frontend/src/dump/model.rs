//! The model as text to be read in a review: what was understood, one line for one fact, in the order of the source.

use std::fmt::Write;

use super::spell::{self, Spelled};
use crate::{
    layout::{LayoutError, Layouts, RecordLayout, Target},
    model::{
        Alias, Arm, Attribute, Checked, Coclass, Constant, Convention, Direction, Dispinterface,
        Enum, Field, Interface, ItemId, Library, Method, Module, Name, Nullability, Packing, Param,
        Property, Record, RecordId, Type, Value,
    },
};

/// Prints what the named files declare; what they import is left out.
#[must_use]
pub fn model(checked: &Checked) -> String {
    let module: &Module = checked;
    let mut dump = Dump {
        module,
        layouts: Target::ALL.map(|target| Layouts::new(module, target)),
        out: String::new(),
    };
    for root in &module.roots {
        for item in module.declared_in(*root) {
            dump.item(item);
        }
    }
    dump.out
}

struct Dump<'m> {
    module: &'m Module,
    layouts: [Layouts<'m>; 2],
    out: String,
}

/// `write!` into a `String` cannot fail.
macro_rules! put {
    ($dump:expr, $($arg:tt)*) => {
        let _ = write!($dump.out, $($arg)*);
    };
}

impl<'m> Dump<'m> {
    fn item(&mut self, item: ItemId) {
        let module = self.module;
        if !self.out.is_empty() && !matches!(item, ItemId::Constant(_) | ItemId::Alias(_)) {
            self.out.push('\n');
        }
        match item {
            ItemId::Interface(id) => self.interface(&module[id]),
            ItemId::Record(id) => self.record(id, 0),
            ItemId::Enum(id) => self.enumeration(&module[id]),
            ItemId::Alias(id) => self.alias(&module[id]),
            ItemId::Function(_) => {}
            ItemId::Constant(id) => self.constant(&module[id]),
            ItemId::Coclass(id) => self.coclass(&module[id]),
            ItemId::Dispinterface(id) => self.dispinterface(&module[id]),
            ItemId::Library(id) => self.library(&module[id]),
        }
    }

    fn interface(&mut self, interface: &'m Interface) {
        put!(self, "interface {}", interface.name);
        if !interface.defined {
            self.line(" (declared only)");
            return;
        }
        if let Some(base) = interface.base {
            put!(self, " : {}", self.module[base].name);
        }
        if let Some(iid) = interface.iid {
            put!(self, " {iid}");
        }
        for (on, word) in
            [(interface.dual, "dual"), (interface.local, "local"), (!interface.com, "not-com")]
        {
            put!(self, "{}{}", if on { " " } else { "" }, if on { word } else { "" });
        }
        if let Some(of) = interface.async_of {
            put!(self, " async-of {}", self.module[of].name);
        }
        self.others(&interface.attributes, &["uuid", "object", "dual", "local"]);
        self.line("");
        for method in &interface.methods {
            self.method(method);
        }
    }

    fn method(&mut self, method: &'m Method) {
        let names: Vec<&str> = method.params.iter().map(|param| &*param.name).collect();
        put!(
            self,
            "  {} {} -> {}",
            method.slot,
            method.name,
            Spelled(self.module, &method.returns)
        );
        match method.convention {
            Convention::Stdcall => {}
            Convention::Cdecl => self.out.push_str(" cdecl"),
            Convention::Fastcall => self.out.push_str(" fastcall"),
        }
        match method.property {
            Some(Property::Get) => self.out.push_str(" propget"),
            Some(Property::Put) => self.out.push_str(" propput"),
            Some(Property::PutRef) => self.out.push_str(" propputref"),
            None => {}
        }
        if let Some(dispid) = method.dispid {
            put!(self, " id({dispid})");
        }
        self.others(&method.attributes, &["propget", "propput", "propputref", "id"]);
        self.line("");
        for param in &method.params {
            self.param(param, &names);
        }
        if method.variadic {
            self.line("      ...");
        }
    }

    fn param(&mut self, param: &'m Param, names: &[&str]) {
        let direction = match param.direction {
            Direction::In => "in",
            Direction::Out => "out",
            Direction::InOut => "inout",
        };
        put!(
            self,
            "      {direction} {}: {}",
            named(Some(&param.name)),
            Spelled(self.module, &param.ty)
        );
        let null = param.null == Nullability::MayBeNull;
        for (on, word) in [(null, " null"), (param.retval, " retval"), (param.string, " string")] {
            self.out.push_str(if on { word } else { "" });
        }
        if let Some(default) = &param.default {
            put!(self, " default({})", spell::value(default));
        }
        spell::links(&mut self.out, self.module, &param.links, names);
        self.others(&param.attributes, PARAM_WORDS);
        self.line("");
    }

    fn record(&mut self, id: RecordId, depth: usize) {
        let module = self.module;
        let record: &'m Record = &module[id];
        self.out.push_str(record.kind.word());
        self.names(record.name.as_ref(), record.tag.as_ref());
        if !record.defined {
            self.line(" (declared only)");
            return;
        }
        let layouts = self.layouts.each_mut().map(|layouts| layouts.record(id).cloned());
        self.sizes(&layouts);
        if record.pack != Packing::default() {
            let pack = record.pack;
            put!(self, " pack({pack})");
        }
        if let Some(ty) = &record.switch_type {
            put!(self, " switch({})", Spelled(module, ty));
        }
        if let Some(ty) = &record.pipe {
            put!(self, " pipe({})", Spelled(module, ty));
        }
        self.others(&record.attributes, &["switch_type"]);
        self.line("");
        let names: Vec<&str> =
            record.fields.iter().map(|field| named(field.name.as_ref())).collect();
        for (index, field) in record.fields.iter().enumerate() {
            self.indent(depth);
            self.offsets(&layouts, index, field.only);
            self.field(field, &names, depth);
        }
        for arm in &record.empty_arms {
            self.indent(depth);
            self.out.push_str("nothing");
            self.arm(arm);
            self.line("");
        }
    }

    fn field(&mut self, field: &'m Field, names: &[&str], depth: usize) {
        put!(self, "{}: ", named(field.name.as_ref()));
        let nested = match innermost(&field.ty) {
            Type::Record(id)
                if self.module[*id].name.is_none() && self.module[*id].tag.is_none() =>
            {
                Some(*id)
            }
            _ => None,
        };
        put!(self, "{}", Spelled(self.module, &field.ty));
        if let Some(bits) = field.bits {
            put!(self, " bits({bits})");
        }
        self.out.push_str(if field.string { " string" } else { "" });
        self.arm(&field.arm);
        spell::links(&mut self.out, self.module, &field.links, names);
        self.others(&field.attributes, FIELD_WORDS);
        match nested {
            Some(id) if depth < MAX_DEPTH => {
                self.out.push_str(" = ");
                self.record(id, depth + 1);
            }
            _ => self.line(""),
        }
    }

    fn arm(&mut self, arm: &Arm) {
        for (index, case) in arm.cases.iter().enumerate() {
            put!(self, "{}{case}", if index == 0 { " case " } else { ", " });
        }
        self.out.push_str(if arm.default { " default" } else { "" });
    }

    /// ` x64 24:8 x86 24:8`: size and alignment.
    fn sizes(&mut self, layouts: &[Result<RecordLayout, LayoutError>; 2]) {
        for (target, layout) in Target::ALL.iter().zip(layouts) {
            match layout {
                Ok(layout) => {
                    put!(self, " {} {}:{}", target.name(), layout.whole.size, layout.whole.align);
                }
                Err(error) => {
                    put!(self, " {} {error}", target.name());
                }
            }
        }
    }

    /// `8/4 `: where a field stands on x64 and on x86; `8.3/8.3 ` for a bit-field; `8/- ` where x86
    /// has no such field.
    fn offsets(
        &mut self,
        layouts: &[Result<RecordLayout, LayoutError>; 2],
        index: usize,
        only: Option<Target>,
    ) {
        for ((slash, layout), target) in ["", "/"].iter().zip(layouts).zip(Target::ALL) {
            self.out.push_str(slash);
            if only.is_some_and(|only| only != target) {
                self.out.push('-');
                continue;
            }
            let Ok(layout) = layout else {
                self.out.push('?');
                continue;
            };
            put!(self, "{}", layout.fields[index].offset);
            if let Some(bit) = layout.fields[index].bit {
                put!(self, ".{bit}");
            }
        }
        self.out.push(' ');
    }

    fn enumeration(&mut self, enumeration: &'m Enum) {
        self.out.push_str("enum");
        self.names(enumeration.name.as_ref(), enumeration.tag.as_ref());
        self.out.push_str(if enumeration.v1 { " v1" } else { "" });
        self.others(&enumeration.attributes, &["v1_enum"]);
        self.line("");
        for member in &enumeration.members {
            put!(self, "  {} {}\n", member.value, member.name);
        }
    }

    fn alias(&mut self, alias: &'m Alias) {
        put!(self, "typedef {} = {}", alias.name, Spelled(self.module, &alias.ty));
        self.out.push_str(if alias.string { " string" } else { "" });
        match alias.null {
            Some(Nullability::MayBeNull) => self.out.push_str(" null"),
            Some(Nullability::Never) => self.out.push_str(" ref"),
            None => {}
        }
        self.others(&alias.attributes, &["string", "unique", "ptr", "ref"]);
        self.line("");
    }

    fn constant(&mut self, constant: &'m Constant) {
        put!(self, "const {}", constant.name);
        if let Some(ty) = &constant.ty {
            put!(self, ": {}", Spelled(self.module, ty));
        }
        put!(self, " = {}", spell::value(&constant.value));
        if let Value::Integer { value, .. } = constant.value
            && !(-9..=9).contains(&value)
        {
            // Error codes are known by their bit pattern.
            let bits = if value < 0 { value as i64 as u64 & mask(value) } else { value as u64 };
            put!(self, " ({bits:#x})");
        }
        self.line("");
    }

    fn coclass(&mut self, coclass: &'m Coclass) {
        put!(self, "coclass {}", coclass.name);
        if let Some(clsid) = coclass.clsid {
            put!(self, " {clsid}");
        }
        self.others(&coclass.attributes, &["uuid"]);
        self.line("");
        for member in &coclass.members {
            let name = self.item_name(member.item);
            put!(self, "  {name}");
            self.out.push_str(if member.default { " default" } else { "" });
            self.line(if member.source { " source" } else { "" });
        }
    }

    fn dispinterface(&mut self, dispinterface: &'m Dispinterface) {
        put!(self, "dispinterface {}", dispinterface.name);
        if let Some(iid) = dispinterface.iid {
            put!(self, " {iid}");
        }
        if let Some(of) = dispinterface.of {
            put!(self, " of {}", self.module[of].name);
        }
        self.others(&dispinterface.attributes, &["uuid"]);
        self.line("");
        for property in &dispinterface.properties {
            self.out.push_str("  property ");
            self.field(property, &[], 0);
        }
        for method in &dispinterface.methods {
            self.method(method);
        }
    }

    fn library(&mut self, library: &'m Library) {
        put!(self, "library {}", library.name);
        if let Some(libid) = library.libid {
            put!(self, " {libid}");
        }
        self.others(&library.attributes, &["uuid"]);
        self.line("");
        for item in &library.items {
            let name = self.item_name(*item);
            put!(self, "  {name}\n");
        }
    }

    fn item_name(&self, item: ItemId) -> &'m str {
        self.module.name(item).map_or("_", |name| name)
    }

    /// ` NAME (TAG)`
    fn names(&mut self, name: Option<&Name>, tag: Option<&Name>) {
        if let Some(name) = name {
            put!(self, " {name}");
        }
        if let Some(tag) = tag.filter(|tag| Some(*tag) != name) {
            put!(self, " ({tag})");
        }
    }

    /// The attributes that the line does not already say in other words.
    fn others(&mut self, attributes: &[Attribute], said: &[&str]) {
        for attribute in attributes.iter().filter(|attribute| !said.contains(&&*attribute.name)) {
            put!(self, " [{}", attribute.name);
            if !attribute.arguments.is_empty() {
                put!(self, "({})", attribute.arguments);
            }
            self.out.push(']');
        }
    }

    fn indent(&mut self, depth: usize) {
        for _ in 0..=depth {
            self.out.push_str("  ");
        }
    }

    fn line(&mut self, end: &str) {
        self.out.push_str(end);
        self.out.push('\n');
    }
}

/// How deep nested records are printed.
const MAX_DEPTH: usize = 64;

/// What a parameter's line already says.
const PARAM_WORDS: &[&str] = &[
    "in",
    "out",
    "retval",
    "string",
    "unique",
    "ptr",
    "ref",
    "size_is",
    "max_is",
    "length_is",
    "last_is",
    "first_is",
    "iid_is",
    "switch_is",
    "defaultvalue",
];

/// What a field's line already says.
const FIELD_WORDS: &[&str] = &[
    "string",
    "case",
    "default",
    "size_is",
    "max_is",
    "length_is",
    "last_is",
    "first_is",
    "iid_is",
    "switch_is",
];

fn named(name: Option<&Name>) -> &str {
    name.map(|name| &**name).filter(|name| !name.is_empty()).unwrap_or("_")
}

fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::Pointer { to, .. } => innermost(to),
        Type::Array { of, .. } => innermost(of),
        _ => ty,
    }
}

/// 32 bits for what fits them, else 64.
fn mask(value: i128) -> u64 {
    if value >= i128::from(i32::MIN) { 0xFFFF_FFFF } else { u64::MAX }
}
