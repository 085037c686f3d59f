//! What the output cannot say, and its one way out to [`Diagnostic`].

use midl_frontend::{
    diagnostic::{Code, Diagnostic, Help},
    similar::nearest,
    source::Span,
};

/// A mistake that only shows when files are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EmitError {
    /// An option names a method or a parameter that the IDL does not declare.
    PlanUnknown {
        /// The option, as it is written where it was given.
        option: String,
        /// The entry.
        entry: String,
        /// The part of it that is not there.
        missing: String,
        /// What is there.
        known: Vec<String>,
    },
    /// An entry of a filter to which no item of the named files answers.
    FilterUnknown {
        /// The option, as it is written where it was given.
        option: String,
        /// The entry.
        entry: String,
        /// Its letters.
        missing: String,
        /// The names of all items.
        known: Vec<String>,
    },
    /// A module is said to hold what a file declares that nothing imports.
    NotImported {
        /// The option, as it is written where it was given.
        option: String,
        /// The file.
        file: String,
        /// The files of the program.
        known: Vec<String>,
    },
    /// Two methods of an interface have one Rust name; the second was numbered.
    MethodRenamed {
        /// Its new name.
        name: String,
        /// The method that keeps the name.
        first: Span,
        /// The method that was renamed.
        second: Span,
    },
    /// An emitter made what is no Rust. No IDL is to blame.
    NotRust {
        /// What the parser said.
        reason: String,
        /// What was made.
        item: String,
    },
    /// An interface gets neither trait nor callers, because of a variadic method.
    LeftOut {
        /// The interface.
        interface: String,
        /// Its place.
        place: Span,
        /// The method, its own or one of its bases'.
        method: String,
        /// The method's place.
        variadic: Span,
    },
}

impl From<EmitError> for Diagnostic {
    fn from(error: EmitError) -> Diagnostic {
        match error {
            EmitError::PlanUnknown { option, entry, missing, known } => entry_unknown(
                format!("{option} names `{entry}`, but the IDL declares no `{missing}` there"),
                (&missing, &known),
                "write `IFoo::Method` or `IFoo::Method::param`, spelled as in the IDL",
            ),
            EmitError::FilterUnknown { option, entry, missing, known } => entry_unknown(
                format!("{option} names `{entry}`, but nothing in the named files is called so"),
                (&missing, &known),
                "write a name spelled as in the IDL, or its beginning and `*`",
            ),
            EmitError::NotImported { option, file, known } => entry_unknown(
                format!("{option} names the file `{file}`, which nothing imports"),
                (&file, &known),
                &format!("`import \"{file}\";` in the IDL, or take the entry out"),
            )
            .note("a module stands for what an imported file declares"),
            EmitError::MethodRenamed { name, first, second } => Diagnostic::new(
                Code::RustNameTaken,
                format!("this method is `{name}` in Rust"),
                second,
                "its name without the slot's number is taken",
            )
            .label(first, "by this one")
            .help("call it by this name, or rename one of the two in the IDL"),
            EmitError::NotRust { reason, item } => Diagnostic {
                code: Code::NotRust,
                message: format!("the emitted code is no Rust: {reason}"),
                labels: Vec::new(),
                helps: vec![Help {
                    text: "this is a mistake of this compiler: please report it with the IDL"
                        .to_owned(),
                    place: None,
                }],
                notes: vec![format!("the item was: {item}")],
            },
            EmitError::LeftOut { interface, place, method, variadic } => Diagnostic::new(
                Code::LeftOut,
                format!("interface `{interface}` gets no trait and no callers"),
                place,
                "it stays a type in the bindings",
            )
            .label(variadic, format!("`{method}` is variadic: Rust cannot write such a function"))
            .help("call it through its vtable; to implement it, write that object in C"),
        }
    }
}

/// An option is in no file of the source map: its entry is quoted instead of shown.
fn entry_unknown(message: String, (missing, known): (&str, &[String]), help: &str) -> Diagnostic {
    let near = nearest(missing, known.iter().map(|name| (name.as_str(), name)));
    let help = near.map_or_else(|| help.to_owned(), |near| format!("did you mean `{near}`?"));
    Diagnostic {
        code: Code::PlanUnknown,
        message,
        labels: Vec::new(),
        helps: vec![Help { text: help, place: None }],
        notes: Vec::new(),
    }
}
