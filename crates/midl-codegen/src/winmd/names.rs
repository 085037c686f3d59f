//! Names that both the metadata and Rust can bear.
//!
//! windows-bindgen escapes keywords; the few that no raw identifier can say, or that its printer does not know yet, get an
//! underscore behind. Names are made unique here, so that it never has to.

use std::collections::BTreeSet;

use midl_frontend::model::{Enum, Interface, Method, Name, Param, Record};

/// The name as it stands in metadata and bindings.
pub(crate) fn rust(name: &str) -> String {
    match name {
        "crate" | "gen" | "self" | "Self" | "super" | "_" => format!("{name}_"),
        _ => name.to_owned(),
    }
}

/// The name of a record: its typedef's, else its tag.
pub(crate) fn of_record(record: &Record) -> Option<&Name> {
    record.name.as_ref().or(record.tag.as_ref())
}

/// The name of an enum: its typedef's, else its tag.
pub(crate) fn of_enum(enumeration: &Enum) -> Option<&Name> {
    enumeration.name.as_ref().or(enumeration.tag.as_ref())
}

/// True for the name of a type that Rust has itself.
pub(super) fn is_primitive(name: &str) -> bool {
    matches!(
        name,
        "bool"
            | "char"
            | "str"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
            | "f32"
            | "f64"
    )
}

/// True for a name that the text of the bindings uses for something else: as a type, or as a variable, which a constant of
/// that name would turn into a pattern.
pub(super) fn is_taken(name: &str, is_type: bool) -> bool {
    if is_type {
        is_primitive(name)
            || matches!(
                name,
                "Clone" | "Default" | "Option" | "com_callback" | "core" | "windows_core"
            )
    } else {
        name == "formatter"
    }
}

/// The slots of an interface, one name each: a repeated name gets a number.
pub(crate) fn methods(interface: &Interface) -> Vec<String> {
    let written: BTreeSet<String> =
        interface.methods.iter().map(|method| rust(&method.name)).collect();
    let mut used = BTreeSet::from(["base__".to_owned()]);
    let unique = |method: &Method| {
        let written_name = rust(&method.name);
        let mut name = written_name.clone();
        let mut number = 2;
        while used.contains(&name) || (number > 2 && written.contains(&name)) {
            name = format!("{written_name}{number}");
            number += 1;
        }
        used.insert(name.clone());
        name
    };
    interface.methods.iter().map(unique).collect()
}

/// The fields of a record: `Anonymous` for what has no name, with a number where there are several.
pub(crate) fn fields(record: &Record) -> Vec<String> {
    let written: BTreeSet<String> =
        record.fields.iter().flat_map(|field| &field.name).map(|name| rust(name)).collect();
    let nameless =
        record.fields.iter().filter(|field| field.name.is_none() && field.bits.is_none()).count();
    let mut next = 1;
    record
        .fields
        .iter()
        .map(|field| match &field.name {
            Some(name) => rust(name),
            None if nameless == 1 && !written.contains("Anonymous") => "Anonymous".to_owned(),
            None if field.bits.is_some() => String::new(),
            None => loop {
                let name = format!("Anonymous{next}");
                next += 1;
                if !written.contains(&name) {
                    break name;
                }
            },
        })
        .collect()
}

/// The parameters of a function. Only callers would show them, and windows-bindgen writes them in lower case, so two that
/// differ in case alone are made to differ.
pub(super) fn params(params: &[Param]) -> Vec<String> {
    let mut used =
        BTreeSet::from(["crate", "gen", "self", "super", "this", "result__"].map(str::to_owned));
    params
        .iter()
        .enumerate()
        .map(|(index, param)| {
            let mut name = match &*param.name {
                "" | "_" => format!("param{index}"),
                name => name.to_owned(),
            };
            while !used.insert(name.to_lowercase()) {
                name.push('_');
            }
            name
        })
        .collect()
}
