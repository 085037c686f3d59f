//! The fields of a record as memory has them: bit-fields that share a unit are one field.

use midl_frontend::{
    layout::{LayoutError, Layouts, RecordLayout, Target},
    model::{Field, Record, RecordId, RecordKind, Type},
};

use super::names;

/// A field that takes room of its own.
pub(crate) struct Storage<'m> {
    /// Its name in metadata and bindings.
    pub(crate) name: String,
    /// Its type; of a unit of bit-fields, the type of its first member.
    pub(crate) ty: &'m Type,
    /// Where it stands among the record's fields; of a unit, where its first member stands.
    pub(crate) index: usize,
    /// What shares the unit; empty for a plain field.
    pub(crate) bits: Vec<Bits>,
}

/// A bit-field that has a name.
pub(crate) struct Bits {
    /// The name.
    pub(crate) name: String,
    /// Where it stands among the record's fields.
    pub(crate) index: usize,
    /// Its lowest bit inside the unit.
    pub(crate) offset: u32,
    /// How many bits it has.
    pub(crate) width: u32,
}

/// windows-bindgen takes a record whose only field is called `Value` for a handle and drops the field.
pub(crate) const HANDLE_FIELD: &str = "Value";

/// The storage of a record. Where bits stand does not depend on the target.
pub(crate) fn storage<'m>(
    layouts: &mut Layouts<'m>,
    id: RecordId,
    record: &'m Record,
) -> Result<Vec<Storage<'m>>, LayoutError> {
    let layout = layouts.record(id)?;
    let mut storage = units(record, layout);
    if let [only] = &mut storage[..]
        && only.name == HANDLE_FIELD
    {
        only.name.push('_');
    }
    Ok(storage)
}

fn units<'m>(record: &'m Record, layout: &RecordLayout) -> Vec<Storage<'m>> {
    let mut storage: Vec<Storage<'m>> = Vec::new();
    // The unit that takes the next bit-field, if that has the same place and size: its index, place and size.
    let mut open: Option<(usize, u64, u64)> = None;
    for (index, ((field, name), place)) in
        record.fields.iter().zip(names::fields(record)).zip(&layout.fields).enumerate()
    {
        if is_elsewhere(field) {
            continue;
        }
        let Some(width) = field.bits else {
            open = None;
            storage.push(Storage { name, ty: &field.ty, index, bits: Vec::new() });
            continue;
        };
        if width == 0 {
            open = None;
            continue;
        }
        let shared = open.filter(|&(_, offset, size)| {
            record.kind == RecordKind::Struct && (offset, size) == (place.offset, place.size)
        });
        let unit = match shared {
            Some((unit, ..)) => unit,
            None => {
                storage.push(Storage {
                    name: String::new(),
                    ty: &field.ty,
                    index,
                    bits: Vec::new(),
                });
                storage.len() - 1
            }
        };
        open = Some((unit, place.offset, place.size));
        if field.name.is_some() {
            storage[unit].bits.push(Bits {
                name,
                index,
                offset: place.bit.unwrap_or_default(),
                width,
            });
        }
    }
    name_units(&mut storage);
    storage
}

/// True for a field that C has for 32 bits alone. Metadata knows one shape of a record: that of 64 bits. Built for the other one,
/// the bindings' assertions do not hold, and say so.
pub(crate) fn is_elsewhere(field: &Field) -> bool {
    field.only.is_some_and(|only| only != Target::X64)
}

fn name_units(storage: &mut [Storage<'_>]) {
    let count = storage.iter().filter(|field| field.name.is_empty()).count();
    for (number, unit) in storage.iter_mut().filter(|field| field.name.is_empty()).enumerate() {
        unit.name =
            if count == 1 { "_bitfield".to_owned() } else { format!("_bitfield{}", number + 1) };
    }
}
