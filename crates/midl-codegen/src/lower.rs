//! What each method becomes on the safe side. Decided here and nowhere else: traits, thunks, callers, the attribute's table and
//! the report of raw methods all read [`Lowered`].
//!
//! A method's IDL parameters turn into [`Mapping`]s. Each has a [`Form`], one for every row of the table from IDL to Rust, and
//! says which parameters it speaks for: the slice of `[in, size_is(n)] T *a` takes `a` and `n`. What has no safe form is
//! [`Form::Raw`] with its [`Reason`], and the method is `unsafe`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use midl_frontend::model::{self, Checked, DispinterfaceId, InterfaceId, RecordId, Type};

use crate::{
    elsewhere::{Held, Home},
    errors::EmitError,
    names,
    options::Options,
};

use builder::Builder;

pub(crate) mod builder;
pub(crate) mod data;
pub(crate) mod dispatch;
mod method;
mod plan;
mod sal;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod text;

/// Every interface that can be implemented and called.
#[derive(Clone, Debug)]
pub(crate) struct Lowered {
    /// In the order of their declaration: a base comes before what derives from it.
    pub(crate) interfaces: Vec<Interface>,
    /// Dispinterfaces, which can be called only.
    pub(crate) dispinterfaces: Vec<dispatch::Dispatch>,
    /// Unions that a method passes with its discriminant, in the order of their first use.
    pub(crate) unions: Vec<Union>,
    /// Names that had to give way to others.
    pub(crate) warnings: Vec<EmitError>,
}

/// A union that is an enum on the safe side.
#[derive(Clone, Debug)]
pub(crate) struct Union {
    /// The union in the model.
    pub(crate) id: RecordId,
    /// The type of the discriminant.
    pub(crate) tag: Type,
    /// The name of the enum that owns; the one that borrows has `Ref` behind it.
    pub(crate) name: String,
    /// The module that has the enum already; none where it is emitted here.
    pub(crate) home: Option<Home>,
}

/// An interface, its trait and its methods.
#[derive(Clone, Debug)]
pub(crate) struct Interface {
    /// The interface in the model.
    pub(crate) id: InterfaceId,
    /// The name of its trait.
    pub(crate) trait_name: String,
    /// Its base; none where that is `IUnknown`.
    pub(crate) base: Option<InterfaceId>,
    /// Its own methods in the order of their slots, as the model lists them.
    pub(crate) methods: Vec<Method>,
    /// The module that has the interface already; none where it is emitted here.
    pub(crate) home: Option<Home>,
    /// Its builder, if it is a callback interface.
    pub(crate) builder: Option<Builder>,
}

/// A method.
#[derive(Clone, Debug)]
pub(crate) struct Method {
    /// Its name in Rust.
    pub(crate) name: String,
    /// The Rust name of each IDL parameter.
    pub(crate) params: Vec<String>,
    /// What the parameters became, in their order; a parameter that another one speaks for has none.
    pub(crate) mappings: Vec<Mapping>,
    /// What comes back.
    pub(crate) returns: Returns,
}

/// What a parameter became, together with those that it speaks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mapping {
    /// The parameter that gives the name and the type.
    pub(crate) at: usize,
    /// What it became.
    pub(crate) form: Form,
}

/// A row of the table from IDL to Rust. `null` means that NULL is allowed and is `None`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    /// `[in] DWORD n`: as it is.
    Value,
    /// `[in] BOOL b`: `bool`.
    Bool,
    /// `[in] VARIANT_BOOL b`: `bool`.
    VariantBool,
    /// `[in] IFoo *p`: `&IFoo`.
    Interface { id: InterfaceId, null: bool },
    /// `[in] const S *s`: `&S`.
    Reference { null: bool },
    /// `[in, string] LPCWSTR s`: `&WStr`.
    Wide { null: bool },
    /// `[in, string] LPCSTR s`: `&CStr`.
    Narrow { null: bool },
    /// `[in] const T a[4]`: `&[T; 4]`.
    Fixed { len: u32, null: bool },
    /// `[in] BSTR s`: `&BStr`; NULL is the empty string.
    Bstr,
    /// `[in] const VARIANT *v`, and without `pointer` `[in] VARIANT v`: `&Variant`.
    Variant { null: bool, pointer: bool },
    /// The same with `[optional]`: what stands for an argument that is left out is `None`.
    OptionalVariant { pointer: bool },
    /// `[in, size_is(count)] T *a`: `&[T]`.
    Slice { count: usize, element: Element, null: bool },
    /// `[in, out, size_is(count)] T *a`, and with `cleared` `[out, size_is(count)] T *a`: `&mut [T]`.
    SliceMut { count: usize, element: Element, cleared: bool, null: bool },
    /// `[in, switch_is(tag)] U u` or `U *u`: the union's enum.
    Union { union: RecordId, tag: usize, pointer: bool },
    /// `[in, out] T *t`: `&mut T`.
    Mutable { what: Owned, null: bool },
    /// `[out] T *t`: part of the result. With `null` the caller may not want it.
    Out { what: Owned, null: bool },
    /// `[out, size_is(, *count)] T **t`: a `TaskSlice<T>` in the result.
    OutSlice { count: usize, element: Element },
    /// `[out, iid_is(riid)] void **p`: an `IUnknown` in the result; the caller's is generic.
    Query { riid: usize },
    /// `[out, size_is(capacity), length_is(*fetched)] T *t`: a buffer to fill.
    Buffer { capacity: usize, fetched: usize, element: Element },
    /// No safe form: as it is, and the method is `unsafe`.
    Raw(Reason),
}

/// What stands behind an `[out]` or `[in, out]` pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owned {
    /// Data without pointers.
    Plain,
    /// Data with pointers: safe to be given, not safe to give.
    Holding,
    /// `BOOL`
    Bool,
    /// `VARIANT_BOOL`
    VariantBool,
    /// An interface; `null` where NULL beside a success code is meant.
    Interface { id: InterfaceId, null: bool },
    /// A UTF-16 string in task memory; `null` where NULL beside a success code is meant.
    Wide { null: bool },
    /// `BSTR`
    Bstr,
    /// `VARIANT`
    Variant,
    /// An array of as many elements without pointers.
    Fixed { len: u32 },
    /// A union whose discriminant is the parameter `tag`.
    Union { union: RecordId, tag: usize },
}

/// What an array holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    /// Data without pointers.
    Plain,
    /// `void *` with a size: bytes.
    Byte,
    /// Interface pointers.
    Interface(InterfaceId),
    /// `VARIANT`s.
    Variant,
    /// UTF-16 strings in task memory.
    Wide,
    /// UTF-16 units of a buffer for one string.
    Unit,
}

/// What a method gives back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Returns {
    /// `HRESULT`, of which only `S_OK` means success: `Result<T>`.
    Result,
    /// `HRESULT` with success codes that mean something: `Result<Success<T>>`.
    Success,
    /// Nothing at all.
    Void,
    /// `BOOL`: `bool`.
    Bool,
    /// A number or an enum: as it is.
    Value,
    /// A struct or union: as it is, behind a hidden pointer on the wire. If it `holds` pointers, the method is `unsafe`.
    Record { holds: bool },
    /// Something with a pointer in it: as it is, and the method is `unsafe`.
    Raw,
}

/// Why a parameter has no safe form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The data behind it holds pointers of its own.
    HoldsPointers,
    /// `void *`, a pointer to a pointer, a handle: the IDL does not say what is behind it.
    Untyped,
    /// `char *`: a string of bytes in some code page.
    NarrowString,
    /// A string without the attribute that says so.
    MaybeString,
    /// A buffer for a string.
    StringBuffer,
    /// `SAFEARRAY`
    SafeArray,
    /// A function pointer.
    Function,
    /// The size is not simply another parameter.
    Size,
    /// It is returned by value nowhere: a stack has little room.
    Large,
    /// Another parameter of the same size has no safe form.
    SharedSize,
    /// A union without `switch_is`, or with a discriminant that is not simply another parameter.
    Discriminant,
    /// The method returns no HRESULT: it could not say that there is no such result.
    NoHresult,
    /// Data that flows both ways through a pointer that may be NULL.
    NullBothWays,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::HoldsPointers => "its data holds pointers",
            Reason::Untyped => "the IDL does not say what is behind the pointer",
            Reason::NarrowString => "a string of bytes that is not simply read",
            Reason::MaybeString => "characters or bytes without `string` or `size_is`",
            Reason::StringBuffer => "a buffer for a string",
            Reason::SafeArray => "a `SAFEARRAY`",
            Reason::Function => "a function pointer",
            Reason::Size => "its size is not simply another parameter",
            Reason::Large => "too large to be returned by value",
            Reason::SharedSize => "it shares its size with a parameter that has no safe form",
            Reason::Discriminant => {
                "a union without a discriminant that is simply another parameter"
            }
            Reason::NoHresult => {
                "the method returns no HRESULT and could not say that there is no result"
            }
            Reason::NullBothWays => "data that flows both ways through a pointer that may be NULL",
        })
    }
}

impl Method {
    /// The mappings whose values make up the result, in the order of the IDL.
    pub(crate) fn outs(&self) -> impl Iterator<Item = &Mapping> {
        self.mappings.iter().filter(|mapping| mapping.form.is_result())
    }

    /// The mappings that are arguments of the trait's method.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &Mapping> {
        self.mappings.iter().filter(|mapping| !mapping.form.is_result())
    }

    /// What has no safe form, and why: a parameter, or none for what the method returns.
    pub(crate) fn reasons(&self) -> impl Iterator<Item = (Option<usize>, Reason)> {
        let params = self.mappings.iter().filter_map(|mapping| match mapping.form {
            Form::Raw(reason) => Some((Some(mapping.at), reason)),
            Form::Out { what: Owned::Holding, .. } => {
                Some((Some(mapping.at), Reason::HoldsPointers))
            }
            _ => None,
        });
        let result = match self.returns {
            Returns::Raw => Some(Reason::Untyped),
            Returns::Record { holds: true } => Some(Reason::HoldsPointers),
            _ => None,
        };
        params.chain(result.map(|reason| (None, reason)))
    }

    /// Implementing it asks for care that the compiler cannot take.
    pub(crate) fn is_unsafe_to_implement(&self) -> bool {
        self.reasons().next().is_some()
    }

    /// Calling it asks for care that the compiler cannot take.
    pub(crate) fn is_unsafe_to_call(&self) -> bool {
        self.mappings.iter().any(|mapping| matches!(mapping.form, Form::Raw(_)))
    }

    /// It returns an HRESULT.
    pub(crate) fn has_hresult(&self) -> bool {
        matches!(self.returns, Returns::Result | Returns::Success)
    }
}

impl Form {
    /// Part of what the method returns, rather than an argument.
    pub(crate) fn is_result(&self) -> bool {
        matches!(self, Form::Out { .. } | Form::OutSlice { .. } | Form::Query { .. })
    }
}

/// Decides every method of the given interfaces and every member of the given dispinterfaces. `taken` are the type names that the bindings have.
///
/// What stands elsewhere is named as it was there, where nobody knew of what is emitted here.
///
/// # Errors
///
/// Plan entries that name nothing.
pub(crate) fn lower(
    checked: &Checked,
    (interfaces, dispinterfaces): (&[InterfaceId], &[DispinterfaceId]),
    taken: &BTreeSet<String>,
    elsewhere: &Held,
    options: &Options,
) -> Result<Lowered, Vec<EmitError>> {
    plan::check(checked, options)?;
    let mut lowered = Lowered {
        interfaces: Vec::new(),
        dispinterfaces: dispatch::lower(checked, dispinterfaces, interfaces),
        unions: Vec::new(),
        warnings: Vec::new(),
    };
    let dispatched = lowered.dispinterfaces.iter().map(|it| checked[it.id].name.to_string());
    let mut known: BTreeMap<String, Option<Home>> = taken
        .iter()
        .cloned()
        .chain(dispatched)
        .map(|name| {
            let home = elsewhere.home(&name);
            (name, home)
        })
        .collect();
    for &id in interfaces {
        let interface = &checked[id];
        let home = elsewhere.home(&interface.name);
        let trait_name = names::trait_name(&interface.name, interface.async_of.is_some(), |name| {
            is_known(&known, home, name)
        });
        known.insert(trait_name.clone(), home);
        let mut methods: Vec<Method> = interface
            .methods
            .iter()
            .map(|method| method::lower(checked, interface, method, options))
            .collect();
        for (method, idl) in methods.iter_mut().zip(&interface.methods) {
            lowered.collect_unions(checked, idl, method, home);
        }
        for index in 0..methods.len() {
            // The number may be part of another method's name, too.
            while let Some(first) =
                methods[..index].iter().position(|method| method.name == methods[index].name)
            {
                methods[index].name =
                    format!("{}_{}", methods[index].name, interface.methods[index].slot);
                lowered.warnings.push(EmitError::MethodRenamed {
                    name: methods[index].name.clone(),
                    first: interface.methods[first].origin.span,
                    second: interface.methods[index].origin.span,
                });
            }
        }
        let base = interface.base.filter(|base| checked[*base].base.is_some());
        lowered.interfaces.push(Interface { id, trait_name, base, methods, home, builder: None });
    }
    for union in &mut lowered.unions {
        union.name =
            names::enum_name(checked[union.id].name.as_deref().unwrap_or_default(), |name| {
                is_known(&known, union.home, name)
            });
        known.extend(
            [union.name.clone(), format!("{}Ref", union.name)].map(|name| (name, union.home)),
        );
    }
    for index in 0..lowered.interfaces.len() {
        let Interface { id, home, .. } = lowered.interfaces[index];
        let builder = lowered.builder(checked, id, |name| is_known(&known, home, name));
        known.extend(builder.as_ref().map(|builder| (builder.name.clone(), home)));
        lowered.interfaces[index].builder = builder;
    }
    Ok(lowered)
}

/// Whether a name is taken for what stands in the module `home`, or here.
fn is_known(known: &BTreeMap<String, Option<Home>>, home: Option<Home>, name: &str) -> bool {
    known.get(name).is_some_and(|other| home.is_none() || *other == home)
}

impl Lowered {
    /// Notes the unions of a method. A union has one enum, with one type of discriminant: the first.
    fn collect_unions(
        &mut self,
        checked: &Checked,
        idl: &model::Method,
        method: &mut Method,
        home: Option<Home>,
    ) {
        for mapping in &mut method.mappings {
            let (id, tag) = match mapping.form {
                Form::Union { union, tag, .. }
                | Form::Out { what: Owned::Union { union, tag }, .. } => (union, tag),
                _ => continue,
            };
            let tag = checked.resolved(&idl.params[tag].ty);
            match self.unions.iter().find(|union| union.id == id) {
                Some(union) if union.tag == tag => {}
                Some(_) => mapping.form = Form::Raw(Reason::Discriminant),
                None => self.unions.push(Union { id, tag, name: String::new(), home }),
            }
        }
    }

    /// The interfaces that are emitted here.
    pub(crate) fn here(&self) -> impl Iterator<Item = &Interface> {
        self.interfaces.iter().filter(|interface| interface.home.is_none())
    }

    /// The interface with this id, if it is one of them.
    pub(crate) fn get(&self, id: InterfaceId) -> Option<&Interface> {
        self.interfaces.iter().find(|interface| interface.id == id)
    }
}
