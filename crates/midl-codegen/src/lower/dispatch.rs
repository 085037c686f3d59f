//! What the members of a dispinterface become: calls of `IDispatch::Invoke` whose arguments and results have types of Rust.
//!
//! The types are those of Automation, told by the names that the IDL gives them: `VARIANT_BOOL` is a truth value, `DATE` is no
//! plain `double`. What no VARIANT can carry has a reason, and its member is left out; it can be called by hand nonetheless.

use midl_frontend::model::{
    self, Attribute, Checked, Direction, Dispinterface, DispinterfaceId, EnumId, InterfaceId,
    Module, Nullability, Origin, Param, Property, RecordId, Scalar, Type,
};

use crate::{
    names,
    winmd::{self, words},
};

/// The IID of `IDispatch`.
const IDISPATCH: u128 = 0x0002_0400_0000_0000_c000_0000_0000_0046;

/// A dispinterface and its members.
#[derive(Clone, Debug)]
pub(crate) struct Dispatch {
    /// The dispinterface in the model.
    pub(crate) id: DispinterfaceId,
    /// Its IID.
    pub(crate) iid: u128,
    /// Properties, then methods, in the order of the IDL.
    pub(crate) members: Vec<Member>,
    /// Members that no VARIANT can serve, and why.
    pub(crate) left_out: Vec<(String, Vec<String>)>,
}

/// What one function calls: a method, or one way to use a property.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// Its name in Rust.
    pub(crate) name: String,
    /// Its name in the IDL, by which it is asked for where it has no DISPID.
    pub(crate) idl_name: String,
    /// Its DISPID.
    pub(crate) dispid: Option<i32>,
    /// What is done with it.
    pub(crate) action: Action,
    /// Its parameters in order, the result left out.
    pub(crate) params: Vec<Parameter>,
    /// Its result.
    pub(crate) result: Option<Value>,
    /// Where it was declared.
    pub(crate) origin: Origin,
}

/// What is done with a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// It is called.
    Call,
    /// A property is read, set, or set to an object.
    Property(Property),
}

/// A parameter.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// Its name in Rust.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) value: Value,
    /// How it is passed.
    pub(crate) pass: Pass,
}

/// How a parameter is passed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Pass {
    /// As it is.
    In,
    /// As it is, and NULL is allowed.
    Nullable,
    /// It may be left out; with a default that is filled in.
    Optional(Option<model::Value>),
    /// The callee may change it.
    InOut,
    /// The callee sets it.
    Out,
}

/// What an argument or a result holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A number of this type of Rust.
    Number(&'static str),
    /// `VARIANT_BOOL`
    Bool,
    /// `BOOL`: a truth value in a `long`.
    LongBool,
    /// `DATE`
    Date,
    /// `CURRENCY`
    Currency,
    /// `SCODE`
    Code,
    /// An enum.
    Enum(EnumId),
    /// `BSTR`
    Bstr,
    /// `VARIANT`, and what is in one: an array, a `DECIMAL`.
    Variant,
    /// An object.
    Object(Object),
}

/// What is known of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    /// It has an interface with the slots of `IDispatch`.
    Dispatch(InterfaceId),
    /// It has another interface.
    Interface(InterfaceId),
    /// It answers a dispinterface.
    Dispinterface(DispinterfaceId),
    /// Its interface is known by name only.
    Unknown,
}

impl Value {
    /// Passed by value in Rust.
    pub(crate) fn is_plain(self) -> bool {
        !matches!(self, Value::Bstr | Value::Variant | Value::Object(_))
    }
}

/// Whether an interface has the slots of `IDispatch`.
pub(crate) fn is_dispatch(module: &Module, id: InterfaceId) -> bool {
    module.chain(id).iter().any(|base| module[*base].iid.is_some_and(|iid| iid.0 == IDISPATCH))
}

/// Decides every member of every dispinterface. Both lists are what the output has a type for.
pub(super) fn lower(
    checked: &Checked,
    dispinterfaces: &[DispinterfaceId],
    interfaces: &[InterfaceId],
) -> Vec<Dispatch> {
    let decision = Decision { module: checked, interfaces, dispinterfaces };
    dispinterfaces.iter().filter_map(|id| decision.dispinterface(*id)).collect()
}
/// The methods of both forms: its own, or those of the interface that it stands for, below `IDispatch`.
fn methods<'m>(
    module: &'m Module,
    dispinterface: &'m Dispinterface,
) -> impl Iterator<Item = &'m model::Method> {
    let chain = dispinterface.of.map(|of| module.chain(of)).unwrap_or_default();
    let below = chain.into_iter().filter(|base| {
        !words::is_root(module, *base) && module[*base].iid.is_none_or(|iid| iid.0 != IDISPATCH)
    });
    let inherited = below.flat_map(|base| &module[base].methods);
    dispinterface.methods.iter().chain(inherited)
}

/// The types that the members of a dispinterface name.
pub(crate) fn types<'m>(
    module: &'m Module,
    dispinterface: &'m Dispinterface,
) -> impl Iterator<Item = &'m Type> {
    let properties = dispinterface.properties.iter().map(|property| &property.ty);
    let methods = methods(module, dispinterface)
        .flat_map(|method| method.params.iter().map(|param| &param.ty).chain([&method.returns]));
    properties.chain(methods)
}

/// A member, or its name and what is in the way.
type Decided = Result<Member, (String, Vec<String>)>;

impl Dispatch {
    fn add(&mut self, decided: Vec<Decided>) {
        for member in decided {
            match member {
                Ok(member) => self.members.push(member),
                Err(left_out) => self.left_out.push(left_out),
            }
        }
    }

    /// Two members of one name: the second gets its place among them behind it.
    fn make_distinct(&mut self) {
        for index in 1..self.members.len() {
            while self.members[..index].iter().any(|other| other.name == self.members[index].name) {
                self.members[index].name = format!("{}_{index}", self.members[index].name);
            }
        }
    }
}

/// What the members of one dispinterface are decided from.
struct Decision<'d> {
    module: &'d Checked,
    interfaces: &'d [InterfaceId],
    dispinterfaces: &'d [DispinterfaceId],
}

impl Decision<'_> {
    /// None for one without an IID, which nobody can ask for.
    fn dispinterface(&self, id: DispinterfaceId) -> Option<Dispatch> {
        let dispinterface = &self.module[id];
        let iid = dispinterface.iid?.0;
        let mut dispatch = Dispatch { id, iid, members: Vec::new(), left_out: Vec::new() };
        for (property, dispid) in dispinterface.properties.iter().zip(&dispinterface.property_ids) {
            dispatch.add(self.property(property, *dispid));
        }
        for method in methods(self.module, dispinterface) {
            dispatch.add(vec![self.method(method)]);
        }
        dispatch.make_distinct();
        Some(dispatch)
    }

    /// The two uses of a property; one where it is `readonly`.
    fn property(&self, field: &model::Field, dispid: Option<i32>) -> Vec<Decided> {
        let name = field.name.as_deref().unwrap_or_default();
        let value = match self.value(&field.ty) {
            Ok(value) => value,
            Err(reason) => return vec![Err((name.to_owned(), vec![reason.to_owned()]))],
        };
        let member = |property, params, result| {
            Ok(Member {
                name: accessor(name, property),
                idl_name: name.to_owned(),
                dispid,
                action: Action::Property(property),
                params,
                result,
                origin: field.origin,
            })
        };
        let mut members = vec![member(Property::Get, Vec::new(), Some(value))];
        if !has(&field.attributes, "readonly") {
            let value = Parameter { name: "value".to_owned(), value, pass: Pass::In };
            members.push(member(Property::Put, vec![value], None));
        }
        members
    }

    fn method(&self, method: &model::Method) -> Decided {
        let (name, idl_name) = match method.property {
            Some(property) => {
                let bare = bare_name(&method.name, property);
                (accessor(bare, property), bare)
            }
            None => (names::snake_case(&method.name), &*method.name),
        };
        let mut reasons = Vec::new();
        let mut params = Vec::new();
        let mut result = match self.result(&method.returns) {
            Ok(result) => result,
            Err(reason) => {
                reasons.push(format!("the result: {reason}"));
                None
            }
        };
        let rust_names = names::params(method.params.iter().map(|param| &*param.name));
        for (param, name) in method.params.iter().zip(rust_names) {
            if has(&param.attributes, "lcid") {
                // `Invoke` has a parameter of its own for it.
                continue;
            }
            match self.parameter(param) {
                Ok((value, _)) if param.retval => result = Some(value),
                Ok((value, pass)) => params.push(Parameter { name, value, pass }),
                Err(reason) => reasons.push(format!("`{}`: {reason}", param.name)),
            }
        }
        if has(&method.attributes, "vararg") {
            reasons.push("its last parameter stands for any number of arguments".to_owned());
        }
        if !reasons.is_empty() {
            return Err((method.name.to_string(), reasons));
        }
        let action = method.property.map_or(Action::Call, Action::Property);
        let origin = method.origin;
        let (idl_name, dispid) = (idl_name.to_owned(), method.dispid);
        Ok(Member { name, idl_name, dispid, action, params, result, origin })
    }

    /// What a method returns; an HRESULT only says whether it did.
    fn result(&self, ty: &Type) -> Result<Option<Value>, &'static str> {
        match ty {
            Type::Void => Ok(None),
            Type::Alias(id) if &*self.module[*id].name == "HRESULT" => Ok(None),
            _ => self.value(ty).map(Some),
        }
    }

    fn parameter(&self, param: &Param) -> Result<(Value, Pass), &'static str> {
        let pointee = match self.module.resolved(&param.ty) {
            Type::Pointer { to, .. } if self.value(&param.ty).is_err() => Some(*to),
            _ => None,
        };
        let Some(to) = pointee else {
            let value = self.value(&param.ty)?;
            let is_optional = has(&param.attributes, "optional") || param.default.is_some();
            let pass = match (is_optional, param.null) {
                (true, _) => Pass::Optional(param.default.clone()),
                (_, Nullability::MayBeNull) if matches!(value, Value::Object(_)) => Pass::Nullable,
                _ => Pass::In,
            };
            return Ok((value, pass));
        };
        let value = self.value(&to)?;
        let is_in = has(&param.attributes, "in");
        match (param.direction, value) {
            (Direction::Out, _) => Ok((value, Pass::Out)),
            (_, Value::LongBool) => Err("a `BOOL` that flows both ways"),
            (_, Value::Object(_)) => Err("an object that flows both ways"),
            // What is only read is as well passed by value: servers look behind pointers, and take what they find there.
            (Direction::In, _) if is_in => Ok((value, Pass::In)),
            _ => Ok((value, Pass::InOut)),
        }
    }

    /// What a VARIANT holds for a type.
    fn value(&self, ty: &Type) -> Result<Value, &'static str> {
        let module = self.module;
        match ty {
            Type::Alias(id) => {
                let alias = &module[*id];
                match &*alias.name {
                    "VARIANT_BOOL" => Ok(Value::Bool),
                    "BOOL" => Ok(Value::LongBool),
                    "DATE" => Ok(Value::Date),
                    "HRESULT" | "SCODE" => Ok(Value::Code),
                    "BSTR" => Ok(Value::Bstr),
                    "CURRENCY" => Ok(Value::Currency),
                    _ => self.value(&alias.ty),
                }
            }
            Type::Scalar(scalar) => number(*scalar).map(Value::Number),
            Type::Enum(id) => match winmd::names::of_enum(&module[*id]) {
                Some(_) => Ok(Value::Enum(*id)),
                None => Ok(Value::Number("i32")),
            },
            Type::Interface(id) => Ok(Value::Object(self.object(*id))),
            Type::Record(id) => self.record(*id),
            Type::SafeArray(_) => Ok(Value::Variant),
            Type::Pointer { to, .. } => match module.resolved(ty) {
                Type::Interface(id) => {
                    let object = self.named(to).unwrap_or_else(|| self.object(id));
                    Ok(Value::Object(object))
                }
                _ => match module.resolved(to) {
                    Type::Record(id) if module[id].name.as_deref() == Some("SAFEARRAY") => {
                        Ok(Value::Variant)
                    }
                    _ => Err("a pointer, which no VARIANT can hold"),
                },
            },
            Type::Void | Type::InterfaceName(_) | Type::Array { .. } | Type::Function(_) => {
                Err("a type that no VARIANT can hold")
            }
        }
    }

    fn record(&self, id: RecordId) -> Result<Value, &'static str> {
        match self.module[id].name.as_deref() {
            Some("VARIANT" | "DECIMAL") => Ok(Value::Variant),
            Some("CY" | "CURRENCY") => Ok(Value::Currency),
            _ => Err("a record, which a VARIANT holds with its type library only"),
        }
    }

    fn object(&self, id: InterfaceId) -> Object {
        match self.interfaces.contains(&id) {
            true if is_dispatch(self.module, id) => Object::Dispatch(id),
            true => Object::Interface(id),
            false => Object::Unknown,
        }
    }

    /// The dispinterface of that name: to everything else it is an `IDispatch`.
    fn named(&self, ty: &Type) -> Option<Object> {
        let Type::Alias(alias) = ty else { return None };
        let name = &self.module[*alias].name;
        let is_named = |id: &&DispinterfaceId| self.module[**id].name == *name;
        self.dispinterfaces.iter().find(is_named).map(|id| Object::Dispinterface(*id))
    }
}

/// The type of Rust that a number is.
pub(crate) fn number(scalar: Scalar) -> Result<&'static str, &'static str> {
    Ok(match scalar {
        Scalar::Char | Scalar::SignedChar | Scalar::Small => "i8",
        Scalar::Boolean | Scalar::Byte | Scalar::UnsignedChar | Scalar::USmall => "u8",
        Scalar::Short => "i16",
        Scalar::UShort | Scalar::WChar => "u16",
        Scalar::Int | Scalar::Long | Scalar::ErrorStatus => "i32",
        Scalar::UInt | Scalar::ULong => "u32",
        Scalar::Hyper => "i64",
        Scalar::UHyper => "u64",
        Scalar::Float => "f32",
        Scalar::Double => "f64",
        Scalar::Int3264 | Scalar::UInt3264 => return Err("a number as wide as a pointer"),
        Scalar::Int128 | Scalar::Handle => return Err("a type that no VARIANT can hold"),
    })
}

/// `Label` of `get_Label`; a dispinterface's own methods have no such prefix.
fn bare_name(name: &str, property: Property) -> &str {
    name.strip_prefix(prefix(property)).unwrap_or(name)
}

fn accessor(name: &str, property: Property) -> String {
    format!("{}{}", prefix(property), names::snake_case(name))
}

fn prefix(property: Property) -> &'static str {
    match property {
        Property::Get => "get_",
        Property::Put => "put_",
        Property::PutRef => "putref_",
    }
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| &*attribute.name == name)
}
