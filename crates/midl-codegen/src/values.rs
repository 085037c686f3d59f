//! The enums that stand for unions with a discriminant: one that owns, and one that borrows where an arm holds a pointer.

use midl_frontend::model::{Arm, Field, RecordId, Scalar, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::{
    context::{Context, idl_type},
    docs,
    lower::{
        self,
        data::{Payload, payload},
    },
    names, print,
};

/// The enums of every union, in the order of their first use.
pub(crate) fn emit(cx: &Context<'_>) -> Vec<TokenStream> {
    let here = cx.lowered.unions.iter().filter(|union| union.home.is_none());
    here.flat_map(|union| Union::new(cx, union).items()).collect()
}

/// The type of an argument that is such a union.
pub(crate) fn borrowed(cx: &Context<'_>, id: RecordId) -> TokenStream {
    let (owned, borrowed) = enums(cx, id);
    if holds_pointers(cx, id) { quote!(#borrowed<'_>) } else { quote!(#owned) }
}

/// The type of a result that is such a union.
pub(crate) fn owned(cx: &Context<'_>, id: RecordId) -> TokenStream {
    let (owned, _) = enums(cx, id);
    quote!(#owned)
}

/// The names of the enum that owns and of the one that borrows.
pub(crate) fn enums(cx: &Context<'_>, id: RecordId) -> (Ident, Ident) {
    let name = cx.union(id);
    (names::ident(name), format_ident!("{name}Ref"))
}

/// Whether an arm holds a pointer: then there are two enums.
pub(crate) fn holds_pointers(cx: &Context<'_>, id: RecordId) -> bool {
    cx.checked[id]
        .fields
        .iter()
        .any(|field| !matches!(payload(cx.checked, field), Some(Payload::Plain | Payload::Bool)))
}

/// One union on its way to its enums.
struct Union<'c> {
    cx: &'c Context<'c>,
    id: RecordId,
    /// The type of the discriminant, and the integer that it is matched by.
    tag: TokenStream,
    tag_value: TokenStream,
    arms: Vec<Variant<'c>>,
}

/// An arm on its way to a variant.
struct Variant<'c> {
    name: Ident,
    field: Ident,
    wire: &'c syn::Type,
    payload: Payload,
    model: &'c Field,
}

impl<'c> Union<'c> {
    fn new(cx: &'c Context<'c>, union: &lower::Union) -> Union<'c> {
        let (tag, tag_value) = match &union.tag {
            Type::Enum(id) => {
                let name = idl_type(cx.checked[*id].name.as_deref().unwrap_or("i32"));
                (quote!(#name), quote!(tag.0))
            }
            scalar => {
                let name = names::ident(integer(scalar));
                (quote!(#name), quote!(tag))
            }
        };
        let record = &cx.checked[union.id];
        let wire = cx.wire.union(record.name.as_deref().unwrap_or_default());
        let arms = record.fields.iter().zip(wire).filter_map(|(model, (field, wire))| {
            let name = names::ident(&names::camel_case(model.name.as_deref()?));
            Some(Variant {
                name,
                field: field.clone(),
                wire,
                payload: payload(cx.checked, model)?,
                model,
            })
        });
        Union { cx, id: union.id, tag, tag_value, arms: arms.collect() }
    }

    fn items(&self) -> Vec<TokenStream> {
        let (owned, borrowed) = enums(self.cx, self.id);
        if holds_pointers(self.cx, self.id) {
            vec![
                self.emit_enum(&owned, false, ", owned", &self.derives("Clone", "Debug")),
                self.emit_enum(
                    &borrowed,
                    true,
                    ", borrowed",
                    &self.derives("Clone, Copy", "Debug"),
                ),
                self.emit_owned(&owned),
                self.emit_borrowed(&borrowed),
            ]
        } else {
            vec![
                self.emit_enum(&owned, false, "", &self.derives("Clone, Copy", "Debug, PartialEq")),
                self.emit_copied(&owned),
            ]
        }
    }

    /// The traits that every payload has; unions and structs may lack the ones for reading.
    fn derives(&self, always: &str, reading: &str) -> TokenStream {
        let is_simple = |arm: &Variant<'_>| match self.cx.checked.resolved(&arm.model.ty) {
            Type::Record(id) => self.cx.checked[id].name.as_deref() == Some("GUID"),
            _ => true,
        };
        let list = if self.arms.iter().all(is_simple) {
            format!("{always}, {reading}")
        } else {
            always.to_owned()
        };
        let list: TokenStream = list.parse().unwrap_or_default();
        quote!(#[derive(#list)])
    }

    fn emit_enum(
        &self,
        name: &Ident,
        borrows: bool,
        how: &str,
        derives: &TokenStream,
    ) -> TokenStream {
        let record = &self.cx.checked[self.id];
        let summary =
            format!("`{}` with its discriminant{how}.", record.name.as_deref().unwrap_or_default());
        let docs = docs::attributes(&docs::paragraphs([
            vec![summary],
            docs::comment(self.cx.checked, record.origin),
        ]));
        let lifetime = borrows.then(|| quote!(<'a>));
        let variants = self.arms.iter().map(|arm| {
            let (name, ty) = (&arm.name, self.payload_type(arm, borrows));
            let summary = format!("`{}`: {}.", arm.field, self.labels(&arm.model.arm));
            let docs = docs::attributes(&docs::paragraphs([
                vec![summary],
                docs::comment(self.cx.checked, arm.model.origin),
            ]));
            quote!(#docs #name(#ty))
        });
        let empty = self.empty().map(|arm| {
            let docs = docs::attributes(&[format!("No data: {}.", self.labels(&arm))]);
            quote!(#docs Empty)
        });
        quote! {
            #docs
            #derives
            pub enum #name #lifetime {
                #(#variants,)*
                #empty
            }
        }
    }

    fn payload_type(&self, arm: &Variant<'_>, borrows: bool) -> TokenStream {
        let wire = arm.wire;
        match (arm.payload, borrows) {
            (Payload::Plain, _) => quote!(#wire),
            (Payload::Bool, _) => quote!(bool),
            (Payload::Wide, false) => quote!(WString),
            (Payload::Wide, true) => quote!(&'a WStr),
            (Payload::Bstr, false) => quote!(Bstr),
            (Payload::Bstr, true) => quote!(&'a Bstr),
            (Payload::Interface(id), borrows) => {
                let interface = self.cx.interface(id);
                if borrows { quote!(&'a #interface) } else { quote!(#interface) }
            }
        }
    }

    /// A union without pointers: the enum is copied both ways.
    fn emit_copied(&self, name: &Ident) -> TokenStream {
        let into = self.emit_to_wire(false, |arm| match arm.payload {
            Payload::Bool => quote!(BOOL::from(value)),
            _ => quote!(value),
        });
        let from = self.emit_from_wire(&quote!(&), "V2, C3", |arm| {
            let (name, field) = (&arm.name, &arm.field);
            match arm.payload {
                Payload::Bool => quote!(Ok(Self::#name(wire.#field.as_bool()))),
                _ => quote!(Ok(Self::#name(wire.#field))),
            }
        });
        quote!(impl #name { #into #from })
    }

    fn emit_owned(&self, name: &Ident) -> TokenStream {
        let into = self.emit_to_wire(false, |arm| match arm.payload {
            Payload::Plain => quote!(value),
            Payload::Bool => quote!(BOOL::from(value)),
            Payload::Wide | Payload::Bstr => quote!(value.into_raw()),
            Payload::Interface(_) => quote!(ManuallyDrop::new(Some(value))),
        });
        let from = self.emit_from_wire(&quote!(), "C3", |arm| {
            let (name, field) = (&arm.name, &arm.field);
            match arm.payload {
                Payload::Plain => quote!(Ok(Self::#name(wire.#field))),
                Payload::Bool => quote!(Ok(Self::#name(wire.#field.as_bool()))),
                Payload::Wide => {
                    quote!(Ok(Self::#name(WString::from_raw(wire.#field).ok_or_else(|| Error::from_hresult(E_POINTER))?)))
                }
                Payload::Bstr => quote!(Ok(Self::#name(Bstr::from_raw(wire.#field)))),
                Payload::Interface(_) => {
                    quote!(Ok(Self::#name(ManuallyDrop::into_inner(wire.#field).ok_or_else(|| Error::from_hresult(E_POINTER))?)))
                }
            }
        });
        quote!(impl #name { #into #from })
    }

    fn emit_borrowed(&self, name: &Ident) -> TokenStream {
        let into = self.emit_to_wire(true, |arm| match arm.payload {
            Payload::Plain => quote!(value),
            Payload::Bool => quote!(BOOL::from(value)),
            Payload::Wide => quote!(caller::wide_lent(value)),
            Payload::Bstr => quote!(value.as_raw()),
            Payload::Interface(_) => quote!(lent),
        });
        let from = self.emit_from_wire(&quote!(&'a), "V2, V4, V5", |arm| {
            let (name, field) = (&arm.name, &arm.field);
            match arm.payload {
                Payload::Plain => quote!(Ok(Self::#name(wire.#field))),
                Payload::Bool => quote!(Ok(Self::#name(wire.#field.as_bool()))),
                Payload::Wide => quote!(Ok(Self::#name(thunk::wide(wire.#field.0)?))),
                Payload::Bstr => quote!(Ok(Self::#name(thunk::bstr(&wire.#field)))),
                Payload::Interface(_) => {
                    quote!(Ok(Self::#name((*wire.#field).as_ref().ok_or_else(|| Error::from_hresult(E_POINTER))?)))
                }
            }
        });
        quote!(impl<'a> #name<'a> { #into #from })
    }

    /// From the enum to the union: the arm must be the one that the discriminant selects.
    fn emit_to_wire(
        &self,
        lends: bool,
        value: impl Fn(&Variant<'_>) -> TokenStream,
    ) -> TokenStream {
        let (raw, tag, tag_value) = (self.raw(), &self.tag, &self.tag_value);
        let (function, how) =
            if lends { (quote!(to_wire), ", lent") } else { (quote!(into_wire), "") };
        let docs = docs::attributes(&[format!(
            "The union for `tag`{how}; `E_INVALIDARG` if `tag` selects another arm or none."
        )]);
        let arms = self.arms.iter().map(|arm| {
            let (pattern, guard) = self.pattern(&arm.model.arm);
            let (name, field, value) = (&arm.name, &arm.field, value(arm));
            match (arm.payload, lends) {
                (Payload::Interface(_), true) => {
                    let note = print::safety("M1; the copy is never released.");
                    quote! {
                        (#pattern, Self::#name(value)) #guard => {
                            #note
                            let lent = unsafe { core::mem::transmute_copy(value) };
                            Ok(#raw { #field: lent })
                        }
                    }
                }
                _ => quote!((#pattern, Self::#name(value)) #guard => Ok(#raw { #field: #value }),),
            }
        });
        let empty = self.empty().map(|arm| {
            let (pattern, guard) = self.pattern(&arm);
            quote!((#pattern, Self::Empty) #guard => Ok(#raw::default()),)
        });
        quote! {
            #docs
            #[doc(hidden)]
            pub fn #function(self, tag: #tag) -> Result<#raw> {
                match (#tag_value, self) {
                    #(#arms)*
                    #empty
                    _ => Err(Error::from_hresult(E_INVALIDARG)),
                }
            }
        }
    }

    /// From the union to the arm that the discriminant selects.
    fn emit_from_wire(
        &self,
        lent: &TokenStream,
        invariants: &str,
        arm: impl Fn(&Variant<'_>) -> TokenStream,
    ) -> TokenStream {
        let (raw, tag, tag_value) = (self.raw(), &self.tag, &self.tag_value);
        let docs = docs::attributes(&[
            "The arm that `tag` selects; `E_INVALIDARG` if there is none, `E_POINTER` if it needs a pointer and holds NULL."
                .to_owned(),
            String::new(),
            "# Safety".to_owned(),
            String::new(),
            format!("{invariants}: the other side set the arm that `tag` selects."),
        ]);
        let note = print::safety(&format!("{invariants}, `tag` selects the arm."));
        let arms = self.arms.iter().filter(|it| !it.model.arm.cases.is_empty()).map(|it| {
            let (pattern, body) = (cases(&it.model.arm.cases), arm(it));
            quote!(#pattern => #body,)
        });
        let empty = self.empty().map(|it| it.cases).filter(|it| !it.is_empty()).map(|it| {
            let pattern = cases(&it);
            quote!(#pattern => Ok(Self::Empty),)
        });
        let default = match self.arms.iter().find(|it| it.model.arm.default) {
            Some(it) => arm(it),
            None if self.empty().is_some_and(|it| it.default) => quote!(Ok(Self::Empty)),
            None => quote!(Err(Error::from_hresult(E_INVALIDARG))),
        };
        quote! {
            #docs
            #[doc(hidden)]
            pub unsafe fn from_wire(tag: #tag, wire: #lent #raw) -> Result<Self> {
                #note
                unsafe {
                    match #tag_value {
                        #(#arms)*
                        #empty
                        _ => #default,
                    }
                }
            }
        }
    }

    /// What a discriminant must be for an arm: its cases, and for the default all that no other arm has.
    fn pattern(&self, arm: &Arm) -> (TokenStream, TokenStream) {
        if !arm.default {
            return (cases(&arm.cases), quote!());
        }
        let others: Vec<i64> = self
            .all_arms()
            .filter(|other| *other != arm)
            .flat_map(|other| other.cases.clone())
            .collect();
        if others.is_empty() {
            return (quote!(_), quote!());
        }
        let others = cases(&others);
        (quote!(tag), quote!(if !matches!(tag, #others)))
    }

    fn all_arms(&self) -> impl Iterator<Item = &Arm> {
        let record = &self.cx.checked[self.id];
        record.fields.iter().map(|field| &field.arm).chain(&record.empty_arms)
    }

    /// The arms without data, as one.
    fn empty(&self) -> Option<Arm> {
        let arms = &self.cx.checked[self.id].empty_arms;
        let cases = arms.iter().flat_map(|arm| arm.cases.clone()).collect();
        (!arms.is_empty()).then(|| Arm { cases, default: arms.iter().any(|arm| arm.default) })
    }

    /// `NOTE_KIND_PLAIN`, 6, or anything else.
    fn labels(&self, arm: &Arm) -> String {
        let name = |value: &i64| match self.enumerator(*value) {
            Some(name) => format!("`{name}`"),
            None => value.to_string(),
        };
        let mut labels: Vec<String> = arm.cases.iter().map(name).collect();
        if arm.default {
            labels.push("anything else".to_owned());
        }
        labels.join(", ")
    }

    /// The member of the discriminant's enum with this value.
    fn enumerator(&self, value: i64) -> Option<&str> {
        let switch = self.cx.checked[self.id].switch_type.as_ref()?;
        match self.cx.checked.resolved(switch) {
            Type::Enum(id) => {
                let members = &self.cx.checked[id].members;
                members
                    .iter()
                    .find(|member| i64::from(member.value) == value)
                    .map(|member| &*member.name)
            }
            _ => None,
        }
    }

    fn raw(&self) -> Ident {
        idl_type(self.cx.checked[self.id].name.as_deref().unwrap_or_default())
    }
}

/// The integer that a discriminant is on the wire.
fn integer(tag: &Type) -> &'static str {
    match tag {
        Type::Scalar(Scalar::Small) => "i8",
        Type::Scalar(Scalar::Byte | Scalar::UnsignedChar | Scalar::USmall) => "u8",
        Type::Scalar(Scalar::Short) => "i16",
        Type::Scalar(Scalar::UShort) => "u16",
        Type::Scalar(Scalar::UInt | Scalar::ULong) => "u32",
        Type::Scalar(Scalar::Hyper) => "i64",
        Type::Scalar(Scalar::UHyper) => "u64",
        Type::Scalar(Scalar::Int3264) => "isize",
        Type::Scalar(Scalar::UInt3264) => "usize",
        _ => "i32",
    }
}

/// `1 | 6`
fn cases(values: &[i64]) -> TokenStream {
    let values = values.iter().map(|value| Literal::i64_unsuffixed(*value));
    quote!(#(#values)|*)
}
