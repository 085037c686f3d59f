//! What an IDL file means: names resolved to ids, constants folded, attributes read.
//!
//! [`Module`] is what `resolve` makes and what `check` looks at. [`Checked`] is what emitters take: holding one proves
//! that every rule of [`crate::check`] held.
//!
//! **The model says what is meant, not what was spelled.** `IFoo *p` is [`Type::Interface`], not a pointer to one.
//! **Names stay.** A typedef is [`Type::Alias`] until [`Module::resolved`] looks through it, so that output can say
//! `DWORD` where the file said `DWORD`.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    ops::{Deref, Range},
    sync::Arc,
};

use crate::{
    docs,
    few::Few,
    layout::Target,
    source::{FileId, SourceMap, Span},
};

/// A name as written. Cheap to make and to clone: the names of a compilation are parts of one text. It compares, sorts and
/// hashes as a `str` does.
#[derive(Clone)]
pub struct Name {
    text: Arc<String>,
    start: u32,
    end: u32,
}

impl Name {
    /// A part of a text, whose ends are borders of characters.
    pub(crate) fn part(text: &Arc<String>, part: Range<u32>) -> Name {
        Name { text: Arc::clone(text), start: part.start, end: part.end }
    }
}

impl From<String> for Name {
    fn from(text: String) -> Name {
        Name { end: text.len() as u32, start: 0, text: Arc::new(text) }
    }
}

impl Deref for Name {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text[self.start as usize..self.end as usize]
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        **self == **other
    }
}

impl Eq for Name {}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Name) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// A GUID; `Display` prints `97ea99c7-0186-4ad4-8df9-c5b4e0ed6b22`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(pub u128);

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            (digits >> 96) as u32,
            (digits >> 80) as u16,
            (digits >> 64) as u16,
            (digits >> 48) as u16,
            digits & 0xFFFF_FFFF_FFFF
        )
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! arenas {
    ($($(#[$doc:meta])* $id:ident => $field:ident: $item:ident, $add:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $id(pub(crate) u32);

            impl std::ops::Index<$id> for Module {
                type Output = $item;
                fn index(&self, id: $id) -> &$item {
                    &self.$field[id.0 as usize]
                }
            }

            impl std::ops::IndexMut<$id> for Module {
                fn index_mut(&mut self, id: $id) -> &mut $item {
                    &mut self.$field[id.0 as usize]
                }
            }
        )*

        impl Module {
            $(
                pub(crate) fn $add(&mut self, item: $item) -> $id {
                    self.$field.push(item);
                    $id(self.$field.len() as u32 - 1)
                }
            )*
        }

        /// An item of a [`Module`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ItemId {
            $($(#[$doc])* $item($id),)*
        }

        $(
            impl From<$id> for ItemId {
                fn from(id: $id) -> ItemId {
                    ItemId::$item(id)
                }
            }
        )*
    };
}

arenas! {
    /// An interface.
    InterfaceId => interfaces: Interface, add_interface;
    /// A struct or union.
    RecordId => records: Record, add_record;
    /// An enum.
    EnumId => enums: Enum, add_enum;
    /// A typedef that gives an existing type another name.
    AliasId => aliases: Alias, add_alias;
    /// A function type (behind a pointer).
    FunctionId => functions: Function, add_function;
    /// A constant.
    ConstantId => constants: Constant, add_constant;
    /// A coclass.
    CoclassId => coclasses: Coclass, add_coclass;
    /// A dispinterface.
    DispinterfaceId => dispinterfaces: Dispinterface, add_dispinterface;
    /// A library block.
    LibraryId => libraries: Library, add_library;
}

/// Where an item was declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file that was named or imported: what it `#include`s counts as its own text.
    pub unit: FileId,
    /// The declaring name.
    pub span: Span,
    /// Where to look for what documents it; [`Checked::docs`] does.
    pub docs: docs::Place,
}

/// An attribute as written, also those that the compiler gives no meaning to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name.
    pub name: Name,
    /// What stood between its parentheses, spelled with single spaces; empty without parentheses.
    pub arguments: Name,
    /// Where it stands.
    pub span: Span,
}

/// Everything that a set of files declares.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// Files named by the user (not those imported), in the order given.
    pub roots: Vec<FileId>,
    /// Items in the order of their declaration, imports first; forward declarations are folded into their definition. A record
    /// inside another is an item of its own only where it has a tag; a definition stands before what holds it by value.
    pub items: Vec<ItemId>,
    /// Items that a further file declares once more, in the same words, and that file.
    pub redeclared: Vec<(FileId, ItemId)>,
    /// Interfaces, also those known by a forward declaration only.
    pub interfaces: Vec<Interface>,
    /// Structs and unions, nested and anonymous ones too.
    pub records: Vec<Record>,
    /// Enums.
    pub enums: Vec<Enum>,
    /// Typedefs.
    pub aliases: Vec<Alias>,
    /// Function types.
    pub functions: Vec<Function>,
    /// Constants: `const`, `cpp_quote("#define ..")`, `#define` of a plain value in a named file.
    pub constants: Vec<Constant>,
    /// Coclasses.
    pub coclasses: Vec<Coclass>,
    /// Dispinterfaces.
    pub dispinterfaces: Vec<Dispinterface>,
    /// Library blocks.
    pub libraries: Vec<Library>,
}

/// `interface IFoo : IBar { .. }`
#[derive(Clone, Debug)]
pub struct Interface {
    /// The name.
    pub name: Name,
    /// `uuid(..)`.
    pub iid: Option<Guid>,
    /// The base interface.
    pub base: Option<InterfaceId>,
    /// Own methods in vtable order; `call_as` twins are left out.
    pub methods: Vec<Method>,
    /// False for a name that was only forward declared.
    pub defined: bool,
    /// The first slot of its own methods: how many slots the base chain has.
    pub first_slot: u32,
    /// The base chain ends in `IUnknown` (or this is `IUnknown`): it is a COM interface.
    pub com: bool,
    /// `[dual]`.
    pub dual: bool,
    /// `[local]`: never crosses a process border.
    pub local: bool,
    /// For an interface that `async_uuid` made: the interface it was made from.
    pub async_of: Option<InterfaceId>,
    /// Every attribute, as written.
    pub attributes: Vec<Attribute>,
    /// Where it was declared.
    pub origin: Origin,
}

/// A method: one slot of a vtable.
#[derive(Clone, Debug)]
pub struct Method {
    /// The name in the vtable: `get_X`, `put_X`, `putref_X` for properties.
    pub name: Name,
    /// The slot, counted from the start of the vtable.
    pub slot: u32,
    /// What it returns.
    pub returns: Type,
    /// The parameters in order, without the implied `this`.
    pub params: Vec<Param>,
    /// A property accessor, and which.
    pub property: Option<Property>,
    /// `[id(..)]`.
    pub dispid: Option<i32>,
    /// The convention written; COM's own is `stdcall`.
    pub convention: Convention,
    /// The list ends in `...`.
    pub variadic: bool,
    /// `[local]`.
    pub local: bool,
    /// Every attribute, as written.
    pub attributes: Vec<Attribute>,
    /// Where it was declared.
    pub origin: Origin,
}

/// Which accessor of a property a method is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// `[propget]`
    Get,
    /// `[propput]`
    Put,
    /// `[propputref]`
    PutRef,
}

/// How a function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// Nothing was written, or `__stdcall`, `STDMETHODCALLTYPE`, `WINAPI`, `PASCAL`.
    Stdcall,
    /// `__cdecl`.
    Cdecl,
    /// `__fastcall`.
    Fastcall,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// The name; empty for an unnamed one.
    pub name: Name,
    /// Its type; an array (`T a[]`) stays [`Type::Array`].
    pub ty: Type,
    /// Where data flows.
    pub direction: Direction,
    /// Whether the outermost pointer may be NULL.
    pub null: Nullability,
    /// `[retval]`
    pub retval: bool,
    /// `[string]`, written here or on the typedef of its type.
    pub string: bool,
    /// Its record or enum was named by the tag (`struct TAG *p`), not by the name that users know.
    pub by_tag: bool,
    /// `[defaultvalue(..)]`
    pub default: Option<Value>,
    /// Array sizes and the rest of what links this parameter to others.
    pub links: Links,
    /// Every attribute, as written.
    pub attributes: Few<Attribute>,
    /// Its name, or its type where it has none.
    pub span: Span,
}

/// Where a parameter's data flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the caller; also what a parameter without attributes means.
    In,
    /// To the caller.
    Out,
    /// Both ways.
    InOut,
}

/// Whether a pointer may be NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nullability {
    /// `[ref]`, and what a parameter without attributes means.
    Never,
    /// `[unique]`, `[ptr]`, `[optional]`.
    MayBeNull,
}

/// What links a parameter or a field to its neighbours: mostly nothing, and then it takes next to no memory.
#[derive(Clone, Debug, Default)]
pub struct Links(Option<Box<LinkLists>>);

impl Deref for Links {
    type Target = LinkLists;
    fn deref(&self) -> &LinkLists {
        static NONE: LinkLists = LinkLists::NONE;
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl PartialEq for Links {
    fn eq(&self, other: &Links) -> bool {
        **self == **other
    }
}

impl From<LinkLists> for Links {
    fn from(lists: LinkLists) -> Links {
        Links(Some(Box::new(lists)))
    }
}

/// What [`Links`] hold. Dimensions are listed from the outermost pointer inwards; a dimension
/// left empty (`size_is(, *n)`) is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkLists {
    /// `size_is`, and `max_is` with one added.
    pub size_is: Vec<Option<Expr>>,
    /// `length_is`, and what `last_is` amounts to.
    pub length_is: Vec<Option<Expr>>,
    /// `first_is`.
    pub first_is: Vec<Option<Expr>>,
    /// `iid_is(riid)`.
    pub iid_is: Option<Expr>,
    /// `switch_is(tag)`.
    pub switch_is: Option<Expr>,
}

impl LinkLists {
    /// No links.
    pub const NONE: LinkLists = LinkLists {
        size_is: Vec::new(),
        length_is: Vec::new(),
        first_is: Vec::new(),
        iid_is: None,
        switch_is: None,
    };
}

/// An expression over parameters of the same method or fields of the same record.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number.
    Constant(i64),
    /// The parameter or field with this index.
    Member(usize),
    /// `*x`
    Deref(Box<Expr>),
    /// `-x`, `~x`, `!x`
    Unary(char, Box<Expr>),
    /// `a + b`; the operator as written.
    Binary(&'static str, Box<Expr>, Box<Expr>),
    /// `a ? b : c`
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `(T) x`
    Cast(Type, Box<Expr>),
}

/// A type, as meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// No value (a return type, or behind a pointer).
    Void,
    /// A number or character.
    Scalar(Scalar),
    /// A reference to an interface: what IDL writes with one star.
    Interface(InterfaceId),
    /// An interface's name without a star: only behind a typedef, which [`Module::resolved`] folds with the star used there.
    InterfaceName(InterfaceId),
    /// A struct or union.
    Record(RecordId),
    /// An enum.
    Enum(EnumId),
    /// A typedef's name.
    Alias(AliasId),
    /// A pointer to anything but an interface.
    Pointer {
        /// What it points to.
        to: Box<Type>,
        /// What it points to is `const`.
        constant: bool,
    },
    /// An array: a field `T a[4]`, a parameter `T a[]`.
    Array {
        /// What it holds.
        of: Box<Type>,
        /// Its bound.
        bound: Bound,
    },
    /// A function, behind a pointer.
    Function(FunctionId),
    /// `SAFEARRAY(T)`: a pointer to a SAFEARRAY whose elements are said to be `T`.
    SafeArray(Box<Type>),
}

/// The bound of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// `[4]`
    Fixed(u32),
    /// `[]` or `[*]`: the size is elsewhere; in a struct it counts as one element.
    Conformant,
}

/// The scalar words of IDL, each once, whatever its spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the IDL word")]
pub enum Scalar {
    Boolean,
    Byte,
    Char,
    SignedChar,
    UnsignedChar,
    WChar,
    Small,
    USmall,
    Short,
    UShort,
    Int,
    UInt,
    Long,
    ULong,
    Hyper,
    UHyper,
    /// `__int3264`: 32 bits on x86, 64 on x64.
    Int3264,
    UInt3264,
    /// `__int128` and its kin.
    Int128,
    Float,
    Double,
    /// `handle_t`
    Handle,
    /// `error_status_t`
    ErrorStatus,
}

/// A struct or a union.
#[derive(Clone, Debug)]
pub struct Record {
    /// The name that users know: the first plain typedef name, else the tag, else (a nested record) none.
    pub name: Option<Name>,
    /// The tag: `struct TAG { .. }`.
    pub tag: Option<Name>,
    /// Struct or union.
    pub kind: RecordKind,
    /// The fields in order.
    pub fields: Vec<Field>,
    /// `[switch_type(T)]`, or an encapsulated union's tag type.
    pub switch_type: Option<Type>,
    /// Arms without a field: `[case(7)] ;`, `[default] ;`.
    pub empty_arms: Vec<Arm>,
    /// `#pragma pack` in force, the IDL's or C's.
    pub pack: Packing,
    /// False for a tag that was only named (`struct X *p`).
    pub defined: bool,
    /// It is written for C, in `cpp_quote`: nothing marshals it.
    pub from_c: bool,
    /// `typedef pipe T NAME`: what the stream is made of; the record is what C hands on for it.
    pub pipe: Option<Type>,
    /// Every attribute, as written.
    pub attributes: Vec<Attribute>,
    /// Where it was declared.
    pub origin: Origin,
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// `struct`; an encapsulated union is one too: its tag and a union.
    Struct,
    /// `union`
    Union,
}

impl RecordKind {
    /// The IDL word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            RecordKind::Struct => "struct",
            RecordKind::Union => "union",
        }
    }
}

/// How tightly the fields of a record are packed: at most to this alignment, naturally where `None`. C may be told to pack
/// otherwise on each target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Packing {
    /// On 64-bit Windows.
    pub x64: Option<u32>,
    /// On 32-bit Windows.
    pub x86: Option<u32>,
}

impl Packing {
    /// The packing on a target.
    #[must_use]
    pub fn on(self, target: Target) -> Option<u32> {
        match target {
            Target::X64 => self.x64,
            Target::X86 => self.x86,
        }
    }
}

/// `2`; `8/2` where the targets differ.
impl fmt::Display for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = |f: &mut fmt::Formatter<'_>, pack: Option<u32>| match pack {
            Some(pack) => write!(f, "{pack}"),
            None => f.write_str("none"),
        };
        one(f, self.x64)?;
        if self.x86 != self.x64 {
            f.write_str("/")?;
            one(f, self.x86)?;
        }
        Ok(())
    }
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name; none for an anonymous struct or union.
    pub name: Option<Name>,
    /// Its type.
    pub ty: Type,
    /// Its width in bits, for a bit-field; 0 closes the unit.
    pub bits: Option<u32>,
    /// In a switched union: which discriminants select it.
    pub arm: Arm,
    /// `[string]`, written here or on the typedef of its type.
    pub string: bool,
    /// Array sizes and the rest of what links this field to others.
    pub links: Links,
    /// The one target that has it: it stands in a conditional of C.
    pub only: Option<Target>,
    /// Every attribute, as written.
    pub attributes: Vec<Attribute>,
    /// Where it was declared.
    pub origin: Origin,
}

/// The labels of an arm of a switched union.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arm {
    /// `[case(..)]`
    pub cases: Vec<i64>,
    /// `[default]`
    pub default: bool,
}

/// `enum { .. }`
#[derive(Clone, Debug)]
pub struct Enum {
    /// The name that users know: the first typedef name, else the tag, else none.
    pub name: Option<Name>,
    /// The tag.
    pub tag: Option<Name>,
    /// The members in order.
    pub members: Vec<Enumerator>,
    /// `[v1_enum]`: 32 bits on the wire too.
    pub v1: bool,
    /// Every attribute, as written.
    pub attributes: Vec<Attribute>,
    /// Where it was declared.
    pub origin: Origin,
}

/// A member of an enum. Enumerators are 32 bits wide and signed: 0x80000000 keeps its bit pattern.
#[derive(Clone, Debug)]
pub struct Enumerator {
    /// The name.
    pub name: Name,
    /// The value.
    pub value: i32,
    /// Where it was declared.
    pub origin: Origin,
}

/// `typedef OLD NEW;`
#[derive(Clone, Debug)]
pub struct Alias {
    /// The new name.
    pub name: Name,
    /// What it stands for.
    pub ty: Type,
    /// Where it stands for a typedef: one as far down the chain as is known, so that nobody walks a long chain twice.
    pub(crate) end: Option<AliasId>,
    /// `[string]`
    pub string: bool,
    /// `[unique]` or `[ptr]` on the typedef.
    pub null: Option<Nullability>,
    /// The same two of the whole chain: what the first typedef says that says something.
    pub(crate) whole: Said,
    /// Every attribute, as written.
    pub attributes: Vec<Attribute>,
    /// Where it was declared.
    pub origin: Origin,
}

/// What the typedefs of a type say of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) string: bool,
    pub(crate) null: Option<Nullability>,
}

/// A function type: `RET (CONVENTION *)(PARAMS)`.
#[derive(Clone, Debug)]
pub struct Function {
    /// What it returns.
    pub returns: Type,
    /// Its parameters.
    pub params: Vec<Param>,
    /// How it is called.
    pub convention: Convention,
    /// The list ends in `...`.
    pub variadic: bool,
    /// Where it was declared.
    pub origin: Origin,
}

/// A constant.
#[derive(Clone, Debug)]
pub struct Constant {
    /// The name.
    pub name: Name,
    /// The type written, by `const T X` or by a cast around a macro's value; none where a macro has a bare number.
    pub ty: Option<Type>,
    /// The value.
    pub value: Value,
    /// Where it was declared.
    pub origin: Origin,
}

/// A constant's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number and how it was written.
    Integer {
        /// The value as C computes it.
        value: i128,
        /// A `U` suffix, or a number too large for its signed type: the C type is unsigned.
        unsigned: bool,
        /// An `LL` or `I64` suffix, or a number too large for 32 bits: the C type has 64 bits.
        wide: bool,
    },
    /// A floating point number.
    Float(f64),
    /// A string; `wide` for `L"..."`.
    String {
        /// The text, escapes resolved.
        text: String,
        /// UTF-16 rather than bytes.
        wide: bool,
    },
}

/// `coclass X { interface IFoo; }`
#[derive(Clone, Debug)]
pub struct Coclass {
    /// The name.
    pub name: Name,
    /// The CLSID.
    pub clsid: Option<Guid>,
    /// Its interfaces and dispinterfaces in order.
    pub members: Vec<CoclassMember>,
    /// Every attribute, as written.
    pub attributes: Vec<Attribute>,
    /// Where it was declared.
    pub origin: Origin,
}

/// A line of a coclass.
#[derive(Clone, Debug)]
pub struct CoclassMember {
    /// An [`ItemId::Interface`] or [`ItemId::Dispinterface`].
    pub item: ItemId,
    /// `[default]`
    pub default: bool,
    /// `[source]`
    pub source: bool,
}

/// `dispinterface X { .. }`
#[derive(Clone, Debug)]
pub struct Dispinterface {
    /// The name.
    pub name: Name,
    /// `uuid(..)`.
    pub iid: Option<Guid>,
    /// `properties:`
    pub properties: Vec<Field>,
    /// `[id(..)]` of each property.
    pub property_ids: Vec<Option<i32>>,
    /// `methods:`
    pub methods: Vec<Method>,
    /// The second form: `dispinterface X { interface IFoo; }`.
    pub of: Option<InterfaceId>,
    /// Every attribute, as written.
    pub attributes: Vec<Attribute>,
    /// Where it was declared.
    pub origin: Origin,
}

/// `library X { .. }`; what it holds stands in [`Module::items`] too.
#[derive(Clone, Debug)]
pub struct Library {
    /// The name.
    pub name: Name,
    /// The LIBID.
    pub libid: Option<Guid>,
    /// Items declared in the block.
    pub items: Vec<ItemId>,
    /// Every attribute, as written.
    pub attributes: Vec<Attribute>,
    /// Where it was declared.
    pub origin: Origin,
}

impl Module {
    /// Looks through typedefs: the result is never [`Type::Alias`].
    #[must_use]
    pub fn unaliased<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let mut ty = ty;
        while let Type::Alias(id) = ty {
            ty = &self[self[*id].end.unwrap_or(*id)].ty;
        }
        ty
    }

    /// What the typedefs of a type say.
    pub(crate) fn said(&self, ty: &Type) -> Said {
        match ty {
            Type::Alias(id) => self[*id].whole,
            _ => Said::default(),
        }
    }

    /// Where the chain of typedefs behind a type ends, as far as it is known.
    pub(crate) fn end_of(&self, ty: &Type) -> Option<AliasId> {
        match ty {
            Type::Alias(id) => Some(self[*id].end.unwrap_or(*id)),
            _ => None,
        }
    }

    /// Makes every typedef know the end of its chain.
    pub(crate) fn shorten_aliases(&mut self) {
        let mut path = Vec::new();
        for index in 0..self.aliases.len() {
            let mut at = AliasId(index as u32);
            while let Some(next) = self[at].end {
                path.push(at);
                at = next;
            }
            for passed in path.drain(..) {
                self[passed].end = Some(at);
            }
        }
    }

    /// What an array holds, through all its dimensions and the typedefs between them; another type is itself.
    #[must_use]
    pub fn element<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let mut ty = self.unaliased(ty);
        while let Type::Array { of, .. } = ty {
            ty = self.unaliased(of);
        }
        ty
    }

    /// Looks through typedefs, outermost first, and folds a star with the interface name behind a typedef. The result is never
    /// [`Type::Alias`]; its inner types may be.
    #[must_use]
    pub fn resolved(&self, ty: &Type) -> Type {
        match self.unaliased(ty) {
            Type::Pointer { to, .. } if let Type::InterfaceName(id) = self.unaliased(to) => {
                Type::Interface(*id)
            }
            ty => ty.clone(),
        }
    }

    /// The interface and its bases, `IUnknown` (or another root) first.
    #[must_use]
    pub fn chain(&self, interface: InterfaceId) -> Vec<InterfaceId> {
        let mut chain = vec![interface];
        while let Some(base) = self[chain[chain.len() - 1]].base {
            if chain.contains(&base) {
                break;
            }
            chain.push(base);
        }
        chain.reverse();
        chain
    }

    /// The whole vtable of an interface, inherited slots first, each with the interface that declares it.
    #[must_use]
    pub fn slots(&self, interface: InterfaceId) -> Vec<(InterfaceId, &Method)> {
        let chain = self.chain(interface);
        chain
            .into_iter()
            .flat_map(|id| self[id].methods.iter().map(move |method| (id, method)))
            .collect()
    }

    /// What a file declares, in its order, also what another file declared before in the same words.
    pub fn declared_in(&self, file: FileId) -> impl Iterator<Item = ItemId> {
        let own = self.items.iter().copied().filter(move |item| self.origin(*item).unit == file);
        let again =
            self.redeclared.iter().filter(move |(by, _)| *by == file).map(|(_, item)| *item);
        own.chain(again)
    }

    /// The name of an item: of a record or an enum the one that users know, else its tag.
    #[must_use]
    pub fn name(&self, item: ItemId) -> Option<&Name> {
        match item {
            ItemId::Interface(id) => Some(&self[id].name),
            ItemId::Record(id) => self[id].name.as_ref().or(self[id].tag.as_ref()),
            ItemId::Enum(id) => self[id].name.as_ref().or(self[id].tag.as_ref()),
            ItemId::Alias(id) => Some(&self[id].name),
            ItemId::Function(_) => None,
            ItemId::Constant(id) => Some(&self[id].name),
            ItemId::Coclass(id) => Some(&self[id].name),
            ItemId::Dispinterface(id) => Some(&self[id].name),
            ItemId::Library(id) => Some(&self[id].name),
        }
    }

    /// Where an item was declared.
    #[inline]
    #[must_use]
    pub fn origin(&self, item: ItemId) -> Origin {
        match item {
            ItemId::Interface(id) => self[id].origin,
            ItemId::Record(id) => self[id].origin,
            ItemId::Enum(id) => self[id].origin,
            ItemId::Alias(id) => self[id].origin,
            ItemId::Function(id) => self[id].origin,
            ItemId::Constant(id) => self[id].origin,
            ItemId::Coclass(id) => self[id].origin,
            ItemId::Dispinterface(id) => self[id].origin,
            ItemId::Library(id) => self[id].origin,
        }
    }

    /// True for an item that one of the named files declares (and not one of their imports).
    #[must_use]
    #[inline]
    pub fn is_own(&self, item: ItemId) -> bool {
        self.roots.contains(&self.origin(item).unit)
    }
}

/// A module that [`crate::check`] found in order, with the files it came from. Only `check` can make one.
#[derive(Clone, Debug)]
pub struct Checked {
    pub(crate) module: Module,
    pub(crate) sources: Arc<SourceMap>,
}

impl Checked {
    /// The files that the module came from.
    #[must_use]
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// What the file says about an item: its comment without the signs and borders, or its `helpstring`.
    #[must_use]
    pub fn docs(&self, origin: Origin) -> Option<String> {
        let written = self.sources.text(origin.docs.find(&self.sources)?);
        let text =
            if written.starts_with('"') { docs::string(written) } else { docs::text(written) };
        (!text.is_empty()).then_some(text)
    }
}

impl Deref for Checked {
    type Target = Module;
    fn deref(&self) -> &Module {
        &self.module
    }
}
