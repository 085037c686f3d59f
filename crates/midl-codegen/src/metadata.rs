//! Types of the wider Win32 world as IDL, from the metadata that windows-bindgen carries: for names that no file of a compilation
//! declares.
//!
//! What a declaration names in turn is not followed: whoever asks compiles again, and asks for what is unknown then. So what the
//! files themselves declare always wins.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::OnceLock,
};

use midl_frontend::unknown::Unknown;
use windows_metadata::{
    ParamAttributes, Type, TypeAttributes, TypeName, Value,
    reader::{File, HasAttributes, Index, MethodDef, TypeCategory, TypeDef},
};

/// What C's headers call by another name than the metadata, or only they name, and the records that the metadata takes from the
/// Windows Runtime: the name, and what it stands for.
const OF_C: &[(&str, &str)] = &[
    ("D2D1_COLOR_F", "D2D_COLOR_F "),
    ("D2D1_MATRIX_3X2_F", "Matrix3x2 "),
    ("D2D1_MATRIX_4X3_F", "D2D_MATRIX_4X3_F "),
    ("D2D1_MATRIX_4X4_F", "Matrix4x4 "),
    ("D2D1_MATRIX_5X4_F", "D2D_MATRIX_5X4_F "),
    ("D2D1_POINT_2F", "Vector2 "),
    ("D2D1_POINT_2L", "POINT "),
    ("D2D1_POINT_2U", "D2D_POINT_2U "),
    ("D2D1_RECT_F", "D2D_RECT_F "),
    ("D2D1_RECT_L", "RECT "),
    ("D2D1_RECT_U", "D2D_RECT_U "),
    ("D2D1_SIZE_F", "D2D_SIZE_F "),
    ("D2D1_SIZE_U", "D2D_SIZE_U "),
    ("D2D1_VECTOR_2F", "Vector2 "),
    ("D2D1_VECTOR_4F", "Vector4 "),
    ("D2D_MATRIX_3X2_F", "Matrix3x2 "),
    ("D2D_MATRIX_4X4_F", "Matrix4x4 "),
    ("D2D_POINT_2F", "Vector2 "),
    ("D2D_VECTOR_2F", "Vector2 "),
    ("D2D_VECTOR_4F", "Vector4 "),
    ("ID3DBlob", "ID3D10Blob "),
    ("LPCITEMIDLIST", "const ITEMIDLIST *"),
    ("LPITEMIDLIST", "ITEMIDLIST *"),
    ("Matrix3x2", "struct Matrix3x2 { float M11, M12, M21, M22, M31, M32; } "),
    (
        "Matrix4x4",
        "struct Matrix4x4 { float M11, M12, M13, M14, M21, M22, M23, M24, M31, M32, M33, M34, M41, M42, M43, M44; } ",
    ),
    ("PCIDLIST_ABSOLUTE", "const ITEMIDLIST *"),
    ("PCIDLIST_ABSOLUTE_ARRAY", "const ITEMIDLIST **"),
    ("PCIDLIST_RELATIVE", "const ITEMIDLIST *"),
    ("PCITEMID_CHILD", "const ITEMIDLIST *"),
    ("PCUIDLIST_ABSOLUTE", "const ITEMIDLIST *"),
    ("PCUIDLIST_RELATIVE", "const ITEMIDLIST *"),
    ("PCUIDLIST_RELATIVE_ARRAY", "const ITEMIDLIST **"),
    ("PCUITEMID_CHILD", "const ITEMIDLIST *"),
    ("PCUITEMID_CHILD_ARRAY", "const ITEMIDLIST **"),
    ("PIDLIST_ABSOLUTE", "ITEMIDLIST *"),
    ("PIDLIST_RELATIVE", "ITEMIDLIST *"),
    ("PITEMID_CHILD", "ITEMIDLIST *"),
    ("PUIDLIST_RELATIVE", "ITEMIDLIST *"),
    ("PUITEMID_CHILD", "ITEMIDLIST *"),
    ("QWORD", "unsigned __int64 "),
    ("REFERENCE_TIME", "__int64 "),
    ("REFKNOWNFOLDERID", "const GUID *"),
    ("REFTIME", "double "),
    ("Vector2", "struct Vector2 { float X, Y; } "),
    ("Vector4", "struct Vector4 { float X, Y, Z, W; } "),
];

/// The bit of the architecture whose records are declared where they differ.
pub(crate) const X64: i32 = 2;
/// The bit of 32-bit targets.
const X86: i32 = 1;

/// Declarations of those names that the metadata knows; empty where it knows none.
#[must_use]
pub fn declare(unknown: &Unknown) -> String {
    let metadata = Metadata::get();
    let mut text = String::new();
    for name in &unknown.types {
        metadata.declare(name, false, &mut text);
    }
    for name in unknown.bases.iter().filter(|name| !unknown.types.contains(*name)) {
        metadata.declare(name, true, &mut text);
    }
    for name in unknown.bases.intersection(&unknown.types) {
        metadata.declare(name, true, &mut text);
    }
    metadata.constants(&unknown.values, &mut text);
    text
}

pub(crate) struct Metadata {
    pub(crate) index: Index,
    /// The namespace of each name; where several have it, the first in their order.
    namespaces: BTreeMap<String, String>,
    /// Interfaces by their names in capitals.
    interfaces: BTreeMap<String, String>,
    /// The bit of the architecture.
    arch: i32,
}

impl Metadata {
    /// Read once in a process: it is large, and few runs ask.
    pub(crate) fn get() -> &'static Metadata {
        static METADATA: OnceLock<Metadata> = OnceLock::new();
        METADATA.get_or_init(|| Metadata::read(X64))
    }

    /// The same for 32-bit targets, of which only what differs there is asked.
    fn x86() -> &'static Metadata {
        static METADATA: OnceLock<Metadata> = OnceLock::new();
        METADATA.get_or_init(|| Metadata::read(X86))
    }

    fn read(arch: i32) -> Metadata {
        let files = File::new(windows_default::WIN32.to_vec()).into_iter().collect();
        let index = Index::new_for_architecture(files, arch);
        let mut namespaces = BTreeMap::<String, String>::new();
        let mut interfaces = BTreeMap::new();
        for (namespace, name, ty) in index.iter() {
            if ty.category() == TypeCategory::Interface {
                interfaces.insert(name.to_uppercase(), name.to_owned());
            }
            let known = namespaces.entry(name.to_owned()).or_insert_with(|| namespace.to_owned());
            if namespace < known.as_str() {
                namespace.clone_into(known);
            }
        }
        Metadata { index, namespaces, interfaces, arch }
    }

    pub(crate) fn find(&self, name: &str) -> Option<TypeDef<'_>> {
        let namespace = self.namespaces.get(name)?;
        let fits = |ty: &TypeDef<'_>| matches!(ty.arches(), 0) || ty.arches() & self.arch != 0;
        self.index.get(namespace, name).find(fits)
    }

    fn declare(&self, name: &str, whole: bool, text: &mut String) {
        // Every file of COM imports its root, and one that does not has forgotten to.
        if name == "IUnknown" {
            return;
        }
        if let Some(ty) = self.find(name) {
            self.declaration(ty, whole, text);
            return;
        }
        if let Some((_, of)) = OF_C.iter().find(|(of_c, _)| *of_c == name) {
            let _ = writeln!(text, "typedef {of}{name};");
            return;
        }
        // C's names for pointers to what it declares.
        for (prefix, constant) in [
            ("LPC", "const "),
            ("PC", "const "),
            ("LP", ""),
            ("NP", ""),
            ("P", ""),
            ("REF", "const "),
        ] {
            if let Some(to) = name.strip_prefix(prefix)
                && self.find(to).is_some_and(|ty| ty.category() == TypeCategory::Struct)
            {
                let _ = writeln!(text, "typedef {constant}{to} *{name};");
                return;
            }
        }
        // `LPSTORAGE` is an `IStorage *`.
        if let Some(to) = name.strip_prefix("LP")
            && let Some(interface) = self.interfaces.get(&format!("I{to}"))
        {
            let _ = writeln!(text, "interface {interface};\ntypedef {interface} *{name};");
        }
    }

    /// Numbers among constants and enumerators; in C an enumerator is a number like any other.
    fn constants(&self, names: &BTreeSet<String>, text: &mut String) {
        if names.is_empty() {
            return;
        }
        for (_, _, ty) in self.index.iter() {
            for field in ty.fields().filter(|field| names.contains(field.name())) {
                let Some(value) = field.constant().map(|constant| constant.value()) else {
                    continue;
                };
                let (word, value) = match value {
                    Value::I8(value) => ("long", i64::from(value)),
                    Value::U8(value) => ("unsigned long", i64::from(value)),
                    Value::I16(value) => ("long", i64::from(value)),
                    Value::U16(value) => ("unsigned long", i64::from(value)),
                    Value::I32(value) => ("long", i64::from(value)),
                    Value::U32(value) => ("unsigned long", i64::from(value)),
                    Value::I64(value) => ("__int64", value),
                    _ => continue,
                };
                let _ = writeln!(text, "const {word} {} = {value};", field.name());
            }
        }
    }

    fn declaration(&self, ty: TypeDef<'_>, whole: bool, text: &mut String) {
        let name = ty.name();
        let _ = match ty.category() {
            TypeCategory::Interface if whole => self.interface(ty, text),
            TypeCategory::Interface => writeln!(text, "interface {name};"),
            // What a callback is called with is nothing that an interface depends on.
            TypeCategory::Delegate => writeln!(text, "typedef void *{name};"),
            TypeCategory::Enum => self.enumeration(ty, text),
            TypeCategory::Struct => match ty.fields().next() {
                Some(field) if ty.has_attribute("NativeTypedefAttribute") => {
                    writeln!(text, "typedef {};", self.declarator(&field.ty(), name))
                }
                Some(_) => self.packed_record(ty, text),
                None => writeln!(text, "typedef struct {name} {name};"),
            },
            _ => Ok(()),
        };
    }

    fn enumeration(&self, ty: TypeDef<'_>, text: &mut String) -> std::fmt::Result {
        let name = ty.name();
        let number = |value: Value| match value {
            Value::I32(value) => Some(i64::from(value)),
            Value::U32(value) => Some(i64::from(value as i32)),
            _ => None,
        };
        let members: Vec<(&str, i64)> = ty
            .fields()
            .filter_map(|field| Some((field.name(), number(field.constant()?.value())?)))
            .collect();
        if members.is_empty() {
            let underlying = ty.underlying_type().unwrap_or(Type::I32);
            return writeln!(text, "typedef {};", self.declarator(&underlying, name));
        }
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        writeln!(text, "typedef [v1_enum] enum {name} {{ {} }} {name};", members.join(", "))
    }

    /// A record with its packing, which may be another one on 32-bit targets: C is told so.
    fn packed_record(&self, ty: TypeDef<'_>, text: &mut String) -> std::fmt::Result {
        let name = ty.name();
        let body = self.record(ty, name);
        let pack = packing(ty);
        let narrow = if ty.arches() == 0 { None } else { Metadata::x86().find(name) };
        let narrow = narrow.filter(|narrow| Metadata::x86().record(*narrow, name) == body);
        let [before, behind] = match narrow.map(packing) {
            Some(narrow) if narrow != pack => {
                let push = |pack: u16| match pack {
                    0 => "cpp_quote(\"#pragma pack(push)\")".to_owned(),
                    _ => format!("cpp_quote(\"#pragma pack(push, {pack})\")"),
                };
                let (wide, narrow) = (push(pack), push(narrow));
                [
                    format!(
                        "cpp_quote(\"#ifdef _WIN64\")\n{wide}\ncpp_quote(\"#else\")\n{narrow}\ncpp_quote(\"#endif\")\n"
                    ),
                    "cpp_quote(\"#pragma pack(pop)\")\n".to_owned(),
                ]
            }
            _ if pack > 0 => {
                [format!("#pragma pack(push, {pack})\n"), "#pragma pack(pop)\n".to_owned()]
            }
            _ => [String::new(), String::new()],
        };
        write!(text, "{before}typedef {body} {name};\n{behind}")
    }

    /// `struct X { .. }` with the nameless ones inside it in place.
    fn record(&self, ty: TypeDef<'_>, tag: &str) -> String {
        let is_union = ty.flags().contains(TypeAttributes::ExplicitLayout);
        let mut text = format!("{} {tag} {{", if is_union { "union" } else { "struct" });
        for field in ty.fields().filter(|field| field.constant().is_none()) {
            let _ = write!(text, " {};", self.field(ty, &field.ty(), field.name()));
        }
        text.push_str(" }");
        text
    }

    fn field(&self, outer: TypeDef<'_>, ty: &Type, name: &str) -> String {
        match ty {
            Type::ArrayFixed(of, count) => self.field(outer, of, &format!("{name}[{count}]")),
            Type::ValueName(inner) if inner.namespace.is_empty() => {
                let nested = self.index.nested(outer).find(|nested| nested.name() == inner.name);
                let body = nested
                    .map_or("struct { char c; }".to_owned(), |nested| self.record(nested, ""));
                if name.starts_with("Anonymous") { body } else { format!("{body} {name}") }
            }
            _ => self.declarator(ty, name),
        }
    }

    /// A declaration of C: `const RECT *name`.
    fn declarator(&self, ty: &Type, name: &str) -> String {
        let word = match ty {
            Type::PtrMut(to, count) => {
                return self.declarator(to, &format!("{}{name}", "*".repeat(*count)));
            }
            Type::PtrConst(to, count) => {
                let inner = self.declarator(to, &format!("{}{name}", "*".repeat(*count)));
                return format!("const {inner}");
            }
            Type::ArrayFixed(of, count) => {
                return self.declarator(of, &format!("{name}[{count}]"));
            }
            Type::ClassName(named) | Type::ValueName(named) => return self.named(named, name),
            Type::Void => "void",
            Type::Bool => "boolean",
            Type::Char => "wchar_t",
            Type::I8 => "signed char",
            Type::U8 => "unsigned char",
            Type::I16 => "short",
            Type::U16 => "unsigned short",
            Type::I32 => "long",
            Type::U32 => "unsigned long",
            Type::I64 => "__int64",
            Type::U64 => "unsigned __int64",
            Type::F32 => "float",
            Type::F64 => "double",
            Type::ISize => "__int3264",
            Type::USize => "unsigned __int3264",
            // Nothing of Win32.
            _ => "void *",
        };
        format!("{word} {name}")
    }

    fn named(&self, named: &TypeName, name: &str) -> String {
        let is_interface = || {
            let mut types = self.index.get(&named.namespace, &named.name);
            types.any(|ty| ty.category() == TypeCategory::Interface)
        };
        match &*named.name {
            "Guid" => format!("GUID {name}"),
            "PWSTR" => format!("LPWSTR {name}"),
            "PCWSTR" => format!("LPCWSTR {name}"),
            "PSTR" => format!("LPSTR {name}"),
            "PCSTR" => format!("LPCSTR {name}"),
            word if is_interface() => format!("{word} *{name}"),
            word => format!("{word} {name}"),
        }
    }

    /// True for a method that is asked for an interface by its parameter `riid`.
    fn has_riid(&self, types: &[Type], method: MethodDef<'_>) -> bool {
        method.params().filter(|param| param.sequence() > 0 && param.name() == "riid").any(
            |param| {
                let ty = types.get(usize::from(param.sequence()) - 1);
                ty.is_some_and(|ty| self.declarator(ty, "") == "const GUID *")
            },
        )
    }

    fn interface(&self, ty: TypeDef<'_>, text: &mut String) -> std::fmt::Result {
        let iid = ty.find_attribute("GuidAttribute").map(|attribute| guid(&attribute.value()));
        let iid = iid.map(|iid| format!("uuid({iid}), ")).unwrap_or_default();
        let base = ty.interface_impls().next().map(|row| row.interface(&[]));
        let base = match base {
            Some(Type::ClassName(base) | Type::ValueName(base)) => {
                // That a base is declared does not suffice, and only what is not declared at all is asked for.
                if base.name != "IUnknown"
                    && let Some(ty) = self.index.get(&base.namespace, &base.name).next()
                {
                    self.interface(ty, text)?;
                }
                format!(" : {}", base.name)
            }
            _ => String::new(),
        };
        writeln!(text, "[object, {iid}local]\ninterface {}{base} {{", ty.name())?;
        for method in ty.methods() {
            let signature = method.signature(&[]);
            let mut params = Vec::new();
            for param in method.params().filter(|param| param.sequence() > 0) {
                let flags = param.flags();
                let Some(ty) = signature.types.get(usize::from(param.sequence()) - 1) else {
                    continue;
                };
                let is_in = flags.contains(ParamAttributes::In);
                let direction = match (is_in, flags.contains(ParamAttributes::Out)) {
                    (true, true) => "in, out",
                    (false, true) => "out",
                    _ => "in",
                };
                let unique = if param.is_optional() { ", unique" } else { "" };
                let is_pointer =
                    matches!(ty, Type::PtrMut(..) | Type::PtrConst(..) | Type::ClassName(_));
                let unique = if is_pointer { unique } else { "" };
                // The metadata has a word for it that it does not use throughout.
                let is_asked_for = direction == "out"
                    && self.declarator(ty, "") == "void **"
                    && self.has_riid(&signature.types, method);
                let iid_is = if is_asked_for { ", iid_is(riid)" } else { "" };
                params.push(format!(
                    "[{direction}{unique}{iid_is}] {}",
                    self.declarator(ty, param.name())
                ));
            }
            let result = self.declarator(&signature.return_type, method.name());
            writeln!(text, "    {result}({});", params.join(", "))?;
        }
        writeln!(text, "}}")
    }
}

/// How tightly a record is packed; 0 where it is not.
fn packing(ty: TypeDef<'_>) -> u16 {
    ty.class_layout().map_or(0, |layout| layout.packing_size())
}

pub(crate) fn guid(values: &[(String, Value)]) -> String {
    let number = |at: usize| match values.get(at).map(|(_, value)| value) {
        Some(Value::U32(value)) => *value,
        Some(Value::U16(value)) => u32::from(*value),
        Some(Value::U8(value)) => u32::from(*value),
        _ => 0,
    };
    let bytes: String = (5..11).map(|at| format!("{:02x}", number(at))).collect();
    format!(
        "{:08x}-{:04x}-{:04x}-{:02x}{:02x}-{bytes}",
        number(0),
        number(1),
        number(2),
        number(3),
        number(4)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(types: &[&str], bases: &[&str]) -> String {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        declare(&Unknown { types: set(types), bases: set(bases), ..Unknown::default() })
    }

    #[test]
    fn constants_and_enumerators() {
        let values = ["STREAM_SEEK_CUR", "CLSCTX_REMOTE_SERVER", "FROBNICATE"].map(str::to_owned);
        let unknown = Unknown { values: values.into(), ..Unknown::default() };
        let mut lines: Vec<String> = declare(&unknown).lines().map(str::to_owned).collect();
        lines.sort();
        let expected =
            ["const long STREAM_SEEK_CUR = 1;", "const unsigned long CLSCTX_REMOTE_SERVER = 16;"];
        assert_eq!(lines, expected);
    }

    #[test]
    fn names_of_c_alone() {
        assert_eq!(
            declared(&["QWORD", "REFPROPVARIANT"], &[]),
            "typedef unsigned __int64 QWORD;\ntypedef const PROPVARIANT *REFPROPVARIANT;\n"
        );
    }

    #[test]
    fn records_of_the_windows_runtime() {
        let brush = declared(&["D2D1_BRUSH_PROPERTIES"], &[]);
        assert!(
            brush.contains(" Matrix3x2 transform;"),
            "what it holds is asked for next: {brush}"
        );
        assert_eq!(
            declared(&["Matrix3x2"], &[]),
            "typedef struct Matrix3x2 { float M11, M12, M21, M22, M31, M32; } Matrix3x2;\n"
        );
    }

    #[test]
    fn records_that_are_packed_on_32_bits_alone() {
        let operation = declared(&["SHFILEOPSTRUCTW"], &[]);
        let lines: Vec<&str> = operation.lines().collect();
        assert_eq!(lines.len(), 7, "{operation}");
        assert_eq!(
            lines[..2],
            [r##"cpp_quote("#ifdef _WIN64")"##, r##"cpp_quote("#pragma pack(push)")"##]
        );
        assert_eq!(lines[3], r##"cpp_quote("#pragma pack(push, 1)")"##);
    }

    #[test]
    fn records_and_handles() {
        assert_eq!(
            declared(&["POINT", "HDC", "LPCPOINT", "WNDPROC"], &[]),
            "typedef void * HDC;\ntypedef const POINT *LPCPOINT;\ntypedef struct POINT { long x; long y; } POINT;\ntypedef void *WNDPROC;\n"
                .replace("void * HDC", "void *HDC")
        );
        let log_font = declared(&["LOGFONTW"], &[]);
        assert!(log_font.contains("unsigned short lfFaceName[32];"), "{log_font}");
        let event = declared(&["INPUT_RECORD"], &[]);
        assert!(event.contains("union  { KEY_EVENT_RECORD KeyEvent;"), "{event}");
    }

    #[test]
    fn interfaces_by_name_and_whole() {
        assert_eq!(declared(&["IShellItem"], &[]), "interface IShellItem;\n");
        let whole = declared(&[], &["IShellItem"]);
        assert!(whole.contains("[object, uuid(43826d1e-e718-42ee-bc55-a1e261c37bfe), local]\ninterface IShellItem : IUnknown {"), "{whole}");
        assert!(whole.contains("[in] const GUID *riid, [out, iid_is(riid)] void **ppv"), "{whole}");
    }

    #[test]
    fn pointers_of_c_to_interfaces() {
        assert_eq!(
            declared(&["LPSTORAGE"], &[]),
            "interface IStorage;\ntypedef IStorage *LPSTORAGE;\n"
        );
    }

    #[test]
    fn what_nobody_knows() {
        assert_eq!(declared(&["FROBNICATE", "LPFROBNICATE", "P"], &["IFrobnicate"]), "");
    }
}
