#![forbid(unsafe_code)]
//! What a COM callback attribute does: read the `impl`, check it against a table of interfaces, expand it.
//!
//! The attribute itself is emitted for each IDL (it has to live in a `proc-macro = true` crate of its own and knows the
//! interfaces by name); everything it *does* is here, written once, `proc_macro2` in and out, so that plain unit tests reach it:
//!
//! ```text
//! arguments --options--> Options ------+
//! item ------input-----> Item ---------+--check--> may it be declared? --expand--> tokens
//! Table (static, emitted) -------------+     \---> Errors -------------------------^
//! ```
//!
//! # Promises
//!
//! - **The item always comes back**, token for token, also when it is wrong, so that editors go on completing inside it. (One
//!   exception: a second attribute on the same impl is left out, or it would expand again.)
//! - **All mistakes are reported at once**, each where it stands. The mistakes in types are rustc's to report: the
//!   impl is an ordinary impl of an ordinary trait.
//! - **Method bodies are never parsed.** They stay tokens, so the newest syntax works in them.
//! - **The expansion holds no `unsafe`** and names nothing but the trait path as the user spelled it: besides the item it is one
//!   call of the macro that is exported under the same path as the trait. Soundness never rests on it.

mod check;
mod errors;
mod expand;
mod input;
mod mistake;
mod options;
mod suggest;
mod table;
mod tokens;

pub use table::{Feature, Interface, Method, Table};

use errors::Errors;
use input::Item;
use mistake::Mistake;
use options::Options;
use proc_macro2::TokenStream;

/// Expands the attribute that `table` belongs to.
///
/// `arguments` are the tokens between the attribute's parentheses, `item` is what the attribute stands on. The result is the item
/// itself, then (for an impl of a trait in the table, without the option `part`) the declaration of the COM object, then
/// a `compile_error!` for each mistake. It never panics, whatever the tokens are.
///
/// A declaration is the call `path::Trait! { agile {<generics>} {SelfType} {where ..} }` of the macro beside the trait, with
/// options behind the first word, `apartment, weak, also(path::Other)`; the generics are those of the impl, each type `'static`:
///
/// ```
/// use com_callback_expand::{Interface, Method, Table, expand};
///
/// static TABLE: Table = Table {
///     attribute: "callback",
///     interfaces: &[Interface {
///         trait_name: "Done",
///         name: "IDone",
///         iid: "6f8d4c9a-54c4-4bd0-a1a5-0f5b0e1f2a01",
///         base: None,
///         feature: None,
///         source: "done.idl:3",
///         methods: &[Method {
///             name: "done",
///             idl_name: "Done",
///             slot: 3,
///             arity: 0,
///             signature: "fn done(&self) -> Result<()>",
///             is_unsafe: false,
///             source: "done.idl:4",
///         }],
///     }],
///     dispinterfaces: &[],
/// };
///
/// let item = "impl Done for Log { fn done(&self) -> Result<()> { Ok(()) } }";
/// let expansion = expand(&TABLE, "".parse()?, item.parse()?);
/// assert!(expansion.to_string().ends_with("Done ! { agile { } { Log } { } }"));
///
/// let expansion = expand(&TABLE, "".parse()?, "impl Done for Log {}".parse()?);
/// assert!(expansion.to_string().contains("`Done` is not complete, missing: `done`"));
/// # Ok::<(), proc_macro2::LexError>(())
/// ```
pub fn expand(table: &Table, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = Options::read(table, arguments, &mut errors);
    let mut tokens = match input::read(&item) {
        Ok(Item::Impl(input)) => {
            let declarable = check::check(table, &options, &input, &mut errors);
            let declared = declarable && options.get(&options::PART).is_none();
            expand::expand(table, &input, declared.then_some(&options))
        }
        Ok(Item::Other(other)) => {
            errors.push(&other.keyword, Mistake::NotAnImpl { table, kind: other.kind });
            item
        }
        Err(error) => {
            errors.push_syntax(error);
            item
        }
    };
    errors.append_to(&mut tokens);
    tokens
}
