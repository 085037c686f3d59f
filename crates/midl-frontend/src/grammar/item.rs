//! What stands at the top of a file, in a library, in a module, in an interface.

use super::{attribute, declarator, expression, quote, record, specifier};
use crate::{
    ast::{
        Attribute, Base, Block, Coclass, CoclassMember, Const, Declarator, Dispinterface, Expr,
        Few, Field, Ident, Import, Interface, Item, ItemKind, Layer, Method, TagKind, Tagged,
        TypeName, TypeSpec, Typedef,
    },
    lexer::{Flags, Kind, Token, number},
    model::Convention,
    parser::{Expected, Parse, Parser, SyntaxError, exactly},
    source::Span,
    symbol::{Symbol, kw},
};

/// What encloses an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    File,
    Library,
    Module,
    Interface,
}

/// An item, or a reason why there is none.
enum Found {
    Item(Item),
    /// Something that is no item, as an `import` or a lone `;`.
    Nothing,
    /// A declaration that cannot stand here: the body around it was not closed. Nothing of it is taken.
    Outside,
}

/// `file = { item }`
pub(crate) fn file(p: &mut Parser<'_>) -> Vec<Item> {
    /// How many tokens the shortest declarations have.
    const SHORT: usize = 16;
    let mut list = Vec::with_capacity(p.tokens_left() / SHORT);
    while !p.at_end() {
        let before = p.position();
        if p.kind() == Kind::RightBrace {
            let place = p.span();
            p.report(SyntaxError::StrayBracket { bracket: Kind::RightBrace, place });
            p.bump();
            p.eat(Kind::Semicolon);
        } else {
            element(p, Scope::File, &mut list);
        }
        p.assert_progress(before);
    }
    list.shrink_to_fit();
    list
}

/// `body = "{" { item } "}" [ ";" ]`
fn body(p: &mut Parser<'_>, scope: Scope) -> Parse<Vec<Item>> {
    let open = p.expect(Kind::LeftBrace)?;
    let mut list = std::mem::take(&mut p.scratch.items);
    loop {
        let before = p.position();
        if p.eat(Kind::RightBrace) {
            break;
        }
        if p.at_end() || !element(p, scope, &mut list) {
            p.unclosed(Kind::RightBrace, open);
            break;
        }
        p.assert_progress(before);
    }
    p.eat(Kind::Semicolon);
    let items = exactly(&mut list);
    p.scratch.items = list;
    Ok(items)
}

/// Adds an item to a list, or skips what is none. False where the list must have ended before.
fn element(p: &mut Parser<'_>, scope: Scope, list: &mut Vec<Item>) -> bool {
    let start = p.position();
    match item(p, scope) {
        Ok(Found::Item(item)) => {
            let declared = match &item.kind {
                ItemKind::CppQuote(quote) => quote::declared(p, quote),
                _ => None,
            };
            list.push(item);
            list.extend(declared);
        }
        Ok(Found::Nothing) => {}
        Ok(Found::Outside) => return false,
        Err(_) => p.skip_declaration(start),
    }
    true
}

/// `item = attributes ( interface | dispinterface | coclass | library | module | typedef | declaration | import | .. )`
fn item(p: &mut Parser<'_>, scope: Scope) -> Parse<Found> {
    let (start, mistakes) = (p.position(), p.mistakes());
    let first = p.span();
    let mut attributes = attribute::attributes(p);
    let Some(word) = p.word() else {
        return no_item(p, attributes, first);
    };
    let opens_body = matches!(p.kind_at(2), Kind::LeftBrace | Kind::Colon);
    let definition = p.kind_at(1) == Kind::Ident && opens_body && !is_bit_field_like(p);
    let kind = match word {
        kw::INTERFACE | kw::DISPINTERFACE | kw::COCLASS | kw::LIBRARY | kw::MODULE
            if definition =>
        {
            if scope == Scope::Interface {
                p.rewind(start, mistakes);
                return Ok(Found::Outside);
            }
            p.deeper(|p| definition_of(p, word))?
        }
        kw::INTERFACE if p.kind_at(1) == Kind::Ident && p.word_at(2) == Some(kw::REQUIRES) => {
            return Err(p.report_win_rt());
        }
        kw::INTERFACE | kw::DISPINTERFACE | kw::COCLASS
            if p.kind_at(1) == Kind::Ident && p.kind_at(2) == Kind::Semicolon =>
        {
            forward(p, word)?
        }
        kw::TYPEDEF => {
            p.bump();
            attributes.extend(attribute::attributes(p));
            typedef(p)?
        }
        kw::IMPORT if p.kind_at(1) == Kind::String => {
            imports(p)?;
            return Ok(Found::Nothing);
        }
        kw::IMPORTLIB if p.kind_at(1) == Kind::LeftParen => importlib(p)?,
        kw::CPP_QUOTE if p.kind_at(1) == Kind::LeftParen => {
            ItemKind::CppQuote(Box::new(quote::cpp_quote(p)?))
        }
        kw::MIDL_PRAGMA => {
            midl_pragma(p);
            return Ok(Found::Nothing);
        }
        kw::EXTERN if p.attempt(variable).is_some() => return Ok(Found::Nothing),
        kw::NAMESPACE | kw::RUNTIMECLASS | kw::APICONTRACT if p.kind_at(1) == Kind::Ident => {
            return Err(p.report_win_rt());
        }
        kw::DECLARE if p.kind_at(1) == Kind::LeftBrace => return Err(p.report_win_rt()),
        kw::DELEGATE if p.kind_at(1) == Kind::Ident && p.kind_at(2) == Kind::Ident => {
            return Err(p.report_win_rt());
        }
        _ => declaration(p, word, scope)?,
    };
    let quoted_out = p.told.is_off();
    p.declared_off |= quoted_out;
    Ok(Found::Item(Item { first, attributes, quoted_out, from_c: false, kind }))
}

/// True at `interface IFoo : 3`: never in IDL, but a label is no base.
fn is_bit_field_like(p: &Parser<'_>) -> bool {
    p.kind_at(2) == Kind::Colon && p.kind_at(3) != Kind::Ident
}

/// Something that begins no declaration.
fn no_item(p: &mut Parser<'_>, attributes: Vec<Attribute>, first: Span) -> Parse<Found> {
    let token = p.peek();
    if !attributes.is_empty() {
        let place = p.span_from(first);
        let reported = p.report(SyntaxError::StrayAttributes { place });
        let ends_here = matches!(token.kind, Kind::Semicolon | Kind::RightBrace | Kind::End);
        p.eat(Kind::Semicolon);
        return if ends_here { Ok(Found::Nothing) } else { Err(reported) };
    }
    if p.eat(Kind::Semicolon) {
        return Ok(Found::Nothing);
    }
    Err(unknown_item(p, token))
}

fn unknown_item(p: &mut Parser<'_>, token: Token) -> crate::parser::Reported {
    let (text, similar) = if token.kind == Kind::Ident {
        let text = token.text(p.symbols);
        (format!("`{text}`"), similar_keyword(text).filter(|keyword| *keyword != text))
    } else {
        (token.kind.describe().to_owned(), None)
    };
    p.report(SyntaxError::UnknownItem { text, place: token.span, similar })
}

/// The keyword that differs from a word by a letter or two.
fn similar_keyword(word: &str) -> Option<&'static str> {
    const KEYWORDS: &[&str] = &[
        "interface",
        "dispinterface",
        "coclass",
        "library",
        "module",
        "typedef",
        "import",
        "importlib",
        "cpp_quote",
        "struct",
        "union",
        "enum",
        "const",
    ];
    KEYWORDS.iter().copied().find(|keyword| {
        let head = keyword.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        let short = keyword.len().min(word.len());
        let tails = keyword.bytes().rev().zip(word.bytes().rev()).take(short - head);
        let tail = tails.take_while(|(a, b)| a == b).count();
        keyword.len().max(word.len()) - head - tail <= 2 && head + tail >= 3
    })
}

/// A definition with a body, its keyword next.
fn definition_of(p: &mut Parser<'_>, word: Symbol) -> Parse<ItemKind> {
    p.bump();
    let name = p.name(Expected::Name)?;
    Ok(match word {
        kw::INTERFACE => ItemKind::Interface(Box::new(interface(p, name)?)),
        kw::DISPINTERFACE => ItemKind::Dispinterface(Box::new(dispinterface(p, name)?)),
        kw::COCLASS => ItemKind::Coclass(Box::new(coclass(p, name)?)),
        kw::LIBRARY => ItemKind::Library(Box::new(Block { name, items: body(p, Scope::Library)? })),
        _ => ItemKind::Module(Box::new(Block { name, items: body(p, Scope::Module)? })),
    })
}

/// `forward = ( "interface" | "dispinterface" | "coclass" ) name ";"`
fn forward(p: &mut Parser<'_>, word: Symbol) -> Parse<ItemKind> {
    let kind = match word {
        kw::INTERFACE => TagKind::Interface,
        kw::DISPINTERFACE => TagKind::Dispinterface,
        _ => TagKind::Coclass,
    };
    p.bump();
    let name = p.name(Expected::Name)?;
    p.semicolon();
    Ok(ItemKind::Forward(Tagged { kind, name }))
}

/// `interface = "interface" name [ ":" name ] body`
fn interface(p: &mut Parser<'_>, name: Ident) -> Parse<Interface> {
    let base = if p.eat(Kind::Colon) { Some(p.name(Expected::BaseName)?) } else { None };
    if p.word() == Some(kw::REQUIRES) {
        return Err(p.report_win_rt());
    }
    let items = body(p, Scope::Interface)?;
    Ok(Interface { name, base, items })
}

/// `dispinterface = "dispinterface" name "{" ( "interface" name ";" | [ "properties" ":" { field } ] [ "methods" ":" { method } ] ) "}"`
fn dispinterface(p: &mut Parser<'_>, name: Ident) -> Parse<Dispinterface> {
    let mut dispinterface =
        Dispinterface { name, properties: Vec::new(), methods: Vec::new(), of: None };
    if p.eat(Kind::Colon) {
        // The base is always IDispatch.
        p.name(Expected::BaseName)?;
    }
    let open = p.expect(Kind::LeftBrace)?;
    let mut in_properties = false;
    while !p.eat(Kind::RightBrace) {
        let start = p.position();
        if p.at_end() {
            p.unclosed(Kind::RightBrace, open);
            break;
        }
        let is_section = p.kind_at(1) == Kind::Colon;
        if is_section && p.eat_word(kw::PROPERTIES) {
            in_properties = true;
            p.bump();
        } else if is_section && p.eat_word(kw::METHODS) {
            in_properties = false;
            p.bump();
        } else if p.word() == Some(kw::INTERFACE)
            && p.kind_at(1) == Kind::Ident
            && p.kind_at(2) == Kind::Semicolon
        {
            p.bump();
            dispinterface.of = Some(p.name(Expected::InterfaceName)?);
            p.semicolon();
        } else if in_properties {
            match property(p) {
                Ok(field) => dispinterface.properties.extend(field),
                Err(_) => p.skip_declaration(start),
            }
        } else if !element(p, Scope::Interface, &mut dispinterface.methods) {
            p.unclosed(Kind::RightBrace, open);
            break;
        }
        p.assert_progress(start);
    }
    p.eat(Kind::Semicolon);
    Ok(dispinterface)
}

/// A field, or a lone `;`.
fn property(p: &mut Parser<'_>) -> Parse<Option<Field>> {
    if p.eat(Kind::Semicolon) { Ok(None) } else { record::field(p, false).map(Some) }
}

/// `coclass = "coclass" name "{" { attributes ( "interface" | "dispinterface" ) name ";" } "}"`
fn coclass(p: &mut Parser<'_>, name: Ident) -> Parse<Coclass> {
    let open = p.expect(Kind::LeftBrace)?;
    let mut members = Vec::new();
    while !p.eat(Kind::RightBrace) {
        let start = p.position();
        if p.at_end() {
            p.unclosed(Kind::RightBrace, open);
            break;
        }
        if !p.eat(Kind::Semicolon) {
            match coclass_member(p) {
                Ok(member) => members.push(member),
                Err(_) => p.skip_declaration(start),
            }
        }
        p.assert_progress(start);
    }
    p.eat(Kind::Semicolon);
    Ok(Coclass { name, members })
}

fn coclass_member(p: &mut Parser<'_>) -> Parse<CoclassMember> {
    let first = p.span();
    let attributes = attribute::attributes(p);
    let kind = match p.word() {
        Some(kw::INTERFACE) => TagKind::Interface,
        Some(kw::DISPINTERFACE) => TagKind::Dispinterface,
        _ => return Err(p.unexpected(Expected::Member)),
    };
    p.bump();
    let name = p.name(Expected::InterfaceName)?;
    p.semicolon();
    Ok(CoclassMember { first, attributes, of: Tagged { kind, name } })
}

/// `imports = "import" string { "," string } ";"`
fn imports(p: &mut Parser<'_>) -> Parse<()> {
    p.bump();
    loop {
        let token = p.peek();
        if token.kind != Kind::String {
            return Err(p.unexpected(Expected::FileName));
        }
        p.bump();
        // A file's name has no escapes: `"folder\name.idl"`.
        let name = token.text(p.symbols).trim_matches('"').to_owned();
        p.file.imports.push(Import { name, span: token.span });
        if !p.eat(Kind::Comma) {
            p.semicolon();
            return Ok(());
        }
    }
}

/// `importlib = "importlib" "(" string ")" ";"`
fn importlib(p: &mut Parser<'_>) -> Parse<ItemKind> {
    p.bump();
    let open = p.bump();
    let token = p.expect(Kind::String)?;
    let name = number::unquote(token.text(p.symbols));
    p.close(Kind::RightParen, open)?;
    p.semicolon();
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    p.file.libraries.push(format!("{stem}.idl"));
    Ok(ItemKind::Importlib(Import { name, span: token.span }))
}

/// `midl_pragma = "midl_pragma" name "(" .. ")" [ ";" ]`: messages of another compiler
fn midl_pragma(p: &mut Parser<'_>) {
    p.bump();
    p.eat(Kind::Ident);
    if p.eat(Kind::LeftParen) {
        p.skip_to(&[Kind::RightParen]);
        p.eat(Kind::RightParen);
    }
    p.eat(Kind::Semicolon);
}

/// `typedef = "typedef" attributes ( specifier declarator { "," declarator } | "pipe" specifier name ) ";"`
fn typedef(p: &mut Parser<'_>) -> Parse<ItemKind> {
    if p.word() == Some(kw::PIPE)
        && p.kind_at(1) == Kind::Ident
        && !matches!(p.kind_at(2), Kind::Semicolon | Kind::Comma | Kind::LeftBracket)
    {
        return pipe(p);
    }
    let spec = specifier::specifier(p)?;
    if let Base::Missing = spec.base {
        return Err(p.unexpected(Expected::Type));
    }
    let mut declarators = Few::new();
    loop {
        let declarator = declarator::named_declarator(p, &spec)?;
        if declarator.name.is_none() {
            return Err(p.unexpected(Expected::Name));
        }
        declarators.push(declarator);
        if !p.eat(Kind::Comma) {
            break;
        }
    }
    p.semicolon();
    Ok(ItemKind::Typedef(Box::new(Typedef { spec, declarators })))
}

/// The rest of a typedef from its `pipe` on. A type called `pipe` has the new name right behind it.
fn pipe(p: &mut Parser<'_>) -> Parse<ItemKind> {
    p.bump();
    let of = specifier::specifier(p)?;
    if let Base::Missing = of.base {
        return Err(p.unexpected(Expected::Type));
    }
    let declarator = declarator::named_declarator(p, &of)?;
    if declarator.name.is_none() || !declarator.layers.is_empty() {
        return Err(p.unexpected(Expected::Name));
    }
    p.semicolon();
    let (constant, span) = (false, of.span);
    let spec = TypeSpec { base: Base::Pipe(Box::new(of)), constant, span };
    Ok(ItemKind::Typedef(Box::new(Typedef { spec, declarators: Few::One(Some(declarator)) })))
}

/// `declaration = specifier ( ";" | method ";" | declarator "=" expression { "," .. } ";" )`
fn declaration(p: &mut Parser<'_>, word: Symbol, scope: Scope) -> Parse<ItemKind> {
    let first = p.peek();
    let spec = specifier::specifier(p)?;
    if p.kind() == Kind::Semicolon {
        let kind = match spec.base {
            Base::Tagged(tagged) => ItemKind::Forward(tagged),
            Base::Record(_) | Base::Enum(_) => ItemKind::Type(Box::new(spec)),
            _ => return Err(p.unexpected(Expected::Name)),
        };
        p.bump();
        return Ok(kind);
    }
    if let Base::Missing = spec.base
        && !(p.kind() == Kind::Ident && p.kind_at(1) == Kind::LeftParen)
    {
        return Err(unknown_item(p, first));
    }
    // A body whose `;` was forgotten.
    if let Base::Record(_) | Base::Enum(_) = spec.base
        && p.peek().flags.has(Flags::LINE_START)
    {
        p.semicolon();
        return Ok(ItemKind::Type(Box::new(spec)));
    }
    let word_begins_nothing = matches!(spec.base, Base::Name(name) if name.symbol == word);
    if word_begins_nothing && !matches!(p.kind(), Kind::Ident | Kind::Star | Kind::LeftParen) {
        return Err(unknown_item(p, first));
    }
    let (declarator, convention) = declarator::method_declarator(p, &spec)?;
    let is_function = matches!(declarator.layers.last(), Some(Layer::Function(_)));
    if p.kind() == Kind::Equals && !is_function {
        return constants(p, spec, declarator);
    }
    if !is_function {
        // In an interface it is a method that lacks its parameters, elsewhere probably no declaration at all.
        let in_file = scope == Scope::File || similar_keyword(p.symbols.text(word)).is_some();
        let keyword = word_begins_nothing && in_file;
        return Err(if keyword { unknown_item(p, first) } else { p.unexpected(Expected::Params) });
    }
    let method = method(p, spec, declarator, convention)?;
    // C++ may say that a method leaves its object alone, and that it has no body: `const = 0`.
    p.eat_word(kw::CONST);
    if p.kind() == Kind::Equals && p.kind_at(1) == Kind::Number {
        p.bump();
        p.bump();
    }
    p.semicolon();
    Ok(ItemKind::Method(Box::new(method)))
}

/// A struct, a union or an enum as C defines it.
pub(super) fn quoted_type(p: &mut Parser<'_>) -> Option<Item> {
    let first = p.span();
    let word = p.word()?;
    let kind = if p.eat_word(kw::TYPEDEF) { typedef(p) } else { declaration(p, word, Scope::File) };
    let kind = kind.ok()?;
    let spec = match &kind {
        ItemKind::Typedef(typedef) => &typedef.spec,
        ItemKind::Type(spec) => spec,
        _ => return None,
    };
    let has_body = matches!(spec.base, Base::Record(_) | Base::Enum(_));
    let item = Item { first, attributes: Vec::new(), quoted_out: false, from_c: true, kind };
    has_body.then_some(item)
}

/// `variable = "extern" specifier declarator ";"`: of no meaning for COM
fn variable(p: &mut Parser<'_>) -> Parse<()> {
    p.bump();
    let spec = specifier::specifier(p)?;
    let declarator = declarator::named_declarator(p, &spec)?;
    match declarator.layers.last() {
        Some(Layer::Function(_)) => Err(p.unexpected(Expected::Name)),
        _ => p.expect(Kind::Semicolon).map(|_| ()),
    }
}

/// Takes the function layer off a declarator: what is left is the type that is returned.
fn method(
    p: &mut Parser<'_>,
    spec: TypeSpec,
    mut declarator: Declarator,
    convention: Option<Convention>,
) -> Parse<Method> {
    let (Some(Layer::Function(function)), Some(name)) =
        (declarator.layers.pop(), declarator.name.take())
    else {
        return Err(p.unexpected(Expected::Params));
    };
    declarator.span = spec.span;
    let convention = convention.or(function.convention);
    let returns = TypeName { spec, declarator };
    Ok(Method { name, returns, params: function.params, variadic: function.variadic, convention })
}

/// `constants = declarator "=" expression { "," declarator "=" expression } ";"`
fn constants(p: &mut Parser<'_>, spec: TypeSpec, declarator: Declarator) -> Parse<ItemKind> {
    let mut values: Few<(Declarator, Expr)> = Few::new();
    let mut next = declarator;
    loop {
        p.expect(Kind::Equals)?;
        values.push((next, expression::expression(p)?));
        if !p.eat(Kind::Comma) {
            break;
        }
        next = declarator::named_declarator(p, &spec)?;
    }
    p.semicolon();
    Ok(ItemKind::Const(Box::new(Const { spec, values })))
}
