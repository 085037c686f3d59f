//! The table of codes: one row for each kind of mistake. A number, once published, keeps its meaning.

use std::fmt;

use super::Severity;

macro_rules! codes {
    ($($name:ident = $number:literal $title:literal,)*) => {
        /// A kind of mistake; `Display` prints `IDL0201`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $title] $name = $number,)*
        }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// The kind of mistake in one line.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self {
                    $(Code::$name => $title,)*
                }
            }
        }
    };
}

// 00xx characters and words, 01xx preprocessor and files, 02xx syntax, 03xx names, 04xx constants, 05xx rules of the language,
// 06xx warnings.
codes! {
    UnterminatedComment = 1 "a comment is not closed",
    UnterminatedString = 2 "a string is not closed",
    UnterminatedCharacter = 3 "a character constant is not closed",
    UnknownCharacter = 4 "a character that has no meaning in IDL",
    NotUtf8 = 5 "bytes outside UTF-8 in code",
    NumberMalformed = 6 "a number that cannot be read",
    NumberTooLarge = 7 "a number that does not fit 64 bits",
    CharacterMalformed = 8 "a character constant that holds no character or too many",
    StringTooLong = 9 "a string is too long",

    FileNotFound = 101 "an imported or included file is not found",
    FileUnreadable = 102 "an imported or included file cannot be read",
    ImportCycle = 103 "files import each other in a circle",
    IncludeTooDeep = 104 "files include each other too deeply",
    DirectiveUnknown = 105 "a directive that does not exist",
    DirectiveMalformed = 106 "a directive that cannot be read",
    ConditionalUnclosed = 107 "a conditional without its end",
    ConditionalStray = 108 "`#else`, `#elif` or `#endif` without its `#if`",
    ConditionMalformed = 109 "the condition of an `#if` cannot be computed",
    ErrorDirective = 110 "`#error` was reached",
    MacroRecursion = 111 "a macro leads to itself",
    MacroArguments = 112 "a macro is used with the wrong number of arguments",
    MacroUnclosed = 113 "the arguments of a macro are not closed",
    MacroTooLarge = 114 "macros expand to too much text",
    MacroPaste = 115 "`##` makes no valid word",
    PathOutside = 116 "an import leads out of its folders",

    UnexpectedToken = 201 "something else was expected here",
    BracketUnclosed = 202 "a bracket is not closed",
    BracketStray = 203 "a closing bracket without its opening one",
    NestingTooDeep = 204 "declarations are nested too deeply",
    WinRtSyntax = 205 "WinRT syntax in classic IDL",
    ItemUnknown = 206 "this begins no declaration",
    AttributesStray = 207 "attributes that belong to nothing",
    TypeMalformed = 208 "words that together name no type",
    EnumTooLong = 209 "an enum has too many members",

    PlanUnknown = 570 "an option names something that the IDL does not declare",
    EmitNameTaken = 580 "a name that the bindings need for something else",
    EmitNameTwice = 581 "two things of one name in the bindings",
    EmitTypeUnsayable = 582 "a type that metadata cannot say",
    EmitLayoutDiffers = 583 "a record that Rust lays out in another way than C",
    NotRust = 587 "emitted code that is no Rust",
    RustfmtMissing = 588 "windows-bindgen needs rustfmt",
    BindgenFailed = 589 "windows-bindgen gave up",

    UnknownType = 301 "a type that nothing declares",
    UnknownBase = 302 "a base interface that nothing declares",
    UnknownMember = 303 "an attribute names no parameter or field",
    DuplicateName = 304 "a name is declared twice",
    WrongKind = 305 "a name stands for something else",
    BaseCycle = 306 "interfaces derive from each other in a circle",
    TypedefCycle = 307 "a typedef means itself",
    MissingArgument = 308 "an attribute without its argument",

    UnknownConstant = 401 "a constant that nothing declares",
    NotConstant = 402 "an expression that is no constant",
    NotWhole = 403 "a whole number is needed",
    DivisionByZero = 404 "division by zero",
    ShiftTooFar = 405 "a shift by too many bits",
    ConstantCycle = 406 "a constant depends on itself",
    ConstantTooDeep = 407 "constants depend on each other in a long row",
    NoSize = 408 "`sizeof` of a type without a size",
    EnumOverflow = 409 "an enumerator that does not fit 32 bits",
    ArrayBound = 410 "an impossible number of elements",
    BitWidth = 411 "an impossible width of a bit-field",

    NoReturnType = 501 "a method without a return type",
    MalformedGuid = 502 "digits that make no GUID",

    NoUuid = 503 "something that COM finds by uuid has none",
    AttributeTwice = 504 "an attribute stands twice",
    BaseUndefined = 505 "a base interface is never defined",
    MemberTwice = 507 "two members with one name",
    InterfaceByValue = 508 "an interface without a pointer",
    VoidParam = 509 "a parameter of type `void`",
    OutWithoutPointer = 510 "`[out]` on what is no pointer",
    SizeWithoutPointer = 511 "a size on what is no pointer",
    SwitchWithoutDiscriminant = 512 "`switch_is` names no discriminant",
    UnionWithoutSwitch = 513 "nothing chooses the arm of a union",
    CaseTwice = 514 "two arms of a union for one discriminant",
    ConformantNotLast = 515 "an array without bound is not the last field",
    BitsDoNotFit = 516 "a bit-field does not fit its type",
    RecordUndefined = 517 "a record is held by value and never defined",
    RecordRecursive = 518 "a record holds itself",
    FieldUnsized = 519 "a field without a size",
    TypeTooLarge = 520 "a type that is too large",

    ArmWithoutCase = 522 "a field of a switched union that nothing chooses",
    OutInterface = 523 "`[out]` on a single pointer to an interface",

    ConstantTruncated = 601 "a constant that does not fit its type",
    DuplicateIid = 602 "two interfaces with one IID",
    RetvalNotLast = 603 "`[retval]` is not last",
    RetvalTwice = 604 "more than one `[retval]`",
    LocalWithoutUuid = 605 "a local interface without a uuid",
    UnknownAttribute = 606 "an attribute without meaning",
    DeclaresNothing = 607 "a file that declares nothing",
    Tolerated = 608 "a rule broken in a file of an include folder",
    HeaderNotFound = 609 "a C header that is not found is skipped",
    DualWithoutDispatch = 610 "a dual interface that is no `IDispatch`",
    MemberUndefined = 611 "a coclass names an interface that is never defined",
    ValueLeftOut = 612 "a value that only a missing header may declare",
    BrokenLocally = 613 "a rule of remote calls broken in a local interface",
    PointerDefaultMissing = 620 "an interface that does not say what its pointers mean",
    OutUnsized = 621 "an `[out]` buffer without a size",
    SignedCount = 622 "a count that may be negative",
    EnumShortOnWire = 623 "an enum of 16 bits on the wire",
    EnumLostOnWire = 624 "an enumerator that cannot be sent",
    NotUtf8InString = 650 "bytes outside UTF-8 in a string",
    TooManyMistakes = 652 "too many mistakes to tell all",
    MacroRedefined = 651 "a macro is defined twice, differently",

    RustNameTaken = 660 "two methods have one name in Rust",
    LeftOut = 661 "an interface that Rust cannot implement",
}

impl Code {
    /// How bad such a mistake is.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self as u16 >= 600 { Severity::Warning } else { Severity::Error }
    }

    /// False for a warning that only those see who ask for it: what it warns of is a habit of many good files.
    #[must_use]
    pub fn is_shown(self) -> bool {
        !matches!(self, Code::PointerDefaultMissing | Code::SignedCount | Code::EnumShortOnWire)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IDL{:04}", *self as u16)
    }
}
