//! Attributes: kept as written, and read for what they mean.

use super::{Resolver, error::ResolveError};
use crate::{
    ast::{self, Arguments, Expr},
    consts::{self, ConstError},
    model::{Attribute, Guid, Nullability},
    source::Spanned,
    symbol::{Symbol, kw},
};

impl<'p> Resolver<'p> {
    /// Every attribute as written.
    pub(super) fn attributes(&self, attributes: &[ast::Attribute]) -> Vec<Attribute> {
        self.written(attributes).collect()
    }

    /// The same, for any kind of list.
    pub(super) fn written(
        &self,
        attributes: &[ast::Attribute],
    ) -> impl ExactSizeIterator<Item = Attribute> {
        attributes.iter().map(|attribute| self.attribute(attribute))
    }

    fn attribute(&self, attribute: &ast::Attribute) -> Attribute {
        let arguments = self.program.symbols.name(attribute.written);
        Attribute { name: self.name(attribute.name), arguments, span: attribute.span }
    }

    /// `uuid(..)` or `async_uuid(..)`; digits that make no GUID are reported.
    pub(super) fn guid(&mut self, attributes: &[ast::Attribute], name: Symbol) -> Option<Guid> {
        match &find(attributes, name)?.arguments {
            Arguments::Guid(written) => match written.guid {
                Ok(guid) => Some(guid),
                Err(text) => {
                    let text = self.program.symbols.name(text);
                    self.errors.push(ResolveError::MalformedGuid { text, place: written.span });
                    None
                }
            },
            Arguments::None => {
                self.report_missing_argument(find(attributes, name)?);
                None
            }
            _ => None,
        }
    }

    pub(super) fn report_missing_argument(&mut self, attribute: &ast::Attribute) {
        let (attribute, place) = (self.name(attribute.name), attribute.span);
        self.errors.push(ResolveError::MissingArgument { attribute, place });
    }

    /// `id(..)`; what is no number is reported.
    pub(super) fn dispid(&mut self, attributes: &'p [ast::Attribute]) -> Option<i32> {
        let attribute = find(attributes, kw::A_ID)?;
        match consts::number(sole(attribute)?, self) {
            // 0x80000001 is written where -2147483647 is meant.
            Ok(number) => Some(number.value as i32),
            Err(error) => self.left_out(attribute, error),
        }
    }

    /// Reports what is wrong with the value of an attribute that a declaration can do without: that nothing declares a name is a
    /// warning where a header is missing, and in other people's files.
    pub(super) fn left_out<T>(
        &mut self,
        attribute: &ast::Attribute,
        error: ConstError,
    ) -> Option<T> {
        match error {
            ConstError::UnknownName { name, place }
                if self.unit().lacks_header || self.is_library() =>
            {
                if self.program.roots.contains(&self.file()) {
                    let attribute = self.name(attribute.name);
                    let name = Spanned { node: name, span: place };
                    self.errors.push(ResolveError::ValueLeftOut { attribute, name });
                }
            }
            error => self.report(error),
        }
        None
    }
}

pub(super) fn find(attributes: &[ast::Attribute], name: Symbol) -> Option<&ast::Attribute> {
    attributes.iter().find(|attribute| attribute.name.symbol == name)
}

pub(super) fn has(attributes: &[ast::Attribute], name: Symbol) -> bool {
    find(attributes, name).is_some()
}

/// The expressions of an attribute.
pub(super) fn expressions(attribute: &ast::Attribute) -> &[Option<Expr>] {
    match &attribute.arguments {
        Arguments::Exprs(list) => list,
        _ => &[],
    }
}

/// The only expression of an attribute.
pub(super) fn sole(attribute: &ast::Attribute) -> Option<&Expr> {
    match expressions(attribute) {
        [Some(expr)] => Some(expr),
        _ => None,
    }
}

/// What `ref`, `unique` and `ptr` say; the last one counts.
pub(super) fn null(attributes: &[ast::Attribute]) -> Option<Nullability> {
    let meaning = |attribute: &ast::Attribute| match attribute.name.symbol {
        kw::A_REF => Some(Nullability::Never),
        kw::A_UNIQUE | kw::A_PTR => Some(Nullability::MayBeNull),
        _ => None,
    };
    attributes.iter().rev().find_map(meaning)
}
