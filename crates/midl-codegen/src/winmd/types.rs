//! Model types as metadata types.
//!
//! **An interface's name already means a pointer in metadata**: `IFoo *` is `IFoo`, `IFoo **` a pointer to that. **A pointer
//! has one `const` at most**, the outermost: metadata cannot nest them, and the ABI knows none. An `[in]` parameter `T const **`
//! is `const` as a whole, since nobody writes through it; elsewhere the report tells of what is lost.

use midl_frontend::model::{
    Bound, Direction, FunctionId, InterfaceId, Module, Param, RecordId, Scalar, Type as ModelType,
};
use windows_metadata::Type;

use super::{
    names,
    selection::{Selection, safe_array},
    words,
};

/// Turns types of a selection into metadata types of a namespace.
pub(super) struct Types<'m> {
    pub(super) selection: &'m Selection<'m>,
    pub(super) namespace: &'m str,
}

impl Types<'_> {
    /// A type as a field, a return type or behind a pointer. `string` says that `[string]` stands there.
    pub(super) fn of(&self, ty: &ModelType, string: bool) -> Type {
        let module = self.selection.module;
        if let Some(word) = words::core(module, ty) {
            return match ty {
                ModelType::Interface(_) | ModelType::InterfaceName(_) => {
                    Type::class_named(words::CORE, word)
                }
                _ => Type::value_named(words::CORE, word),
            };
        }
        if let Some(word) = words::runtime(module, ty) {
            return Type::value_named(self.namespace, word);
        }
        match ty {
            ModelType::Void => Type::Void,
            ModelType::Scalar(word) => scalar(*word),
            ModelType::Interface(id) | ModelType::InterfaceName(id) => self.interface(*id),
            ModelType::Record(id) => self.record(*id),
            ModelType::Enum(id) => match names::of_enum(&module[*id]) {
                Some(name) => Type::value_named(self.namespace, &names::rust(name)),
                None => Type::I32,
            },
            ModelType::Alias(id) if self.selection.keeps_name(*id) => {
                Type::value_named(self.namespace, &names::rust(&module[*id].name))
            }
            ModelType::Alias(id) => self.of(&module[*id].ty, string || module[*id].string),
            ModelType::Pointer { to, constant } => self.pointer(to, *constant, string),
            ModelType::Array { of, bound } => {
                // An array whose size is elsewhere is the tail of a record and counts as one element.
                let count = if let Bound::Fixed(count) = bound { *count as usize } else { 1 };
                Type::ArrayFixed(Box::new(self.of(of, string)), count)
            }
            ModelType::Function(id) => self.function(*id),
            ModelType::SafeArray(_) => {
                let to = safe_array(module).map_or(Type::Void, |id| self.record(id));
                Type::PtrMut(Box::new(to), 1)
            }
        }
    }

    /// A parameter's type: C passes an array as a pointer to its first element.
    pub(super) fn param(&self, param: &Param) -> Type {
        let module = self.selection.module;
        match module.resolved(&param.ty) {
            ModelType::Array { of, .. } => {
                self.pointer(&of, param.direction == Direction::In, param.string)
            }
            _ => match self.of(&param.ty, param.string) {
                Type::PtrMut(to, count)
                    if is_only_read(param) && hides_const(module, &param.ty, param.string) =>
                {
                    Type::PtrConst(to, count)
                }
                ty => ty,
            },
        }
    }

    /// An interface's name: a pointer to it, in metadata.
    pub(super) fn interface(&self, id: InterfaceId) -> Type {
        if words::is_root(self.selection.module, id) {
            return Type::class_named(words::CORE, "IUnknown");
        }
        Type::class_named(self.namespace, &names::rust(&self.selection.module[id].name))
    }

    /// The integer that a bit-field is a part of.
    pub(super) fn bit_unit(&self, ty: &ModelType) -> Type {
        match self.selection.module.resolved(ty) {
            ModelType::Scalar(word) => scalar(word),
            _ => Type::I32,
        }
    }

    fn pointer(&self, to: &ModelType, constant: bool, string: bool) -> Type {
        let module = self.selection.module;
        let behind = module.resolved(to);
        match &behind {
            ModelType::InterfaceName(id) => return self.interface(*id),
            ModelType::Function(id) => return self.function(*id),
            _ => {}
        }
        if string && let Some(word) = words::string(&behind, constant) {
            return Type::value_named(words::CORE, word);
        }
        let (to, count) = match self.of(to, string) {
            Type::PtrMut(to, count) | Type::PtrConst(to, count) => (to, count + 1),
            to => (Box::new(to), 1),
        };
        if constant { Type::PtrConst(to, count) } else { Type::PtrMut(to, count) }
    }

    fn record(&self, id: RecordId) -> Type {
        if !self.selection.module[id].defined {
            return Type::Void;
        }
        match self.selection.leaf(id) {
            Some(leaf) => Type::value_named("", leaf),
            None => Type::value_named(self.namespace, &self.selection.record_name(id)),
        }
    }

    fn function(&self, id: FunctionId) -> Type {
        Type::class_named(self.namespace, &self.selection.function_name(id))
    }
}

/// True where `[in]` is written, and nothing else: a parameter without attributes may be meant to be written to.
pub(crate) fn is_only_read(param: &Param) -> bool {
    param.direction == Direction::In
        && param.attributes.iter().any(|attribute| &*attribute.name == "in")
}

/// True for a pointer to a pointer to what is constant: `T const **`.
pub(crate) fn hides_const(module: &Module, ty: &ModelType, string: bool) -> bool {
    match ty {
        ModelType::Alias(id) if words::runtime(module, ty).is_none() => {
            hides_const(module, &module[*id].ty, string || module[*id].string)
        }
        ModelType::Pointer { to, constant: false } => {
            points_to_const(module, to, string) || hides_const(module, to, string)
        }
        _ => false,
    }
}

/// A pointer to what is constant; one to constant characters is a word of its own.
fn points_to_const(module: &Module, ty: &ModelType, string: bool) -> bool {
    match ty {
        ModelType::Alias(id) if words::runtime(module, ty).is_none() => {
            points_to_const(module, &module[*id].ty, string || module[*id].string)
        }
        ModelType::Pointer { to, constant: true } => {
            let to = module.resolved(to);
            let is_word = string && words::string(&to, true).is_some();
            !is_word && !matches!(to, ModelType::InterfaceName(_) | ModelType::Function(_))
        }
        _ => false,
    }
}

/// A scalar word as the integer or float that it is on the wire.
fn scalar(word: Scalar) -> Type {
    match word {
        Scalar::Char | Scalar::SignedChar | Scalar::Small => Type::I8,
        Scalar::Boolean | Scalar::Byte | Scalar::UnsignedChar | Scalar::USmall => Type::U8,
        Scalar::Short => Type::I16,
        Scalar::UShort | Scalar::WChar => Type::U16,
        Scalar::Int | Scalar::Long => Type::I32,
        Scalar::UInt | Scalar::ULong | Scalar::ErrorStatus => Type::U32,
        Scalar::Hyper => Type::I64,
        Scalar::UHyper => Type::U64,
        Scalar::Int3264 => Type::ISize,
        Scalar::UInt3264 => Type::USize,
        // `check` refuses 128 bits: Rust's alignment is another one.
        Scalar::Int128 => Type::ArrayFixed(Box::new(Type::U64), 2),
        Scalar::Float => Type::F32,
        Scalar::Double => Type::F64,
        Scalar::Handle => Type::PtrMut(Box::new(Type::Void), 1),
    }
}
