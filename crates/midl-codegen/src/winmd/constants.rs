//! Rows of enums and constants.

use midl_frontend::model::{Constant, EnumId, Scalar, Type as ModelType, Value as ModelValue};
use windows_metadata::{
    FieldAttributes, Type, TypeAttributes, Value,
    writer::{HasAttribute, HasConstant},
};

use super::{names, rows::Rows, selection::Selection, words};

impl Rows<'_> {
    /// An enum. It is scoped, so that Rust gets a type of its own that keeps values without a name.
    pub(super) fn enumeration(&mut self, id: EnumId) {
        let enumeration = &self.types.selection.module[id];
        let name = names::of_enum(enumeration).map(|name| names::rust(name)).unwrap_or_default();
        let base = self.system("Enum");
        let flags = TypeAttributes::Public | TypeAttributes::Sealed;
        let class = self.file.TypeDef(self.types.namespace, &name, base, flags);
        self.attribute(HasAttribute::TypeDef(class), "ScopedEnumAttribute", &[]);
        let hidden = FieldAttributes::Private
            | FieldAttributes::SpecialName
            | FieldAttributes::RTSpecialName;
        self.file.Field("value__", &Type::I32, hidden);
        let ty = Type::value_named(self.types.namespace, &name);
        for member in &enumeration.members {
            self.literal(&names::rust(&member.name), &ty, &Value::I32(member.value));
        }
    }

    /// The class that holds every constant.
    pub(super) fn constants(&mut self) {
        let selection = self.types.selection;
        let (constants, enums, guids) =
            (&selection.constants, &selection.nameless_enums, &selection.guids);
        if constants.is_empty() && enums.is_empty() && guids.is_empty() {
            return;
        }
        let base = self.system("Object");
        let flags = TypeAttributes::Public | TypeAttributes::Abstract | TypeAttributes::Sealed;
        self.file.TypeDef(self.types.namespace, "Apis", base, flags);
        for member in enums.iter().flat_map(|&id| &selection.module[id].members) {
            self.literal(&names::rust(&member.name), &Type::I32, &Value::I32(member.value));
        }
        for &id in constants {
            self.constant(&selection.module[id]);
        }
        for guid in guids {
            let ty = Type::value_named(words::CORE, "GUID");
            let row =
                self.file.Field(&guid.name, &ty, FieldAttributes::Public | FieldAttributes::Static);
            self.guid(HasAttribute::Field(row), guid.value);
        }
    }

    fn constant(&mut self, constant: &Constant) {
        let name = names::rust(&constant.name);
        let Some(meaning) = Meaning::of(self.types.selection, constant) else { return };
        match meaning {
            Meaning::Typed(value) => {
                let ty =
                    constant.ty.as_ref().map_or_else(|| value.ty(), |ty| self.types.of(ty, false));
                self.literal(&name, &ty, &value);
            }
            Meaning::Bare(value) => {
                self.literal(&name, &value.ty(), &value);
            }
            Meaning::Ansi(text) => {
                let row = self.literal(&name, &Type::String, &Value::Utf16(text));
                let encoding = [(String::new(), Value::Utf8("ansi".to_owned()))];
                self.attribute(row, "NativeEncodingAttribute", &encoding);
            }
        }
    }

    fn literal(&mut self, name: &str, ty: &Type, value: &Value) -> HasAttribute {
        let flags = FieldAttributes::Public | FieldAttributes::Static | FieldAttributes::Literal;
        let row = self.file.Field(name, ty, flags);
        self.file.Constant(HasConstant::Field(row), value);
        HasAttribute::Field(row)
    }
}

/// What a constant is in metadata.
pub(super) enum Meaning {
    /// A value of the type that was written.
    Typed(Value),
    /// A value that says its type itself.
    Bare(Value),
    /// A string of bytes.
    Ansi(String),
}

impl Meaning {
    /// None for what metadata cannot say, a number as a string or a record: the front end lets none of it through.
    pub(super) fn of(selection: &Selection<'_>, constant: &Constant) -> Option<Meaning> {
        let module = selection.module;
        match (&constant.value, constant.ty.as_ref().map(|ty| module.resolved(ty))) {
            (
                ModelValue::String { text, wide },
                None | Some(ModelType::Pointer { .. } | ModelType::Array { .. }),
            ) => Some(if *wide {
                Meaning::Bare(Value::Utf16(text.clone()))
            } else {
                Meaning::Ansi(text.clone())
            }),
            (ModelValue::String { .. }, Some(_)) => None,
            (ModelValue::Float(value), None) => Some(Meaning::Bare(Value::F64(*value))),
            (ModelValue::Float(value), Some(ModelType::Scalar(word))) => {
                float(word, *value).map(Meaning::Typed)
            }
            (ModelValue::Integer { value, unsigned, wide }, None) => {
                Some(Meaning::Bare(bare(*value, *unsigned, *wide)))
            }
            (ModelValue::Integer { value, .. }, Some(ModelType::Scalar(word))) => {
                integer(word, *value).map(Meaning::Typed)
            }
            (ModelValue::Integer { value, .. }, Some(ModelType::Enum(id))) => {
                let value = Value::I32(*value as i32);
                Some(if names::of_enum(&module[id]).is_some() {
                    Meaning::Typed(value)
                } else {
                    Meaning::Bare(value)
                })
            }
            // `(HANDLE) -1`: a pointer that points nowhere is a number.
            (ModelValue::Integer { value, .. }, Some(ModelType::Pointer { .. })) => {
                Some(Meaning::Bare(Value::ISize(*value as i64)))
            }
            _ => None,
        }
    }
}

/// The number that a macro stands for. C would call a small one an `int`; what takes it is a `DWORD` nearly always.
fn bare(value: i128, unsigned: bool, wide: bool) -> Value {
    match (value, unsigned, wide) {
        (value, _, false) if let Ok(value) = u32::try_from(value) => Value::U32(value),
        (value, _, false) if let Ok(value) = i32::try_from(value) => Value::I32(value),
        (value, true, _) => Value::U64(value as u64),
        (value, false, _) => Value::I64(value as i64),
    }
}

/// A whole number as C converts it to a type.
fn integer(word: Scalar, value: i128) -> Option<Value> {
    Some(match word {
        Scalar::Char | Scalar::SignedChar | Scalar::Small => Value::I8(value as i8),
        Scalar::Boolean | Scalar::Byte | Scalar::UnsignedChar | Scalar::USmall => {
            Value::U8(value as u8)
        }
        Scalar::Short => Value::I16(value as i16),
        Scalar::UShort | Scalar::WChar => Value::U16(value as u16),
        Scalar::Int | Scalar::Long => Value::I32(value as i32),
        Scalar::UInt | Scalar::ULong | Scalar::ErrorStatus => Value::U32(value as u32),
        Scalar::Hyper => Value::I64(value as i64),
        Scalar::UHyper => Value::U64(value as u64),
        Scalar::Int3264 => Value::ISize(value as i64),
        Scalar::UInt3264 => Value::USize(value as u64),
        Scalar::Float => Value::F32(value as f32),
        Scalar::Double => Value::F64(value as f64),
        Scalar::Int128 | Scalar::Handle => return None,
    })
}

fn float(word: Scalar, value: f64) -> Option<Value> {
    match word {
        Scalar::Float => Some(Value::F32(value as f32)),
        Scalar::Double => Some(Value::F64(value)),
        _ => None,
    }
}
