//! How large a type is and where its fields stand, for each of the two Windows ABIs.
//!
//! Promises: [`Layouts`] never overflows (neither a number nor the stack), whatever the module holds, and remembers each
//! record, so that asking for all of them is linear. What has no size is a [`LayoutError`].

use std::fmt;

use crate::model::{Bound, Field, Module, Record, RecordId, RecordKind, Scalar, Type};

/// No type is larger than this: half of a 32-bit address space.
const MAX_SIZE: u64 = 0x7FFF_FFFF;

/// How many records may hold each other by value, and how many arrays may be nested.
const MAX_DEPTH: u32 = 256;

/// An ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// 64-bit Windows.
    X64,
    /// 32-bit Windows.
    X86,
}

impl Target {
    /// Both, in the order in which they are printed.
    pub const ALL: [Target; 2] = [Target::X64, Target::X86];

    /// How the target is called in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Target::X64 => "x64",
            Target::X86 => "x86",
        }
    }

    fn pointer(self) -> Layout {
        match self {
            Target::X64 => Layout::natural(8),
            Target::X86 => Layout::natural(4),
        }
    }

    fn scalar(self, scalar: Scalar) -> Layout {
        match scalar {
            Scalar::Boolean
            | Scalar::Byte
            | Scalar::Char
            | Scalar::SignedChar
            | Scalar::UnsignedChar
            | Scalar::Small
            | Scalar::USmall => Layout::natural(1),
            Scalar::WChar | Scalar::Short | Scalar::UShort => Layout::natural(2),
            Scalar::Int
            | Scalar::UInt
            | Scalar::Long
            | Scalar::ULong
            | Scalar::Float
            | Scalar::ErrorStatus => Layout::natural(4),
            Scalar::Hyper | Scalar::UHyper | Scalar::Double => Layout::natural(8),
            Scalar::Int128 => Layout::natural(16),
            Scalar::Int3264 | Scalar::UInt3264 | Scalar::Handle => self.pointer(),
        }
    }
}

/// The size and the alignment of a type, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The size, a multiple of the alignment.
    pub size: u64,
    /// The alignment, a power of two.
    pub align: u64,
}

impl Layout {
    fn natural(size: u64) -> Layout {
        Layout { size, align: size }
    }
}

/// The layout of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordLayout {
    /// Size and alignment of the whole.
    pub whole: Layout,
    /// Its fields, in their order.
    pub fields: Vec<FieldLayout>,
}

/// Where a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldLayout {
    /// The first byte; of a bit-field, the first byte of its unit.
    pub offset: u64,
    /// The size in bytes; of a bit-field, that of its unit.
    pub size: u64,
    /// The lowest bit inside the unit, for a bit-field.
    pub bit: Option<u32>,
}

/// Why a type has no layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutError {
    /// `void`, a function, or an interface's name without a star.
    Unsized,
    /// A record that was never defined.
    Undefined(RecordId),
    /// A record that holds itself by value.
    Recursive(RecordId),
    /// Records or arrays inside each other deeper than 256 times.
    TooDeep,
    /// Larger than half of a 32-bit address space.
    TooLarge,
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LayoutError::Unsized => "has no size",
            LayoutError::Undefined(_) => "is never defined",
            LayoutError::Recursive(_) => "holds itself",
            LayoutError::TooDeep => "is nested too deep",
            LayoutError::TooLarge => "is larger than 2 GB",
        })
    }
}

enum Known {
    No,
    BeingAsked,
    Yes(Result<RecordLayout, LayoutError>),
}

/// Computes and remembers the layouts of a module for one target.
pub struct Layouts<'m> {
    module: &'m Module,
    target: Target,
    records: Vec<Known>,
    depth: u32,
}

impl<'m> Layouts<'m> {
    /// Nothing is computed before it is asked for.
    #[must_use]
    pub fn new(module: &'m Module, target: Target) -> Self {
        let records = module.records.iter().map(|_| Known::No).collect();
        Layouts { module, target, records, depth: 0 }
    }

    /// The layout of a type. An array without a bound counts as one element, as C's `T a[1]` does.
    pub fn of(&mut self, ty: &Type) -> Result<Layout, LayoutError> {
        let module = self.module;
        match module.unaliased(ty) {
            Type::Scalar(scalar) => Ok(self.target.scalar(*scalar)),
            Type::Enum(_) => Ok(Layout::natural(4)),
            Type::Pointer { .. } | Type::Interface(_) | Type::SafeArray(_) => {
                Ok(self.target.pointer())
            }
            Type::Record(id) => self.record(*id).map(|layout| layout.whole),
            Type::Array { of, bound } => {
                let element = self.deeper(|this| this.of(of))?;
                let count = match bound {
                    Bound::Fixed(count) => u64::from(*count),
                    Bound::Conformant => 1,
                };
                Ok(Layout { size: within_limit(element.size.checked_mul(count))?, ..element })
            }
            Type::Void | Type::Function(_) | Type::InterfaceName(_) | Type::Alias(_) => {
                Err(LayoutError::Unsized)
            }
        }
    }

    /// The layout of a record and its fields.
    pub fn record(&mut self, id: RecordId) -> Result<&RecordLayout, LayoutError> {
        let index = id.0 as usize;
        match &self.records[index] {
            Known::Yes(_) => {}
            Known::BeingAsked => return Err(LayoutError::Recursive(id)),
            Known::No => {
                self.records[index] = Known::BeingAsked;
                let layout = self.deeper(|this| this.compute(id));
                self.records[index] = Known::Yes(layout);
            }
        }
        match &self.records[index] {
            Known::Yes(Ok(layout)) => Ok(layout),
            Known::Yes(Err(error)) => Err(*error),
            Known::No | Known::BeingAsked => Err(LayoutError::Recursive(id)),
        }
    }

    fn deeper<T>(
        &mut self,
        ask: impl FnOnce(&mut Self) -> Result<T, LayoutError>,
    ) -> Result<T, LayoutError> {
        if self.depth >= MAX_DEPTH {
            return Err(LayoutError::TooDeep);
        }
        self.depth += 1;
        let answer = ask(self);
        self.depth -= 1;
        answer
    }

    fn compute(&mut self, id: RecordId) -> Result<RecordLayout, LayoutError> {
        let module = self.module;
        let record = &module[id];
        if !record.defined {
            return Err(LayoutError::Undefined(id));
        }
        let mut builder = Builder::new(record, self.target);
        for field in &record.fields {
            if field.only.is_some_and(|only| only != self.target) {
                builder.skip();
                continue;
            }
            let layout = self.of(&field.ty)?;
            builder.add(field, layout)?;
        }
        builder.finish()
    }
}

fn within_limit(size: Option<u64>) -> Result<u64, LayoutError> {
    size.filter(|size| *size <= MAX_SIZE).ok_or(LayoutError::TooLarge)
}

/// A record while its fields are placed. Sizes stay below [`MAX_SIZE`], so that sums of two of them never overflow.
struct Builder {
    kind: RecordKind,
    pack: u64,
    fields: Vec<FieldLayout>,
    end: u64,
    align: u64,
    unit: Option<BitUnit>,
}

/// The unit that takes the next bit-field if it is of the same size and has room (Microsoft's rule).
struct BitUnit {
    offset: u64,
    size: u64,
    used: u32,
}

impl Builder {
    fn new(record: &Record, target: Target) -> Self {
        Builder {
            kind: record.kind,
            pack: record.pack.on(target).map_or(u64::MAX, u64::from),
            fields: Vec::with_capacity(record.fields.len()),
            end: 0,
            align: 1,
            unit: None,
        }
    }

    /// A field that the other target has: it takes no room.
    fn skip(&mut self) {
        self.fields.push(FieldLayout { offset: self.end, size: 0, bit: None });
    }

    fn add(&mut self, field: &Field, layout: Layout) -> Result<(), LayoutError> {
        let align = layout.align.min(self.pack).max(1);
        let placed = match (field.bits, self.kind) {
            (Some(0), _) => {
                // It closes the unit and takes no room; without a unit before it, it means nothing.
                if self.unit.take().is_some() {
                    self.align = self.align.max(align);
                    self.end = self.end.next_multiple_of(align);
                }
                self.fields.push(FieldLayout { offset: self.end, size: 0, bit: Some(0) });
                return Ok(());
            }
            (Some(bits), RecordKind::Struct) => self.bit_field(bits, layout.size, align),
            (Some(_), RecordKind::Union) => {
                FieldLayout { offset: 0, size: layout.size, bit: Some(0) }
            }
            (None, RecordKind::Struct) => {
                self.unit = None;
                FieldLayout {
                    offset: self.end.next_multiple_of(align),
                    size: layout.size,
                    bit: None,
                }
            }
            (None, RecordKind::Union) => FieldLayout { offset: 0, size: layout.size, bit: None },
        };
        self.align = self.align.max(align);
        self.end = self.end.max(within_limit(placed.offset.checked_add(placed.size))?);
        self.fields.push(placed);
        Ok(())
    }

    fn bit_field(&mut self, bits: u32, size: u64, align: u64) -> FieldLayout {
        let room = u32::try_from(size.saturating_mul(8)).unwrap_or(u32::MAX);
        if let Some(unit) = &mut self.unit
            && unit.size == size
            && unit.used.saturating_add(bits) <= room
        {
            let bit = unit.used;
            unit.used += bits;
            return FieldLayout { offset: unit.offset, size, bit: Some(bit) };
        }
        let offset = self.end.next_multiple_of(align);
        self.unit = Some(BitUnit { offset, size, used: bits });
        FieldLayout { offset, size, bit: Some(0) }
    }

    fn finish(self) -> Result<RecordLayout, LayoutError> {
        let size = within_limit(self.end.checked_next_multiple_of(self.align))?;
        Ok(RecordLayout { whole: Layout { size, align: self.align }, fields: self.fields })
    }
}

#[cfg(test)]
mod tests;
