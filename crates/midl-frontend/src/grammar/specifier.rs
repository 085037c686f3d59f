//! The left part of a declaration: `const unsigned long`, `struct S { .. }`, `interface IFoo`.

use super::{attribute, declarator, record};
use crate::{
    ast::{Base, Ident, TagKind, Tagged, TypeName, TypeSpec},
    lexer::Kind,
    model::Scalar,
    parser::{Expected, Parse, Parser, Reported, SyntaxError},
    source::Span,
    symbol::{Symbol, kw},
};

/// The words of a number's type so far: `unsigned`, `long long int`.
#[derive(Default)]
struct NumberWords {
    signed: Option<bool>,
    long: u8,
    short: bool,
    int: bool,
    scalar: Option<Scalar>,
    /// Words that do not go together.
    malformed: bool,
    first: Option<Span>,
}

/// True for a word that can only begin a type.
pub(super) fn is_type_word(word: Symbol) -> bool {
    is_number_word(word) || matches!(word, kw::CONST | kw::STRUCT | kw::UNION | kw::ENUM | kw::VOID)
}

/// True for a word that is always part of a number's type.
fn is_number_word(word: Symbol) -> bool {
    matches!(
        word,
        kw::UNSIGNED
            | kw::SIGNED
            | kw::LONG
            | kw::SHORT
            | kw::INT
            | kw::CHAR
            | kw::FLOAT
            | kw::DOUBLE
            | kw::HYPER
            | kw::WCHAR_T
            | kw::INT8
            | kw::INT16
            | kw::INT32
            | kw::INT64
            | kw::INT3264
            | kw::INT128
    )
}

/// `type = specifier declarator`, without a name
pub(super) fn type_name(p: &mut Parser<'_>) -> Parse<TypeName> {
    let spec = specifier(p)?;
    if let Base::Missing = spec.base {
        return Err(p.unexpected(Expected::Type));
    }
    let declarator = declarator::abstract_declarator(p, &spec)?;
    Ok(TypeName { spec, declarator })
}

/// `specifier = { qualifier } ( number words | name | tagged | record | enum | "SAFEARRAY" "(" type ")" ) { qualifier }`
///
/// [`Base::Missing`] where no type begins here.
pub(super) fn specifier(p: &mut Parser<'_>) -> Parse<TypeSpec> {
    let mut spec = TypeSpec { base: Base::Missing, constant: false, span: p.span() };
    let mut words = NumberWords::default();
    let start = p.position();
    while let Some(word) = p.word() {
        let has_type = !matches!(spec.base, Base::Missing) || words.first.is_some();
        match word {
            _ if !word.is_known_word() => {
                if has_type {
                    break;
                }
                spec.base = name(p);
                if let Base::Missing = spec.base {
                    break;
                }
            }
            kw::CONST => {
                spec.constant = true;
                p.bump();
            }
            kw::DECLSPEC if p.kind_at(1) == Kind::LeftParen => {
                p.bump();
                let open = p.bump();
                p.skip_to(&[Kind::RightParen]);
                p.close(Kind::RightParen, open)?;
            }
            kw::EXTERN
            | kw::STATIC
            | kw::INLINE
            | kw::REGISTER
            | kw::VOLATILE
            | kw::UNALIGNED
            | kw::W64
                if p.kind_at(1) == Kind::Ident || !matches!(spec.base, Base::Missing) =>
            {
                p.bump();
            }
            _ if !matches!(spec.base, Base::Missing) => break,
            _ if words.take(word) => {
                words.first.get_or_insert(p.span());
                p.bump();
            }
            _ if words.first.is_some() && is_number_word(word) => {
                words.malformed = true;
                p.bump();
            }
            _ if words.first.is_some() => break,
            _ => {
                spec.base = base(p, word)?;
                if let Base::Missing = spec.base {
                    break;
                }
            }
        }
    }
    if words.first.is_some() {
        spec.base = match words.meaning() {
            Some(scalar) => Base::Scalar(scalar),
            None => {
                let Reported =
                    p.report(SyntaxError::TypeMalformed { place: p.span_from(spec.span) });
                Base::Scalar(Scalar::Long)
            }
        };
    }
    if p.kind() == Kind::Dot && matches!(spec.base, Base::Name(_)) {
        while p.eat(Kind::Dot) {
            p.eat(Kind::Ident);
        }
        let place = p.span_from(spec.span);
        return Err(p.report_win_rt_at(p.sources.text(place).to_owned(), place));
    }
    if p.position() > start {
        spec.span = match &spec.base {
            Base::Record(record) => record.tag.map_or(record.span, |tag| tag.span),
            Base::Enum(record) => record.tag.map_or(record.span, |tag| tag.span),
            _ => p.span_from(spec.span),
        };
    }
    Ok(spec)
}

/// A type that is not made of number words.
fn base(p: &mut Parser<'_>, word: Symbol) -> Parse<Base> {
    let scalar = match word {
        kw::VOID => {
            p.bump();
            return Ok(Base::Void);
        }
        kw::STRUCT | kw::UNION => return p.deeper(record::record),
        kw::ENUM => return p.deeper(record::enumeration),
        kw::INTERFACE | kw::DISPINTERFACE | kw::COCLASS if p.kind_at(1) == Kind::Ident => {
            let kind = match word {
                kw::INTERFACE => TagKind::Interface,
                kw::DISPINTERFACE => TagKind::Dispinterface,
                _ => TagKind::Coclass,
            };
            p.bump();
            let name = p.name(Expected::InterfaceName)?;
            return Ok(Base::Tagged(Tagged { kind, name }));
        }
        kw::SAFEARRAY if p.kind_at(1) == Kind::LeftParen => {
            p.bump();
            let open = p.bump();
            // Attributes may describe the elements; they change nothing.
            attribute::attributes(p);
            let of = p.deeper(type_name)?;
            p.close(Kind::RightParen, open)?;
            return Ok(Base::SafeArray(Box::new(of)));
        }
        kw::FLOAT => Scalar::Float,
        kw::DOUBLE => Scalar::Double,
        kw::BYTE => Scalar::Byte,
        kw::BOOLEAN => Scalar::Boolean,
        kw::WCHAR_T => Scalar::WChar,
        kw::HANDLE_T => Scalar::Handle,
        kw::ERROR_STATUS_T => Scalar::ErrorStatus,
        _ => return Ok(name(p)),
    };
    p.bump();
    Ok(Base::Scalar(scalar))
}

/// A name to look up. `Foo(` is a function without a type before it, not a type; `T (Foo)(` is both.
fn name(p: &mut Parser<'_>) -> Base {
    if p.kind_at(1) == Kind::LeftParen && !declarator::begins_function_pointer(p, 1) {
        let next = [p.kind_at(2), p.kind_at(3), p.kind_at(4)];
        if next != [Kind::Ident, Kind::RightParen, Kind::LeftParen] {
            return Base::Missing;
        }
    }
    let token = p.bump();
    Base::Name(Ident { symbol: token.symbol, span: token.span })
}

impl NumberWords {
    /// Takes a word that goes on with the type: `small` does so behind `unsigned`, and is a name behind `long`.
    fn take(&mut self, word: Symbol) -> bool {
        let bare = self.long == 0 && !self.short && !self.int && self.scalar.is_none();
        let scalar = match word {
            kw::SIGNED | kw::UNSIGNED if self.signed.is_none() => {
                self.signed = Some(word == kw::SIGNED);
                return true;
            }
            kw::LONG if self.long < 2 && self.scalar.is_none() => {
                self.long += 1;
                return true;
            }
            kw::SHORT if !self.short && self.scalar.is_none() => {
                self.short = true;
                return true;
            }
            kw::INT if !self.int => {
                self.int = true;
                return true;
            }
            kw::CHAR => Scalar::Char,
            kw::SMALL => Scalar::Small,
            kw::HYPER | kw::INT64 | kw::INT64_ONE => Scalar::Hyper,
            kw::INT8 | kw::INT8_ONE => Scalar::SignedChar,
            kw::INT16 | kw::INT16_ONE => Scalar::Short,
            kw::INT32 | kw::INT32_ONE => Scalar::Int,
            kw::INT3264 => Scalar::Int3264,
            kw::INT128 => Scalar::Int128,
            _ => return false,
        };
        if bare {
            self.scalar = Some(scalar);
        }
        bare
    }

    fn meaning(&self) -> Option<Scalar> {
        if self.malformed {
            return None;
        }
        let unsigned = self.signed == Some(false);
        Some(match (self.scalar, self.short, self.long) {
            (Some(Scalar::Char), false, 0) => match self.signed {
                None => Scalar::Char,
                Some(true) => Scalar::SignedChar,
                Some(false) => Scalar::UnsignedChar,
            },
            (Some(scalar), false, 0) if !unsigned => scalar,
            (Some(scalar), false, 0) => match scalar {
                Scalar::SignedChar => Scalar::UnsignedChar,
                Scalar::Small => Scalar::USmall,
                Scalar::Short => Scalar::UShort,
                Scalar::Int => Scalar::UInt,
                Scalar::Int3264 => Scalar::UInt3264,
                Scalar::Hyper => Scalar::UHyper,
                _ => return None,
            },
            (None, true, 0) if unsigned => Scalar::UShort,
            (None, true, 0) => Scalar::Short,
            (None, false, 0) if unsigned => Scalar::UInt,
            (None, false, 0) => Scalar::Int,
            (None, false, 1) if unsigned => Scalar::ULong,
            (None, false, 1) => Scalar::Long,
            (None, false, 2) if unsigned => Scalar::UHyper,
            (None, false, 2) => Scalar::Hyper,
            _ => return None,
        })
    }
}
