//! Calls through `IDispatch`: the type of each dispinterface with a safe method for every use of a member.
//!
//! A method is a list of arguments and one call of the runtime. Interfaces with slots that derive from `IDispatch` are callable by
//! name, too, beside their own methods.

use midl_frontend::model::{self, DispinterfaceId, Property};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::{
    context::{Context, idl_type},
    defaults, docs,
    lower::dispatch::{self, Action, Dispatch, Member, Object, Parameter, Pass, Value},
    names, winmd,
};

/// Whether there is anything to be called through `IDispatch`.
pub(crate) fn is_needed(cx: &Context<'_>) -> bool {
    !cx.lowered.dispinterfaces.is_empty() || automation(cx).next().is_some()
}

/// The items of `dispatch.rs`.
pub(crate) fn emit(cx: &Context<'_>) -> Vec<TokenStream> {
    let with_slots = automation(cx).map(|name| {
        let note = crate::print::safety("its slots begin with those of `IDispatch`.");
        quote!(#note unsafe impl Automation for #name {})
    });
    let without = cx.lowered.dispinterfaces.iter().flat_map(|it| emit_type(cx, it));
    with_slots.chain(without).collect()
}

/// The interfaces with the slots of `IDispatch`.
fn automation(cx: &Context<'_>) -> impl Iterator<Item = Ident> {
    let interfaces = cx.lowered.here();
    interfaces
        .filter(|interface| dispatch::is_dispatch(cx.checked, interface.id))
        .map(|interface| cx.interface(interface.id))
}

fn emit_type(cx: &Context<'_>, dispinterface: &Dispatch) -> Vec<TokenStream> {
    let idl = &cx.checked[dispinterface.id];
    let (name, iid) = (type_name(cx, dispinterface.id), model::Guid(dispinterface.iid));
    let docs = docs::attributes(&docs::paragraphs([
        docs::comment(cx.checked, idl.origin),
        vec![format!(
            "The dispinterface `{}`, which is called through `IDispatch`, IID `{}`.",
            idl.name, iid
        )],
    ]));
    let iid: Option<Literal> = format!("0x{iid}").replace('-', "_").parse().ok();
    let mut items = vec![
        quote! {
            #docs
            #[repr(transparent)]
            #[derive(Clone, PartialEq, Eq)]
            pub struct #name {
                unknown: IUnknown,
            }
        },
        quote!(dispinterface!(#name, #iid);),
    ];
    if !dispinterface.members.is_empty() {
        let members =
            dispinterface.members.iter().map(|member| Call { cx, member }.emit(&idl.name));
        items.push(quote!(impl #name { #(#members)* }));
    }
    items
}

fn type_name(cx: &Context<'_>, id: DispinterfaceId) -> Ident {
    idl_type(&cx.checked[id].name)
}

/// The method for a member on its way.
struct Call<'c> {
    cx: &'c Context<'c>,
    member: &'c Member,
}

impl Call<'_> {
    fn emit(&self, dispinterface: &str) -> TokenStream {
        let docs = docs::attributes(&self.docs(dispinterface));
        let name = names::ident(&self.member.name);
        let arguments =
            self.member.params.iter().filter(|param| param.pass != Pass::Out).map(|param| {
                let (name, ty) = (names::ident(&param.name), self.argument_type(param));
                quote!(#name: #ty)
            });
        let result = self.result_type();
        let body = self.body();
        quote! {
            #docs
            #[inline]
            pub fn #name(&self #(, #arguments)*) -> Result<#result> {
                #(#body)*
            }
        }
    }

    fn docs(&self, dispinterface: &str) -> Vec<String> {
        let Member { idl_name, dispid, action, .. } = self.member;
        let member = format!("`{idl_name}` of `{dispinterface}`");
        let does = match action {
            Action::Call => format!("Calls {member}"),
            Action::Property(Property::Get) => format!("Reads {member}"),
            Action::Property(Property::Put) => format!("Sets {member}"),
            Action::Property(Property::PutRef) => format!("Sets {member} to an object"),
        };
        let which = match dispid {
            Some(dispid) => format!("DISPID {dispid}"),
            None => "which is asked for by its name at each call".to_owned(),
        };
        let optional: Vec<String> =
            self.member.params.iter().filter_map(|param| self.option(param)).collect();
        docs::paragraphs([
            docs::comment(self.cx.checked, self.member.origin),
            vec![format!("{does}, {which}.")],
            optional,
        ])
    }

    /// What the documentation says of a parameter that may be left out.
    fn option(&self, param: &Parameter) -> Option<String> {
        let Pass::Optional(default) = &param.pass else { return None };
        let what = match (default, self.default(param)) {
            (Some(default), Some(_)) => format!("{} by default", defaults::shown(default)),
            _ => "may be left out".to_owned(),
        };
        Some(format!("- `{}`: {what}.", param.name))
    }

    fn argument_type(&self, param: &Parameter) -> TokenStream {
        let ty = self.owned(param.value);
        match &param.pass {
            Pass::InOut => quote!(&mut #ty),
            Pass::Optional(_) if param.value.is_plain() => quote!(impl Into<Option<#ty>>),
            Pass::Optional(_) | Pass::Nullable => quote!(Option<&#ty>),
            Pass::In | Pass::Out if param.value.is_plain() => quote!(#ty),
            Pass::In | Pass::Out => quote!(&#ty),
        }
    }

    /// The result first, then what the callee sets.
    fn result_type(&self) -> TokenStream {
        let outs = self.outs().map(|param| self.owned(param.value));
        let parts: Vec<TokenStream> =
            self.member.result.iter().map(|value| self.owned(*value)).chain(outs).collect();
        match &parts[..] {
            [one] => one.clone(),
            parts => quote!((#(#parts),*)),
        }
    }

    fn outs(&self) -> impl Iterator<Item = &Parameter> {
        self.member.params.iter().filter(|param| param.pass == Pass::Out)
    }

    fn owned(&self, value: Value) -> TokenStream {
        match value {
            Value::Number(ty) => {
                let ty = format_ident!("{ty}");
                quote!(#ty)
            }
            Value::Bool | Value::LongBool => quote!(bool),
            Value::Date => quote!(f64),
            Value::Currency => quote!(i64),
            Value::Code => quote!(HRESULT),
            Value::Enum(id) => {
                let name = winmd::names::of_enum(&self.cx.checked[id]);
                let name = idl_type(&winmd::names::rust(name.map_or("", |name| name)));
                quote!(#name)
            }
            Value::Bstr => quote!(Bstr),
            Value::Variant => quote!(Variant),
            Value::Object(Object::Dispatch(id) | Object::Interface(id)) => {
                let name = self.cx.interface(id);
                quote!(#name)
            }
            Value::Object(Object::Dispinterface(id)) => {
                let name = type_name(self.cx, id);
                quote!(#name)
            }
            Value::Object(Object::Unknown) => quote!(IUnknown),
        }
    }

    fn body(&self) -> Vec<TokenStream> {
        let Member { params, action, result, .. } = self.member;
        let call = match (action, result) {
            (Action::Call, Some(_)) => quote!(call),
            (Action::Call, None) => quote!(run),
            (Action::Property(Property::Get), _) => quote!(get),
            (Action::Property(Property::Put), _) => quote!(put),
            (Action::Property(Property::PutRef), _) => quote!(put_ref),
        };
        let member = match self.member.dispid {
            Some(dispid) => Literal::i32_unsuffixed(dispid),
            None => Literal::string(&self.member.idl_name),
        };
        let arguments = params.iter().map(|param| self.argument(param));
        let call = quote!(automate::#call(self, #member, &mut [#(#arguments),*]));
        let mut body: Vec<TokenStream> =
            params.iter().filter_map(|param| self.before(param)).collect();
        let after: Vec<TokenStream> = params.iter().filter_map(Call::after).collect();
        let outs: Vec<TokenStream> = self.outs().map(Call::taken).collect();
        // What the callee changed is the caller's, however the call ends.
        let answer = if after.is_empty() {
            call
        } else {
            body.push(quote!(let answer = #call;));
            body.extend(after);
            quote!(answer)
        };
        body.push(match (result, &outs[..]) {
            (None, []) => answer,
            (None, [one]) => quote!(#answer?; Ok(#one)),
            (None, outs) => quote!(#answer?; Ok((#(#outs),*))),
            (Some(result), []) => self.converted(*result, answer),
            (Some(result), outs) => {
                let (ty, value) = (self.owned(*result), self.converted(*result, answer));
                quote!(let answer: Result<#ty> = #value; Ok((answer?, #(#outs),*)))
            }
        });
        body
    }

    /// Places for what the callee sets, and defaults that are borrowed.
    fn before(&self, param: &Parameter) -> Option<TokenStream> {
        let name = names::ident(&param.name);
        match (&param.pass, param.value) {
            (Pass::Out, Value::Bool) => Some(quote!(let mut #name = automate::Flag::default();)),
            (Pass::Out, Value::LongBool) => Some(quote!(let mut #name = 0_i32;)),
            (Pass::Out, Value::Object(_)) => Some(quote!(let mut #name = None;)),
            (Pass::Out, value) => {
                let ty = self.owned(value);
                Some(quote!(let mut #name = #ty::default();))
            }
            (Pass::InOut, Value::Bool) => {
                let place = place(param);
                Some(quote!(let mut #place = automate::Flag::from(*#name);))
            }
            (Pass::Optional(_), Value::Bstr | Value::Variant) => {
                let (place, default) = (place(param), self.default(param)?);
                Some(quote!(let #place = #default;))
            }
            _ => None,
        }
    }

    /// What is copied back to the caller.
    fn after(param: &Parameter) -> Option<TokenStream> {
        let (name, place) = (names::ident(&param.name), place(param));
        (param.pass == Pass::InOut && param.value == Value::Bool)
            .then(|| quote!(*#name = #place.get();))
    }

    /// A parameter as an argument of the call.
    fn argument(&self, param: &Parameter) -> TokenStream {
        let name = names::ident(&param.name);
        match &param.pass {
            Pass::Out => {
                let constructor = match param.value {
                    Value::Date => quote!(date_by_reference),
                    Value::Currency => quote!(currency_by_reference),
                    Value::Object(Object::Dispatch(_) | Object::Dispinterface(_)) => {
                        quote!(dispatch_by_reference)
                    }
                    Value::Object(_) => quote!(unknown_by_reference),
                    Value::Enum(_) => return quote!(Argument::by_reference(&mut #name.0)),
                    _ => quote!(by_reference),
                };
                quote!(Argument::#constructor(&mut #name))
            }
            Pass::InOut => match param.value {
                Value::Bool => {
                    let place = place(param);
                    quote!(Argument::by_reference(&mut #place))
                }
                Value::Enum(_) => quote!(Argument::by_reference(&mut #name.0)),
                Value::Date => quote!(Argument::date_by_reference(#name)),
                Value::Currency => quote!(Argument::currency_by_reference(#name)),
                _ => quote!(Argument::by_reference(#name)),
            },
            Pass::In => match param.value {
                Value::Object(_) => Call::given(param.value, quote!(Some(#name))),
                value => Call::given(value, quote!(#name)),
            },
            Pass::Nullable => Call::given(param.value, quote!(#name)),
            Pass::Optional(_) => self.optional(param),
        }
    }

    /// An argument that may be left out.
    fn optional(&self, param: &Parameter) -> TokenStream {
        let name = names::ident(&param.name);
        let given = match param.value.is_plain() {
            true => quote!(#name.into()),
            false => quote!(#name),
        };
        match (param.value, self.default(param)) {
            (Value::Object(_), Some(_)) => Call::given(param.value, given),
            (Value::Bstr | Value::Variant, Some(_)) => {
                let place = place(param);
                Call::given(param.value, quote!(#given.unwrap_or(&#place)))
            }
            (value, Some(default)) => Call::given(value, quote!(#given.unwrap_or(#default))),
            (Value::Number(_) | Value::Bool | Value::Code | Value::Bstr | Value::Variant, None) => {
                quote!(Argument::optional(#given))
            }
            (Value::Date, None) => {
                quote!(#given.map_or_else(Argument::missing, Argument::date))
            }
            (Value::Currency, None) => {
                quote!(#given.map_or_else(Argument::missing, Argument::currency))
            }
            (value, None) => {
                let value = match value {
                    Value::Object(_) => Call::given(value, quote!(Some(given))),
                    _ => Call::given(value, quote!(given)),
                };
                quote!(#given.map_or_else(Argument::missing, |given| #value))
            }
        }
    }

    /// An argument of a value that is there.
    fn given(value: Value, expression: TokenStream) -> TokenStream {
        match value {
            Value::LongBool => quote!(Argument::from(i32::from(#expression))),
            Value::Date => quote!(Argument::date(#expression)),
            Value::Currency => quote!(Argument::currency(#expression)),
            Value::Enum(_) => quote!(Argument::from(#expression.0)),
            Value::Object(Object::Dispatch(_) | Object::Dispinterface(_)) => {
                quote!(Argument::dispatch(#expression))
            }
            Value::Object(_) => quote!(Argument::unknown(#expression)),
            _ => quote!(Argument::from(#expression)),
        }
    }

    /// From the result as a VARIANT to what the member declares.
    fn converted(&self, result: Value, answer: TokenStream) -> TokenStream {
        let ty = self.owned(result);
        match result {
            Value::Variant => answer,
            Value::Object(_) => quote!(automate::interface(#answer?)),
            Value::Currency => quote!(automate::currency(#answer?)),
            Value::Enum(_) => quote!(i32::try_from(#answer?).map(#ty)),
            _ => quote!(#ty::try_from(#answer?)),
        }
    }

    /// What stands in a place after the call.
    fn taken(param: &Parameter) -> TokenStream {
        let name = names::ident(&param.name);
        match param.value {
            Value::Bool => quote!(#name.get()),
            Value::LongBool => quote!(#name != 0),
            Value::Object(_) => quote!(automate::placed(#name)?),
            _ => quote!(#name),
        }
    }

    /// What is filled in for a parameter that is left out; none where the IDL names nothing that fits.
    fn default(&self, param: &Parameter) -> Option<TokenStream> {
        let Pass::Optional(Some(default)) = &param.pass else { return None };
        let ty = self.owned(param.value);
        let number = |ty: &str| defaults::number(ty, default);
        match (param.value, default) {
            (Value::Number(ty), _) => number(ty).map(|number| quote!(#number)),
            (Value::Date, _) => number("f64").map(|number| quote!(#number)),
            (Value::Currency, _) => None,
            (Value::Bool | Value::LongBool, model::Value::Integer { value, .. }) => {
                let value = *value != 0;
                Some(quote!(#value))
            }
            (Value::Enum(_) | Value::Code, _) => number("i32").map(|number| quote!(#ty(#number))),
            (Value::Bstr | Value::Variant, model::Value::String { text, .. }) => {
                Some(quote!(#ty::from(#text)))
            }
            (Value::Variant, model::Value::Integer { .. }) => {
                number("i32").map(|number| quote!(Variant::from(#number)))
            }
            (Value::Variant, model::Value::Float(_)) => {
                number("f64").map(|number| quote!(Variant::from(#number)))
            }
            // NULL is the only object that an IDL can name.
            (Value::Object(_), _) => Some(quote!(None)),
            _ => None,
        }
    }
}

/// A variable beside a parameter.
fn place(param: &Parameter) -> Ident {
    format_ident!("{}__", param.name.trim_start_matches("r#"))
}
