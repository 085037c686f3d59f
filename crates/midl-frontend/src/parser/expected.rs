//! What the parser may miss, in words.

use crate::lexer::Kind;

/// What should have stood where something else was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described in words by `describe`")]
pub enum Expected {
    Token(Kind),
    Name,
    NameOrBody,
    FieldName,
    EnumeratorName,
    DiscriminantName,
    InterfaceName,
    BaseName,
    FileName,
    AttributeName,
    Type,
    Param,
    Field,
    Expression,
    Text,
    Member,
    NextAttribute,
    NextParam,
    NextEnumerator,
    Params,
    Semicolon,
}

impl Expected {
    /// What to call it in a message.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Expected::Token(kind) => kind.describe(),
            Expected::Name => "a name",
            Expected::NameOrBody => "a name or `{`",
            Expected::FieldName => "the name of a field",
            Expected::EnumeratorName => "the name of an enumerator",
            Expected::DiscriminantName => "the name of the discriminant",
            Expected::InterfaceName => "the name of an interface",
            Expected::BaseName => "the name of the base interface",
            Expected::FileName => "the name of a file in quotes",
            Expected::AttributeName => "the name of an attribute",
            Expected::Type => "a type",
            Expected::Param => "a parameter",
            Expected::Field => "a field",
            Expected::Expression => "an expression",
            Expected::Text => "a string",
            Expected::Member => "`interface` or `dispinterface`",
            Expected::NextAttribute => "`,`",
            Expected::NextParam => "`,` or `)`",
            Expected::NextEnumerator => "`,` or `}`",
            Expected::Params => "`(`",
            Expected::Semicolon => "`;`",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Expected::Token(_) => "put it here, or remove what stands in its place",
            Expected::Name => "give what is declared here a name",
            Expected::NameOrBody => {
                "name a type that is declared elsewhere, or list its members in braces"
            }
            Expected::FieldName => "name a field behind `.` or `->`",
            Expected::EnumeratorName => {
                "an enum lists names, each with `= value` where it needs one"
            }
            Expected::DiscriminantName => "an encapsulated union begins `union switch (long kind)`",
            Expected::InterfaceName => "name the interface that is meant",
            Expected::BaseName => "name the interface to derive from, or remove the `:`",
            Expected::FileName => "write `import \"name.idl\";`",
            Expected::AttributeName => {
                "attributes are words such as `in` or `uuid(..)`, with commas between them"
            }
            Expected::Type => "name a type, as in `unsigned long` or `struct POINT`",
            Expected::Param => "a parameter is `[in] long name`; remove the comma if none is meant",
            Expected::Field => "a field is `long name;`",
            Expected::Expression => {
                "write a number, the name of a constant, or an expression of them"
            }
            Expected::Text => "put the text in quotes",
            Expected::Member => "a coclass lists `interface IName;` and `dispinterface Name;`",
            Expected::NextAttribute => "put a comma between two attributes",
            Expected::NextParam => "put a comma between two parameters",
            Expected::NextEnumerator => "put a comma between two members",
            Expected::Params => {
                "a method has parentheses, also without parameters: `HRESULT Name();`"
            }
            Expected::Semicolon => "end the declaration with `;`",
        }
    }
}
