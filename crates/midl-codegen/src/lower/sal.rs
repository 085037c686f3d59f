//! `[annotation("_In_reads_(n)")]`: what Microsoft's files say of a parameter in the words of C's headers, where the attributes of
//! IDL are silent. A local interface needs no `size_is`, and then the annotation is all that tells an array from one element.

use std::borrow::Cow;

use midl_frontend::{
    layout::{Layouts, Target},
    model::{Direction, Expr, LinkLists, Method, Module, Nullability, Param, Type},
};

/// The method as its attributes and annotations together have it. An attribute wins.
pub(super) fn read<'m>(module: &Module, method: &'m Method) -> Cow<'m, Method> {
    if method.params.iter().all(|param| word(param).is_none()) {
        return Cow::Borrowed(method);
    }
    let mut read = method.clone();
    for (param, written) in read.params.iter_mut().zip(&method.params) {
        let Some(word) = word(written) else { continue };
        let says = |name: &str| written.attributes.iter().any(|attribute| &*attribute.name == name);
        if !says("in") && !says("out") {
            param.direction = direction(word.name).unwrap_or(param.direction);
        }
        if word.name.contains("_opt") && !gives_null(word.name) {
            param.null = Nullability::MayBeNull;
        }
        if is_sized(word.name) && written.links.size_is.is_empty() {
            let links = (*written.links).clone();
            let size = size(module, method, written, word);
            param.links = LinkLists { size_is: vec![Some(size)], ..links }.into();
        }
    }
    Cow::Owned(read)
}

/// What comes back may be NULL beside a success code.
pub(super) fn may_give_null(param: &Param) -> bool {
    word(param).is_some_and(|word| gives_null(word.name))
}

/// `_In_reads_` and what stands in its parentheses.
#[derive(Clone, Copy)]
struct Word<'p> {
    name: &'p str,
    arguments: &'p str,
}

/// The first word of an annotation.
fn word(param: &Param) -> Option<Word<'_>> {
    let attribute = param.attributes.iter().find(|attribute| &*attribute.name == "annotation")?;
    let text = attribute.arguments.trim_matches(['"', ' ']);
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let arguments = rest.trim_start().strip_prefix('(').and_then(|rest| rest.rsplit_once(')'));
    Some(Word { name, arguments: arguments.map_or("", |(inside, _)| inside.trim()) })
}

fn direction(word: &str) -> Option<Direction> {
    let word = word.trim_start_matches('_').to_ascii_lowercase();
    let begins = |start: &str| word.starts_with(start);
    match () {
        () if begins("inout") => Some(Direction::InOut),
        () if begins("in_") || word == "in" => Some(Direction::In),
        () if begins("out")
            || begins("com_outptr")
            || begins("deref_out")
            || begins("deref_opt_out") =>
        {
            Some(Direction::Out)
        }
        () => None,
    }
}

fn gives_null(word: &str) -> bool {
    word.contains("maybenull") || (word.contains("deref") && word.ends_with("out_opt"))
}

/// The word stands before a number of elements or bytes.
fn is_sized(word: &str) -> bool {
    ["reads", "writes", "updates", "count", "result_buffer"].iter().any(|part| word.contains(part))
}

/// The number of elements: a parameter where it is simply one, else an expression that no safe form has.
fn size(module: &Module, method: &Method, param: &Param, word: Word<'_>) -> Expr {
    let index = |name: &str| method.params.iter().position(|param| *param.name == *name);
    let is_whole =
        !["_z_", "_to_", "part", "result_buffer"].iter().any(|part| word.name.contains(part));
    let in_bytes = word.name.contains("bytes") || word.name.contains("bcount");
    if let Some(at) = index(word.arguments)
        && is_whole
        && (!in_bytes || is_bytes(module, &param.ty))
    {
        return Expr::Member(at);
    }
    // What it speaks of serves no other array alone.
    let names = word.arguments.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    names.filter_map(index).fold(Expr::Constant(0), |sum, at| {
        Expr::Binary("+", Box::new(sum), Box::new(Expr::Member(at)))
    })
}

/// A pointer to bytes or to nothing in particular.
fn is_bytes(module: &Module, ty: &Type) -> bool {
    match module.resolved(ty) {
        Type::Pointer { to, .. } | Type::Array { of: to, .. } => {
            module.resolved(&to) == Type::Void
                || Layouts::new(module, Target::X64).of(&to).is_ok_and(|layout| layout.size == 1)
        }
        _ => false,
    }
}
