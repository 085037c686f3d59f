//! Reads an emitted `table.rs` back into the type that it is a value of, without a compiler.

use com_callback_expand::{Interface, Method, Table};
use syn::{Expr, ExprLit, ExprStruct, Item, Lit};

/// The value of the `static` in an emitted `table.rs`. Its parts live as long as the process: a test's.
///
/// # Panics
///
/// The text is no such file.
#[must_use]
pub fn read(text: &str) -> Table {
    let file = syn::parse_file(text).expect("table.rs is Rust");
    let value = file.items.iter().find_map(|item| match item {
        Item::Static(item) => Some(&*item.expr),
        _ => None,
    });
    let table = fields(value.expect("table.rs has a static"));
    Table {
        attribute: text_of(table("attribute")),
        interfaces: list(table("interfaces"), interface),
        dispinterfaces: list(table("dispinterfaces"), text_of),
    }
}

fn interface(value: &Expr) -> Interface {
    let field = fields(value);
    Interface {
        trait_name: text_of(field("trait_name")),
        name: text_of(field("name")),
        iid: text_of(field("iid")),
        base: match field("base") {
            Expr::Call(some) => Some(text_of(&some.args[0])),
            _ => None,
        },
        // Only what the attribute says of a trait that is switched off depends on it.
        feature: None,
        source: text_of(field("source")),
        methods: list(field("methods"), method),
    }
}

fn method(value: &Expr) -> Method {
    let field = fields(value);
    Method {
        name: text_of(field("name")),
        idl_name: text_of(field("idl_name")),
        slot: number(field("slot")),
        arity: number(field("arity")),
        signature: text_of(field("signature")),
        is_unsafe: matches!(literal(field("is_unsafe")), Lit::Bool(flag) if flag.value),
        source: text_of(field("source")),
    }
}

/// The fields of a struct literal, by their names.
fn fields<'e>(value: &'e Expr) -> impl Fn(&str) -> &'e Expr {
    let Expr::Struct(ExprStruct { fields, .. }) = value else {
        panic!("a struct literal is expected")
    };
    move |name| {
        let named =
            |member: &syn::Member| matches!(member, syn::Member::Named(ident) if ident == name);
        let field = fields.iter().find(|field| named(&field.member));
        &field.unwrap_or_else(|| panic!("no field `{name}`")).expr
    }
}

/// `&[a, b]`
fn list<T>(value: &Expr, element: impl Fn(&Expr) -> T) -> &'static [T] {
    let Expr::Reference(reference) = value else { panic!("a slice is expected") };
    let Expr::Array(array) = &*reference.expr else { panic!("an array is expected") };
    Vec::leak(array.elems.iter().map(element).collect())
}

fn text_of(value: &Expr) -> &'static str {
    match literal(value) {
        Lit::Str(text) => String::leak(text.value()),
        _ => panic!("a string is expected"),
    }
}

fn number(value: &Expr) -> u32 {
    match literal(value) {
        Lit::Int(number) => number.base10_parse().expect("a number that fits"),
        _ => panic!("a number is expected"),
    }
}

fn literal(value: &Expr) -> &Lit {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => lit,
        _ => panic!("a literal is expected"),
    }
}
