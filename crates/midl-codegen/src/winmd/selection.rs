//! What of a module is emitted, and under which names.
//!
//! Everything that the named files declare and everything that this reaches, each once. Nothing here is decided twice: the
//! metadata, the bindings and the checks read the same selection.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use midl_frontend::{
    model::{
        AliasId, Bound, ConstantId, DispinterfaceId, EnumId, FunctionId, Guid, InterfaceId, ItemId,
        Module, Origin, Record, RecordId, RecordKind, Type, Value,
    },
    source::FileId,
};

use super::{names, words};
use crate::{lower::dispatch, options::Filter};

/// The items to emit. Ids ascend in the order of declaration.
pub(crate) struct Selection<'m> {
    /// Where the ids point.
    pub(crate) module: &'m Module,
    /// Every interface but `IUnknown`; a base comes with what derives from it.
    pub(crate) interfaces: BTreeSet<InterfaceId>,
    /// Dispinterfaces of the named files. They are no part of the metadata.
    pub(crate) dispinterfaces: Vec<DispinterfaceId>,
    /// Records that stand for themselves; nested ones are reached through [`Selection::nested`].
    pub(crate) records: BTreeSet<RecordId>,
    /// Types of the runtime that stand for types of Automation.
    pub(crate) provided: BTreeSet<&'static str>,
    /// Enums that have a name.
    pub(crate) enums: BTreeSet<EnumId>,
    /// Typedefs that keep their name.
    pub(crate) aliases: BTreeSet<AliasId>,
    /// Function types; all of them have a name in [`Selection::function_name`].
    pub(crate) functions: BTreeSet<FunctionId>,
    /// Constants of the named files, without those that repeat what was said before.
    pub(crate) constants: Vec<ConstantId>,
    /// Members of nameless enums of the named files: plain numbers.
    pub(crate) nameless_enums: Vec<EnumId>,
    /// GUIDs that are constants: classes, dispinterfaces, libraries.
    pub(crate) guids: Vec<GuidConstant>,
    nested: BTreeMap<RecordId, Vec<Nested>>,
    names: Names,
    /// The file that everything starts from, where that is none of the named ones.
    file: Option<FileId>,
}

/// A GUID that has a name of its own.
pub(crate) struct GuidConstant {
    /// The constant's name: `Foo` for a coclass, `DIID_Foo` for a dispinterface, `LIBID_Foo` for a library.
    pub(crate) name: String,
    /// The value.
    pub(crate) value: Guid,
    /// Where that was declared.
    pub(crate) origin: Origin,
}

/// A nameless record inside another one.
pub(crate) struct Nested {
    /// The record.
    pub(crate) id: RecordId,
    /// Its name inside the outer one: `_Anonymous_e__Union`.
    pub(crate) leaf: String,
}

/// Names of things that IDL leaves nameless.
#[derive(Default)]
struct Names {
    records: BTreeMap<RecordId, String>,
    leaves: BTreeMap<RecordId, String>,
    functions: BTreeMap<FunctionId, String>,
}

enum Work {
    Interface(InterfaceId),
    Record(RecordId),
    Alias(AliasId),
    Function(FunctionId),
}

impl<'m> Selection<'m> {
    /// Selects what the named files of `module` declare and reach.
    pub(crate) fn new(module: &'m Module) -> Self {
        Selection::filtered(module, &Filter::default())
    }

    /// Selects what the filter keeps of it.
    pub(crate) fn filtered(module: &'m Module, filter: &Filter) -> Self {
        Selection::from_roots(module, None, filter)
    }

    /// Selects what would be selected if this imported file were the one that is named.
    pub(crate) fn of_file(module: &'m Module, file: FileId) -> Self {
        Selection::from_roots(module, Some(file), &Filter::default())
    }

    fn from_roots(module: &'m Module, file: Option<FileId>, filter: &Filter) -> Self {
        let mut selection = Selection {
            module,
            interfaces: BTreeSet::new(),
            dispinterfaces: Vec::new(),
            records: BTreeSet::new(),
            provided: BTreeSet::new(),
            enums: BTreeSet::new(),
            aliases: BTreeSet::new(),
            functions: BTreeSet::new(),
            constants: Vec::new(),
            nameless_enums: Vec::new(),
            guids: Vec::new(),
            nested: BTreeMap::new(),
            names: Names::of(module),
            file,
        };
        let mut queue = VecDeque::new();
        let is_wanted =
            |item: &&ItemId| own_names(module, **item).iter().any(|name| filter.keeps(name));
        let everything = *filter == Filter::default();
        for &item in module.items.iter().filter(|item| everything || is_wanted(item)) {
            if selection.is_root(item) {
                selection.add_own(item, &mut queue);
            }
        }
        while let Some(work) = queue.pop_front() {
            selection.follow(work, &mut queue);
        }
        selection.drop_repeated_constants();
        selection
    }

    /// True for an item of the files that everything starts from.
    fn is_root(&self, item: ItemId) -> bool {
        match self.file {
            Some(file) => self.module.origin(item).unit == file,
            None => self.module.is_own(item),
        }
    }

    /// True where nothing is to be emitted.
    pub(crate) fn is_empty(&self) -> bool {
        self.interfaces.is_empty()
            && self.records.is_empty()
            && self.provided.is_empty()
            && self.enums.is_empty()
            && self.aliases.is_empty()
            && self.functions.is_empty()
            && self.constants.is_empty()
            && self.nameless_enums.is_empty()
            && self.guids.is_empty()
    }

    /// The nameless records inside a record, in the order of the fields that hold them.
    pub(crate) fn nested(&self, id: RecordId) -> &[Nested] {
        self.nested.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The name of a nested record inside its outer one; none for a record that stands for itself.
    pub(crate) fn leaf(&self, id: RecordId) -> Option<&str> {
        self.names.leaves.get(&id).map(String::as_str)
    }

    /// The name of a record that stands for itself.
    pub(crate) fn record_name(&self, id: RecordId) -> String {
        match (names::of_record(&self.module[id]), self.names.records.get(&id)) {
            (Some(name), _) => names::rust(name),
            (None, Some(name)) => name.clone(),
            (None, None) => "Record".to_owned(),
        }
    }

    /// The name of a function type.
    pub(crate) fn function_name(&self, id: FunctionId) -> String {
        self.names.functions.get(&id).cloned().unwrap_or_else(|| "Function".to_owned())
    }

    /// True for a typedef that keeps its name: a handle, and those of the named files that are no pointers. The rest is
    /// looked through, as windows-bindgen's users expect: `DWORD` is `u32`.
    pub(crate) fn keeps_name(&self, id: AliasId) -> bool {
        let (module, alias) = (self.module, &self.module[id]);
        if words::is_handle(alias) {
            return true;
        }
        let names_a_value = match module.resolved(&alias.ty) {
            Type::Scalar(_) => true,
            Type::Record(record) => {
                module[record].defined
                    && names::of_record(&module[record]).is_some_and(|name| *name != alias.name)
            }
            Type::Enum(id) => names::of_enum(&module[id]).is_some_and(|name| *name != alias.name),
            Type::Array { bound, .. } => matches!(bound, Bound::Fixed(_)),
            _ => false,
        };
        names_a_value
            && self.is_root(id.into())
            && words::core(module, &Type::Alias(id)).is_none()
            && !names::is_primitive(&alias.name)
    }

    fn add_own(&mut self, item: ItemId, queue: &mut VecDeque<Work>) {
        match item {
            ItemId::Interface(id) => {
                let interface = &self.module[id];
                let object =
                    interface.attributes.iter().any(|attribute| &*attribute.name == "object");
                if interface.defined && (interface.com || object) {
                    self.reach(&Type::Interface(id), queue);
                }
            }
            ItemId::Record(id)
                if self.module[id].defined && names::of_record(&self.module[id]).is_some() =>
            {
                self.reach(&Type::Record(id), queue);
            }
            ItemId::Record(_) => {}
            ItemId::Enum(id) if names::of_enum(&self.module[id]).is_none() => {
                self.nameless_enums.push(id)
            }
            ItemId::Enum(id) => self.reach(&Type::Enum(id), queue),
            ItemId::Alias(id) => queue.push_back(Work::Alias(id)),
            // A function type is emitted where something points to it.
            ItemId::Function(_) => {}
            ItemId::Constant(id) => {
                self.constants.push(id);
                if let Some(ty) = &self.module[id].ty {
                    self.reach(ty, queue);
                }
            }
            ItemId::Coclass(id) => {
                let coclass = &self.module[id];
                self.add_guid(&coclass.name, coclass.clsid, item);
            }
            ItemId::Dispinterface(id) => {
                let dispinterface = &self.module[id];
                self.add_guid(&format!("DIID_{}", dispinterface.name), dispinterface.iid, item);
                self.dispinterfaces.push(id);
                for ty in dispatch::types(self.module, dispinterface) {
                    self.reach_carried(ty, queue);
                }
            }
            ItemId::Library(id) => {
                let library = &self.module[id];
                self.add_guid(&format!("LIBID_{}", library.name), library.libid, item);
            }
        }
    }

    fn add_guid(&mut self, name: &str, value: Option<Guid>, item: ItemId) {
        if let Some(value) = value {
            let origin = self.module.origin(item);
            self.guids.push(GuidConstant { name: names::rust(name), value, origin });
        }
    }

    /// Drops constants that an earlier one or an enumerator says already: real files repeat them in `cpp_quote`. Those that say
    /// something else stay, for `check` to complain of.
    fn drop_repeated_constants(&mut self) {
        let module = self.module;
        let mut known: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        let enumerators =
            self.enums.iter().chain(&self.nameless_enums).flat_map(|&id| &module[id].members);
        for member in enumerators {
            known.entry(&member.name).or_default().push(number(i128::from(member.value)));
        }
        self.constants.retain(|&id| {
            let constant = &module[id];
            let value = match &constant.value {
                Value::Integer { value, .. } => number(*value),
                value => value.clone(),
            };
            let said = known.entry(&constant.name).or_default();
            let repeated = said.contains(&value);
            said.push(value);
            !repeated
        });
    }

    fn follow(&mut self, work: Work, queue: &mut VecDeque<Work>) {
        let module = self.module;
        match work {
            Work::Interface(id) => {
                let interface = &module[id];
                if let Some(base) = interface.base {
                    self.reach(&Type::Interface(base), queue);
                }
                for method in &interface.methods {
                    self.reach(&method.returns, queue);
                    for param in &method.params {
                        self.name_function(&param.ty, || {
                            format!("{}_{}_{}", interface.name, method.name, param.name)
                        });
                        self.reach(&param.ty, queue);
                    }
                }
            }
            Work::Record(id) => self.follow_fields(id, &self.record_name(id), queue),
            Work::Alias(id) => {
                let alias = &module[id];
                if self.keeps_name(id) {
                    self.aliases.insert(id);
                }
                self.reach(&alias.ty, queue);
            }
            Work::Function(id) => {
                let function = &module[id];
                let name = self.function_name(id);
                self.reach(&function.returns, queue);
                for param in &function.params {
                    self.name_function(&param.ty, || format!("{name}_{}", param.name));
                    self.reach(&param.ty, queue);
                }
            }
        }
    }

    fn follow_fields(&mut self, id: RecordId, path: &str, queue: &mut VecDeque<Work>) {
        let record = &self.module[id];
        let field_names = names::fields(record);
        let mut nested = Vec::new();
        for (field, name) in record.fields.iter().zip(&field_names) {
            match innermost_record(&field.ty).filter(|&inner| self.is_nested(inner)) {
                Some(inner) => {
                    let leaf = leaf(name, &self.module[inner]);
                    self.names.leaves.insert(inner, leaf.clone());
                    nested.push(Nested { id: inner, leaf });
                }
                None => {
                    self.name_function(&field.ty, || format!("{path}_{name}"));
                    self.reach(&field.ty, queue);
                }
            }
        }
        let inner: Vec<_> = nested.iter().map(|nested| nested.id).collect();
        self.nested.insert(id, nested);
        for (index, inner) in inner.into_iter().enumerate() {
            self.follow_fields(inner, &format!("{path}_{index}"), queue);
        }
    }

    fn is_nested(&self, id: RecordId) -> bool {
        names::of_record(&self.module[id]).is_none()
            && self.module[id].defined
            && !self.names.records.contains_key(&id)
    }

    /// Adds what a type names and queues what that leads to.
    fn reach(&mut self, ty: &Type, queue: &mut VecDeque<Work>) {
        let module = self.module;
        if words::core(module, ty).is_some() {
            return;
        }
        if let Some(name) = words::runtime(module, ty) {
            self.provided.insert(name);
            return;
        }
        match ty {
            Type::Void | Type::Scalar(_) => {}
            Type::Interface(id) | Type::InterfaceName(id) => {
                if self.interfaces.insert(*id) {
                    queue.push_back(Work::Interface(*id));
                }
            }
            Type::Record(id) if !module[*id].defined => {}
            Type::Record(id) => {
                if self.records.insert(*id) {
                    queue.push_back(Work::Record(*id));
                }
            }
            Type::Enum(id) => {
                if names::of_enum(&module[*id]).is_some() {
                    self.enums.insert(*id);
                }
            }
            Type::Alias(id) => queue.push_back(Work::Alias(*id)),
            Type::Pointer { to, .. } => self.reach(to, queue),
            Type::Array { of, .. } => self.reach(of, queue),
            Type::Function(id) => {
                if self.functions.insert(*id) {
                    queue.push_back(Work::Function(*id));
                }
            }
            Type::SafeArray(_) => {
                if let Some(id) = safe_array(module) {
                    self.reach(&Type::Record(id), queue);
                }
            }
        }
    }

    /// Adds what of a type a VARIANT can carry: an enum, an interface that can be asked for.
    fn reach_carried(&mut self, ty: &Type, queue: &mut VecDeque<Work>) {
        match self.module.unaliased(ty) {
            Type::Pointer { to, .. } => self.reach_carried(to, queue),
            Type::Enum(id) => self.reach(&Type::Enum(*id), queue),
            Type::Interface(id) | Type::InterfaceName(id)
                if self.module[*id].com && self.module[*id].iid.is_some() =>
            {
                self.reach(&Type::Interface(*id), queue);
            }
            _ => {}
        }
    }

    fn name_function(&mut self, ty: &Type, name: impl FnOnce() -> String) {
        if let Some(id) = innermost_function(ty) {
            self.names.functions.entry(id).or_insert_with(name);
        }
    }
}

impl Names {
    /// Names that typedefs give: `typedef HRESULT (*PFN)(void);`, `typedef struct { .. } *PFOO;`.
    fn of(module: &Module) -> Names {
        let mut names = Names::default();
        for alias in &module.aliases {
            if let Some(id) = innermost_function(&alias.ty) {
                names.functions.entry(id).or_insert_with(|| names::rust(&alias.name));
            }
            if let Some(id) =
                innermost_record(&alias.ty).filter(|&id| names::of_record(&module[id]).is_none())
            {
                names.records.entry(id).or_insert_with(|| format!("{}_0", alias.name));
            }
        }
        names
    }
}

/// What an item is called: a nameless enum by its members.
pub(crate) fn own_names(module: &Module, item: ItemId) -> Vec<&str> {
    let name = match item {
        ItemId::Interface(id) => &module[id].name,
        ItemId::Record(id) => {
            return names::of_record(&module[id]).map(|name| &**name).into_iter().collect();
        }
        ItemId::Enum(id) => match names::of_enum(&module[id]) {
            Some(name) => name,
            None => return module[id].members.iter().map(|member| &*member.name).collect(),
        },
        ItemId::Alias(id) => &module[id].name,
        ItemId::Function(_) => return Vec::new(),
        ItemId::Constant(id) => &module[id].name,
        ItemId::Coclass(id) => &module[id].name,
        ItemId::Dispinterface(id) => &module[id].name,
        ItemId::Library(id) => &module[id].name,
    };
    vec![name]
}

/// The record of the system that a `SAFEARRAY(T)` points to, where it is declared.
pub(super) fn safe_array(module: &Module) -> Option<RecordId> {
    module.items.iter().find_map(|item| match item {
        ItemId::Record(id)
            if names::of_record(&module[*id]).is_some_and(|name| &**name == "SAFEARRAY") =>
        {
            Some(*id)
        }
        _ => None,
    })
}

/// A number without its suffixes.
fn number(value: i128) -> Value {
    Value::Integer { value, unsigned: false, wide: false }
}

fn leaf(field: &str, record: &Record) -> String {
    match record.kind {
        RecordKind::Struct => format!("_{field}_e__Struct"),
        RecordKind::Union => format!("_{field}_e__Union"),
    }
}

fn innermost_record(ty: &Type) -> Option<RecordId> {
    match innermost(ty) {
        Type::Record(id) => Some(*id),
        _ => None,
    }
}

fn innermost_function(ty: &Type) -> Option<FunctionId> {
    match innermost(ty) {
        Type::Function(id) => Some(*id),
        _ => None,
    }
}

/// What stands behind pointers and arrays; typedefs are not looked through.
fn innermost(mut ty: &Type) -> &Type {
    while let Type::Pointer { to: inner, .. } | Type::Array { of: inner, .. } = ty {
        ty = inner;
    }
    ty
}
