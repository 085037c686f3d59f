//! What the parser makes: a tree of what was written, each node with its place, nothing resolved.
//!
//! A tree is always made, also from text with mistakes: what could not be understood is left out, and its names are listed in
//! [`File::lost_names`]. Names are [`Symbol`]s; their text is in the `Symbols` of the program.
//!
//! `first` of a node is its first token, attributes included: [`crate::docs::comment_before`] takes its start.

use crate::{
    layout::Target,
    model::{Convention, Guid, Packing, Scalar},
    source::Span,
    symbol::{Symbol, Symbols},
};

mod dump;
mod layers;
pub use crate::few::Few;
pub use dump::dump;
pub use layers::Layers;

/// A name and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub symbol: Symbol,
    /// Its place.
    pub span: Span,
}

/// One file after preprocessing, with the text that it includes, without what it imports.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Items in the order of their declaration.
    pub items: Vec<Item>,
    /// Every `import`, also those inside interfaces and libraries.
    pub imports: Vec<Import>,
    /// The IDL beside each header that C is told to include by `cpp_quote("#include \"name.h\"")`; only where something is
    /// declared for IDL alone, which C then finds in a header.
    pub companions: Vec<String>,
    /// The IDL that each type library of `importlib("name.tlb")` may have been made from: `name.idl`.
    pub libraries: Vec<String>,
    /// Every `#define NAME value` of the file itself (not of included text) whose value reads as an expression.
    pub defines: Vec<Define>,
    /// Names in text that could not be understood: no complaint about them being unknown helps anyone.
    pub lost_names: Vec<Symbol>,
}

/// `import "name.idl";` (one per name)
#[derive(Clone, Debug)]
pub struct Import {
    /// The name, quotes removed.
    pub name: String,
    /// The string.
    pub span: Span,
}

/// `#define NAME value`
#[derive(Clone, Debug)]
pub struct Define {
    /// The name.
    pub name: Ident,
    /// The value; it may turn out not to be a constant.
    pub value: Expr,
}

/// Something declared at the top of a file, in a library, or in an interface.
#[derive(Clone, Debug)]
pub struct Item {
    /// The first token.
    pub first: Span,
    /// The attributes: before the item, and after `typedef`, `struct` and the like.
    pub attributes: Vec<Attribute>,
    /// It stands between `cpp_quote("#if 0")` and its `#endif`: declared for IDL only.
    pub quoted_out: bool,
    /// It is written for C, in `cpp_quote`: IDL itself does not know it.
    pub from_c: bool,
    /// What it is.
    pub kind: ItemKind,
}

/// What an [`Item`] is.
#[derive(Clone, Debug)]
pub enum ItemKind {
    /// `interface IFoo : IBar { .. }`
    Interface(Box<Interface>),
    /// `dispinterface Foo { .. }`
    Dispinterface(Box<Dispinterface>),
    /// `coclass Foo { .. }`
    Coclass(Box<Coclass>),
    /// `library Foo { .. }`
    Library(Box<Block>),
    /// `module Foo { .. }`
    Module(Box<Block>),
    /// `interface IFoo;`, `struct S;` and the like.
    Forward(Tagged),
    /// `typedef T A, *B;`
    Typedef(Box<Typedef>),
    /// A record or an enum declared by itself: `struct S { .. };`
    Type(Box<TypeSpec>),
    /// `const T A = 1, B = 2;`
    Const(Box<Const>),
    /// `HRESULT Foo(..);` in an interface, a module, or (for RPC) anywhere.
    Method(Box<Method>),
    /// `cpp_quote("..")`, `#pragma midl_echo("..")`
    CppQuote(Box<CppQuote>),
    /// `importlib("..")`
    Importlib(Import),
}

/// `interface IFoo : IBar { .. }`
#[derive(Clone, Debug)]
pub struct Interface {
    /// The name.
    pub name: Ident,
    /// The base.
    pub base: Option<Ident>,
    /// Methods and what else is declared between them.
    pub items: Vec<Item>,
}

/// `dispinterface Foo { properties: .. methods: .. }` or `dispinterface Foo { interface IFoo; }`
#[derive(Clone, Debug)]
pub struct Dispinterface {
    /// The name.
    pub name: Ident,
    /// `properties:`
    pub properties: Vec<Field>,
    /// `methods:`, all of them [`ItemKind::Method`].
    pub methods: Vec<Item>,
    /// The second form.
    pub of: Option<Ident>,
}

/// `coclass Foo { [default] interface IFoo; }`
#[derive(Clone, Debug)]
pub struct Coclass {
    /// The name.
    pub name: Ident,
    /// The interfaces.
    pub members: Vec<CoclassMember>,
}

/// A line of a coclass.
#[derive(Clone, Debug)]
pub struct CoclassMember {
    /// The first token.
    pub first: Span,
    /// The attributes.
    pub attributes: Vec<Attribute>,
    /// `interface IFoo` or `dispinterface Foo`.
    pub of: Tagged,
}

/// The name and the items of a `library` or a `module`.
#[derive(Clone, Debug)]
pub struct Block {
    /// The name.
    pub name: Ident,
    /// What it holds.
    pub items: Vec<Item>,
}

/// `typedef T A, *B;`
#[derive(Clone, Debug)]
pub struct Typedef {
    /// The type on the left.
    pub spec: TypeSpec,
    /// The new names; each has one.
    pub declarators: Few<Declarator>,
}

/// `const T A = 1, B = 2;`
#[derive(Clone, Debug)]
pub struct Const {
    /// The type on the left.
    pub spec: TypeSpec,
    /// The names with their values.
    pub values: Few<(Declarator, Expr)>,
}

/// `HRESULT Foo([in] long a, ...);`
#[derive(Clone, Debug)]
pub struct Method {
    /// The name.
    pub name: Ident,
    /// What it returns; [`Base::Missing`] where nothing was written.
    pub returns: TypeName,
    /// The parameters; `(void)` is none.
    pub params: Vec<Param>,
    /// The list ends in `...`.
    pub variadic: bool,
    /// The calling convention, where one was written.
    pub convention: Option<Convention>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// The first token.
    pub first: Span,
    /// The attributes.
    pub attributes: Vec<Attribute>,
    /// The type on the left.
    pub spec: TypeSpec,
    /// The rest; it may have no name.
    pub declarator: Declarator,
}

/// `cpp_quote("..")`
#[derive(Clone, Debug)]
pub struct CppQuote {
    pub(crate) text: Quoted,
    /// The strings.
    pub span: Span,
    /// The text is `#define NAME value`, the value reads as an expression, and no `cpp_quote("#if 0")` is open. Places are inside
    /// the string where its text is written plainly, else the string's own.
    pub define: Option<Define>,
}

/// The text of a `cpp_quote`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Quoted {
    /// The spelling of the only string, which says what it means: all but its quotes.
    Plain(Symbol),
    /// Escapes resolved, adjacent strings joined.
    Meant(Symbol),
}

impl CppQuote {
    /// The text, escapes resolved, adjacent strings joined.
    #[must_use]
    pub fn text<'s>(&self, symbols: &'s Symbols) -> &'s str {
        match self.text {
            Quoted::Plain(spelling) => symbols.text(spelling).trim_matches('"'),
            Quoted::Meant(text) => symbols.text(text),
        }
    }
}

/// An attribute: `uuid(..)`, `in`, `size_is(n)`.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The name.
    pub name: Ident,
    /// What stands between the parentheses, as far as it is understood.
    pub arguments: Arguments,
    /// What stands between the parentheses, spelled with single spaces; [`kw::NOTHING`] without parentheses.
    ///
    /// [`kw::NOTHING`]: crate::symbol::kw::NOTHING
    pub written: Symbol,
    /// From the name to the closing parenthesis.
    pub span: Span,
}

/// The arguments of an attribute.
#[derive(Clone, Debug)]
pub enum Arguments {
    /// No parentheses.
    None,
    /// Expressions; a place left empty (`size_is(, *n)`) is `None`. Strings are expressions too.
    Exprs(Few<Option<Expr>>),
    /// A type: `switch_type(long)`, `wire_marshal(T)`.
    Type(Box<TypeName>),
    /// `uuid(..)`
    Guid(Box<WrittenGuid>),
    /// Something else: only the tokens are kept.
    Other,
}

/// The argument of `uuid(..)`.
#[derive(Clone, Copy, Debug)]
pub struct WrittenGuid {
    /// The GUID, or what is written where the digits are not 8-4-4-4-12.
    pub guid: Result<Guid, Symbol>,
    /// The place of the digits.
    pub span: Span,
}

/// The left part of a declaration, which all its declarators share.
#[derive(Clone, Debug)]
pub struct TypeSpec {
    /// The type.
    pub base: Base,
    /// `const` stands beside it.
    pub constant: bool,
    /// From the first word to the last, without the body of a record.
    pub span: Span,
}

/// The type in a [`TypeSpec`].
#[derive(Clone, Debug)]
pub enum Base {
    /// `void`
    Void,
    /// `unsigned long`, `hyper`, `wchar_t`, ...
    Scalar(Scalar),
    /// A name to look up.
    Name(Ident),
    /// `struct S`, `interface IFoo`: a name to look up among those of its kind.
    Tagged(Tagged),
    /// A struct or union with its body.
    Record(Box<Record>),
    /// An enum with its body.
    Enum(Box<Enum>),
    /// `SAFEARRAY(T)`
    SafeArray(Box<TypeName>),
    /// `pipe T`, in a typedef.
    Pipe(Box<TypeSpec>),
    /// Nothing was written, as in `Foo();` or `[default] ;`.
    Missing,
}

/// A keyword and a name: `struct S`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tagged {
    /// The keyword.
    pub kind: TagKind,
    /// The name.
    pub name: Ident,
}

/// The keyword of a [`Tagged`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the IDL word")]
pub enum TagKind {
    Struct,
    Union,
    Enum,
    Interface,
    Dispinterface,
    Coclass,
    Library,
    Module,
}

/// A struct or union with its body.
#[derive(Clone, Debug)]
pub struct Record {
    /// Which of the two.
    pub kind: RecordKind,
    /// The tag.
    pub tag: Option<Ident>,
    /// The keyword: the place of a record without a tag.
    pub span: Span,
    /// `switch (T tag)`: an encapsulated union.
    pub switch: Option<Switch>,
    /// The fields.
    pub fields: Vec<Field>,
    /// The packing in force where the body opens.
    pub pack: Packing,
}

/// What a record was declared as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// `struct`
    Struct,
    /// `union`
    Union,
}

/// `switch (T tag) name`
#[derive(Clone, Debug)]
pub struct Switch {
    /// The discriminant's type.
    pub spec: TypeSpec,
    /// The discriminant.
    pub tag: Ident,
    /// What the union inside is called; `tagged_union` where nothing is written.
    pub union: Option<Ident>,
}

/// A field: one or several declarators that share a type.
#[derive(Clone, Debug)]
pub struct Field {
    /// The first token (of an arm of an encapsulated union: the first `case`).
    pub first: Span,
    /// The attributes.
    pub attributes: Vec<Attribute>,
    /// `case 1: case 2:` or `default:` of an encapsulated union.
    pub labels: Vec<CaseLabel>,
    /// The type on the left; [`Base::Missing`] for an arm without a field.
    pub spec: TypeSpec,
    /// The fields; none for an anonymous record or an arm without a field.
    pub declarators: Few<Declarator>,
    /// The one target that has it: it stands in a conditional of C.
    pub only: Option<Target>,
}

/// A label of an encapsulated union.
#[derive(Clone, Debug)]
pub enum CaseLabel {
    /// `case 1:`
    Case(Expr),
    /// `default:`
    Default,
}

/// An enum with its body.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The tag.
    pub tag: Option<Ident>,
    /// The keyword: the place of an enum without a tag.
    pub span: Span,
    /// The members.
    pub members: Vec<Enumerator>,
}

/// A member of an enum.
#[derive(Clone, Debug)]
pub struct Enumerator {
    /// The first token.
    pub first: Span,
    /// The attributes.
    pub attributes: Vec<Attribute>,
    /// The name.
    pub name: Ident,
    /// `= value`
    pub value: Option<Expr>,
}

/// The right part of a declaration: what `*a[4]` adds to the type on the left.
#[derive(Clone, Debug)]
pub struct Declarator {
    /// The name; parameters, casts and return types may have none.
    pub name: Option<Ident>,
    /// What is made of the type on the left, in this order: `*a[4]` is a pointer first, then an array of four of them.
    pub layers: Layers,
    /// `const` before the first star of this declarator (`S a, const *b;`): the type on the left is constant for it alone.
    pub constant: bool,
    /// The width of a bit-field.
    pub bits: Option<Box<Expr>>,
    /// All of it; for one without anything written, the end of the type on the left.
    pub span: Span,
}

/// One step from a type to another.
#[derive(Clone, Debug)]
pub enum Layer {
    /// `*`; `constant` where the pointer itself is (`* const`).
    Pointer {
        /// The pointer may not change.
        constant: bool,
    },
    /// `[4]`, `[]`, `[*]`
    Array(ArrayBound),
    /// `(params)`
    Function(Box<FunctionLayer>),
}

/// The bound of an array.
#[derive(Clone, Debug)]
pub enum ArrayBound {
    /// `[]`, `[*]`
    Open,
    /// `[n]`
    Fixed(Box<Expr>),
    /// `[low..high]`
    Range(Box<(Expr, Expr)>),
}

/// `(params)` of a function pointer.
#[derive(Clone, Debug)]
pub struct FunctionLayer {
    /// The parameters.
    pub params: Vec<Param>,
    /// The list ends in `...`.
    pub variadic: bool,
    /// The calling convention, where one was written.
    pub convention: Option<Convention>,
}

/// A type in full, as in a cast.
#[derive(Clone, Debug)]
pub struct TypeName {
    /// The type on the left.
    pub spec: TypeSpec,
    /// The rest, without a name.
    pub declarator: Declarator,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its place.
    pub span: Span,
}

// Macros make trees of thousands of sums.
const _: () = assert!(size_of::<Expr>() <= 32);

/// What an [`Expr`] is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A whole number.
    Integer(u64, IntegerForm),
    /// A number with a point or an exponent.
    Float(f64),
    /// A character; the value is what C gives it.
    Char {
        /// The code.
        value: u32,
        /// `L'x'`
        wide: bool,
    },
    /// A string, escapes resolved, adjacent strings joined.
    String {
        /// The text.
        text: Symbol,
        /// `L"x"`
        wide: bool,
    },
    /// A name: a parameter, a constant, an enumerator.
    Name(Symbol),
    /// `(x)` of a name. Kept because `(T) - 1` is a cast where `T` is a type, which only the resolver can know: the left side of a
    /// binary `+ - * &`.
    Group(Box<Expr>),
    /// `-x`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<(Expr, Expr)>),
    /// `a ? b : c`
    Conditional(Box<(Expr, Expr, Expr)>),
    /// `(T) x`
    Cast(Box<(TypeName, Expr)>),
    /// `sizeof(T)`; `sizeof(x)` of a plain name is a [`TypeName`] too.
    SizeOf(Box<TypeName>),
    /// `NAME(a, b)`: a C macro that the preprocessor does not know, as in `_HRESULT_TYPEDEF_(x)`.
    Call(Box<Call>),
    /// `a.b` or `a->b`
    Member(Box<Member>),
    /// `a[b]`
    Index(Box<(Expr, Expr)>),
    /// Something that is no expression; a mistake was reported.
    Error,
}

/// `NAME(a, b)`
#[derive(Clone, Debug)]
pub struct Call {
    /// The macro.
    pub name: Symbol,
    /// What it is given.
    pub arguments: Vec<Expr>,
}

/// `a.b` or `a->b`
#[derive(Clone, Debug)]
pub struct Member {
    /// The record.
    pub of: Expr,
    /// The field.
    pub name: Ident,
    /// `->`
    pub arrow: bool,
}

/// How a whole number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntegerForm {
    /// In decimal: C never makes such a number unsigned by its size alone.
    pub decimal: bool,
    /// With a `U` suffix.
    pub unsigned: bool,
    /// With an `LL` or `I64` suffix.
    pub wide: bool,
}

/// An operator before its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named by its sign in `sign`")]
pub enum UnaryOp {
    Plus,
    Minus,
    BitNot,
    Not,
    Deref,
    AddressOf,
}

impl UnaryOp {
    /// The operator as written.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            UnaryOp::Plus => '+',
            UnaryOp::Minus => '-',
            UnaryOp::BitNot => '~',
            UnaryOp::Not => '!',
            UnaryOp::Deref => '*',
            UnaryOp::AddressOf => '&',
        }
    }
}

/// An operator between its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named by its sign in `sign`")]
pub enum BinaryOp {
    Mul,
    Div,
    Rem,
    Add,
    Sub,
    Shl,
    Shr,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    BitAnd,
    BitXor,
    BitOr,
    And,
    Or,
}

impl BinaryOp {
    /// The operator as written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Rem => "%",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Shl => "<<",
            BinaryOp::Shr => ">>",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
            BinaryOp::Equal => "==",
            BinaryOp::NotEqual => "!=",
            BinaryOp::BitAnd => "&",
            BinaryOp::BitXor => "^",
            BinaryOp::BitOr => "|",
            BinaryOp::And => "&&",
            BinaryOp::Or => "||",
        }
    }
}
