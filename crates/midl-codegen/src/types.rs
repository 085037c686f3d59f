//! The types on the safe side: of arguments and results, for whoever implements and for whoever calls.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::{
    context::{Context, Method},
    lower::{Element, Form, Mapping, Owned, Returns},
    names, values,
    wire::pointee,
};

/// Which side of a call a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The trait's method.
    Implement,
    /// The interface's method.
    Call,
}

/// The name of the argument that a mapping became.
pub(crate) fn name(method: Method<'_>, mapping: &Mapping) -> Ident {
    names::ident(&method.rust.params[mapping.at])
}

/// The type of an argument.
pub(crate) fn argument(
    cx: &Context<'_>,
    method: Method<'_>,
    mapping: &Mapping,
    side: Side,
) -> TokenStream {
    let wire = &method.wire[mapping.at];
    let optional = |null: bool, ty: TokenStream| if null { quote!(Option<#ty>) } else { ty };
    match &mapping.form {
        Form::Value | Form::Raw(_) => quote!(#wire),
        Form::Bool | Form::VariantBool => quote!(bool),
        Form::Interface { id, null } => {
            let interface = cx.interface(*id);
            optional(*null, quote!(&#interface))
        }
        Form::Reference { null } => {
            let to = pointee(wire);
            optional(*null, quote!(&#to))
        }
        Form::Wide { null: false } if side == Side::Call => quote!(impl WideArg),
        Form::Wide { null } => optional(*null, quote!(&WStr)),
        Form::Narrow { null } => optional(*null, quote!(&CStr)),
        Form::Fixed { len, null } => {
            let array = fixed(wire, *len);
            optional(*null, quote!(&#array))
        }
        Form::Bstr => quote!(&Bstr),
        Form::Variant { null, .. } => optional(*null, quote!(&Variant)),
        Form::OptionalVariant { .. } => quote!(Option<&Variant>),
        Form::Slice { element, null, .. } => {
            let element = in_array(cx, method, mapping, *element);
            optional(*null, quote!(&[#element]))
        }
        Form::SliceMut { element, null, .. } => {
            let element = in_array(cx, method, mapping, *element);
            optional(*null, quote!(&mut [#element]))
        }
        Form::Union { union, .. } => values::borrowed(cx, *union),
        Form::Mutable { what, null } => {
            let ty = owned(cx, method, mapping, *what);
            optional(*null, quote!(&mut #ty))
        }
        Form::Buffer { element, .. } if side == Side::Call => {
            let element = in_array(cx, method, mapping, *element);
            quote!(&mut [#element])
        }
        Form::Buffer { element, .. } => {
            let element = match element {
                Element::Interface(id) => {
                    let interface = cx.interface(*id);
                    quote!(#interface)
                }
                _ => in_array(cx, method, mapping, *element),
            };
            quote!(&mut OutBuffer<'_, #element>)
        }
        Form::Out { .. } | Form::OutSlice { .. } | Form::Query { .. } => {
            result_part(cx, method, mapping, side)
        }
    }
}

/// What a method returns, `HRESULT` and out parameters together. `can_fail` says that a method without HRESULT may not be
/// called at all.
pub(crate) fn result(
    cx: &Context<'_>,
    method: Method<'_>,
    side: Side,
    can_fail: bool,
) -> TokenStream {
    let mut parts: Vec<TokenStream> =
        method.rust.outs().map(|out| result_part(cx, method, out, side)).collect();
    if side == Side::Call {
        parts.extend(method.rust.arguments().filter_map(|it| fetched(method, it)));
    }
    // What the method itself returns comes before what its parameters give.
    parts.splice(0..0, own_result(method));
    let value = tuple(&parts);
    match method.rust.returns {
        Returns::Result => quote!(-> Result<#value>),
        Returns::Success => quote!(-> Result<Success<#value>>),
        _ if can_fail => quote!(-> Result<#value>),
        _ if parts.is_empty() => quote!(),
        _ => quote!(-> #value),
    }
}

/// What a method without HRESULT returns, where it returns something.
fn own_result(method: Method<'_>) -> Option<TokenStream> {
    let wire = match method.rust.returns {
        Returns::Result | Returns::Success | Returns::Void => None,
        Returns::Bool => return Some(quote!(bool)),
        Returns::Value | Returns::Raw => method.output,
        Returns::Record { .. } => method.hidden.map(pointee),
    };
    wire.map(|ty| quote!(#ty))
}

/// No part is `()`, one is itself.
pub(crate) fn tuple(parts: &[TokenStream]) -> TokenStream {
    match parts {
        [] => quote!(()),
        [one] => one.clone(),
        several => quote!((#(#several),*)),
    }
}

/// The type of a buffer's count.
fn fetched(method: Method<'_>, mapping: &Mapping) -> Option<TokenStream> {
    match mapping.form {
        Form::Buffer { fetched, .. } => {
            let count = pointee(&method.wire[fetched]);
            Some(quote!(#count))
        }
        _ => None,
    }
}

fn result_part(cx: &Context<'_>, method: Method<'_>, mapping: &Mapping, side: Side) -> TokenStream {
    match &mapping.form {
        Form::Out { what, .. } => owned(cx, method, mapping, *what),
        Form::OutSlice { element: Element::Plain, .. } => {
            let element = pointee(pointee(&method.wire[mapping.at]));
            quote!(TaskSlice<#element>)
        }
        Form::OutSlice { element, .. } => {
            let element = in_array(cx, method, mapping, *element);
            quote!(TaskSlice<#element>)
        }
        Form::Query { .. } if side == Side::Call => quote!(I),
        _ => quote!(IUnknown),
    }
}

/// The owned form of what is behind an `[out]` or `[in, out]` pointer.
pub(crate) fn owned(
    cx: &Context<'_>,
    method: Method<'_>,
    mapping: &Mapping,
    what: Owned,
) -> TokenStream {
    match what {
        Owned::Plain | Owned::Holding => {
            let to = pointee(&method.wire[mapping.at]);
            quote!(#to)
        }
        Owned::Bool | Owned::VariantBool => quote!(bool),
        Owned::Interface { id, null } => {
            let interface = cx.interface(id);
            if null { quote!(Option<#interface>) } else { quote!(#interface) }
        }
        Owned::Wide { null: false } => quote!(WString),
        Owned::Wide { null: true } => quote!(Option<WString>),
        Owned::Bstr => quote!(Bstr),
        Owned::Variant => quote!(Variant),
        Owned::Fixed { len } => fixed(&method.wire[mapping.at], len),
        Owned::Union { union, .. } => values::owned(cx, union),
    }
}

/// The array that a pointer to its first element means.
pub(crate) fn fixed(wire: &syn::Type, len: u32) -> TokenStream {
    let (of, len) = (pointee(wire), Literal::u32_unsuffixed(len));
    quote!([#of; #len])
}

/// What an array of such elements holds on the safe side.
pub(crate) fn in_array(
    cx: &Context<'_>,
    method: Method<'_>,
    mapping: &Mapping,
    element: Element,
) -> TokenStream {
    match element {
        Element::Plain => {
            let of = pointee(&method.wire[mapping.at]);
            quote!(#of)
        }
        Element::Byte => quote!(u8),
        Element::Interface(id) => {
            let interface = cx.interface(id);
            quote!(Option<#interface>)
        }
        Element::Variant => quote!(Variant),
        Element::Wide => quote!(Option<WString>),
        Element::Unit => quote!(u16),
    }
}
