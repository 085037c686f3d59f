//! What metadata and windows-bindgen have no word for, found before either is asked.

use std::collections::BTreeMap;

use midl_frontend::{
    diagnostic::{self, Code, Diagnostic},
    layout::{Layout, LayoutError, Layouts, Target},
    model::{Bound, Checked, Convention, Origin, Record, RecordId, RecordKind, Scalar, Type},
    source::Span,
};

use super::{
    names,
    records::packing,
    selection::Selection,
    storage::{Storage, storage},
};

/// The largest bound of an array that the format can write.
const MAX_BOUND: u32 = 0x1FFF_FFFF;

/// Everything that [`super::emit`] could not say, each with its place and a way out. Without an error here, the metadata and the
/// bindings made of it are complete.
#[must_use]
pub fn check(checked: &Checked) -> Vec<Diagnostic> {
    check_selected(&Selection::new(checked))
}

pub(crate) fn check_selected(selection: &Selection<'_>) -> Vec<Diagnostic> {
    let mut check = Check {
        selection,
        layouts: Target::ALL.map(|target| Layouts::new(selection.module, target)),
        diagnostics: Vec::new(),
    };
    check.names();
    check.interfaces();
    check.functions();
    check.records();
    check.aliases();
    diagnostic::sort(&mut check.diagnostics);
    check.diagnostics
}

struct Check<'m> {
    selection: &'m Selection<'m>,
    layouts: [Layouts<'m>; 2],
    diagnostics: Vec<Diagnostic>,
}

/// A name and who bears it.
struct Named {
    name: String,
    /// What it is, with its article.
    kind: &'static str,
    /// Types and constants are used in other places of the text.
    is_type: bool,
    span: Span,
}

impl<'m> Check<'m> {
    /// One namespace for everything: windows-bindgen drops one of two things of a name without a word.
    fn names(&mut self) {
        let mut known: BTreeMap<String, Named> = BTreeMap::new();
        for named in all_names(self.selection) {
            if names::is_taken(&named.name, named.is_type) {
                let message = format!("`{}` is a name that the bindings need", named.name);
                let label = format!("{} here", named.kind);
                self.diagnostics.push(
                    Diagnostic::new(Code::EmitNameTaken, message, named.span, label).help(
                        "rename it: the text of the bindings uses this name for something of Rust",
                    ),
                );
                continue;
            }
            match known.get(&named.name) {
                Some(first) => {
                    let message =
                        format!("`{}` is both {} and {}", named.name, first.kind, named.kind);
                    let label = |kind| format!("{kind} here");
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::EmitNameTwice,
                            message,
                            named.span,
                            label(named.kind),
                        )
                        .label(first.span, label(first.kind))
                        .help(
                            "rename one of them: in the bindings all names stand in one namespace",
                        ),
                    );
                }
                None => {
                    known.insert(named.name.clone(), named);
                }
            }
        }
    }

    fn interfaces(&mut self) {
        let module = self.selection.module;
        for method in self.selection.interfaces.iter().flat_map(|&id| &module[id].methods) {
            let place = method.origin.span;
            self.returns(&method.returns, &method.name, place);
            self.convention(method.convention, &method.name, place);
            for param in &method.params {
                self.ty(&param.ty, param.span);
            }
        }
    }

    fn functions(&mut self) {
        let module = self.selection.module;
        for &id in &self.selection.functions {
            let (function, name) = (&module[id], self.selection.function_name(id));
            self.returns(&function.returns, &name, function.origin.span);
            self.convention(function.convention, &name, function.origin.span);
            for param in &function.params {
                self.ty(&param.ty, param.span);
            }
        }
    }

    fn returns(&mut self, ty: &Type, name: &str, place: Span) {
        self.ty(ty, place);
        if let Type::Array { .. } | Type::Function(_) = self.selection.module.resolved(ty) {
            let message = format!("`{name}` returns what C cannot return");
            self.diagnostics.push(
                Diagnostic::new(
                    Code::EmitTypeUnsayable,
                    message,
                    place,
                    "an array or a function as a result",
                )
                .help("return a pointer to it"),
            );
        }
    }

    fn convention(&mut self, convention: Convention, name: &str, place: Span) {
        if convention == Convention::Fastcall {
            let message = format!("`{name}` is `__fastcall`");
            self.diagnostics.push(
                Diagnostic::new(
                    Code::EmitTypeUnsayable,
                    message,
                    place,
                    "metadata has no word for this convention",
                )
                .help("declare it `__stdcall`, the convention of COM, or `__cdecl`"),
            );
        }
    }

    fn records(&mut self) {
        let selection = self.selection;
        for &id in &selection.records {
            self.record(id);
        }
    }

    fn record(&mut self, id: RecordId) {
        let selection = self.selection;
        let record = &selection.module[id];
        let before = self.diagnostics.len();
        for field in &record.fields {
            self.ty(&field.ty, field.origin.span);
        }
        self.duplicate_fields(record);
        for nested in selection.nested(id) {
            self.record(nested.id);
        }
        // What is wrong inside makes the whole wrong: say it once.
        if self.diagnostics.len() > before {
            return;
        }
        let trouble = if record.fields.is_empty() {
            Some(("it has no fields, and Rust gives it one byte".to_owned(), "give it a field"))
        } else {
            self.layout_trouble(id, record)
                .map(|trouble| (trouble, "spell out the padding with fields of their own"))
        };
        if let Some((label, help)) = trouble {
            let name = names::of_record(record).map_or("this record", |name| name);
            let message = format!("Rust would lay out `{name}` in another way than C");
            self.diagnostics.push(
                Diagnostic::new(Code::EmitLayoutDiffers, message, record.origin.span, label)
                    .help(help),
            );
        }
    }

    fn duplicate_fields(&mut self, record: &Record) {
        let mut known: BTreeMap<String, Span> = BTreeMap::new();
        let field_names = names::fields(record);
        for (field, name) in
            record.fields.iter().zip(field_names).filter(|(_, name)| !name.is_empty())
        {
            if let Some(first) = known.insert(name.clone(), field.origin.span) {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::EmitNameTwice,
                        format!("two fields are called `{name}` in the bindings"),
                        field.origin.span,
                        "",
                    )
                    .label(first, "the other one")
                    .help("rename one of them"),
                );
            }
        }
    }

    /// Why Rust's layout of a record differs from C's, if it does.
    fn layout_trouble(&mut self, id: RecordId, record: &'m Record) -> Option<String> {
        let pack = packing(&mut self.layouts, record).map_or(u64::MAX, u64::from);
        for layouts in &mut self.layouts {
            let fields = match storage(layouts, id, record) {
                Ok(fields) => fields,
                Err(error) => return Some(format!("the whole {error}")),
            };
            let expected = match layouts.record(id) {
                Ok(layout) => layout.whole,
                Err(error) => return Some(format!("the whole {error}")),
            };
            let found = match rust_layout(layouts, record, &fields, pack) {
                Ok(found) => found,
                Err(error) => return Some(format!("a field {error}")),
            };
            if found != expected {
                return Some(format!(
                    "C: {} bytes aligned to {}; Rust: {} bytes aligned to {}",
                    expected.size, expected.align, found.size, found.align
                ));
            }
        }
        None
    }

    fn aliases(&mut self) {
        for &id in &self.selection.aliases {
            let alias = &self.selection.module[id];
            self.ty(&alias.ty, alias.origin.span);
        }
    }

    /// Complains of what a type holds itself; the types that it names are visited where they are declared.
    fn ty(&mut self, ty: &Type, place: Span) {
        let (label, help) = match ty {
            Type::Scalar(Scalar::Int128) => {
                ("128 bits: Windows has no ABI for them", "use a record of two 64-bit halves")
            }
            Type::Array { bound: Bound::Fixed(bound), .. } if *bound > MAX_BOUND => {
                ("the bound is larger than metadata can say", "use a pointer, or a smaller bound")
            }
            Type::Alias(id) if !self.selection.keeps_name(*id) => {
                return self.ty(&self.selection.module[*id].ty, place);
            }
            Type::Pointer { to: inner, .. }
            | Type::Array { of: inner, .. }
            | Type::SafeArray(inner) => {
                return self.ty(inner, place);
            }
            _ => return,
        };
        let message = "a type that metadata cannot say";
        self.diagnostics
            .push(Diagnostic::new(Code::EmitTypeUnsayable, message, place, label).help(help));
    }
}

/// Every name that the bindings will have, in a fixed order.
fn all_names(selection: &Selection<'_>) -> Vec<Named> {
    let module = selection.module;
    let mut all = Vec::new();
    let mut add = |name: String, kind, origin: Origin| {
        let is_type = !matches!(kind, "a constant" | "a GUID");
        all.push(Named { name, kind, is_type, span: origin.span });
    };
    for &id in &selection.interfaces {
        let interface = &module[id];
        let name = names::rust(&interface.name);
        add(format!("{name}_Vtbl"), "the vtable of an interface", interface.origin);
        add(name, "an interface", interface.origin);
    }
    for &id in &selection.records {
        let record = &module[id];
        let name = selection.record_name(id);
        nested_names(selection, id, &name, &mut |name| add(name, "a nested record", record.origin));
        add(name, "a record", record.origin);
    }
    for &id in selection.enums.iter().chain(&selection.nameless_enums) {
        let enumeration = &module[id];
        if let Some(name) = names::of_enum(enumeration) {
            add(names::rust(name), "an enum", enumeration.origin);
        }
        for member in &enumeration.members {
            add(names::rust(&member.name), "a constant", member.origin);
        }
    }
    for &id in &selection.aliases {
        add(names::rust(&module[id].name), "a typedef", module[id].origin);
    }
    for &id in &selection.functions {
        add(selection.function_name(id), "a function type", module[id].origin);
    }
    for &id in &selection.constants {
        let constant = &module[id];
        add(names::rust(&constant.name), "a constant", constant.origin);
    }
    for guid in &selection.guids {
        add(guid.name.clone(), "a GUID", guid.origin);
    }
    all
}

fn nested_names(selection: &Selection<'_>, id: RecordId, path: &str, add: &mut impl FnMut(String)) {
    for (index, nested) in selection.nested(id).iter().enumerate() {
        let path = format!("{path}_{index}");
        nested_names(selection, nested.id, &path, add);
        add(path);
    }
}

/// The layout that `repr(C)` gives to the fields as they are emitted.
fn rust_layout(
    layouts: &mut Layouts<'_>,
    record: &Record,
    fields: &[Storage<'_>],
    pack: u64,
) -> Result<Layout, LayoutError> {
    let mut whole = Layout { size: 0, align: 1 };
    for field in fields {
        let layout = layouts.of(field.ty)?;
        let align = layout.align.min(pack);
        whole.align = whole.align.max(align);
        whole.size = match record.kind {
            RecordKind::Struct => whole.size.next_multiple_of(align) + layout.size,
            RecordKind::Union => whole.size.max(layout.size),
        };
    }
    whole.size = whole.size.next_multiple_of(whole.align);
    Ok(whole)
}
