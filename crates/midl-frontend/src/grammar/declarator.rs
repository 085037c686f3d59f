//! The right part of a declaration: stars, a name, brackets, parameters.

use super::{attribute, expression, specifier};
use crate::{
    ast::{ArrayBound, Base, Declarator, FunctionLayer, Ident, Layer, Layers, Param, TypeSpec},
    lexer::{Kind, Token},
    model::Convention,
    parser::{Expected, Parse, Parser, exactly},
    source::Span,
    symbol::{Symbol, kw},
};

/// Whether a declarator has a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    Required,
    Optional,
    None,
}

/// A declarator and the calling convention written in it, which belongs to the function that it is part of.
struct Part {
    declarator: Declarator,
    convention: Option<Convention>,
}

/// A declarator that has a name.
pub(super) fn named_declarator(p: &mut Parser<'_>, spec: &TypeSpec) -> Parse<Declarator> {
    Ok(declarator(p, spec.span, Naming::Required)?.declarator)
}

/// A declarator that may have a name: of a parameter.
fn optional_declarator(p: &mut Parser<'_>, spec: &TypeSpec) -> Parse<Declarator> {
    Ok(declarator(p, spec.span, Naming::Optional)?.declarator)
}

/// A declarator without a name: of a type alone.
pub(super) fn abstract_declarator(p: &mut Parser<'_>, spec: &TypeSpec) -> Parse<Declarator> {
    Ok(declarator(p, spec.span, Naming::None)?.declarator)
}

/// A declarator and the convention before its name, as a method has it.
pub(super) fn method_declarator(
    p: &mut Parser<'_>,
    spec: &TypeSpec,
) -> Parse<(Declarator, Option<Convention>)> {
    let part = declarator(p, spec.span, Naming::Required)?;
    Ok((part.declarator, part.convention))
}

/// `declarator = { "*" | qualifier | convention } ( [ name ] | "(" declarator ")" ) { "[" .. "]" | "(" params ")" }`
fn declarator(p: &mut Parser<'_>, type_place: Span, naming: Naming) -> Parse<Part> {
    let first = p.span();
    let start = p.position();
    let mut part = Part {
        declarator: Declarator {
            name: None,
            layers: Layers::default(),
            constant: false,
            bits: None,
            span: type_place,
        },
        convention: None,
    };
    stars(p, &mut part)?;
    let mut inner = Layers::default();
    let mut inner_convention = None;
    if p.kind() == Kind::LeftParen
        && (begins_function_pointer(p, 0) || is_name_in_parentheses(p, naming))
    {
        let open = p.bump();
        let group = p.deeper(|p| declarator(p, type_place, naming))?;
        p.close(Kind::RightParen, open)?;
        part.declarator.name = group.declarator.name;
        inner = group.declarator.layers;
        inner_convention = group.convention;
    } else if p.kind() == Kind::Ident && naming != Naming::None {
        let token = p.bump();
        part.declarator.name = Some(Ident { symbol: token.symbol, span: token.span });
    } else if naming == Naming::Required && p.kind() != Kind::Colon {
        return Err(p.unexpected(Expected::Name));
    }
    // `a[2][3]` is an array of two arrays of three: what is nearest to the name comes last.
    let layers = &mut part.declarator.layers;
    let nearest = layers.len();
    loop {
        let suffix = match p.kind() {
            Kind::LeftBracket => Layer::Array(array_bound(p)?),
            Kind::LeftParen => {
                let (params, variadic) = p.deeper(params)?;
                let convention = inner_convention.take();
                Layer::Function(Box::new(FunctionLayer { params, variadic, convention }))
            }
            _ => break,
        };
        if !layers.insert(nearest, suffix) {
            return Err(p.too_deep());
        }
    }
    if !layers.append(inner) {
        return Err(p.too_deep());
    }
    if p.position() > start {
        part.declarator.span = p.span_from(first);
    }
    Ok(part)
}

/// Stars, qualifiers and calling conventions before a name.
fn stars(p: &mut Parser<'_>, part: &mut Part) -> Parse<()> {
    loop {
        match p.kind() {
            Kind::Star => {
                p.bump();
                if !part.declarator.layers.push_star() {
                    return Err(p.too_deep());
                }
            }
            Kind::Ident => {
                let word = p.peek().symbol;
                if !word.is_known_word() {
                    return Ok(());
                }
                if word == kw::CONST {
                    let of_pointer = part.declarator.layers.make_constant();
                    part.declarator.constant |= !of_pointer;
                } else if let Some(convention) =
                    convention(word).filter(|_| convention_stands(p, word))
                {
                    part.convention = Some(convention);
                } else if !is_skipped_qualifier(p, word) {
                    return Ok(());
                }
                p.bump();
            }
            _ => return Ok(()),
        }
    }
}

/// Words of old compilers that change nothing; they are names where nothing follows them.
fn is_skipped_qualifier(p: &Parser<'_>, word: Symbol) -> bool {
    let known = matches!(
        word,
        kw::VOLATILE
            | kw::RESTRICT
            | kw::UNALIGNED
            | kw::FAR
            | kw::FAR_UPPER
            | kw::FAR_ONE
            | kw::FAR_TWO
            | kw::RPC_FAR
            | kw::NEAR
            | kw::PTR64
            | kw::PTR32
            | kw::W64
    );
    known
        && (matches!(p.kind_at(1), Kind::Star | Kind::Ident)
            || p.symbols.text(word).starts_with('_'))
}

fn convention(word: Symbol) -> Option<Convention> {
    Some(match word {
        kw::STDCALL
        | kw::STDCALL_ONE
        | kw::STDCALL_BARE
        | kw::STDMETHODCALLTYPE
        | kw::STDAPICALLTYPE
        | kw::WINAPI
        | kw::APIENTRY
        | kw::CALLBACK
        | kw::PASCAL
        | kw::PASCAL_ONE
        | kw::PASCAL_BARE
        | kw::PASCAL_UPPER => Convention::Stdcall,
        kw::CDECL | kw::CDECL_ONE | kw::CDECL_BARE | kw::STDMETHODVCALLTYPE | kw::WINAPIV => {
            Convention::Cdecl
        }
        kw::FASTCALL | kw::FASTCALL_ONE | kw::FASTCALL_BARE => Convention::Fastcall,
        _ => return None,
    })
}

/// True where a convention's word is one, and not a name: something to call by it follows.
fn convention_stands(p: &Parser<'_>, word: Symbol) -> bool {
    match p.kind_at(1) {
        Kind::Ident | Kind::Star => true,
        Kind::LeftParen | Kind::RightParen => p.symbols.text(word).starts_with('_'),
        _ => false,
    }
}

/// True at the parenthesis of `(*name)(..)` or `(WINAPI *name)(..)`.
pub(super) fn begins_function_pointer(p: &Parser<'_>, ahead: usize) -> bool {
    match p.kind_at(ahead + 1) {
        Kind::Star => true,
        Kind::Ident => {
            let word = p.peek_at(ahead + 1).symbol;
            convention(word).is_some()
                && matches!(p.kind_at(ahead + 2), Kind::Star | Kind::Ident | Kind::RightParen)
        }
        _ => false,
    }
}

/// True at the parenthesis of `(name)`, where a name is needed.
fn is_name_in_parentheses(p: &Parser<'_>, naming: Naming) -> bool {
    naming == Naming::Required && matches!(p.kind_at(1), Kind::Ident | Kind::LeftParen)
}

/// `bound = "[" [ "*" | expression [ ".." expression ] ] "]"`
fn array_bound(p: &mut Parser<'_>) -> Parse<ArrayBound> {
    let open = p.bump();
    let bound = match p.kind() {
        Kind::RightBracket => ArrayBound::Open,
        Kind::Star if p.kind_at(1) == Kind::RightBracket => {
            p.bump();
            ArrayBound::Open
        }
        _ => {
            let low = expression::expression(p)?;
            if p.eat(Kind::DotDot) {
                ArrayBound::Range(Box::new((low, expression::expression(p)?)))
            } else {
                ArrayBound::Fixed(Box::new(low))
            }
        }
    };
    p.close(Kind::RightBracket, open)?;
    Ok(bound)
}

/// `params = "(" [ "void" | param { "," param } [ "," "..." ] ] ")"`
///
/// Also whether the list ends in `...`.
pub(super) fn params(p: &mut Parser<'_>) -> Parse<(Vec<Param>, bool)> {
    let open = p.bump();
    let mut params = std::mem::take(&mut p.scratch.params);
    let variadic = param_list(p, open, &mut params);
    let list = exactly(&mut params);
    p.scratch.params = params;
    Ok((list, variadic))
}

/// What stands between the parentheses, and the closing one. True where it ends in `...`.
fn param_list(p: &mut Parser<'_>, open: Token, params: &mut Vec<Param>) -> bool {
    let mut variadic = false;
    if p.word() == Some(kw::VOID) && p.kind_at(1) == Kind::RightParen {
        p.bump();
    }
    while p.kind() != Kind::RightParen {
        let before = p.position();
        if p.eat(Kind::Ellipsis) {
            variadic = true;
        } else if let Ok(param) = param(p) {
            params.push(param);
        } else {
            p.skip_to(&[Kind::Comma, Kind::RightParen]);
        }
        match p.kind() {
            Kind::Comma => {
                p.bump();
            }
            Kind::RightParen => break,
            Kind::End | Kind::Semicolon | Kind::LeftBrace | Kind::RightBrace => {
                p.unclosed(Kind::RightParen, open);
                return variadic;
            }
            _ => {
                p.unexpected(Expected::NextParam);
                p.skip_to(&[Kind::Comma, Kind::RightParen]);
                p.eat(Kind::Comma);
            }
        }
        p.assert_progress(before);
    }
    p.bump();
    variadic
}

/// `param = attributes specifier declarator`
fn param(p: &mut Parser<'_>) -> Parse<Param> {
    let first = p.span();
    let attributes = attribute::attributes(p);
    let spec = specifier::specifier(p)?;
    if let Base::Missing = spec.base {
        return Err(p.unexpected(Expected::Param));
    }
    let declarator = optional_declarator(p, &spec)?;
    Ok(Param { first, attributes, spec, declarator })
}
