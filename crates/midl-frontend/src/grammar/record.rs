//! Structs, unions and enums.

use super::{attribute, declarator, expression, specifier};
use crate::{
    ast::{
        Base, CaseLabel, Enum, Enumerator, Few, Field, Ident, Record, RecordKind, Switch, TagKind,
        Tagged,
    },
    layout::Target,
    lexer::{Flags, Kind},
    parser::{Expected, Parse, Parser, SyntaxError, exactly},
    source::Span,
    symbol::kw,
};

/// `record = ( "struct" | "union" ) [ name ] [ switch ] "{" { field } "}" | ( "struct" | "union" ) name`
pub(super) fn record(p: &mut Parser<'_>) -> Parse<Base> {
    let keyword = p.bump();
    let (kind, tag_kind) = if keyword.symbol == kw::STRUCT {
        (RecordKind::Struct, TagKind::Struct)
    } else {
        (RecordKind::Union, TagKind::Union)
    };
    let is_switch = p.word() == Some(kw::SWITCH) && p.kind_at(1) == Kind::LeftParen;
    let tag = if is_switch { None } else { tag(p) };
    let switch = if kind == RecordKind::Union && p.word() == Some(kw::SWITCH) {
        Some(switch(p)?)
    } else {
        None
    };
    if p.kind() != Kind::LeftBrace {
        return match (tag, &switch) {
            (Some(name), None) => Ok(Base::Tagged(Tagged { kind: tag_kind, name })),
            (None, None) => Err(p.unexpected(Expected::NameOrBody)),
            _ => Err(p.unexpected(Expected::Token(Kind::LeftBrace))),
        };
    }
    let pack = p.packing();
    let fields = fields(p, switch.is_some());
    Ok(Base::Record(Box::new(Record { kind, tag, span: keyword.span, switch, fields, pack })))
}

fn tag(p: &mut Parser<'_>) -> Option<Ident> {
    let token = p.peek();
    (token.kind == Kind::Ident).then(|| {
        p.bump();
        Ident { symbol: token.symbol, span: token.span }
    })
}

/// `switch = "switch" "(" specifier name ")" [ name ]`
fn switch(p: &mut Parser<'_>) -> Parse<Switch> {
    p.bump();
    let open = p.peek();
    p.expect(Kind::LeftParen)?;
    let spec = specifier::specifier(p)?;
    let tag_name = p.name(Expected::DiscriminantName)?;
    p.close(Kind::RightParen, open)?;
    Ok(Switch { spec, tag: tag_name, union: tag(p) })
}

/// `fields = "{" { field } "}"`
fn fields(p: &mut Parser<'_>, labelled: bool) -> Vec<Field> {
    let mut fields = std::mem::take(&mut p.scratch.fields);
    field_list(p, labelled, &mut fields);
    let list = exactly(&mut fields);
    p.scratch.fields = fields;
    list
}

/// The braces and what stands between them.
fn field_list(p: &mut Parser<'_>, labelled: bool, fields: &mut Vec<Field>) {
    let open = p.bump();
    loop {
        let start = p.position();
        match p.kind() {
            Kind::RightBrace => {
                p.bump();
                return;
            }
            Kind::End => {
                p.unclosed(Kind::RightBrace, open);
                return;
            }
            Kind::Semicolon => {
                p.bump();
            }
            _ => match field(p, labelled) {
                Ok(field) => fields.push(field),
                Err(_) => p.skip_declaration(start),
            },
        }
        p.assert_progress(start);
    }
}

/// `field = { label } attributes [ specifier ] [ declarator { "," declarator } ] ";"`
pub(super) fn field(p: &mut Parser<'_>, labelled: bool) -> Parse<Field> {
    let first = p.span();
    let only = only(p.peek().flags);
    let labels = if labelled { labels(p)? } else { Vec::new() };
    let attributes = attribute::attributes(p);
    let spec = specifier::specifier(p)?;
    let mut declarators = Few::new();
    if let Base::Missing = spec.base {
        // An arm without a field.
        if p.kind() != Kind::Semicolon || attributes.is_empty() && labels.is_empty() {
            return Err(p.unexpected(Expected::Field));
        }
    }
    while p.kind() != Kind::Semicolon {
        let mut declarator = declarator::named_declarator(p, &spec)?;
        if p.eat(Kind::Colon) {
            declarator.bits = Some(Box::new(expression::expression(p)?));
        }
        declarators.push(declarator);
        if !p.eat(Kind::Comma) {
            break;
        }
    }
    p.semicolon();
    Ok(Field { first, attributes, labels, spec, declarators, only })
}

/// The one target on which C sees a token.
fn only(flags: Flags) -> Option<Target> {
    let targets = [(Flags::ONLY_X64, Target::X64), (Flags::ONLY_X86, Target::X86)];
    targets.into_iter().find(|(flag, _)| flags.has(*flag)).map(|(_, target)| target)
}

/// `label = "case" expression ":" | "default" ":"`
fn labels(p: &mut Parser<'_>) -> Parse<Vec<CaseLabel>> {
    let mut labels = Vec::new();
    loop {
        if p.eat_word(kw::CASE) {
            labels.push(CaseLabel::Case(expression::expression(p)?));
        } else if p.word() == Some(kw::DEFAULT) && p.kind_at(1) == Kind::Colon {
            p.bump();
            labels.push(CaseLabel::Default);
        } else {
            return Ok(labels);
        }
        p.expect(Kind::Colon)?;
    }
}

/// `enum = "enum" [ name ] "{" member { "," member } [ "," ] "}" | "enum" name`
pub(super) fn enumeration(p: &mut Parser<'_>) -> Parse<Base> {
    let keyword = p.bump();
    let tag = tag(p);
    if p.kind() != Kind::LeftBrace {
        return match tag {
            Some(name) => Ok(Base::Tagged(Tagged { kind: TagKind::Enum, name })),
            None => Err(p.unexpected(Expected::NameOrBody)),
        };
    }
    let members = members(p);
    Ok(Base::Enum(Box::new(Enum { tag, span: keyword.span, members })))
}

fn members(p: &mut Parser<'_>) -> Vec<Enumerator> {
    let mut members = std::mem::take(&mut p.scratch.enumerators);
    member_list(p, &mut members);
    let list = exactly(&mut members);
    p.scratch.enumerators = members;
    list
}

/// How many members an enum may have: as many as it has values on the wire.
const MEMBERS_LIMIT: usize = 1 << 16;

/// The braces and what stands between them.
fn member_list(p: &mut Parser<'_>, members: &mut Vec<Enumerator>) {
    let open = p.bump();
    let mut too_long = false;
    loop {
        let start = p.position();
        match p.kind() {
            Kind::RightBrace => {
                p.bump();
                return;
            }
            Kind::Comma => {
                p.bump();
                continue;
            }
            Kind::End | Kind::Semicolon => {
                p.unclosed(Kind::RightBrace, open);
                return;
            }
            _ => match member(p) {
                Ok(member) if members.len() < MEMBERS_LIMIT => members.push(member),
                Ok(member) if members.len() == MEMBERS_LIMIT && !too_long => {
                    let place = member.name.span;
                    p.report(SyntaxError::EnumTooLong { limit: MEMBERS_LIMIT, place });
                    too_long = true;
                }
                Ok(_) => {}
                Err(_) => p.skip_to(&[Kind::Comma]),
            },
        }
        if !matches!(p.kind(), Kind::Comma | Kind::RightBrace | Kind::End | Kind::Semicolon) {
            let next = p.peek();
            p.unexpected_after(Expected::NextEnumerator);
            if next.kind != Kind::Ident || !next.flags.has(Flags::LINE_START) {
                p.skip_to(&[Kind::Comma]);
            }
        }
        p.assert_progress(start);
    }
}

/// `member = attributes name [ "=" expression ]`
fn member(p: &mut Parser<'_>) -> Parse<Enumerator> {
    let first: Span = p.span();
    let attributes = attribute::attributes(p);
    let name = p.name(Expected::EnumeratorName)?;
    let value = if p.eat(Kind::Equals) { Some(expression::expression(p)?) } else { None };
    Ok(Enumerator { first, attributes, name, value })
}
