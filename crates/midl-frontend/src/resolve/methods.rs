//! Methods and parameters.

use super::{
    Resolver, attributes, error::ResolveError, links::Members, scope::Space, types::Context,
};
use crate::{
    ast::{self, Base, TagKind},
    consts,
    model::{Convention, Direction, Links, Method, Nullability, Param, Property, Type, Value},
    symbol::kw,
};

impl<'p> Resolver<'p> {
    /// A method; its slot is given later. In a vtable a property's accessor is called `get_X`, `put_X` or `putref_X`.
    pub(super) fn method(
        &mut self,
        item: &'p ast::Item,
        method: &'p ast::Method,
        in_vtable: bool,
    ) -> Method {
        let property = property(&item.attributes);
        let name = self.name(method.name);
        let name = match property {
            Some(Property::Get) if in_vtable => format!("get_{name}").into(),
            Some(Property::Put) if in_vtable => format!("put_{name}").into(),
            Some(Property::PutRef) if in_vtable => format!("putref_{name}").into(),
            _ => name,
        };
        if let Base::Missing = method.returns.spec.base {
            self.errors
                .push(ResolveError::NoReturnType { name: name.clone(), place: method.name.span });
        }
        let members = Members::of_params(&method.params);
        Method {
            name,
            slot: 0,
            returns: self.type_name(&method.returns),
            params: method.params.iter().map(|param| self.param(param, &members)).collect(),
            property,
            dispid: self.dispid(&item.attributes),
            convention: method.convention.unwrap_or(Convention::Stdcall),
            variadic: method.variadic,
            local: attributes::has(&item.attributes, kw::A_LOCAL),
            attributes: self.attributes(&item.attributes),
            origin: self.origin_with(method.name.span, item.first, &item.attributes),
        }
    }

    /// A parameter of a function pointer, whose attributes link to nothing.
    pub(super) fn bare_param(&mut self, param: &'p ast::Param) -> Param {
        self.param_with(param, Links::default())
    }

    fn param(&mut self, param: &'p ast::Param, members: &Members) -> Param {
        let links = self.links(&param.attributes, members);
        self.param_with(param, links)
    }

    fn param_with(&mut self, param: &'p ast::Param, links: Links) -> Param {
        let base = self.base(&param.spec.base, Context::passing(param.first));
        let ty = self.declared(base, param.spec.constant, &param.declarator);
        let name = param.declarator.name;
        let said = Said::of(&param.attributes);
        let null = if said.optional {
            Some(Nullability::MayBeNull)
        } else {
            attributes::null(&param.attributes)
        };
        Param {
            name: name.map_or_else(|| String::new().into(), |name| self.name(name)),
            direction: said.direction(),
            null: null.or_else(|| self.module.said(&ty).null).unwrap_or(Nullability::Never),
            retval: said.retval,
            string: self.is_string(&param.attributes, &ty),
            by_tag: self.is_by_tag(&param.spec.base),
            default: self.default_value(&param.attributes),
            links,
            attributes: self.written(&param.attributes).collect(),
            span: name.map_or(param.spec.span, |name| name.span),
            ty,
        }
    }

    /// `[string]`, here or on a typedef of the type.
    pub(super) fn is_string(&self, attributes: &[ast::Attribute], ty: &Type) -> bool {
        attributes::has(attributes, kw::A_STRING) || self.module.said(ty).string
    }

    /// True where a record or an enum with another name is spelled by its tag.
    fn is_by_tag(&self, base: &Base) -> bool {
        matches!(base, Base::Tagged(tagged)
            if matches!(tagged.kind, TagKind::Struct | TagKind::Union | TagKind::Enum)
                && self.scope.get(Space::Tags, tagged.name.symbol).is_some())
    }

    /// `defaultvalue(..)`; what cannot be computed is reported.
    fn default_value(&mut self, attributes: &'p [ast::Attribute]) -> Option<Value> {
        let attribute = attributes::find(attributes, kw::A_DEFAULTVALUE)?;
        match consts::evaluate(attributes::sole(attribute)?, self) {
            Ok(computed) => Some(computed.value),
            Err(error) => self.left_out(attribute, error),
        }
    }
}

/// What a parameter's attributes say.
#[derive(Default)]
struct Said {
    input: bool,
    output: bool,
    retval: bool,
    optional: bool,
}

impl Said {
    fn of(attributes: &[ast::Attribute]) -> Said {
        let mut said = Said::default();
        for attribute in attributes {
            match attribute.name.symbol {
                kw::A_IN => said.input = true,
                kw::A_OUT => said.output = true,
                kw::A_RETVAL => said.retval = true,
                kw::A_OPTIONAL => said.optional = true,
                _ => {}
            }
        }
        said
    }

    fn direction(&self) -> Direction {
        match (self.input, self.output) {
            (true, true) => Direction::InOut,
            (false, true) => Direction::Out,
            (_, false) => Direction::In,
        }
    }
}

fn property(attributes: &[ast::Attribute]) -> Option<Property> {
    attributes.iter().find_map(|attribute| match attribute.name.symbol {
        kw::A_PROPGET => Some(Property::Get),
        kw::A_PROPPUT => Some(Property::Put),
        kw::A_PROPPUTREF => Some(Property::PutRef),
        _ => None,
    })
}
