//! What MIDL takes in silence and bites later: warnings about the wire and about memory.
//!
//! They look at what the named files declare, and only at a checked model. Whoever asks says which of them are wanted
//! ([`Levels`]); one that is not wanted costs nothing. What never leaves its process (`[local]`) has no wire.

use std::collections::HashSet;

use crate::{
    diagnostic::{Code, Diagnostic, Levels},
    model::{
        Alias, Attribute, Bound, Checked, Direction, Enum, EnumId, Enumerator, Expr, Field,
        Interface, ItemId, Links, Method, Module, Param, RecordId, Scalar, Type,
    },
    source::{FileId, Span},
    symbol::FastHash,
};

/// What is wanted of the warnings of this module.
#[must_use]
pub fn check(checked: &Checked, levels: &Levels) -> Vec<Diagnostic> {
    run(checked, &checked.roots, &checked.items, levels)
}

/// The same for one file whose part of the module is in order; `items` are those that it declares.
pub(crate) fn check_file(
    module: &Module,
    file: FileId,
    items: &[ItemId],
    levels: &Levels,
) -> Vec<Diagnostic> {
    run(module, std::slice::from_ref(&file), items, levels)
}

fn run(module: &Module, roots: &[FileId], items: &[ItemId], levels: &Levels) -> Vec<Diagnostic> {
    let mut linter =
        Linter { module, roots, levels, found: Vec::new(), counts: HashSet::default() };
    linter.items(items);
    linter.found
}

struct Linter<'c> {
    module: &'c Module,
    /// The files to look at.
    roots: &'c [FileId],
    levels: &'c Levels,
    found: Vec<Diagnostic>,
    /// Where signed counts were found: one may count several arrays.
    counts: HashSet<Span, FastHash>,
}

/// The values that an enum of 16 bits can send.
const WIRE: std::ops::RangeInclusive<i32> = 0..=0x7FFF;
/// What makes an enum 32 bits wide in C and is never sent.
const FORCE_32_BITS: i32 = i32::MAX;

impl<'c> Linter<'c> {
    fn is_own(&self, item: ItemId) -> bool {
        self.roots.contains(&self.module.origin(item).unit)
    }

    fn items(&mut self, items: &[ItemId]) {
        let wire = self.has_short_enums(items);
        let counts = self.levels.show(Code::SignedCount);
        let mut on_the_wire = Reached::default();
        for item in items.iter().copied() {
            match item {
                ItemId::Interface(id)
                    if self.is_own(item) && self.module[id].async_of.is_none() =>
                {
                    let interface = &self.module[id];
                    self.interface(interface);
                    if wire {
                        for method in remote_methods(interface) {
                            on_the_wire.method(self.module, method);
                        }
                    }
                }
                ItemId::Record(id) if counts && self.is_own(item) => self.record(id),
                _ => {}
            }
        }
        for id in on_the_wire.enums {
            self.enumeration(&self.module[id], id);
        }
    }

    /// Whether there is an enum of the named files that is worth looking for on the wire.
    fn has_short_enums(&self, items: &[ItemId]) -> bool {
        let short = self.levels.show(Code::EnumShortOnWire);
        let lost = self.levels.show(Code::EnumLostOnWire);
        items.iter().any(|item| match item {
            ItemId::Enum(id) => {
                let enumeration = &self.module[*id];
                !enumeration.v1
                    && (short || lost && first_lost(enumeration).is_some())
                    && self.is_own(*item)
            }
            _ => false,
        })
    }

    fn interface(&mut self, interface: &'c Interface) {
        self.pointer_default(interface);
        for method in &interface.methods {
            if self.levels.show(Code::OutUnsized) {
                for (index, param) in method.params.iter().enumerate() {
                    self.out_unsized(method, index, param);
                }
            }
            if self.levels.show(Code::SignedCount) {
                for param in &method.params {
                    let member = |index: usize| {
                        method.params.get(index).map(|param| (&*param.name, &param.ty, param.span))
                    };
                    self.signed_count(&param.links, member);
                }
            }
        }
    }

    fn record(&mut self, id: RecordId) {
        let fields = &self.module[id].fields;
        for field in fields {
            let member = |index: usize| {
                let field: &Field = fields.get(index)?;
                Some((field.name.as_deref()?, &field.ty, field.origin.span))
            };
            self.signed_count(&field.links, member);
        }
    }

    /// An interface that leaves open whether its inner pointers may be NULL or alias each other.
    fn pointer_default(&mut self, interface: &'c Interface) {
        if !self.levels.show(Code::PointerDefaultMissing)
            || has(&interface.attributes, "pointer_default")
        {
            return;
        }
        let mut params = remote_methods(interface).flat_map(|method| &method.params);
        let Some(param) = params.find(|param| self.holds_inner_pointer(&param.ty)) else { return };
        self.found.push(
            Diagnostic::new(
                Code::PointerDefaultMissing,
                format!("`{}` has no `pointer_default`", interface.name),
                interface.origin.span,
                "what its inner pointers mean depends on who compiles it",
            )
            .label(param.span, "this one holds such a pointer")
            .help("add `pointer_default(unique)` to the attributes of the interface")
            .note(
                "without it such a pointer is `unique` or `ptr`, by a switch of the IDL compiler",
            ),
        );
    }

    /// A pointer behind a pointer. Interfaces are pointers of their own kind, and a type with a marshaler knows itself.
    fn holds_inner_pointer(&self, ty: &Type) -> bool {
        let Type::Pointer { to, .. } = self.module.unaliased(ty) else { return false };
        let mut inner = &**to;
        while let Type::Alias(id) = inner {
            let alias: &Alias = &self.module[*id];
            if alias.null.is_some() || has_marshaler(&alias.attributes) {
                return false;
            }
            inner = &alias.ty;
        }
        match inner {
            Type::Pointer { to, .. } => !matches!(
                self.module.unaliased(to),
                Type::Interface(_) | Type::InterfaceName(_) | Type::Function(_)
            ),
            _ => false,
        }
    }

    /// A buffer to be filled whose size nobody told.
    fn out_unsized(&mut self, method: &Method, index: usize, param: &Param) {
        if param.direction == Direction::In
            || !param.links.size_is.is_empty()
            || param.links.iid_is.is_some()
        {
            return;
        }
        let (label, help) = match self.module.unaliased(&param.ty) {
            Type::Array { bound: Bound::Conformant, .. } => (
                "an array without a bound",
                "add `size_is(..)` with the parameter that counts its elements".to_owned(),
            ),
            Type::Pointer { to, .. } if self.is_unit(to) => {
                let count = neighbours(method, index).find(|other| self.counts(other));
                match count {
                    Some(count) => (
                        "written as one element",
                        format!("add `size_is({})` if `{}` counts its elements", count.name, count.name),
                    ),
                    None if param.string && param.direction == Direction::Out => (
                        "how much room the caller has is not told",
                        "add `size_is(..)` with a parameter that says so, or return an allocated string: `[out, string] LPWSTR *`"
                            .to_owned(),
                    ),
                    None => return,
                }
            }
            _ => return,
        };
        self.found.push(
            Diagnostic::new(
                Code::OutUnsized,
                format!("`[out]` parameter `{}` does not say how large it is", param.name),
                param.span,
                label,
            )
            .help(help),
        );
    }

    /// What buffers are made of.
    fn is_unit(&self, ty: &Type) -> bool {
        matches!(
            self.module.unaliased(ty),
            Type::Void
                | Type::Scalar(
                    Scalar::Byte
                        | Scalar::Char
                        | Scalar::SignedChar
                        | Scalar::UnsignedChar
                        | Scalar::WChar
                )
        )
    }

    /// A whole number that goes in and whose name says that it counts something.
    fn counts(&self, param: &Param) -> bool {
        const WORDS: [&str; 6] = ["size", "length", "len", "count", "bytes", "chars"];
        let name = param.name.to_ascii_lowercase();
        let is_named = WORDS.iter().any(|word| name.contains(word))
            || ["cb", "cch"].iter().any(|prefix| name.starts_with(prefix));
        let is_number = matches!(
            self.module.unaliased(&param.ty),
            Type::Scalar(
                Scalar::Short
                    | Scalar::UShort
                    | Scalar::Int
                    | Scalar::UInt
                    | Scalar::Long
                    | Scalar::ULong
                    | Scalar::Hyper
                    | Scalar::UHyper
            )
        );
        param.direction == Direction::In && is_named && is_number
    }

    /// Elements that a signed number counts: what is sent for -1?
    fn signed_count<'m>(
        &mut self,
        links: &Links,
        member: impl Fn(usize) -> Option<(&'m str, &'m Type, Span)>,
    ) {
        let counts = [("size_is", &links.size_is), ("length_is", &links.length_is)];
        for (word, list) in counts {
            for index in list.iter().flatten().flat_map(members) {
                let Some((name, ty, place)) = member(index) else { continue };
                if !self.is_signed(ty) || !self.counts.insert(place) {
                    continue;
                }
                self.found.push(
                    Diagnostic::new(
                        Code::SignedCount,
                        format!("`{name}` counts elements and may be negative"),
                        place,
                        format!("a signed number in `{word}`"),
                    )
                    .help("give it an unsigned type, such as `ULONG`")
                    .note(
                        "a negative count is read as a huge one: the call is refused, or memory is",
                    ),
                );
            }
        }
    }

    fn is_signed(&self, ty: &Type) -> bool {
        match self.module.unaliased(ty) {
            Type::Pointer { to, .. } => self.is_signed(to),
            Type::Scalar(scalar) => matches!(
                scalar,
                Scalar::SignedChar
                    | Scalar::Small
                    | Scalar::Short
                    | Scalar::Int
                    | Scalar::Long
                    | Scalar::Hyper
                    | Scalar::Int3264
            ),
            _ => false,
        }
    }

    /// An enum that has 32 bits in memory and 16 on the wire.
    fn enumeration(&mut self, enumeration: &'c Enum, id: EnumId) {
        if enumeration.v1 || !self.is_own(ItemId::Enum(id)) {
            return;
        }
        let name = enumeration.name.as_ref().or(enumeration.tag.as_ref());
        let name = name.map_or_else(|| "an enum".to_owned(), |name| format!("`{name}`"));
        let place = enumeration.origin.span;
        let lost = first_lost(enumeration);
        let help =
            "add `[v1_enum]` before it, unless others compiled it without: both sides must agree";
        if let Some(member) = lost
            && self.levels.show(Code::EnumLostOnWire)
        {
            self.found.push(
                Diagnostic::new(
                    Code::EnumLostOnWire,
                    format!("`{}` of {name} cannot be sent", member.name),
                    member.origin.span,
                    format!("{} is outside of 0..=32767", member.value),
                )
                .label(place, "16 bits on the wire")
                .help(help),
            );
        } else if self.levels.show(Code::EnumShortOnWire) {
            self.found.push(
                Diagnostic::new(
                    Code::EnumShortOnWire,
                    format!("{name} has 16 bits on the wire"),
                    place,
                    "32 bits in memory",
                )
                .help(help),
            );
        }
    }
}

/// A member of an enum of 16 bits that cannot be sent.
fn first_lost(enumeration: &Enum) -> Option<&Enumerator> {
    let mut members = enumeration.members.iter();
    members.find(|member| !WIRE.contains(&member.value) && member.value != FORCE_32_BITS)
}

/// The methods that a proxy carries to another process.
fn remote_methods(interface: &Interface) -> impl Iterator<Item = &Method> {
    let remote = interface.com && !interface.local;
    interface.methods.iter().filter(move |method| remote && !method.local)
}

/// The parameters beside another one.
fn neighbours(method: &Method, index: usize) -> impl Iterator<Item = &Param> {
    let after = method.params.get(index + 1);
    let before = index.checked_sub(1).and_then(|before| method.params.get(before));
    after.into_iter().chain(before)
}

/// The members that an expression reads.
fn members(expr: &Expr) -> Vec<usize> {
    match expr {
        Expr::Constant(_) => Vec::new(),
        Expr::Member(index) => vec![*index],
        Expr::Deref(inner) | Expr::Unary(_, inner) | Expr::Cast(_, inner) => members(inner),
        Expr::Binary(_, left, right) => [members(left), members(right)].concat(),
        Expr::Conditional(condition, then, otherwise) => {
            [members(condition), members(then), members(otherwise)].concat()
        }
    }
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| *attribute.name == *name)
}

fn has_marshaler(attributes: &[Attribute]) -> bool {
    ["wire_marshal", "user_marshal", "transmit_as", "represent_as"]
        .iter()
        .any(|name| has(attributes, name))
}

/// What parameters reach: each enum once, in the order of its first use.
#[derive(Default)]
struct Reached {
    enums: Vec<EnumId>,
    known: HashSet<ItemId, FastHash>,
    /// Records whose fields were not looked at yet.
    records: Vec<RecordId>,
}

impl Reached {
    fn method(&mut self, module: &Module, method: &Method) {
        for param in &method.params {
            self.reach(module, &param.ty);
        }
        self.reach(module, &method.returns);
    }

    fn reach(&mut self, module: &Module, ty: &Type) {
        self.look(module, ty);
        while let Some(id) = self.records.pop() {
            module[id].fields.iter().for_each(|field| self.look(module, &field.ty));
        }
    }

    /// What a type is in the end, behind pointers and arrays.
    fn look(&mut self, module: &Module, ty: &Type) {
        let mut ty = ty;
        loop {
            match module.unaliased(ty) {
                Type::Pointer { to: inner, .. }
                | Type::Array { of: inner, .. }
                | Type::SafeArray(inner) => ty = inner,
                Type::Enum(id) if self.known.insert(ItemId::Enum(*id)) => {
                    return self.enums.push(*id);
                }
                Type::Record(id) if self.known.insert(ItemId::Record(*id)) => {
                    return self.records.push(*id);
                }
                _ => return,
            }
        }
    }
}
