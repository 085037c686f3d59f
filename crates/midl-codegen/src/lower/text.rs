//! A method's decision in one line, as tests and people read it.

use std::fmt::Write;

use midl_frontend::model::{InterfaceId, Module, RecordId};

use super::{Element, Form, Method, Owned, Returns};

impl Method {
    /// `job_error(job: &IFoo, reserved: value) -> Result`
    pub(crate) fn text(&self, module: &Module) -> String {
        let mut text = String::new();
        let separated = |list: Vec<String>| list.join(", ");
        let arguments = separated(
            self.arguments()
                .map(|it| format!("{}: {}", self.params[it.at], form(module, self, &it.form)))
                .collect(),
        );
        let outs = separated(
            self.outs()
                .map(|it| format!("{}: {}", self.params[it.at], form(module, self, &it.form)))
                .collect(),
        );
        let returns = match self.returns {
            Returns::Result => "Result",
            Returns::Success => "Success",
            Returns::Void => "nothing",
            Returns::Bool => "bool",
            Returns::Value => "value",
            Returns::Record { holds: false } => "record",
            Returns::Record { holds: true } => "raw record",
            Returns::Raw => "raw",
        };
        // Writing to a String cannot fail.
        let _ = write!(text, "{}({arguments}) -> {returns}", self.name);
        if !outs.is_empty() {
            let _ = write!(text, " ({outs})");
        }
        text
    }
}

fn form(module: &Module, method: &Method, form: &Form) -> String {
    let interface = |id: &InterfaceId| module[*id].name.to_string();
    let record = |id: &RecordId| module[*id].name.as_deref().unwrap_or("unnamed").to_owned();
    let param = |at: &usize| method.params[*at].clone();
    let element = |element: &Element| match element {
        Element::Plain => "plain".to_owned(),
        Element::Byte => "u8".to_owned(),
        Element::Interface(id) => interface(id),
        Element::Variant => "Variant".to_owned(),
        Element::Wide => "WString".to_owned(),
        Element::Unit => "unit".to_owned(),
    };
    let owned = |what: &Owned| match what {
        Owned::Plain => "plain".to_owned(),
        Owned::Holding => "holds pointers".to_owned(),
        Owned::Bool | Owned::VariantBool => "bool".to_owned(),
        Owned::Interface { id, null: false } => interface(id),
        Owned::Interface { id, null: true } => format!("Option<{}>", interface(id)),
        Owned::Wide { null: false } => "WString".to_owned(),
        Owned::Wide { null: true } => "Option<WString>".to_owned(),
        Owned::Bstr => "Bstr".to_owned(),
        Owned::Variant => "Variant".to_owned(),
        Owned::Fixed { len } => format!("[plain; {len}]"),
        Owned::Union { union, tag } => format!("{} by {}", record(union), param(tag)),
    };
    let (text, null) = match form {
        Form::Value => ("value".to_owned(), false),
        Form::Bool | Form::VariantBool => ("bool".to_owned(), false),
        Form::Interface { id, null } => (format!("&{}", interface(id)), *null),
        Form::Reference { null } => ("&plain".to_owned(), *null),
        Form::Wide { null } => ("&WStr".to_owned(), *null),
        Form::Narrow { null } => ("&CStr".to_owned(), *null),
        Form::Fixed { len, null } => (format!("&[plain; {len}]"), *null),
        Form::Bstr => ("&Bstr".to_owned(), false),
        Form::Variant { null, pointer } => {
            (format!("&Variant{}", if *pointer { "" } else { " by value" }), *null)
        }
        Form::OptionalVariant { pointer } => {
            (format!("&Variant{} or missing", if *pointer { "" } else { " by value" }), false)
        }
        Form::Slice { count, element: of, null } => {
            (format!("&[{}; {}]", element(of), param(count)), *null)
        }
        Form::SliceMut { count, element: of, cleared, null } => (
            format!(
                "&mut [{}; {}]{}",
                element(of),
                param(count),
                if *cleared { " cleared" } else { "" }
            ),
            *null,
        ),
        Form::Union { union, tag, pointer } => (
            format!("{}{} by {}", if *pointer { "&" } else { "" }, record(union), param(tag)),
            false,
        ),
        Form::Mutable { what, null } => (format!("&mut {}", owned(what)), *null),
        Form::Out { what, null } => (owned(what), *null),
        Form::OutSlice { count, element: of } => {
            (format!("[{}; {}]", element(of), param(count)), false)
        }
        Form::Query { riid } => (format!("by {}", param(riid)), false),
        Form::Buffer { capacity, fetched, element: of } => {
            (format!("buffer of {} {} -> {}", param(capacity), element(of), param(fetched)), false)
        }
        Form::Raw(reason) => (format!("raw: {reason}"), false),
    };
    if null { format!("{text} or NULL") } else { text }
}
