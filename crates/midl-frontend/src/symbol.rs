//! Names as numbers: [`Symbols`] stores every spelling once, [`Symbol`] is its index.
//!
//! Words that the grammar or an attribute gives a meaning to are stored first and in the order of [`kw`], so that a
//! comparison with a keyword is a comparison of two numbers.

use std::{hash::Hasher, ops::Range, sync::Arc};

use crate::model::Name;

/// A spelling stored in a [`Symbols`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

impl Symbol {
    /// What a token without a spelling of its own carries: the first word, which nothing is to read.
    pub(crate) const NONE: Symbol = Symbol(0);

    /// True for a word of [`kw`].
    #[must_use]
    pub fn is_known_word(self) -> bool {
        self.index() < kw::WORDS.len()
    }

    /// The index: dense, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A small multiplicative hash; it is fast on short names and the same on every machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct FastHasher(u64);

/// Builds a [`FastHasher`], for maps that are looked up and never iterated.
pub type FastHash = std::hash::BuildHasherDefault<FastHasher>;

impl FastHasher {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

    const fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(Self::FACTOR);
    }

    const fn mix_bytes(&mut self, bytes: &[u8]) {
        // The last word overlaps the one before: a loop over single bytes costs more than all the rest.
        let length = bytes.len() as u64;
        if let Some(last) = bytes.last_chunk::<8>() {
            let mut words = bytes.split_at(bytes.len() - 1).0;
            while let Some((word, rest)) = words.split_first_chunk::<8>() {
                self.mix(u64::from_le_bytes(*word));
                words = rest;
            }
            return self.mix(u64::from_le_bytes(*last) ^ length);
        }
        match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(head), Some(tail)) => {
                let word =
                    (u32::from_le_bytes(*head) as u64) << 32 | u32::from_le_bytes(*tail) as u64;
                self.mix(word ^ length);
            }
            _ => match *bytes {
                [] => {}
                [a] => self.mix((a as u64) << 32 ^ length),
                [a, b] => self.mix((a as u64) << 40 ^ (b as u64) << 32 ^ length),
                [a, b, c, ..] => {
                    self.mix((a as u64) << 48 ^ (b as u64) << 40 ^ (c as u64) << 32 ^ length)
                }
            },
        }
    }

    const fn finished(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

impl Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.mix_bytes(bytes);
    }

    fn write_u32(&mut self, word: u32) {
        self.mix(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.mix(word as u64);
    }

    fn finish(&self) -> u64 {
        self.finished()
    }
}

/// Every spelling of a compilation, each once.
#[derive(Clone, Debug)]
pub struct Symbols {
    /// All spellings, one behind the other.
    text: Arc<String>,
    entries: Vec<Entry>,
    /// Open addressing; the length is a power of two.
    table: Vec<Slot>,
}

/// Where a spelling stands in the text.
#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u32,
    end: u32,
}

/// Half of a hash, an index into the entries plus one (0 is free), and where the text is, so that the entry itself is not needed.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    entry: u32,
    start: u32,
    end: u32,
}

impl Default for Symbols {
    fn default() -> Symbols {
        let mut text = String::with_capacity(1 << 15);
        text.push_str(kw::TEXT);
        let mut entries = Vec::with_capacity(1 << 11);
        let mut table = vec![Slot::default(); SLOTS];
        for (at, slot) in &kw::STORED {
            entries.push(Entry { start: slot.start, end: slot.end });
            table[*at] = *slot;
        }
        Symbols { text: Arc::new(text), entries, table }
    }
}

impl Symbols {
    /// The symbol of a spelling; stores it when it is new.
    pub fn intern(&mut self, text: &str) -> Symbol {
        self.intern_part(text, 0..text.len())
    }

    /// The symbol of a part of a text, whose ends are borders of characters.
    pub(crate) fn intern_part(&mut self, text: &str, part: Range<usize>) -> Symbol {
        let bytes = &text.as_bytes()[part.clone()];
        let hash = hash(bytes);
        match self.search(bytes, hash) {
            Ok(symbol) => symbol,
            Err(slot) => self.insert(text.get(part).unwrap_or_default(), hash, slot),
        }
    }

    /// The symbol of a spelling, if it is stored.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.search(text.as_bytes(), hash(text.as_bytes())).ok()
    }

    /// The symbol, or the free slot where it belongs.
    fn search(&self, text: &[u8], hash: u32) -> Result<Symbol, usize> {
        let mask = self.table.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.table[at];
            if slot.entry == 0 {
                return Err(at);
            }
            if slot.hash == hash
                && self.text.as_bytes()[slot.start as usize..slot.end as usize] == *text
            {
                return Ok(Symbol(slot.entry - 1));
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    fn insert(&mut self, text: &str, hash: u32, slot: usize) -> Symbol {
        let start = self.text.len() as u32;
        // Names made so far keep the text as it was.
        Arc::make_mut(&mut self.text).push_str(text);
        let symbol = Symbol(self.entries.len() as u32);
        let end = self.text.len() as u32;
        self.entries.push(Entry { start, end });
        self.table[slot] = Slot { hash, entry: symbol.0 + 1, start, end };
        if self.entries.len() * 2 > self.table.len() {
            self.grow();
        }
        symbol
    }

    fn grow(&mut self) {
        let mut table = vec![Slot::default(); self.table.len() * 2];
        let mask = table.len() - 1;
        for slot in self.table.iter().filter(|slot| slot.entry != 0) {
            let mut at = slot.hash as usize & mask;
            while table[at].entry != 0 {
                at = (at + 1) & mask;
            }
            table[at] = *slot;
        }
        self.table = table;
    }

    /// The spelling as a name of the model. Storing a further spelling while there is such a name copies the whole text.
    #[must_use]
    pub fn name(&self, symbol: Symbol) -> Name {
        let Entry { start, end } = self.entries[symbol.index()];
        Name::part(&self.text, start..end)
    }

    /// The spelling.
    #[must_use]
    pub fn text(&self, symbol: Symbol) -> &str {
        let entry = &self.entries[symbol.index()];
        &self.text[entry.start as usize..entry.end as usize]
    }

    /// How many spellings are stored: every [`Symbol::index`] is below it.
    #[must_use]
    pub fn count(&self) -> usize {
        self.entries.len()
    }
}

const fn hash(text: &[u8]) -> u32 {
    let mut hasher = FastHasher(0);
    hasher.mix_bytes(text);
    (hasher.finished() >> 32) as u32
}

/// How many slots there are before any file is read: most compilations need no more, and a list of that size comes as pages of zeros.
const SLOTS: usize = 1 << 13;

/// The known words with the places where they are stored, worked out when the compiler is built: to store them at each start
/// was a good part of reading a short file. One stands behind the other in the text.
type Stored = [(usize, Slot); kw::WORDS.len()];

const fn stored(words: &[&str; kw::WORDS.len()]) -> Stored {
    const FREE: Slot = Slot { hash: 0, entry: 0, start: 0, end: 0 };
    let mut taken = [false; SLOTS];
    let mut stored = [(0, FREE); kw::WORDS.len()];
    let (mut index, mut start) = (0, 0);
    while index < words.len() {
        let hash = hash(words[index].as_bytes());
        let end = start + words[index].len() as u32;
        let mut at = hash as usize % SLOTS;
        while taken[at] {
            at = (at + 1) % SLOTS;
        }
        taken[at] = true;
        stored[index] = (at, Slot { hash, entry: index as u32 + 1, start, end });
        (index, start) = (index + 1, end);
    }
    stored
}

macro_rules! words {
    ($($name:ident = $text:literal,)*) => {
        /// The symbols of known words, in every [`Symbols`].
        pub mod kw {
            use super::Symbol;

            #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "counts the words, nothing else")]
            enum Index { $($name,)* }

            $(
                #[doc = concat!("`", $text, "`")]
                pub const $name: Symbol = Symbol(Index::$name as u32);
            )*

            pub(super) const WORDS: [&str; [$($text,)*].len()] = [$($text,)*];
            /// All words, one behind the other.
            pub(super) const TEXT: &str = concat!($($text,)*);
            pub(super) static STORED: super::Stored = super::stored(&WORDS);
        }
    };
}

words! {
    // Preprocessor
    DEFINE = "define", UNDEF = "undef", IF = "if", IFDEF = "ifdef", IFNDEF = "ifndef", ELIF = "elif", ELSE = "else",
    ENDIF = "endif", INCLUDE = "include", ERROR = "error", WARNING = "warning", LINE = "line", PRAGMA = "pragma",
    DEFINED = "defined", PACK = "pack", PUSH = "push", POP = "pop", ONCE = "once", MIDL_ECHO = "midl_echo",
    VA_ARGS = "__VA_ARGS__",
    // What an attribute without arguments has between its parentheses
    NOTHING = "",
    // Items
    IMPORT = "import", IMPORTLIB = "importlib", CPP_QUOTE = "cpp_quote", MIDL_PRAGMA = "midl_pragma",
    INTERFACE = "interface", DISPINTERFACE = "dispinterface", COCLASS = "coclass", LIBRARY = "library", MODULE = "module",
    TYPEDEF = "typedef", PIPE = "pipe", CONST = "const", STRUCT = "struct", UNION = "union", ENUM = "enum", SWITCH = "switch",
    CASE = "case", DEFAULT = "default", PROPERTIES = "properties", METHODS = "methods", REQUIRES = "requires",
    EXTERN = "extern", STATIC = "static", INLINE = "inline", SIZEOF = "sizeof", TRUE = "TRUE", FALSE = "FALSE",
    TRUE_LOWER = "true", FALSE_LOWER = "false", NULL = "NULL",
    // WinRT
    NAMESPACE = "namespace", RUNTIMECLASS = "runtimeclass", APICONTRACT = "apicontract", DELEGATE = "delegate",
    DECLARE = "declare", ATTRIBUTE = "attribute",
    // Types
    VOID = "void", INT = "int", LONG = "long", SHORT = "short", CHAR = "char", SIGNED = "signed", UNSIGNED = "unsigned",
    FLOAT = "float", DOUBLE = "double", HYPER = "hyper", SMALL = "small", BYTE = "byte", BOOLEAN = "boolean",
    WCHAR_T = "wchar_t", HANDLE_T = "handle_t", ERROR_STATUS_T = "error_status_t", INT8 = "__int8", INT16 = "__int16",
    INT32 = "__int32", INT64 = "__int64", INT3264 = "__int3264", INT128 = "__int128", INT8_ONE = "_int8",
    INT16_ONE = "_int16", INT32_ONE = "_int32", INT64_ONE = "_int64", SAFEARRAY = "SAFEARRAY",
    VOLATILE = "volatile", RESTRICT = "__restrict", UNALIGNED = "__unaligned", FAR = "far", FAR_UPPER = "FAR",
    FAR_ONE = "_far", FAR_TWO = "__far", RPC_FAR = "__RPC_FAR", NEAR = "near", PTR64 = "__ptr64", PTR32 = "__ptr32",
    W64 = "__w64", REGISTER = "register", DECLSPEC = "__declspec",
    // Calling conventions
    STDCALL = "__stdcall", STDCALL_ONE = "_stdcall", STDCALL_BARE = "stdcall", CDECL = "__cdecl", CDECL_ONE = "_cdecl",
    CDECL_BARE = "cdecl", FASTCALL = "__fastcall", FASTCALL_ONE = "_fastcall", FASTCALL_BARE = "fastcall",
    PASCAL = "__pascal", PASCAL_ONE = "_pascal", PASCAL_BARE = "pascal", PASCAL_UPPER = "PASCAL", WINAPI = "WINAPI",
    APIENTRY = "APIENTRY", CALLBACK = "CALLBACK", STDMETHODCALLTYPE = "STDMETHODCALLTYPE",
    STDMETHODVCALLTYPE = "STDMETHODVCALLTYPE", STDAPICALLTYPE = "STDAPICALLTYPE", WINAPIV = "WINAPIV",
    // Attributes
    A_AGGREGATABLE = "aggregatable", A_ALLOCATE = "allocate", A_ANNOTATION = "annotation", A_APPOBJECT = "appobject",
    A_ASYNC = "async", A_ASYNC_UUID = "async_uuid", A_AUTO_HANDLE = "auto_handle", A_BINDABLE = "bindable",
    A_BROADCAST = "broadcast", A_BYTE_COUNT = "byte_count", A_CALL_AS = "call_as", A_CALLBACK = "callback",
    A_CODE = "code", A_COMMSTATUS = "comm_status", A_CONTEXT_HANDLE = "context_handle", A_CONTROL = "control",
    A_CUSTOM = "custom", A_DECODE = "decode", A_DEFAULTBIND = "defaultbind",
    A_DEFAULTCOLLELEM = "defaultcollelem", A_DEFAULTVALUE = "defaultvalue", A_DEFAULTVTABLE = "defaultvtable",
    A_DISABLE_CONSISTENCY_CHECK = "disable_consistency_check", A_DISPLAYBIND = "displaybind", A_DLLNAME = "dllname",
    A_DUAL = "dual", A_ENABLE_ALLOCATE = "enable_allocate", A_ENCODE = "encode", A_ENDPOINT = "endpoint",
    A_ENTRY = "entry", A_EXPLICIT_HANDLE = "explicit_handle", A_FAULT_STATUS = "fault_status",
    A_FIRST_IS = "first_is", A_FORCE_ALLOCATE = "force_allocate", A_HANDLE = "handle", A_HELPCONTEXT = "helpcontext",
    A_HELPFILE = "helpfile", A_HELPSTRING = "helpstring", A_HELPSTRINGCONTEXT = "helpstringcontext",
    A_HELPSTRINGDLL = "helpstringdll", A_HIDDEN = "hidden", A_ID = "id", A_IDEMPOTENT = "idempotent",
    A_IGNORE = "ignore", A_IID_IS = "iid_is", A_IMMEDIATEBIND = "immediatebind",
    A_IMPLICIT_HANDLE = "implicit_handle", A_IN = "in", A_INPUT_SYNC = "input_sync", A_LAST_IS = "last_is",
    A_LCID = "lcid", A_LENGTH_IS = "length_is", A_LICENSED = "licensed", A_LOCAL = "local", A_MAX_IS = "max_is",
    A_MAYBE = "maybe", A_MESSAGE = "message", A_MIN_IS = "min_is", A_MS_UNION = "ms_union",
    A_NOCODE = "nocode", A_NONBROWSABLE = "nonbrowsable", A_NONCREATABLE = "noncreatable",
    A_NONEXTENSIBLE = "nonextensible", A_NOTIFY = "notify", A_NOTIFY_FLAG = "notify_flag", A_OBJECT = "object",
    A_ODL = "odl", A_OLEAUTOMATION = "oleautomation", A_OPTIMIZE = "optimize", A_OPTIONAL = "optional",
    A_OUT = "out", A_PARTIAL_IGNORE = "partial_ignore", A_POINTER_DEFAULT = "pointer_default",
    A_PREDECLID = "predeclid", A_PROGID = "progid", A_PROPGET = "propget", A_PROPPUT = "propput",
    A_PROPPUTREF = "propputref", A_PROXY = "proxy", A_PTR = "ptr", A_PUBLIC = "public", A_RANGE = "range",
    A_READONLY = "readonly", A_REF = "ref", A_REPRESENT_AS = "represent_as", A_REQUESTEDIT = "requestedit",
    A_RESTRICTED = "restricted", A_RETVAL = "retval", A_SIZE_IS = "size_is", A_SOURCE = "source",
    A_STRICT_CONTEXT_HANDLE = "strict_context_handle", A_STRING = "string", A_SWITCH_IS = "switch_is",
    A_SWITCH_TYPE = "switch_type", A_SYSTEM_HANDLE = "system_handle", A_THREADING = "threading",
    A_TRANSMIT_AS = "transmit_as", A_UIDEFAULT = "uidefault", A_UNIQUE = "unique", A_USER_MARSHAL = "user_marshal",
    A_USESGETLASTERROR = "usesgetlasterror", A_UUID = "uuid", A_V1_ENUM = "v1_enum", A_VARARG = "vararg",
    A_VERSION = "version", A_VI_PROGID = "vi_progid", A_WIRE_MARSHAL = "wire_marshal",
    // Built-in names that later stages ask for
    HRESULT = "HRESULT", IUNKNOWN = "IUnknown", IDISPATCH = "IDispatch", BSTR = "BSTR", VARIANT = "VARIANT",
    TAGGED_UNION = "tagged_union", HRESULT_TYPEDEF = "_HRESULT_TYPEDEF_",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_places() {
        let mut symbols = Symbols::default();
        assert_eq!(symbols.text(kw::A_UUID), "uuid");
        assert_eq!(symbols.intern("interface"), kw::INTERFACE);
        assert_eq!(symbols.count(), kw::WORDS.len(), "a word stands in the list twice");
    }

    #[test]
    fn spellings_survive_growth() {
        let mut symbols = Symbols::default();
        let all: Vec<Symbol> =
            (0..10_000).map(|number| symbols.intern(&format!("name_{number}"))).collect();
        for (number, symbol) in all.into_iter().enumerate() {
            assert_eq!(symbols.text(symbol), format!("name_{number}"));
            assert_eq!(symbols.intern(&format!("name_{number}")), symbol);
        }
    }
}
