//! The rules that can be broken.

use crate::{
    diagnostic::{Code, Diagnostic, Severity},
    layout::LayoutError,
    model::{Guid, Name},
    source::Span,
};

/// A rule that was broken.
#[derive(Clone, Debug, PartialEq)]
pub enum CheckError {
    /// A COM interface or a coclass without `uuid`.
    NoUuid {
        /// Its name.
        name: Name,
        /// Its place.
        place: Span,
    },
    /// A warning: a `local` interface without `uuid`.
    LocalWithoutUuid {
        /// Its name.
        name: Name,
        /// Its place.
        place: Span,
    },
    /// An attribute that is allowed once.
    AttributeTwice {
        /// The attribute.
        name: Name,
        /// The first one.
        first: Span,
        /// The other one.
        second: Span,
    },
    /// A base interface that is only forward declared.
    BaseUndefined {
        /// The base.
        name: Name,
        /// The interface.
        of: Name,
        /// The interface's place.
        place: Span,
        /// Where the base is declared.
        declared: Span,
    },
    /// A warning: `[dual]` on an interface that does not derive from `IDispatch`.
    DualWithoutDispatch {
        /// The interface.
        name: Name,
        /// Its place.
        place: Span,
    },
    /// Two methods of an interface, parameters of a method or fields of a record with one name.
    MemberTwice {
        /// The name.
        name: Name,
        /// What it names.
        word: &'static str,
        /// The first one.
        first: Span,
        /// The other one.
        second: Span,
    },
    /// An interface where a pointer to one is meant.
    InterfaceByValue {
        /// Where.
        place: Span,
    },
    /// A parameter of type `void`.
    VoidParam {
        /// Where.
        place: Span,
    },
    /// `[out]` on what cannot carry a value back.
    OutWithoutPointer {
        /// The parameter.
        name: Name,
        /// Its place.
        place: Span,
    },
    /// `size_is` and the like on what points to nothing.
    SizeWithoutPointer {
        /// The attribute.
        attribute: Name,
        /// Where.
        place: Span,
    },
    /// `switch_is()` that names nothing.
    SwitchWithoutDiscriminant {
        /// The attribute.
        place: Span,
    },
    /// A union with `case` labels and nothing that chooses among them.
    UnionWithoutSwitch {
        /// The parameter or field.
        place: Span,
    },
    /// Two arms of a union for one discriminant.
    CaseTwice {
        /// The discriminant; `None` for `default`.
        case: Option<i64>,
        /// The first arm.
        first: Span,
        /// The other arm.
        second: Span,
    },
    /// A field of a switched union that no discriminant chooses.
    ArmWithoutCase {
        /// The field.
        place: Span,
    },
    /// `[out]` on a single pointer to an interface, which cannot bring one back.
    OutInterface {
        /// The parameter.
        name: Name,
        /// Its place.
        place: Span,
    },
    /// An array without bound that something follows.
    ConformantNotLast {
        /// The field.
        name: Option<Name>,
        /// Its place.
        place: Span,
    },
    /// A bit-field wider than its type, or of a type that has no bits to share.
    BitsDoNotFit {
        /// The field.
        place: Span,
        /// Its width.
        bits: u32,
        /// The bits of its type.
        room: u64,
    },
    /// A type without size or layout.
    NoLayout {
        /// The type that is to blame.
        name: Option<Name>,
        /// Where it is held.
        place: Span,
        /// Why.
        error: LayoutError,
    },
    /// A warning: a rule broken in other people's file, where the model can say what is meant.
    Tolerated(Box<CheckError>),
    /// A warning: a rule for what travels to another process, broken where nothing does.
    Local(Box<CheckError>),
    /// A warning: a coclass names an interface that is only declared.
    MemberUndefined {
        /// The interface.
        name: Name,
        /// The coclass.
        of: Name,
        /// Where the interface is declared.
        declared: Span,
    },
    /// A warning: two interfaces with one IID.
    DuplicateIid {
        /// The IID.
        iid: Guid,
        /// Both interfaces.
        names: (Name, Name),
        /// The first one.
        first: Span,
        /// The other one.
        second: Span,
    },
    /// A warning: `[retval]` before other parameters.
    RetvalNotLast {
        /// The parameter.
        name: Name,
        /// Its place.
        place: Span,
    },
    /// A warning: more than one `[retval]`.
    RetvalTwice {
        /// The first one.
        first: Span,
        /// The other one.
        second: Span,
    },
    /// A warning: an attribute without meaning.
    UnknownAttribute {
        /// The attribute.
        name: Name,
        /// The nearest known one.
        similar: Option<&'static str>,
        /// Its place.
        place: Span,
    },
}

impl CheckError {
    /// True for what MIDL accepts.
    pub(super) fn is_warning(&self) -> bool {
        self.code().severity() == Severity::Warning
    }

    fn code(&self) -> Code {
        match self {
            CheckError::NoUuid { .. } => Code::NoUuid,
            CheckError::LocalWithoutUuid { .. } => Code::LocalWithoutUuid,
            CheckError::AttributeTwice { .. } => Code::AttributeTwice,
            CheckError::BaseUndefined { .. } => Code::BaseUndefined,
            CheckError::DualWithoutDispatch { .. } => Code::DualWithoutDispatch,
            CheckError::MemberTwice { .. } => Code::MemberTwice,
            CheckError::InterfaceByValue { .. } => Code::InterfaceByValue,
            CheckError::VoidParam { .. } => Code::VoidParam,
            CheckError::OutWithoutPointer { .. } => Code::OutWithoutPointer,
            CheckError::SizeWithoutPointer { .. } => Code::SizeWithoutPointer,
            CheckError::SwitchWithoutDiscriminant { .. } => Code::SwitchWithoutDiscriminant,
            CheckError::UnionWithoutSwitch { .. } => Code::UnionWithoutSwitch,
            CheckError::CaseTwice { .. } => Code::CaseTwice,
            CheckError::ArmWithoutCase { .. } => Code::ArmWithoutCase,
            CheckError::OutInterface { .. } => Code::OutInterface,
            CheckError::ConformantNotLast { .. } => Code::ConformantNotLast,
            CheckError::BitsDoNotFit { .. } => Code::BitsDoNotFit,
            CheckError::NoLayout { error, .. } => match error {
                LayoutError::Undefined(_) => Code::RecordUndefined,
                LayoutError::Recursive(_) => Code::RecordRecursive,
                LayoutError::Unsized => Code::FieldUnsized,
                LayoutError::TooDeep => Code::NestingTooDeep,
                LayoutError::TooLarge => Code::TypeTooLarge,
            },
            CheckError::Tolerated(_) => Code::Tolerated,
            CheckError::Local(_) => Code::BrokenLocally,
            CheckError::MemberUndefined { .. } => Code::MemberUndefined,
            CheckError::DuplicateIid { .. } => Code::DuplicateIid,
            CheckError::RetvalNotLast { .. } => Code::RetvalNotLast,
            CheckError::RetvalTwice { .. } => Code::RetvalTwice,
            CheckError::UnknownAttribute { .. } => Code::UnknownAttribute,
        }
    }
}

impl From<CheckError> for Diagnostic {
    fn from(error: CheckError) -> Diagnostic {
        let code = error.code();
        let say = |message: String, place, why: &str| Diagnostic::new(code, message, place, why);
        match error {
            CheckError::NoUuid { name, place } => {
                say(format!("`{name}` has no uuid"), place, "COM finds it by its uuid")
                    .help("add `[uuid(..)]` before it with a GUID of its own")
            }
            CheckError::LocalWithoutUuid { name, place } => say(
                format!("local interface `{name}` has no uuid"),
                place,
                "QueryInterface cannot ask for it",
            )
            .help("add `[uuid(..)]` before it if it is meant to be asked for"),
            CheckError::AttributeTwice { name, first, second } => {
                say(format!("`{name}` stands here twice"), second, "the second one")
                    .label(first, "the first one")
                    .help("remove one of the two")
            }
            CheckError::BaseUndefined { name, of, place, declared } => say(
                format!("base interface `{name}` of `{of}` is never defined"),
                place,
                "its vtable begins with that of its base",
            )
            .label(declared, "only declared here")
            .help(format!("define `{name}`, or import the file that does")),
            CheckError::DualWithoutDispatch { name, place } => say(
                format!("dual interface `{name}` does not derive from `IDispatch`"),
                place,
                "declared `dual`",
            )
            .help("derive it from `IDispatch`, or remove `dual`"),
            CheckError::MemberTwice { name, word, first, second } => {
                say(format!("{word} `{name}` is declared twice"), second, "declared again here")
                    .label(first, "first declared here")
                    .help("give one of them another name")
            }
            CheckError::InterfaceByValue { place } => say(
                "an interface is used without a pointer".to_owned(),
                place,
                "this is an interface by value",
            )
            .help("write a `*` behind the interface's name"),
            CheckError::VoidParam { place } => {
                say("a parameter is of type `void`".to_owned(), place, "nothing can be passed")
                    .help("write `void *`, or another type")
            }
            CheckError::OutWithoutPointer { name, place } => say(
                format!("`[out]` parameter `{name}` is no pointer"),
                place,
                "nothing can be written through it",
            )
            .help("write a `*` before its name"),
            CheckError::SizeWithoutPointer { attribute, place } => say(
                format!("`{attribute}` on what is no pointer and no array"),
                place,
                "it has no elements to count",
            )
            .help(format!("make it a pointer or an array, or remove `{attribute}`")),
            CheckError::SwitchWithoutDiscriminant { place } => say(
                "`switch_is` names no discriminant".to_owned(),
                place,
                "nothing stands between the parentheses",
            )
            .help("name the parameter or field that says which arm is in use: `switch_is(kind)`"),
            CheckError::UnionWithoutSwitch { place } => say(
                "nothing chooses the arm of this union".to_owned(),
                place,
                "a union with `case` labels",
            )
            .help(
                "add `[switch_is(..)]` with the parameter or field that says which arm is in use",
            ),
            CheckError::CaseTwice { case, first, second } => {
                let label =
                    case.map_or_else(|| "default".to_owned(), |case| format!("case({case})"));
                say(format!("two arms of a union are for `{label}`"), second, "the second one")
                    .label(first, "the first one")
                    .help("give each arm a discriminant of its own")
            }
            CheckError::ArmWithoutCase { place } => say(
                "a field of this union has no `case`".to_owned(),
                place,
                "no discriminant chooses it",
            )
            .help("add `[case(..)]` or `[default]`"),
            CheckError::OutInterface { name, place } => say(
                format!("`[out]` parameter `{name}` is a single pointer to an interface"),
                place,
                "an interface comes back through two",
            )
            .help("write `**`, or `[in]` if the interface is only used"),
            CheckError::ConformantNotLast { name, place } => {
                let name = name.map_or_else(String::new, |name| format!(" `{name}`"));
                say(
                    format!("array{name} without a bound is not the last field"),
                    place,
                    "the place of the next field depends on it",
                )
                .help("move it to the end, give it a bound, or make it a pointer")
            }
            CheckError::BitsDoNotFit { place, bits, room } => {
                let message = match room {
                    0 => "a bit-field of a type that is no whole number".to_owned(),
                    _ => format!("a bit-field of {bits} bits in a type of {room}"),
                };
                say(message, place, "does not fit its type")
                    .help("make it narrower, or give it a larger whole-number type")
            }
            CheckError::NoLayout { name, place, error } => {
                let name = name
                    .map_or_else(|| "a type without a name".to_owned(), |name| format!("`{name}`"));
                say(format!("{name} {error}"), place, layout_fault(error)).help(layout_help(error))
            }
            CheckError::Tolerated(inner) => {
                let inner = Diagnostic::from(*inner);
                let note = format!("in a file of one's own this is the error {}", inner.code);
                Diagnostic { code, ..inner }.note(note)
            }
            CheckError::Local(inner) => {
                let inner = Diagnostic::from(*inner);
                let note =
                    format!("in an interface that is not local this is the error {}", inner.code);
                Diagnostic { code, ..inner }.note(note)
            }
            CheckError::MemberUndefined { name, of, declared } => say(
                format!("interface `{name}` of coclass `{of}` is never defined"),
                declared,
                "only declared here",
            )
            .help(format!("define `{name}`, or import the file that does")),
            CheckError::DuplicateIid { iid, names: (one, other), first, second } => say(
                format!("`{one}` and `{other}` have the same uuid"),
                second,
                &format!("has the uuid {iid} too"),
            )
            .label(first, "has it first")
            .help("QueryInterface cannot tell them apart: make a new GUID for one of them"),
            CheckError::RetvalNotLast { name, place } => say(
                format!("`[retval]` parameter `{name}` is not the last one"),
                place,
                "others follow it",
            )
            .help("move it to the end of the list"),
            CheckError::RetvalTwice { first, second } => {
                say("a method has more than one `[retval]`".to_owned(), second, "the second one")
                    .label(first, "the first one")
                    .help("keep `retval` on the last parameter only")
            }
            CheckError::UnknownAttribute { name, similar, place } => {
                let help = match similar {
                    Some(near) => format!("is `{near}` meant?"),
                    None => "remove it if no other tool reads it".to_owned(),
                };
                say(
                    format!("attribute `{name}` is not known"),
                    place,
                    "it is kept and changes nothing",
                )
                .help(help)
            }
        }
    }
}

fn layout_fault(error: LayoutError) -> &'static str {
    match error {
        LayoutError::Unsized => "a field needs a type with a size",
        LayoutError::Undefined(_) => "its size is not known here",
        LayoutError::Recursive(_) => "by way of this field",
        LayoutError::TooDeep => "too many types hold each other",
        LayoutError::TooLarge => "too large for any process",
    }
}

fn layout_help(error: LayoutError) -> &'static str {
    match error {
        LayoutError::Unsized | LayoutError::Recursive(_) => "make the field a pointer",
        LayoutError::Undefined(_) => {
            "define it, import the file that does, or make the field a pointer"
        }
        LayoutError::TooDeep => "hold some of them by pointer",
        LayoutError::TooLarge => "lower the bound of the array",
    }
}
