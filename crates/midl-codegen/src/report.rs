//! What is not safe Rust in the output, method by method: for the user to read, since nothing else would say it.

use std::fmt;

use midl_frontend::model::{Checked, InterfaceId, ItemId, Method, Type};

use crate::{
    context::Context,
    options::MethodPath,
    winmd::{
        selection::Selection,
        types::{hides_const, is_only_read},
        words,
    },
};

/// A method that cannot be used as any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The method.
    pub method: MethodPath,
    /// What is different.
    pub what: What,
    /// Why, one entry a cause: "`pFileSet`: its data holds pointers".
    pub reasons: Vec<String>,
}

/// What is different about a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Implementing it is an `unsafe fn`, calling it is safe.
    UnsafeToImplement,
    /// Implementing and calling it are `unsafe fn`s.
    Unsafe,
    /// It is in no trait, and has no caller.
    LeftOut,
    /// It has a form in Rust, but metadata does not say all that the IDL says.
    SaidInPart,
}

impl fmt::Display for Reported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            What::UnsafeToImplement => "stays unsafe to implement",
            What::Unsafe => "stays unsafe to implement and to call",
            What::LeftOut => "left out",
            What::SaidInPart => "said in part",
        };
        write!(f, "{} {what}: {}", self.method, self.reasons.join("; "))
    }
}

/// The report of a run: interfaces in the order of their declaration, methods in that of their slots.
pub(crate) fn report(cx: &Context<'_>, selection: &Selection<'_>) -> Vec<Reported> {
    let mut report = Vec::new();
    for interface in cx.lowered.here() {
        for method in cx.methods(interface).filter(|method| method.rust.is_unsafe_to_implement()) {
            let unsafe_to_call = method.rust.is_unsafe_to_call();
            report.push(Reported {
                method: MethodPath {
                    interface: cx.checked[interface.id].name.to_string(),
                    method: method.idl.name.to_string(),
                },
                what: if unsafe_to_call { What::Unsafe } else { What::UnsafeToImplement },
                reasons: method
                    .rust
                    .reasons()
                    .map(|(at, reason)| match at {
                        Some(at) => format!("`{}`: {reason}", method.idl.params[at].name),
                        None => format!("the result: {reason}"),
                    })
                    .collect(),
            });
        }
        report.extend(
            cx.methods(interface).filter_map(|method| said_in_part(cx, interface.id, method.idl)),
        );
    }
    for item in cx.checked.items.iter().filter(|item| cx.checked.is_own(**item)) {
        match *item {
            ItemId::Interface(id) => report.extend(without_trait(cx, selection, id)),
            ItemId::Dispinterface(id) => {
                let lowered = cx.lowered.dispinterfaces.iter().find(|it| it.id == id);
                let left_out = lowered.map(|it| &it.left_out[..]).unwrap_or_default();
                report.extend(left_out.iter().map(|(member, reasons)| Reported {
                    method: MethodPath {
                        interface: cx.checked[id].name.to_string(),
                        method: member.clone(),
                    },
                    what: What::LeftOut,
                    reasons: reasons.clone(),
                }));
            }
            _ => {}
        }
    }
    report
}

/// A method of which metadata does not say all that the IDL says.
fn said_in_part(cx: &Context<'_>, interface: InterfaceId, method: &Method) -> Option<Reported> {
    let pipes = method.params.iter().filter(|param| carries_pipe(cx.checked, &param.ty));
    let pipes = pipes.map(|param| {
        format!("`{}`: a pipe, of which metadata has the functions alone", param.name)
    });
    let written = method.params.iter().filter(|param| !is_only_read(param));
    let hidden = written.filter(|param| hides_const(cx.checked, &param.ty, param.string));
    let hidden = hidden.map(|param| {
        format!(
            "`{}`: what its last pointer points to is constant, which metadata cannot say",
            param.name
        )
    });
    let result = hides_const(cx.checked, &method.returns, false).then(|| {
        "the result: what its last pointer points to is constant, which metadata cannot say"
            .to_owned()
    });
    let reasons: Vec<String> = pipes.chain(hidden).chain(result).collect();
    (!reasons.is_empty()).then(|| Reported {
        method: MethodPath {
            interface: cx.checked[interface].name.to_string(),
            method: method.name.to_string(),
        },
        what: What::SaidInPart,
        reasons,
    })
}

/// A pipe or a pointer to one.
fn carries_pipe(checked: &Checked, ty: &Type) -> bool {
    let ty = match checked.unaliased(ty) {
        Type::Pointer { to, .. } => checked.unaliased(to),
        ty => ty,
    };
    matches!(ty, Type::Record(id) if checked[*id].pipe.is_some())
}

/// The methods of an interface that gets neither trait nor callers.
fn without_trait(cx: &Context<'_>, selection: &Selection<'_>, id: InterfaceId) -> Vec<Reported> {
    let checked = cx.checked;
    let interface = &checked[id];
    if cx.lowered.get(id).is_some() || words::is_root(checked, id) || !interface.defined {
        return Vec::new();
    }
    let reason = why(checked, selection, id);
    interface
        .methods
        .iter()
        .map(|method| left_out(&interface.name, &method.name, reason.clone()))
        .collect()
}

fn why(checked: &Checked, selection: &Selection<'_>, id: InterfaceId) -> String {
    let interface = &checked[id];
    if !interface.com {
        return "an RPC interface: its functions stand in no vtable".to_owned();
    }
    if !selection.interfaces.contains(&id) {
        return "the filter leaves the interface out".to_owned();
    }
    if let Some((_, method)) = checked.slots(id).into_iter().find(|(_, method)| method.variadic) {
        return format!("`{}` is variadic: Rust cannot write such a function", method.name);
    }
    match checked.chain(id).into_iter().find(|&base| checked[base].iid.is_none()) {
        Some(base) => format!("`{}` has no IID: nobody can ask for it", checked[base].name),
        None => "one of its bases is declared only".to_owned(),
    }
}

fn left_out(interface: &str, method: &str, reason: String) -> Reported {
    let method = MethodPath { interface: interface.to_owned(), method: method.to_owned() };
    Reported { method, what: What::LeftOut, reasons: vec![reason] }
}
