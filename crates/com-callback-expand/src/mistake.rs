//! Every mistake that can be made with the attribute, and its wording.
//!
//! One voice: the first line says what was found, in lower case and without a full stop, names in backticks; `help` says
//! what to do next, in a form to paste where there is one.

use crate::input::Qualifier;
use crate::options;
use crate::table::{Feature, Interface, Method, Table};
use std::fmt::Display;

/// A mistake, with what its message has to name. Where it was made is the business of [`Errors`](crate::errors::Errors).
pub(crate) enum Mistake<'a> {
    // In the arguments.
    UnknownOption { table: &'a Table, name: &'a str, near: Option<&'a str> },
    NotAnOption { table: &'a Table },
    OptionTwice { name: &'a str },
    OptionWord { name: &'a str },
    OptionValue { name: &'a str, example: &'a str },
    OptionString { name: &'a str, example: &'a str },
    OptionTraits { name: &'a str },
    OptionOfPart { name: &'a str },
    NothingToMarshal,
    AlsoInterface { interface: &'a Interface },
    AlsoTwice { name: &'a str },
    AlsoBase { base: &'a Interface, derived: &'a Interface },
    AlsoDerived { base: &'a Interface, derived: &'a Interface },

    // In what it stands on, and in the head of the impl.
    NotAnImpl { table: &'a Table, kind: &'a str },
    AttributeTwice { table: &'a Table },
    InherentImpl { table: &'a Table, ty: &'a str },
    NegativeImpl { table: &'a Table, name: &'a str },
    UnsafeImpl { name: &'a str },
    UnknownTrait { table: &'a Table, name: &'a str, near: Option<&'a Interface> },
    InterfaceName { interface: &'a Interface, ty: &'a str },
    TraitArguments { name: &'a str },
    FeatureOff { interface: &'a Interface, feature: &'a Feature },
    Dispatch { interface: &'a Interface },
    Dispinterface { name: &'a str },
    PointerType { interface: &'a Interface, pointer: &'a str },
    Borrows { lifetime: &'a str },

    // In the body of the impl.
    Missing { interface: &'a Interface, methods: &'a [&'a Method] },
    UnknownMethod { interface: &'a Interface, ty: &'a str, name: &'a str, near: Option<&'a Method> },
    BaseMethod { interface: &'a Interface, ty: &'a str, base: &'a Interface, name: &'a str },
    DerivedMethod { interface: &'a Interface, ty: &'a str, derived: &'a Interface, name: &'a str },
    MethodTwice { name: &'a str },
    NotAMethod { interface: &'a Interface, kind: &'a str, name: &'a str },

    // In a signature.
    Arity { method: &'a Method, found: usize },
    Generic { method: &'a Method },
    Qualified { method: &'a Method, qualifier: Qualifier },
    NotUnsafe { method: &'a Method },
    ExclusiveSelf { method: &'a Method },
    OwnedSelf { method: &'a Method },
    TypedSelf { method: &'a Method },
    NoSelf { method: &'a Method },
}

impl Mistake<'_> {
    /// The message, as `compile_error!` takes it.
    pub(crate) fn message(&self) -> String {
        self.wording().0
    }

    fn wording(&self) -> Wording {
        match *self {
            Self::UnknownOption { table, name, near } => {
                let wording = Wording::new(format!("unknown option `{name}`"));
                match near {
                    Some(near) => wording.help(format!("did you mean `{near}`?")),
                    None => wording.options(table),
                }
            }
            Self::NotAnOption { table } => {
                Wording::new("expected the name of an option").options(table)
            }
            Self::OptionTwice { name } => {
                Wording::new(format!("the option `{name}` is given twice"))
            }
            Self::OptionWord { name } => {
                Wording::new(format!("the option `{name}` takes no value"))
                    .help(format!("write `{name}` alone"))
            }
            Self::OptionValue { name, example } => {
                Wording::new(format!("the option `{name}` needs a value"))
                    .help(format!("write `{example}`"))
            }
            Self::OptionString { name, example } => {
                Wording::new(format!("the option `{name}` takes no string"))
                    .help(format!("write `{example}`"))
            }
            Self::OptionTraits { name } => {
                Wording::new(format!("the option `{name}` needs traits"))
                    .help(format!("write `{name}(Trait)`, or several with commas between them"))
            }
            Self::OptionOfPart { name } => Wording::new(format!(
                "`{}` declares no object that `{name}` could be said of",
                options::PART.name
            ))
            .help("write it on the impl that declares the object"),
            Self::NothingToMarshal => Wording::new(format!(
                "an object with `{}` has no marshaler to leave out",
                options::APARTMENT.name
            ))
            .help(format!("remove `{}`", options::NO_MARSHAL.name)),
            Self::AlsoInterface { interface: Interface { trait_name, name, .. } } => Wording::new(
                format!("`{name}` is the interface that clients call, not the trait to implement"),
            )
            .help(format!("its trait is `{trait_name}`")),
            Self::AlsoTwice { name } => {
                Wording::new(format!("the object has `{name}` already")).help("remove it here")
            }
            Self::AlsoBase { base: Interface { trait_name: base, .. }, derived } => {
                Wording::new(format!(
                    "`{base}` is a base of `{}`, and every base is answered anyway",
                    derived.trait_name
                ))
                .help("remove it here")
            }
            Self::AlsoDerived { base: Interface { trait_name: base, .. }, derived } => {
                let derived = derived.trait_name;
                Wording::new(format!(
                    "`{derived}` is derived from `{base}`, which is named beside it"
                ))
                .help(format!(
                    "declare the object on the impl of `{derived}`, and give the one of `{base}` \
                     the option `{}`",
                    options::PART.name
                ))
            }

            Self::NotAnImpl { table: Table { attribute, .. }, kind } => Wording::new(format!(
                "`#[{attribute}]` goes on the impl of a callback trait, and this is {kind}"
            ))
            .help("put it on the whole of `impl Trait for Type { .. }`"),
            Self::AttributeTwice { table: Table { attribute, .. } } => {
                Wording::new(format!("`#[{attribute}]` stands on this impl twice"))
                    .help("remove one of them")
            }
            Self::InherentImpl { table, ty } => Wording::new(format!(
                "`#[{}]` goes on the impl of a callback trait, and this impl names no trait",
                table.attribute
            ))
            .help(format!("write `impl Trait for {ty}`, where `Trait` is one of:"))
            .traits(table),
            Self::NegativeImpl { table: Table { attribute, .. }, name } => {
                Wording::new(format!("an impl of `!{name}` has nothing to call"))
                    .help(format!("remove the `!`, or `#[{attribute}]`"))
            }
            Self::UnsafeImpl { name } => {
                Wording::new(format!("`{name}` is a safe trait to implement"))
                    .help("remove `unsafe`")
            }
            Self::UnknownTrait { table, name, near } => {
                let wording = Wording::new(format!(
                    "`{name}` is not a trait that `#[{}]` knows",
                    table.attribute
                ));
                near.into_iter()
                    .fold(wording, |wording, near| {
                        wording.help(format!("did you mean `{}`?", near.trait_name))
                    })
                    .note(
                        "it knows these by their own names (not under a name given by \
                         `use .. as ..`):",
                    )
                    .traits(table)
            }
            Self::InterfaceName { interface: Interface { trait_name, name, .. }, ty } => {
                Wording::new(format!(
                    "`{name}` is the interface that clients call, not the trait to implement"
                ))
                .help(format!("its trait is `{trait_name}`: write `impl {trait_name} for {ty}`"))
            }
            Self::TraitArguments { name } => {
                Wording::new(format!("the trait `{name}` takes no generic arguments"))
            }
            Self::FeatureOff {
                interface: Interface { trait_name, .. },
                feature: Feature { name, krate, .. },
            } => Wording::new(format!(
                "`{trait_name}` stands behind the feature `{name}` of `{krate}`, which is off"
            ))
            .help(format!(
                "turn it on where `Cargo.toml` names that crate: `features = [\"{name}\"]`"
            )),
            Self::Dispatch { interface: Interface { name, source, .. } } => Wording::new(format!(
                "`{name}` is an interface of `IDispatch`, which this attribute does not implement"
            ))
            .note(format!(
                "declared at {source}; its clients may ask `GetIDsOfNames` for a name and call \
                 it by `Invoke`"
            ))
            .help(
                "such an object can be called; to implement one, choose an interface without \
                 `IDispatch` among its bases",
            ),
            Self::Dispinterface { name } => Wording::new(format!(
                "`{name}` is a dispinterface, which this attribute does not implement"
            ))
            .note(
                "it has no slots and so no trait: its clients call everything by \
                 `IDispatch::Invoke`",
            )
            .help(
                "such an object can be called; to implement one, choose an interface without \
                 `IDispatch` among its bases",
            ),
            Self::PointerType { interface: Interface { trait_name, .. }, pointer } => Wording::new(
                format!("a COM object is made of a type of your own, not of {pointer} to one"),
            )
            .help(format!(
                "write `impl {trait_name} for` the type itself; `Object` counts the references"
            )),
            Self::Borrows { lifetime } => Wording::new(format!(
                "a COM object must be `'static`, and this type borrows for `{lifetime}`"
            ))
            .note("clients decide how long they keep it")
            .help("let it own its data, or share them by `Arc`"),

            Self::Missing { interface: Interface { trait_name, .. }, methods } => {
                let names = list(methods.iter().map(|method| method.name));
                let wording =
                    Wording::new(format!("`{trait_name}` is not complete, missing: {names}"))
                        .help("add");
                methods.iter().fold(
                    wording,
                    |wording, Method { idl_name, signature, source, .. }| {
                        wording
                            .line(format!("    // {idl_name}, {source}"))
                            .line(format!("    {signature} {{ todo!() }}"))
                    },
                )
            }
            Self::UnknownMethod { interface, ty, name, near } => {
                let wording =
                    Wording::new(format!("`{name}` is not a method of `{}`", interface.trait_name));
                match near {
                    Some(near) => {
                        wording.help(format!("did you mean `{}`?", near.name)).signature(near)
                    }
                    None => wording
                        .help(format!(
                            "functions of your own go into an inherent impl, \
                             `impl {ty} {{ fn {name}(..) }}`"
                        ))
                        .note(format!(
                            "the trait has {}",
                            list(interface.methods.iter().map(|method| method.name))
                        )),
                }
            }
            Self::BaseMethod { interface, ty, base: Interface { trait_name: base, .. }, name } => {
                Wording::new(format!(
                    "`{name}` is a method of `{base}`, the base of `{}`",
                    interface.trait_name
                ))
                .help(format!(
                    "move it into an impl of its own, `impl {base} for {ty}`, with the option `{}`",
                    options::PART.name
                ))
            }
            Self::DerivedMethod {
                interface,
                ty,
                derived: Interface { trait_name: derived, .. },
                name,
            } => Wording::new(format!(
                "`{name}` is a method of `{derived}`, which is derived from `{}`",
                interface.trait_name
            ))
            .help(format!(
                "move it into an impl of its own, `impl {derived} for {ty}`, and give this one \
                 the option `{}`",
                options::PART.name
            )),
            Self::MethodTwice { name } => {
                Wording::new(format!("the method `{name}` is written twice"))
            }
            Self::NotAMethod { interface, kind, name } => Wording::new(format!(
                "`{}` has methods only, and `{name}` is a {kind}",
                interface.trait_name
            ))
            .help("move it out of this impl"),

            Self::Arity { method, found } => {
                let takes = match method.arity {
                    0 => "no parameter".to_owned(),
                    1 => "one parameter".to_owned(),
                    arity => format!("{arity} parameters"),
                };
                let name = method.name;
                Wording::new(format!(
                    "`{name}` takes {takes} besides `self`, and this one has {found}"
                ))
                .signature(method)
            }
            Self::Generic { method } => Wording::new(format!(
                "`{}` cannot be generic: a COM client calls one function",
                method.name
            ))
            .signature(method),
            Self::Qualified { method, qualifier } => {
                let name = method.name;
                Wording::new(match qualifier {
                    Qualifier::Async => {
                        format!("`{name}` cannot be `async`: a COM client waits for its result")
                    }
                    Qualifier::Const => {
                        format!("`{name}` cannot be `const`: a trait method is not")
                    }
                    Qualifier::Extern => {
                        format!(
                            "`{name}` is a plain Rust method: how a COM client calls it is taken \
                             care of"
                        )
                    }
                    Qualifier::Unsafe => format!("`{name}` is a safe method"),
                })
                .signature(method)
            }
            Self::NotUnsafe { method } => Wording::new(format!(
                "`{}` must be an `unsafe fn`: raw pointers pass through it",
                method.name
            ))
            .signature(method),
            Self::ExclusiveSelf { method } => Wording::new(format!(
                "`{}` must take `&self`: many clients may call at the same time",
                method.name
            ))
            .help("keep what changes in a `Mutex`, an atomic or a channel")
            .signature(method),
            Self::OwnedSelf { method } => Wording::new(format!(
                "`{}` must take `&self`: the object outlives the call",
                method.name
            ))
            .signature(method),
            Self::TypedSelf { method } => Wording::new(format!(
                "`{}` must take `&self`: COM counts the references itself",
                method.name
            ))
            .signature(method),
            Self::NoSelf { method } => Wording::new(format!(
                "`{}` must take `&self`: it is called on an object",
                method.name
            ))
            .signature(method),
        }
    }
}

/// A message on its way: what was found, then lines of help and notes.
struct Wording(String);

impl Wording {
    fn new(found: impl Into<String>) -> Self {
        Self(found.into())
    }

    fn line(mut self, line: impl Display) -> Self {
        self.push_line(&line);
        self
    }

    /// Apart, so that it is compiled once.
    fn push_line(&mut self, line: &dyn Display) {
        self.0.push_str(&format!("\n{line}"));
    }

    fn help(self, help: impl Display) -> Self {
        self.line(format_args!("help: {help}"))
    }

    fn note(self, note: impl Display) -> Self {
        self.line(format_args!("note: {note}"))
    }

    /// What every mistake in a signature ends with.
    fn signature(self, Method { idl_name, signature, source, .. }: &Method) -> Self {
        self.help(format_args!("write `{signature}`"))
            .note(format_args!("{idl_name} is declared at {source}"))
    }

    fn options(self, table: &Table) -> Self {
        let names = list(options::ALL.iter().map(|kind| kind.name));
        self.help(format_args!("the options of `#[{}]` are: {names}", table.attribute))
    }

    /// All traits, indented, in lines that fit a terminal.
    fn traits(self, table: &Table) -> Self {
        const WIDTH: usize = 90;
        let mut lines: Vec<String> = Vec::new();
        for &Interface { trait_name, .. } in table.interfaces {
            match lines.last_mut() {
                Some(line) if line.len() + trait_name.len() < WIDTH => {
                    line.push_str(&format!(", {trait_name}"));
                }
                full => {
                    full.into_iter().for_each(|line| line.push(','));
                    lines.push(format!("      {trait_name}"));
                }
            }
        }
        lines.into_iter().fold(self, Self::line)
    }
}

/// Names in backticks with commas between them.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
