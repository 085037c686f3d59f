//! Structs and unions.

use std::collections::BTreeMap;

use super::{CheckError, Checker, Holder, interfaces::size_attribute};
use crate::{
    layout::LayoutError,
    model::{Bound, Field, Record, RecordId, RecordKind, Scalar, Type},
    source::Span,
};

impl<'m> Checker<'m> {
    pub(super) fn record(&mut self, id: RecordId) {
        let module = self.module;
        let record = &module[id];
        if record.from_c {
            // What C does not mind is fine.
            return;
        }
        if let Err(error) = self.layouts.record(id) {
            self.no_layout(record, error);
        }
        self.body(record, 0);
    }

    /// A record that is part of another has no line of its own among the items.
    fn body(&mut self, record: &'m Record, depth: u32) {
        const MAX_DEPTH: u32 = 64;
        let module = self.module;
        let named = record
            .fields
            .iter()
            .filter_map(|field| Some((field.name.as_ref()?, field.origin.span)));
        self.distinct(named, "field");
        let count = record.fields.len();
        for (index, field) in record.fields.iter().enumerate() {
            self.field(field);
            if record.kind == RecordKind::Struct
                && index + 1 < count
                && self.is_conformant(&field.ty)
            {
                let name = field.name.clone();
                self.errors.push(CheckError::ConformantNotLast { name, place: field.origin.span });
            }
            if let Type::Record(inner) = field.ty
                && depth < MAX_DEPTH
                && is_nameless(&module[inner])
            {
                self.body(&module[inner], depth + 1);
            }
        }
        self.arms(record);
    }

    fn field(&mut self, field: &'m Field) {
        let module = self.module;
        let place = field.origin.span;
        let ty = module.unaliased(&field.ty);
        if let Type::InterfaceName(_) = module.element(ty) {
            self.errors.push(CheckError::InterfaceByValue { place });
        }
        if let Some(bits) = field.bits {
            let whole = match ty {
                Type::Scalar(scalar) => {
                    !matches!(scalar, Scalar::Float | Scalar::Double | Scalar::Handle)
                }
                _ => matches!(ty, Type::Enum(_)),
            };
            let room = if whole {
                self.layouts.of(&field.ty).map_or(0, |layout| layout.size * 8)
            } else {
                0
            };
            if u64::from(bits) > room {
                self.errors.push(CheckError::BitsDoNotFit { place, bits, room });
            }
        }
        let can_point = matches!(
            ty,
            Type::Pointer { .. } | Type::Array { .. } | Type::Interface(_) | Type::SafeArray(_)
        );
        if !can_point && let Some(attribute) = size_attribute(&field.attributes) {
            self.enforce(
                CheckError::SizeWithoutPointer { attribute: attribute.name.clone(), place },
                field.origin,
            );
        }
        self.switch(
            &field.attributes,
            field.links.switch_is.is_some(),
            &field.ty,
            (place, Holder { origin: field.origin, local: false }),
        );
    }

    /// Each discriminant chooses one arm, and each arm has a discriminant.
    fn arms(&mut self, record: &'m Record) {
        let with_fields = record.fields.iter().map(|field| (&field.arm, field.origin.span));
        let empty = record.empty_arms.iter().map(|arm| (arm, record.origin.span));
        let mut seen: BTreeMap<i64, Span> = BTreeMap::new();
        let mut default: Option<Span> = None;
        let mut unlabelled = None;
        for (arm, place) in with_fields.chain(empty) {
            for case in &arm.cases {
                if let Some(first) = seen.insert(*case, place) {
                    self.errors.push(CheckError::CaseTwice {
                        case: Some(*case),
                        first,
                        second: place,
                    });
                }
            }
            if arm.default
                && let Some(first) = default.replace(place)
            {
                self.errors.push(CheckError::CaseTwice { case: None, first, second: place });
            }
            if arm.cases.is_empty() && !arm.default {
                unlabelled = unlabelled.or(Some(place));
            }
        }
        if let Some(place) = unlabelled.filter(|_| !seen.is_empty() || default.is_some()) {
            self.enforce(CheckError::ArmWithoutCase { place }, record.origin);
        }
    }

    /// An array whose size is known only when the program runs, or a record that ends in one.
    fn is_conformant(&self, ty: &Type) -> bool {
        let module = self.module;
        let mut ty = module.unaliased(ty);
        for _ in 0..64 {
            match ty {
                Type::Array { bound: Bound::Conformant, .. } => return true,
                Type::Array { of, .. } => ty = module.unaliased(of),
                Type::Record(id) if module[*id].kind == RecordKind::Struct => {
                    match module[*id].fields.last() {
                        Some(last) => ty = module.unaliased(&last.ty),
                        None => return false,
                    }
                }
                _ => return false,
            }
        }
        false
    }

    /// Reports the field that leaves a record without layout. A field that is a record with a name reports itself.
    fn no_layout(&mut self, record: &'m Record, error: LayoutError) {
        let module = self.module;
        let failing = record.fields.iter().find(|field| self.layouts.of(&field.ty).is_err());
        if failing.is_some_and(|field| matches!(module.element(&field.ty), Type::InterfaceName(_)))
        {
            // Reported as an interface without a pointer.
            return;
        }
        let guilty = match error {
            LayoutError::Undefined(id) | LayoutError::Recursive(id) => Some(id),
            LayoutError::Unsized | LayoutError::TooDeep | LayoutError::TooLarge => None,
        };
        let held = failing.and_then(|field| match module.element(&field.ty) {
            Type::Record(id) => Some(*id),
            _ => None,
        });
        if let Some(held) = held.filter(|held| Some(*held) != guilty) {
            if is_nameless(&module[held]) {
                self.no_layout(&module[held], error);
            }
            return;
        }
        let name = match guilty {
            Some(guilty) => module.name(guilty.into()).cloned(),
            None => record.name.clone().or_else(|| record.tag.clone()),
        };
        let place = failing.map_or(record.origin.span, |field| field.origin.span);
        self.errors.push(CheckError::NoLayout { name, place, error });
    }
}

fn is_nameless(record: &Record) -> bool {
    record.name.is_none() && record.tag.is_none()
}
