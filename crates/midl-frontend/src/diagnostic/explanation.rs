//! What every code means, at length: `midlc explain-code`.
//!
//! A code without a row does not compile, and a test compiles each example and finds the code in what is said of it.

use super::Code;

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Why it is told, and the way out.
    pub text: &'static str,
    /// Where it happens.
    pub example: Example,
}

/// Where a mistake happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// An IDL file with the mistake in it. A line `// file NAME` begins a further file; those in `sdk/` come from an include
    /// folder.
    Idl(&'static str),
    /// No IDL makes it, or only a file that is too large to show: the situation in words.
    Told(&'static str),
}

const fn idl(text: &'static str, example: &'static str) -> Explanation {
    Explanation { text, example: Example::Idl(example) }
}

const fn told(text: &'static str, example: &'static str) -> Explanation {
    Explanation { text, example: Example::Told(example) }
}

impl Code {
    /// What the code means, with an example.
    #[must_use]
    pub fn explanation(self) -> Explanation {
        match self {
            Code::UnterminatedComment => idl(
                "A comment that begins with `/*` goes on to the next `*/`, over as many lines as it takes. Without one \
                 the rest of the file is comment. Comments do not nest: the first `*/` ends all of them.",
                "/* from here on nothing counts\ntypedef long WIDTH;\n",
            ),
            Code::UnterminatedString => idl(
                "A string ends in the line in which it begins, at the next `\"`. A line that ends with `\\` is continued by \
                 the next one. Inside a string a quote is written `\\\"`.",
                "cpp_quote(\"// no quote at the end)\n",
            ),
            Code::UnterminatedCharacter => idl(
                "A character constant is one character between two `'`, in one line.",
                "const char LETTER = 'a;\n",
            ),
            Code::UnknownCharacter => idl(
                "IDL uses ASCII outside of comments and strings. Word processors and web pages like to replace quotes and \
                 minus signs by others that look alike; put the plain ones back.",
                "const long COST = 5 @ 3;\n",
            ),
            Code::NotUtf8 => told(
                "A file is read as UTF-8, or as UTF-16 where it begins with that byte order mark. Comments may hold other \
                 bytes, names may not. Save the file as UTF-8.",
                "A file in Windows-1252 with an accented letter in the name of a method.",
            ),
            Code::NumberMalformed => idl(
                "Numbers are decimal (`42`), hexadecimal (`0x2A`), octal (`052`: a zero in front means base eight) or \
                 fractions (`1.5`), with `U`, `L`, `LL` or `I64` behind them.",
                "const long EIGHT = 08;\n",
            ),
            Code::NumberTooLarge => idl(
                "No number of IDL has more than 64 bits.",
                "const hyper MUCH = 0x1FFFFFFFFFFFFFFFF;\n",
            ),
            Code::CharacterMalformed => idl(
                "Between two `'` stands exactly one character, or one escape such as `'\\n'`. Text of any length goes \
                 between `\"`.",
                "const char NONE = '';\n",
            ),
            Code::StringTooLong => told(
                "C compilers take no more than 65,535 bytes in one string, and what a string of an IDL file holds ends in a \
                 C header or in a resource. Divide it.",
                "A `cpp_quote` that carries a whole file.",
            ),

            Code::FileNotFound => idl(
                "An imported or included file is looked for in the folder of the file that asks, in the folders of `-I` in \
                 their order, and among the built-in files. Letter case does not count. The message lists the folders; add \
                 the missing one with `-I DIR`.",
                "import \"shapes.idl\";\n",
            ),
            Code::FileUnreadable => told(
                "The file is there, but it is a folder or a device, larger than 64 MiB, or the system refuses it; the label \
                 says which.",
                "`import \"parts.idl\";` where `parts.idl` is a folder.",
            ),
            Code::ImportCycle => idl(
                "A file is compiled after what it imports, so two files cannot each come first. Move what both need into a \
                 third file. A forward declaration (`interface IFoo;`) often makes one of the imports needless.",
                "import \"other.idl\";\n// file other.idl\nimport \"input.idl\";\n",
            ),
            Code::IncludeTooDeep => idl(
                "Files include each other more than 64 levels deep, or included text adds up to too much: most likely a file \
                 includes itself. Begin it with `#pragma once`, or put an `#ifndef` around its text.",
                "#include \"mirror.h\"\n// file mirror.h\n#include \"mirror.h\"\n",
            ),
            Code::DirectiveUnknown => idl(
                "A line whose first character is `#` is a directive to the preprocessor, and this one does not exist. \
                 The known ones are those of C: `define`, `undef`, `if`, `ifdef`, `ifndef`, `elif`, `else`, `endif`, \
                 `include`, `error`, `line`, `pragma`.",
                "#defin LIMIT 10\n",
            ),
            Code::DirectiveMalformed => idl(
                "The directive lacks a part that it needs; the label says which.",
                "#define 10 LIMIT\n",
            ),
            Code::ConditionalUnclosed => idl(
                "Each `#if`, `#ifdef` and `#ifndef` ends with an `#endif` in the same file.",
                "#ifdef EXTRA\ntypedef long WIDTH;\n",
            ),
            Code::ConditionalStray => idl(
                "An `#else`, `#elif` or `#endif` belongs to an `#if` above it in the same file, and behind `#else` comes only \
                 `#endif`.",
                "typedef long WIDTH;\n#endif\n",
            ),
            Code::ConditionMalformed => idl(
                "The condition of an `#if` is a whole number made of numbers, `defined NAME`, macros and the operators of C. \
                 A name that is no macro counts as 0. The condition counts as false.",
                "#if (VERSION >= 3\n#endif\n",
            ),
            Code::ErrorDirective => idl(
                "The file itself refuses to be compiled this way: an `#error` was reached. Its text says what is missing, \
                 which often is a macro to be given with `-D`.",
                "#ifndef TARGET\n#error define TARGET\n#endif\n",
            ),
            Code::MacroRecursion => idl(
                "A macro is not expanded again inside its own text, so the name stays and nothing declares it.",
                "#define PING PONG\n#define PONG PING\nconst long BALL = PING;\n",
            ),
            Code::MacroArguments => idl(
                "A macro with parameters takes one argument for each, with commas between them. Commas inside of parentheses \
                 do not count.",
                "#define SUM(a, b) ((a) + (b))\nconst long THREE = SUM(3);\n",
            ),
            Code::MacroUnclosed => idl(
                "The file ends before the parenthesis that closes the arguments of a macro.",
                "#define TWICE(a) ((a) * 2)\nconst long SIX = TWICE(3;\n",
            ),
            Code::MacroTooLarge => idl(
                "A few macros that use each other can stand for more text than any machine holds. All macros of a file may \
                 produce some four million words.",
                "#define A word word word word word word word word word word\n#define B A A A A A A A A A A\n\
                 #define C B B B B B B B B B B\n#define D C C C C C C C C C C\n#define E D D D D D D D D D D\n\
                 #define F E E E E E E E E E E\n#define G F F F F F F F F F F\ntypedef long G;\n",
            ),
            Code::MacroPaste => idl(
                "`##` joins the words on both sides into one, and the result must be a word too: a name, a number or a sign.",
                "#define JOIN(a, b) a ## b\nconst long TWO = JOIN(1 +, + 1);\n",
            ),
            Code::PathOutside => idl(
                "What a file imports or includes stays below the folders of the files that were named and of `-I`, so that \
                 an IDL file from somewhere cannot make the compiler read and quote other files of yours. Name the folder \
                 with `-I DIR`, or allow every path with `--allow-outside`.",
                "#include \"/etc/hosts\"\n",
            ),

            Code::UnexpectedToken => idl(
                "The grammar wants something else here; the label says what. A semicolon or a comma missing before this is \
                 the usual reason.",
                "typedef long WIDTH\ntypedef long HEIGHT;\n",
            ),
            Code::BracketUnclosed => idl(
                "A bracket was opened and something came that cannot stand inside of it, or the file ended.",
                "typedef struct SIZE {\n    long x;\n    long y;\n",
            ),
            Code::BracketStray => idl(
                "A closing bracket for which none is open: remove it, or look for one that was closed too early.",
                "typedef long WIDTH;\n}\n",
            ),
            Code::NestingTooDeep => idl(
                "Declarations, brackets and pointers may be nested about a hundred levels deep. Give the inner part a name \
                 with `typedef` or `const`.",
                "typedef long ****************************************************************************************************X;\n",
            ),
            Code::WinRtSyntax => idl(
                "The file is written for WinRT (`namespace`, `runtimeclass`). It has another type system and makes metadata \
                 by itself: compile it with the compiler of the Windows SDK and use its `.winmd`.",
                "namespace Contoso\n{\n}\n",
            ),
            Code::ItemUnknown => idl(
                "At the top level of a file stand interfaces, typedefs, structs, unions, enums, constants, imports, \
                 `cpp_quote`, coclasses, modules and libraries. C declarations for the header go into `cpp_quote(\"..\")`.",
                "interfce IDoor\n{\n}\n",
            ),
            Code::AttributesStray => idl(
                "Attributes in brackets belong to the declaration behind them, and none follows.",
                "typedef long WIDTH;\n[uuid(bad0f004-0000-4000-8000-00000000f004)]\n",
            ),
            Code::TypeMalformed => idl(
                "Some words for numbers go together (`unsigned long`, `long long`), these do not.",
                "typedef unsigned float RATIO;\n",
            ),
            Code::EnumTooLong => told(
                "An enum may have 65,536 members: as many as it has values on the wire.",
                "An enum that macros fill with a hundred thousand members.",
            ),

            Code::UnknownType => idl(
                "Nothing in the file or in what it imports declares this type. Import the file that does, or correct the \
                 name. A type of the Windows headers is found in `wtypes.idl`, `oaidl.idl` and their like.",
                "typedef WIDHT HALF;\n",
            ),
            Code::UnknownBase => idl(
                "Nothing declares the interface that this one derives from, so its vtable has no beginning. Import the file \
                 that declares it: `IUnknown` is in `unknwn.idl`, `IDispatch` in `oaidl.idl`.",
                "[object, uuid(bad00012-0000-4000-8000-000000000012)]\ninterface IDoor : IUnknown\n{\n}\n",
            ),
            Code::UnknownMember => idl(
                "`size_is`, `iid_is`, `switch_is` and their kin speak of other parameters of the method, or of other fields \
                 of the record, by name.",
                "[local] interface IDoor\n{\n    void Paint([in] long count, [in, size_is(cout)] long *colours);\n}\n",
            ),
            Code::DuplicateName => idl(
                "Types share one space of names, constants and enumerators another. The same declaration in the same words \
                 may come again from another file; a different one may not.",
                "typedef enum SIDE { LEFT, RIGHT } SIDE;\ntypedef enum HAND { LEFT, BOTH } HAND;\n",
            ),
            Code::WrongKind => idl(
                "The name is known, but stands for something that cannot be used here, such as a struct where a base \
                 interface is wanted.",
                "typedef struct Door { long width; } Door;\n[local] interface IGate : Door\n{\n}\n",
            ),
            Code::BaseCycle => idl(
                "An interface cannot be its own base, directly or by way of others: its vtable would have no beginning.",
                "[local] interface IHen : IEgg { }\n[local] interface IEgg : IHen { }\n",
            ),
            Code::TypedefCycle => idl(
                "A chain of typedefs leads back to its start and never to a type.",
                "typedef SECOND FIRST;\ntypedef FIRST SECOND;\n",
            ),
            Code::MissingArgument => idl(
                "The attribute says something about a value and does not name one.",
                "[local] interface IDoor\n{\n    void Paint([in, size_is] const long *colours);\n}\n",
            ),

            Code::UnknownConstant => idl(
                "Nothing declares the constant that this expression uses. Constants come from `const`, from enumerators, and \
                 from `#define`.",
                "const long TWICE = LIMIT * 2;\n",
            ),
            Code::NotConstant => idl(
                "The value must be known at compile time: numbers, characters, strings, other constants, `sizeof`, and the \
                 operators of C.",
                "const long CALL = COMPUTE(1);\n",
            ),
            Code::NotWhole => idl(
                "Enumerators, bounds and whole-number constants take whole numbers.",
                "typedef enum E { E_HALF = 0.5 } E;\n",
            ),
            Code::DivisionByZero => {
                idl("A constant expression divides by zero.", "const long NONE = 10 / 0;\n")
            }
            Code::ShiftTooFar => idl(
                "A number of 32 bits can be shifted by 0 to 31, one of 64 bits by 0 to 63. Write `1I64 << 40` for more room.",
                "const hyper FAR_AWAY = 1 << 40;\n",
            ),
            Code::ConstantCycle => idl(
                "The value of a constant depends on itself.",
                "const long FIRST = SECOND + 1;\nconst long SECOND = FIRST - 1;\n",
            ),
            Code::ConstantTooDeep => told(
                "A constant that is declared later is computed when it is first asked for, and a hundred of them may wait \
                 for each other. Declare them before they are used, and any number is fine.",
                "A few hundred constants, each of which is one more than the next in the file.",
            ),
            Code::NoSize => idl(
                "`sizeof` wants a type whose size is known here: not `void`, not a record that is only declared.",
                "const long SIZE = sizeof(void);\n",
            ),
            Code::EnumOverflow => idl(
                "Enumerators have 32 bits: from -0x80000000 to 0xFFFFFFFF. One without a value is the one before plus one.",
                "typedef enum BIG { TOP = 0x7FFFFFFF, NEXT } BIG;\n",
            ),
            Code::ArrayBound => idl(
                "An array has 0 to 0xFFFFFFFF elements, and the number is known at compile time.",
                "typedef struct ROOM { long rows[-1]; } ROOM;\n",
            ),
            Code::BitWidth => idl(
                "A bit-field has 0 bits or more; 0, without a name, closes the unit.",
                "typedef struct BITS { unsigned int wide : -1; } BITS;\n",
            ),

            Code::NoReturnType => idl(
                "Each method says what it returns: `HRESULT` almost always, `void` for nothing.",
                "[local] interface IDoor\n{\n    Open();\n}\n",
            ),
            Code::MalformedGuid => idl(
                "A GUID has 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.",
                "[local, uuid(bad0f006-0000-4000-8000-00000000f06)] interface IDoor\n{\n}\n",
            ),
            Code::NoUuid => idl(
                "QueryInterface finds an interface by its IID, and `CoCreateInstance` a class by its CLSID. Make a new GUID \
                 for it and write `[uuid(..)]` before it; never copy one.",
                "import \"unknwn.idl\";\n[object] interface IDoor : IUnknown\n{\n}\n",
            ),
            Code::AttributeTwice => idl(
                "The attribute stands twice and its two values differ, or could.",
                "[local, uuid(bad0f008-0000-4000-8000-00000000f008), uuid(bad0f009-0000-4000-8000-00000000f009)]\n\
                 interface IDoor\n{\n}\n",
            ),
            Code::BaseUndefined => idl(
                "The base interface is declared by its name only (`interface IBase;`). Slots are counted from the start of \
                 the base's vtable, so its methods must be known.",
                "[local] interface ILater;\n[local] interface INow : ILater\n{\n}\n",
            ),
            Code::DualWithoutDispatch => idl(
                "A dual interface can be called through its vtable and through `IDispatch::Invoke`: it derives from \
                 `IDispatch`.",
                "import \"oaidl.idl\";\n[object, dual, uuid(bad00029-0000-4000-8000-000000000029)]\n\
                 interface IDoor : IUnknown\n{\n}\n",
            ),
            Code::MemberTwice => idl(
                "Methods of an interface, parameters of a method and fields of a record have names of their own. COM knows no \
                 overloads.",
                "typedef struct POINT2 { long x; long x; } POINT2;\n",
            ),
            Code::InterfaceByValue => idl(
                "An interface is used through a pointer: `IDoor *door`.",
                "import \"unknwn.idl\";\ntypedef struct HOUSE { IUnknown door; } HOUSE;\n",
            ),
            Code::VoidParam => idl(
                "A parameter of type `void` cannot be passed. `void *` is a pointer to anything.",
                "[local] interface IDoor\n{\n    void Open([in] void how);\n}\n",
            ),
            Code::OutWithoutPointer => idl(
                "A value comes back through a pointer: `[out] long *width`.",
                "[uuid(bad00021-0000-4000-8000-000000000021)] interface IDoor\n{\n    void Measure([out] long width);\n}\n",
            ),
            Code::SizeWithoutPointer => idl(
                "`size_is` and its kin count what a pointer points to or an array holds.",
                "[local] interface IDoor\n{\n    void Open([in] long count, [in, size_is(count)] long width);\n}\n",
            ),
            Code::SwitchWithoutDiscriminant => idl(
                "`switch_is` names the parameter or field that says which arm of the union is in use.",
                "typedef [switch_type(long)] union VALUE { [case(1)] long number; [default] ; } VALUE;\n\
                 [local] interface IBox\n{\n    void Put([in, switch_is()] VALUE value);\n}\n",
            ),
            Code::UnionWithoutSwitch => idl(
                "A union with `case` labels is sent arm by arm, so somebody must say which arm is in use.",
                "typedef [switch_type(long)] union VALUE { [case(1)] long number; [default] ; } VALUE;\n\
                 [uuid(bad00019-0000-4000-8000-000000000019)] interface IBox\n{\n    void Put([in] VALUE value);\n}\n",
            ),
            Code::CaseTwice => idl(
                "Two arms of a union are for the same discriminant.",
                "typedef [switch_type(long)] union VALUE { [case(1)] long whole; [case(1)] double real; } VALUE;\n",
            ),
            Code::ConformantNotLast => idl(
                "An array without a bound ends a struct: what follows it would stand at another place each time.",
                "typedef struct PACKET { long size; [size_is(size)] byte data[]; long check; } PACKET;\n",
            ),
            Code::BitsDoNotFit => idl(
                "A bit-field is no wider than its type, which is a whole number.",
                "typedef struct BITS { unsigned int wide : 33; } BITS;\n",
            ),
            Code::RecordUndefined => idl(
                "The struct or union is held by value and only its tag is known. Define it, import the file that does, or \
                 hold a pointer to it.",
                "typedef struct HOUSE { struct DOOR front; } HOUSE;\n",
            ),
            Code::RecordRecursive => idl(
                "A record that holds itself by value would have no end. Hold a pointer.",
                "typedef struct NODE { long value; struct NODE next; } NODE;\n",
            ),
            Code::FieldUnsized => idl(
                "A field needs a type with a size.",
                "typedef struct HOUSE { void front; } HOUSE;\n",
            ),
            Code::TypeTooLarge => idl(
                "No type is larger than half of a 32-bit address space.",
                "typedef struct HALL { long rows[0x40000000][0x40000000]; } HALL;\n",
            ),
            Code::MemberUndefined => idl(
                "A coclass names an interface that is declared and never defined, so nobody can call it.",
                "[uuid(bad0f00a-0000-4000-8000-00000000f00a)]\ncoclass Door\n{\n    [default] interface IDoor;\n};\n",
            ),
            Code::ArmWithoutCase => idl(
                "In a union with `case` labels each field has one, or is the `[default]`.",
                "typedef [switch_type(long)] union VALUE { [case(1)] long whole; double real; } VALUE;\n",
            ),
            Code::OutInterface => idl(
                "An interface that comes back is written through a pointer to the caller's pointer: two stars. With one, \
                 nothing can be returned.",
                "import \"unknwn.idl\";\n[object, uuid(bad00021-0000-4000-8000-000000000021)]\ninterface IDoor : IUnknown\n{\n    \
                 HRESULT GetFrame([out] IUnknown *frame);\n}\n",
            ),

            Code::PlanUnknown => told(
                "An entry of `regen.toml`, of a build script or of the command line names a method, a parameter, an item or \
                 an imported file that is not there, and would change nothing.",
                "`nullable = [\"IOwner::GetOwner::pOwner\"]` where the parameter is called `ppOwner`.",
            ),
            Code::EmitNameTaken => idl(
                "The bindings use this name for something of their own. Rename it in the IDL.",
                "import \"unknwn.idl\";\ntypedef struct Option { long index; } Option;\n\
                 [object, uuid(bad0002f-0000-4000-8000-00000000002f)]\ninterface IDoor : IUnknown\n{\n    \
                 HRESULT Choose([in] const Option *option);\n}\n",
            ),
            Code::EmitNameTwice => idl(
                "Two things would have one name in the bindings, such as an interface's vtable and a constant.",
                "import \"unknwn.idl\";\nconst long IDoor_Vtbl = 1;\n\
                 [object, uuid(bad00030-0000-4000-8000-000000000030)]\ninterface IDoor : IUnknown\n{\n    HRESULT Open();\n}\n",
            ),
            Code::EmitTypeUnsayable => idl(
                "Windows metadata, through which bindings are made, has no word for this.",
                "typedef struct WIDE { __int128 whole; } WIDE;\n",
            ),
            Code::EmitLayoutDiffers => idl(
                "Rust would give the record another size or other offsets than C does. Nothing is emitted that a C client \
                 would read wrongly.",
                "typedef struct EMPTY { } EMPTY;\n",
            ),
            Code::NotRust => told(
                "A mistake of this compiler: what it made is no Rust. Please report it with the IDL.",
                "None is known.",
            ),
            Code::RustfmtMissing => told(
                "windows-bindgen passes its output through rustfmt: `rustup component add rustfmt`.",
                "A toolchain installed with the minimal profile.",
            ),
            Code::BindgenFailed => told(
                "windows-bindgen, which turns metadata into bindings, gave up. If the reason is not the disk, it is a mistake \
                 of this compiler: please report it with the IDL.",
                "A folder for temporary files that cannot be written.",
            ),

            Code::ConstantTruncated => idl(
                "The value has more bits than the constant's type, and the upper ones are lost, as in C.",
                "const short WIDE = 100000;\n",
            ),
            Code::DuplicateIid => idl(
                "Two interfaces have one IID. QueryInterface cannot tell them apart, and one of them was most likely made by \
                 copying the other. Make a new GUID.",
                "[local, uuid(bad0f00b-0000-4000-8000-00000000f00b)] interface IDoor { void Open(); }\n\
                 [local, uuid(bad0f00b-0000-4000-8000-00000000f00b)] interface IGate { void Lift(); }\n",
            ),
            Code::RetvalNotLast => idl(
                "`[retval]` marks what the method is called for, and tools expect it in the last place.",
                "[local] interface IDoor\n{\n    void Measure([out, retval] long *width, [in] long unit);\n}\n",
            ),
            Code::RetvalTwice => idl(
                "A method has one result at most; what else comes back is plain `[out]`.",
                "[local] interface IDoor\n{\n    void Measure([out, retval] long *width, [out, retval] long *height);\n}\n",
            ),
            Code::LocalWithoutUuid => idl(
                "Without a uuid QueryInterface cannot ask for the interface. That is fine for one that is only passed around \
                 in its process, and a surprise for any other.",
                "import \"unknwn.idl\";\n[object, local] interface IHere : IUnknown\n{\n    HRESULT Open();\n}\n",
            ),
            Code::UnknownAttribute => idl(
                "The attribute is kept and changes nothing. A misspelt `[optionl]` is silent otherwise.",
                "[local] interface IDoor\n{\n    void Open([in, optionl] long how);\n}\n",
            ),
            Code::DeclaresNothing => idl(
                "The named file declares nothing: all of it is comment, or left out by an `#if`.",
                "// typedef long WIDTH;\n",
            ),
            Code::Tolerated => idl(
                "A file of an include folder, which is other people's, breaks a rule that MIDL enforces. What it means is \
                 clear enough to go on; in a file of your own it is an error.",
                "import \"door.idl\";\ntypedef long WIDTH;\n// file sdk/door.idl\n[local] interface IDoor\n{\n    \
                 void Paint([in] long count, [in, size_is(cout)] long *colours);\n}\n",
            ),
            Code::PointerDefaultMissing => idl(
                "Pointers inside of what a parameter points to have no attribute of their own: `pointer_default` says whether \
                 they may be NULL (`unique`), never are (`ref`), or may also point to the same thing (`ptr`). Without it a \
                 switch of the IDL compiler decides, and two builds may disagree on the wire. Off unless asked for: many good \
                 files live with the default of one compiler.",
                "import \"unknwn.idl\";\n[object, uuid(bad0f010-0000-4000-8000-00000000f010)]\ninterface INames : IUnknown\n{\n    \
                 HRESULT First([out, string] LPWSTR *name);\n}\n",
            ),
            Code::OutUnsized => idl(
                "A buffer that the method fills, and nothing says how large it is. A proxy copies one element and loses the \
                 rest, or writes behind the caller's memory; Rust sees one element. Write `size_is(count)`, or return an \
                 allocated string: `[out, string] LPWSTR *name`.",
                "import \"unknwn.idl\";\n[object, uuid(bad0f013-0000-4000-8000-00000000f013)]\ninterface IReader : IUnknown\n{\n    \
                 HRESULT Read([out] BYTE *data, [in] ULONG cbData);\n}\n",
            ),
            Code::SignedCount => idl(
                "A count in `size_is` or `length_is` is a signed number. A caller that passes -1 asks for four billion \
                 elements. Off unless asked for: it is a habit of many files, and callees check.",
                "import \"unknwn.idl\";\n[object, uuid(bad0f014-0000-4000-8000-00000000f014)]\ninterface IWriter : IUnknown\n{\n    \
                 HRESULT Write([in] LONG count, [in, size_is(count)] const BYTE *data);\n}\n",
            ),
            Code::EnumShortOnWire => idl(
                "An enum without `[v1_enum]` has 32 bits in memory and 16 on the wire. Off unless asked for: values up to \
                 32767 arrive, and adding the attribute later breaks those who were compiled before.",
                "import \"unknwn.idl\";\ntypedef enum SIDE { LEFT, RIGHT } SIDE;\n\
                 [object, uuid(bad0f015-0000-4000-8000-00000000f015)]\ninterface IDoor : IUnknown\n{\n    \
                 HRESULT Open([in] SIDE side);\n}\n",
            ),
            Code::EnumLostOnWire => idl(
                "An enum without `[v1_enum]` has 16 bits on the wire, and this member needs more: a call with it fails in the \
                 proxy. Write `[v1_enum]` before the enum. A member 0x7FFFFFFF, which only makes C take 32 bits, is passed \
                 over.",
                "import \"unknwn.idl\";\ntypedef enum FLAGS { NONE, HIGH = 0x8000 } FLAGS;\n\
                 [object, uuid(bad0f016-0000-4000-8000-00000000f016)]\ninterface IDoor : IUnknown\n{\n    \
                 HRESULT Open([in] FLAGS flags);\n}\n",
            ),
            Code::NotUtf8InString => told(
                "A string holds bytes that are not UTF-8. Each is read as U+FFFD, and the text is shown wrongly. Save the \
                 file as UTF-8.",
                "A `helpstring` with an accented letter in a file in Windows-1252.",
            ),
            Code::TooManyMistakes => told(
                "So many mistakes come from one that breeds: a wrong file, a missing import. The first thousand are told.",
                "A picture that was named `.idl`.",
            ),
            Code::HeaderNotFound => idl(
                "C headers hold little that IDL can read, so one that is missing is skipped. A macro or a type that only it \
                 declares is then unknown where it is used. Add its folder with `-I DIR`, or remove the line.",
                "#include <vendor.h>\ntypedef long WIDTH;\n",
            ),
            Code::ValueLeftOut => idl(
                "The value of an `id` or a `defaultvalue` is a name that nothing declares. A header that was not found may do \
                 so: the attribute is left out, and the rest is compiled. Add the header's folder with `-I DIR`. Where no \
                 header is missing, this is the error IDL0401.",
                "#include <dispids.h>\nimport \"oaidl.idl\";\n[object, uuid(bad0f017-0000-4000-8000-00000000f017)]\n\
                 interface IDoor : IDispatch\n{\n    [id(DISPID_OPEN)] HRESULT Open();\n}\n",
            ),
            Code::BrokenLocally => idl(
                "What a parameter's direction and a union's discriminant promise is needed to carry a call to another process. \
                 MIDL does not ask for it in a local interface, which never leaves its own; a caller may still be misled.",
                "import \"unknwn.idl\";\n[local] interface IDoor\n{\n    void GetFrame([out] IUnknown *frame);\n}\n",
            ),
            Code::MacroRedefined => idl(
                "A macro has another text from here on. If that is meant, put `#undef NAME` before it.",
                "#define LIMIT 10\n#define LIMIT 20\nconst long TOP = LIMIT;\n",
            ),
            Code::RustNameTaken => idl(
                "Two methods of one interface have the same name in snake case; the later one gets its slot number behind it.",
                "import \"unknwn.idl\";\n[object, uuid(bad00027-0000-4000-8000-000000000027)]\ninterface IDoor : IUnknown\n{\n    \
                 HRESULT GetURL([out] long *url);\n    HRESULT GetUrl([out] long *url);\n}\n",
            ),
            Code::LeftOut => idl(
                "Rust can call functions with `...` but not implement them, so the interface gets no trait. Its type stays in \
                 the bindings.",
                "import \"unknwn.idl\";\n[object, uuid(bad0f00e-0000-4000-8000-00000000f00e)]\ninterface ILog : IUnknown\n{\n    \
                 HRESULT Print([in] LPCWSTR format, ...);\n}\n",
            ),
        }
    }
}
