//! Interfaces, their methods and parameters, coclasses.

use std::collections::HashMap;

use super::{CheckError, Checker, Holder};
use crate::{
    model::{
        Alias, Attribute, Coclass, Direction, Dispinterface, Guid, Interface, ItemId, Method,
        Module, Name, Origin, Param, Type,
    },
    source::Span,
    symbol::FastHash,
};

impl<'m> Checker<'m> {
    pub(super) fn interface(&mut self, interface: &'m Interface) {
        let module = self.module;
        if interface.async_of.is_some() {
            return;
        }
        self.once(&interface.attributes, "uuid");
        if let Some(base) = interface.base
            && !module[base].defined
        {
            let (name, declared) = (module[base].name.clone(), module[base].origin.span);
            self.errors.push(CheckError::BaseUndefined {
                name,
                of: interface.name.clone(),
                place: interface.origin.span,
                declared,
            });
        }
        if interface.iid.is_none() && !has(&interface.attributes, "uuid") {
            self.no_uuid(interface);
        }
        if interface.dual && self.is_named(interface.origin) && !self.is_dispatch(interface) {
            let (name, place) = (interface.name.clone(), interface.origin.span);
            self.errors.push(CheckError::DualWithoutDispatch { name, place });
        }
        self.distinct(
            interface.methods.iter().map(|method| (&method.name, method.origin.span)),
            "method",
        );
        for method in &interface.methods {
            self.method(method, interface);
        }
    }

    /// COM can do nothing with an interface that has no IID; one that never leaves its process may do without.
    fn no_uuid(&mut self, interface: &Interface) {
        let (name, place) = (interface.name.clone(), interface.origin.span);
        if interface.local || !(interface.com || has(&interface.attributes, "object")) {
            if self.is_named(interface.origin) && interface.com {
                self.errors.push(CheckError::LocalWithoutUuid { name, place });
            }
        } else {
            self.enforce(CheckError::NoUuid { name, place }, interface.origin);
        }
    }

    fn is_dispatch(&self, interface: &Interface) -> bool {
        let mut next = Some(interface);
        while let Some(interface) = next {
            if *interface.name == *"IDispatch" || !interface.defined {
                return true;
            }
            next = interface.base.map(|base| &self.module[base]);
        }
        false
    }

    fn method(&mut self, method: &'m Method, interface: &Interface) {
        let holder = Holder { origin: interface.origin, local: interface.local || method.local };
        let named = method.params.iter().filter(|param| !param.name.is_empty());
        self.distinct(named.map(|param| (&param.name, param.span)), "parameter");
        for param in &method.params {
            self.param(param, holder);
        }
        if let Type::InterfaceName(_) = self.module.unaliased(&method.returns) {
            self.errors.push(CheckError::InterfaceByValue { place: method.origin.span });
        }
        if self.is_named(holder.origin) {
            self.retval(method);
        }
    }

    fn param(&mut self, param: &'m Param, holder: Holder) {
        let module = self.module;
        let ty = module.unaliased(&param.ty);
        let place = param.span;
        let can_point = matches!(
            ty,
            Type::Pointer { .. }
                | Type::Array { .. }
                | Type::Interface(_)
                | Type::SafeArray(_)
                | Type::Function(_)
        );
        match ty {
            Type::Void => self.errors.push(CheckError::VoidParam { place }),
            Type::InterfaceName(_) => self.errors.push(CheckError::InterfaceByValue { place }),
            Type::Interface(_) if param.direction == Direction::Out => {
                let name = param.name.clone();
                self.enforce_remote(CheckError::OutInterface { name, place }, holder);
            }
            _ if param.direction != Direction::In && !can_point => {
                let name = param.name.clone();
                self.enforce_remote(CheckError::OutWithoutPointer { name, place }, holder);
            }
            _ => {}
        }
        if !can_point && let Some(attribute) = size_attribute(&param.attributes) {
            self.enforce(
                CheckError::SizeWithoutPointer { attribute: attribute.name.clone(), place },
                holder.origin,
            );
        }
        self.switch(&param.attributes, param.links.switch_is.is_some(), &param.ty, (place, holder));
    }

    /// `switch_is` names the discriminant of a union; only a union has one.
    pub(super) fn switch(
        &mut self,
        attributes: &[Attribute],
        linked: bool,
        ty: &Type,
        (place, holder): (Span, Holder),
    ) {
        let switch_is = attributes.iter().find(|attribute| *attribute.name == *"switch_is");
        match switch_is {
            Some(attribute) if attribute.arguments.trim().is_empty() => {
                self.errors.push(CheckError::SwitchWithoutDiscriminant { place: attribute.span });
            }
            None if !linked && self.needs_switch(ty) => {
                self.enforce_remote(CheckError::UnionWithoutSwitch { place }, holder);
            }
            _ => {}
        }
    }

    /// A union whose arms are chosen from outside, by value or behind one pointer.
    fn needs_switch(&self, ty: &Type) -> bool {
        let module = self.module;
        let ty = match module.unaliased(ty) {
            Type::Pointer { to, .. } => module.unaliased(to),
            ty => ty,
        };
        match ty {
            Type::Record(id) => {
                let record = &module[*id];
                record.kind == crate::model::RecordKind::Union
                    && record.fields.iter().any(|field| !field.arm.cases.is_empty())
            }
            _ => false,
        }
    }

    /// `[retval]` is the last parameter, and there is one of it at most.
    fn retval(&mut self, method: &Method) {
        let mut retvals = method.params.iter().enumerate().filter(|(_, param)| param.retval);
        let Some((index, first)) = retvals.next() else { return };
        if let Some((_, second)) = retvals.next() {
            self.errors.push(CheckError::RetvalTwice { first: first.span, second: second.span });
        } else if index + 1 != method.params.len() {
            self.errors
                .push(CheckError::RetvalNotLast { name: first.name.clone(), place: first.span });
        }
    }

    /// Names that must differ from each other.
    pub(super) fn distinct<'n>(
        &mut self,
        names: impl Iterator<Item = (&'n Name, Span)> + Clone,
        word: &'static str,
    ) {
        // Two lists of a few names are compared faster than they are hashed.
        const FEW: usize = 8;
        let count = names.clone().count();
        if count <= FEW {
            for (index, (name, second)) in names.clone().enumerate() {
                let earlier = names.clone().take(index).find(|(known, _)| *known == name);
                self.twice(name, earlier.map(|(_, first)| first), second, word);
            }
            return;
        }
        let mut seen: HashMap<&Name, Span, FastHash> =
            HashMap::with_capacity_and_hasher(count, FastHash::default());
        for (name, second) in names {
            let first = seen.get(name).copied();
            self.twice(name, first, second, word);
            seen.entry(name).or_insert(second);
        }
    }

    fn twice(&mut self, name: &Name, first: Option<Span>, second: Span, word: &'static str) {
        if let Some(first) = first {
            self.errors.push(CheckError::MemberTwice { name: name.clone(), word, first, second });
        }
    }

    pub(super) fn coclass(&mut self, coclass: &Coclass) {
        let module = self.module;
        for member in &coclass.members {
            if let ItemId::Interface(id) = member.item
                && !module[id].defined
                && self.is_named(coclass.origin)
            {
                let (name, declared) = (module[id].name.clone(), module[id].origin.span);
                let of = coclass.name.clone();
                self.errors.push(CheckError::MemberUndefined { name, of, declared });
            }
        }
        self.once(&coclass.attributes, "uuid");
        if coclass.clsid.is_none() && !has(&coclass.attributes, "uuid") {
            let (name, place) = (coclass.name.clone(), coclass.origin.span);
            self.enforce(CheckError::NoUuid { name, place }, coclass.origin);
        }
    }

    pub(super) fn dispinterface(&mut self, dispinterface: &Dispinterface) {
        self.once(&dispinterface.attributes, "uuid");
        if dispinterface.iid.is_none() && !has(&dispinterface.attributes, "uuid") {
            let (name, place) = (dispinterface.name.clone(), dispinterface.origin.span);
            self.enforce(CheckError::NoUuid { name, place }, dispinterface.origin);
        }
    }

    pub(super) fn alias(&mut self, alias: &Alias) {
        // An interface by value is not yet a mistake here: a star may follow where the name is used.
        if let Err(
            error @ (crate::layout::LayoutError::TooLarge | crate::layout::LayoutError::TooDeep),
        ) = self.layouts.of(&alias.ty)
        {
            let (name, place) = (alias.name.clone(), alias.origin.span);
            self.errors.push(CheckError::NoLayout { name: Some(name), place, error });
        }
    }

    /// Two interfaces with one IID: QueryInterface cannot tell them apart.
    pub(super) fn unique_iids(&mut self) {
        let module = self.module;
        let mut seen: HashMap<Guid, (&Name, Span), FastHash> = HashMap::default();
        for (iid, name, origin) in with_iid(module) {
            match seen.get(&iid) {
                Some((first_name, first)) if self.is_named(origin) => {
                    self.errors.push(CheckError::DuplicateIid {
                        iid,
                        names: ((*first_name).clone(), name.clone()),
                        first: *first,
                        second: origin.span,
                    });
                }
                Some(_) => {}
                None => {
                    seen.insert(iid, (name, origin.span));
                }
            }
        }
    }
}

/// Every interface and dispinterface that has an IID, in order.
pub(super) fn with_iid(module: &Module) -> impl Iterator<Item = (Guid, &Name, Origin)> {
    module.items.iter().filter_map(|item| {
        let (iid, name, origin) = match *item {
            ItemId::Interface(id) => (module[id].iid, &module[id].name, module[id].origin),
            ItemId::Dispinterface(id) => (module[id].iid, &module[id].name, module[id].origin),
            _ => return None,
        };
        Some((iid?, name, origin))
    })
}

pub(super) fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| *attribute.name == *name)
}

pub(super) fn size_attribute(attributes: &[Attribute]) -> Option<&Attribute> {
    attributes.iter().find(|attribute| {
        matches!(&*attribute.name, "size_is" | "max_is" | "length_is" | "last_is")
    })
}
