//! What Microsoft's own metadata says of the interfaces that an IDL declares: IIDs, bases, slots in their order, types of parameters.
//!
//! A difference that changes what crosses the boundary is one of [`Difference`]'s with `abi`. The others say the same bytes in other
//! words, and fall into few classes: their metadata is made from C headers, and was retyped by hand afterwards.

use std::collections::BTreeSet;

use windows_metadata::{
    ParamAttributes, Type, TypeName,
    reader::{File, HasAttributes, Index, MethodDef, MethodParam, TypeCategory, TypeDef},
};

use crate::metadata::{Metadata, X64, guid};

/// What came of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Agreement {
    /// Interfaces that both have.
    pub interfaces: usize,
    /// Methods of them, by slot.
    pub methods: usize,
    /// Parameters and results of them.
    pub types: usize,
    /// Where the two differ, in the order of the names.
    pub differences: Vec<Difference>,
    /// Which of the two says how large an array is.
    pub sizes: Said,
    /// Which of the two says that a pointer may be NULL.
    pub nullable: Said,
    /// What the IDL alone says: `IFoo.Method.param: its size`.
    pub more: Vec<String>,
}

/// How often something is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// By both.
    pub both: usize,
    /// By the IDL alone.
    pub ours: usize,
    /// By their metadata alone.
    pub theirs: usize,
}

/// A place where the two differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// `IFoo`, `IFoo.Method`, `IFoo.Method.param`.
    pub place: String,
    /// What kind of difference it is: `iid`, `base`, `slots`, `abi`; or, where the bytes are the same, the word for what is said otherwise.
    pub class: &'static str,
    /// What the IDL says.
    pub ours: String,
    /// What their metadata says.
    pub theirs: String,
}

impl Said {
    fn count(&mut self, ours: bool, theirs: bool) {
        match (ours, theirs) {
            (true, true) => self.both += 1,
            (true, false) => self.ours += 1,
            (false, true) => self.theirs += 1,
            (false, false) => {}
        }
    }
}

/// Compares the interfaces of these names in metadata that [`crate::winmd::emit`] made.
#[must_use]
pub fn compare(winmd: &[u8], namespace: &str, interfaces: &BTreeSet<String>) -> Agreement {
    let files = File::new(winmd.to_vec()).into_iter().collect();
    let ours = Index::new_for_architecture(files, X64);
    let theirs = Metadata::get();
    let mut comparison = Comparison {
        ours: Side { index: &ours },
        theirs: Side { index: &theirs.index },
        agreement: Agreement::default(),
    };
    for name in interfaces {
        let our = ours.get(namespace, name).next();
        if let (Some(our), Some(their)) = (our, theirs.find(name))
            && their.category() == TypeCategory::Interface
        {
            comparison.interface(our, their);
        }
    }
    comparison.agreement
}

/// Metadata that types are looked up in.
#[derive(Clone, Copy)]
struct Side<'i> {
    index: &'i Index,
}

struct Comparison<'i> {
    ours: Side<'i>,
    theirs: Side<'i>,
    agreement: Agreement,
}

impl Comparison<'_> {
    fn interface(&mut self, ours: TypeDef<'_>, theirs: TypeDef<'_>) {
        let name = ours.name();
        self.agreement.interfaces += 1;
        self.fact(name, "iid", iid(ours), iid(theirs));
        self.fact(name, "base", base(ours), base(theirs));
        let methods = |ty: TypeDef<'_>| {
            ty.methods().map(|method| method.name().to_owned()).collect::<Vec<_>>()
        };
        let (our_names, their_names) = (methods(ours), methods(theirs));
        if our_names != their_names {
            let at = our_names.iter().zip(&their_names).take_while(|(a, b)| a == b).count();
            let rest = |names: &[String]| match names.get(at) {
                Some(name) => format!("{} slots, {name} in slot {at}", names.len()),
                None => format!("{} slots", names.len()),
            };
            self.difference(name, "slots", rest(&our_names), rest(&their_names));
        }
        for (our, their) in ours.methods().zip(theirs.methods()) {
            if our.name() == their.name() {
                self.method(name, our, their);
            }
        }
    }

    fn method(&mut self, interface: &str, ours: MethodDef<'_>, theirs: MethodDef<'_>) {
        self.agreement.methods += 1;
        let place = format!("{interface}.{}", ours.name());
        let (our, their) = (ours.signature(&[]), theirs.signature(&[]));
        self.types(&format!("{place}.result"), &our.return_type, &their.return_type);
        if our.types.len() != their.types.len() {
            let count = |types: &[Type]| format!("{} parameters", types.len());
            return self.difference(&place, "abi", count(&our.types), count(&their.types));
        }
        for (at, (our_type, their_type)) in our.types.iter().zip(&their.types).enumerate() {
            let (our_param, their_param) = (param(ours, at), param(theirs, at));
            let name = our_param.as_ref().map(|param| param.name().to_owned()).unwrap_or_default();
            self.types(&format!("{place}.{name}"), our_type, their_type);
            let sized = |param: &Option<MethodParam<'_>>| {
                param.as_ref().is_some_and(|param| {
                    param.has_attribute("NativeArrayInfoAttribute")
                        || param.has_attribute("MemorySizeAttribute")
                })
            };
            let optional = |param: &Option<MethodParam<'_>>| {
                param
                    .as_ref()
                    .is_some_and(|param| param.flags().contains(ParamAttributes::Optional))
            };
            for (what, ours, theirs, said) in [
                ("its size", sized(&our_param), sized(&their_param), &mut self.agreement.sizes),
                (
                    "NULL",
                    optional(&our_param),
                    optional(&their_param),
                    &mut self.agreement.nullable,
                ),
            ] {
                said.count(ours, theirs);
                if ours && !theirs {
                    self.agreement.more.push(format!("{place}.{name}: {what}"));
                }
            }
        }
    }

    fn types(&mut self, place: &str, ours: &Type, theirs: &Type) {
        self.agreement.types += 1;
        if let Some(class) = self.class(ours, theirs) {
            self.difference(place, class, shown(ours), shown(theirs));
        }
    }

    /// What kind of difference there is between two types; none for equal ones.
    fn class(&self, ours: &Type, theirs: &Type) -> Option<&'static str> {
        if shown(ours) == shown(theirs) {
            return None;
        }
        let (our_abi, their_abi) = (self.ours.abi(ours), self.theirs.abi(theirs));
        if our_abi != their_abi {
            return Some("abi");
        }
        Some(match (ours, theirs) {
            _ if is_string(ours) || is_string(theirs) => "string",
            _ if is_function(self.ours, ours) || is_function(self.theirs, theirs) => "function",
            _ if is_interface(self.ours, ours) || is_interface(self.theirs, theirs) => "interface",
            (
                Type::PtrMut(our, our_stars) | Type::PtrConst(our, our_stars),
                Type::PtrMut(their, their_stars) | Type::PtrConst(their, their_stars),
            ) if our_stars == their_stars => match self.class(our, their) {
                None => "const",
                Some("abi") if **our == Type::Void || **their == Type::Void => "untyped",
                Some("abi") => "pointee",
                Some(class) => class,
            },
            _ if our_abi == "pointer" => "pointee",
            _ if self.ours.is_enum(ours) || self.theirs.is_enum(theirs) => "enum",
            (Type::ValueName(_), _) | (_, Type::ValueName(_)) => "name",
            _ => "sign",
        })
    }

    fn fact(&mut self, place: &str, class: &'static str, ours: String, theirs: String) {
        if ours != theirs {
            self.difference(place, class, ours, theirs);
        }
    }

    fn difference(&mut self, place: &str, class: &'static str, ours: String, theirs: String) {
        self.agreement.differences.push(Difference {
            place: place.to_owned(),
            class,
            ours,
            theirs,
        });
    }
}

impl<'i> Side<'i> {
    fn get(self, name: &TypeName) -> Option<TypeDef<'i>> {
        self.index.get(&name.namespace, &name.name).next()
    }

    fn is_enum(self, ty: &Type) -> bool {
        matches!(ty, Type::ValueName(name) if self.get(name).is_some_and(|ty| ty.category() == TypeCategory::Enum))
    }

    /// What crosses the boundary: how many bytes of what sort, and of which record.
    fn abi(self, ty: &Type) -> String {
        match ty {
            Type::Bool | Type::I8 | Type::U8 => "1 byte".to_owned(),
            Type::Char | Type::I16 | Type::U16 => "2 bytes".to_owned(),
            Type::I32 | Type::U32 => "4 bytes".to_owned(),
            Type::I64 | Type::U64 => "8 bytes".to_owned(),
            // A handle is one or the other, as its maker likes.
            Type::ISize | Type::USize => "pointer".to_owned(),
            Type::PtrMut(..) | Type::PtrConst(..) | Type::ClassName(_) => "pointer".to_owned(),
            Type::ArrayFixed(..) => "pointer".to_owned(),
            Type::ValueName(name) => self.named(name),
            ty => shown(ty),
        }
    }

    fn named(self, name: &TypeName) -> String {
        match &*name.name {
            "HRESULT" | "BOOL" => return "4 bytes".to_owned(),
            "PWSTR" | "PCWSTR" | "PSTR" | "PCSTR" | "BSTR" => return "pointer".to_owned(),
            _ => {}
        }
        let Some(ty) = self.get(name) else { return name.name.to_string() };
        let first = || ty.fields().next().map(|field| field.ty());
        match ty.category() {
            TypeCategory::Enum => self.abi(&ty.underlying_type().unwrap_or(Type::I32)),
            TypeCategory::Delegate | TypeCategory::Interface => "pointer".to_owned(),
            _ if ty.has_attribute("NativeTypedefAttribute") => {
                first().map_or_else(|| name.name.to_string(), |ty| self.abi(&ty))
            }
            _ => name.name.to_string(),
        }
    }
}

fn is_function(side: Side<'_>, ty: &Type) -> bool {
    matches!(ty, Type::ClassName(name) | Type::ValueName(name)
        if side.get(name).is_some_and(|ty| ty.category() == TypeCategory::Delegate))
}

fn is_interface(side: Side<'_>, ty: &Type) -> bool {
    matches!(ty, Type::ClassName(name) | Type::ValueName(name)
        if &*name.name == "IUnknown" || side.get(name).is_some_and(|ty| ty.category() == TypeCategory::Interface))
}

fn is_string(ty: &Type) -> bool {
    matches!(ty, Type::ValueName(name)
        if matches!(&*name.name, "PWSTR" | "PCWSTR" | "PSTR" | "PCSTR" | "BSTR"))
}

fn param(method: MethodDef<'_>, at: usize) -> Option<MethodParam<'_>> {
    method.params().find(|param| usize::from(param.sequence()) == at + 1)
}

fn iid(ty: TypeDef<'_>) -> String {
    let attribute = ty.find_attribute("GuidAttribute");
    attribute.map(|attribute| guid(&attribute.value())).unwrap_or_default()
}

fn base(ty: TypeDef<'_>) -> String {
    match ty.interface_impls().next().map(|row| row.interface(&[])) {
        Some(Type::ClassName(base) | Type::ValueName(base)) => base.name.to_string(),
        _ => String::new(),
    }
}

/// A type as Rust would write it, without namespaces.
fn shown(ty: &Type) -> String {
    match ty {
        Type::PtrMut(to, stars) => format!("{}{}", "*mut ".repeat(*stars), shown(to)),
        Type::PtrConst(to, stars) => format!("{}{}", "*const ".repeat(*stars), shown(to)),
        Type::ArrayFixed(of, count) => format!("[{}; {count}]", shown(of)),
        Type::ClassName(name) | Type::ValueName(name) => match &*name.name {
            "Guid" => "GUID".to_owned(),
            name => name.to_owned(),
        },
        ty => format!("{ty:?}").to_lowercase(),
    }
}
